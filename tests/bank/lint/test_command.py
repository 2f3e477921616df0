"""``bank lint`` as its users meet it."""

import json
import re
from pathlib import Path

import pytest

from exam_engine.bank.lint.formats import rules_table
from exam_engine.bank.lint.run import RULES
from exam_engine.cli.main import run_for_code
from exam_engine.office.shipped import shipped

ROOT = Path(__file__).parents[3]
ITEM = """
# A comment that stays.
[[items]]
id = "t-one-1"
version = 1
type = "single"
topic = "a.b"
requirement = {{ "x/y" = "1" }}
level = "remember"
basis = [{{ standard = "S", edition = "2018", clause = "1" }}]
holds_in = ["2018"]
{more}
fact = "A fact in a sentence."
stem = "{stem}"
options = [
    {{ id = "a", text = "Apples", why = "Wrong. It is not the second of them." }},
    {{ id = "b", text = "Figs", why = "Right. It is the second of them all." }},
    {{ id = "c", text = "Nuts", why = "Wrong. It is the third one of them all." }},
    {{ id = "d", text = "Pears", why = "Wrong. It is the fourth one of them all." }},
]
answer = "b"
"""


@pytest.fixture
def bank(tmp_path, monkeypatch):
    """Return a function that writes a bank of one item and returns its folder."""
    monkeypatch.chdir(tmp_path)

    def write(stem="What grows on a tree in a warm garden?", more=""):
        folder = tmp_path / "t-bank"
        (folder / "items").mkdir(parents=True, exist_ok=True)
        (folder / "bank.toml").write_text(
            'format = 1\nid = "t-bank"\ntitle = "T"\nlanguage = "en"\nsecurity = "public"\n'
            'licence = "Apache-2.0"\neditions = ["2018"]\n'
            '[defaults]\nauthor = "A"\norigin = "original"\n'
        )
        (folder / "topics.toml").write_text('[topics]\n"a.b" = "A topic"\n')
        (folder / "items" / "one.toml").write_text(ITEM.format(stem=stem, more=more))
        return str(folder)

    return write


@pytest.fixture
def says(capsys):
    def run(*arguments):
        code = run_for_code(["bank", "lint", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.mark.parametrize("name", sorted(p.name for p in shipped("item_banks").iterdir()))
def test_the_shipped_banks_pass(says, name):
    code, out, err = says(name, "--json")
    report = json.loads(out)
    assert code == 0, report["findings"]
    assert err == ""
    assert report["counts"]["E"] == report["counts"]["W"] == 0
    assert report["items"] > 5


def test_a_sound_bank_is_zero_and_a_flawed_one_is_one(says, bank):
    code, out, _ = says(bank())
    assert code == 0
    assert "1 items: 0 E, 0 W, 0 I, 0 waived" in out
    code, out, _ = says(bank("Which tree is not warm?"))
    assert code == 1
    line = next(line for line in out.splitlines() if "STEM-NEG" in line)
    assert line.startswith('t-bank/items/one.toml:4: t-one-1: E STEM-NEG stem:15 "not":')
    assert "ask for what is so" in out


def test_a_warning_fails_until_it_is_waived(says, bank):
    best = "Which tree is the best in a warm garden?"
    assert says(bank(best))[0] == 1
    waived = bank(best, 'lint_waive = { STEM-SUPERL = "The word is the point here." }')
    code, out, _ = says(waived)
    assert code == 0
    assert "1 waived" in out
    assert "STEM-SUPERL stem" not in out
    code, out, _ = says(waived, "--json")
    (found,) = [one for one in json.loads(out)["findings"] if one["code"] == "STEM-SUPERL"]
    assert found["waived"] == "The word is the point here."


def test_what_looks_like_markup_or_a_command_is_printed_as_it_stands(says, bank):
    folder = bank("Which [red]best[/red] %0A::error::tree, is it?")
    _, out, _ = says(folder, "--rule", "STEM-SUPERL")
    assert '"best"' in out
    _, out, _ = says(bank("The [red]tree[/red] of [bold]a garden."), "--rule", "STEM-NOQ")
    assert 'STEM-NOQ stem:1 "The [red]tree[/red] of [bold]a garden."' in out
    folder = bank("Which [red]best[/red]  ::warning file=x::tree is it?", "")
    code, out, _ = says(folder, "--format", "github", "--rule", "STEM-NOQ", "--rule", "STEM-SUPERL")
    assert code == 1
    for line in out.strip().split("\n"):
        assert line.startswith("::warning file=t-bank/items/one.toml,line=4,")


def test_annotations_escape_what_the_host_would_read(says, bank):
    folder = bank("Choose 100%0A the tree [bold]; it ends in a colon:")
    _, out, _ = says(folder, "--format", "github", "--rule", "STEM-NOQ", "--rule", "STEM-OPEN")
    annotation = re.compile(r"::(error|warning|notice) file=[^:]*,title=[A-Z-]+ t-one-1::")
    assert all(annotation.match(line) for line in out.strip().split("\n"))
    assert "100%0A" not in out.replace("100%250A", "")


def test_one_rule_alone(says, bank):
    folder = bank("Which best tree is not warm?")
    code, out, _ = says(folder, "--rule", "stem-superl", "--json")
    assert code == 1
    assert {one["code"] for one in json.loads(out)["findings"]} == {"STEM-SUPERL"}


def test_mild_findings_can_be_left_out_without_changing_the_verdict(says, bank):
    folder = bank("Which best tree is it?")
    code, out, _ = says(folder, "--severity", "E")
    assert code == 1
    assert "STEM-SUPERL stem" not in out


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_explains_itself(says, code):
    status, out, _ = says("--explain", code.lower())
    assert status == 0
    assert out.startswith(f"{code} (")
    assert "because:" in out


def test_the_document_is_the_table_of_rules():
    text = (ROOT / "docs" / "lint.md").read_text()
    assert rules_table(RULES.values()) in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rule", "STEM-NEGG", "t-bank"], "did you mean STEM-NEG?"),
        (["--explain", "NOTHING"], "there is no rule"),
        ([], "name a bank folder"),
        (["no-such-bank"], "neither a bank folder nor one of"),
        (["t-bank", "--against", "missing.txt"], "missing.txt: cannot be read"),
        (["t-bank", "--reviews", "t-bank/bank.toml"], "wanted:"),
        (["t-bank", "--form", "t-bank/bank.toml"], "exam-engine form build"),
        (["--write-hashes", "out"], "needs the text: --against"),
        (["t-bank", "--blueprint", "no/such"], "there is no blueprint"),
    ],
)
def test_what_cannot_run_is_two_and_says_what_to_do(says, bank, arguments, said):
    bank()
    code, out, err = says(*arguments)
    assert code == 2
    assert said in err
    assert out == ""


def test_a_bank_that_cannot_be_read_names_the_field(says, bank):
    code, _, err = says(bank(more="lint_waive = 7"))
    assert code == 2
    assert "one.toml: item t-one-1: lint_waive" in err


def test_hashes_are_written_once_and_used(says, bank, tmp_path):
    text = tmp_path / "text"
    text.write_text("What grows on a tree in a warm garden is not said here at all.")
    code, out, _ = says("--against", str(text), "--write-hashes", "hashes")
    assert code == 0
    assert "8 hashes" in out
    assert says("--against", str(text), "--write-hashes", "hashes")[0] == 2
    code, out, _ = says(bank(), "--hashes", "hashes")
    assert code == 1
    assert 'VERBATIM stem:1 "What grows on a tree in a warm garden"' in out
    assert says(bank(), "--hashes", "hashes", "--against", str(text))[0] == 2


def test_reviews_are_read_from_a_file(says, bank, tmp_path):
    reviews = tmp_path / "reviews.json"
    reviews.write_text('{"t-one-1": {"reviewers": ["A"], "last": "2001-01-31"}}')
    code, out, _ = says(bank(), "--reviews", str(reviews))
    assert code == 1
    assert "SELF-REVIEW" in out
    assert 'STALE review "2001-01-31"' in out
