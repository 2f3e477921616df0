"""Reading one assessment item, or one stimulus."""

from __future__ import annotations

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import (
    ChoiceInteraction,
    ExtendedText,
    ForeignItem,
    InlineChoice,
    Interaction,
    ItemFeedback,
    MatchInteraction,
    OrderInteraction,
    Outcome,
    Program,
    Refused,
    Response,
    Taken,
    Template,
    TextEntry,
    offered,
)
from exam_engine.exchange.numbers import shorten
from exam_engine.exchange.plain_text import one_line
from exam_engine.exchange.processing.interpreter import check_program
from exam_engine.exchange.processing.templates import RESPONSE
from exam_engine.exchange.qti.declarations import flag, identifier, read_outcome, read_response
from exam_engine.exchange.qti.names import attributes_of, children_of, name_of
from exam_engine.exchange.qti.read_body import (
    BodyReader,
    interactions_not_taken,
    read_modal_feedback,
)
from exam_engine.exchange.qti.read_processing import read_processing
from exam_engine.exchange.scoring import notes_on
from exam_engine.exchange.xml_file import Element

ITEM, STIMULUS = "assessmentItem", "assessmentStimulus"
_IGNORED = frozenset(
    [
        "stylesheet",
        "companionMaterialsInfo",
        "catalogInfo",
        "apipAccessibility",
        "accessibilityInfo",
    ]
)
_REFUSED = {
    "templateDeclaration": "item templates",
    "templateProcessing": "item templates",
    "contextDeclaration": "context variables",
}


def read_item(root: Element) -> Taken | Refused:
    """Return an item or stimulus; or why it is not taken."""
    attributes = attributes_of(root)
    name = one_line(attributes.get("identifier", ""))[:100]
    title = one_line(attributes.get("title", ""))[:500]
    try:
        taken = _Reader(root).stimulus() if name_of(root) == STIMULUS else _Reader(root).item()
        return Taken(item=taken.item, notes=(*taken.notes, *notes_on(taken.item)))
    except NotSupported as error:
        return Refused(id=name, title=title, reason=str(error))


class _Reader:
    def __init__(self, root: Element) -> None:
        self._root = root
        self._attributes = attributes_of(root)
        self._notes: list[str] = []
        self._body = BodyReader(self._notes)
        self._responses: list[Response] = []
        self._outcomes: list[Outcome] = []
        self._modal: list[ItemFeedback] = []
        self._stimuli: list[str] = []
        self._processing: Template | Program | None = None

    def stimulus(self) -> Taken:
        for name, child in children_of(self._root):
            if name == "stimulusBody":
                self._body.read(child)
            elif name not in _IGNORED:
                raise NotSupported(f"the element <{name}> in a stimulus")
        item = self._built()
        if item.interactions:
            raise NotSupported("an interaction within a stimulus")
        return Taken(item=item, notes=tuple(self._notes))

    def item(self) -> Taken:
        if flag(self._attributes, "adaptive"):
            raise NotSupported("an adaptive item")
        unknown = interactions_not_taken(self._root)
        if unknown:  # before a declaration of its that is not taken either: this is what it is
            raise NotSupported(unknown)
        for name, child in children_of(self._root):
            self._part(name, child)
        item = self._built()
        _check(item)
        return Taken(item=item, notes=tuple(self._notes))

    def _part(self, name: str, child: Element) -> None:
        match name:
            case "responseDeclaration":
                self._responses.append(read_response(child))
            case "outcomeDeclaration":
                self._outcomes.append(read_outcome(child))
            case "itemBody":
                self._body.read(child)
            case "responseProcessing":
                self._processing = read_processing(child)
            case "modalFeedback":
                title = one_line(attributes_of(child).get("title", ""))
                said = read_modal_feedback(child, self._notes)
                if said is not None:
                    self._modal.append(ItemFeedback(feedback=said, kind="modal", title=title))
            case "assessmentStimulusRef":
                found = attributes_of(child)
                self._stimuli.append(identifier(found, "identifier", "a stimulus reference"))
            case _ if name in _REFUSED:
                raise NotSupported(_REFUSED[name])
            case _ if name in _IGNORED:
                if name != "stylesheet":
                    self._notes.append(f"<{name}> was left out")
            case _:
                raise NotSupported(f"the element <{name}>")

    def _built(self) -> ForeignItem:
        self._body.flow.end_paragraph()
        return ForeignItem(
            id=identifier(self._attributes, "identifier", "an item"),
            title=one_line(self._attributes.get("title", "")),
            language=one_line(self._attributes.get("lang", "")),
            body=tuple(self._body.flow.blocks),
            responses=tuple(self._responses),
            outcomes=tuple(self._outcomes),
            processing=self._processing,
            rubrics=tuple(self._body.rubrics),
            feedback=(*self._body.feedback, *self._modal),
            stimuli=tuple(self._stimuli),
            time_dependent=flag(self._attributes, "timeDependent"),
        )


def _check(item: ForeignItem) -> None:
    """Hold the parts of an item against each other.

    :raises NotSupported: where a wrong reading could change an answer.
    """
    for kind, names in (
        ("responses", [one.id for one in item.responses]),
        ("outcomes", [one.id for one in item.outcomes]),
        ("interactions for the response", [one.response for one in item.interactions]),
    ):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise NotSupported(f"two {kind} {shorten(twice[0])}")
    for interaction in item.interactions:
        _check_interaction(item, interaction)
    if isinstance(item.processing, Program):
        check_program(item, item.processing)
    elif isinstance(item.processing, Template) and item.interactions:
        _check_template(item, item.processing.name)
    keyed = any(one.correct or one.mapping for one in item.responses)
    if not item.interactions and (keyed or (item.responses and item.processing)):
        raise NotSupported("an answer key or response processing, but no interaction that asks")


def _check_template(item: ForeignItem, template: str) -> None:
    if item.response(RESPONSE) is None:
        raise NotSupported(f"{template} marks RESPONSE, which is not declared")
    if template == "CC2_match_basic":
        outcome = item.outcome("MAXSCORE")
        if outcome is None or not outcome.default:
            raise NotSupported("CC2_match_basic earns MAXSCORE, which has no value")


def _check_interaction(item: ForeignItem, interaction: Interaction) -> None:
    what = f"response {shorten(interaction.response)}"
    response = item.response(interaction.response)
    if response is None:
        raise NotSupported(f"{what} is not declared")
    allowed = _TYPES[type(interaction)]
    if response.base not in allowed:
        raise NotSupported(f"{what}: base type {response.base} for {_NAMES[type(interaction)]}")
    if isinstance(interaction, OrderInteraction) != (response.cardinality == "ordered"):
        raise NotSupported(f"{what}: cardinality {response.cardinality}")
    several = isinstance(interaction, ChoiceInteraction) and interaction.most != 1
    if several and response.cardinality == "single":
        raise NotSupported(f"{what}: several choices for a single value")
    one = isinstance(interaction, TextEntry | InlineChoice | ExtendedText)
    if one and response.cardinality != "single":
        raise NotSupported(f"{what}: cardinality {response.cardinality}")
    known = {choice.id for choice in offered(interaction)}
    for value in response.correct if known else ():
        if not set(value.split()) <= known:
            raise NotSupported(f"correct {what}: {shorten(value)} is no choice")
    if isinstance(interaction, MatchInteraction):
        _check_pairs(interaction, response, what)


def _check_pairs(interaction: MatchInteraction, response: Response, what: str) -> None:
    rows = {row.id for row in interaction.rows}
    used = [pair.split()[0] for pair in response.correct]
    if not set(used) <= rows:
        raise NotSupported(f"correct {what}: a pair that does not begin with its row")
    if len(set(used)) < len(used):
        raise NotSupported("a match where a row takes several columns")
    for column in interaction.columns:
        uses = sum(pair.split()[1] == column.id for pair in response.correct)
        if column.most and uses > column.most:
            raise NotSupported(f"correct {what}: {shorten(column.id)} is used {uses} times")


_TYPES: dict[type, tuple[str, ...]] = {
    ChoiceInteraction: ("identifier",),
    OrderInteraction: ("identifier",),
    MatchInteraction: ("directedPair",),
    ExtendedText: ("string",),
    TextEntry: ("string", "integer", "float"),
    InlineChoice: ("identifier",),
}
_NAMES: dict[type, str] = {
    ChoiceInteraction: "a choice",
    OrderInteraction: "an order",
    MatchInteraction: "a match",
    ExtendedText: "an extended text",
    TextEntry: "a text entry",
    InlineChoice: "an inline choice",
}
