"""What the jobs of one area share, on disk: the network, the points, and a graph for the peers.

Peers route from node to node. They get the same snapped points as further nodes: an origin has
arcs out to the ends of its edge, a facility arcs in, and an origin on the edge of a facility an
arc straight to it. Egress legs are part of the arcs into facilities. None of this is timed.
"""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd

from benchmarks.areas import REACH_M, edge_table, facilities_among, random_points, villages_near
from spatial.access.nearest import matrix
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import CAR
from spatial.routing.od_solver import od_solver
from spatial.routing.shortest_paths import connectors
from spatial.routing.travel import Travel


def prepare(area, folder):
    """Write `network.bin`, `tables.pickle`, `points.pickle`, `graph.npz` and `minutes.npy`.

    Return the facts.
    """
    edges, nodes = edge_table(area)
    with (folder / "tables.pickle").open("wb") as file:
        pickle.dump((edges, nodes), file)
    network = RoadNetwork.from_edges(edges, nodes)
    (folder / "network.bin").write_bytes(network.to_bytes())
    villages = villages_near(network)
    facilities = facilities_among(villages, network)
    with (folder / "points.pickle").open("wb") as file:
        pickle.dump((villages, facilities, random_points(network)), file)
    solver = od_solver(network, villages, facilities, Travel(CAR, "distance", max_snap_m=REACH_M))
    np.savez(folder / "graph.npz", **peer_graph(solver))
    costs = matrix(network, villages, facilities, Travel(cost="time", max_snap_m=REACH_M))
    np.save(folder / "minutes.npy", costs.minutes().to_numpy())
    return {
        "nodes": network.n_nodes,
        "edges": network.n_edges,
        "km": round(network.total_km),
        "components": network.n_components,
        "villages": len(villages),
        "facilities": len(facilities),
    }


def peer_graph(solver):
    """Return arcs `tail`, `head`, `metres`: nodes, then origins, then facilities."""
    network, two_way = solver.network, solver.two_way
    starts, ends = solver.origins.snap, solver.destinations.snap
    n, o, d = network.n_nodes, len(starts), len(ends)
    back = np.flatnonzero(two_way)
    out = connectors(network, starts, leaving=True, two_way=two_way)
    into = connectors(network, ends, leaving=False, two_way=two_way)
    start, end, along = _on_one_edge(solver)
    arcs = [
        (network.u, network.v, solver.edge_m),
        (network.v[back], network.u[back], solver.edge_m[back]),
        (np.repeat(n + np.arange(o), 2), out.node.ravel(), out.part(_at(solver, starts)).ravel()),
        (
            into.node.ravel(),
            np.repeat(n + o + np.arange(d), 2),
            (into.part(_at(solver, ends)) + ends.leg_m[:, None]).ravel(),
        ),
        (n + start, n + o + end, along + ends.leg_m[end]),
    ]
    columns = (np.concatenate(column) for column in zip(*arcs, strict=True))
    table = pd.DataFrame(dict(zip(("tail", "head", "metres"), columns, strict=True)))
    table = table[np.isfinite(table["metres"])].groupby(["tail", "head"], as_index=False).min()
    return {**{name: table[name].to_numpy() for name in table}, "counts": np.array([n, o, d])}


def _at(solver, points):
    return solver.edge_m[points.edge]


def _on_one_edge(solver):
    starts, ends = solver.origins.snap, solver.destinations.snap
    left = pd.DataFrame({"edge": starts.edge, "start": np.arange(len(starts))})
    right = pd.DataFrame({"edge": ends.edge, "end": np.arange(len(ends))})
    pairs = left.merge(right, on="edge")
    edge, start, end = (pairs[name].to_numpy() for name in ("edge", "start", "end"))
    step = ends.fraction[end] - starts.fraction[start]
    allowed = solver.two_way[edge] | (step >= 0)
    return start[allowed], end[allowed], (np.abs(step) * solver.edge_m[edge])[allowed]
