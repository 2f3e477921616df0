"""A guarded bank with its people, for the tests of reviews: a folder, a home, five identities."""

from __future__ import annotations

import json
from pathlib import Path

from exam_engine.clock import SetClock
from exam_engine.model.item_type import ItemState
from exam_engine.model.life import Role, Verdict
from exam_engine.office import reviewing
from exam_engine.office.home import Home
from exam_engine.office.under_review import Desk
from exam_engine.vault.identity import Identity, PassphraseCost, save_identity
from exam_engine.vault.secret import Secret

CHEAP = PassphraseCost(memory_kib=8_192, iterations=1, lanes=1)
PASSPHRASE = Secret(b"a passphrase")
PEOPLE = ("anna", "ben", "carla", "dora", "custodian")
NOW = 1_772_442_000_000
REASON = "a reason long enough"
STEM = (
    "A user asks for access to a shared folder, which is offered to all staff as a standard "
    "option. How should the contact be classified under ISO/IEC 20000-1:2018?"
)
OPTIONS = {
    "a": "As a known error",
    "b": "As a request for change",
    "c": "As a service request",
    "d": "As an incident",
}


def item(**changed) -> dict[str, object]:
    """Return a sound single choice as an author writes it; its right answer is c."""
    table: dict[str, object] = {
        "id": "gd-su-001",
        "version": 1,
        "type": "single",
        "topic": "su.request",
        "level": "understand",
        "holds_in": ["2018"],
        "fact": "A request for access that is offered as a standard option is a service request.",
        "stem": STEM,
        "answer": "c",
        "options": OPTIONS,
    }
    return table | changed


def _toml(table: dict[str, object]) -> str:
    lines = ["[[items]]", 'requirement = { "tuv-sud/foundation" = "3.2" }']
    lines.append(
        'basis = [{ standard = "ISO/IEC 20000-1", edition = "2018", clause = "8.6.2; 3.2" }]'
    )
    for name, value in table.items():
        if name == "options":
            why = "This is the reason for it, in a sentence that teaches something."
            inner = ", ".join(
                f'{{ id = "{id}", text = {json.dumps(text)}, why = "{why} ({id})" }}'
                for id, text in value.items()
            )
            lines.append(f"options = [{inner}]")
        else:
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines)


def write_bank(folder: Path, *items, security="secure", state="draft", extra="") -> Path:
    """Write a bank folder; ``items`` as :func:`item` returns them, one sound item if none."""
    (folder / "items").mkdir(parents=True, exist_ok=True)
    (folder / "bank.toml").write_text(
        f"""format = 1
id = "guarded-bank"
title = "A guarded bank"
language = "en"
security = "{security}"
licence = "all rights reserved"
editions = ["2018"]
[defaults]
author = "Anna Berg"
origin = "original"
state = "{state}"
""",
        encoding="utf-8",
    )
    (folder / "topics.toml").write_text('[topics]\n"su.request" = "Service requests"\n')
    text = "\n\n".join(map(_toml, items or (item(),)))
    (folder / "items" / "all.toml").write_text(text + extra, encoding="utf-8")
    return folder


class People:
    """A home in which five people are trusted, and a bank folder."""

    def __init__(self, home: Home, folder: Path, identities: dict[str, Identity]) -> None:
        self.home, self.folder, self.identities = home, folder, identities

    def desk(self) -> Desk:
        return Desk(self.folder)

    def item(self, name="gd-su-001"):
        return self.desk().item(name)

    def standing(self, name="gd-su-001"):
        return reviewing.standing_of(self.home, self.item(name))

    def move(self, who, to, under=None, lint_errors=0):
        under = under or self.item()
        return reviewing.move(
            self.home, under, self.identities[who], ItemState(to), REASON, lint_errors
        )

    def answer(self, who, *answer, under=None):
        under = under or self.item()
        return reviewing.answer_blind(self.home, under, self.identities[who], answer)

    def review(
        self, who, role, verdict="approve", comment="a comment", defensible=False, under=None
    ):
        return reviewing.review(
            self.home,
            under or self.item(),
            self.identities[who],
            Role(role),
            Verdict(verdict),
            comment,
            defensible=defensible,
        )

    def pilot(self, who, n=120, p="0.63", r="0.31"):
        return reviewing.accept_pilot(
            self.home, self.item(), self.identities[who], (n, p, r), REASON
        )

    def approve(self, under=None):
        """Take a draft through review: anna submits, ben and carla approve, both blind."""
        self.move("anna", "in-review", under)
        self.answer("ben", "c", under=under)
        self.review("ben", "content", under=under)
        self.answer("carla", "c", under=under)
        self.review("carla", "language", under=under)

    def make_operational(self):
        self.approve()
        self.move("dora", "pilot")
        self.pilot("dora")
        return self.move("dora", "operational")


def make_people(path: Path) -> People:
    """Return the people with an empty record."""
    home = Home(path / "home", SetClock(NOW))
    identities = {name: Identity.generate(name) for name in PEOPLE}
    for identity in identities.values():
        save_identity(identity, home.identities, PASSPHRASE, CHEAP)
    _ = home.engine
    return People(home, write_bank(path / "bank"), identities)
