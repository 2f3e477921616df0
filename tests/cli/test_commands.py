"""The command line as its users meet it: the whole chain, exit codes, errors, help."""

import json
import re
import subprocess
import sys

import click
import pytest

from exam_engine.cli.main import NOUNS, engine, run_for_code


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with three identities, made by the command line."""
    folder = tmp_path_factory.mktemp("cli")
    passphrase = folder / "passphrase"
    passphrase.write_text("a passphrase\n")
    passphrase.chmod(0o600)
    patch = pytest.MonkeyPatch()
    patch.setenv("EXAM_ENGINE_HOME", str(folder / "home"))
    patch.setenv("EXAM_ENGINE_PASSPHRASE_FILE", str(passphrase))
    for name in ("custodian", "editor", "first", "second", "centre"):
        assert run_for_code(["identity", "new", name]) == 0
    readers = ["--to", "custodian=catalogue", "--to", "editor=catalogue,paper,answers"]
    assert (
        run_for_code(["bank", "seal", "iso20000-foundation", "--identity", "custodian", *readers])
        == 0
    )
    yield folder
    patch.undo()


@pytest.fixture
def engine_says(home, capsys):
    """Return a function that runs a command and returns (exit code, standard output, error)."""

    def run(*arguments):
        code = run_for_code([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_the_chain_from_bank_to_roster(engine_says, home):
    code, out, _ = engine_says(
        "form", "build", "tuv-sud/foundation", "--forms", 2, "--identity", "editor"
    )
    assert code == 0
    forms = re.findall(r"^(\S+of2)$", out, re.MULTILINE)
    assert len(forms) == 2
    assert out.count("26 of 40 marks to pass") == 2

    code, out, _ = engine_says("form", "show", forms[0])
    assert code == 0
    assert "levels: remember 20, understand 20" in out

    for reviewer in ("first", "second"):
        code, _, _ = engine_says("form", "approve", forms[0], "--identity", reviewer)
        assert code == 0
    roster, codes = home / "people.csv", home / "codes.csv"
    roster.write_text("number,name,extra_minutes\nC-1,Ada Lovelace,0\nC-2,Alan Turing,15\n")
    arguments = ["--form", forms[0], "--roster", roster, "--identity", "editor"]
    window = ["--opens", "2026-03-02T09:00:00Z", "--closes", "2026-03-02T10:00:00Z"]
    code, out, _ = engine_says(
        "sitting",
        "schedule",
        "spring",
        *arguments,
        *window,
        "--delivery",
        "centre",
        "--codes",
        codes,
    )
    assert code == 0, out
    assert codes.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(
        r"number,code\nC-1,[0-9A-Z]{5}-[0-9A-Z]{5}\nC-2,[0-9A-Z]{5}-[0-9A-Z]{5}\n",
        codes.read_text(),
    )
    code, out, _ = engine_says("sitting", "roster", "spring", "--json")
    assert [row["extra_minutes"] for row in json.loads(out)] == [0, 15]
    code, out, _ = engine_says("sitting", "reissue", "spring", "C-1")
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}\n", out)
    code, out, _ = engine_says("results", "mark", "spring", "--identity", "editor")
    assert "0 marked now" in out
    assert "not ended yet, not marked: C-1, C-2" in out
    kept = home / "kept.checkpoint"
    code, out, _ = engine_says("audit", "checkpoint", "--identity", "editor", "--out", kept)
    assert (code, kept.stat().st_mode & 0o777) == (0, 0o600)
    code, out, _ = engine_says("audit", "verify", "--checkpoint", kept)
    assert (code, "intact" in out) == (0, True)
    kept.write_text(kept.read_text().replace('"n":', '"n":9'))
    code, out, _ = engine_says("audit", "verify", "--checkpoint", kept)
    assert (code, "ALTERED" in out) == (1, True)
    code, out, _ = engine_says("audit", "show")
    assert "sitting scheduled" in out


def test_codes_that_cannot_be_kept_leave_no_sitting_behind(engine_says, home):
    roster, taken = home / "one.csv", home / "taken.csv"
    roster.write_text("number,name\nC-9,Grace Hopper\n")
    taken.write_text("something else\n")
    _, out, _ = engine_says("form", "list")
    arguments = ["--form", out.split()[0], "--roster", roster, "--identity", "editor"]
    arguments += ["--opens", "2026-03-02T09:00:00Z", "--closes", "2026-03-02T10:00:00Z"]
    arguments += ["--delivery", "centre", "--codes"]
    for codes, said in ((taken, "exists already"), (home / "no" / "codes.csv", "No such file")):
        code, _, error = engine_says("sitting", "schedule", "summer", *arguments, codes)
        assert (code, said in error) == (2, True), error
    assert taken.read_text() == "something else\n"
    roster.write_text("number,name\nC-9\n")
    code, _, error = engine_says("sitting", "schedule", "summer", *arguments, home / "new.csv")
    assert (code, "name: is missing" in error) == (2, True)
    assert not (home / "new.csv").exists()
    code, _, error = engine_says("sitting", "roster", "summer")
    assert "there is no sitting 'summer'" in error


def test_what_the_engine_writes_is_for_its_owner_alone(tmp_path):
    home = tmp_path / "home"
    command = [sys.executable, "-m", "exam_engine", "form", "list", "--home", str(home)]
    subprocess.run(command, check=True, umask=0)
    written = [home, *home.rglob("*")]
    assert len(written) >= 2
    assert [path for path in written if path.stat().st_mode & 0o077] == []


def test_a_moment_without_a_time_zone_is_refused(engine_says):
    code, _, error = engine_says(
        "sitting", "schedule", "x", "--form", "f", "--roster", "r", "--opens", "2026-03-02T09:00:00"
    )
    assert code == 2
    assert "names no time zone" in error


def test_inspecting_opens_nothing_and_opening_is_audited(engine_says):
    code, out, _ = engine_says("bank", "inspect", "iso20000-foundation", "--json")
    about = json.loads(out)
    assert code == 0
    assert about["suite"].startswith("HPKE MLKEM768-X25519")
    assert {reader["name"]: reader["compartments"] for reader in about["recipients"]} == {
        "custodian": ["catalogue"],
        "editor": ["answers", "catalogue", "paper"],
    }
    code, out, _ = engine_says(
        "bank", "open", "iso20000-foundation", "--identity", "editor", "--item", "fnd-su-001"
    )
    assert code == 0
    assert "✓" in out
    _, out, _ = engine_says("audit", "show", "--json")
    assert json.loads(out)[-1]["act"] == "bank opened"


def test_an_identity_that_may_not_open_is_told_who_may(engine_says):
    code, _, error = engine_says("bank", "open", "iso20000-foundation", "--identity", "centre")
    assert code == 2
    assert "its catalogue are not sealed to centre" in error
    assert "they are sealed to: custodian, editor" in error
    code, _, error = engine_says(
        "bank", "open", "iso20000-foundation", "--identity", "custodian", "--item", "fnd-su-001"
    )
    assert code == 2
    assert "neither paper nor answers" in error


def test_a_changed_bank_does_not_open(engine_says, home, tmp_path):
    (sealed,) = (home / "home" / "banks").glob("iso20000-foundation.*.sealed")
    raw = bytearray(sealed.read_bytes())
    raw[5_000] ^= 1
    changed = tmp_path / "changed.sealed"
    changed.write_bytes(raw)
    code, out, error = engine_says("bank", "inspect", changed)
    assert (code, out) == (2, "")
    assert "changed.sealed: the signature does not match" in error


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["form", "build", "tuv-sud/foundatoin"],
            2,
            "there is no blueprint 'tuv-sud/foundatoin'; there are",
        ),
        (
            ["form", "build", "tuv-sud/foundation"],
            2,
            "name an identity with --identity; there are: centre",
        ),
        (
            ["form", "build", "tuv-sud/foundation", "--forms", "9", "--identity", "editor"],
            2,
            "short by",
        ),
        (["form", "show", "none"], 2, "there is no form 'none'"),
        (["results", "mark", "autumn", "--identity", "editor"], 2, "there is no sitting 'autumn'"),
        (
            ["bank", "seal", "nowhere", "--identity", "editor"],
            2,
            "'nowhere' is neither a bank folder nor one of",
        ),
        (["bank", "inspect", "nowhere"], 2, "there is no sealed bank 'nowhere' in"),
        (["bank", "inspect", "no/where"], 2, "cannot be read: No such file"),
        (["audit", "verify", "--checkpoint", "no/where"], 2, "no/where: No such file"),
        (["results", "show", "autumn"], 2, "there is no result of autumn"),
        (["analyse", "autumn", "--identity", "editor"], 2, "there is no sitting 'autumn'"),
        (["sitting", "roster", "autumn"], 2, "there is no sitting 'autumn'; there are"),
        (["identity", "new", "editor"], 2, "there is an identity editor already"),
        (["identity", "new", "Bad Name"], 2, "cannot be the name of an identity"),
        (
            ["bank", "open", "iso20000-foundation", "--identity", "nobody"],
            2,
            "nobody.identity: cannot be read",
        ),
        (["serve", "--identity", "centre", "--host", "0.0.0.0"], 2, "error:"),
        (["demo"], 2, ""),
        (["demo", "--out", "x"], 2, "--out goes with --candidates"),
        (["sing"], 2, "No such command"),
        (["blueprint", "check", "missing.toml"], 1, ""),
    ],
)
def test_what_cannot_run_says_so_in_words(engine_says, arguments, code, said):
    found, out, error = engine_says(*arguments)
    assert found == code
    assert said in error + out
    assert "Traceback" not in error + out


def test_a_wrong_passphrase_is_said_plainly(engine_says, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("not it\n")
    wrong.chmod(0o600)
    code, _, error = engine_says(
        "bank", "open", "iso20000-foundation", "--identity", "editor", "--passphrase-file", wrong
    )
    assert code == 2
    assert "the passphrase does not open it" in error


def commands():
    """Yield every command with its path."""

    def walk(command, path):
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                yield from walk(command.get_command(click.Context(command), name), [*path, name])
        else:
            yield path, command

    yield from walk(engine, [])


@pytest.mark.parametrize("noun", list(NOUNS))
def test_every_command_explains_itself_with_an_example(noun):
    found = [(path, command) for path, command in commands() if path[0] == noun]
    assert found
    for path, command in found:
        assert "Example" in (command.help or ""), path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (path, parameter.name)


def test_no_command_takes_a_secret_as_an_argument():
    for path, command in commands():
        names = {name for parameter in command.params for name in parameter.opts}
        assert not names & {"--passphrase", "--password", "--secret", "--token", "--code"}, path


def test_a_blueprint_with_a_mistake_is_a_finding(engine_says, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("format = 1\n")
    code, out, _ = engine_says("blueprint", "check", path)
    assert code == 1
    assert "bad.toml: paper: missing; write a table [paper]" in out


def test_identities_are_trusted_by_fingerprint(engine_says, home, tmp_path, monkeypatch):
    from exam_engine.vault.identity import Identity, PassphraseCost, save_identity
    from exam_engine.vault.secret import Secret

    guest = Identity.generate("guest")
    cheap = PassphraseCost(memory_kib=8_192, iterations=1, lanes=1)
    _, public = save_identity(guest, tmp_path, Secret(b"x"), cheap)
    code, out, _ = engine_says("identity", "trust", public, "--yes")
    assert code == 0
    assert guest.fingerprint in out
    code, out, _ = engine_says("identity", "show", "--json")
    assert {one["name"]: one["secret"] for one in json.loads(out)} == {
        "centre": True,
        "custodian": True,
        "editor": True,
        "first": True,
        "second": True,
        "guest": False,
    }
    other = Identity.generate("guest")
    _, impostor = save_identity(other, tmp_path / "other", Secret(b"x"), cheap)
    code, _, error = engine_says("identity", "trust", impostor, "--yes")
    assert code == 2
    assert "another guest is trusted here already" in error
