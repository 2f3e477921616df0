"""An item as the rules look at it: its texts cut into words once, its options marked right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from exam_engine.bank.lint.words import Token, content_stems, plain_words, sentences, tokens
from exam_engine.model.item import Item, Option
from exam_engine.model.item_type import Interaction, ItemType

ARTICLES = frozenset(("a", "an", "the"))


class OptionView:
    """One offered answer with its words."""

    def __init__(self, option: Option, *, right: bool) -> None:
        self.id = option.id
        self.text = option.text
        self.why = option.why
        self.right = right

    @property
    def field(self) -> str:
        return f"options.{self.id}"

    @cached_property
    def words(self) -> list[str]:
        """Its words in small letters."""
        return plain_words(self.text)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """Its words in small letters without articles: the same text is the same here."""
        return tuple(word for word in self.words if word not in ARTICLES)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words with their places: made only where a rule has found something."""
        return tokens(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return content_stems(self.words)

    def __len__(self) -> int:
        """Return its length in words."""
        return len(self.words)


class ItemView:
    """One item and the file it stands in."""

    def __init__(self, path: Path, item: Item) -> None:
        self.path = path
        self.item = item

    @property
    def id(self) -> str:
        return self.item.id

    @cached_property
    def options(self) -> tuple[OptionView, ...]:
        """The options that the author wrote; those of fixed wording are the engine's."""
        right = {answer for line in self.item.lines for answer in line.answer}
        return tuple(
            OptionView(option, right=option.id in right)
            for option in self.item.options
            if option.text
        )

    @cached_property
    def one_right(self) -> OptionView | None:
        """The right option of an item with exactly one, among options to choose from."""
        if self.item.type not in (ItemType.SINGLE, ItemType.GRADIENT):
            return None
        right = [option for option in self.options if option.right]
        return right[0] if len(right) == 1 and len(self.options) > 1 else None

    @cached_property
    def right(self) -> tuple[OptionView, ...]:
        """The right options of a single, multiple or gradient item."""
        return tuple(option for option in self.options if option.right) if self.is_choice else ()

    @cached_property
    def wrong(self) -> tuple[OptionView, ...]:
        return tuple(option for option in self.options if not option.right)

    @property
    def is_choice(self) -> bool:
        return self.item.interaction is Interaction.CHOICE

    @cached_property
    def words(self) -> list[str]:
        """The words of the stem in small letters."""
        return plain_words(self.item.stem)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the stem with their places."""
        return tokens(self.item.stem)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the stem's content words."""
        return content_stems(self.words)

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """The stem's sentences with their places."""
        return tuple(sentences(self.item.stem))

    @cached_property
    def question(self) -> tuple[tuple[int, str], ...]:
        """The sentences that ask: those with a question mark, or else the last one."""
        asking = tuple(part for part in self.sentences if "?" in part[1])
        return asking or self.sentences[-1:]

    def read_texts(self) -> Iterator[tuple[str, str]]:
        """Yield field and text of everything that a candidate reads."""
        yield "stem", self.item.stem
        for n, task in enumerate(self.item.tasks, start=1):
            yield f"tasks[{n}]", task
        for prompt in self.item.prompts:
            for text in prompt.texts:
                yield f"lines[{prompt.n}].prompt", text
        for option in self.options:
            yield option.field, option.text

    def all_texts(self) -> Iterator[tuple[str, str]]:
        """Yield field and text of everything that the author wrote."""
        yield from self.read_texts()
        yield "fact", self.item.fact
        for option in self.options:
            yield f"{option.field}.why", option.why
        for line in self.item.lines:
            if line.why:
                yield f"lines[{line.n}].why", line.why
        if self.item.rubric is not None:
            yield "rubric.indicative", self.item.rubric.indicative
            for criterion in self.item.rubric.criteria:
                yield f"rubric.criteria.{criterion.id}", criterion.name
                for band in criterion.bands:
                    yield f"rubric.criteria.{criterion.id}.bands", band.text
            for cap in self.item.rubric.caps:
                yield f"rubric.caps.{cap.id}", cap.when
