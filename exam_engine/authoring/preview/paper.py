"""A paper of one item, as a delivery host would hold it: no answer key, no reason, no rubric."""

from __future__ import annotations

import msgspec

from exam_engine.errors import AuthoringError
from exam_engine.model.bank import Bank
from exam_engine.model.item import Item
from exam_engine.model.item_parts import ItemPaper, paper_of
from exam_engine.model.item_type import Interaction
from exam_engine.model.paper import Paper, PaperHead, PaperQuestion

FORM = "preview"
MINUTES = 60


def paper_of_item(bank: Bank, item_id: str, translated: ItemPaper | None = None) -> Paper:
    """Return the paper of one item of a bank, with its scenario; ``translated`` replaces its texts.

    Options stand as the author wrote them: a form may draw another order. Only the entries of an
    order item are never shown as written, because that may be their right order.

    :raises AuthoringError: if the bank has no such item.
    """
    item = next((item for item in bank.items if item.id == item_id), None)
    if item is None:
        raise AuthoringError(
            [f"{bank.head.id} has no item {item_id!r}; its ids: {_some_ids(bank)}"]
        )
    shown = translated or paper_of(item)
    options = _presented(item, shown)
    # The item's own list follows: what its author wrote first must not be found in it either.
    by_id = {option.id: option for option in shown.options}
    shown = msgspec.structs.replace(shown, options=tuple(by_id[option] for option in options))
    question = PaperQuestion(n=1, marks=item.marks, options=options, item=shown)
    scenarios = tuple(
        one.with_blocks(item.additional) for one in bank.scenarios if one.name == item.scenario
    )
    return Paper(head=_head(bank, item, shown.language), scenarios=scenarios, questions=(question,))


def _presented(item: Item, shown: ItemPaper) -> tuple[str, ...]:
    """Return the ids of the options in the order shown."""
    if item.interaction is not Interaction.ORDER:
        return tuple(option.id for option in shown.options)
    by_text = sorted(shown.options, key=lambda option: option.text.casefold())
    options = tuple(option.id for option in by_text)
    return (*options[1:], options[0]) if options == item.lines[0].answer else options


def _head(bank: Bank, item: Item, language: str) -> PaperHead:
    return PaperHead(
        format=1,
        form=FORM,
        form_digest="0" * 64,
        blueprint=FORM,
        title=bank.head.title,
        scheme=FORM,
        language=language,
        items=1,
        minutes=MINUTES,
        total_marks=item.marks,
        cut_score=item.marks,
        resources=(),
        notices=(),
        agreement=(),
    )


def _some_ids(bank: Bank) -> str:
    ids = [item.id for item in bank.items]
    return ", ".join(ids[:12]) + (f" and {len(ids) - 12} more" if len(ids) > 12 else "")
