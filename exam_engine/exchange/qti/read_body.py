"""Reading an item's body: running text, interactions, rubric blocks, feedback."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import (
    Choice,
    ChoiceInteraction,
    ExtendedText,
    Feedback,
    InlineChoice,
    ItemFeedback,
    MatchInteraction,
    OrderInteraction,
    RubricBlock,
    TextEntry,
)
from exam_engine.exchange.limits import MOST_CHOICES, MOST_INTERACTIONS
from exam_engine.exchange.numbers import integer, shorten
from exam_engine.exchange.plain_text import SHIFTS, Flow, Markup, is_markup, one_line
from exam_engine.exchange.qti.declarations import flag, identifier
from exam_engine.exchange.qti.names import attributes_of, children_of, name_of
from exam_engine.exchange.xml_file import Element

_REFUSED: Mapping[str, str] = {
    "associateInteraction": "an associate interaction",
    "customInteraction": "a custom interaction",
    "drawingInteraction": "a drawing interaction",
    "endAttemptInteraction": "an interaction that ends the attempt (hints)",
    "gapMatchInteraction": "a gap match interaction",
    "graphicAssociateInteraction": "a graphic associate interaction",
    "graphicGapMatchInteraction": "a graphic gap match interaction",
    "graphicOrderInteraction": "a graphic order interaction",
    "hotspotInteraction": "a hotspot interaction",
    "hottextInteraction": "a hottext interaction",
    "mediaInteraction": "media: a media interaction",
    "portableCustomInteraction": "a portable custom interaction (PCI)",
    "positionObjectInteraction": "a position object interaction",
    "positionObjectStage": "a position object interaction",
    "selectPointInteraction": "a select point interaction",
    "sliderInteraction": "a slider interaction",
    "uploadInteraction": "an upload interaction",
    "printedVariable": "a printed variable (item templates)",
    "templateBlock": "item templates",
    "templateInline": "item templates",
    "infoControl": "an info control",
    "xi:include": "an include outside a package",
}
_LATER = ("printedVariable", "templateBlock", "templateInline", "infoControl", "xi:include")
"""What is named only where it stands: it may be in feedback that is left out."""

_LEFT_OUT = ("stylesheet", "catalogInfo", "apipAccessibility", "accessibilityInfo")


class BodyReader:
    """Reads one item body into blocks; rubric blocks and item feedback are kept beside them."""

    def __init__(self, notes: list[str]) -> None:
        """:param notes: where to put what the report has to say."""
        self.flow = Flow(notes)
        self.rubrics: list[RubricBlock] = []
        self.feedback: list[ItemFeedback] = []
        self._interactions = 0

    def read(self, body: Element) -> None:
        """Read a whole body.

        :raises NotSupported: for what is not supported in it, by name.
        """
        self._walk(body, Markup(self.flow), preformatted=False)
        self.flow.end_paragraph()

    def _walk(self, element: Element, markup: Markup, *, preformatted: bool) -> None:
        flow = self.flow
        flow.text(element.text, keep_spaces=preformatted)
        for child in element:
            if isinstance(child.tag, str):
                self._element(name_of(child), child, markup, preformatted=preformatted)
            flow.text(child.tail, keep_spaces=preformatted)

    def _element(self, name: str, child: Element, markup: Markup, *, preformatted: bool) -> None:
        if name in _REFUSED:
            raise NotSupported(_REFUSED[name])
        if name in SHIFTS:
            self.flow.raw(SHIFTS[name](_plain(child, self.flow.notes)))
        elif is_markup(name):
            markup.open(name)
            self._walk(child, markup, preformatted=preformatted or name == "pre")
            markup.close(name)
        elif name in _INTERACTIONS:
            self._count()
            self.flow.block(_INTERACTIONS[name](child, self.flow.notes))
        elif name in _GAPS:
            self._count()
            self.flow.gap(_GAPS[name](child, self.flow.notes))
        elif name == "rubricBlock":
            self.rubrics.append(_rubric(child, self.flow.notes))
        elif name.startswith("ssml:"):
            self.flow.note("instructions for speech (SSML) were left out, their text stays")
            self._walk(child, markup, preformatted=preformatted)
        elif name == "rp":
            pass  # parentheses around ruby: they are put there anyway
        elif name in ("feedbackBlock", "feedbackInline"):
            self.feedback.append(
                ItemFeedback(feedback=read_feedback(child, self.flow.notes), kind="block")
            )
        elif name in _LEFT_OUT:
            if name != "stylesheet":
                self.flow.note(f"<{name}> was left out")
        elif name == "contentBody":
            self._walk(child, markup, preformatted=preformatted)
        else:
            raise NotSupported(f"the element <{name}>")

    def _count(self) -> None:
        self._interactions += 1
        if self._interactions > MOST_INTERACTIONS:
            raise NotSupported(f"more than {MOST_INTERACTIONS} interactions")


def read_feedback(element: Element, notes: list[str]) -> Feedback:
    """Return a feedback element's text and when it is shown.

    :raises NotSupported: if it is shown until something holds: it is then part of the question.
    """
    attributes = attributes_of(element)
    if attributes.get("showHide", "show") != "show":
        raise NotSupported("feedback that is shown until it is hidden (showHide = hide)")
    return Feedback(
        text=_plain(element, notes),
        identifier=identifier(attributes, "identifier", "feedback"),
        outcome=identifier(attributes, "outcomeIdentifier", "feedback"),
    )


def _rubric(element: Element, notes: list[str]) -> RubricBlock:
    attributes = attributes_of(element)
    return RubricBlock(
        views=tuple(attributes.get("view", "candidate").split()),
        use=one_line(attributes.get("use", "")),
        text=_plain(element, notes),
    )


def read_modal_feedback(element: Element, notes: list[str]) -> Feedback | None:
    """Return what is said after the response; None, and a note, where an item cannot hold it.

    It is no part of the question: what is shown unless an outcome holds something, and what prints
    an outcome, is left out.
    """
    attributes = attributes_of(element)
    hidden = attributes.get("showHide", "show") == "hide"
    if not hidden and not any(name_of(one) == "printedVariable" for one in _elements(element)):
        return read_feedback(element, notes)
    name = shorten(attributes.get("identifier", ""))
    how = "shown unless an outcome holds it" if hidden else "which prints a variable"
    notes.append(f"the feedback {name}, {how}, was left out")
    return None


def interactions_not_taken(root: Element) -> str:
    """Return the first interaction of an item that is not supported, by its name; or nothing."""
    names = (name_of(one) for one in _elements(root))
    found = (_REFUSED[one] for one in names if one in _REFUSED and one not in _LATER)
    return next(found, "")


def _elements(element: Element) -> Iterator[Element]:
    return (one for one in element.iter() if isinstance(one.tag, str))


def _plain(element: Element, notes: list[str]) -> str:
    """Return an element's text, without its prompt-like children's interactions."""
    reader = BodyReader(notes)
    reader.read(element)
    if reader.rubrics or reader.feedback:
        raise NotSupported("feedback or rubrics within a prompt, a choice or feedback")
    return reader.flow.plain()


def _prompt(element: Element, notes: list[str]) -> str:
    for name, child in children_of(element):
        if name == "prompt":
            return _plain(child, notes)
    return ""


def _choice(element: Element, attributes: dict[str, str], notes: list[str]) -> Choice:
    """Return an offered answer; inline feedback within it is its reason."""
    if attributes.get("templateIdentifier") or attributes.get("showHide", "show") != "show":
        raise NotSupported("a choice that is shown or hidden by a template")
    if attributes.get("matchGroup", "").strip():
        raise NotSupported("match groups")
    reader = BodyReader(notes)
    reader.read(element)
    if len(reader.feedback) > 1 or reader.rubrics:
        raise NotSupported("several feedbacks within one choice")
    text = reader.flow.plain()
    if not text:
        raise NotSupported("a choice without text")
    return Choice(
        id=identifier(attributes, "identifier", "a choice"),
        text=text,
        fixed=flag(attributes, "fixed"),
        feedback=reader.feedback[0].feedback if reader.feedback else None,
        least=_count(attributes, "matchMin", 0),
        most=_count(attributes, "matchMax", 1),
    )


def _choices(element: Element, wanted: str, notes: list[str]) -> tuple[Choice, ...]:
    found = []
    for name, child in children_of(element):
        if name == wanted:
            found.append(_choice(child, attributes_of(child), notes))
        elif name not in ("prompt", "label"):
            raise NotSupported(f"the element <{name}> within an interaction")
        if len(found) > MOST_CHOICES:
            raise NotSupported(f"more than {MOST_CHOICES} choices")
    if not found:
        raise NotSupported("an interaction without choices")
    return tuple(found)


def _count(attributes: dict[str, str], name: str, default: int) -> int:
    found = integer(attributes.get(name, str(default)), name)
    if not 0 <= found <= 100_000:
        raise NotSupported(f"{name} = {found}")
    return found


def _choice_interaction(element: Element, notes: list[str]) -> ChoiceInteraction:
    attributes = attributes_of(element)
    return ChoiceInteraction(
        response=_response(attributes),
        choices=_once(_choices(element, "simpleChoice", notes)),
        prompt=_prompt(element, notes),
        least=_count(attributes, "minChoices", 0),
        most=_count(attributes, "maxChoices", 1),
        shuffle=flag(attributes, "shuffle"),
    )


def _order_interaction(element: Element, notes: list[str]) -> OrderInteraction:
    attributes = attributes_of(element)
    return OrderInteraction(
        response=_response(attributes),
        choices=_once(_choices(element, "simpleChoice", notes)),
        prompt=_prompt(element, notes),
        least=_count(attributes, "minChoices", 0),
        most=_count(attributes, "maxChoices", 0),
        shuffle=flag(attributes, "shuffle"),
    )


def _match_interaction(element: Element, notes: list[str]) -> MatchInteraction:
    attributes = attributes_of(element)
    sets = [child for name, child in children_of(element) if name == "simpleMatchSet"]
    if len(sets) != 2:
        raise NotSupported("a match interaction without two sets")
    rows, columns = (_choices(one, "simpleAssociableChoice", notes) for one in sets)
    _once(rows + columns)
    if any(row.most != 1 for row in rows):
        raise NotSupported("a match where a row takes several columns")
    return MatchInteraction(
        response=_response(attributes),
        rows=rows,
        columns=columns,
        prompt=_prompt(element, notes),
        least=_count(attributes, "minAssociations", 0),
        most=_count(attributes, "maxAssociations", 1),
        shuffle=flag(attributes, "shuffle"),
    )


def _extended_text(element: Element, notes: list[str]) -> ExtendedText:
    attributes = attributes_of(element)
    if _count(attributes, "maxStrings", 1) != 1:
        raise NotSupported("a text interaction that takes several texts")
    _note_placeholder(attributes, notes)
    return ExtendedText(
        response=_response(attributes),
        prompt=_prompt(element, notes),
        lines=_count(attributes, "expectedLines", 0),
        length=_count(attributes, "expectedLength", 0),
    )


def _text_entry(element: Element, notes: list[str]) -> TextEntry:
    attributes = attributes_of(element)
    if attributes.get("base", "10") != "10" or "stringIdentifier" in attributes:
        raise NotSupported("a text entry with a number base or a second response")
    _note_placeholder(attributes, notes)
    return TextEntry(
        response=_response(attributes),
        length=_count(attributes, "expectedLength", 0),
        mask=one_line(attributes.get("patternMask", "")),
    )


def _note_placeholder(attributes: dict[str, str], notes: list[str]) -> None:
    note = "a placeholder text within a gap was left out"
    if attributes.get("placeholderText", "").strip() and note not in notes:
        notes.append(note)


def _inline_choice(element: Element, notes: list[str]) -> InlineChoice:
    attributes = attributes_of(element)
    return InlineChoice(
        response=_response(attributes),
        choices=_once(_choices(element, "inlineChoice", notes)),
        shuffle=flag(attributes, "shuffle"),
    )


def _response(attributes: dict[str, str]) -> str:
    return identifier(attributes, "responseIdentifier", "an interaction")


def _once(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    seen: set[str] = set()
    for choice in choices:
        if choice.id in seen:
            raise NotSupported(f"two choices with the identifier {shorten(choice.id)}")
        seen.add(choice.id)
    return choices


_BlockReader = Callable[
    [Element, list[str]], ChoiceInteraction | OrderInteraction | MatchInteraction | ExtendedText
]
_INTERACTIONS: Mapping[str, _BlockReader] = {
    "choiceInteraction": _choice_interaction,
    "orderInteraction": _order_interaction,
    "matchInteraction": _match_interaction,
    "extendedTextInteraction": _extended_text,
}
_GAPS: Mapping[str, Callable[[Element, list[str]], TextEntry | InlineChoice]] = {
    "textEntryInteraction": _text_entry,
    "inlineChoiceInteraction": _inline_choice,
}
