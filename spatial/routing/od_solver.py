"""Trips between origins and destinations: snapped points, cost graphs and single searches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.routing.loose_pieces import snap_facilities, snap_origins
from spatial.routing.modes import TravelMode, edge_seconds, leg_seconds
from spatial.routing.shortest_paths import (
    AT_NODE_M,
    CostGraph,
    RootedGraph,
    Tree,
    connectors,
    cost_graph,
    rooted,
)
from spatial.routing.snapping import Snap, point_lonlat
from spatial.routing.travel import BY_CAR, Cost, Travel
from spatial.wording import _


@dataclass(frozen=True, eq=False)
class Endpoints:
    """n origins or destinations, snapped to the network."""

    index: pd.Index
    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    lonlat: Floats
    snap: Snap


@dataclass(frozen=True, eq=False)
class ODSolver:
    """Origins and destinations, snapped to a network on which people travel in one way.

    Build it with `od_solver`.
    """

    network: RoadNetwork
    travel: Travel
    origins: Endpoints
    destinations: Endpoints

    @property
    def mode(self) -> TravelMode:
        """The mode of travel."""
        return self.travel.mode

    @property
    def cost(self) -> Cost:
        """What is minimised: `distance` or `time`."""
        return self.travel.cost

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
        """Build the graph of the chosen cost; the network caches it."""
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
        links = connectors(self.network, points, leaving=not at_destinations, two_way=self.two_way)
        extra = self.leg_cost(points.leg_m) if legs else np.zeros(len(points))
        graph = self.graph(reverse=at_destinations)
        return rooted(graph, links, points.edge, self.edge_cost, extra)

    def leg_cost(self, leg_m: Floats) -> Floats:
        """Cost of access or egress legs."""
        return leg_m if self.cost == "distance" else leg_seconds(leg_m, self.mode)


def od_solver(
    network: RoadNetwork,
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    travel: Travel = BY_CAR,
    *,
    hubs: gpd.GeoDataFrame | None = None,
) -> ODSolver:
    """Snap both layers to the roads that the mode may use.

    Parameters
    ----------
    network, origins, destinations, travel
        As `access.nearest`.
    hubs
        The facilities, where the destinations are villages (the way home, from village to
        village): both layers are tied to the network as villages of these facilities, so that
        the way there and the way home use the same roads.
    """
    _check(origins, destinations, travel)
    if hubs is not None and not hubs.empty:
        there = snap_facilities(network, travel, point_lonlat(hubs))
        tie = partial(snap_origins, network, travel, there)
        return ODSolver(
            network,
            travel,
            _endpoints(origins, tie),
            _endpoints(destinations, partial(tie, outward=True)),
        )
    ends = _endpoints(destinations, partial(snap_facilities, network, travel))
    starts = _endpoints(origins, partial(snap_origins, network, travel, ends.snap))
    return ODSolver(network, travel, starts, ends)


def facility_solver(
    network: RoadNetwork, facilities: gpd.GeoDataFrame, travel: Travel, *, outward: bool
) -> ODSolver:
    """Snap facilities as origins and destinations alike; for `outward`, trips begin at them."""
    _check(facilities, facilities, travel)
    tie = partial(snap_facilities, network, travel, outward=outward)
    ends = _endpoints(facilities, tie)
    return ODSolver(network, travel, ends, ends)


def _check(origins: gpd.GeoDataFrame, destinations: gpd.GeoDataFrame, travel: Travel) -> None:
    """Raise InputError for an unknown cost and for empty layers."""
    if travel.cost not in get_args(Cost):
        problem = _("cost is '{cost}'; it must be 'distance' or 'time'.")
        raise InputError([problem.format(cost=travel.cost)])
    problems = [
        _("There are no {word}: the layer is empty.").format(word=word)
        for word, layer in ((_("origins"), origins), (_("destinations"), destinations))
        if layer.empty
    ]
    if problems:
        raise InputError(problems)


def _endpoints(layer: gpd.GeoDataFrame, tie: Callable[[Floats], Snap]) -> Endpoints:
    lonlat = point_lonlat(layer)
    ids = (layer["id"] if "id" in layer else layer.index.to_series()).to_numpy(dtype=object)
    names = layer["name"].to_numpy(dtype=object) if "name" in layer else ids
    return Endpoints(layer.index, ids, names, lonlat, tie(lonlat))


def direct_share(solver: ODSolver, origin: Snap, destination: Snap) -> Floats:
    """Share of the edge between pairs of points on it; infinite where there is no such trip."""
    step = destination.fraction - origin.fraction
    slack = AT_NODE_M / np.maximum(solver.network.length_m[origin.edge], AT_NODE_M)
    allowed = (origin.edge == destination.edge) & (solver.two_way[origin.edge] | (step >= -slack))
    return np.where(allowed, np.abs(step), np.inf)


def times(share: Floats, value: Floats) -> Floats:
    """Share times value, infinite where the share is, also for a value of 0."""
    product = np.full(share.shape, np.inf)
    np.multiply(share, value, out=product, where=np.isfinite(share))
    return product


def via_tree(
    solver: ODSolver, tree: Tree, other: Floats, targets: Snap, *, leaving: bool
) -> tuple[Floats, Floats, Ints]:
    """Cost, other measure and root of the trips from targets over their best connector."""
    links = connectors(solver.network, targets, leaving=leaving, two_way=solver.two_way)
    total = links.part(solver.edge_cost[targets.edge]) + tree.cost[links.node]
    link = total.argmin(axis=1)
    rows = np.arange(len(targets))
    node = links.node[rows, link]
    second = links.part(solver.edge_other[targets.edge])[rows, link] + other[node]
    return total[rows, link], second, tree.root[node]


def one_root(solver: ODSolver, joined: RootedGraph, i: int | np.int64) -> tuple[Floats, Floats]:
    """(t,) network cost and other measure between root i and all targets of the other side."""
    at_destination = joined.graph.reverse
    sides = (solver.destinations.snap, solver.origins.snap)
    near, far = sides if at_destination else sides[::-1]
    root = near.take(np.array([i]))
    tree = joined.search(np.array([i]))
    second = tree.along(solver.edge_other, joined.roots)
    best, other, _ = via_tree(solver, tree, second, far, leaving=at_destination)
    same = root.take(np.zeros(len(far), dtype=np.int64))
    pair = (far, same) if at_destination else (same, far)
    share = direct_share(solver, *pair)
    direct = times(share, solver.edge_cost[root.edge])
    within = direct <= best
    best = np.where(within, direct, best)
    other = np.where(within, times(share, solver.edge_other[root.edge]), other)
    gone = ~far.on_network
    best[gone] = other[gone] = np.inf
    return best, other
