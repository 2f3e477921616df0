"""Confirming a pair changes one entry of the author's file, or nothing."""

import json
import stat
import tomllib

import pytest

from exam_engine.bank.similar.confirm import make_enemies
from exam_engine.cli.main import run_for_code
from exam_engine.errors import AuthoringError
from exam_engine.source.bank import read_bank

HEAD = "# Written by hand.\n\n"
ITEM = """
[[items]]  # number {n}
id = "t-one-{n}"  # never changes
version = 1
type = "single"
topic = "a.b"
requirement = {{ "x/y" = "1" }}
level = "remember"
basis = [{{ standard = "S", edition = "2018", clause = "1" }}]
holds_in = ["2018"]
{enemies}fact = "A fact in a sentence."
stem = {stem}
options = [
    {{ id = "a", text = "One", why = "Wrong. It is not the second of them." }},
    {{ id = "b", text = "Two", why = "Right. It is the second of them all." }},
]
answer = "b"
"""
STEM = '"What is the answer here?"'


@pytest.fixture
def folder(tmp_path):
    """A function that writes a bank of three items, the first with these enemies and stem."""

    def write(enemies="", stem=STEM, newline="\n", text=None):
        made = tmp_path / "t-bank"
        (made / "items").mkdir(parents=True, exist_ok=True)
        (made / "bank.toml").write_text(
            'format = 1\nid = "t-bank"\ntitle = "T"\nlanguage = "en"\nsecurity = "public"\n'
            'licence = "Apache-2.0"\neditions = ["2018"]\n'
            '[defaults]\nauthor = "A"\norigin = "original"\n'
        )
        (made / "topics.toml").write_text('[topics]\n"a.b" = "A topic"\n')
        items = [
            ITEM.format(n=1, enemies=enemies, stem=stem),
            ITEM.format(n=2, enemies="", stem=STEM),
            ITEM.format(n=3, enemies="enemies = []\n", stem=STEM),
        ]
        whole = text if text is not None else HEAD + "".join(items)
        (made / "items" / "one.toml").write_bytes(whole.replace("\n", newline).encode())
        return made

    return write


def is_longer_only(before, after):
    """Is ``after`` the text ``before`` with one piece put in?"""
    at = 0
    while at < len(before) and before[at] == after[at]:
        at += 1
    return after.endswith(before[at:]) and len(after) > len(before)


LAYOUTS = {
    "none": "",
    "empty": "enemies = []\n",
    "spaced": "enemies   =   [ ]   # nobody yet\n",
    "one": 'enemies = ["t-one-3"]  # see the review\n',
    "single quotes": "enemies = ['t-one-3']\n",
    "lines": 'enemies = [\n    "t-one-3",  # told by it ] or so\n]\n',
    "lines, no comma": 'enemies = [\n    "t-one-3"  # "t-one-9"\n]\n',
    "comment alone": "enemies = [\n    # none ] yet\n]\n",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_entry_is_added_and_all_else_stays_to_the_byte(folder, layout, newline):
    bank = folder(LAYOUTS[layout], newline=newline)
    path = bank / "items" / "one.toml"
    path.chmod(0o640)
    before = path.read_bytes()
    assert make_enemies(bank, "t-one-1", "t-one-2") == path
    after = path.read_bytes()
    assert is_longer_only(before, after)
    assert b"\r\n" in after or newline == "\n"
    assert after.count(b"\n") - before.count(b"\n") <= 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    one, two, three = read_bank(bank).items
    assert "t-one-2" in one.enemies
    assert two.enemies == ("t-one-1",)
    assert three.enemies == (("t-one-1",) if "t-one-3" in one.enemies else ())
    assert [file.name for file in path.parent.iterdir()] == ["one.toml"]


def test_texts_that_look_like_tables_are_not_taken_for_them(folder):
    trap = '"""\nWhat is this?\n[[items]]\nid = "t-one-2"\nenemies = []\n"""'
    bank = folder("", stem=trap)
    path = bank / "items" / "one.toml"
    before = path.read_bytes()
    with pytest.raises(AuthoringError, match="without touching more than this entry"):
        make_enemies(bank, "t-one-2", "t-one-3")
    assert path.read_bytes() == before
    make_enemies(bank, "t-one-3", "t-one-2")  # where it is clear, it is written
    stem = tomllib.loads(path.read_text())["items"][0]["stem"]
    assert 'id = "t-one-2"\nenemies = []' in stem


def test_items_that_are_not_tables_of_their_own_are_left_to_their_author(folder):
    inline = 'items = [{ id = "t-one-1", version = 1, type = "single", topic = "a.b", ' + (
        'requirement = { "x/y" = "1" }, level = "remember", holds_in = ["2018"], '
        'basis = [{ standard = "S", edition = "2018", clause = "1" }], '
        'fact = "A fact in a sentence.", stem = "What is the answer here?", answer = "b", '
        'options = [{ id = "a", text = "One", why = "Wrong. It is not the second." }, '
        '{ id = "b", text = "Two", why = "Right. It is the second of them." }] }]\n'
    )
    bank = folder(text=inline)
    (bank / "items" / "two.toml").write_text(ITEM.format(n=2, enemies="", stem=STEM))
    with pytest.raises(AuthoringError, match='write enemies = \\["t-one-2"\\] yourself'):
        make_enemies(bank, "t-one-1", "t-one-2")
    assert (bank / "items" / "one.toml").read_text() == inline
    assert make_enemies(bank, "t-one-2", "t-one-1") == bank / "items" / "two.toml"


def test_subtables_of_an_item_are_no_place_for_it(folder):
    bank = folder()
    path = bank / "items" / "one.toml"
    text = path.read_text().replace('requirement = { "x/y" = "1" }\n', "", 1)
    text = text.replace('answer = "b"\n', 'answer = "b"\n[items.requirement]\n"x/y" = "1"\n', 1)
    path.write_text(text)
    make_enemies(bank, "t-one-1", "t-one-2")
    assert tomllib.loads(path.read_text())["items"][0]["enemies"] == ["t-one-2"]


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("t-one-1", "t-one-9"), "the bank has no item 't-one-9'"),
        (("t-one-8", "t-one-1"), "the bank has no item 't-one-8'"),
        (("t-one-1", "t-one-1"), "no enemy of itself"),
    ],
)
def test_pairs_that_cannot_be_are_refused(folder, pair, said):
    with pytest.raises(AuthoringError, match=said):
        make_enemies(folder(), *pair)


def test_known_enemies_change_nothing_whichever_side_wrote_it(folder):
    bank = folder('enemies = ["t-one-2"]\n')
    before = (bank / "items" / "one.toml").read_bytes()
    assert make_enemies(bank, "t-one-2", "t-one-1") is None
    assert (bank / "items" / "one.toml").read_bytes() == before


def test_the_command_finds_confirms_and_finds_no_more(folder, capsys):
    bank = str(folder())

    def says(*arguments):
        code = run_for_code(["bank", "similar", bank, *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    code, out, _ = says("--json", "--threshold", "0.9")
    assert code == 0
    pairs = json.loads(out)
    assert pairs[0]["items"] == ["t-one-1", "t-one-2"]
    assert set(pairs[0]) == {"kind", "score", "items", "stems", "answer", "shared", "enemies"}
    assert says("--confirm", "t-one-1", "t-one-2")[0] == 0
    code, out, _ = says("--confirm", "t-one-2", "t-one-1", "--json")
    assert json.loads(out) == {"pair": ["t-one-2", "t-one-1"], "file": None}
    left = [pair["items"] for pair in json.loads(says("--json", "--threshold", "0.9")[1])]
    assert ["t-one-1", "t-one-2"] not in left
    code, out, _ = says()
    assert "are alike" in out
    assert "t-one-1: What is the answer here?" in out
    code, out, err = says("--confirm", "t-one-1", "t-one-7")
    assert code == 2
    assert "no item 't-one-7'" in err
    assert says("--threshold", "2")[0] == 2
