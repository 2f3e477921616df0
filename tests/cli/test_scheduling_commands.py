"""Venues, candidates, accommodations, bookings at the command line: exit codes, words, mistakes."""

import json

import pytest

from exam_engine.cli.main import run_for_code
from exam_engine.vault.identity import Identity, PassphraseCost, save_identity
from exam_engine.vault.secret import Secret

VENUE = """format = 1
id = "vienna"
name = "Vienna"
[[rooms]]
id = "hall"
name = "Hall"
grid = ["A1 A2 -- A3", "B1 B2 -- B3"]
[[rooms.machines]]
seats = ["A1"]
features = ["step-free"]
"""


@pytest.fixture
def says(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command in a home of its own: (exit code, output, error)."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a passphrase\n")
    passphrase.chmod(0o600)
    cheap = PassphraseCost(memory_kib=8_192, iterations=1, lanes=1)
    monkeypatch.setenv("EXAM_ENGINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EXAM_ENGINE_PASSPHRASE_FILE", str(passphrase))
    secret = Identity.generate("registrar")
    folder = tmp_path / "home" / "identities"
    save_identity(secret, folder, Secret(b"a passphrase"), cheap)
    (tmp_path / "venue.toml").write_text(VENUE)
    (tmp_path / "people.csv").write_text("number,name\nC-1,Ada\nC-2,Bea\n")

    def run(*arguments):
        code = run_for_code([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_venue_is_imported_once_and_drawn(says, tmp_path):
    code, out, _ = says("venue", "import", tmp_path / "venue.toml")
    assert (code, "vienna: imported: 1 room, 6 places" in out) == (0, True)
    assert "on record already" in says("venue", "import", tmp_path / "venue.toml")[1]
    code, out, _ = says("venue", "show", "vienna")
    rows = [line.split() for line in out.splitlines()]
    assert ["A1", "(A)", "A2", "A3"] in rows
    assert ["B1", "B2", "B3"] in rows
    assert ["(A)", "step-free"] in rows
    (found,) = json.loads(says("venue", "show", "vienna", "--json")[1])
    assert len(found["rooms"][0]["neighbours"]) == 5
    code, _, err = says("venue", "show", "graz")
    assert (code, "there is no venue 'graz'; there are: vienna" in err) == (2, True)


def test_candidates_are_taken_in_all_or_none(says, tmp_path):
    assert says("candidate", "import", tmp_path / "people.csv")[:2] == (
        0,
        "2 new candidates, 0 on record before\n",
    )
    (tmp_path / "other.csv").write_text("number,name\nC-3,Cal\nC-1,Alan\n")
    code, _, err = says("candidate", "import", tmp_path / "other.csv")
    assert (code, "C-1 is known as 'Ada', not 'Alan'" in err) == (2, True)
    found = json.loads(says("candidate", "list", "--json")[1])
    assert [one["number"] for one in found] == ["C-1", "C-2"]


def test_an_accommodation_is_granted_listed_and_withdrawn(says, tmp_path):
    says("candidate", "import", tmp_path / "people.csv")
    who = ("--approved-by", "M. Huber", "--role", "registrar")
    days = ("--approved-on", "2026-01-10", "--valid-until", "2026-12-31")
    code, out, _ = says(
        "accommodation",
        "grant",
        "Ｃ-1",
        "--time-factor",
        "1.25",
        "--break-minutes",
        20,
        *who,
        *days,
    )
    told = "C-1: time x 5/4, 20 minutes of breaks, 2026-01-10 to 2026-12-31\n"
    assert (code, out) == (0, told)
    for wrong, said in [
        (("--time-factor", "1e9"), "a fraction from 1 to 4"),
        (("--break-minutes", "999"), "not in the range"),
        (("--machine", "sofa"), "'sofa' is not one of"),
        ((), "nothing is arranged"),
    ]:
        code, _, err = says("accommodation", "grant", "C-2", *wrong, *who, *days)
        assert (code, said in err) == (2, True), err
    code, _, err = says(
        "accommodation", "withdraw", "C-1", "--decided-by", "M. Huber", "--role", "registrar"
    )
    assert code == 0
    (granted, withdrawn) = json.loads(says("accommodation", "list", "C-1", "--json")[1])
    assert (granted["arranged"], withdrawn["act"]) == (
        "time x 5/4, 20 minutes of breaks",
        "withdrawn",
    )


def test_a_sitting_is_booked_to_the_last_place(says, tmp_path):
    says("candidate", "import", tmp_path / "people.csv")
    opening = ("--blueprint", "tuv-sud/foundation", "--opens", "2999-03-02T09:00:00Z")
    code, out, _ = says("booking", "open", "spring", *opening, "--places", 1)
    assert (code, "the scheme has no retake rules" in out) == (0, True)
    code, out, _ = says("booking", "add", "spring", "C-1", "C-2")
    assert code == 1
    assert out.splitlines() == [
        "C-1: booked",
        "refused: sitting spring is full: all 1 places are booked",
    ]
    assert says("booking", "cancel", "spring", "C-1")[0] == 0
    assert says("booking", "cancel", "spring", "C-1")[0] == 1
    (row,) = json.loads(says("booking", "list", "--json")[1])
    assert (row["sitting"], row["places"], row["booked"]) == ("spring", 1, 0)
    code, _, err = says("booking", "open", "past", *opening[:3], "2020-01-01T00:00:00Z",
                        "--places", 1)  # fmt: skip
    assert (code, "would open in the past" in err) == (2, True)
