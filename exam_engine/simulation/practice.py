"""A practice body: everything a certification body needs for one exam, on one machine.

The same acts as in a real body, by six identities with duties apart: the custodian seals the bank,
the editor builds the form and schedules, two reviewers sign the form off, the centre delivers and
can open no answers, the marker marks and signs. Only the passphrase is a shortcut: it is drawn by
chance and kept in a file of the practice home, because there is nobody to ask.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.sign_off import Decision
from exam_engine.office import banks, forms, sittings
from exam_engine.office.form_approval import decide
from exam_engine.office.home import Home
from exam_engine.office.roster_file import RosterLine
from exam_engine.office.shipped import find_bank_folder, find_blueprint
from exam_engine.office.sittings import IssuedCode, SittingOrder
from exam_engine.vault.identity import Identity, PassphraseCost, save_identity
from exam_engine.vault.secret import Secret, read_passphrase_file

EXAM = "tuv-sud/foundation"
SITTING = "practice"
PASSPHRASE_FILE = "practice-passphrase"  # noqa: S105  (a name, not a passphrase)

_DUTIES: Mapping[str, tuple[str, ...]] = {
    "catalogue": ("custodian", "editor"),
    "paper": ("custodian", "editor", "marker"),
    "answers": ("custodian", "editor", "marker"),
}
_REVIEWERS = ("reviewer-1", "reviewer-2")
_PEOPLE = ("custodian", "editor", *_REVIEWERS, "centre", "marker")
_WINDOW_MS = 12 * 3_600_000


class PracticeBody:
    """A body in ``home``; make one with :func:`found`, come back to it with :func:`return_to`."""

    def __init__(self, home: Home, people: Mapping[str, Identity], exam: str = EXAM) -> None:
        self.home = home
        self.people = people
        self.blueprint: Blueprint = find_blueprint(exam)

    @property
    def passphrase_file(self) -> Path:
        return self.home.path / PASSPHRASE_FILE

    def seal_bank(self) -> int:
        """Seal the shipped bank; return the number of its items."""
        readers = {name: list(_DUTIES[name]) for name in _DUTIES}
        banks.seal(
            self.home, find_bank_folder(self.blueprint.bank), self.people["custodian"], readers
        )
        with banks.open_bank(self.home, self.blueprint.bank, self.people["custodian"]) as bank:
            return len(bank.catalogue().items)

    def build_form(self, seed: int) -> Form:
        """Build one form, which two reviewers sign off."""
        editor = self.people["editor"]
        with banks.open_bank(self.home, self.blueprint.bank, editor) as bank:
            (form,) = forms.build(self.home, self.blueprint, bank, editor, 1, seed)
        for reviewer in _REVIEWERS:
            decide(self.home, form.id, self.people[reviewer], Decision.APPROVED)
        return form

    def schedule(self, form: Form, opens_ms: int, lines: Sequence[RosterLine]) -> list[IssuedCode]:
        """Schedule the practice sitting, open from ``opens_ms`` for half a day."""
        order = SittingOrder(
            SITTING, (form.id,), opens_ms, opens_ms + _WINDOW_MS, delivery="centre"
        )
        return sittings.schedule(self.home, order, lines, self.people["editor"])


def found(home: Home, cost: PassphraseCost | None = None, exam: str = EXAM) -> PracticeBody:
    """Make the identities of a new practice body for an exam, in an empty home."""
    passphrase = secrets.token_urlsafe(24)
    people = {name: Identity.generate(name) for name in _PEOPLE}
    for identity in people.values():
        save_identity(identity, home.identities, Secret(passphrase.encode()), cost)
        home.audit(
            identity.name, "identity made", identity.name, {"fingerprint": identity.fingerprint}
        )
    body = PracticeBody(home, people, exam)
    body.passphrase_file.touch(mode=0o600)
    body.passphrase_file.write_text(passphrase + "\n")
    return body


def return_to(home: Home, exam: str = EXAM) -> PracticeBody:
    """Return to a practice body that was founded before.

    :raises VaultError: if it is not complete.
    """
    passphrase = read_passphrase_file(home.path / PASSPHRASE_FILE)
    people = {name: home.identity(name, passphrase) for name in _PEOPLE}
    return PracticeBody(home, people, exam)
