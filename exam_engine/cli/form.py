"""``exam-engine form``: from an order to forms that may be used."""

from __future__ import annotations

import click

from exam_engine.cli.lazy import LazyGroup

_IN = "exam_engine.cli.form_"

VERBS = {
    "build": (f"{_IN}build", "build forms from a sealed bank"),
    "capacity": (f"{_IN}capacity", "tell how many forms a bank supports"),
    "list": (f"{_IN}show:list_", "list the forms on record, with their standing"),
    "show": (f"{_IN}show:show", "show a form: which items, under which requirements"),
    "certificate": (f"{_IN}certificate", "state how forms keep to their blueprint (HTML, PDF)"),
    "check": (f"{_IN}check", "check a form on record once more"),
    "approve": (f"{_IN}approve:approve", "sign a form off; two people have to"),
    "reject": (f"{_IN}approve:reject", "reject a form, with the reason"),
    "proof": (f"{_IN}proof", "make a proof copy for a reviewer"),
    "diff": (f"{_IN}diff", "tell what differs between two forms"),
    "compare": (f"{_IN}compare", "set forms side by side"),
}


@click.group(cls=LazyGroup, modules=VERBS)
def command() -> None:
    """Forms: frozen, ordered sets of items built to a blueprint."""
