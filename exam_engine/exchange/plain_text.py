"""From marked-up text to plain paragraphs, so that no meaning gets lost on the way.

Superscripts and subscripts become their Unicode characters (10² is not 102); lists keep their
bullets and numbers; a table's rows become lines, its cells parted by ``|``, which is noted. Media
and formulas cannot be said in plain text: they are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import Block, Gap, Paragraph
from exam_engine.exchange.limits import LONGEST_TEXT
from exam_engine.text import clean_text, harmful_characters


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INLINE = _words(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp "
    "small span strike strong time tt u var ruby rb rt wbr"
)
BLOCKS = _words(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main nav ol p pre section "
    "summary table tbody td tfoot th thead tr ul caption colgroup col"
)
MEDIA = _words(
    "img picture source audio video track object embed iframe canvas svg map area applet"
)
FORMULAS = frozenset(["math"])

_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_BREAK, _CELL = "\n", "\0cell"


class Flow:
    """Collects running text, gaps and paragraph ends into blocks of plain text."""

    def __init__(self, notes: list[str] | None = None) -> None:
        """:param notes: where to put what the report has to say; a new list if None."""
        self.blocks: list[Block] = []
        self.notes: list[str] = [] if notes is None else notes
        self._parts: list[str | Gap] = []
        self._pending = ""

    def text(self, text: str | None, *, keep_spaces: bool = False) -> None:
        """Add running text; its white space is collapsed unless it is preformatted."""
        if not text:
            return
        if harmful_characters(text.replace("\r", "").replace("\f", "").replace("\v", "")):
            self.note("control characters were removed")
        self._pending += _kept(text) if keep_spaces else _SPACES.sub(" ", text)

    def raw(self, text: str) -> None:
        """Add text as it is: a line break, a bullet."""
        self._pending += text

    def line_break(self) -> None:
        self._pending += _BREAK

    def cell(self) -> None:
        """Begin the next cell of a table's row."""
        if self._pending.strip() or self._parts:
            self._pending += " | "

    def gap(self, gap: Gap) -> None:
        """Add a gap in the running text."""
        self._flush_text()
        self._parts.append(gap)

    def end_paragraph(self) -> None:
        """End the paragraph, if there is one."""
        self._flush_text()
        for paragraph in _parted(self._parts):
            parts = _trimmed(paragraph)
            if parts:
                self.blocks.append(Paragraph(parts=parts))
        self._parts = []

    def block(self, block: Block) -> None:
        """Add a block that is no running text."""
        self.end_paragraph()
        self.blocks.append(block)

    def note(self, note: str) -> None:
        """Remember something for the report, once."""
        if note not in self.notes:
            self.notes.append(note)

    def plain(self) -> str:
        """Return all as one text, a newline between paragraphs.

        :raises NotSupported: if there is a gap or an interaction in it.
        """
        self.end_paragraph()
        lines = []
        for block in self.blocks:
            if not isinstance(block, Paragraph) or not all(isinstance(p, str) for p in block.parts):
                raise NotSupported("an interaction within a prompt, a choice or feedback")
            lines.append("".join(str(part) for part in block.parts))
        return "\n".join(lines)

    def _flush_text(self) -> None:
        if self._pending:
            if len(self._pending) > LONGEST_TEXT:
                raise NotSupported(f"a text of more than {LONGEST_TEXT} characters")
            self._parts.append(tidy(self._pending))
            self._pending = ""


def tidy(text: str) -> str:
    """Return ``text`` clean, with single spaces within lines and none at the ends of lines.

    Spaces at the ends of the whole are kept as one: a gap may stand there.
    """
    cleaned = clean_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [re.sub(r"[ \t]+", " ", line) for line in cleaned.split("\n")]
    inner = [line.strip(" ") for line in lines]
    inner[0] = (" " if lines[0].startswith(" ") else "") + inner[0]
    inner[-1] = inner[-1] + (" " if lines[-1].endswith(" ") and inner[-1].strip(" ") else "")
    return "\n".join(inner)


def raised(text: str) -> str:
    """Return ``text`` as a superscript."""
    return _shifted(text, _SUPERSCRIPTS, "^")


def lowered(text: str) -> str:
    """Return ``text`` as a subscript."""
    return _shifted(text, _SUBSCRIPTS, "_")


def one_line(text: str) -> str:
    """Return ``text`` clean, in one line."""
    return " ".join(clean_text(_SPACES.sub(" ", text)).split())


def _shifted(text: str, table: dict[int, int], sign: str) -> str:
    text = one_line(text)
    if not text:
        return ""
    if all(ord(character) in table for character in text):
        return text.translate(table)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _kept(text: str) -> str:
    """Return preformatted text: runs of spaces stand as no-break spaces, which never collapse."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return re.sub(r"(?m)^ +| {2,}", lambda run: "\u00a0" * len(run[0]), text)


def _parted(parts: list[str | Gap]) -> list[list[str | Gap]]:
    """Part running text at blank lines, so that no text of an item holds one."""
    paragraphs: list[list[str | Gap]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            paragraphs[-1].append(part)
            continue
        first, *others = re.split(r"\n{2,}", part)
        paragraphs[-1].append(first)
        paragraphs.extend([other] for other in others)
    return paragraphs


def _trimmed(parts: list[str | Gap]) -> tuple[str | Gap, ...]:
    kept = list(parts)
    while kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip(" \n")
        if kept[0]:
            break
        del kept[0]
    while kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip(" \n")
        if kept[-1]:
            break
        del kept[-1]
    return tuple(part for part in kept if part != "")


class Markup:
    """What opening and closing an element means for a flow, the same for QTI and for HTML."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._lists: list[int] = []  # the next number of each open list; 0 for bullets

    def open(self, name: str) -> None:
        """Say that an element begins.

        :raises NotSupported: if plain text cannot hold it.
        """
        if name in MEDIA:
            raise NotSupported(f"media: <{name}>")
        if name in FORMULAS:
            raise NotSupported(f"a formula: <{name}>")
        if name == "br":
            self.flow.line_break()
        elif name in ("td", "th"):
            self.flow.cell()
        elif name in BLOCKS:
            self.flow.end_paragraph()
        match name:
            case "ol" | "ul":
                self._lists.append(1 if name == "ol" else 0)
            case "li":
                self.flow.raw(self._bullet())
            case "table":
                self.flow.note("a table became lines of text, its cells parted by |")
            case "a":
                self.flow.note("a link became text, its address is left out")
            case "q":
                self.flow.raw("“")
            case "rt":
                self.flow.raw("(")

    def close(self, name: str) -> None:
        """Say that an element ends."""
        if name == "q":
            self.flow.raw("”")
        if name == "rt":
            self.flow.raw(")")
        if name in ("ol", "ul") and self._lists:
            self._lists.pop()
        if name in BLOCKS and name not in ("td", "th"):
            self.flow.end_paragraph()

    def _bullet(self) -> str:
        if not self._lists or not self._lists[-1]:
            return "• "
        number = self._lists[-1]
        self._lists[-1] += 1
        return f"{number}. "


def is_markup(name: str) -> bool:
    """Return whether an element is one of HTML's that this module knows."""
    return name in INLINE or name in BLOCKS or name in MEDIA or name in ("br", "sub", "sup", "math")


SHIFTS: dict[str, Callable[[str], str]] = {"sup": raised, "sub": lowered}
