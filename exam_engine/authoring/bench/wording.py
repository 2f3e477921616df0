"""An item with answer key and reasons as text."""

from __future__ import annotations

from exam_engine.model.item import Item
from exam_engine.model.item_parts import answers_of, paper_of


def whole_text(item: Item) -> str:
    """Return an item as text, for people who may read all of it."""
    # Here: the room of reports brings the libraries of its pictures, and the list of items does
    # not wait for them.
    from exam_engine.report.item_text import item_text

    return item_text(paper_of(item), answers_of(item))


def warm_up() -> None:
    """Import now what :func:`whole_text` needs, so that no key waits for it."""
    import exam_engine.report.item_text  # noqa: F401
