"""Market reach by counting: what lies within a threshold, what is nearest of each kind.

All functions take a cost matrix (see `reach_inputs`): rows ask, columns are asked for.

- markets within reach of every village: `within(cost, threshold, stalls)`;
- villages, or people, within reach of every market: `within(cost.T, threshold, people)`;
- people within reach of a village's products: `within(cost, threshold, people)` with a matrix of
  villages to villages, or of villages to the cells of a population raster.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from spatial.access.nearest import OFF_NETWORK, OK, UNREACHABLE
from spatial.arrays import Floats
from spatial.checks import InputChecks, Weights
from spatial.wording import _


def within(
    cost: pd.DataFrame,
    threshold: float,
    weights: Weights | None = None,
    *,
    on_network: ArrayLike | None = None,
) -> pd.DataFrame:
    """Count what lies within a threshold: cumulative opportunities.

    O_i = Σ_j w_j [c_ij <= T], the threshold T **inclusive** (Wachs & Kumagai 1973; Geurs & van Wee
    2004, the "contour measure").

    Parameters
    ----------
    cost
        (o, d) cost matrix, NaN where there is no trip.
    threshold
        T, 0 or more, in the unit of the matrix.
    weights
        Size of every column: stalls, traders, people. Optional.
    on_network
        (o,) False for rows whose point has no road near it; decides between the statuses
        `unreachable` and `off_network`. `AccessMatrix.solver.origins.snap.on_network` knows.

    Returns
    -------
    pandas.DataFrame
        On the index of `cost`: `status`; `within` and `no_trip`, columns within the threshold and
        columns without a trip; with weights also `weight_within`, `weight_no_trip` and
        `share_within`, of the weight of *all* columns (NaN where that is 0). A row without any
        trip has 0 within: it is outside every threshold.

    Raises
    ------
    InputError
        Listing every problem of matrix, threshold and weights.

    References
    ----------
    Wachs, M. & Kumagai, T. G. (1973). Physical accessibility as a social indicator. Socio-Economic
    Planning Sciences 7(5), 437-456. Geurs, K. T. & van Wee, B. (2004). Accessibility evaluation of
    land-use and transport strategies. Journal of Transport Geography 12(2), 127-140.

    Examples
    --------
    >>> cost = pd.DataFrame([[10.0, 30.0], [20.0, np.nan]], ["a", "b"], ["m1", "m2"])
    >>> within(cost, 20, [50, 80])[["within", "no_trip", "weight_within"]]
       within  no_trip  weight_within
    a       1        0           50.0
    b       1        1           50.0
    """
    checks = InputChecks()
    values = checks.costs(cost)
    size = checks.weights(weights, cost.columns, _("weight"))
    checks.number(threshold, _("threshold"))
    checks.raise_problems()
    near, lost = values <= threshold, np.isnan(values)
    table = pd.DataFrame(
        {
            "status": status(cost, on_network),
            "within": np.count_nonzero(near, axis=1),
            "no_trip": np.count_nonzero(lost, axis=1),
        },
        index=cost.index,
    )
    if weights is None:
        return table
    reached, whole = _sums(near, size), float(size.sum())
    return table.assign(
        weight_within=reached,
        weight_no_trip=_sums(lost, size),
        share_within=reached / whole if whole else np.nan,
    )


def nearest_by_kind(
    cost: pd.DataFrame,
    kinds: pd.Series,
    *,
    measure: str = "minutes",
    on_network: ArrayLike | None = None,
) -> pd.DataFrame:
    """Find the nearest column of every kind for every row.

    Parameters
    ----------
    cost
        (o, d) cost matrix.
    kinds
        Kind of every column ("pasar hewan"), matched by its index.
    measure
        What the matrix holds (`minutes`, `total_m`, `rp`): the name of the column of costs.
    on_network
        As `within`.

    Returns
    -------
    pandas.DataFrame
        On the index of `cost`, which repeats: one row per row and kind, kinds in alphabetical
        order. Columns `kind`, `destination_id`, the measure, `status`; of equally near columns the
        first one. No destination and NaN where no column of the kind can be reached.

    Raises
    ------
    InputError
        For a matrix that cannot be used and columns without a kind.

    Examples
    --------
    >>> cost = pd.DataFrame([[10.0, 30.0, 5.0]], ["a"], ["m1", "m2", "m3"])
    >>> kinds = pd.Series(["umum", "hewan", "umum"], cost.columns)
    >>> nearest_by_kind(cost, kinds)
        kind destination_id  minutes status
    a  hewan             m2     30.0     ok
    a   umum             m3      5.0     ok
    """
    checks = InputChecks()
    values = checks.costs(cost)
    kind_of = checks.kinds(kinds, cost.columns)
    checks.raise_problems()
    names = sorted(set(kind_of), key=str)
    shape = (len(cost), len(names))
    best, found = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    for k, name in enumerate(names):
        columns = np.flatnonzero(kind_of == name)
        best[:, k], first = _least(values[:, columns])
        found[:, k] = columns[first]
    ok = ~np.isnan(best.ravel())
    missing = np.where(_road_near(cost, on_network), UNREACHABLE, OFF_NETWORK)
    nearest = cost.columns.to_numpy(dtype=object)[found.ravel()]
    nearest[~ok] = None
    return pd.DataFrame(
        {
            "kind": np.tile(np.array(names, dtype=object), len(cost)),
            "destination_id": nearest,
            measure: best.ravel(),
            "status": np.where(ok, OK, np.repeat(missing, len(names))),
        },
        index=cost.index.repeat(len(names)),
    )


def status(cost: pd.DataFrame, on_network: ArrayLike | None = None) -> pd.Series:
    """Say for every row whether there is any trip.

    Parameters
    ----------
    cost
        (o, d) cost matrix.
    on_network
        As `within`; without it, rows without a trip are `unreachable`.

    Returns
    -------
    pandas.Series
        `ok`, `unreachable` or `off_network` on the index of `cost`.
    """
    some = cost.notna().to_numpy().any(axis=1)
    missing = np.where(_road_near(cost, on_network), UNREACHABLE, OFF_NETWORK)
    return pd.Series(np.where(some, OK, missing), index=cost.index, name="status")


def _road_near(cost: pd.DataFrame, on_network: ArrayLike | None) -> NDArray[np.bool_]:
    if on_network is None:
        return np.ones(len(cost), dtype=bool)
    near = np.asarray(on_network, dtype=bool)
    checks = InputChecks()
    if near.shape != (len(cost),):
        checks.problems.append(
            _("on_network has {size} values for {count} rows.").format(
                size=near.size, count=len(cost)
            )
        )
    checks.raise_problems()
    return near


def _least(values: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Least value of every row, NaN where there is none, and its first position."""
    filled = np.where(np.isnan(values), np.inf, values)
    first = filled.argmin(axis=1)
    least = filled[np.arange(len(filled)), first]
    return np.where(np.isinf(least), np.nan, least), first


def _sums(chosen: NDArray[np.bool_], size: Floats) -> Floats:
    """Sum of the sizes of the chosen columns of every row."""
    return chosen.astype(np.float64) @ size
