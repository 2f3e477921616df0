"""CSV text: the same bytes for the same table, and no cell that a spreadsheet runs.

UTF-8, a comma between cells, LF at line ends, quotes only where needed; floats with six decimals;
an empty cell where a statistic is not defined.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from numbers import Integral

from exam_engine.text import clean_line

FLOAT_DECIMALS = 6
# A spreadsheet takes a text cell that begins with one of these for a formula, as it does their
# full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")

Cell = str | int | float | bool | None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as CSV text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([cell_text(name) for name in header])
    writer.writerows([cell_text(cell) for cell in row] for row in rows)
    return text.getvalue()


def cell_text(cell: Cell) -> str:
    """Return one cell. Texts are cleaned, and neutralised by an apostrophe; numbers are not."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        line = clean_line(cell)
        return f"'{line}" if cell.startswith(_FORMULA) or line.startswith(_FORMULA) else line
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Integral):  # numpy's whole numbers are among these, and are no int
        return str(int(cell))
    if math.isnan(cell):
        return ""
    text = f"{cell:.{FLOAT_DECIMALS}f}"
    return text.removeprefix("-") if float(text) == 0 else text
