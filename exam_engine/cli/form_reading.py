"""What the commands that read forms share: options, and writing what they show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from exam_engine.model.parameters import ParameterTable

F = TypeVar("F", bound=Callable[..., Any])


def statistics_options(command: F) -> F:
    """Add ``--parameters`` and ``--score-sd``; the command receives both, None if left out."""
    command = click.option(
        "--score-sd",
        type=click.FloatRange(0, 10_000, min_open=True),
        metavar="MARKS",
        help="Standard deviation of scores as an earlier sitting showed it: KR-20 needs it.",
    )(command)
    return click.option(
        "--parameters",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A CSV file of item parameters; left out: those that the forms were built from.",
    )(command)


def read_table(path: Path | None) -> ParameterTable | None:
    """Return the item parameters of a file, None without one."""
    if path is None:
        return None
    # Imported here: most commands read no such file.
    from exam_engine.source.parameters import read_parameters

    return read_parameters(path)
