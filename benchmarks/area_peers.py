"""Service areas as osmnx's isochrone example makes them: networkx ego graphs, edges buffered.

https://github.com/gboeing/osmnx-examples, notebook 13: one ego graph per facility, its edges
buffered and united. Facilities stand at their nearest node, and an edge counts when both its ends
are within the budget: nothing is cut, and trips start at nodes.
"""

from __future__ import annotations

import pickle

import networkx as nx
import numpy as np
import shapely
from scipy.spatial import cKDTree

from benchmarks.areas import AREA_M
from benchmarks.clock import best_of
from spatial.network.road_network import RoadNetwork
from spatial.service_areas.polygons import BUFFER_M


def networkx_areas(folder):
    network = RoadNetwork.from_bytes((folder / "network.bin").read_bytes())
    _, facilities, _ = pickle.loads((folder / "points.pickle").read_bytes())  # noqa: S301
    graph, lines = _reversed(network), network.plane_geometry
    lonlat = facilities.geometry.get_coordinates().to_numpy()
    centres = cKDTree(network.node_xy).query(lonlat)[1]

    def draw():
        edges = set()
        for centre in centres.tolist():
            ego = nx.ego_graph(graph, centre, radius=AREA_M, distance="metres")
            edges.update(edge for _, _, edge in ego.edges(data="edge"))
        chosen = np.array(sorted(edges), dtype=np.int64)
        area = shapely.union_all(shapely.buffer(lines[chosen], BUFFER_M, quad_segs=2))
        return shapely.area(area) / 1e6, network.length_m[chosen].sum() / 1e3

    seconds, answer = best_of(draw)
    return {"areas 10 km": seconds}, np.array(answer)


def _reversed(network):
    """Graph of all edges, turned round; the shorter one of parallel edges."""
    graph = nx.DiGraph()
    order = np.argsort(-network.length_m)
    for edge in order.tolist():
        u, v = int(network.u[edge]), int(network.v[edge])
        fact = {"metres": float(network.length_m[edge]), "edge": edge}
        graph.add_edge(v, u, **fact)
        if not network.oneway[edge]:
            graph.add_edge(u, v, **fact)
    return graph
