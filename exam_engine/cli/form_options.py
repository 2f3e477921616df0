"""Options with which forms are ordered, for every command that reads an order."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from exam_engine.model.form_order import Method
from exam_engine.office.ordering import Wishes
from exam_engine.source.form_order import LARGEST_SEED, MOST_FORMS

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(dir_okay=False, path_type=Path)


def order_options(command: F) -> Callable[..., Any]:
    """Add the argument BLUEPRINT and the options; the command receives ``wishes``."""

    @functools.wraps(command)
    def with_wishes(
        blueprint: str | None,
        order: Path | None,
        count: int | None,
        seed: int | None,
        method: str | None,
        language: str | None,
        bank: str | None,
        parameters: Path | None,
        **others: Any,
    ) -> Any:
        wishes = Wishes(blueprint, order, count, seed, method, language, bank, parameters)
        return command(wishes=wishes, **others)

    found: Callable[..., Any] = with_wishes
    for option in reversed(_OPTIONS):
        found = option(found)
    return found


_OPTIONS = (
    click.argument("blueprint", required=False),
    click.option("--order", type=_FILE, help="A TOML file that orders forms under further rules."),
    click.option(
        "--forms",
        "count",
        show_default="1",
        type=click.IntRange(1, MOST_FORMS),
        help="How many forms; up to 50 in parallel, 500 drawn, 10000 by loft.",
    ),
    click.option(
        "--seed",
        show_default="1",
        type=click.IntRange(0, LARGEST_SEED),
        help="Start of the random draw: the same number gives the same forms, to the byte.",
    ),
    click.option(
        "--method",
        show_default="parallel",
        type=click.Choice([method.value for method in Method]),
        help="All forms in one programme, a form for each candidate, or a plain draw.",
    ),
    click.option(
        "--language",
        metavar="CODE",
        help="Show accepted translations, such as de; left out: the blueprint's own language.",
    ),
    click.option("--bank", help="A sealed bank; left out: the one that the blueprint names."),
    click.option(
        "--parameters",
        type=_FILE,
        help="CSV of item parameters: item, version and any of a, b, c, p, n, angoff.",
    ),
)
