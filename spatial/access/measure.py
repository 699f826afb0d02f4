"""Distance and time: what a trip is measured by, its column and its units.

Inside the program distances are metres and times are seconds, and so are the thresholds that they
are compared with. Tables and files have columns in minutes, people read kilometres and minutes:
`Measure` is where the units are converted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeVar

import pandas as pd

from spatial.access.nearest import AccessMatrix
from spatial.arrays import Floats
from spatial.routing.travel import Cost

Value = TypeVar("Value", float, "pd.Series[float]", pd.DataFrame, Floats)

MeasureColumn = Literal["total_m", "minutes", "straight_m"]
"""Columns of an access table that can be compared with a threshold."""

DECIMALS = 6
"""Decimals of metres and seconds to which thresholds are rounded: 8.7 km are 8,700 m."""

HOUR_S = 3600.0
"""Seconds of an hour."""

TYPED_DECIMALS = 9
"""Decimals of a threshold in a file or text: more than anybody types, fewer than a float has."""


@dataclass(frozen=True)
class Measure:
    """What trips are measured by.

    Attributes
    ----------
    cost
        What is minimised: `distance` or `time`.
    column
        Column of an access table that holds it, in `file_unit`.
    unit
        Unit of values and thresholds inside the program: `m` or `s`.
    file_unit
        Unit of the columns of tables and files: `m` or `minutes`.
    per_file_unit
        How many `unit` one `file_unit` has.
    display_unit
        Unit in which users read and state it: `km` or `min`.
    per_display_unit
        How many `unit` one `display_unit` has.

    Examples
    --------
    >>> DISTANCE.displayed(2500.0), TIME.displayed(1800.0)
    (2.5, 30.0)
    >>> DISTANCE.threshold(10), TIME.threshold(30)
    (10000.0, 1800.0)
    """

    cost: Cost
    column: MeasureColumn
    unit: Literal["m", "s"]
    file_unit: Literal["m", "minutes"]
    per_file_unit: float
    display_unit: Literal["km", "min"]
    per_display_unit: float

    def of(self, matrix: AccessMatrix) -> pd.DataFrame:
        """(o, d) totals of a matrix, in `unit`; NaN where there is no trip."""
        return matrix.total_m() if self.unit == "m" else matrix.seconds()

    def values(self, table: pd.DataFrame) -> pd.Series[float]:
        """Return the measure of the trips in an access table, in `unit`."""
        return self.from_file_unit(table[self.column])

    def from_file_unit(self, column: pd.Series[float]) -> pd.Series[float]:
        """Convert a column from `file_unit` to `unit`; `in_file_unit` gives it again, bit for bit.

        Notes
        -----
        30 minutes in a table were 1,800 s, and 6.1 minutes 366 s, though 6.1 * 60 may differ from
        it in the last place of a float: where seconds rounded to `DECIMALS` give the same
        minutes, these are meant. Equal to a threshold stays equal to it.
        """
        if self.per_file_unit == 1.0:
            return column
        plain = column * self.per_file_unit
        rounded = plain.round(DECIMALS)
        return plain.where(self.in_file_unit(rounded) != column, rounded)

    def in_file_unit(self, value: Value) -> Value:
        """Convert from `unit` to `file_unit`."""
        return value / self.per_file_unit

    def threshold_in_file_unit(self, threshold: float) -> float:
        """Convert a threshold from `unit` to `file_unit`, as it was typed."""
        if self.per_file_unit == 1.0:
            return threshold
        return float(round(threshold / self.per_file_unit, TYPED_DECIMALS))

    def displayed(self, value: Value) -> Value:
        """Convert from `unit` to `display_unit`."""
        return value / self.per_display_unit

    def displayed_threshold(self, threshold: float) -> float:
        """Convert a threshold from `unit` to `display_unit`, as it was typed."""
        return float(round(threshold / self.per_display_unit, TYPED_DECIMALS))

    def threshold(self, displayed: float) -> float:
        """Convert a threshold that a user stated from `display_unit` to `unit`."""
        return float(round(displayed * self.per_display_unit, DECIMALS))

    def threshold_name(self, threshold: float) -> str:
        """Write a threshold for names of columns and files: `10km`, `30min`."""
        return f"{self.displayed(threshold):g}{self.display_unit}"


DISTANCE = Measure("distance", "total_m", "m", "m", 1.0, "km", 1000.0)
TIME = Measure("time", "minutes", "s", "minutes", 60.0, "min", 60.0)
STRAIGHT = Measure("distance", "straight_m", "m", "m", 1.0, "km", 1000.0)
"""The straight line of the trips, to be read beside their length."""

MEASURES: Mapping[Cost, Measure] = MappingProxyType({one.cost: one for one in (DISTANCE, TIME)})
