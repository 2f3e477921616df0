"""The exposure ledger: how often each item version was really seen, and by how many people.

It is counted anew each time from the attempts that started and the forms that they sat. Sittings
and forms whose signature cannot be believed still count: what candidates saw is seen. They are
named as doubtful beside the figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from exam_engine.errors import StoreError
from exam_engine.model.form import Form
from exam_engine.model.sitting import SatForm
from exam_engine.office.home import Home
from exam_engine.store import records, roster
from exam_engine.store.database import reading
from exam_engine.store.exposure import Start, starts
from exam_engine.store.records import FORM_KIND
from exam_engine.vault.signing import doubt_about


class Exposure(NamedTuple):
    """How often one item version was seen.

    ``starts`` counts attempts, ``candidates`` people, ``share`` is the part of all attempts counted
    in the ledger that met the item. First and last use are None if it was never used.
    """

    item: str
    version: int
    starts: int
    candidates: int
    sittings: int
    forms: tuple[str, ...]
    first_ms: int | None
    last_ms: int | None
    share: float


class Ledger(NamedTuple):
    """The exposure of a bank's items by id, the attempts counted, and what is doubtful."""

    items: list[Exposure]
    starts: int
    doubts: list[str]


class _Seen:
    """What is gathered of one item version."""

    def __init__(self) -> None:
        self.starts = 0
        self.candidates: set[str] = set()
        self.sittings: set[str] = set()
        self.forms: set[str] = set()
        self.first_ms: int | None = None
        self.last_ms: int | None = None

    def add(self, form: Form, sitting: str, begun: Collection[Start]) -> None:
        self.starts += len(begun)
        self.candidates.update(start.candidate for start in begun)
        self.sittings.add(sitting)
        self.forms.add(form.id)
        moments = [start.at_ms for start in begun]
        first, last = min(moments), max(moments)
        self.first_ms = first if self.first_ms is None else min(first, self.first_ms)
        self.last_ms = last if self.last_ms is None else max(last, self.last_ms)


def ledger(
    home: Home, bank: str, items: Collection[tuple[str, int]] = (), since_ms: int = 0
) -> Ledger:
    """Return the exposure of a bank's items, from attempts that began at ``since_ms`` or later.

    :param bank: the bank's id, as forms name it.
    :param items: (id, version) of items to list even if they were never used.
    """
    begun_in: dict[str, list[Start]] = {}
    with reading(home.engine) as connection:
        for start in starts(connection, since_ms):
            begun_in.setdefault(start.sitting, []).append(start)
    seen: dict[tuple[str, int], _Seen] = {known: _Seen() for known in items}
    doubts: list[str] = []
    counted = 0
    for sitting, starts_there in begun_in.items():
        for form, begun in _by_form(home, sitting, starts_there, doubts):
            if form.bank != bank:
                continue
            counted += len(begun)
            for entry in form.items:
                seen.setdefault((entry.item, entry.version), _Seen()).add(form, sitting, begun)
    found = [_exposure(key, one, counted) for key, one in sorted(seen.items())]
    return Ledger(found, counted, doubts)


def _by_form(
    home: Home, sitting: str, begun: Collection[Start], doubts: list[str]
) -> Iterator[tuple[Form, list[Start]]]:
    """Yield each form that was sat, with who sat it, saying what is doubtful about it."""
    try:
        planned = roster.sitting_on_record(home.engine, sitting).sitting
    except StoreError as error:
        doubts.append(f"sitting {sitting}: not counted: {error}")
        return
    form_of = {entry.number: entry.form for entry in planned.roster}
    for sat in planned.forms:
        own = [start for start in begun if form_of.get(start.candidate) == sat.form]
        if own:
            form = _form(home, sitting, sat, doubts)
            if form is not None:
                yield form, own
    strange = sum(start.candidate not in form_of for start in begun)
    if strange:
        doubts.append(f"sitting {sitting}: {strange} starts not counted: not on its signed roster")


def _form(home: Home, sitting: str, sat: SatForm, doubts: list[str]) -> Form | None:
    try:
        form, signature = records.form(home.engine, sat.form)
    except StoreError as error:
        doubts.append(f"sitting {sitting}: not counted: {error}")
        return None
    if form.digest != sat.digest:
        doubts.append(f"sitting {sitting}: another form {form.id} is on record than was sat")
    doubt = doubt_about(home.trusted(), FORM_KIND, form, signature)
    if doubt:
        doubts.append(f"form {form.id}: {doubt}")
    return form


def _exposure(key: tuple[str, int], seen: _Seen, counted: int) -> Exposure:
    return Exposure(
        item=key[0],
        version=key[1],
        starts=seen.starts,
        candidates=len(seen.candidates),
        sittings=len(seen.sittings),
        forms=tuple(sorted(seen.forms)),
        first_ms=seen.first_ms,
        last_ms=seen.last_ms,
        share=seen.starts / counted if counted else 0.0,
    )
