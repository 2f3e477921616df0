"""``bank import`` and ``bank export`` as their users meet them."""

import csv
import io
import json
import zipfile

import pytest

from exam_engine.cli.main import run_for_code
from exam_engine.model.item_type import OptionOrder
from exam_engine.office.shipped import shipped
from exam_engine.source.bank import read_bank
from exchange.made import CORPUS

FOLDER = shipped("item_banks") / "iso20000-foundation"


@pytest.fixture
def says(capsys, tmp_path, monkeypatch):
    """Return a function that runs a command and returns (exit code, output, error)."""
    monkeypatch.setenv("EXAM_ENGINE_HOME", str(tmp_path / "home"))

    def run(*arguments):
        code = run_for_code(["bank", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_file_that_is_taken_whole_ends_with_0(says, tmp_path):
    code, out, _ = says("import", CORPUS / "choice21.xml", "--into", tmp_path / "new-bank")
    assert code == 0
    assert "choice: taken whole -> choice21-choice" in out
    assert "missing: reasons of a, b, c, fact, topic, requirement, level, basis" in out
    assert len(read_bank(tmp_path / "new-bank").items) == 1
    assert (tmp_path / "new-bank" / "bank.toml").stat().st_mode & 0o777 == 0o600


def test_something_refused_ends_with_1_and_is_in_the_report(says, tmp_path):
    report = tmp_path / "report.json"
    code, out, _ = says("import", CORPUS / "quiz.xml", "--report", report)
    assert code == 1
    assert "q10: refused: the Moodle question type cloze" in out
    found = json.loads(report.read_text())
    assert found["counts"]["refused"] == 6
    (file,) = found["files"]
    first = file["items"][0]
    assert first["correct"] == {"RESPONSE": ["a", "b", "c"]}
    assert (first["maximum"], first["interactions"][0]["choices"]) == ("3", 5)


def test_json_is_the_report(says):
    code, out, _ = says("import", CORPUS / "order30.xml", "--json")
    assert code == 0
    assert json.loads(out)["files"][0]["format"] == "QTI 3.0"


def test_an_item_that_cannot_be_held_is_a_finding(says, tmp_path):
    code, out, _ = says("import", CORPUS / "text_entry22.xml", "--into", tmp_path / "new-bank")
    assert code == 1
    assert "not written: a gap to be filled in" in out
    assert not (tmp_path / "new-bank").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--requirement", "3.2"], "write EXAM=CODE"),
        (["--basis", "ISO"], "STANDARD; EDITION; CLAUSE"),
        (["--level", "guess"], "'guess' is not one of"),
        (["--into", str(FOLDER)], "has no topic 'imported.unsorted'"),
    ],
)
def test_mistakes_are_told_and_end_with_2(says, arguments, said):
    code, out, error = says("import", CORPUS / "choice21.xml", *arguments)
    assert code == 2
    assert said in error
    assert out == ""


def test_a_missing_file_is_refused(says, tmp_path):
    code, out, _ = says("import", tmp_path / "none.xml")
    assert code == 1
    assert "none.xml: refused: cannot be read: No such file or directory" in out


@pytest.mark.parametrize("form", ["qti3", "qti21", "moodle", "gift"])
def test_a_bank_goes_out_and_comes_back_with_its_answers(says, tmp_path, form):
    out = tmp_path / f"bank.{form}"
    code, said, _ = says("export", "iso20000-foundation", "--format", form, "--out", out)
    bank = {item.id: item for item in read_bank(FOLDER).items}
    refused = said.count(": refused: ")
    assert code == (1 if refused else 0)
    fixed = sum(item.option_order is OptionOrder.FIXED for item in bank.values())
    assert refused == (fixed if form == "gift" else 0)  # GIFT's choices are always shuffled
    assert fixed
    assert out.stat().st_mode & 0o777 == 0o600
    folder = tmp_path / "back-again"
    assert says("import", out, "--into", folder)[0] == 0
    back = {item.id: item for item in read_bank(folder).items}
    assert len(back) == len(bank) - refused
    for name, item in back.items():
        own = bank[name]
        assert item.lines[0].answer == own.lines[0].answer
        assert item.options == own.options
        assert item.option_order == own.option_order
        assert (item.stem, item.fact) == (own.stem, own.fact)


def test_an_export_never_replaces_a_file(says, tmp_path):
    out = tmp_path / "bank.zip"
    out.write_text("mine")
    code, _, error = says("export", "iso20000-foundation", "--format", "qti3", "--out", out)
    assert code == 2
    assert "never replaced" in error
    assert out.read_text() == "mine"


def test_the_table_runs_nothing_in_a_spreadsheet(says, tmp_path):
    source = tmp_path / "evil.gift"
    source.write_text("::e::[plain]\\=cmd|' /C calc'!A0 is what?{=@SUM(A1) ~-1+1}")
    assert says("import", source, "--into", tmp_path / "new-bank")[0] == 0
    out = tmp_path / "table.csv"
    assert says("export", tmp_path / "new-bank", "--format", "csv", "--out", out)[0] == 0
    (row,) = csv.DictReader(io.StringIO(out.read_text()))
    assert row["stem"].startswith("'=cmd")
    assert row["answer_key"] == "a"


def test_a_sealed_bank_is_exported_by_who_may_open_it(says, tmp_path):
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase\n")
    passphrase.chmod(0o600)
    given = ["--passphrase-file", str(passphrase)]
    for name in ("custodian", "editor"):
        assert run_for_code(["identity", "new", name, *given]) == 0
    readers = ["--to", "custodian=catalogue,paper,answers", "--to", "editor=catalogue"]
    code, _, error = says("seal", FOLDER, "--identity", "custodian", *readers, *given)
    assert code == 0, error
    sealed, folder = tmp_path / "sealed.zip", tmp_path / "folder.zip"
    (file,) = (tmp_path / "home" / "banks").glob("*")
    arguments = ["--format", "qti3", "--out"]
    code, _, error = says("export", file, *arguments, sealed, "--identity", "custodian", *given)
    assert code == 0, error
    assert says("export", FOLDER, *arguments, folder)[0] == 0
    with zipfile.ZipFile(sealed) as one, zipfile.ZipFile(folder) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())
    refused = tmp_path / "refused.zip"
    code, _, error = says("export", file, *arguments, refused, "--identity", "editor", *given)
    assert code == 2
    assert not refused.exists()
