"""What the rules know besides the item: its bank, the exams it is for, and what people recorded.

Everything beyond the bank is optional; a rule that needs what is not given does not run, and the
report says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from exam_engine.bank.lint.verbatim_text import Shingles
from exam_engine.bank.lint.view import ItemView
from exam_engine.bank.lint.words import content_stems, plain_words
from exam_engine.model.bank import BankHead
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.scenario import Scenario

DOMAIN_SHARE = 0.05
DOMAIN_LEAST = 5


class ReviewRecord(NamedTuple):
    """What the life cycle knows of an item: who reviewed it, and when last."""

    reviewers: tuple[str, ...]
    last: date


class Context:
    """The surroundings of the items under lint.

    :param editions: those that the bank supports, the newest last.
    :param blueprints: exams by id, for notices, coverage and marks.
    :param form: a form whose items alone are looked at together, in its order.
    :param reviews: by item id, with ``today`` to measure their age.
    :param shingles: of texts that no item may copy.
    """

    def __init__(
        self,
        head: BankHead,
        scenarios: Sequence[Scenario],
        editions: Sequence[str],
        *,
        blueprints: Mapping[str, Blueprint] | None = None,
        form: Form | None = None,
        reviews: Mapping[str, ReviewRecord] | None = None,
        today: date | None = None,
        shingles: Shingles | None = None,
    ) -> None:
        self.head = head
        self.scenarios = {scenario.name: scenario for scenario in scenarios}
        self.editions = tuple(editions)
        self.blueprints = dict(blueprints or {})
        self.form = form
        self.reviews = reviews
        self.today = today
        self.shingles = shingles
        self.common: frozenset[str] = frozenset()

    @property
    def english(self) -> bool:
        """Return whether the bank is in English, which the word lists are for."""
        return self.head.language.partition("-")[0] == "en"

    def has(self, need: str) -> bool:
        """Return whether the input that a rule needs was given."""
        return not need or bool(getattr(self, need))

    @cached_property
    def topic_names(self) -> frozenset[str]:
        """The beginnings of the topics' titles in small letters: names, whatever their words."""
        titles = (title.lower() for title in self.head.topics.values())
        return frozenset(title[:end] for title in titles for end in range(1, len(title) + 1))

    @cached_property
    def requirements(self) -> dict[str, frozenset[str]]:
        """The codes of the requirements of each blueprint at hand."""
        return {
            exam: frozenset(leaf.code for leaf in blueprint.leaves())
            for exam, blueprint in self.blueprints.items()
        }

    @cached_property
    def domain(self) -> frozenset[str]:
        """Stems that belong to the subject: no clue, because they stand everywhere.

        Those of the topics' titles, and those in one item of twenty (and at least five).
        """
        titles = (content_stems(plain_words(title)) for title in self.head.topics.values())
        return self.common.union(*titles)

    def count_common(self, views: Sequence[ItemView]) -> None:
        """Find the stems that stand in one item of twenty (and at least five)."""
        counts: Counter[str] = Counter()
        for view in views:
            counts.update(view.stems.union(*(option.stems for option in view.options)))
        least = max(DOMAIN_LEAST, DOMAIN_SHARE * len(views))
        self.common = frozenset(stem for stem, count in counts.items() if count >= least)
