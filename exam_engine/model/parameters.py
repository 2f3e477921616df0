"""Item parameters: what is known of an item version from statistics or judges.

People write items, machines write parameters: they live apart from the item's text, so that a new
estimate never makes a new item version. Figures are decimal texts, exact as they were estimated.
"""

from __future__ import annotations

import msgspec

from exam_engine.canonical import digest


class ItemParameters(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Parameters of one item version; what is empty is not known.

    ``a``, ``b``, ``c``: of the three-parameter logistic model P(θ) = c + (1 - c) / (1 + exp(-a (θ -
    b))), without the constant 1.7; an empty ``a`` is 1 and an empty ``c`` 0 once ``b`` is known.
    ``p``: mean share of the item's marks that candidates earned, 0 to 1, among ``n`` of them.
    ``angoff``: the judges' mean of what a candidate on the border earns, 0 to 1.
    """

    item: str
    version: int
    a: str = ""
    b: str = ""
    c: str = ""
    p: str = ""
    n: int = 0
    angoff: str = ""


class ParameterTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parameters of a bank's items, one entry an item version, by item and version."""

    items: tuple[ItemParameters, ...]

    @property
    def digest(self) -> str:
        """Return the digest of the table."""
        return digest(self)

    def by_version(self) -> dict[tuple[str, int], ItemParameters]:
        """Return the entries by item id and version."""
        return {(entry.item, entry.version): entry for entry in self.items}


NO_PARAMETERS = ParameterTable(items=())
