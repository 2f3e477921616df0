"""A text to read and to mark: its words, and stretches of them that are highlighted.

Offsets count the characters that are no blanks, from 0: where rows break on a screen, and with how
many blanks, is then of no matter. A stretch is (from, to), ``to`` not included; spans are stretches
one after the other in one tuple, as in a ``highlighted`` event.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from rich.cells import get_character_cell_size

from exam_engine.wire.candidate import MOST_SPANS

Spans = tuple[int, ...]
Stretch = tuple[int, int]
Piece = tuple[int, int, int]


class Passage:
    """``words`` are stretches; of a language without blanks each character is one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places = [at for at, character in enumerate(text) if not character.isspace()]
        self.words = self._words()

    def copy(self, stretch: Stretch) -> str:
        """Return the text of a stretch as it was written."""
        first, last = stretch
        return self._text[self._places[first] : self._places[last - 1] + 1]

    def word_at(self, offset: int) -> int:
        """Return the index of the word that holds a character, the last one for any beyond."""
        return max(0, bisect_right(self.words, offset, key=lambda word: word[0]) - 1)

    def word_in_row(self, rows: Sequence[str], index: int, step: int) -> int:
        """Return the word one row up or down from a word, about as far from the row's begin."""
        starts = [*row_starts(rows), len(self._places)]
        offset = self.words[index][0]
        row = to = bisect_right(starts, offset, hi=len(rows)) - 1
        while 0 <= (to := to + step) < len(rows):
            last = max(starts[to], starts[to + 1] - 1)
            found = self.word_at(min(starts[to] + offset - starts[row], last))
            if rows[to].strip() and (found - index) * step > 0:
                return found
        return 0 if step < 0 else len(self.words) - 1

    def _words(self) -> list[Stretch]:
        starts = [0] if self._places else []
        for n, (before, at) in enumerate(pairwise(self._places), start=1):
            wide = get_character_cell_size(self._text[at]) == 2
            after_wide = get_character_cell_size(self._text[before]) == 2
            if at > before + 1 or wide or after_wide:
                starts.append(n)
        return list(pairwise([*starts, len(self._places)]))


def row_starts(rows: Sequence[str]) -> list[int]:
    """Return the offset of the first character of each row."""
    starts, offset = [], 0
    for row in rows:
        starts.append(offset)
        offset += sum(not character.isspace() for character in row)
    return starts


def toggled(spans: Spans, stretch: Stretch) -> Spans | None:
    """Return spans with a stretch highlighted, or no longer if it was throughout.

    None if that would be more stretches than an attempt keeps of one text.
    """
    first, last = stretch
    pairs = list(zip(spans[::2], spans[1::2], strict=True))
    if any(a <= first and last <= b for a, b in pairs):
        pieces = [(a, min(b, first)) for a, b in pairs] + [(max(a, last), b) for a, b in pairs]
        kept = sorted({(a, b) for a, b in pieces if a < b})
    else:
        apart = [(a, b) for a, b in pairs if b < first or a > last]
        joined = [(a, b) for a, b in pairs if not (b < first or a > last)]
        whole = (min([first, *(a for a, _ in joined)]), max([last, *(b for _, b in joined)]))
        kept = sorted([*apart, whole])
    if len(kept) > MOST_SPANS:
        return None
    return tuple(offset for pair in kept for offset in pair)


def stretch_around(spans: Spans, stretch: Stretch) -> Stretch:
    """Return the highlighted stretch that a stretch lies in, or else the stretch itself."""
    pairs = zip(spans[::2], spans[1::2], strict=True)
    return next(((a, b) for a, b in pairs if a <= stretch[0] and stretch[1] <= b), stretch)


def painted(rows: Sequence[str], spans: Spans, here: Stretch | None = None) -> list[list[Piece]]:
    """Return each row as pieces (from, to, kind) of its characters, blanks included.

    The kind is 0 for text, 1 for highlighted, 2 for ``here``: where the candidate is.
    """
    pieces: list[list[Piece]] = []
    for start, row in zip(row_starts(rows), rows, strict=True):
        kinds = _kinds(row, start, spans, here)
        bounds = [0, *(at for at, (a, b) in enumerate(pairwise(kinds), 1) if a != b), len(row)]
        pieces.append([(a, b, kinds[a]) for a, b in pairwise(bounds) if a < b])
    return pieces


def _kinds(row: str, start: int, spans: Spans, here: Stretch | None) -> list[int]:
    """Return the kind of each character; a blank between two of a kind is of that kind."""
    kinds: list[int] = []
    offset = start
    for character in row:
        if character.isspace():
            before, after = kinds[-1] if kinds else 0, _kind(offset, spans, here)
            joined = kinds and before == after and _kind(offset - 1, spans, here) == after
            kinds.append(after if joined and _same(offset, spans, here) else 0)
        else:
            kinds.append(_kind(offset, spans, here))
            offset += 1
    return kinds


def _same(offset: int, spans: Spans, here: Stretch | None) -> bool:
    """Return whether the characters around a blank lie in one stretch, not in two neighbours."""
    if here is not None and here[0] < offset < here[1]:
        return True
    return offset not in spans


def _kind(offset: int, spans: Spans, here: Stretch | None) -> int:
    if here is not None and here[0] <= offset < here[1]:
        return 2
    return bisect_right(spans, offset) % 2
