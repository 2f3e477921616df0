"""One item: lint with the words that tripped, text with answer key and reasons, reviews."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.authoring.bench.wording import whole_text
from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.pages.page import Back, Edit, Page, Preview, Wish
from exam_engine.authoring.pages.texts import told
from exam_engine.bank.lint.finding import Finding, Severity
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line
from exam_engine.client.widgets.foot import Hints
from exam_engine.clock import iso_utc
from exam_engine.model.item import Item
from exam_engine.model.life import AnsweredBlind, Equivalent, Moved, PilotAccepted, Reviewed
from exam_engine.office.life_notes import Comment
from exam_engine.text import clean_line

_TABS = {"L": "Lint", "T": "Text", "R": "Reviews"}
_ROLES = {Severity.ERROR: "alert", Severity.WARNING: "warn", Severity.INFORMATION: "muted"}


class ItemPage(Page):
    """One item in tabs; ``P`` shows it as a candidate sees it."""

    def __init__(self, glyphs: Glyphs, workshop: Workshop, item_id: str, tab: str = "L") -> None:
        super().__init__(glyphs)
        self._workshop = workshop
        self._id = item_id
        self.part = tab
        self._told: list[Comment] | None = None
        self.title = item_id

    def hints(self) -> Hints:
        return [
            ("P", "preview"),
            *((letter, name.lower()) for letter, name in _TABS.items()),
            ("E", "edit"),
            ("Esc", "back"),
        ]

    def lay_out(self, width: int, height: int) -> list[Line]:
        item = self._workshop.item(self._id)
        head = [self._tabs(), EMPTY]
        if self._workshop.reading.problems:
            problem = self._workshop.reading.problems[0]
            head += [*told(f"! {problem}", width, "alert"), EMPTY]
        if item is None:
            return [*head, *told("This item is not in the bank any more.", width, "warn")]
        body = {"L": self._lint, "T": self._text, "R": self._reviews}[self.part]
        return [*head, *body(item, width)]

    def press(self, key: str, character: str | None) -> Wish | None:
        letter = (character or "").upper()
        if letter in _TABS:
            self.part, self._told = letter, None
            return None
        if key == "tab":
            letters = list(_TABS)
            self.part = letters[(letters.index(self.part) + 1) % len(letters)]
            return None
        if key == "escape":
            return Back()
        if letter == "P" and self._workshop.item(self._id) is not None:
            return Preview(self._id)
        if letter == "E" and self._id in self._workshop.reading.places:
            place = self._workshop.reading.places[self._id]
            return Edit(place.path, place.line)
        return None

    def _tabs(self) -> Line:
        parts = []
        for letter, name in _TABS.items():
            parts.append((f" {name} ", "here" if letter == self.part else "muted"))
        return line("  ", *parts)

    def _lint(self, item: Item, width: int) -> Iterator[Line]:
        if self._workshop.checked is None:
            yield line("  ", (f"lint runs{self.glyphs.more}", "muted"))
            return
        findings = self._workshop.checked.of(item.id)
        if not findings:
            yield line("  ", (f"{self.glyphs.tick} lint finds nothing", "good"))
        for finding in findings:
            yield from finding_lines(finding, width)
            yield EMPTY

    def _text(self, item: Item, width: int) -> Iterator[Line]:
        yield from told(whole_text(item), width)
        for basis in item.basis:
            yield from told(f"basis: {basis.standard}:{basis.edition}, {basis.clause}", width)
        yield from told(f"by {item.author}; topic {item.topic}; {item.level.value}", width, "muted")

    def _reviews(self, item: Item, width: int) -> Iterator[Line]:
        standing = self._workshop.record.standings.get(item.id)
        if self._told is None:
            self._told = self._workshop.told_of(item)
        if standing is None or not self._told:
            yield line("  ", ("nothing is on record of this version", "muted"))
        if standing is not None:
            for note in standing.notes:
                yield from told(f"! {note}", width, "warn")
        for comment in self._told:
            record = comment.record
            head = f"{iso_utc(record.at_ms)}  {record.actor}: "
            yield from told(head + act_in_words(comment), width)
            if comment.text is not None:
                yield from told(comment.text, width, "muted", "      ")


def act_in_words(comment: Comment) -> str:
    """Return what somebody did, without what is sealed."""
    match comment.record.act:
        case Moved(to=to, reason=reason):
            return f"moved to {to.value}: {reason}"
        case AnsweredBlind(right=right):
            return "answered blind: " + ("as the answer key" if right else "not as the answer key")
        case Reviewed(role=role, verdict=verdict, defensible=defensible, note=note):
            more = "; another answer can be defended" if defensible else ""
            sealed = "; its comment is sealed to others" if note and comment.text is None else ""
            return f"{verdict.value} ({role.value}){more}{sealed}"
        case PilotAccepted(n=n, p=p, r=r):
            return f"accepted the pilot: n {n}, p {p}, r {r}"
        case Equivalent(to=version, reason=reason):
            return f"equivalent to version {version}: {reason}"


def finding_lines(finding: Finding, width: int) -> Iterator[Line]:
    """Yield a finding: severity and place, the words that tripped, what is wrong, what to do."""
    role = "muted" if finding.waived else _ROLES[finding.severity]
    place = f" {finding.field}" if finding.field else ""
    column = f":{finding.column}" if finding.column else ""
    yield line("  ", (f"{finding.severity.value} {finding.code}", role), f"{place}{column}")
    if finding.words:
        yield from told(f'"{clean_line(finding.words)}"', width, "strong", "    ")
    yield from told(clean_line(finding.message), width, indent="    ")
    yield from told(finding.suggestion, width, "muted", "    ")
    if finding.others:
        yield from told(f"also: {', '.join(finding.others)}", width, "muted", "    ")
    if finding.waived:
        yield from told(f"waived: {clean_line(finding.waived)}", width, "muted", "    ")
