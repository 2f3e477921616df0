"""Writing an item's body: rubric blocks first, then text and interactions, then feedback."""

from __future__ import annotations

from lxml import etree

from exam_engine.exchange.foreign import (
    Block,
    Choice,
    ChoiceInteraction,
    ExtendedText,
    Feedback,
    ForeignItem,
    Gap,
    InlineChoice,
    MatchInteraction,
    OrderInteraction,
    Paragraph,
    TextEntry,
)
from exam_engine.exchange.qti.writing import Writer


def write_body(write: Writer, body: etree._Element, item: ForeignItem) -> None:
    """Add an item's body.

    :raises NotSupported: for characters that XML cannot hold.
    """
    for rubric in item.rubrics:
        attributes = {"view": " ".join(rubric.views)} | ({"use": rubric.use} if rubric.use else {})
        write.flow(write.add(body, "rubricBlock", attributes), rubric.text)
    for block in item.body:
        _block(write, body, block)
    for feedback in item.feedback:
        if feedback.kind == "block":
            element = write.add(body, "feedbackBlock", feedback_attributes(feedback.feedback))
            write.flow(element, feedback.feedback.text)


def feedback_attributes(feedback: Feedback) -> dict[str, str]:
    """Return what says when feedback is shown."""
    return {
        "outcomeIdentifier": feedback.outcome,
        "identifier": feedback.identifier,
        "showHide": "show",
    }


def _block(write: Writer, body: etree._Element, block: Block) -> None:
    match block:
        case Paragraph():
            element = write.add(body, "p")
            for part in block.parts:
                if isinstance(part, str):
                    write.text(element, part)
                else:
                    _gap(write, element, part)
        case ChoiceInteraction():
            _choice_interaction(write, body, block)
        case OrderInteraction():
            _order_interaction(write, body, block)
        case MatchInteraction():
            _match_interaction(write, body, block)
        case ExtendedText():
            _extended_text(write, body, block)


def _choice_interaction(write: Writer, body: etree._Element, block: ChoiceInteraction) -> None:
    attributes = {
        "responseIdentifier": block.response,
        "shuffle": _flag(block.shuffle),
        "maxChoices": str(block.most),
        "minChoices": str(block.least),
    }
    element = write.add(body, "choiceInteraction", attributes)
    _prompt(write, element, block.prompt)
    for choice in block.choices:
        _choice(write, element, "simpleChoice", choice)


def _order_interaction(write: Writer, body: etree._Element, block: OrderInteraction) -> None:
    attributes = {"responseIdentifier": block.response, "shuffle": _flag(block.shuffle)}
    if block.least:
        attributes["minChoices"] = str(block.least)
    if block.most:
        attributes["maxChoices"] = str(block.most)
    element = write.add(body, "orderInteraction", attributes)
    _prompt(write, element, block.prompt)
    for choice in block.choices:
        _choice(write, element, "simpleChoice", choice)


def _match_interaction(write: Writer, body: etree._Element, block: MatchInteraction) -> None:
    attributes = {
        "responseIdentifier": block.response,
        "shuffle": _flag(block.shuffle),
        "maxAssociations": str(block.most),
        "minAssociations": str(block.least),
    }
    element = write.add(body, "matchInteraction", attributes)
    _prompt(write, element, block.prompt)
    for side in (block.rows, block.columns):
        inner = write.add(element, "simpleMatchSet")
        for choice in side:
            _choice(write, inner, "simpleAssociableChoice", choice)


def _extended_text(write: Writer, body: etree._Element, block: ExtendedText) -> None:
    attributes = {"responseIdentifier": block.response}
    if block.lines:
        attributes["expectedLines"] = str(block.lines)
    if block.length:
        attributes["expectedLength"] = str(block.length)
    _prompt(write, write.add(body, "extendedTextInteraction", attributes), block.prompt)


def _gap(write: Writer, parent: etree._Element, gap: Gap) -> None:
    if isinstance(gap, TextEntry):
        attributes = {"responseIdentifier": gap.response}
        if gap.length:
            attributes["expectedLength"] = str(gap.length)
        if gap.mask:
            attributes["patternMask"] = gap.mask
        write.add(parent, "textEntryInteraction", attributes)
        return
    assert isinstance(gap, InlineChoice)
    attributes = {"responseIdentifier": gap.response, "shuffle": _flag(gap.shuffle)}
    element = write.add(parent, "inlineChoiceInteraction", attributes)
    for choice in gap.choices:
        _choice(write, element, "inlineChoice", choice)


def _choice(write: Writer, parent: etree._Element, name: str, choice: Choice) -> None:
    attributes = {"identifier": choice.id}
    if choice.fixed:
        attributes["fixed"] = "true"
    if name == "simpleAssociableChoice":
        attributes["matchMax"] = str(choice.most)
        if choice.least:
            attributes["matchMin"] = str(choice.least)
    element = write.add(parent, name, attributes)
    write.text(element, choice.text)
    if choice.feedback is not None:
        inner = write.add(element, "feedbackInline", feedback_attributes(choice.feedback))
        write.text(inner, choice.feedback.text)


def _prompt(write: Writer, parent: etree._Element, prompt: str) -> None:
    if prompt:
        write.text(write.add(parent, "prompt"), prompt)


def _flag(value: bool) -> str:
    return "true" if value else "false"
