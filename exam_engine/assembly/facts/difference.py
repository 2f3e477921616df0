"""What differs between two forms, question by question."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from exam_engine.model.form import Form, FormItem

_CONDITIONS = (
    "blueprint",
    "blueprint_digest",
    "bank",
    "content_digest",
    "order_digest",
    "parameters_digest",
    "seed",
    "number",
    "language",
    "minutes",
    "total_marks",
    "cut_score",
)
_WORDS = {"blueprint_digest": "blueprint", "content_digest": "bank content",
          "order_digest": "order", "parameters_digest": "item parameters",
          "total_marks": "total marks", "cut_score": "cut score"}  # fmt: skip
_SHOWN_DIGITS = 16


class Change(msgspec.Struct, frozen=True):
    """One difference. ``kind``: condition, added, removed, moved, scenario, or what of a
    question is different (version, options, role and so on).

    ``here`` and ``there`` are what the first and the second form have, empty for nothing.
    """

    kind: str
    subject: str
    here: str
    there: str

    @property
    def words(self) -> str:
        """Return the difference in a sentence's half."""
        match self.kind:
            case "added":
                return f"{self.subject}: added as question {self.there}"
            case "removed":
                return f"{self.subject}: removed, it was question {self.here}"
            case "moved":
                return f"{self.subject}: moved from question {self.here} to {self.there}"
            case "options":
                return f"{self.subject}: options in another order (question {self.there})"
        kind = "" if self.kind == "condition" else f" {self.kind}"
        return f"{self.subject}:{kind} {self.here or 'none'}, then {self.there or 'none'}"


def difference(one: Form, other: Form) -> tuple[Change, ...]:
    """Return what differs from ``one`` to ``other``: conditions first, then question by question.

    An item is *moved* if it stands in another place among the items that both forms have: what is
    only pushed along by others is not.
    """
    return (*_conditions(one, other), *_questions(one, other), *_scenarios(one, other))


def _conditions(one: Form, other: Form) -> Iterator[Change]:
    for name in _CONDITIONS:
        here, there = str(getattr(one, name)), str(getattr(other, name))
        if here != there:
            word = _WORDS.get(name, name)
            if name.endswith("digest"):
                here, there = here[:_SHOWN_DIGITS], there[:_SHOWN_DIGITS]
            yield Change("condition", word, here, there)


def _questions(one: Form, other: Form) -> Iterator[Change]:
    here, there = one.by_item(), other.by_item()
    for entry in one.items:
        if entry.item not in there:
            yield Change("removed", entry.item, str(entry.n), "")
    for entry in other.items:
        if entry.item not in here:
            yield Change("added", entry.item, "", str(entry.n))
    stayed = _longest_in_order([here[e.item].n for e in other.items if e.item in here])
    for entry in other.items:
        before = here.get(entry.item)
        if before is not None:
            if before.n not in stayed:
                yield Change("moved", entry.item, str(before.n), str(entry.n))
            yield from _same_item(before, entry)


def _same_item(before: FormItem, after: FormItem) -> Iterator[Change]:
    if before.version != after.version:
        yield Change("version", after.item, str(before.version), str(after.version))
    elif (before.paper_digest, before.answers_digest) != (after.paper_digest, after.answers_digest):
        yield Change("content", after.item, before.paper_digest[:8], after.paper_digest[:8])
    if before.translation_digest != after.translation_digest:
        here, there = before.translation_digest, after.translation_digest
        yield Change("translation", after.item, here[:8], there[:8])
    if before.options != after.options:
        if sorted(before.options) == sorted(after.options):
            yield Change("options", after.item, str(before.n), str(after.n))
        else:
            yield Change("offered", after.item, str(len(before.options)), str(len(after.options)))
    if before.role is not after.role:
        yield Change("role", after.item, before.role.value, after.role.value)
    if before.marks != after.marks:
        yield Change("marks", after.item, str(before.marks), str(after.marks))
    if before.requirement != after.requirement:
        yield Change("requirement", after.item, before.requirement, after.requirement)


def _scenarios(one: Form, other: Form) -> Iterator[Change]:
    here = {bound.name: bound.paper_digest for bound in one.scenarios}
    there = {bound.name: bound.paper_digest for bound in other.scenarios}
    for name in sorted(here.keys() | there.keys()):
        if here.get(name) != there.get(name):
            yield Change("scenario", name, here.get(name, "")[:8], there.get(name, "")[:8])


def _longest_in_order(numbers: list[int]) -> set[int]:
    """Return the longest rising part of ``numbers``: the fewest others then count as moved."""
    best: list[list[int]] = []
    for number in numbers:
        before: list[int] = max((run for run in best if run[-1] < number), key=len, default=[])
        best.append([*before, number])
    longest: list[int] = max(best, key=len, default=[])
    return set(longest)
