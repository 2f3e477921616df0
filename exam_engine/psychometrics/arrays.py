"""Names for the arrays that the room works with. Persons are rows, items columns, everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int8]
Marks = NDArray[np.int16]
Milliseconds = NDArray[np.int32]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = Counts | Floats | float
