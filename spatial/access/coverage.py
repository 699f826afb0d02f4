"""Who lies within each threshold: villages, people, any number of the villages, per district.

A village without a trip (`unreachable`, `off_network`) lies outside every threshold, and is
counted apart. A village whose number is unknown is counted, but not guessed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial.access.measure import DISTANCE, Measure
from spatial.access.nearest import OFF_NETWORK, OK, UNREACHABLE
from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.wording import _

VILLAGES = "villages"
"""The quantity that counts every village as 1."""

PEOPLE = "people"
"""The quantity of the people of places, such as the cells of a population raster."""


def coverage(  # noqa: PLR0913
    trips: pd.DataFrame,
    villages: pd.DataFrame,
    thresholds: Sequence[float],
    measure: Measure = DISTANCE,
    *,
    weights: Sequence[str] = (),
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Sum up villages and their numbers inside and outside each threshold.

    Parameters
    ----------
    trips
        As `access.nearest` returns it for k = 1, searched with the cost of the measure.
    villages
        The villages, on the index of `trips`.
    thresholds
        Metres or seconds, inclusive.
    measure
        What decides, distance or time.
    weights
        Number columns of `villages`: people, households, migrants. NaN means unknown.
    by
        Columns of `villages` to group by, e.g. `["regency"]` or `["regency", "district"]` (names
        of kecamatan repeat between kabupaten); all together by default.

    Returns
    -------
    pandas.DataFrame
        One row per group, threshold and quantity (`villages`, then the weights): the columns of
        `by`, `threshold`, `quantity`, `total`, `within`, `outside` (the sum of the two is the
        total), `unreachable` and `off_network` (parts of `outside`), `share_within` (NaN where
        the total is 0), `unknown` (villages whose number is unknown and that are in no sum).

    Raises
    ------
    InputError
        Listing columns that are missing or hold no numbers, negative numbers, indexes that
        differ, thresholds that are no numbers.
    """
    problems = _check_villages(trips, villages, weights, by) + _bad_thresholds(thresholds)
    if problems:
        raise InputError(problems)
    numbers = villages[list(weights)].copy()
    numbers.insert(0, VILLAGES, 1.0)
    reached = measure.values(trips).where(trips["status"] == OK)
    value = np.asarray(reached, dtype=np.float64)
    status = trips["status"].to_numpy(dtype=object)
    return _tables(value, status, numbers, villages[list(by)], thresholds)


def coverage_curve(
    trips: pd.DataFrame,
    measure: Measure = DISTANCE,
    weights: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """Trace what lies within each threshold, for all thresholds.

    Parameters
    ----------
    trips, measure
        As `coverage`.
    weights
        People of each village, on the index of `trips`; each village counts once by default.

    Returns
    -------
    pandas.DataFrame
        `threshold`, `within`, `share_within` of all (trip or not) whose number is known. A step
        function: the values of a row hold from its threshold (metres or seconds), inclusive, to
        the next one's. The first threshold is 0; steps lie at the villages' own distances, so the
        curve is exact.

    Raises
    ------
    InputError
        If the weights are negative or on another index.
    """
    weight = pd.Series(1.0, index=trips.index) if weights is None else weights
    table = weight.to_frame("weights")
    problems = _check_villages(trips, table, ["weights"], [])
    if problems:
        raise InputError(problems)
    number = table["weights"].to_numpy(dtype=np.float64, na_value=np.nan)
    value = measure.values(trips).where(trips["status"] == OK).to_numpy(dtype=np.float64)
    use = ~np.isnan(number)
    total, reached = number[use].sum(), use & ~np.isnan(value)
    steps, row = np.unique(np.append(0.0, value[reached]), return_inverse=True)
    gains = np.bincount(row, weights=np.append(0.0, number[reached]))
    within = np.cumsum(gains)
    share = within / total if total > 0 else np.full(len(within), np.nan)
    return pd.DataFrame({"threshold": steps, "within": within, "share_within": share})


def _tables(
    value: Floats,
    status: NDArray[np.object_] | NDArray[np.str_],
    numbers: pd.DataFrame,
    groups: pd.DataFrame,
    thresholds: Sequence[float],
) -> pd.DataFrame:
    """Sum (n, q) numbers by group, threshold and place inside or outside."""
    code, names = _group_codes(groups)
    everyone = np.ones(len(value), dtype=bool)

    def sums(column: Floats, mask: NDArray[np.bool_]) -> Floats:
        use = mask & ~np.isnan(column)
        return np.bincount(code[use], column[use], len(names)).astype(np.float64)

    tables = []
    for threshold, quantity in itertools.product(thresholds, map(str, numbers)):
        column = numbers[quantity].to_numpy(dtype=np.float64)
        total, within = sums(column, everyone), sums(column, value <= threshold)
        found = names.assign(
            threshold=float(threshold),
            quantity=quantity,
            total=total,
            within=within,
            outside=sums(column, ~(value <= threshold)),
            unreachable=sums(column, status == UNREACHABLE),
            off_network=sums(column, status == OFF_NETWORK),
            share_within=np.divide(
                within, total, out=np.full(len(total), np.nan), where=total > 0
            ),
            unknown=np.bincount(code[np.isnan(column)], minlength=len(names)),
        )
        tables.append(found)
    return pd.concat(tables, ignore_index=True)


def _group_codes(groups: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """(n,) group of each row, and one row per group, in order of the names."""
    if not len(groups.columns):
        return np.zeros(len(groups), dtype=np.int64), pd.DataFrame(index=[0])
    grouped = groups.fillna("").groupby(list(groups.columns), sort=True)
    names = grouped.size().index.to_frame(index=False)
    return grouped.ngroup().to_numpy().astype(np.int64), names


def _bad_thresholds(thresholds: Sequence[float]) -> list[str]:
    if not len(thresholds):
        return [_("There is no threshold; state at least one.")]
    return [
        _("Threshold {value} is not a number of 0 or more.").format(value=value)
        for value in thresholds
        if not (np.isfinite(value) and value >= 0)
    ]


def _bad_numbers(table: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    problems = []
    for name in columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            problems.append(
                _("Column '{name}' holds no numbers; it cannot be summed up.").format(name=name)
            )
            continue
        values = table[name].to_numpy(dtype=np.float64, na_value=np.nan)
        bad = (values < 0) | np.isinf(values)
        if bad.any():
            rows = ", ".join(map(str, table.index[bad][:10]))
            problems.append(
                _("Column '{name}' is negative or infinite in rows {rows}.").format(
                    name=name, rows=rows
                )
            )
    return problems


def _check_villages(
    trips: pd.DataFrame, villages: pd.DataFrame, weights: Sequence[str], by: Sequence[str]
) -> list[str]:
    problems = [
        _("The villages have no column '{name}'.").format(name=name)
        for name in (*weights, *by)
        if name not in villages
    ]
    if not trips.index.equals(villages.index):
        problems.append(
            _("Trips and villages are not the same rows; give one trip per village (k = 1).")
        )
    return problems + _bad_numbers(villages, [name for name in weights if name in villages])
