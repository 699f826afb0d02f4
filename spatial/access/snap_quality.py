"""How well points and network fit: what to doubt before believing a distance."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial import crs
from spatial.network.road_network import RoadNetwork
from spatial.routing.loose_pieces import snap_facilities, snap_origins
from spatial.routing.modes import CAR, TravelMode
from spatial.routing.snapping import MAX_SNAP_M, point_lonlat
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.routing.travel import Travel

LOWEST_LIMIT_KMH = 10.0
"""A tagged speed limit below this is doubtful (assumption)."""


@dataclass(frozen=True, eq=False)
class Fit:
    """How n points lie to a network.

    Attributes
    ----------
    leg_m
        (n,) geodesic metres to the road that the point is tied to.
    on_network
        (n,) True where that is at most the longest leg allowed.
    component
        (n,) component of that road; 0 is the longest in km.
    nearest_m
        (n,) geodesic metres to the nearest usable road: less than `leg_m` where a piece that
        leads nowhere was passed over (`routing.loose_pieces`).
    """

    leg_m: NDArray[np.float64]
    on_network: NDArray[np.bool_]
    component: NDArray[np.int64]
    nearest_m: NDArray[np.float64]


def fit(
    network: RoadNetwork,
    points: gpd.GeoDataFrame,
    mode: TravelMode = CAR,
    max_snap_m: float = MAX_SNAP_M,
    facilities: gpd.GeoDataFrame | None = None,
) -> Fit:
    """Measure how points lie to the roads that a mode may use.

    Parameters
    ----------
    network
        The road network.
    points
        n points in any CRS; may be empty.
    mode
        Decides which roads count.
    max_snap_m
        Longest leg, metres, inclusive.
    facilities
        Where the points are villages: the facilities that they may travel to. Without them the
        points are tied to the network as facilities.

    Raises
    ------
    InputError
        As `snapping.snap` and `snapping.point_lonlat`.
    """
    if points.empty:
        none = np.zeros(0)
        return Fit(none, none.astype(bool), none.astype(np.int64), none)
    travel, lonlat = Travel(mode, max_snap_m=max_snap_m), point_lonlat(points)
    if facilities is None:
        found = snap_facilities(network, travel, lonlat)
    else:
        ends = snap_facilities(network, travel, point_lonlat(facilities))
        found = snap_origins(network, travel, ends, lonlat)
    component = network.component[network.u[found.edge]]
    return Fit(found.leg_m, found.on_network, component, found.nearest_m)


def component_villages(network: RoadNetwork, villages: Fit, facilities: Fit) -> pd.DataFrame:
    """Count, per component, its kilometres, the villages and the facilities on it.

    Returns
    -------
    pandas.DataFrame
        Index `component`, longest first; columns `nodes`, `edges`, `km`, `villages`,
        `facilities`.
    """
    table = network.component_table()
    for name, points in (("villages", villages), ("facilities", facilities)):
        there = points.component[points.on_network]
        table[name] = np.bincount(there, minlength=len(table))
    return table


def unknown_class(network: RoadNetwork) -> NDArray[np.bool_]:
    """(m,) True for edges whose class the speed table does not know."""
    return ~pd.Series(network.highway).isin(list(ROAD_CLASSES)).to_numpy(dtype=bool)


def doubtful_limit(network: RoadNetwork) -> NDArray[np.bool_]:
    """(m,) True for edges whose tagged limit is above the legal cap of the class or very low.

    The caps are those of PP 79/2013 art. 23(4) as `speed_classes.ROAD_CLASSES` reads them.
    """
    caps = pd.Series(network.highway).map({road: row.cap for road, row in ROAD_CLASSES.items()})
    limit = network.maxspeed_kmh
    return (limit > caps.fillna(np.inf).to_numpy()) | (limit < LOWEST_LIMIT_KMH)


def edge_rows(network: RoadNetwork, edges: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    """Return chosen edges as a layer: `name`, `highway`, `length_m`, `maxspeed`, EPSG:4326."""
    facts = {
        "name": network.name[edges],
        "highway": network.highway[edges],
        "length_m": network.length_m[edges],
        "maxspeed": network.maxspeed_kmh[edges],
    }
    return gpd.GeoDataFrame(facts, geometry=network.geometry[edges], crs=crs.WGS84)
