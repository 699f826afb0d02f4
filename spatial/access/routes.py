"""Routes: the geometry of trips and the roads along them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from shapely import ops

from spatial import crs
from spatial.access.nearest import COLUMNS, OK
from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.routing.od_solver import ODSolver, direct_share, od_solver, times
from spatial.routing.shortest_paths import Tree, connectors
from spatial.routing.snapping import Snap
from spatial.routing.travel import BY_CAR, Travel
from spatial.wording import _


@dataclass(frozen=True)
class Piece:
    """A part of an edge that a trip travels: from share `start` to share `stop` of its line."""

    edge: int
    start: float
    stop: float

    @property
    def share(self) -> float:
        """The share of the edge that is travelled."""
        return abs(self.stop - self.start)


def routes(  # noqa: PLR0913
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    access: pd.DataFrame,
    travel: Travel = BY_CAR,
    *,
    hubs: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Trace the trips of an access table.

    Parameters
    ----------
    network, origins, destinations, travel, hubs
        As the table was made with; ids must not repeat.
    access
        Rows of `access.nearest`; those with status `ok` are traced.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of `access`, on its index, plus `roads` and `geometry`, EPSG:4326. `roads` is
        a list of `{"name", "highway", "m"}` in the order of travel, pieces of one name and class
        joined. The geometry runs from the origin's point to the destination's point; its first
        and its last segment are the access and the egress leg.

    Raises
    ------
    InputError
        If ids repeat, or a trip of the table does not exist on this network.
    """
    solver = od_solver(network, origins, destinations, travel, hubs=hubs)
    at = [
        _positions(ends.ids, word)
        for ends, word in (
            (solver.origins, _("origins")),
            (solver.destinations, _("destinations")),
        )
    ]
    todo = access[access["status"] == OK]
    start = at[0].get_indexer(pd.Index(todo["origin_id"], dtype=object))
    end = at[1].get_indexer(pd.Index(todo["destination_id"], dtype=object))
    if (start < 0).any() or (end < 0).any():
        raise InputError(
            [_("The access table names origins or destinations that the layers do not have.")]
        )
    pieces = _trace_all(solver, start, end)
    lines = [_line(solver, p, i, j) for p, i, j in zip(pieces, start, end, strict=True)]
    table = todo[COLUMNS].copy()
    table["roads"] = pd.Series(
        [_roads(network, p) for p in pieces], index=table.index, dtype=object
    )
    return gpd.GeoDataFrame(table, geometry=lines, crs=crs.WGS84)


def _positions(ids: NDArray[np.object_], word: str) -> pd.Index:
    index = pd.Index(ids, dtype=object)
    if index.has_duplicates:
        repeated = ", ".join(map(str, index[index.duplicated()].unique()[:10]))
        problem = _(
            "Ids of {word} repeat: {repeated}. Routes need an id that is used once."
        ).format(word=word, repeated=repeated)
        raise InputError([problem])
    return index


def _trace_all(
    solver: ODSolver, start: NDArray[np.int64], end: NDArray[np.int64]
) -> list[list[Piece]]:
    """Trace trips, one search per destination."""
    joined = solver.rooted(at_destinations=True, legs=False)
    no_leg = np.zeros(len(solver.destinations.ids))
    traced: dict[int, list[Piece]] = {}
    for j in np.unique(end):
        goal = np.array([j])
        tree = joined.search(goal)
        for row in np.flatnonzero(end == j):
            origin = solver.origins.snap.take(start[[row]])
            traced[int(row)] = trace(solver, tree, origin, goal, no_leg)
    if not all(traced.values()):
        raise InputError(
            [_("A trip of the access table does not exist on this network and mode.")]
        )
    return [traced[row] for row in range(len(end))]


def trace(
    solver: ODSolver, tree: Tree, origin: Snap, goals: Ints, leg_cost: Floats
) -> list[Piece]:
    """Follow the least-cost trip from one origin to the roots of a tree.

    Parameters
    ----------
    solver
        Knows the network and the destinations.
    tree
        Searched from the destinations `goals`.
    origin
        One point.
    goals
        Positions of destinations.
    leg_cost
        Cost of the leg of every destination of the solver, as counted in the tree.

    Returns
    -------
    list of Piece
        In the order of travel; empty where there is no trip.
    """
    ends, edge = solver.destinations.snap, origin.edge
    links = connectors(solver.network, origin, leaving=True, two_way=solver.two_way)
    total = (links.part(solver.edge_cost[edge]) + tree.cost[links.node])[0]
    near = goals[ends.edge[goals] == edge[0]]
    share = direct_share(solver, origin, ends.take(near))
    direct = times(share, solver.edge_cost[edge]) + leg_cost[near]
    if direct.min(initial=np.inf) <= total.min() and np.isfinite(direct).any():
        goal = near[direct.argmin()]
        return [Piece(int(edge[0]), float(origin.fraction[0]), float(ends.fraction[goal]))]
    if np.isinf(total.min()):
        return []
    link = int(total.argmin())
    start = Piece(int(edge[0]), float(origin.fraction[0]), 1.0 - link)
    return [start, *_follow(solver, tree, int(links.node[0, link]))]


def _follow(solver: ODSolver, tree: Tree, node: int) -> list[Piece]:
    """Follow a tree from a node to its root."""
    pieces = []
    while tree.parent[node] >= 0:
        edge = int(tree.via[node])
        ahead = solver.network.u[edge] == node
        pieces.append(Piece(edge, 0.0 if ahead else 1.0, 1.0 if ahead else 0.0))
        node = int(tree.parent[node])
    fraction = float(solver.destinations.snap.fraction[tree.root[node]])
    return [*pieces, Piece(int(tree.via[node]), 1.0 - int(tree.connector[node]), fraction)]


def _line(
    solver: ODSolver, pieces: list[Piece], i: int | np.int64, j: int | np.int64
) -> shapely.LineString:
    plane = solver.network.plane_geometry
    parts = [ops.substring(plane[p.edge], p.start, p.stop, normalized=True) for p in pieces]
    xy = np.concatenate([shapely.get_coordinates(part) for part in parts])
    keep = np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))
    transformer = pyproj.Transformer.from_crs(solver.network.plane, crs.WGS84, always_xy=True)
    lon, lat = transformer.transform(xy[keep, 0], xy[keep, 1])
    road = np.column_stack([lon, lat])
    return shapely.LineString(
        np.vstack([solver.origins.lonlat[i], road, solver.destinations.lonlat[j]])
    )


def _roads(network: RoadNetwork, pieces: list[Piece]) -> list[dict[str, str | float]]:
    roads: list[dict[str, str | float]] = []
    for piece in pieces:
        metres = piece.share * float(network.length_m[piece.edge])
        name, highway = str(network.name[piece.edge]), str(network.highway[piece.edge])
        if roads and (roads[-1]["name"], roads[-1]["highway"]) == (name, highway):
            roads[-1]["m"] = float(roads[-1]["m"]) + metres
        elif metres > 0:
            roads.append({"name": name, "highway": highway, "m": metres})
    return roads


def nearest_pieces(
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    travel: Travel = BY_CAR,
) -> list[list[Piece]]:
    """Trace the trip of every origin to its nearest destination, as `access.nearest` finds it.

    Parameters
    ----------
    network, origins, destinations, travel
        As in `access.nearest`, with the same errors.

    Returns
    -------
    list of list of Piece
        Per origin the pieces of edges in the order of travel, without the legs; empty where there
        is no trip.

    Notes
    -----
    One search from all destinations at once, as for the nearest: `routes.routes` needs one search
    per destination.
    """
    solver = od_solver(network, origins, destinations, travel)
    snap = solver.origins.snap
    there = np.flatnonzero(solver.destinations.snap.on_network)
    if not len(there):
        return [[] for _ in range(len(snap))]
    tree = solver.rooted(at_destinations=True, legs=True).search(there)
    leg_cost = solver.leg_cost(solver.destinations.snap.leg_m)
    return [
        trace(solver, tree, snap.take(np.array([i])), there, leg_cost)
        if snap.on_network[i]
        else []
        for i in range(len(snap))
    ]


def shared_m(first: list[Piece], second: list[Piece], length_m: Floats) -> float:
    """Measure the road that two trips have in common, in metres.

    Parameters
    ----------
    first, second
        Pieces of two trips; the pieces of one trip do not overlap.
    length_m
        (m,) metres of whole edges.

    Returns
    -------
    float
        Length of the parts of edges that both trips travel, in whichever direction.
    """
    by_edge: dict[int, list[Piece]] = defaultdict(list)
    for piece in second:
        by_edge[piece.edge].append(piece)
    return sum(
        _overlap(piece, other) * float(length_m[piece.edge])
        for piece in first
        for other in by_edge.get(piece.edge, [])
    )


def travelled_m(pieces: list[Piece], length_m: Floats) -> float:
    """Length of a trip along the network, in metres, legs not counted."""
    return sum(piece.share * float(length_m[piece.edge]) for piece in pieces)


def shared_share(first: list[Piece], second: list[Piece], length_m: Floats) -> float:
    """Return the share of the first trip's road that is also on the second trip's road.

    Parameters
    ----------
    first, second, length_m
        As in `shared_m`.

    Returns
    -------
    float
        ``shared_m(first, second) / travelled_m(first)``, 0 to 1; NaN where one of the two has no
        road (no trip, or legs only). It is not symmetric: all of a short trip can lie on a long
        one.
    """
    whole = travelled_m(first, length_m)
    if whole <= 0 or not second:
        return float("nan")
    return shared_m(first, second, length_m) / whole


def _overlap(a: Piece, b: Piece) -> float:
    """Share of the edge that two pieces of it have in common."""
    low = max(min(a.start, a.stop), min(b.start, b.stop))
    high = min(max(a.start, a.stop), max(b.start, b.stop))
    return max(0.0, high - low)
