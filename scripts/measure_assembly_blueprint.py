"""Whole builds from sealed banks: 40 items with scenarios, enemies, pilot and anchor items."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import msgspec
from measuring import REPOSITORY, Target

sys.path.insert(0, str(REPOSITORY))
sys.path.insert(0, str(REPOSITORY / "tests" / "assembly"))

import made

from exam_engine.assembly.build import build_order
from exam_engine.clock import Stopwatch
from exam_engine.model.assembly_rules import AnchorRule, AssemblyRules, Range, ScenarioRule
from exam_engine.model.form_order import FormOrder
from exam_engine.model.item_type import ItemState

TARGETS = {"blueprint_2_forms_s": Target(2.0), "blueprint_20000_s": Target(10.0)}
RULES = AssemblyRules(
    scenarios=ScenarioRule(sets=Range(2, 3), items=Range(3, 5)),
    words=Range(1_000, 1_500),
    pilot=4,
    anchor=AnchorRule(percent=20),
)
_IN_A_SCENARIO = 8


def measure(folder: Path, *, quick: bool) -> tuple[dict[str, float], dict[str, str]]:
    """Return figures by name, and a note for some. No pool is read: banks are made."""
    small = _build(1_000, 1 if quick else 3)
    large = _build(20_000, 1)
    return {
        "blueprint_2_forms_s": small[0],
        "blueprint_2_forms_cpu_s": small[1],
        "blueprint_20000_s": large[0],
        "blueprint_20000_cpu_s": large[1],
    }, {
        "blueprint_2_forms_s": "2 forms of 40 from 1,000 items, the sealed bank being open",
        "blueprint_20000_s": "the same from 20,000",
    }


def _build(count: int, rounds: int) -> tuple[float, float]:
    """Return wall and CPU time of the best of several builds."""
    exam = made.blueprint(items=40, requirements=4, assembly=RULES)
    order = FormOrder(blueprint=exam.id, forms=2, seed=1)
    times = []
    with (
        tempfile.TemporaryDirectory() as folder,
        made.sealed(_bank(count), Path(folder) / "bank.sealed") as bank,
    ):
        for _ in range(rounds):
            watch, before = Stopwatch(), time.process_time()
            assert len(build_order(exam, bank, order).forms) == 2
            times.append((watch.elapsed_s(), time.process_time() - before))
    return min(times)


def _bank(count: int) -> made.Bank:
    """Return a bank: a fifth in scenarios, a tenth on trial, every tenth an enemy of another."""
    scenarios = [made.scenario(n) for n in range(count // 5 // _IN_A_SCENARIO)]
    items = []
    for n in range(count):
        fields: dict[str, object] = {"requirements": {made.EXAM: f"1.{n % 4 + 1}"}}
        if n < len(scenarios) * _IN_A_SCENARIO:
            fields["scenario"] = scenarios[n // _IN_A_SCENARIO].name
        if n >= count * 9 // 10:
            fields["state"] = ItemState.PILOT
        items.append(made.item(n, **fields))
    for n in range(0, count - 20, 20):
        items[n] = msgspec.structs.replace(items[n], enemies=(items[n + 11].id,))
        items[n + 11] = msgspec.structs.replace(items[n + 11], enemies=(items[n].id,))
    return made.bank(items, scenarios)
