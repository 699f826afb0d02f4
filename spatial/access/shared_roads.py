"""How much of the road to one facility is also the road to another."""

from __future__ import annotations

from collections import defaultdict

import geopandas as gpd
import numpy as np

from spatial.access.routes import Piece, trace
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import CAR, TravelMode
from spatial.routing.od_solver import Cost, trip_solver
from spatial.routing.shortest_paths import Floats
from spatial.routing.snapping import MAX_SNAP_M


def nearest_pieces(  # noqa: PLR0913
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    mode: TravelMode = CAR,
    *,
    cost: Cost = "distance",
    max_snap_m: float = MAX_SNAP_M,
) -> list[list[Piece]]:
    """Trace the trip of every origin to its nearest destination, as `access.nearest` finds it.

    Parameters
    ----------
    network, origins, destinations, mode, cost, max_snap_m
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
    solver = trip_solver(network, origins, destinations, mode, cost=cost, max_snap_m=max_snap_m)
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
