"""Villages and pillars: the nearest facility of each pillar, gaps, and roads in common.

A pillar is a name and the point layer of its facilities; which facilities belong to which pillar
is decided elsewhere. All tables are on the villages' index, with a column per pillar.
"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.access import nearest as access
from spatial.access.measure import Measure
from spatial.access.nearest import OK
from spatial.access.routes import nearest_pieces, shared_share
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.routing.travel import BY_CAR, Travel
from spatial.wording import _

Facilities = Mapping[str, gpd.GeoDataFrame]
"""Per pillar the point layer of its facilities."""

Trips = Mapping[str, pd.DataFrame]
"""Per pillar the access table of `access.nearest`, one row per village."""


def pillar_access(
    network: RoadNetwork,
    villages: gpd.GeoDataFrame,
    facilities: Facilities,
    travel: Travel = BY_CAR,
) -> dict[str, pd.DataFrame]:
    """Find the nearest facility of every pillar for every village.

    Parameters
    ----------
    network, travel
        As in `access.nearest`, with the same errors.
    villages
        Points.
    facilities
        Point layers by pillar. Pillars without any point are left out of the result: nothing is
        known about them.

    Returns
    -------
    dict
        Access tables by pillar, on the villages' index.
    """
    return {
        pillar: access.nearest(network, villages, points, travel)
        for pillar, points in facilities.items()
        if len(points)
    }


def measures(trips: Trips, measure: Measure) -> pd.DataFrame:
    """Return one measure of every pillar, (n, p) metres or seconds; NaN where there is no trip."""
    return pd.DataFrame(
        {
            pillar: measure.values(table).where(table["status"] == OK)
            for pillar, table in trips.items()
        }
    )


def gaps(values: pd.DataFrame, thresholds: Mapping[str, float]) -> pd.DataFrame:
    """Find the pillars that each village does not reach.

    Parameters
    ----------
    values
        As `measures` returns them.
    thresholds
        Per pillar, in the unit of the measure, inclusive.

    Returns
    -------
    pandas.DataFrame
        (n, p) True where the measure is above the threshold, or there is no trip.

    Raises
    ------
    InputError
        If a pillar has no threshold, or one that is not above 0.
    """
    limits = check_thresholds(values, thresholds)
    return ~values.le(limits, axis="columns")


def check_thresholds(values: pd.DataFrame, thresholds: Mapping[str, float]) -> pd.Series:
    """Return the thresholds of the pillars in `values`; errors as `gaps`."""
    limits = pd.Series(
        {pillar: thresholds.get(pillar, np.nan) for pillar in map(str, values)}, dtype=float
    )
    wrong = [
        _("The threshold of pillar {pillar} is {value:g}; it must be above 0.").format(
            pillar=pillar, value=value
        )
        for pillar, value in limits.items()
        if not (value > 0 and np.isfinite(value))
    ]
    if wrong:
        raise InputError(wrong)
    return limits


def roads_in_common(
    network: RoadNetwork,
    villages: gpd.GeoDataFrame,
    facilities: Facilities,
    base: str,
    travel: Travel = BY_CAR,
) -> pd.DataFrame:
    """Measure how much of the road to each pillar is also the road to a base pillar.

    Parameters
    ----------
    network, villages, facilities, travel
        As in `pillar_access`.
    base
        The pillar to compare with.

    Returns
    -------
    pandas.DataFrame
        (n, p) for every pillar with points: the metres of the route to its nearest facility that
        are also on the route to the nearest facility of `base`, divided by all metres of the
        route, legs not counted; 0 to 1. NaN where one of both routes has no road, and everywhere
        if `base` has no points.
    """
    traced = {
        pillar: nearest_pieces(network, villages, points, travel)
        for pillar, points in facilities.items()
        if len(points)
    }
    compared = traced.get(base, [[] for _ in range(len(villages))])
    return pd.DataFrame(
        {
            pillar: [
                shared_share(pieces, other, network.length_m)
                for pieces, other in zip(trips, compared, strict=True)
            ]
            for pillar, trips in traced.items()
        },
        index=villages.index,
    )
