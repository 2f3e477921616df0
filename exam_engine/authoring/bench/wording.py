"""An item with answer key and reasons as text."""

from __future__ import annotations

from exam_engine.model.item import Item
from exam_engine.model.item_parts import answers_of, paper_of
from exam_engine.report.item_text import item_text


def whole_text(item: Item) -> str:
    """Return an item as text, for people who may read all of it."""
    return item_text(paper_of(item), answers_of(item))
