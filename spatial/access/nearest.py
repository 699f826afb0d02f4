"""Access from origins to destinations along the network: nearest, k nearest, the full matrix.

A trip is access leg + network + egress leg. All three are columns; the total is their sum, and
"nearest" means the least total.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial import crs
from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import leg_seconds
from spatial.routing.od_solver import (
    ODSolver,
    direct_share,
    od_solver,
    one_root,
    times,
    via_tree,
)
from spatial.routing.snapping import Snap
from spatial.routing.travel import BY_CAR, Travel
from spatial.wording import _

Progress = Callable[[int, int], None]
"""Called with the steps done and the steps in all."""

OK, UNREACHABLE, OFF_NETWORK = "ok", "unreachable", "off_network"
NUMBERS = ["access_m", "network_m", "egress_m", "total_m", "minutes", "straight_m", "detour"]
COLUMNS = [
    "origin_id",
    "origin_name",
    "destination_id",
    "destination_name",
    "rank",
    "status",
    "nearest_road_m",
    *NUMBERS,
]


def nearest(  # noqa: PLR0913
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    travel: Travel = BY_CAR,
    *,
    k: int = 1,
    progress: Progress | None = None,
    hubs: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Find the k nearest destinations of every origin.

    Parameters
    ----------
    network
        The road network.
    origins, destinations
        Point layers in any CRS; columns `id` and `name` are used where present, else the index.
    travel
        How people travel, and whether the total distance or the total time is minimised.
    k
        How many destinations to find, 1 or more.
    progress
        Called as the search goes on; only for k > 1.
    hubs
        The facilities, where the destinations are villages; see `od_solver`.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, on the origins' index, which repeats for k > 1. `status` is `ok`,
        `unreachable` (no destination can be reached) or `off_network` (no usable road within
        `travel.max_snap_m`); in the last two cases the origin has one row without destination,
        rank and numbers. `nearest_road_m` is the distance to the nearest road: `access_m`, but
        less where a nearer piece of road that leads nowhere was passed over (see
        `routing.loose_pieces`). Distances in metres, `minutes` in minutes, `detour` is total /
        straight line.

    Raises
    ------
    InputError
        For layers that are not points, an empty layer, k below 1 or an unknown cost.

    Notes
    -----
    k = 1: one multi-source pass of Dijkstra's algorithm on the reversed graph; else one per place.
    """
    if k < 1:
        raise InputError([_("k is {k}; ask for at least 1 destination.").format(k=k)])
    solver = od_solver(network, origins, destinations, travel, hubs=hubs)
    k = min(k, len(destinations))
    if k == 1:
        best, other, destination = _nearest_one(solver)
        return _frame(solver, best[:, None], other[:, None], destination[:, None])
    return _frame(solver, *_nearest_k(solver, k, progress))


@dataclass(frozen=True, eq=False)
class AccessMatrix:
    """Every origin to every destination.

    Attributes
    ----------
    network_m
        (o, d) metres along the network; NaN where unreachable or off the network.
    network_s
        (o, d) free-flow seconds of the same trips.
    access_m, egress_m
        (o,) and (d,) leg lengths in metres.
    solver
        The trip solver, which knows ids, names and snaps.
    """

    network_m: Floats
    network_s: Floats
    access_m: Floats
    egress_m: Floats
    solver: ODSolver

    def total_m(self) -> pd.DataFrame:
        """(o, d) total metres, legs included; index origin ids, columns destination ids."""
        return self._labelled(self.access_m[:, None] + self.network_m + self.egress_m)

    def minutes(self) -> pd.DataFrame:
        """(o, d) total minutes, legs included; index origin ids, columns destination ids."""
        return self.seconds() / 60

    def seconds(self) -> pd.DataFrame:
        """(o, d) total seconds, legs included; index origin ids, columns destination ids."""
        mode = self.solver.mode
        legs = leg_seconds(self.access_m, mode)[:, None] + leg_seconds(self.egress_m, mode)
        return self._labelled(legs + self.network_s)

    def _labelled(self, values: Floats) -> pd.DataFrame:
        return pd.DataFrame(
            values,
            index=pd.Index(self.solver.origins.ids, name="origin_id"),
            columns=pd.Index(self.solver.destinations.ids, name="destination_id"),
        )


def matrix(  # noqa: PLR0913
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    travel: Travel = BY_CAR,
    *,
    progress: Progress | None = None,
    hubs: gpd.GeoDataFrame | None = None,
) -> AccessMatrix:
    """Measure every origin to every destination; parameters and errors as `nearest`.

    `hubs` are the facilities where the destinations are villages, see `od_solver`.

    Returns
    -------
    AccessMatrix
        NaN where there is no trip.

    Notes
    -----
    One pass of Dijkstra's algorithm per origin or per destination, whichever are fewer.
    """
    solver = od_solver(network, origins, destinations, travel, hubs=hubs)
    from_destinations = len(solver.destinations.ids) <= len(solver.origins.ids)
    roots = solver.destinations if from_destinations else solver.origins
    joined = solver.rooted(at_destinations=from_destinations, legs=False)
    best = np.full((len(solver.origins.ids), len(solver.destinations.ids)), np.inf)
    other = best.copy()
    steps = np.flatnonzero(roots.snap.on_network)
    for done, i in enumerate(steps):
        here = (slice(None), i) if from_destinations else (i, slice(None))
        best[here], other[here] = one_root(solver, joined, i)
        if progress is not None:
            progress(done + 1, len(steps))
    gone = np.isinf(best)
    first, second = np.where(gone, np.nan, best), np.where(gone, np.nan, other)
    metres, seconds = (first, second) if travel.cost == "distance" else (second, first)
    return AccessMatrix(
        metres, seconds, solver.origins.snap.leg_m, solver.destinations.snap.leg_m, solver
    )


def _nearest_one(solver: ODSolver) -> tuple[Floats, Floats, Ints]:
    """(n,) network cost, (n,) network other measure and (n,) destination (-1: none) per origin."""
    n = len(solver.origins.ids)
    best, other, found = np.full(n, np.inf), np.full(n, np.inf), np.full(n, -1, dtype=np.int64)
    here = np.flatnonzero(solver.origins.snap.on_network)
    there = np.flatnonzero(solver.destinations.snap.on_network)
    if not len(here) or not len(there):
        return best, other, found
    starts, ends = solver.origins.snap.take(here), solver.destinations.snap
    egress = solver.leg_cost(ends.leg_m)
    joined = solver.rooted(at_destinations=True, legs=True)
    tree = joined.search(there)
    second = tree.along(solver.edge_other, joined.roots)
    total, aside, root = via_tree(solver, tree, second, starts, leaving=True)
    total, aside, root = _shorter_direct(solver, starts, there, egress, (total, aside, root))
    reached = root >= 0
    best[here[reached]] = total[reached] - egress[root[reached]]
    other[here[reached]] = aside[reached]
    found[here[reached]] = root[reached]
    return np.maximum(best, 0), other, found


def _shorter_direct(
    solver: ODSolver,
    starts: Snap,
    there: Ints,
    egress: Floats,
    known: tuple[Floats, Floats, Ints],
) -> tuple[Floats, Floats, Ints]:
    """Replace trips over nodes by trips within one edge where these are shorter."""
    ends = solver.destinations.snap
    left = pd.DataFrame({"edge": starts.edge, "start": np.arange(len(starts))})
    right = pd.DataFrame({"edge": ends.edge[there], "end": there})
    pairs = left.merge(right, on="edge")
    start, end = pairs["start"].to_numpy(), pairs["end"].to_numpy()
    share = direct_share(solver, starts.take(start), ends.take(end))
    edge = pairs["edge"].to_numpy()
    total = times(share, solver.edge_cost[edge]) + egress[end]
    order = np.argsort(total, kind="stable")
    order = order[np.isfinite(total[order])]
    _, first = np.unique(start[order], return_index=True)
    row = order[first]
    row = row[total[row] <= known[0][start[row]]]
    best, other, root = known[0].copy(), known[1].copy(), known[2].copy()
    best[start[row]] = total[row]
    other[start[row]] = times(share[row], solver.edge_other[edge[row]])
    root[start[row]] = end[row]
    return best, other, root


def _nearest_k(solver: ODSolver, k: int, progress: Progress | None) -> tuple[Floats, Floats, Ints]:
    """(n, k) network cost, other measure and destination, best first; -1 where there is none."""
    ends = solver.destinations.snap
    egress = solver.leg_cost(ends.leg_m)
    joined = solver.rooted(at_destinations=True, legs=False)
    shape = (len(solver.origins.ids), k)
    rank_by, best, other = np.full(shape, np.inf), np.full(shape, np.inf), np.full(shape, np.inf)
    found = np.full(shape, -1, dtype=np.int64)
    steps = np.flatnonzero(ends.on_network)
    for done, j in enumerate(steps):
        new, aside = one_root(solver, joined, j)
        column = np.where(np.isfinite(new), j, -1)
        wide = np.column_stack([rank_by, new + egress[j]])
        order = np.argsort(wide, axis=1, kind="stable")[:, :k]
        rank_by = np.take_along_axis(wide, order, axis=1)
        best = np.take_along_axis(np.column_stack([best, new]), order, axis=1)
        other = np.take_along_axis(np.column_stack([other, aside]), order, axis=1)
        found = np.take_along_axis(np.column_stack([found, column]), order, axis=1)
        if progress is not None:
            progress(done + 1, len(steps))
    return best, other, found


def _frame(solver: ODSolver, best: Floats, other: Floats, found: Ints) -> pd.DataFrame:
    """Assemble the result table from (n, k) arrays; an origin without any trip keeps one row."""
    origins, destinations = solver.origins, solver.destinations
    keep = found >= 0
    keep[:, 0] = True
    row, rank = np.nonzero(keep)
    to = found[row, rank]
    ok = to >= 0
    metres, seconds = (best, other) if solver.cost == "distance" else (other, best)
    missing = np.where(origins.snap.on_network[row], UNREACHABLE, OFF_NETWORK)
    straight = crs.geodesic_m(*origins.lonlat[row].T, *destinations.lonlat[to].T)
    access, egress = origins.snap.leg_m[row], destinations.snap.leg_m[to]
    network_m = metres[row, rank]
    total = access + network_m + egress
    legs_s = leg_seconds(access + egress, solver.mode)
    detour = np.divide(total, straight, out=np.full(len(row), np.nan), where=straight > 0)
    values = {
        "access_m": access,
        "network_m": network_m,
        "egress_m": egress,
        "total_m": total,
        "minutes": (seconds[row, rank] + legs_s) / 60,
        "straight_m": straight,
        "detour": detour,
    }
    table = pd.DataFrame(
        {
            "origin_id": origins.ids[row],
            "origin_name": origins.names[row],
            "destination_id": _blank(ok, destinations.ids[to]),
            "destination_name": _blank(ok, destinations.names[to]),
            "rank": pd.array(rank + 1, dtype="Int64"),
            "status": np.where(ok, OK, missing),
            "nearest_road_m": np.where(ok, origins.snap.nearest_m[row], np.nan),
            **{name: np.where(ok, value, np.nan) for name, value in values.items()},
        },
        index=origins.index[row],
    )
    table.loc[~ok, "rank"] = pd.NA
    return table[COLUMNS]


def _blank(ok: NDArray[np.bool_], values: NDArray[np.object_]) -> NDArray[np.object_]:
    """Values where there is a trip, None elsewhere."""
    out = values.copy()
    out[~ok] = None
    return out
