"""Reviews at the command line: several people, one item, from draft to operational."""

import io
import json
import shutil

import pytest

from exam_engine.canonical import digest
from exam_engine.cli.main import run_for_code
from exam_engine.model.item_parts import paper_of
from exam_engine.source.bank import read_bank
from office.guarded import PASSPHRASE, make_people, write_bank

WHY = ["--reason", "a reason long enough"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    people = make_people(tmp_path_factory.mktemp("guarded"))
    people.home.close()
    return people


@pytest.fixture
def engine(made, tmp_path, monkeypatch, capsys):
    """Return a function that runs a command as somebody: (exit code, output, error)."""
    shutil.copytree(made.home.path, tmp_path / "home")
    passphrase = tmp_path / "passphrase"
    passphrase.write_bytes(PASSPHRASE.reveal() + b"\n")
    passphrase.chmod(0o600)
    monkeypatch.setenv("EXAM_ENGINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EXAM_ENGINE_PASSPHRASE_FILE", str(passphrase))
    folder = write_bank(tmp_path / "bank")

    def run(verb, *arguments, who=None):
        acting = ["--identity", who] if who else []
        code = run_for_code(["bank", verb, str(folder), *map(str, arguments), *acting])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    run.folder = folder
    return run


ITEM = "gd-su-001"


def approve(engine, *language):
    assert engine("life", ITEM, "--to", "in-review", *WHY, *language, who="anna")[0] == 0
    for who, role in (("ben", "content"), ("carla", "language")):
        given = ["--answer", "c", "--verdict", "approve", "--role", role]
        assert engine("review", ITEM, *given, *language, who=who)[0] == 0


def test_an_item_goes_from_draft_to_operational(engine):
    assert "draft" in engine("life")[1]
    approve(engine)
    assert engine("life", ITEM, "--to", "pilot", *WHY, who="dora")[0] == 0
    given = ["--pilot", 120, "0.63", "0.31", "--to", "operational"]
    assert engine("life", ITEM, *given, *WHY, who="dora")[0] == 0
    code, out, _ = engine("life", ITEM, "--json", who="anna")
    told = json.loads(out)
    assert code == 0
    assert told["state"] == "operational"
    assert [one["by"] for one in told["approvals"]] == ["ben", "carla"]
    assert len(told["records"]) == 8


def test_the_answer_key_is_shown_only_after_the_blind_answer(engine):
    engine("life", ITEM, "--to", "in-review", *WHY, who="anna")
    code, out, err = engine("review", ITEM, "--answer", "x", "--verdict", "approve", who="ben")
    assert code == 2
    assert "no possible answer" in err
    assert "answer key:" not in out
    assert "This is the reason" not in out
    code, out, _ = engine("review", ITEM, "--answer", "c", "--verdict", "approve", who="ben")
    assert code == 0
    question, answers = out.split("Your answer is the answer key's.")
    assert "This is the reason" in answers
    assert "This is the reason" not in question
    assert "answer key: c" in answers


def test_a_blind_miss_is_a_finding(engine):
    engine("life", ITEM, "--to", "in-review", *WHY, who="anna")
    code, out, _ = engine("review", ITEM, "--answer", "?", "--verdict", "approve", who="ben")
    assert code == 1
    assert "sent back: ben answered blind" in out
    assert "draft" in engine("life", ITEM)[1]


def test_a_review_that_stopped_goes_on_without_a_second_blind_answer(engine):
    engine("life", ITEM, "--to", "in-review", *WHY, who="anna")
    given = ["--answer", "a", "--verdict", "reject"]
    code, _, err = engine("review", ITEM, *given, who="ben")
    assert code == 2
    assert "say in a comment what is wrong" in err
    given = ["--answer", "c", "--verdict", "approve"]
    code, out, _ = engine("review", ITEM, *given, who="ben")
    assert "no blind answer is taken" in out
    assert code == 1
    assert "sent back" in out


def test_a_whole_review_by_prompts_asks_again_after_a_slip(engine, monkeypatch):
    engine("life", ITEM, "--to", "in-review", *WHY, who="anna")
    typed = "z\nc\nn\napprove\nIt reads well.\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    code, out, err = engine("review", ITEM, who="ben")
    assert code == 0
    assert "no possible answer" in out + err
    assert "approve by ben on record" in out
    assert "It reads well." in engine("life", ITEM, who="anna")[1]


def test_who_may_not_act_is_told_before_anything_is_shown(engine):
    code, out, err = engine("review", ITEM, "--answer", "c", "--verdict", "approve", who="ben")
    assert (code, out) == (2, "")
    assert "it is draft, not in review" in err
    engine("life", ITEM, "--to", "in-review", *WHY, who="anna")
    code, out, err = engine("review", ITEM, "--answer", "c", "--verdict", "approve", who="anna")
    assert (code, out) == (2, "")
    assert "somebody else has to do this" in err


def test_an_item_with_a_lint_error_does_not_reach_candidates(engine):
    path = engine.folder / "items" / "all.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("As an incident", "All of the above"), encoding="utf-8")
    approve(engine)
    code, _, err = engine("life", ITEM, "--to", "pilot", *WHY, who="dora")
    assert code == 2
    assert "zero lint errors (there are" in err


def test_comments_are_shown_to_those_they_are_sealed_to(engine):
    engine("life", ITEM, "--to", "in-review", *WHY, who="anna")
    given = ["--answer", "c", "--verdict", "changes", "--comment", "Whose folder is it?"]
    engine("review", ITEM, *given, who="ben")
    assert "Whose folder is it?" in engine("life", ITEM, who="anna")[1]
    assert "Whose folder is it?" not in engine("life", ITEM, who="dora")[1]
    assert "Whose folder is it?" not in engine("life", ITEM)[1]


def test_what_was_modified_since_is_a_finding(engine):
    approve(engine)
    path = engine.folder / "items" / "all.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("A user asks", "A customer asks"), encoding="utf-8")
    code, out, _ = engine("life")
    assert code == 1
    assert f"! {ITEM} version 1: modified since it was in-review" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-item"], "has no item 'no-such-item'"),
        ([ITEM, "--to", "operational", *WHY], "there is no way from draft to operational"),
        ([ITEM, "--to", "in-review", "--reason", "short"], "give a reason of 10"),
        (["--to", "in-review", *WHY], "name the items to act on"),
        ([ITEM, "--equivalent-to", "3", *WHY], "no earlier version"),
        ([ITEM, "--language", "de"], "no translation"),
    ],
)
def test_a_mistake_is_told_in_a_line(engine, arguments, said):
    code, _, err = engine("life", *arguments, who="dora")
    assert code == 2
    assert said in err


def test_a_public_banks_states_are_written_into_its_files(engine):
    write_bank(engine.folder, security="public", state="operational")
    assert "operational (declared)" in engine("life")[1]
    code, _, err = engine("life", ITEM, "--to", "retired", *WHY, who="dora")
    assert code == 2
    assert "write the state into its file" in err


def test_a_translation_is_begun_reviewed_and_listed(engine):
    code, out, _ = engine("translations")
    assert code == 0
    assert "no translations" in out
    code, begun, _ = engine("translations", "--start", ITEM)
    assert code == 0
    assert digest(paper_of(read_bank(engine.folder).items[0])) in begun
    path = engine.folder / "translations" / "de" / "all.toml"
    path.parent.mkdir(parents=True)
    path.write_text(begun.replace('translator = ""', 'translator = "dora"'), encoding="utf-8")
    approve(engine, "--language", "de")
    moved = engine("life", ITEM, "--to", "operational", *WHY, "--language", "de", who="carla")
    assert moved[0] == 0, moved
    code, out, _ = engine("translations", "--json")
    assert code == 0
    (told,) = json.loads(out)
    assert (told["language"], told["standing"]) == ("de", "reviewed")
    items = engine.folder / "items" / "all.toml"
    text = items.read_text(encoding="utf-8")
    items.write_text(text.replace("A user asks", "A customer asks"), encoding="utf-8")
    code, out, _ = engine("translations")
    assert code == 1
    assert "! de gd-su-001: the source was changed since" in out
    code, _, err = engine("review", ITEM, "--language", "de", who="ben")
    assert code == 2
    assert "is stale" in err
