"""What an import writes into a bank folder: new files only, each item checked as authors' are.

Drafts of one source file stand in one file, ``items/imported-NAME.toml``, shared stimuli that they
need in ``scenarios/imported-NAME.toml``. A folder that is no bank yet gets its ``bank.toml`` and
``topics.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from exam_engine.errors import AuthoringError, NotSupported
from exam_engine.exchange.engine.draft import Draft, draft_of
from exam_engine.exchange.engine.toml_text import fields_text, table_text
from exam_engine.exchange.foreign import ForeignItem, Paragraph, Taken
from exam_engine.exchange.reader import FileRead, Found
from exam_engine.exchange.report import (
    FileReport,
    ItemReport,
    Report,
    Verdict,
    report_of,
    report_on_file,
    report_on_item,
)
from exam_engine.model.item_type import ItemState, Security
from exam_engine.source.item_schema import ID_PATTERN, ItemTable
from exam_engine.source.items import Defaults, contradictions, item_of
from exam_engine.source.toml_file import check, read_toml

TOPIC = "imported.unsorted"
REQUIREMENT = ("imported/unsorted", "0")
LEVEL = "remember"
BASIS = "(imported without a basis)"
_SCENARIO_CHARACTERS = range(50, 8001)
_ID = re.compile(ID_PATTERN)
_LONGEST_ID = 60


class Settings(NamedTuple):
    """What the person who imports says of all items; what is None is marked as missing."""

    topic: str | None = None
    requirement: tuple[str, str] | None = None
    level: str | None = None
    basis: tuple[str, str, str] | None = None
    language: str = "en"
    security: Security = Security.SECURE


class Plan(NamedTuple):
    """The files to write, by path, and the report."""

    files: dict[Path, str]
    report: Report


class _Bank(NamedTuple):
    """What an import has to know of the folder."""

    language: str
    security: Security
    editions: tuple[str, ...]
    topics: tuple[str, ...]
    ids: frozenset[str]
    is_new: bool


def plan_import(folder: Path, reads: Sequence[FileRead], settings: Settings) -> Plan:
    """Return what an import would write, and its report.

    :raises AuthoringError: if the folder's own files are wrong, or its topics lack the topic.
    """
    bank = _bank(folder, settings)
    topic = settings.topic or TOPIC
    if topic not in bank.topics:
        where, known = folder / "topics.toml", ", ".join(bank.topics)
        raise AuthoringError([f"{where}: has no topic {topic!r}; use --topic with one of: {known}"])
    files: dict[Path, str] = {}
    if bank.is_new:
        files |= _new_bank(folder, bank, settings)
    taken = set(bank.ids)
    names: set[str] = set()
    reports = []
    for read in reads:
        name = _file_name(read.path, names)
        names.add(name)
        importer = _Importer(folder, name, read, bank, settings, taken)
        reports.append(importer.report())
        files |= importer.files
    return Plan(files, report_of(reports))


class _Importer:
    """Writes the drafts of one source file."""

    def __init__(
        self,
        folder: Path,
        name: str,
        read: FileRead,
        bank: _Bank,
        settings: Settings,
        taken: set[str],
    ) -> None:
        self._name, self._read, self._bank = name, read, bank
        self._settings, self._taken = settings, taken
        self._path = folder / "items" / f"imported-{name}.toml"
        self._scenario_path = folder / "scenarios" / f"imported-{name}.toml"
        if self._path.exists() or self._scenario_path.exists():
            raise AuthoringError([f"{self._path}: is there already; move it away or rename it"])
        self._stimuli = {
            one.outcome.item.id: one.outcome.item
            for one in read.found
            if isinstance(one.outcome, Taken) and not one.outcome.item.interactions
        }
        self._scenarios: dict[str, str] = {}
        self._tables: list[str] = []
        self._scenario_tables: list[str] = []
        self.files: dict[Path, str] = {}

    def report(self) -> FileReport:
        """Make the drafts and return what became of each item."""
        said = [self._item(found) for found in self._read.found]
        source = self._read.path.name.encode("ascii", "replace").decode()
        head = f"# Imported from {slug_line(source)} ({self._read.format}).\n\n"
        if self._tables:
            self.files[self._path] = head + "\n".join(self._tables)
        if self._scenario_tables:
            self.files[self._scenario_path] = head + "\n".join(self._scenario_tables)
        return report_on_file(self._read, said)

    def _item(self, found: Found) -> ItemReport:
        report = report_on_item(found)
        if not isinstance(found.outcome, Taken) or report.verdict == Verdict.REFUSED.value:
            return report
        item = found.outcome.item
        if not item.interactions:
            used = any(item.id in _stimuli(one) for one in self._read.found)
            note = () if used else ("not written: no item refers to it",)
            return msgspec.structs.replace(report, notes=(*report.notes, *note))
        try:
            written, draft = self._write(item)
        except NotSupported as error:
            return msgspec.structs.replace(report, not_written=str(error))
        return msgspec.structs.replace(
            report,
            written=written,
            missing=draft.missing,
            notes=(*report.notes, *draft.notes),
        )

    def _write(self, item: ForeignItem) -> tuple[str, Draft]:
        draft = draft_of(item)
        name = self._id(item.id)
        missing = [*draft.missing, *_unsaid(self._settings)]
        fields = self._fields(name, item, draft)
        self._check(name, fields)
        self._taken.add(name)
        remarks = [f"missing: {', '.join(missing)}"] if missing else []
        self._tables.append(table_text("items", fields, [*remarks, *draft.notes]))
        return name, draft._replace(missing=tuple(missing))

    def _fields(self, name: str, item: ForeignItem, draft: Draft) -> dict[str, Any]:
        settings, edition = self._settings, self._bank.editions[-1]
        exam, code = settings.requirement or REQUIREMENT
        standard, of, clause = settings.basis or (BASIS, edition, "0")
        own = dict(draft.fields)
        head = {
            "id": name,
            "version": 1,
            "type": own.pop("type"),
            "topic": settings.topic or TOPIC,
            "requirement": {exam: code},
            "level": settings.level or LEVEL,
            "basis": [{"standard": standard, "edition": of, "clause": clause}],
            "holds_in": [edition],
            "state": ItemState.DRAFT.value,
            "origin": "imported",
        }
        scenario = self._scenario(item)
        return head | ({"scenario": scenario} if scenario else {}) | own

    def _check(self, name: str, fields: Mapping[str, Any]) -> None:
        """Hold a draft against what authors' items are held against."""
        names = {one: f"{one}@1" for one in self._scenarios.values()}
        bank = self._bank
        defaults = Defaults(
            language=bank.language,
            security=bank.security,
            state=ItemState.DRAFT,
            author="imported",
            origin="imported",
        )
        try:
            table = check(ItemTable, dict(fields), self._path)
        except AuthoringError as error:
            raise NotSupported(error.problems[0].removeprefix(f"{self._path}: ")) from None
        problems = contradictions(item_of(table, defaults, names))
        if problems:
            raise NotSupported(problems[0])
        if name in self._taken:
            raise NotSupported(f"the id {name} is used already")

    def _scenario(self, item: ForeignItem) -> str:
        """Return the scenario that an item belongs to, writing it when it is first needed."""
        if not item.stimuli:
            return ""
        if len(item.stimuli) > 1:
            raise NotSupported("several shared stimuli")
        (wanted,) = item.stimuli
        if wanted in self._scenarios:
            return self._scenarios[wanted]
        stimulus = self._stimuli.get(wanted)
        if stimulus is None:
            raise NotSupported(f"its shared stimulus {wanted!r} was not taken")
        text = "\n\n".join(
            "".join(str(part) for part in block.parts)
            for block in stimulus.body
            if isinstance(block, Paragraph)
        )
        if len(text) not in _SCENARIO_CHARACTERS:
            raise NotSupported(f"a shared stimulus of {len(text)} characters; 50 to 8000 are taken")
        name = wanted if _fits(wanted) else f"sc-{self._name}-{slug(wanted)}"[:_LONGEST_ID]
        fields = {"id": name, "version": 1, "title": stimulus.title or name, "text": text}
        self._scenarios[wanted] = name
        self._scenario_tables.append(table_text("scenarios", fields, []))
        return name

    def _id(self, own: str) -> str:
        if _fits(own):
            return own
        base = f"{self._name}-{slug(own) or 'item'}"[: _LONGEST_ID - 6].strip("-")
        base = base if _fits(base) else f"imp-{base}"
        candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, 10_000))
        return next(one for one in candidates if one not in self._taken)


def _file_name(path: Path, used: set[str]) -> str:
    """Return what a source file's drafts are filed under: files of one name get numbers."""
    written = path.stem if path.suffix.lower() in (".xml", ".zip") else path.name
    base = slug(written) or "file"
    candidates = (base if n == 1 else f"{base}-{n}" for n in range(1, 100_000))
    return next(one for one in candidates if one not in used)


def slug(text: str) -> str:
    """Return a text as small letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:30].strip("-")


def slug_line(text: str) -> str:
    """Return a text as it may stand in a comment."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _fits(name: str) -> bool:
    return _ID.match(name) is not None and len(name) <= _LONGEST_ID


def _stimuli(found: Found) -> tuple[str, ...]:
    return found.outcome.item.stimuli if isinstance(found.outcome, Taken) else ()


def _unsaid(settings: Settings) -> Iterator[str]:
    for name in ("topic", "requirement", "level", "basis"):
        if getattr(settings, name) is None:
            yield name


def _bank(folder: Path, settings: Settings) -> _Bank:
    head_file = folder / "bank.toml"
    if not head_file.is_file():
        if folder.exists() and any(folder.iterdir()):
            raise AuthoringError([f"{folder}: is neither a bank folder nor empty"])
        topic = settings.topic or TOPIC
        edition = settings.basis[1] if settings.basis else "imported"
        none: frozenset[str] = frozenset()
        return _Bank(settings.language, settings.security, (edition,), (topic,), none, True)
    head, topics_file = read_toml(head_file), folder / "topics.toml"
    topics: Any = read_toml(topics_file).get("topics")
    editions: Any = head.get("editions")
    if not isinstance(topics, dict) or not isinstance(editions, list) or not editions:
        raise AuthoringError([f"{folder}: bank.toml lacks editions, or topics.toml its topics"])
    try:
        security = Security(head.get("security"))
    except ValueError:
        raise AuthoringError([f"{head_file}: security: write public or secure"]) from None
    return _Bank(
        str(head.get("language", "en")),
        security,
        tuple(map(str, editions)),
        tuple(sorted(topics)),
        frozenset(_ids(folder)),
        False,
    )


def _ids(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "items").glob("*.toml")):
        tables = read_toml(path).get("items")
        for table in tables if isinstance(tables, list) else ():
            if isinstance(table, dict):
                yield str(table.get("id", ""))


def _new_bank(folder: Path, bank: _Bank, settings: Settings) -> dict[Path, str]:
    name = slug(folder.resolve().name) or "imported"
    head = {
        "format": 1,
        "id": name if _fits(name) else f"{name}-bank",
        "title": slug_line(folder.resolve().name)[:200],
        "language": bank.language,
        "security": bank.security.value,
        "licence": "(imported without a licence)",
        "editions": list(bank.editions),
    }
    defaults = {"author": "(imported without an author)", "origin": "imported"}
    (topic,) = bank.topics
    title = "Imported, not yet sorted" if topic == TOPIC else topic
    return {
        folder / "bank.toml": f"{fields_text(head)}\n[defaults]\n{fields_text(defaults)}",
        folder / "topics.toml": f"[topics]\n{fields_text({topic: title})}",
    }
