"""Texts as lines: wrapped, with a hanging indent."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.client.look.lines import Line, line, wrap
from exam_engine.text import clean_text

_MARGIN = "  "


def told(text: str, width: int, role: str = "text", indent: str = _MARGIN) -> Iterator[Line]:
    """Yield a text as lines in one role; indents of its own rows are kept."""
    for row in wrap(clean_text(text), max(20, width - len(indent) - len(_MARGIN))):
        yield line((indent + row, role))
