"""Access from origins to destinations along the network: nearest, k nearest, the full matrix.

A trip is access leg + network + egress leg. All three are columns; the total is their sum, and
"nearest" means the least total.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial import crs
from spatial.errors import InputError
from spatial.network import RoadNetwork
from spatial.snapping import MAX_SNAP_M, Snap, point_lonlat, snap
from spatial.travel import CAR, TravelMode, edge_seconds, leg_seconds
from spatial.trips import CostGraph, RootedGraph, Tree, cost_graph, gates, rooted

Cost = Literal["distance", "time"]
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
    *NUMBERS,
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Endpoints:
    """n origins or destinations, snapped to the network."""

    index: pd.Index
    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    lonlat: Floats
    snap: Snap


@dataclass(frozen=True, eq=False)
class TripSolver:
    """Everything that the questions of one study share: network, mode, cost, snapped points.

    Build it with `trip_solver`; the public functions of this module do.
    """

    network: RoadNetwork
    mode: TravelMode
    cost: Cost
    origins: Endpoints
    destinations: Endpoints

    @cached_property
    def edge_s(self) -> Floats:
        """(m,) seconds of whole edges; infinite where the mode may not go."""
        return edge_seconds(self.network, self.mode)

    @cached_property
    def edge_m(self) -> Floats:
        """(m,) metres of whole edges; infinite where the mode may not go."""
        return np.where(np.isfinite(self.edge_s), self.network.length_m, np.inf)

    @property
    def edge_cost(self) -> Floats:
        """(m,) the cost to minimise: metres or seconds."""
        return self.edge_m if self.cost == "distance" else self.edge_s

    @property
    def edge_other(self) -> Floats:
        """(m,) the measure that is reported along: seconds or metres."""
        return self.edge_s if self.cost == "distance" else self.edge_m

    @cached_property
    def two_way(self) -> NDArray[np.bool_]:
        """(m,) edges that the mode may travel against their direction."""
        return ~self.network.oneway | (not self.mode.respects_oneway)

    def graph(self, *, reverse: bool) -> CostGraph:
        """Build the graph of the chosen cost; kept with the network for the next question."""
        return self.network.remember(
            ("graph", self.mode, self.cost, reverse),
            lambda: cost_graph(
                self.network, self.edge_cost, self.edge_other, self.two_way, reverse=reverse
            ),
        )

    def rooted(self, *, at_destinations: bool, legs: bool) -> RootedGraph:
        """Join all destinations (or origins) to the graph as roots.

        Parameters
        ----------
        at_destinations
            Root the search at the destinations, on the reversed graph.
        legs
            Count the roots' own legs as part of the cost.
        """
        points = (self.destinations if at_destinations else self.origins).snap
        doors = gates(self.network, points, leaving=not at_destinations, two_way=self.two_way)
        extra = self.leg_cost(points.leg_m) if legs else np.zeros(len(points))
        graph = self.graph(reverse=at_destinations)
        return rooted(graph, doors, points.edge, self.edge_cost, extra)

    def leg_cost(self, leg_m: Floats) -> Floats:
        """Cost of access or egress legs."""
        return leg_m if self.cost == "distance" else leg_seconds(leg_m, self.mode)


def nearest(  # noqa: PLR0913
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    mode: TravelMode = CAR,
    *,
    cost: Cost = "distance",
    k: int = 1,
    max_snap_m: float = MAX_SNAP_M,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Find the k nearest destinations of every origin.

    Parameters
    ----------
    network
        The road network.
    origins, destinations
        Point layers in any CRS; columns `id` and `name` are used where present, else the index.
    mode
        How people travel.
    cost
        Minimise the total `distance` (metres) or the total `time` (free-flow seconds).
    k
        How many destinations to find, 1 or more.
    max_snap_m
        Longest access or egress leg, metres, inclusive.
    progress
        Called as the search goes on; only for k > 1.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, on the origins' index, which repeats for k > 1. `status` is `ok`,
        `unreachable` (no destination can be reached) or `off_network` (no usable road within
        `max_snap_m`); in the last two cases the origin has one row without destination, rank and
        numbers. Distances in metres, `minutes` in minutes, `detour` is total / straight line.

    Raises
    ------
    InputError
        For layers that are not points, an empty layer, k below 1 or an unknown cost.

    Notes
    -----
    For k = 1 one multi-source pass of Dijkstra's algorithm on the reversed graph answers for all
    origins; for more, one pass per destination.
    """
    if k < 1:
        raise InputError([f"k is {k}; ask for at least 1 destination."])
    solver = trip_solver(network, origins, destinations, mode, cost=cost, max_snap_m=max_snap_m)
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
    solver: TripSolver

    def total_m(self) -> pd.DataFrame:
        """(o, d) total metres, legs included; index origin ids, columns destination ids."""
        return self._labelled(self.access_m[:, None] + self.network_m + self.egress_m)

    def minutes(self) -> pd.DataFrame:
        """(o, d) total minutes, legs included; index origin ids, columns destination ids."""
        mode = self.solver.mode
        legs = leg_seconds(self.access_m, mode)[:, None] + leg_seconds(self.egress_m, mode)
        return self._labelled((legs + self.network_s) / 60)

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
    mode: TravelMode = CAR,
    *,
    cost: Cost = "distance",
    max_snap_m: float = MAX_SNAP_M,
    progress: Progress | None = None,
) -> AccessMatrix:
    """Measure every origin to every destination; parameters and errors as `nearest`.

    Returns
    -------
    AccessMatrix
        NaN where there is no trip.

    Notes
    -----
    One pass of Dijkstra's algorithm per origin or per destination, whichever are fewer.
    """
    solver = trip_solver(network, origins, destinations, mode, cost=cost, max_snap_m=max_snap_m)
    from_destinations = len(solver.destinations.ids) <= len(solver.origins.ids)
    roots = solver.destinations if from_destinations else solver.origins
    joined = solver.rooted(at_destinations=from_destinations, legs=False)
    best = np.full((len(solver.origins.ids), len(solver.destinations.ids)), np.inf)
    other = best.copy()
    steps = np.flatnonzero(roots.snap.on_network)
    for done, i in enumerate(steps):
        here = (slice(None), i) if from_destinations else (i, slice(None))
        best[here], other[here] = _one_root(solver, joined, i)
        if progress is not None:
            progress(done + 1, len(steps))
    gone = np.isinf(best)
    first, second = np.where(gone, np.nan, best), np.where(gone, np.nan, other)
    metres, seconds = (first, second) if cost == "distance" else (second, first)
    return AccessMatrix(
        metres, seconds, solver.origins.snap.leg_m, solver.destinations.snap.leg_m, solver
    )


def trip_solver(  # noqa: PLR0913
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    mode: TravelMode,
    *,
    cost: Cost,
    max_snap_m: float = MAX_SNAP_M,
) -> TripSolver:
    """Snap both layers to the edges that the mode may use; parameters as `nearest`."""
    if cost not in ("distance", "time"):
        raise InputError([f"cost is '{cost}'; it must be 'distance' or 'time'."])
    problems = [
        f"There are no {word}: the layer is empty."
        for word, layer in (("origins", origins), ("destinations", destinations))
        if layer.empty
    ]
    if problems:
        raise InputError(problems)
    usable = np.isfinite(edge_seconds(network, mode))
    ends = [_endpoints(network, layer, usable, max_snap_m) for layer in (origins, destinations)]
    return TripSolver(network, mode, cost, ends[0], ends[1])


def _endpoints(
    network: RoadNetwork, layer: gpd.GeoDataFrame, usable: NDArray[np.bool_], max_snap_m: float
) -> Endpoints:
    lonlat = point_lonlat(layer)
    ids = (layer["id"] if "id" in layer else layer.index.to_series()).to_numpy(dtype=object)
    names = layer["name"].to_numpy(dtype=object) if "name" in layer else ids
    return Endpoints(layer.index, ids, names, lonlat, snap(network, lonlat, usable, max_snap_m))


def _direct_share(solver: TripSolver, origin: Snap, destination: Snap) -> Floats:
    """Share of the edge between pairs of points on it; infinite where there is no such trip."""
    step = destination.fraction - origin.fraction
    slack = 0.001 / np.maximum(solver.network.length_m[origin.edge], 0.001)
    allowed = (origin.edge == destination.edge) & (solver.two_way[origin.edge] | (step >= -slack))
    return np.where(allowed, np.abs(step), np.inf)


def _times(share: Floats, value: Floats) -> Floats:
    """Share times value, infinite where the share is, also for a value of 0."""
    product = np.full(share.shape, np.inf)
    np.multiply(share, value, out=product, where=np.isfinite(share))
    return product


def _via_tree(
    solver: TripSolver, tree: Tree, other: Floats, targets: Snap, *, leaving: bool
) -> tuple[Floats, Floats, Ints]:
    """Cost and other measure from targets over their best gate to the tree's root; the root."""
    doors = gates(solver.network, targets, leaving=leaving, two_way=solver.two_way)
    total = doors.part(solver.edge_cost[targets.edge]) + tree.cost[doors.node]
    door = total.argmin(axis=1)
    rows = np.arange(len(targets))
    node = doors.node[rows, door]
    second = doors.part(solver.edge_other[targets.edge])[rows, door] + other[node]
    return total[rows, door], second, tree.root[node]


def _nearest_one(solver: TripSolver) -> tuple[Floats, Floats, Ints]:
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
    total, aside, root = _via_tree(solver, tree, second, starts, leaving=True)
    total, aside, root = _shorter_direct(solver, starts, there, egress, (total, aside, root))
    reached = root >= 0
    best[here[reached]] = total[reached] - egress[root[reached]]
    other[here[reached]] = aside[reached]
    found[here[reached]] = root[reached]
    return np.maximum(best, 0), other, found


def _shorter_direct(
    solver: TripSolver,
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
    share = _direct_share(solver, starts.take(start), ends.take(end))
    edge = pairs["edge"].to_numpy()
    total = _times(share, solver.edge_cost[edge]) + egress[end]
    order = np.argsort(total, kind="stable")
    order = order[np.isfinite(total[order])]
    _, first = np.unique(start[order], return_index=True)
    row = order[first]
    row = row[total[row] <= known[0][start[row]]]
    best, other, root = known[0].copy(), known[1].copy(), known[2].copy()
    best[start[row]] = total[row]
    other[start[row]] = _times(share[row], solver.edge_other[edge[row]])
    root[start[row]] = end[row]
    return best, other, root


def _one_root(solver: TripSolver, joined: RootedGraph, i: int | np.int64) -> tuple[Floats, Floats]:
    """(t,) network cost and other measure between root i and all targets of the other side."""
    at_destination = joined.graph.reverse
    sides = (solver.destinations.snap, solver.origins.snap)
    near, far = sides if at_destination else sides[::-1]
    root = near.take(np.array([i]))
    tree = joined.search(np.array([i]))
    second = tree.along(solver.edge_other, joined.roots)
    best, other, _ = _via_tree(solver, tree, second, far, leaving=at_destination)
    same = root.take(np.zeros(len(far), dtype=np.int64))
    pair = (far, same) if at_destination else (same, far)
    share = _direct_share(solver, *pair)
    direct = _times(share, solver.edge_cost[root.edge])
    within = direct <= best
    best = np.where(within, direct, best)
    other = np.where(within, _times(share, solver.edge_other[root.edge]), other)
    gone = ~far.on_network
    best[gone] = other[gone] = np.inf
    return best, other


def _nearest_k(
    solver: TripSolver, k: int, progress: Progress | None
) -> tuple[Floats, Floats, Ints]:
    """(n, k) network cost, other measure and destination, best first; -1 where there is none."""
    ends = solver.destinations.snap
    egress = solver.leg_cost(ends.leg_m)
    joined = solver.rooted(at_destinations=True, legs=False)
    shape = (len(solver.origins.ids), k)
    rank_by, best, other = np.full(shape, np.inf), np.full(shape, np.inf), np.full(shape, np.inf)
    found = np.full(shape, -1, dtype=np.int64)
    steps = np.flatnonzero(ends.on_network)
    for done, j in enumerate(steps):
        new, aside = _one_root(solver, joined, j)
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


def _frame(solver: TripSolver, best: Floats, other: Floats, found: Ints) -> pd.DataFrame:
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
