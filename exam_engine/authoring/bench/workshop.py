"""What the authoring terminal knows at this moment, renewed part by part."""

from __future__ import annotations

from pathlib import Path

from exam_engine.authoring.bench.checking import Checked, check_bank
from exam_engine.authoring.bench.folder import NOTHING, Reading, read_folder, stamps_of
from exam_engine.authoring.bench.lives import Record, read_record, told_of, waiting
from exam_engine.authoring.bench.rows import Row, rows_of
from exam_engine.authoring.preview.paper import paper_of_item
from exam_engine.clock import Clock
from exam_engine.model.bank import Bank
from exam_engine.model.item import Item
from exam_engine.model.paper import Paper
from exam_engine.office.home import Home
from exam_engine.office.life_notes import Comment
from exam_engine.office.under_review import UnderReview
from exam_engine.vault.identity import Identity


class Workshop:
    """A bank folder, its findings and its record; ``reviewer`` is None for readers.

    Methods whose names begin with ``load`` take long and change nothing: they may run in a thread;
    what they return is handed to :meth:`take`.
    """

    def __init__(self, folder: Path, home: Home, clock: Clock, reviewer: Identity | None) -> None:
        self.folder = folder
        self.home = home
        self.clock = clock
        self.reviewer = reviewer
        self.reading: Reading = NOTHING
        self.checked: Checked | None = None
        self.record = Record({})
        self._rows: list[Row] | None = None

    def load_reading(self) -> Reading:
        """Read the folder."""
        return read_folder(self.folder, self.reading)

    def load_checked(self) -> Checked | None:
        """Run lint over what was read last."""
        source = self.reading.source
        return check_bank(source, self.folder, self.home, self.clock) if source else None

    def load_record(self) -> Record:
        """Read the record of the bank that was read last."""
        return read_record(self.home, self.bank, self.folder) if self.bank else Record({})

    def take(self, part: Reading | Checked | Record | None) -> None:
        """Take what one of the loading methods returned."""
        match part:
            case Reading():
                self.reading = part
            case Checked():
                self.checked = part
            case Record():
                self.record = part
        self._rows = None

    @property
    def changed(self) -> bool:
        """Return whether a file of the bank changed since it was read."""
        return stamps_of(self.folder) != self.reading.stamps

    @property
    def bank(self) -> Bank | None:
        """Return the bank as it was read last; None if it was never whole."""
        return self.reading.source.bank if self.reading.source else None

    @property
    def rows(self) -> list[Row]:
        """Return the list of items."""
        if self._rows is None:
            states = self.record.states(self.bank) if self.bank else {}
            self._rows = rows_of(self.reading, states, self.checked)
        return self._rows

    def item(self, item_id: str) -> Item | None:
        """Return an item, or None if it is gone."""
        items = self.bank.items if self.bank else ()
        return next((item for item in items if item.id == item_id), None)

    def paper(self, item_id: str, language: str = "") -> Paper | None:
        """Return the paper of one item, translated if ``language`` is named; None if it is gone."""
        item = self.item(item_id)
        if self.bank is None or item is None:
            return None
        if not language:
            return paper_of_item(self.bank, item_id)
        for under in self.record.translations:
            if under.item == item and under.paper and under.paper.language == language:
                return paper_of_item(self.bank, item_id, under.paper)
        return None

    def same(self, under: UnderReview) -> bool:
        """Return whether what is under review still stands in the bank as it was read."""
        if under.item is not None and self.item(under.item.id) != under.item:
            return False
        names = {one.subject for one in self.record.translations}
        return under.translation is None or under.subject in names

    def waiting(self) -> list[UnderReview]:
        """Return what is in review and waits for the reviewer, or all of it without one."""
        name = self.reviewer.name if self.reviewer else None
        return waiting(self.bank, self.record, name) if self.bank else []

    def told_of(self, item: Item) -> list[Comment]:
        """Return what is on record of an item."""
        return told_of(self.home, self.bank, item, self.reviewer) if self.bank else []
