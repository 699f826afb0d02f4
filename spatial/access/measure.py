"""Distance and time: what a trip is measured by, its column and its units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeVar

import pandas as pd

from spatial.access.nearest import AccessMatrix
from spatial.routing.travel import Cost

Value = TypeVar("Value", float, "pd.Series[float]")

MeasureColumn = Literal["total_m", "minutes", "straight_m"]
"""Columns of an access table that can be compared with a threshold."""


@dataclass(frozen=True)
class Measure:
    """What trips are measured by.

    Attributes
    ----------
    cost
        What is minimised: `distance` or `time`.
    column
        Column of an access table that holds it.
    unit
        Unit of the column, of thresholds compared with it and of files: `m` or `minutes`.
    display_unit
        Unit in which users read and state it: `km` or `min`.
    per_display_unit
        How many `unit` one `display_unit` has.

    Examples
    --------
    >>> DISTANCE.displayed(2500.0), TIME.displayed(30.0), DISTANCE.threshold(10)
    (2.5, 30.0, 10000.0)
    """

    cost: Cost
    column: MeasureColumn
    unit: Literal["m", "minutes"]
    display_unit: Literal["km", "min"]
    per_display_unit: float

    def of(self, matrix: AccessMatrix) -> pd.DataFrame:
        """(o, d) totals of a matrix, in `unit`; NaN where there is no trip."""
        return matrix.total_m() if self.column == "total_m" else matrix.minutes()

    def displayed(self, value: Value) -> Value:
        """Convert from `unit` to `display_unit`."""
        return value / self.per_display_unit

    def threshold(self, displayed: float) -> float:
        """Convert a threshold that a user stated from `display_unit` to `unit`."""
        return displayed * self.per_display_unit

    def threshold_name(self, threshold: float) -> str:
        """Write a threshold for names of columns and files: `10km`, `30min`."""
        return f"{self.displayed(threshold):g}{self.display_unit}"


DISTANCE = Measure("distance", "total_m", "m", "km", 1000.0)
TIME = Measure("time", "minutes", "minutes", "min", 1.0)
MEASURES: Mapping[Cost, Measure] = MappingProxyType({one.cost: one for one in (DISTANCE, TIME)})
