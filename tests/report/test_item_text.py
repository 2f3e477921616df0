"""An item as text shows what its reader may know, and nothing acts on a terminal."""

import pytest

from exam_engine.model.item_parts import answers_of, paper_of
from exam_engine.office.shipped import shipped
from exam_engine.report.item_text import item_text
from exam_engine.source.bank import read_bank

ITEMS = {item.id: item for item in read_bank(shipped("item_banks") / "iso20000-item-types").items}


@pytest.mark.parametrize("name", list(ITEMS))
def test_reasons_and_answers_stand_in_it_only_for_their_readers(name):
    item = ITEMS[name]
    reasons = [option.why for option in item.options if option.why]
    reasons += [line.why for line in item.lines if line.why]
    if item.rubric:
        reasons += [band.text for part in item.rubric.criteria for band in part.bands]
    assert reasons
    whole = item_text(paper_of(item), answers_of(item))
    assert all(reason in whole for reason in reasons)
    assert item.stem in whole
    paper_only = item_text(paper_of(item), None)
    assert not any(reason in paper_only for reason in reasons)
    assert "✓" not in paper_only
    for part in (*(option.text for option in item.options), *item.tasks):
        assert part in paper_only


def test_a_gradient_shows_what_each_option_earns():
    item = ITEMS["typ-gradient-001"]
    whole = item_text(paper_of(item), answers_of(item))
    assert "[5] Best." in whole
    assert "[0] Worst." in whole
