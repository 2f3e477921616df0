"""What the measurement scripts share: the environment, a table for people, JSON for programs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]


class Target(NamedTuple):
    """What a metric should be at most, or at least."""

    value: float
    at_least: bool = False

    def met_by(self, found: float) -> bool:
        return found >= self.value if self.at_least else found <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g}"


def enter_environment() -> None:
    """Go on in the repository's .venv, if there is one and this is another Python."""
    python = REPOSITORY / ".venv" / "bin" / "python"
    inside = Path(sys.prefix) == python.parents[1]
    if python.exists() and not inside and "EXAM_ENGINE_MEASURING" not in os.environ:
        os.environ["EXAM_ENGINE_MEASURING"] = "1"
        os.execv(python, [str(python), *sys.argv])


def show(
    title: str,
    metrics: dict[str, float],
    targets: dict[str, Target],
    notes: dict[str, str],
    *,
    as_json: bool,
) -> None:
    """Print metrics beside their targets; with ``as_json`` an object on the last line as well."""
    print(f"\n{title}")
    width = max(len(name) for name in metrics)
    for name, value in metrics.items():
        target = targets.get(name)
        verdict = "" if target is None else ("met" if target.met_by(value) else "MISSED")
        wanted = "" if target is None else str(target)
        line = f"  {name:{width}}  {value:>12,.2f}  {wanted:>9}  {verdict:6}  {notes.get(name, '')}"
        print(line.rstrip())
    if as_json:
        print(json.dumps({name: round(value, 4) for name, value in metrics.items()}))
