"""HTML as Moodle and GIFT hold it, to plain text. ``nh3`` cleans it, then it is read as markup.

What looks like a tag and is none of HTML's (``List<String>``, ``a<b``) is text: a cleaner alone
would swallow it, and with it perhaps what makes an answer right.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import Block
from exam_engine.exchange.limits import DEEPEST_ELEMENTS, LONGEST_TEXT
from exam_engine.exchange.plain_text import (
    BLOCKS,
    FORMULAS,
    INLINE,
    MEDIA,
    SHIFTS,
    Flow,
    Markup,
    tidy,
)
from exam_engine.text import clean_text, harmful_characters

_DROPPED = frozenset(["script", "style", "rp"])  # rp: the parentheses are our own
_KEPT = INLINE | BLOCKS | MEDIA | FORMULAS | frozenset(["br", "sub", "sup"])
_KNOWN = _KEPT | _DROPPED | frozenset(["html", "body", "head", "meta", "link", "title", "input"])
_TAG = re.compile(r"<(?!!--)(/?)([A-Za-z][A-Za-z0-9:-]*)?")
_ENTITY = re.compile(r"&(?!#?\w{1,31};)")
_VOID = frozenset(["br", "hr", "img", "col", "wbr", "source", "track", "embed", "area"])


def from_html(html: str, flow: Flow) -> None:
    """Add an HTML text to a flow.

    :raises NotSupported: for media and formulas, by name; and beyond the limits.
    """
    if len(html) > 4 * LONGEST_TEXT:
        raise NotSupported(f"a text of more than {4 * LONGEST_TEXT} characters of HTML")
    if "@@PLUGINFILE@@" in html:
        raise NotSupported("media: an attached file (@@PLUGINFILE@@)")
    escaped = _TAG.sub(_only_known, _ENTITY.sub("&amp;", html))
    if re.search(r"<(script|style)\b", escaped, re.IGNORECASE):
        flow.note("a script or style sheet within a text was left out")
    cleaned = nh3.clean(
        escaped,
        tags=set(_KEPT),
        clean_content_tags=set(_DROPPED),
        attributes={},
        link_rel=None,
    )
    reader = _Reader(flow)
    reader.feed(cleaned)
    reader.close()
    flow.end_paragraph()


def html_blocks(html: str, notes: list[str]) -> tuple[Block, ...]:
    """Return the paragraphs of an HTML text; what there is to note goes to ``notes``."""
    flow = Flow()
    from_html(html, flow)
    notes.extend(note for note in flow.notes if note not in notes)
    return tuple(flow.blocks)


def html_plain(html: str, notes: list[str]) -> str:
    """Return an HTML text as one plain text."""
    flow = Flow()
    from_html(html, flow)
    notes.extend(note for note in flow.notes if note not in notes)
    return flow.plain()


def plain_blocks(text: str, notes: list[str]) -> tuple[Block, ...]:
    """Return the paragraphs of a text without markup: blank lines part them."""
    flow = Flow()
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        flow.text(paragraph, keep_spaces=True)
        flow.end_paragraph()
    notes.extend(note for note in flow.notes if note not in notes)
    return tuple(flow.blocks)


def plain_plain(text: str, notes: list[str]) -> str:
    """Return a text without markup as one tidy text."""
    flow = Flow()
    flow.text(text, keep_spaces=True)
    notes.extend(note for note in flow.notes if note not in notes)
    return tidy(flow.plain()).strip()


def accepted_text(text: str, notes: list[str]) -> str:
    """Return a text that a candidate has to write, exactly: its spaces are part of it.

    :raises NotSupported: if it has several lines, which nobody writes into a gap.
    """
    cleaned = clean_text(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if "\n" in cleaned:
        raise NotSupported("an accepted answer of several lines")
    if harmful_characters(text.replace("\r", "")):
        note = "control characters were removed"
        notes.extend([note] if note not in notes else [])
    return cleaned


def _only_known(tag: re.Match[str]) -> str:
    name = (tag[2] or "").lower()
    return tag[0] if name in _KNOWN else "&lt;" + tag[0][1:]


class _Reader(HTMLParser):
    """Reads what nh3 has made well-formed."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(convert_charrefs=True)
        self._flow = flow
        self._markup = Markup(flow)
        self._open: list[str] = []
        self._shifted: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in SHIFTS:
            self._shifted.append("")
        self._markup.open(tag)
        if tag not in _VOID:
            self._open.append(tag)
            if len(self._open) > DEEPEST_ELEMENTS:
                raise NotSupported(f"markup nested deeper than {DEEPEST_ELEMENTS} elements")

    def handle_endtag(self, tag: str) -> None:
        if tag in SHIFTS and self._shifted:
            shifted = SHIFTS[tag](self._shifted.pop())
            if self._shifted:
                self._shifted[-1] += shifted
            else:
                self._flow.raw(shifted)
        self._markup.close(tag)
        if tag in self._open:
            self._open.reverse()
            self._open.remove(tag)
            self._open.reverse()

    def handle_data(self, data: str) -> None:
        if self._shifted:
            self._shifted[-1] += data
        else:
            self._flow.text(data, keep_spaces="pre" in self._open)
