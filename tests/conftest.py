"""Fixtures shared by the whole suite: a small body with identities, a sealed bank and a form."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import databases
from exam_engine.bank.sealed import COMPARTMENTS, SealedBank
from exam_engine.clock import SetClock, parse_utc_ms
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.sign_off import Decision
from exam_engine.office import banks, forms
from exam_engine.office.form_approval import decide
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_blueprint, shipped
from exam_engine.vault.identity import Identity, PassphraseCost, save_identity
from exam_engine.vault.secret import Secret

CHEAP = PassphraseCost(memory_kib=8_192, iterations=1, lanes=1)
"""The lowest passphrase cost that the engine accepts: tests need speed, not strength."""

PASSPHRASE = Secret(b"correct horse battery staple")
NINE_O_CLOCK = parse_utc_ms("2026-03-02T09:00:00Z")
REVIEWERS = ("reviewer-1", "reviewer-2")
PEOPLE = ("custodian", "editor", *REVIEWERS, "centre", "marker")


class Body:
    """A certification body on one machine, ready to schedule sittings."""

    def __init__(self, home: Home, people: dict[str, Identity], blueprint: Blueprint) -> None:
        self.home = home
        self.people = people
        self.blueprint = blueprint
        self.form: Form

    @property
    def clock(self) -> SetClock:
        assert isinstance(self.home.clock, SetClock)
        return self.home.clock

    def open_bank(self, person: str) -> SealedBank:
        path = self.home.find_bank("iso20000-foundation")
        return SealedBank(path, self.people[person], self.home.trusted())


def make_body(path: Path) -> Body:
    """Return a body: six identities, the shipped Foundation bank sealed, one form signed off."""
    databases.give_database(path)
    home = Home(path, SetClock(NINE_O_CLOCK))
    people = {name: Identity.generate(name) for name in PEOPLE}
    for identity in people.values():
        save_identity(identity, home.identities, PASSPHRASE, CHEAP)
    readers = {name: ["custodian", "editor"] for name in COMPARTMENTS}
    readers["answers"].append("marker")
    readers["paper"].append("marker")
    banks.seal(home, shipped("item_banks") / "iso20000-foundation", people["custodian"], readers)
    body = Body(home, people, find_blueprint("tuv-sud/foundation"))
    with body.open_bank("editor") as bank:
        (body.form,) = forms.build(home, body.blueprint, bank, people["editor"], 1, seed=1)
    for reviewer in REVIEWERS:
        decide(home, body.form.id, people[reviewer], Decision.APPROVED)
    return body


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="where records are kept; for postgresql, run this by scripts/postgresql",
    )


def pytest_configure(config: pytest.Config) -> None:
    databases.chosen = config.getoption("--database")
    if databases.on_postgresql() and databases.SERVER not in os.environ:
        raise pytest.UsageError("run this by: scripts/postgresql pytest --database postgresql ...")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is true of one kind of database only is not tried on the other."""
    other = "sqlite_only" if databases.on_postgresql() else "postgresql_only"
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"{other.replace('_', ' ')}"))


@pytest.fixture
def body(tmp_path: Path):
    made = make_body(tmp_path / "home")
    yield made
    made.home.close()
