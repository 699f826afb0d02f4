"""Row numbers of a file and positions: left-out rows move one but not the other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from spatial.network.positions import (
    NOWHERE,
    Position,
    RowNumber,
    at_positions,
    position_of,
    positions_where,
    row_number,
)


def test_rows_and_positions_of_a_layer_with_a_row_left_out():
    layer = pd.Series(["a", "c"], index=[1, 3])
    assert row_number(layer, Position(1)) == 3
    assert position_of(layer, RowNumber(3)) == 1
    assert position_of(layer, RowNumber(2)) == NOWHERE
    assert at_positions(layer, [1, 0, NOWHERE, 2]) == ["c", "a", "", ""]
    assert positions_where(np.array([False, True, True])).tolist() == [1, 2]
