"""Points on the road network, past pieces of road from which one gets nowhere.

A drawn network has scraps that its drawing left unconnected, and ends of one-way roads at the edge
of the data. The nearest edge of a point may be one of them, with a road of the main part beside
it. The router OSRM (small components), Valhalla (`minimum_reachability`) and R5 then take the
nearest edge from which the rest of the network can be reached. So do these functions, and they
differ from the routers in that they need no number of nodes that makes a component small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import breadth_first_order, connected_components

from spatial import crs
from spatial.arrays import Floats, Ints
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import TravelMode, edge_seconds, snappable_edges
from spatial.routing.shortest_paths import AT_NODE_M
from spatial.routing.snapping import Snap, edge_tree, pass_over, replace_snaps, snap, tie
from spatial.routing.travel import Travel

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ways:
    """Where trips of a mode can go on a network of n nodes and m edges.

    Roads that a change closed (`RoadNetwork.severed`) count as if they were there.

    Attributes
    ----------
    arcs
        (n, n) directed graph of the trips, CSR.
    part
        (n,) part of each node: the nodes connected with it, in whichever direction.
    length_m
        (p,) metres of road of each part.
    core
        (n,) True for the nodes of the core of their part: its longest strongly connected piece,
        or all its nodes if that has no more than half of its roads.
    two_way
        (m,) edges that the mode may travel against their direction.
    usable
        (m,) edges where a trip may begin or end.
    """

    arcs: sp.csr_array
    part: Ints
    length_m: Floats
    core: Mask
    two_way: Mask
    usable: Mask

    @property
    def main(self) -> int:
        """The longest part."""
        return int(np.argmax(self.length_m))


def ways(network: RoadNetwork, mode: TravelMode) -> Ways:
    """Find the parts of a network that a mode may use, ferries included, and their cores."""

    def make() -> Ways:
        passable = np.isfinite(edge_seconds(network, mode))
        two_way = ~network.oneway | (not mode.respects_oneway)
        back = passable & two_way
        u, v = network.u, network.v
        cut = network.severed
        n = network.n_nodes
        tail = np.concatenate([u[passable], v[back], cut[:, 0], cut[:, 1]])
        head = np.concatenate([v[passable], u[back], cut[:, 1], cut[:, 0]])
        arcs = sp.csr_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(n, n))
        parts, part = connected_components(arcs, directed=False)
        metres = np.where(passable, network.length_m, 0.0)
        length = np.bincount(part[u], metres, minlength=parts).astype(np.float64)
        core = _core(network, arcs, part.astype(np.int64), length, metres)
        usable = snappable_edges(network, mode)
        return Ways(arcs, part.astype(np.int64), length, core, two_way, usable)

    return network.remember(("ways", mode), make)


def _core(
    network: RoadNetwork, arcs: sp.csr_array, part: Ints, length_m: Floats, metres: Floats
) -> Mask:
    """(n,) True for the nodes of the core of their part; see `Ways`."""
    pieces, piece = connected_components(arcs, directed=True, connection="strong")
    inside = piece[network.u] == piece[network.v]
    own = np.bincount(piece[network.u[inside]], metres[inside], minlength=pieces)
    part_of = np.zeros(pieces, dtype=np.int64)
    part_of[piece] = part
    order = np.argsort(own, kind="stable")
    longest = np.full(len(length_m), -1, dtype=np.int64)
    longest[part_of[order]] = order
    few = own[longest] <= length_m / 2
    return np.asarray((piece == longest[part]) | few[part])


def snap_facilities(
    network: RoadNetwork, travel: Travel, lonlat: Floats, *, outward: bool = False
) -> Snap:
    """Tie facilities to the nearest edge at which people arrive from the rest of the network.

    Parameters
    ----------
    network
        m edges.
    travel
        The mode, and the longest leg.
    lonlat
        (n, 2) degrees.
    outward
        Trips begin at the facilities.

    Notes
    -----
    A facility passes over its nearest edge if the core of that part of the network cannot reach
    it, or if the part is a scrap: its roads together are shorter than the longest leg, and all of
    it lies within the longest leg of a longer part that passes the facility as near. Whoever lives
    on the scrap is then tied to that longer part, too. What is longer, or leads farther away, is
    an island and keeps its facility.
    """
    way = ways(network, travel.mode)
    found = snap(network, lonlat, way.usable, travel.max_snap_m)
    core = way.core & (way.part == way.main)
    if _edges(network, way, core, back=outward)[found.edge].all():
        return found
    able = _reached(way, way.core, back=outward)
    open_edges = way.usable & _edges(network, way, able, back=outward)
    label = way.part[network.u]
    settled = open_edges[found.edge] | _at_node(network, found, able)
    rows = np.flatnonzero(found.on_network & ~(settled & (label[found.edge] == way.main)))
    tree, positions = edge_tree(network, way.usable)
    places = crs.project(np.asarray(shapely.points(lonlat[rows])), network.plane)
    row, near = tree.query(places, predicate="dwithin", distance=travel.max_snap_m)
    edge = positions[near]
    home = _home(network, way, found.take(rows), (row, label[edge]), travel.max_snap_m)
    moves = (home != label[found.edge[rows]]) | ~settled[rows]
    right = open_edges[edge] & (label[edge] == home[row]) & moves[row]
    row, edge = row[right], edge[right]
    order = np.lexsort((shapely.distance(network.plane_geometry[edge], places[row]), row))
    row, first = np.unique(row[order], return_index=True)
    other = tie(network, lonlat[rows[row]], edge[order][first], travel.max_snap_m)
    return replace_snaps(found, rows[row], other)


def snap_origins(
    network: RoadNetwork,
    travel: Travel,
    facilities: Snap,
    lonlat: Floats,
    *,
    outward: bool = False,
) -> Snap:
    """Tie places to the nearest edge from which the main part or a facility can be reached.

    Parameters
    ----------
    network, travel, outward
        As `snap_facilities`.
    facilities
        The facilities, on their edges.
    lonlat
        (n, 2) degrees.

    Notes
    -----
    A place that has no such edge within the longest leg stays on its nearest edge.
    """
    way = ways(network, travel.mode)
    found = snap(network, lonlat, way.usable, travel.max_snap_m)
    target = way.core & (way.part == way.main)
    if _edges(network, way, target, back=not outward)[found.edge].all():
        return found
    edge = facilities.edge[facilities.on_network]
    u, v, both = network.u[edge], network.v[edge], way.two_way[edge]
    target = target.copy()
    target[v if outward else u] = True
    target[(u if outward else v)[both]] = True
    able = _reached(way, target, back=not outward)
    serving = _edges(network, way, able, back=not outward)
    serving[edge] = True
    at_able = _at_node(network, found, able)
    rows = np.flatnonzero(~at_able)
    tied = pass_over(
        network, lonlat[rows], found.take(rows), way.usable & serving, travel.max_snap_m
    )
    return found.put(rows, tied)


def _reached(way: Ways, start: Mask, *, back: bool) -> Mask:
    """(n,) True for the nodes that trips from `start` reach; for `back`, that reach `start`."""
    arcs = sp.csr_array(way.arcs.T) if back else way.arcs
    first = np.flatnonzero(start)
    n = arcs.shape[0]
    joined = sp.csr_array(
        (
            np.concatenate([arcs.data, np.ones(len(first), dtype=np.int8)]),
            np.concatenate([arcs.indices, first.astype(arcs.indices.dtype)]),
            np.append(arcs.indptr, arcs.indptr[-1] + len(first)),
        ),
        shape=(n + 1, n + 1),
    )
    reached = np.zeros(n + 1, dtype=bool)
    reached[breadth_first_order(joined, n, return_predecessors=False)] = True
    return reached[:n]


def _edges(network: RoadNetwork, way: Ways, node: Mask, *, back: bool) -> Mask:
    """(m,) True for edges that trips enter from chosen nodes; for `back`, leave to them."""
    first, other = (network.v, network.u) if back else (network.u, network.v)
    return np.asarray(node[first] | (way.two_way & node[other]))


def _at_node(network: RoadNetwork, found: Snap, node: Mask) -> Mask:
    """(n,) True for points at one of some nodes, from where they may go whatever their edge."""
    length = network.length_m[found.edge]
    at_first = found.fraction * length <= AT_NODE_M
    at_last = (1 - found.fraction) * length <= AT_NODE_M
    first, last = node[network.u[found.edge]], node[network.v[found.edge]]
    return np.asarray((at_first & first) | (at_last & last))


def _home(
    network: RoadNetwork, way: Ways, found: Snap, beside: tuple[Ints, Ints], max_snap_m: float
) -> Ints:
    """(n,) the part of the network on which each facility is reached.

    `beside` are pairs of a facility and a part within the longest leg of it.
    """
    home = way.part[network.u[found.edge]].copy()
    pairs = np.unique(np.column_stack(beside), axis=0)
    lengths = way.length_m[pairs[:, 1]]
    order = np.lexsort((-lengths, pairs[:, 0]))
    facility, first = np.unique(pairs[order, 0], return_index=True)
    longest = pairs[order, 1][first]
    loose: dict[tuple[int, int], bool] = {}
    for i, other in zip(facility, longest, strict=True):
        own = home[i]
        if way.length_m[own] >= min(way.length_m[other], max_snap_m):
            continue
        pair = int(own), int(other)
        if pair not in loose:
            loose[pair] = _lies_beside(network, way, pair, max_snap_m)
        if loose[pair]:
            home[i] = other
    return home


def _lies_beside(
    network: RoadNetwork, way: Ways, parts: tuple[int, int], max_snap_m: float
) -> bool:
    """Whether all of one part lies within the longest leg of another, by its vertices."""
    label = way.part[network.u]
    tree, positions = edge_tree(network, way.usable)
    own = network.plane_geometry[way.usable & (label == parts[0])]
    vertices = np.unique(shapely.get_coordinates(own), axis=0)
    row, near = tree.query(
        np.asarray(shapely.points(vertices)), predicate="dwithin", distance=max_snap_m
    )
    return len(np.unique(row[label[positions[near]] == parts[1]])) == len(vertices)
