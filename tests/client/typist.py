"""Somebody who sits an exam by keys alone, and reads the items off the screen."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Sequence

from client.terminal_support import PseudoTerminal
from exam_engine.bank.sealed import SealedBank
from exam_engine.model.form import FormItem
from exam_engine.model.item_parts import ItemAnswers, ItemPaper


def plain(text: str) -> str:
    """Return a text, or a screen, as one line without the cursor."""
    return " ".join(text.replace("▌", " ").split())


class Item:
    """What a test knows of one item, and a candidate does not."""

    def __init__(self, bank: SealedBank, entry: FormItem) -> None:
        paper = bank.read("paper", entry.item, entry.version, ItemPaper)
        self.answers = bank.read("answers", entry.item, entry.version, ItemAnswers)
        self.stem = plain(paper.stem)
        texts = {option.id: plain(option.text) for option in paper.options}
        self.right = texts[self.answers.lines[0].answer[0]]
        self.texts = list(texts.values())
        self.wrong = next(text for text in self.texts if text != self.right)

    def letter(self, screen: str, text: str) -> str | None:
        """Return the letter of an option on the screen, or None."""
        found = re.search(rf"([A-H]) [○◉] {re.escape(text)} (?=[A-H] [○◉] |─)", screen)
        return found and found[1]

    def is_on(self, screen: str) -> bool:
        return self.stem in screen and all(self.letter(screen, text) for text in self.texts)


class Typist:
    """Knows the items and looks up on the screen which of them stands there.

    Everything but ``wrong`` is answered right. ``typed`` is what was typed last, by question.
    """

    def __init__(
        self, start: Callable[[], PseudoTerminal], items: Sequence[Item], wrong: set[int]
    ) -> None:
        self._start = start
        self._items = items
        self._wrong = wrong
        self.typed: dict[int, tuple[Item, str]] = {}
        self.terminal: PseudoTerminal

    @property
    def score(self) -> int:
        return sum(item.right == text for item, text in self.typed.values())

    def begin(self) -> PseudoTerminal:
        """Start a terminal."""
        self.terminal = self._start()
        return self.terminal

    def kill(self) -> None:
        """Kill the terminal with -9."""
        with self.terminal as terminal:
            terminal.signal(signal.SIGKILL)
            assert terminal.wait_for_exit() == -signal.SIGKILL

    def see_saved(self) -> None:
        """Wait until everything typed is saved; what the screen said before counts for nothing."""
        self.terminal.settle()
        self.terminal.wait_for("✓ saved")

    def answer(self, n: int, *, right: bool | None = None) -> None:
        """Answer question ``n``, which is on the screen: as it was settled, or as said here."""
        self.terminal.wait_for(f"Question {n} of {len(self._items)}")
        item = self._item(n)
        text = item.right if (n not in self._wrong if right is None else right) else item.wrong
        letter = item.letter(plain(self.terminal.text), text)
        assert letter
        self.terminal.press(letter.lower())
        self.terminal.wait_until(lambda: f"◉ {text} " in plain(self.terminal.text), f"◉ {text}")
        self.typed[n] = (item, text)

    def answer_to(self, last: int) -> None:
        """Answer the questions after the last one answered, up to ``last``."""
        for n in range(max(self.typed, default=0) + 1, last + 1):
            if n > 1:
                self.terminal.press("right")
            self.answer(n)

    def _item(self, n: int) -> Item:
        """Return the item on the screen, once it is there whole.

        While a frame is on its way, the item of another question may still stand there.
        """
        elsewhere = [item for m, (item, _) in self.typed.items() if m != n]
        here: list[Item] = []

        def find() -> bool:
            screen = plain(self.terminal.text)
            here[:] = [item for item in self._items if item.is_on(screen)]
            return len(here) == 1 and here[0] not in elsewhere

        self.terminal.wait_until(find, f"the item of question {n}")
        return here[0]
