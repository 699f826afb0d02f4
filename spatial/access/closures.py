"""How many facilities cover each village, and what the closure of one of them would change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.wording import _


def cover_counts(totals: pd.DataFrame, threshold: float) -> pd.Series[int]:
    """Count, per village, the facilities within a threshold.

    Parameters
    ----------
    totals
        (o, d) metres or seconds, NaN where there is no trip: `AccessMatrix.total_m()` or
        `seconds()`.
    threshold
        In the unit of the table, inclusive.

    Returns
    -------
    pandas.Series
        `facilities` on the index of `totals`; 0 for a gap, 1 for a village that depends on one
        facility.
    """
    return (totals <= threshold).sum(axis=1).rename("facilities")


def closure_impact(
    totals: pd.DataFrame, threshold: float, weights: pd.Series[float] | None = None
) -> pd.DataFrame:
    """Compare the coverage today with the coverage after the closure of each facility.

    Parameters
    ----------
    totals, threshold
        As `cover_counts`; at least one facility.
    weights
        People of each village, on the index of `totals`; NaN where unknown. Villages count once
        by default.

    Returns
    -------
    pandas.DataFrame
        On the facilities' ids, in their order: `nearest_of` (villages to which it is the nearest
        one), `covers` (villages within the threshold of it), `lost` (villages that no other
        facility covers), `weight_lost` (their people; without unknown ones) and `lost_unknown`
        (lost villages whose people are unknown).

    Raises
    ------
    InputError
        If there is no facility, or the weights are on another index.
    """
    weight = _weights(totals, weights)
    within = totals.to_numpy(dtype=np.float64) <= threshold
    lost = within & (within.sum(axis=1) == 1)[:, None]
    known = np.nan_to_num(weight)
    return pd.DataFrame(
        {
            "nearest_of": _nearest_of(totals),
            "covers": within.sum(axis=0),
            "lost": lost.sum(axis=0),
            "weight_lost": known @ lost,
            "lost_unknown": lost[np.isnan(weight)].sum(axis=0),
        },
        index=totals.columns,
    )


def villages_losing_access(
    totals: pd.DataFrame,
    facility: object,
    threshold: float,
    weights: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """List the villages that only one facility covers.

    Parameters
    ----------
    totals, threshold, weights
        As `closure_impact`.
    facility
        Id of the facility that closes; a column of `totals`, used once.

    Returns
    -------
    pandas.DataFrame
        `origin_id`, `before`, `after`, `next_id`, `weight`. `before` is the total to the facility
        that closes, `after` and `next_id` belong to the nearest one that is left; villages without
        any other one come first (NaN and None), then those farthest from the next.

    Raises
    ------
    InputError
        As `closure_impact`, or if no or more than one facility has this id.
    """
    weight = _weights(totals, weights)
    at = np.flatnonzero(totals.columns == facility)
    if len(at) != 1:
        problem = _("{count} facilities have the id '{facility}'; there must be one.").format(
            count=len(at), facility=facility
        )
        raise InputError([problem])
    values = totals.to_numpy(dtype=np.float64)
    before, rest = values[:, at[0]], np.delete(values, at[0], axis=1)
    left = np.where(np.isnan(rest), np.inf, rest)
    left = np.column_stack([left, np.full(len(left), np.inf)])
    nearest = left.argmin(axis=1)
    after = left[np.arange(len(left)), nearest]
    lost = (before <= threshold) & ~(after <= threshold)
    ids = np.array([*np.delete(totals.columns.to_numpy(dtype=object), at[0]), None], dtype=object)
    table = pd.DataFrame(
        {
            "origin_id": totals.index.to_numpy(dtype=object),
            "before": before,
            "after": np.where(np.isinf(after), np.nan, after),
            "next_id": pd.Series(np.where(np.isinf(after), None, ids[nearest]), dtype=object),
            "weight": weight,
        }
    )[lost]
    order = np.argsort(-table["after"].fillna(np.inf).to_numpy(), kind="stable")
    ordered: pd.DataFrame = table.iloc[order].reset_index(drop=True)
    return ordered


def _nearest_of(totals: pd.DataFrame) -> Ints:
    values = totals.to_numpy(dtype=np.float64)
    served = ~np.isnan(values).all(axis=1)
    nearest = np.where(np.isnan(values), np.inf, values).argmin(axis=1)
    return np.bincount(nearest[served], minlength=values.shape[1]).astype(np.int64)


def _weights(totals: pd.DataFrame, weights: pd.Series[float] | None) -> Floats:
    problems = []
    if not len(totals.columns):
        problems.append(_("There is no facility; nothing can shut."))
    if weights is not None and not weights.index.equals(totals.index):
        problems.append(_("The weights are not on the index of the table of totals."))
    if problems:
        raise InputError(problems)
    if weights is None:
        return np.ones(len(totals))
    return weights.to_numpy(dtype=np.float64, na_value=np.nan).astype(np.float64)
