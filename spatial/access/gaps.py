"""Villages outside a threshold: ranked, by district, and in clusters."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy.sparse as sp
import shapely
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from spatial import crs
from spatial.access.measure import DISTANCE, Measure
from spatial.access.nearest import OK
from spatial.errors import InputError
from spatial.limits import CLUSTER_M
from spatial.routing.snapping import point_lonlat
from spatial.wording import _

BEYOND = "beyond"
"""`reason` of a village with a trip that is longer than the threshold."""


def gaps(
    trips: pd.DataFrame,
    villages: gpd.GeoDataFrame,
    threshold: float,
    measure: Measure = DISTANCE,
    *,
    weight: str | None = None,
) -> gpd.GeoDataFrame:
    """List the villages outside a threshold, the most pressing first.

    Parameters
    ----------
    trips
        As `access.nearest` returns it for k = 1, searched with the cost of the measure.
    villages
        Points, on the index of `trips`.
    threshold
        Metres or seconds, inclusive.
    measure
        What decides, distance or time.
    weight
        Number column of `villages`, e.g. people; each village counts as 1 by default.

    Returns
    -------
    geopandas.GeoDataFrame
        The villages' columns and points on their index, and `value` (metres or seconds), `reason`
        (`unreachable`, `off_network` or `beyond`), `beyond` (value - threshold), `weight`,
        `burden` (weight times `beyond`, e.g. person-metres) and `rank` from 1. Villages without a
        trip come first, the most people first: they have no distance and get no made-up one. Then
        those with a burden, the largest first; then those whose weight is unknown, the farthest
        first.

    Raises
    ------
    InputError
        If the indexes differ, the weight is missing, no number or negative.
    """
    _check(trips, villages, weight)
    value = measure.values(trips).where(trips["status"] == OK)
    found = villages.assign(
        value=value,
        reason=trips["status"].where(trips["status"] != OK, BEYOND),
        beyond=value - threshold,
        weight=1.0 if weight is None else villages[weight].astype(float),
    )
    found = found[~(value <= threshold)]
    found["burden"] = found["weight"] * found["beyond"]
    has_trip = found["value"].notna()
    order = pd.DataFrame(
        {
            "group": np.select([~has_trip, found["burden"].notna()], [0, 1], 2),
            "size": found["burden"].where(has_trip, found["weight"]),
            "beyond": found["beyond"],
        }
    )
    rows = np.lexsort(
        [-order[name].fillna(-np.inf).to_numpy() for name in ("beyond", "size")]
        + [order["group"].to_numpy()]
    )
    ranked = found.iloc[rows]
    return ranked.assign(rank=np.arange(1, len(ranked) + 1))


def gaps_by(found: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sum up gaps per kecamatan, kabupaten or cluster.

    Parameters
    ----------
    found
        As `gaps` returns it.
    by
        Columns to group by, e.g. `["regency", "district"]` or `["cluster"]`.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, `villages`, `no_trip` (of them), `weight` and `burden` (sums over the
        known ones), `farthest` (largest `value`) and `first` (`name`, else the index, of the
        village that ranks first); the group that ranks first comes first.
    """
    names = found["name"] if "name" in found else found.index.to_series()
    table = pd.DataFrame(found[list(by)]).assign(
        villages=1,
        no_trip=found["value"].isna().astype(int),
        weight=found["weight"],
        burden=found["burden"],
        farthest=found["value"],
        first=names,
    )
    grouped = table.groupby(list(by), sort=False, dropna=False)
    return grouped.agg(
        {
            **dict.fromkeys(("villages", "no_trip", "weight", "burden"), "sum"),
            "farthest": "max",
            "first": "first",
        }
    ).reset_index()


def clusters(found: gpd.GeoDataFrame, within_m: float = CLUSTER_M) -> pd.Series[int]:
    """Join gap villages that lie near each other.

    Parameters
    ----------
    found
        As `gaps` returns it, in order of rank.
    within_m
        Villages at most this far apart, straight line in the metric plane of the layer, belong
        together, and so do those that a chain of such steps connects.

    Returns
    -------
    pandas.Series
        `cluster` on the index of `found`, from 1 in order of the best rank in each; a village far
        from all others is a cluster of its own.

    Raises
    ------
    InputError
        If the distance is negative, or the layer holds no points.

    Notes
    -----
    Connected components of the graph of near pairs: single linkage cut at `within_m` (Florek et
    al. 1951; Sneath 1957), the same as DBSCAN (Ester et al. 1996) with one point to a core.
    """
    if not within_m >= 0:
        problem = _("The distance of clusters is {within_m} m; it must be 0 or more.").format(
            within_m=within_m
        )
        raise InputError([problem])
    if found.empty:
        return pd.Series(index=found.index, name="cluster", dtype=np.int64)
    lonlat = point_lonlat(found)
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    plane = crs.metric_crs((low[0], low[1], high[0], high[1]))
    xy = shapely.get_coordinates(crs.project(np.asarray(shapely.points(lonlat)), plane))
    pairs = cKDTree(xy).query_pairs(within_m, output_type="ndarray")
    near = sp.coo_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(len(xy), len(xy)))
    _unused, label = connected_components(near, directed=False)
    number = pd.factorize(label)[0].astype(np.int64) + 1
    return pd.Series(number, index=found.index, name="cluster")


def _check(trips: pd.DataFrame, villages: gpd.GeoDataFrame, weight: str | None) -> None:
    problems = []
    if not trips.index.equals(villages.index):
        problems.append(
            _("Trips and villages are not the same rows; give one trip per village (k = 1).")
        )
    if weight is not None and weight not in villages:
        problems.append(_("The villages have no column '{weight}'.").format(weight=weight))
    elif weight is not None and not pd.api.types.is_numeric_dtype(villages[weight]):
        problems.append(_("Column '{weight}' holds no numbers.").format(weight=weight))
    elif weight is not None and (villages[weight] < 0).any():
        rows = ", ".join(map(str, villages.index[villages[weight] < 0][:10]))
        problems.append(
            _("Column '{weight}' is negative in rows {rows}.").format(weight=weight, rows=rows)
        )
    if problems:
        raise InputError(problems)
