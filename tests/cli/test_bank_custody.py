"""The commands on a bank's custody as their users meet them: what they say, exit codes, files."""

import csv
import io
import json
import re

import pytest

from conftest import CHEAP
from exam_engine.cli.main import run_for_code
from exam_engine.office.shipped import shipped
from exam_engine.vault.identity import Identity, save_identity
from exam_engine.vault.secret import Secret

BANK = "iso20000-foundation"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("custody")
    passphrase = folder / "passphrase"
    passphrase.write_text("a passphrase\n")
    passphrase.chmod(0o600)
    patch = pytest.MonkeyPatch()
    patch.setenv("EXAM_ENGINE_HOME", str(folder / "home"))
    patch.setenv("EXAM_ENGINE_PASSPHRASE_FILE", str(passphrase))
    for name in ("custodian", "editor", "marker"):
        identities = folder / "home" / "identities"
        save_identity(Identity.generate(name), identities, Secret(b"a passphrase"), CHEAP)
    readers = ["--to", "custodian=catalogue,paper,answers", "--to", "marker=paper,answers"]
    assert run_for_code(["bank", "seal", BANK, "--identity", "custodian", *readers]) == 0
    yield folder
    patch.undo()


@pytest.fixture
def engine_says(home, capsys):
    def run(*arguments, said=None):
        code = run_for_code([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        if said is not None:
            assert said in captured.out + captured.err
        return code, captured.out, captured.err

    return run


def test_recipients_are_added_shown_and_removed(engine_says):
    act = ("--identity", "custodian")
    code, out, _ = engine_says(
        "bank", "recipients", "add", BANK, "--to", "editor=catalogue,paper", *act
    )
    assert (code, "0 encrypted anew" in out) == (0, True)
    code, out, _ = engine_says("bank", "recipients", "show", BANK, "--json")
    shown = {one["name"]: one["compartments"] for one in json.loads(out)}
    assert shown["editor"] == ["catalogue", "paper"]
    code, out, _ = engine_says("bank", "recipients", "remove", BANK, "--from", "editor=paper", *act)
    assert (code, " 0 encrypted anew" not in out) == (0, True)
    assert "Copies of the old file elsewhere still open for editor" in out
    code, out, _ = engine_says(
        "bank", "recipients", "remove", BANK, "--from", "editor", "--keep-secrets", *act
    )
    assert (code, "WARNING: the secrets were kept" in out) == (0, True)
    code, out, _ = engine_says("bank", "rotate", BANK, *act)
    assert (code, "0 of" in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("recipients", "add", BANK, "--to", "editor"), "write NAME=COMPARTMENTS"),
        (("recipients", "add", BANK, "--to", "editor=anwers"), "no compartment 'anwers'"),
        (("recipients", "add", BANK, "--to", "eve=paper"), "there is no recipient 'eve'"),
        (("recipients", "add", "nowhere", "--to", "editor=paper"), "there is no sealed bank"),
        (("recipients", "remove", BANK, "--from", "eve"), "is not sealed to 'eve'"),
        (("recipients", "remove", BANK, "--from", "custodian"), "nobody would be left"),
        (("rotate", BANK, "--compartment", "texts"), "is not one of"),
        (("shares", "make", BANK, "--shares", "2", "--needed", "3"), "make no dual control"),
        (("shares", "make", BANK, "--shares", "1", "--needed", "1"), "1 is not in the range"),
    ],
)
def test_a_mistake_is_named_and_nothing_runs(engine_says, arguments, said):
    code, _, error = engine_says("bank", *arguments, "--identity", "custodian")
    assert (code, said in " ".join(error.split())) == (2, True), error


def test_shares_are_printed_entered_and_open_the_bank(engine_says, home):
    pages, shares = home / "pages.txt", home / "shares.txt"
    act = ("--identity", "custodian")
    make = ("bank", "shares", "make", BANK, "--shares", 3, "--needed", 2, "--name", "holders")
    code, out, error = engine_says(*make, "--out", pages, *act)
    assert (code, out) == (0, ""), error
    assert "any 2 of 3 shares open paper,answers" in error
    assert pages.stat().st_mode & 0o777 == 0o600
    code, _, error = engine_says(*make, "--out", pages, *act)
    assert (code, "exists already" in error) == (2, True)
    code, out, _ = engine_says(*make[:-1], "others", "--format", "html", *act)
    assert (code, out.count("<section>")) == (0, 3)
    assert out.startswith("<!doctype html>")

    entered = [_words(page) for page in pages.read_text().split("\f")]
    leaving = ("--from", "custodian=paper,answers", "--from", "others")
    assert engine_says("bank", "recipients", "remove", BANK, *leaving, *act)[0] == 0
    combine = ("bank", "shares", "combine", BANK, "--to", "editor=paper", *act)
    shares.write_text("\n".join(entered[:1]))
    code, _, error = engine_says(*combine, "--shares-from", shares)
    assert (code, "others than its owner can read it" in error) == (2, True)
    shares.chmod(0o600)
    code, _, error = engine_says(*combine, "--shares-from", shares)
    assert (code, "1 shares are too few: 2 are needed" in error) == (2, True)
    words = entered[2].split()
    words[8] = "academic" if words[8] != "academic" else "acid"
    shares.write_text(f"{entered[0]}\n{' '.join(words)}\n")
    code, _, error = engine_says(*combine, "--shares-from", shares)
    assert (code, "number 2: word 9 may be mistyped" in error) == (2, True)
    shares.write_text(f"{entered[0]}\n\n{entered[2]}\n")
    code, out, error = engine_says(*combine, "--shares-from", shares)
    assert (code, "paper: now also editor" in out) == (0, True), error
    code, _, error = engine_says("audit", "show")
    code, out, _ = engine_says("bank", "verify", BANK, "--identity", "editor", "--json")
    assert (code, json.loads(out)["opened"]) == (0, ["paper"])


def _words(page):
    table = page.split("together\n\n")[1].split("\n\n")[0]
    numbered = {int(at): word for at, word in re.findall(r"(\d{1,2}) ([a-z]+)", table)}
    return " ".join(numbered[at] for at in range(1, 34))


def test_holders_are_asked_until_their_shares_are_right(engine_says, home, monkeypatch):
    pages = home / "asked.txt"
    act = ("--identity", "custodian")
    make = ("bank", "shares", "make", BANK, "--shares", 2, "--needed", 2, "--name", "asked")
    code, _, error = engine_says(*make, "--compartments", "catalogue", "--out", pages, *act)
    assert code == 0, error
    one, two = (_words(page) for page in pages.read_text().split("\f"))
    typed = iter(["", one.replace(one.split()[0], "rubbish", 1), one, one, two])
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(typed))
    combine = ("bank", "shares", "combine", BANK, "--to", "editor=catalogue", *act)
    code, out, error = engine_says(*combine)
    assert (code, "catalogue: now also editor" in out) == (0, True), error
    said = [line.strip() for line in error.splitlines()]
    assert said[1].endswith("word 1 is not on the list of words; enter it again")
    assert said[2] == "share 1 is right"
    assert said[3].endswith("share 1 was entered already; take another")
    assert said[4] == "share 2 is right"
    assert "rubbish" not in error + out


def test_a_bank_is_verified_and_one_byte_changed_is_a_finding(engine_says, home):
    code, out, _ = engine_says("bank", "verify", BANK)
    assert (code, "no findings" in out) == (0, True)
    (path,) = (home / "home" / "banks").glob("*.sealed")
    copy = home / path.name
    raw = path.read_bytes()
    copy.write_bytes(raw[:500] + bytes([raw[500] ^ 1]) + raw[501:])
    code, out, _ = engine_says("bank", "verify", copy)
    assert (code, "NOT to be believed" in out) == (1, True)
    assert "FINDING: the signature does not match" in out
    code, out, _ = engine_says("bank", "verify", copy, "--json")
    assert (code, json.loads(out)["signer"]) == (1, "")
    code, _, error = engine_says("bank", "verify", home / "nowhere.sealed")
    assert (code, "there is no such file" in error) == (2, True)


@pytest.fixture
def changed(tmp_path):
    """The shipped bank with one option changed under the same version."""
    folder = tmp_path / BANK
    source = shipped("item_banks") / BANK
    for path in [path for path in source.rglob("*") if path.is_file()]:
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    path = folder / "items" / "alignment.toml"
    written = path.read_text()
    at = written.index('text = "') + len('text = "')
    path.write_text(written[:at] + "Altogether new " + written[at:])
    return folder


def test_revisions_are_compared_in_words(engine_says, changed):
    original = shipped("item_banks") / BANK
    code, out, _ = engine_says("bank", "diff", original, original)
    assert (code, out) == (0, "the revisions are the same\n")
    code, out, _ = engine_says("bank", "diff", original, changed)
    assert code == 1
    assert "{+Altogether new +}" in out
    assert "FINDING: its texts changed under the same version number" in out
    code, out, _ = engine_says("bank", "diff", original, changed, "--json")
    (one,) = json.loads(out)["items"]["changed"]
    (change,) = one["changes"]
    assert change["after"].startswith("Altogether new ")
    assert change["words"][0] == {"kind": "added", "text": "Altogether new "}
    code, _, error = engine_says("bank", "diff", original, "nowhere", "--identity", "custodian")
    assert (code, "there is no sealed bank 'nowhere'" in error) == (2, True)


def test_exposure_before_any_sitting(engine_says):
    code, out, _ = engine_says("bank", "exposure", BANK)
    assert (code, out) == (0, f"no attempt at a form of {BANK} has started\n")
    code, out, _ = engine_says("bank", "exposure", BANK, "--identity", "custodian", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert len(rows) > 80
    assert {row["starts"] for row in rows} == {"0"}
    assert {row["last_use"] for row in rows} == {""}
    code, _, error = engine_says("bank", "exposure", BANK, "--since", "yesterday")
    assert (code, "--since 'yesterday'" in error) == (2, True)
    code, _, error = engine_says("bank", "exposure", BANK, "--json", "--csv")
    assert (code, "choose --csv or --json" in error) == (2, True)
