"""The cost to the nearest facility at every place of the network.

A `NetworkCostField` is the base of service areas, surfaces and people within reach: one search
serves all facilities, and a new threshold needs no new search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.routing.loose_pieces import snap_origins
from spatial.routing.od_solver import ODSolver, facility_solver
from spatial.routing.shortest_paths import AT_NODE_M
from spatial.routing.snapping import Snap
from spatial.routing.travel import BY_CAR, Travel
from spatial.service_areas.edge_segments import (
    Direction,
    EdgeSegments,
    FacilityPositions,
    edge_segments,
)
from spatial.wording import _


@dataclass(frozen=True, eq=False)
class NetworkCostField:
    """The least cost between every place of the network and its nearest facility.

    Build it with `cost_field`, or `each_cost_field` for one facility at a time.

    Attributes
    ----------
    solver
        Network, mode, cost and the snapped facilities (as `destinations`).
    direction
        `to` or `from` the facility.
    rows
        (r,) positions, among the facilities, of those that count here.
    segments
        The edges that trips reach, with costs; the facility's leg is counted.
    limit
        Costs above this are not known; infinite if all are.
    """

    solver: ODSolver
    direction: Direction
    rows: Ints
    segments: EdgeSegments
    limit: float

    @property
    def network(self) -> RoadNetwork:
        """The network."""
        return self.solver.network

    @property
    def unit(self) -> str:
        """Unit of costs and thresholds: `m`, or `s` for time."""
        return "m" if self.solver.cost == "distance" else "s"

    @property
    def off_network(self) -> list[str]:
        """Ids of the facilities that count here but have no usable road near: they serve none."""
        ends = self.solver.destinations
        return [str(ends.ids[row]) for row in self.rows if not ends.snap.on_network[row]]

    def snap(self, lonlat: Floats) -> Snap:
        """Snap (p, 2) places, degrees, to the roads of the mode, as the origins of a trip."""
        solver = self.solver
        return snap_origins(
            self.network,
            solver.travel,
            solver.destinations.snap,
            lonlat,
            outward=self.direction == "from",
        )

    def at(self, places: Snap) -> Floats:
        """Measure the trips between snapped places and their nearest facility.

        Parameters
        ----------
        places
            p places on the network, e.g. from `NetworkCostField.snap`.

        Returns
        -------
        numpy.ndarray
            (p,) totals in `unit` (metres or seconds), both legs included, as
            `access.nearest` measures them; NaN where there is no trip.
        """
        total = np.full(len(places), np.nan)
        row = self.segments.find(places.edge, places.fraction)
        known = (row >= 0) & places.on_network
        best = self._on_road(row[known], places.edge[known], places.fraction[known])
        legs = self.solver.leg_cost(places.leg_m[known])
        total[known] = np.where(np.isfinite(best), best + legs, np.nan)
        return total

    def _on_road(self, row: Ints, edge: Ints, share: Floats) -> Floats:
        """(p,) metres or seconds from the road at a share of an edge, on its segment."""
        table = self.segments
        metres, cost = self.network.length_m[edge], self.solver.edge_cost[edge]
        before, after = share - table.start[row], table.stop[row] - share
        over_start = table.via_start[row] | (before * metres <= AT_NODE_M)
        over_stop = table.via_stop[row] | (after * metres <= AT_NODE_M)
        return np.minimum(
            np.where(over_start, table.start_cost[row] + before * cost, np.inf),
            np.where(over_stop, table.stop_cost[row] + after * cost, np.inf),
        )


def cost_field(
    network: RoadNetwork,
    facilities: gpd.GeoDataFrame,
    travel: Travel = BY_CAR,
    *,
    direction: Direction = "to",
) -> NetworkCostField:
    """Search from all facilities at once.

    Parameters
    ----------
    network
        The road network.
    facilities
        Point layer in any CRS; column `id` is used where present, else the index.
    travel
        How people travel, and whether the field holds metres or free-flow time.
    direction
        `to`: trips from places to a facility; `from`: from a facility to places. They differ on
        one-way roads.

    Raises
    ------
    InputError
        For facilities that are not points, none at all, or an unknown cost or direction.

    Notes
    -----
    One multi-source pass of Dijkstra's algorithm (1959), for `to` on the reversed graph.
    """
    solver = _solver(network, facilities, travel, direction)
    rows = np.arange(len(facilities))
    return _field(solver, _joined(solver, direction), direction, rows, np.inf)


def each_cost_field(
    network: RoadNetwork,
    facilities: gpd.GeoDataFrame,
    travel: Travel = BY_CAR,
    *,
    direction: Direction = "to",
    limit: float = np.inf,
) -> Iterator[NetworkCostField]:
    """Search from every facility by itself.

    Parameters
    ----------
    network, facilities, travel, direction
        As `cost_field`.
    limit
        Metres or seconds beyond which costs need not be known; saves time.

    Yields
    ------
    NetworkCostField
        One per facility, in their order.
    """
    solver = _solver(network, facilities, travel, direction)
    joined = _joined(solver, direction)
    for row in range(len(facilities)):
        yield _field(solver, joined, direction, np.array([row]), limit)


def _solver(
    network: RoadNetwork,
    facilities: gpd.GeoDataFrame,
    travel: Travel,
    direction: Direction,
) -> ODSolver:
    if direction not in ("to", "from"):
        problem = _("direction is '{direction}'; it must be 'to' or 'from'.").format(
            direction=direction
        )
        raise InputError([problem])
    if facilities.empty:
        raise InputError([_("There are no facilities: the layer is empty.")])
    return facility_solver(network, facilities, travel, outward=direction == "from")


def _joined(solver: ODSolver, direction: Direction) -> sp.csr_array:
    return solver.rooted(at_destinations=direction == "to", legs=True).joined


def _field(
    solver: ODSolver,
    joined: sp.csr_array,
    direction: Direction,
    rows: Ints,
    limit: float,
) -> NetworkCostField:
    ends, n = solver.destinations.snap, solver.network.n_nodes
    there = rows[ends.on_network[rows]]
    node_cost = np.full(n, np.inf)
    if len(there):
        node_cost = dijkstra(joined, indices=n + there, min_only=True, limit=limit)[:n]
    leg_cost = solver.leg_cost(ends.leg_m[there])
    positions = FacilityPositions(ends.edge[there], ends.fraction[there], leg_cost)
    table = edge_segments(solver, node_cost, positions, direction)
    return NetworkCostField(solver, direction, rows, table, limit)
