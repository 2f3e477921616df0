"""Assembly rules: what a form must keep to beyond the counts of its blueprint.

A blueprint may hold rules (table ``[assembly]``), and so may an order for forms. Both sets hold: an
order adds to its blueprint's rules and takes none away. Figures that are not whole numbers are
written as decimal texts, so that the records stay exact.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.model.item_type import ItemType, Level


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From ``low`` to ``high``, both included."""

    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


class Quota(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """How many scored items of a form lie in one cell of topic × level × type.

    ``requirement`` and ``topic`` name a node of their trees and mean all that is below it too; what
    is left empty does not restrict.
    """

    items: Range
    requirement: str = ""
    topic: str = ""
    level: Level | None = None
    type: ItemType | None = None


class ScenarioRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """How many scenarios a form has, and how many scored items each of them brings."""

    sets: Range | None = None
    items: Range | None = None


class ExposureRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Which items have been seen too much, from the ledger of real starts; 0 does not restrict.

    An item is left out once ``candidates`` people have seen it, once it stood in ``percent`` of the
    attempts, or if it was last used fewer than ``rest_days`` days ago.
    """

    candidates: int = 0
    percent: int = 0
    rest_days: int = 0


class EarlierForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many items each form shares with one built earlier."""

    form: str
    items: Range


class OverlapRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What the forms of one order share, apart from anchor items.

    ``between``: items that any two of them have in common; ``uses``: on how many of them an item
    may stand, 0 for any number.
    """

    between: Range | None = None
    uses: int = 1
    earlier: tuple[EarlierForm, ...] = ()


class AnchorRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The block of scored items that all forms share, for equating.

    Either the items are named, or ``percent`` of a form's items are chosen so that they represent
    its content in small; with ``form``, from the items of that earlier form.
    """

    items: tuple[str, ...] = ()
    percent: int = 0
    form: str = ""


class PositionRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Where right answers stand.

    ``spread``: by how many the fullest position may exceed the emptiest, as far as items of fixed
    order allow; ``longest_run``: how many right answers may stand at one position running.
    """

    spread: int = 1
    longest_run: int = 3


class TargetKind(Enum):
    """What a target is a target of."""

    INFORMATION = "information"
    CHARACTERISTIC = "characteristic"
    P_VALUE = "p-value"
    ANGOFF = "angoff"


class Target(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What forms come as near to as the bank allows.

    ``information`` and ``characteristic`` (expected score in marks): ``aims`` at the abilities
    ``at``. ``p-value``: the mean and, if given, the standard deviation of the items' p. ``angoff``:
    the expected score, in marks, of a candidate on the border. ``within``: a form that deviates
    further is refused, in the unit of the aims; empty means that the nearest is taken.
    """

    kind: TargetKind
    aims: tuple[str, ...]
    at: tuple[str, ...] = ()
    within: str = ""


class AssemblyRules(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """All rules of one blueprint or order.

    ``words`` and ``seconds`` are of the scored items of a form, ``words`` with their scenarios.
    ``pilot`` is the number of unscored trial items that each form carries besides its own.
    """

    quotas: tuple[Quota, ...] = ()
    scenarios: ScenarioRule | None = None
    words: Range | None = None
    seconds: Range | None = None
    forced: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    exposure: ExposureRule | None = None
    overlap: OverlapRule | None = None
    anchor: AnchorRule | None = None
    pilot: int = 0
    positions: PositionRule | None = None
    target: Target | None = None


NO_RULES = AssemblyRules()
"""The one record without rules: where it stands, a record leaves the field out."""
