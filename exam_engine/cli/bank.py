"""``exam-engine bank``: item banks, from an author's folder to sealed files and back."""

from __future__ import annotations

import click

from exam_engine.cli.lazy import LazyGroup

_ABOUT = {
    "author": "write, check and review items at a terminal",
    "lint": "hold a bank against the rules for item writers",
    "similar": "find near-duplicates and items that give each other away",
    "preview": "show an item as a candidate sees it",
    "review": "review an item: answer it blind, then judge it",
    "life": "show where items stand, or move one on",
    "translations": "show what is translated, stale or missing",
    "seal": "seal a bank folder",
    "inspect": "show what a sealed bank says of itself; opens nothing",
    "verify": "verify a sealed bank: signature, completeness, recipients",
    "open": "list the items of a sealed bank, or show one",
    "diff": "show what changed between two revisions",
    "recipients": "add, remove and show who may open what",
    "rotate": "draw new compartment secrets",
    "shares": "printed shares: k of n people open together",
    "exposure": "show how often items were seen",
    "import": "take items from files of other systems",
    "export": "write items for other systems",
}
VERBS = {name: (f"exam_engine.cli.bank_{name}", told) for name, told in _ABOUT.items()}


@click.group(cls=LazyGroup, modules=VERBS)
def command() -> None:
    """Item banks: a folder of TOML files for authors, one sealed file for everybody else.

    A sealed bank has three compartments: catalogue (what assembly needs), paper (what a candidate
    may see) and answers (answer keys and reasons). Each is opened by its recipients only.
    """
