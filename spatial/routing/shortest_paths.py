"""Least-cost search from points on edges: the engine below `access`.

A point sits part-way along an edge, so a trip leaves it (or arrives at it) over one or two
*connectors*: the nodes at the ends of the edge, each with the part of the edge up to it. A search
is Dijkstra's algorithm (1959) as in `scipy.sparse.csgraph`, started from the connectors of its
roots; on the reversed graph it answers "how far is it from here to the nearest root" for every
node at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from spatial.arrays import Floats, Ints
from spatial.network.road_network import RoadNetwork
from spatial.routing.snapping import Snap

AT_NODE_M = 0.001
"""A point within this distance of an edge's end, along the edge, is at the node."""


@dataclass(frozen=True, eq=False)
class Connectors:
    """Connectors of n points: 0 leads to the edge's last node, 1 to its first.

    Attributes
    ----------
    node
        (n, 2) node positions.
    share
        (n, 2) share of the edge between the point and the node; infinite where one-way traffic
        forbids the connector.
    """

    node: Ints
    share: Floats

    def part(self, edge_value: Floats) -> Floats:
        """(n, 2) value of the part of the edge on each connector, for (n,) values of edges."""
        with np.errstate(invalid="ignore"):
            return np.where(np.isinf(self.share), np.inf, self.share * edge_value[:, None])


def connectors(
    network: RoadNetwork, points: Snap, *, leaving: bool, two_way: NDArray[np.bool_]
) -> Connectors:
    """Find the connectors of points.

    Parameters
    ----------
    network
        The network.
    points
        n points on it.
    leaving
        True for trips that start at the points, False for trips that end there.
    two_way
        (m,) edges that may be travelled against their direction.

    Returns
    -------
    Connectors
        Leaving, the last node of the edge is always open and the first one on two-way edges;
        arriving, it is the other way round. A point at a node may use that node in any case.
    """
    edge, fraction = points.edge, points.fraction
    node = np.stack([network.v[edge], network.u[edge]], axis=1)
    share = np.stack([1 - fraction, fraction], axis=1)
    at_node = share * network.length_m[edge][:, None] <= AT_NODE_M
    always = 0 if leaving else 1
    is_open = np.repeat(two_way[edge][:, None], 2, axis=1)
    is_open[:, always] = True
    return Connectors(node, np.where(is_open | at_node, np.where(at_node, 0.0, share), np.inf))


@dataclass(frozen=True, eq=False)
class CostGraph:
    """A directed graph with one arc per ordered pair of nodes: the cheapest of parallel edges.

    Attributes
    ----------
    matrix
        (n, n) CSR array of costs; explicit zeros are arcs.
    key
        (a,) `tail * n + head` of each arc, ascending.
    edge
        (a,) edge of each arc.
    reverse
        True where arcs run against the traffic, for searches from destinations.
    """

    matrix: sp.csr_array
    key: Ints
    edge: Ints
    reverse: bool

    def arc(self, tail: Ints, head: Ints) -> Ints:
        """Return the arcs from `tail` to `head`; they must exist."""
        return np.searchsorted(self.key, tail * self.matrix.shape[0] + head)


def cost_graph(
    network: RoadNetwork, cost: Floats, other: Floats, two_way: NDArray[np.bool_], *, reverse: bool
) -> CostGraph:
    """Build the graph for one cost.

    Parameters
    ----------
    network
        n nodes, m edges.
    cost
        (m,) cost of each edge, not negative; infinite where it may not be used.
    other
        (m,) decides between parallel edges of equal cost.
    two_way
        (m,) edges that may be travelled against their direction.
    reverse
        Reverse all arcs.
    """
    ahead = np.flatnonzero(np.isfinite(cost))
    back = ahead[two_way[ahead]]
    edge = np.concatenate([ahead, back])
    tail = np.concatenate([network.u[ahead], network.v[back]])
    head = np.concatenate([network.v[ahead], network.u[back]])
    if reverse:
        tail, head = head, tail
    n = network.n_nodes
    key = tail * n + head
    order = np.lexsort((other[edge], cost[edge], key))
    first = np.ones(len(order), dtype=bool)
    first[1:] = key[order][1:] != key[order][:-1]
    keep = order[first]
    indptr = np.searchsorted(tail[keep], np.arange(n + 1)).astype(np.int32)
    matrix = sp.csr_array((cost[edge[keep]], head[keep].astype(np.int32), indptr), shape=(n, n))
    return CostGraph(matrix, key[keep], edge[keep], reverse)


@dataclass(frozen=True, eq=False)
class Tree:
    """Least-cost paths between every node and its root.

    Attributes
    ----------
    cost
        (n,) cost of the path, the root's extra cost included; infinite where there is none.
    root
        (n,) position of the root among the roots; -1 where there is none.
    parent
        (n,) next node towards the root; -1 where the node is not reached or is a connector of
        its root.
    via
        (n,) edge to the parent, or the root's own edge at a connector; -1 where not reached.
    connector
        (n,) which connector of the root the path ends at; -1 where the node is none.
    """

    cost: Floats
    root: Ints
    parent: Ints
    via: Ints
    connector: Ints

    def along(self, edge_value: Floats, roots: Connectors) -> Floats:
        """Sum edge values along every path.

        Parameters
        ----------
        edge_value
            (m,) value of each whole edge.
        roots
            The connectors from which the search started.

        Returns
        -------
        numpy.ndarray
            (n,) sums, the part of the root's edge included; infinite where not reached.

        Notes
        -----
        Pointer jumping (Wyllie 1979): log2(depth) passes over the nodes that were reached.
        """
        n = len(self.cost)
        reached = np.flatnonzero(self.via >= 0)
        place = np.full(n + 1, len(reached))
        place[reached] = np.arange(len(reached))
        total = np.append(edge_value[self.via[reached]], 0.0)
        at_connector = self.connector[reached] >= 0
        connector = reached[at_connector]
        total[:-1][at_connector] *= roots.share[self.root[connector], self.connector[connector]]
        jump = np.append(place[self.parent[reached]], len(reached))
        while (jump != len(reached)).any():
            total += total[jump]
            jump = jump[jump]
        sums = np.full(n, np.inf)
        sums[reached] = total[:-1]
        return sums


@dataclass(frozen=True, eq=False)
class RootedGraph:
    """A graph with r roots joined to it: build it with `rooted`, search it as often as needed.

    Attributes
    ----------
    graph
        n nodes; reversed when the roots are destinations.
    roots
        Connectors of the roots.
    root_edge
        (r,) edge of each root.
    connector_cost
        (r, 2) cost between a root and its connectors; infinite where a connector is closed.
    joined
        (n + r, n + r) the graph, and behind it the roots as nodes that only lead out.
    """

    graph: CostGraph
    roots: Connectors
    root_edge: Ints
    connector_cost: Floats
    joined: sp.csr_array

    def search(self, which: Ints) -> Tree:
        """Find, for every node, the least-cost path between it and the cheapest of some roots.

        Parameters
        ----------
        which
            Positions of the roots to search from.
        """
        n = self.graph.matrix.shape[0]
        cost, before, source = dijkstra(
            self.joined, indices=n + which, min_only=True, return_predecessors=True
        )
        return _tree(self, cost[:n], before[:n].astype(np.int64), source[:n].astype(np.int64))


def rooted(
    graph: CostGraph, roots: Connectors, root_edge: Ints, edge_cost: Floats, extra: Floats
) -> RootedGraph:
    """Join roots to a graph.

    Parameters
    ----------
    graph
        n nodes; reversed when the roots are destinations.
    roots
        Connectors of r roots.
    root_edge
        (r,) edge of each root.
    edge_cost
        (m,) cost of whole edges, as the graph was built with.
    extra
        (r,) cost added to each root: its leg.
    """
    n, r = graph.matrix.shape[0], len(root_edge)
    connector_cost = roots.part(edge_cost[root_edge]) + extra[:, None]
    root, connector = np.nonzero(np.isfinite(connector_cost))
    out = len(graph.key) + np.searchsorted(root, np.arange(1, r + 1))
    joined = sp.csr_array(
        (
            np.concatenate([graph.matrix.data, connector_cost[root, connector]]),
            np.concatenate([graph.matrix.indices, roots.node[root, connector].astype(np.int32)]),
            np.concatenate([graph.matrix.indptr, out]).astype(np.int32),
        ),
        shape=(n + r, n + r),
    )
    return RootedGraph(graph, roots, root_edge, connector_cost, joined)


def _tree(rooted_graph: RootedGraph, cost: Floats, before: Ints, source: Ints) -> Tree:
    graph, roots = rooted_graph.graph, rooted_graph.roots
    n = len(cost)
    reached = before >= 0
    at_connector = before >= n
    inner = np.flatnonzero(reached & ~at_connector)
    via = np.full(n, -1, dtype=np.int64)
    via[inner] = graph.edge[graph.arc(before[inner], inner)]
    node = np.flatnonzero(at_connector)
    own = before[node] - n
    via[node] = rooted_graph.root_edge[own]
    candidate = np.where(
        roots.node[own] == node[:, None], rooted_graph.connector_cost[own], np.inf
    )
    connector = np.full(n, -1, dtype=np.int64)
    connector[node] = candidate.argmin(axis=1)
    return Tree(
        cost=cost,
        root=np.where(reached, source - n, -1),
        parent=np.where(at_connector | ~reached, -1, before),
        via=via,
        connector=connector,
    )
