"""Edges as segments between known costs: how cost grows along the roads around facilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from spatial.arrays import Floats, Ints
from spatial.routing.od_solver import ODSolver

Direction = Literal["to", "from"]
"""`to`: trips from places to the facility; `from`: from the facility to places."""


@dataclass(frozen=True, eq=False)
class EdgeSegments:
    """Parts of edges, each with a known cost at both ends, ordered by edge and share.

    An edge is cut at the facilities that lie on it. Along a segment the cost grows linearly
    inwards from each end over which people may travel.

    Attributes
    ----------
    edge
        (s,) edge; edges that no trip reaches have no segment.
    start, stop
        (s,) shares of the edge where the segment begins and ends.
    start_cost, stop_cost
        (s,) cost at its ends: metres or seconds; infinite where there is no trip.
    via_start, via_stop
        (s,) whether places on the segment may travel over its start, and over its stop.
    """

    edge: Ints
    start: Floats
    stop: Floats
    start_cost: Floats
    stop_cost: Floats
    via_start: NDArray[np.bool_]
    via_stop: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.edge)

    def find(self, edge: Ints, share: Floats) -> Ints:
        """(p,) the segment on which places of an edge lie; -1 where there is none."""
        if not len(self):
            return np.full(len(edge), -1)
        # The shares of an edge lie in [2e, 2e + 1], so that the end of one is not the next one.
        row = np.searchsorted(2.0 * self.edge + self.start, 2.0 * edge + share, side="right") - 1
        return np.where((row >= 0) & (self.edge[row] == edge), row, -1)


@dataclass(frozen=True, eq=False)
class FacilityPositions:
    """f facilities on edges: (f,) edge, share of the edge, and cost of the leg."""

    edge: Ints
    share: Floats
    cost: Floats


def edge_segments(
    solver: ODSolver,
    node_cost: Floats,
    facilities: FacilityPositions,
    direction: Direction,
) -> EdgeSegments:
    """Cut the edges that trips reach into segments.

    Parameters
    ----------
    solver
        The network of n nodes and m edges, the cost of its edges and their directions.
    node_cost
        (n,) cost between each node and its nearest facility; infinite where there is no trip.
    facilities
        The facilities.
    direction
        `to`: only two-way edges lead over their start. `from`: only two-way edges are entered
        over their stop.
    """
    network, edge_cost, two_way = solver.network, solver.edge_cost, solver.two_way
    at_u, at_v = node_cost[network.u], node_cost[network.v]
    reached = np.isfinite(edge_cost) & (np.isfinite(at_u) | np.isfinite(at_v))
    cut = np.unique(facilities.edge)
    reached[cut] = False
    whole = np.flatnonzero(reached)
    first = (whole, np.zeros(len(whole)), np.ones(len(whole)), at_u[whole], at_v[whole])
    pieces = [first]
    for edge in cut:
        ends = (at_u[edge], at_v[edge])
        always, back = edge_cost[edge], edge_cost[edge] if two_way[edge] else np.inf
        steps = (back, always) if direction == "to" else (always, back)
        pieces.append(_cut(edge, ends, facilities, steps))
    table = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    order = np.lexsort((table[2], table[1], table[0]))
    edge, start, stop, start_cost, stop_cost = (column[order] for column in table)
    free, bound = np.ones(len(edge), dtype=bool), two_way[edge]
    ways = (bound, free) if direction == "to" else (free, bound)
    return EdgeSegments(edge, start, stop, start_cost, stop_cost, *ways)


def _cut(
    edge: np.int64,
    ends: tuple[float, float],
    facilities: FacilityPositions,
    steps: tuple[float, float],
) -> tuple[Ints, Floats, Floats, Floats, Floats]:
    """Segments of one edge with facilities on it.

    `steps` are the costs of the whole edge for people who travel over the start, and over the
    stop, of what they are on; infinite where they may not.
    """
    here = np.flatnonzero(facilities.edge == edge)
    here = here[np.argsort(facilities.share[here], kind="stable")]
    share = np.concatenate([[0.0], facilities.share[here], [1.0]])
    cost = np.concatenate([ends[:1], facilities.cost[here], ends[1:]])
    inner = range(1, len(share) - 1)
    for near, step, order in ((-1, steps[0], inner), (1, steps[1], inner[::-1])):
        if np.isfinite(step):
            for i in order:
                onwards = cost[i + near] + abs(share[i] - share[i + near]) * step
                cost[i] = min(cost[i], onwards)
    return np.full(len(share) - 1, edge), share[:-1], share[1:], cost[:-1], cost[1:]
