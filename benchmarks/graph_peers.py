"""networkx, igraph and pandana: nearest facility and matrix on the prepared graph.

Every peer has the graph in memory before the clock starts; its building is timed apart. Answers
are metres from the origin's place on the road to the facility, egress leg included.
"""

from __future__ import annotations

import numpy as np

from benchmarks.clock import best_of

PANDANA_FAR_M = 4_000_000.0
"""pandana counts millimetres in 32 bits: 4,294,967 m is its word for unreachable."""


class Prepared:
    """Arcs of the peers' graph, and which nodes are origins and facilities."""

    def __init__(self, folder):
        with np.load(folder / "graph.npz") as arrays:
            self.tail, self.head, self.metres = (arrays[k] for k in ("tail", "head", "metres"))
            n, o, d = (int(count) for count in arrays["counts"])
        self.size = n + o + d
        self.origins = np.arange(n, n + o)
        self.facilities = np.arange(n + o, n + o + d)


def networkx_build(graph):
    import networkx as nx

    def build():
        back = nx.DiGraph()
        arcs = zip(graph.head.tolist(), graph.tail.tolist(), graph.metres.tolist(), strict=True)
        back.add_weighted_edges_from(arcs)
        return back

    return best_of(build, repeat=1)


def networkx_nearest(graph, back):
    import networkx as nx

    roots = [node for node in graph.facilities.tolist() if node in back]
    return best_of(lambda: _pick(nx.multi_source_dijkstra_path_length(back, roots), graph.origins))


def networkx_matrix(graph, back):
    import networkx as nx

    def run():
        return np.column_stack(
            [
                _pick(nx.single_source_dijkstra_path_length(back, root), graph.origins)
                for root in graph.facilities.tolist()
            ]
        )

    return best_of(run)


def _pick(found, nodes):
    return np.array([found.get(node, np.nan) for node in nodes.tolist()])


def igraph_build(graph):
    """Build the reversed graph, and a node with free arcs to all facilities for "nearest"."""
    import igraph

    free = np.full(len(graph.facilities), graph.size)
    tail, head = np.append(graph.head, free), np.append(graph.tail, graph.facilities)
    metres = np.append(graph.metres, np.zeros(len(free)))

    def build():
        arcs = np.column_stack([tail, head])
        back = igraph.Graph(n=graph.size + 1, edges=arcs, directed=True)
        back.es["metres"] = metres.tolist()
        return back

    return best_of(build, repeat=1)


def igraph_nearest(graph, back):
    def run():
        found = back.distances(source=[graph.size], target=graph.origins, weights="metres")
        return _finite(np.array(found[0]))

    return best_of(run)


def igraph_matrix(graph, back):
    def run():
        roots = graph.facilities.tolist()
        found = back.distances(source=roots, target=graph.origins, weights="metres")
        return _finite(np.array(found).T)

    return best_of(run)


def _finite(values):
    return np.where(np.isfinite(values), values, np.nan)


def pandana_build(graph):
    """Build with a place of its own for each node, since pandana looks facilities up by place."""
    import pandana
    import pandas as pd

    place = pd.Series(np.arange(graph.size, dtype=float))
    tail, head = pd.Series(graph.tail), pd.Series(graph.head)
    weights = pd.DataFrame({"metres": graph.metres})
    return best_of(
        lambda: pandana.Network(place, place * 0, tail, head, weights, twoway=False), repeat=1
    )


def pandana_nearest(graph, network):
    import pandas as pd

    places = pd.Series(graph.facilities.astype(float))

    def run():
        network.set_pois("facility", PANDANA_FAR_M, 1, places, places * 0)
        found = network.nearest_pois(PANDANA_FAR_M, "facility", num_pois=1)
        return _near(found[1].to_numpy(dtype=float)[graph.origins])

    return best_of(run)


def pandana_matrix(graph, network):
    roots = graph.facilities
    starts = np.repeat(graph.origins, len(roots))
    ends = np.tile(roots, len(graph.origins))

    def run():
        found = np.array(network.shortest_path_lengths(starts, ends))
        return _near(found.reshape(len(graph.origins), len(roots)))

    return best_of(run)


def _near(values):
    return np.where(values < PANDANA_FAR_M, values, np.nan)


PEERS = {
    "networkx": (networkx_build, {"nearest": networkx_nearest, "matrix": networkx_matrix}),
    "igraph": (igraph_build, {"nearest": igraph_nearest, "matrix": igraph_matrix}),
    "pandana": (pandana_build, {"nearest": pandana_nearest, "matrix": pandana_matrix}),
}


def run(peer, task, folder):
    """Build, then answer; both are timed."""
    graph = Prepared(folder)
    build, answers = PEERS[peer]
    built, network = build(graph)
    seconds, answer = answers[task](graph, network)
    return {"build": built, task: seconds}, answer
