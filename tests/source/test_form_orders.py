"""Order files, the table [assembly], parameter files: what they say, and what their errors say."""

import re
from pathlib import Path

import pytest

from exam_engine.errors import AuthoringError
from exam_engine.model.assembly_rules import (
    AnchorRule,
    EarlierForm,
    ExposureRule,
    OverlapRule,
    PositionRule,
    Quota,
    Range,
    ScenarioRule,
    Target,
    TargetKind,
)
from exam_engine.model.form_order import FormOrder, Method
from exam_engine.model.item_type import Level
from exam_engine.office.shipped import find_blueprint, shipped
from exam_engine.source.assembly_sense import contradictions
from exam_engine.source.blueprint import read_blueprint
from exam_engine.source.form_order import read_order
from exam_engine.source.parameters import read_parameters

FOUNDATION = find_blueprint("tuv-sud/foundation")
HEAD = 'format = 1\nblueprint = "tuv-sud/foundation"\n'
WHOLE = """
format = 1
blueprint = "tuv-sud/foundation"
forms = 3
seed = 42
method = "loft"
bank = "autumn"
language = "de"
parameters = "estimates.csv"

[assembly]
words = [1000, 2000]
seconds = 2400
forced = ["fnd-sm-001"]
forbidden = ["fnd-sm-002", "fnd-sm-003"]
pilot = 4
quotas = [
    { topic = "al", items = [4, 8] },
    { requirement = "3", level = "remember", items = 6 },
]
scenarios = { sets = 2, items = [3, 5] }
exposure = { candidates = 500, percent = 20, rest_days = 90 }
overlap = { between = [0, 8], earlier = [{ form = "form-a", items = [4, 8] }] }
anchor = { percent = 20, form = "form-a" }
positions = { spread = 2, longest_run = 2 }

[assembly.target]
kind = "information"
at = [-1, "0", 1.25]
aims = [8, "9.50", 7.5]
within = 0.05
"""


def write(tmp_path, text, name="order.toml"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_an_order_file_says_what_it_says(tmp_path):
    found = read_order(write(tmp_path, WHOLE))
    assert (found.bank, found.parameters) == ("autumn", tmp_path / "estimates.csv")
    order = found.order
    assert (order.forms, order.seed, order.method, order.language) == (3, 42, Method.LOFT, "de")
    rules = order.rules
    assert (rules.words, rules.seconds) == (Range(low=1000, high=2000), Range(low=2400, high=2400))
    assert rules.quotas == (
        Quota(topic="al", items=Range(low=4, high=8)),
        Quota(requirement="3", level=Level.REMEMBER, items=Range(low=6, high=6)),
    )
    assert rules.scenarios == ScenarioRule(sets=Range(low=2, high=2), items=Range(low=3, high=5))
    assert rules.exposure == ExposureRule(candidates=500, percent=20, rest_days=90)
    assert rules.overlap == OverlapRule(
        between=Range(low=0, high=8),
        uses=0,
        earlier=(EarlierForm(form="form-a", items=Range(low=4, high=8)),),
    )
    assert rules.anchor == AnchorRule(percent=20, form="form-a")
    assert (rules.pilot, rules.positions) == (4, PositionRule(spread=2, longest_run=2))
    assert rules.target == Target(
        kind=TargetKind.INFORMATION,
        at=("-1", "0", "1.25"),
        aims=("8", "9.50", "7.5"),
        within="0.05",
    )


def test_a_short_order_is_what_is_usual(tmp_path):
    assert read_order(write(tmp_path, HEAD)).order == FormOrder(
        blueprint="tuv-sud/foundation", forms=1, seed=1
    )


def test_a_blueprint_may_hold_the_same_table(tmp_path):
    text = (shipped("blueprints") / "tuv-sud" / "foundation.toml").read_text()
    path = write(tmp_path, text + "\n[assembly]\npilot = 3\nwords = [10, 20]\n")
    rules = read_blueprint(path).assembly
    assert (rules.pilot, rules.words) == (3, Range(low=10, high=20))
    path = write(tmp_path, text + '\n[assembly]\nquotas = [{ requirement = "9", items = 1 }]\n')
    with pytest.raises(
        AuthoringError, match=r"assembly.quotas\[1\].requirement: .* no requirement 9"
    ):
        read_blueprint(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[assembly]\nword = 3", "assembly.word: unknown field; did you mean 'words'?"),
        ("[assembly]\nwords = [1, 2, 3]", "assembly.words"),
        ("[assembly]\nwords = -1", "assembly.words"),
        ("[assembly]\npilot = 1000", "assembly.pilot: 1000 is not right; allowed: a whole number"),
        ('[assembly]\nforced = ["X!"]', "assembly.forced[1]: 'X!' is not right; allowed: item ids"),
        ('[assembly.target]\nkind = "p"\naims = [1]', "assembly.target.kind: 'p' is not right"),
        ('[assembly.target]\nkind = "angoff"\naims = [inf]', "assembly.target.aims"),
        ('[assembly.target]\nkind = "angoff"\naims = ["1e9"]', "assembly.target.aims"),
        ('method = "magic"', "method: 'magic' is not right; allowed: parallel, loft, draw"),
        ("forms = 100000", "forms: 100000 is not right; allowed: a whole number from 1 to 10000"),
        ('language = "German"', "language: 'German' is not right; allowed: a language code"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_allowed(tmp_path, text, said):
    with pytest.raises(AuthoringError) as found:
        read_order(write(tmp_path, HEAD + text + "\n"))
    assert any(said in problem for problem in found.value.problems), found.value.problems
    assert all("order.toml: " in problem for problem in found.value.problems)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words = [20, 10]", "words: [20, 10] ends below its beginning"),
        ('quotas = [{ level = "create", items = 1 }]', "has no items at level create"),
        ('quotas = [{ type = "essay", items = 1 }]', "has no items of type essay"),
        ('quotas = [{ requirement = "3", items = 41 }]', "41 items, but a form has 40"),
        ("quotas = [{ items = 3 }]", "of what? name a requirement"),
        ('forced = ["a-1"]\nforbidden = ["a-1"]', "a-1 are forbidden as well"),
        ("anchor = { }", "write either items (which ones) or percent"),
        ('anchor = { items = ["a-1"], form = "f" }', "goes with percent"),
        ("overlap = { uses = 1, between = [1, 2] }", "lets no two forms share an item"),
        ("scenarios = { sets = 5, items = 9 }", "are more than the 40 items of a form"),
        ('target = { kind = "information", aims = [1, 2], at = [0] }', "1 abilities for 2 aims"),
        ('target = { kind = "angoff", aims = [20], at = [0] }', "abilities are for characteristic"),
        ('target = { kind = "p-value", aims = [60] }', "a mean p of 60; allowed: 0 to 1"),
        ('target = { kind = "p-value", aims = [0.6, 0.1, 2] }', "allowed: mean and standard dev"),
        ('target = { kind = "angoff", aims = [20], within = -1 }', "are never negative"),
    ],
)
def test_what_no_bank_could_satisfy_is_found_early(tmp_path, text, said):
    rules = read_order(write(tmp_path, f"{HEAD}[assembly]\n{text}\n")).order.rules
    found = contradictions(rules, FOUNDATION)
    assert any(said in problem for problem in found), found
    assert all(problem.startswith("assembly.") for problem in found)


def test_parameters_are_read_as_they_are_written(tmp_path):
    path = write(
        tmp_path, "version,item,b,a,p,n\n1,it-2,-0.50,1.20,,\n2,it-1,,,0.640,120\n\n", "p.csv"
    )
    one, other = read_parameters(path).items
    assert (one.item, one.version, one.p, one.n, one.b) == ("it-1", 2, "0.640", 120, "")
    assert (other.item, other.a, other.b, other.c) == ("it-2", "1.20", "-0.50", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,version,q\n", "line 1: unknown column 'q'; allowed: item, version, a, b, c"),
        ("item,b\n", "line 1: no column 'version'"),
        ("item,version,b,b\n", "line 1: column 'b' stands twice"),
        ("", "line 1: no column 'item'"),
        ("item,version,b\nit-1,1,nan\n", "line 2: b: 'nan' is not right; allowed: a decimal"),
        ("item,version,b\nit-1,1,1e3\n", "line 2: b: '1e3' is not right"),
        (
            "item,version,b\nit-1,1,11\n",
            "line 2: b: '11' is not right; allowed: a decimal from -10",
        ),
        ("item,version,a,b\nit-1,1,0,0\n", "line 2: a: '0' is not right"),
        ("item,version,a,b\nit-1,1,1,\n", "line 2: b: missing; a and c say nothing without it"),
        ("item,version,p\nit-1,1,1.01\n", "line 2: p: '1.01' is not right"),
        ("item,version,p\nit-1,0,1\n", "line 2: version: '0' is not right"),
        ("item,version,p\n=cmd,1,1\n", "line 2: item: '=cmd' is not an item's id"),
        ("item,version,p\nit-1,1,1\nit-1,1,1\n", "line 3: item: it-1 1 stands twice"),
        ("item,version,p\nit-1,1\n", "line 2: 2 fields, but the heading has 3"),
        ('item,version,p\n"it-1,1\n', "is not CSV"),
        ("item,version,n\nit-1,1,-4\n", "line 2: n: '-4' is not right"),
    ],
)
def test_a_wrong_parameter_is_named_with_line_and_column(tmp_path, text, said):
    with pytest.raises(AuthoringError) as found:
        read_parameters(write(tmp_path, text, "p.csv"))
    assert any(said in problem for problem in found.value.problems), found.value.problems
    assert all("p.csv: line " in problem for problem in found.value.problems)


def test_a_file_of_parameters_has_limits(tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes(b"item,version,p\n" + b"\n" * 20_000_001)
    with pytest.raises(AuthoringError, match="larger than 20 MB"):
        read_parameters(path)
    path.write_bytes(b"item,version,p\n" + b"x,y,z\n" * 5000)
    with pytest.raises(AuthoringError) as found:
        read_parameters(path)
    assert len(found.value.problems) == 20
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(AuthoringError, match="byte 0 is not UTF-8"):
        read_parameters(path)
    with pytest.raises(AuthoringError, match="cannot be read: No such file"):
        read_parameters(tmp_path / "none.csv")


def test_the_orders_in_the_document_are_right(tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "forms.md").read_text()
    shown = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(shown) == 2
    for order in shown:
        rules = read_order(write(tmp_path, order)).order.rules
        assert contradictions(rules, FOUNDATION) == []
