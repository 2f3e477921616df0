"""Between the engine's items and foreign ones: marks, reasons and answer keys stay as they are."""

from itertools import combinations, permutations, product

import msgspec
import pytest

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.run import lint
from exam_engine.errors import AuthoringError, NotSupported
from exam_engine.exchange.engine.draft import WITHOUT_FACT, WITHOUT_REASON, draft_of
from exam_engine.exchange.engine.folder import Settings
from exam_engine.exchange.engine.items import foreign_of, stimulus_of
from exam_engine.exchange.engine.marks import CHOICE_RULES, ORDER_RULES
from exam_engine.exchange.foreign import Taken
from exam_engine.exchange.qti.names import Version
from exam_engine.exchange.qti.write_package import write_package
from exam_engine.exchange.reader import read_file
from exam_engine.exchange.scoring import score
from exam_engine.marking.rules import score as engine_score
from exam_engine.model.item import Item, Line, Option, Prompt
from exam_engine.model.item_parts import answers_of
from exam_engine.model.item_type import (
    INTERACTIONS,
    RULES_FOR,
    Interaction,
    ItemState,
    ItemType,
    Level,
    OptionOrder,
    Security,
)
from exam_engine.model.rubric import Band, Criterion, Rubric
from exam_engine.model.scenario import Block, Scenario
from exam_engine.office import exchange
from exam_engine.source.bank import read_bank, read_bank_source
from exchange.made import CORPUS, again, by_id

WHY = "Because the standard says so, in as many words."
RUBRIC = Rubric(
    criteria=(
        Criterion(
            id="inputs",
            name="Inputs",
            task="",
            marks=5,
            bands=(Band(least=0, most=2, text="Few."), Band(least=3, most=5, text="Most.")),
        ),
    ),
    caps=(),
    indicative="Names the inputs of a management review.",
)


def made(kind, rule="", marks=2, penalty="0", weights=None):
    """Return an item of the engine of any type."""
    interaction = INTERACTIONS[kind]
    options = [Option(id=one, text=f"Option {one}", why=WHY) for one in "abcd"]
    prompts, lines, answer = (), (), ()
    if kind is ItemType.TRUE_FALSE:
        options, answer = [Option(id=one, text="", why="") for one in "TF"], ("T", "F", "T")
    elif kind is ItemType.ASSERTION_REASON:
        options, answer = [Option(id=one, text="", why="") for one in "ABCDE"], ("A", "E", "C")
    elif kind is ItemType.MATCH:
        answer = ("b", "b", "d")
    if interaction is Interaction.MATCH:
        texts = ("It is", "so it is") if kind is ItemType.ASSERTION_REASON else ("It is",)
        prompts = tuple(
            Prompt(n=n, texts=tuple(f"{text} {n}." for text in texts), marks=marks)
            for n in (1, 2, 3)
        )
        lines = tuple(
            Line(n=n, answer=(one,), marks=marks, why=WHY) for n, one in enumerate(answer, start=1)
        )
    elif interaction is Interaction.ORDER:
        lines = (Line(n=1, answer=("c", "a", "d", "b"), marks=marks),)
    elif interaction is Interaction.CHOICE:
        right = ("a", "c") if kind is ItemType.MULTIPLE else ("c",)
        lines = (Line(n=1, answer=right, marks=marks, weights=weights or {}),)
    else:
        options = []
    return Item(
        id=f"made-{kind.value}-{rule or 'usual'}",
        version=1,
        type=kind,
        language="en",
        topic="imported.unsorted",
        requirements={"imported/unsorted": "0"},
        level=Level.REMEMBER,
        basis=(),
        holds_in=("2018",),
        enemies=(),
        security=Security.SECURE,
        state=ItemState.DRAFT,
        author="a",
        origin="o",
        fact="A fact in a whole sentence.",
        stem="A question of some words\nover two lines, [red]plain[/red]?",
        options=tuple(options),
        option_order=OptionOrder.ANY,
        prompts=prompts,
        lines=lines,
        rule=rule or RULES_FOR[kind][0],
        expected_seconds=60,
        choose=2 if kind is ItemType.MULTIPLE else 1,
        reuse=True,
        penalty=penalty,
        rubric=RUBRIC if interaction is Interaction.TEXT else None,
    )


ITEMS = [
    made(ItemType.SINGLE),
    made(ItemType.SINGLE, marks=1),
    *(made(ItemType.MULTIPLE, rule) for rule in RULES_FOR[ItemType.MULTIPLE]),
    *(made(ItemType.MULTIPLE, rule, marks=3) for rule in RULES_FOR[ItemType.MULTIPLE]),
    made(ItemType.GRADIENT, marks=5, weights={"a": 1, "b": 0, "c": 5, "d": 3}),
    *(
        made(kind, rule, penalty="1/3" if rule == "negative" else "0")
        for kind in (ItemType.TRUE_FALSE, ItemType.ASSERTION_REASON, ItemType.MATCH)
        for rule in RULES_FOR[kind]
    ),
    made(ItemType.ORDER, "order-position", marks=3),
    made(ItemType.ORDER, "order-exact"),
]
NAMES = [f"{item.type.value} {item.rule} {item.marks}" for item in ITEMS]


def responses(item):
    """Yield every response that the engine takes to an item."""
    options = [option.id for option in item.options]
    if item.interaction is Interaction.CHOICE:
        for size in range(item.choose + 1):
            yield from combinations(options, size)
    elif item.interaction is Interaction.ORDER:
        yield from permutations(options)
    else:
        yield from product(["", *options], repeat=len(item.lines))


def as_foreign(item, response):
    """Return a response to an item as one to its foreign form."""
    if item.interaction is not Interaction.MATCH:
        return list(response)
    return [f"r{n} {one}" for n, one in enumerate(response, start=1) if one]


@pytest.mark.parametrize("item", ITEMS, ids=NAMES)
def test_every_response_earns_in_qti_what_the_engines_own_marking_gives(item):
    foreign = foreign_of(item)
    answers = answers_of(item)
    for response in responses(item):
        mine = engine_score(answers, response).earned
        assert score(foreign, {"RESPONSE": as_foreign(item, response)}).earned == mine


@pytest.mark.parametrize("version", [Version.V30, Version.V21])
@pytest.mark.parametrize("item", ITEMS, ids=NAMES)
def test_an_item_comes_back_with_all_that_the_format_holds(item, version):
    foreign = again(foreign_of(item), version)
    assert foreign == foreign_of(item)
    draft = draft_of(foreign)
    fields = draft.fields
    assert draft.missing == ()
    assert fields["type"] == item.type.value
    assert fields["stem"] == item.stem
    assert fields["fact"] == item.fact
    assert _total(fields) == item.marks
    if item.type is not ItemType.GRADIENT and item.type is not ItemType.SINGLE:
        assert fields["rule"] == item.rule
    assert fields.get("penalty", "0") == item.penalty
    if item.interaction is Interaction.MATCH:
        assert [line["answer"] for line in fields["lines"]] == [
            line.answer[0] for line in item.lines
        ]
        assert all(line["why"] == WHY for line in fields["lines"])
        prompts = [line["prompt"] for line in fields["lines"]]
        wanted = [list(one.texts) if len(one.texts) > 1 else one.texts[0] for one in item.prompts]
        assert prompts == wanted
    elif item.type is ItemType.GRADIENT:
        weights = {option["id"]: option["weight"] for option in fields["options"]}
        assert weights == item.lines[0].weights
    else:
        given = fields["answer"]
        assert (tuple(given) if isinstance(given, list) else (given,)) == item.lines[0].answer
    if item.interaction is not Interaction.MATCH:
        assert all(option["why"] == WHY for option in fields["options"])


def _total(fields):
    if "lines" in fields:
        return sum(line["marks"] for line in fields["lines"])
    if fields["type"] == "gradient":
        return max(option["weight"] for option in fields["options"])
    return fields["marks"]


def test_an_essay_keeps_its_rubric_as_text_for_scorers():
    foreign = again(foreign_of(made(ItemType.ESSAY)), Version.V30)
    draft = draft_of(foreign)
    assert "Names the inputs of a management review." in draft.fields["rubric"]["indicative"]
    assert "3-5: Most." in draft.fields["rubric"]["indicative"]
    assert draft.fields["rubric"]["criteria"][0]["marks"] == 5
    assert draft.missing == ("the rubric's criteria and bands",)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (made(ItemType.ORDER, "order-pairs"), "order-pairs"),
        (made(ItemType.PERFORMANCE), "performance"),
    ],
)
def test_what_no_format_holds_is_refused_by_name(item, said):
    with pytest.raises(NotSupported, match=said):
        foreign_of(item)


def test_the_rules_here_are_those_of_marking():
    assert set(CHOICE_RULES) == set(RULES_FOR[ItemType.MULTIPLE])
    assert set(ORDER_RULES) == set(RULES_FOR[ItemType.ORDER]) - {"order-pairs"}
    for item in ITEMS:
        share = CHOICE_RULES.get(item.rule) if item.type is ItemType.MULTIPLE else None
        for response in responses(item) if share else ():
            ids = [option.id for option in item.options]
            mine = share(response, item.lines[0].answer, ids) * item.marks if response else 0
            assert engine_score(answers_of(item), response).earned == mine


SETTINGS = Settings("t.one", ("exam/one", "1.1"), "apply", ("ISO/IEC 20000-1", "2018", "8.2"))


def import_all(folder, *names, settings=SETTINGS):
    return exchange.import_into(folder, [read_file(CORPUS / name) for name in names], settings)


def test_what_is_written_is_a_bank_that_can_be_read(tmp_path):
    folder = tmp_path / "my-bank"
    plan = import_all(folder, *sorted(path.name for path in CORPUS.iterdir()))
    bank = read_bank(folder)
    written = {item.written for file in plan.report.files for item in file.items if item.written}
    assert {item.id for item in bank.items} == written
    assert len(written) >= 20
    assert all(item.state is ItemState.DRAFT for item in bank.items)
    assert {item.topic for item in bank.items} == {"t.one"}
    assert {item.level for item in bank.items} == {Level.APPLY}
    for file in plan.report.files:
        for item in file.items:
            assert item.written or item.not_written or item.verdict in ("refused", "stimulus")


def test_an_imported_item_is_marked_as_its_source_marks(tmp_path):
    folder = tmp_path / "my-bank"
    import_all(folder, "choice_multiple22.xml", "match30.xml", "quiz.xml", "examples.gift")
    bank = {item.id: item for item in read_bank(folder).items}
    item = bank["match30-match"]
    assert [line.marks for line in item.lines] == [2, 1, 1, 2]
    assert engine_score(answers_of(item), ("b", "a", "", "c")).earned == 5  # 2.5 of 3, doubled
    tomb = bank["tomb-1"]
    assert engine_score(answers_of(tomb), ("c",)).earned == 1
    assert tomb.fact == "He is entombed."


def test_reasons_are_flagged_and_never_invented(tmp_path):
    folder = tmp_path / "my-bank"
    plan = import_all(folder, "choice21.xml")
    (item,) = read_bank(folder).items
    assert {option.why for option in item.options} == {WITHOUT_REASON}
    assert item.fact == WITHOUT_FACT
    assert plan.report.files[0].items[0].missing == ("reasons of a, b, c", "fact")
    text = (folder / "items" / "imported-choice21.toml").read_text()
    assert "# missing: reasons of a, b, c, fact\n[[items]]" in text
    source = read_bank_source(folder)
    context = Context(source.bank.head, source.bank.scenarios, source.editions)
    found = lint(source.items, context, folder=folder, codes=("RATIONALE",))
    assert len([one for one in found.findings if one.code == "RATIONALE"]) == 3


def test_nothing_is_replaced(tmp_path):
    folder = tmp_path / "my-bank"
    import_all(folder, "choice21.xml")
    with pytest.raises(AuthoringError, match="is there already"):
        import_all(folder, "choice21.xml")
    stranger = tmp_path / "full"
    stranger.mkdir()
    (stranger / "letter.txt").write_text("x")
    with pytest.raises(AuthoringError, match="neither a bank folder nor empty"):
        import_all(stranger, "choice21.xml")
    with pytest.raises(AuthoringError, match="has no topic"):
        import_all(folder, "order30.xml", settings=Settings())


def test_files_of_one_name_do_not_replace_each_other(tmp_path):
    folder, other = tmp_path / "my-bank", tmp_path / "examples.aiken"
    other.write_text("Another question\nA. one\nB. two\nANSWER: A\n")
    reads = [read_file(CORPUS / "examples.aiken"), read_file(other)]
    exchange.import_into(folder, reads, SETTINGS)
    import_all(folder, "examples.gift")
    stems = [item.stem for item in read_bank(folder).items]
    assert "Another question" in stems
    assert "Which is the best shape for a wheel?" in stems
    assert len(stems) == 3 + 11  # of 15: three gaps and a description are not written


def test_a_scenario_comes_back_with_its_items(tmp_path):
    scenario = Scenario(
        id="sc-nordkai",
        version=1,
        language="en",
        title="Nordkai",
        text="Nordkai is a port.\n\nIt runs its own service desk, day and night.",
        additional=(Block(id="ai-1", text="The desk has six people."),),
        security=Security.SECURE,
    )
    item = msgspec.structs.replace(made(ItemType.SINGLE), scenario="sc-nordkai@1")
    raw, outcomes = write_package([stimulus_of(scenario), foreign_of(item)], Version.V30, "b")
    assert all(isinstance(one, Taken) for one in outcomes)
    path = tmp_path / "b.zip"
    path.write_bytes(raw)
    folder = tmp_path / "my-bank"
    exchange.import_into(folder, [read_file(path)], SETTINGS)
    bank = read_bank(folder)
    assert [one.name for one in bank.scenarios] == ["sc-nordkai@1"]
    assert bank.scenarios[0].text.startswith("Nordkai is a port.\n\nIt runs")
    assert bank.items[0].scenario == "sc-nordkai@1"


@pytest.mark.parametrize(
    ("name", "item", "said"),
    [
        ("text_entry22.xml", "textEntry", "a gap"),
        ("quiz.xml", "q2", "marks taken off"),
        ("composite22.xml", "multi", "several interactions"),
        ("unkeyed30.xml", "survey", "no answer key"),
        ("order_partial21.xml", "orderPartial", "none of the engine's rules"),
    ],
)
def test_what_the_engines_items_cannot_hold_is_named(name, item, said):
    with pytest.raises(NotSupported, match=said):
        draft_of(by_id(name)[item])
