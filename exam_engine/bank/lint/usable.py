"""Which items a blueprint can use."""

from __future__ import annotations

from exam_engine.bank.lint.view import ItemView
from exam_engine.model.blueprint import Blueprint


def usable_for(view: ItemView, exam: str, blueprint: Blueprint) -> bool:
    """Return whether an item names the exam, is of a type of its paper, and holds in its edition.

    In which state the item is does not matter: what is being written is written to be used.
    """
    item = view.item
    return (
        exam in item.requirements
        and item.type in blueprint.paper.types
        and blueprint.body_of_knowledge.edition in item.holds_in
    )
