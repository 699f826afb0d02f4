"""Row numbers of a file and positions in a table: two types, so that neither passes as the other.

A reader labels what it reads with the row numbers that people see, from 1 and with gaps where rows
were left out; arrays are indexed by position, from 0 and without gaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

RowNumber = NewType("RowNumber", int)
"""Number of a row or feature in its file, from 1: the label of a layer that was read."""

Position = NewType("Position", int)
"""Place of a row in a table or array, from 0, whatever its label."""

Positions = NewType("Positions", NDArray[np.int64])
"""(n,) places of rows; -1 for a row that is not there."""

NOWHERE = Position(-1)


def positions_where(chosen: NDArray[np.bool_]) -> Positions:
    """Return the positions of the rows that are chosen."""
    return Positions(np.flatnonzero(chosen).astype(np.int64))


def row_number(table: pd.DataFrame | pd.Series, position: Position) -> RowNumber:
    """Return the row of the file that stands at a position of a layer that was read."""
    return RowNumber(int(table.index[position]))


def position_of(table: pd.DataFrame | pd.Series, row: RowNumber) -> Position:
    """Return where a row of the file stands in a layer that was read; `NOWHERE` if left out."""
    return Position(int(table.index.get_indexer(pd.Index([row]))[0]))


def at_positions(
    values: pd.Series, positions: Iterable[int], missing: object = ""
) -> list[object]:
    """Return the values at positions, `missing` for a position that the series does not have."""
    plain = values.to_numpy(dtype=object)
    return [plain[i] if 0 <= i < len(plain) else missing for i in map(int, positions)]
