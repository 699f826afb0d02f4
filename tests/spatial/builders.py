"""Small networks and layers for tests, and an independent reference for trips."""

from __future__ import annotations

import itertools

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from spatial.network.road_network import RoadNetwork

LON, LAT = 110.0, -7.0
DEGREE = 0.001
"""Grid step of the small networks: about 110 m."""


def place(x: float, y: float) -> tuple[float, float]:
    return LON + x * DEGREE, LAT + y * DEGREE


def line(*corners: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([place(*corner) for corner in corners])


def points(*places: tuple[float, float], prefix: str = "p") -> gpd.GeoDataFrame:
    ids = [f"{prefix}{i}" for i in range(len(places))]
    shapes = [shapely.Point(place(*p)) for p in places]
    return gpd.GeoDataFrame({"id": ids, "name": ids}, geometry=shapes, crs=4326)


def network(*edges: dict) -> RoadNetwork:
    """Edges as dicts with u, v, line and any column; lengths geodesic unless given."""
    table = pd.DataFrame([{k: v for k, v in e.items() if k != "line"} for e in edges])
    return RoadNetwork.from_edges(
        gpd.GeoDataFrame(table, geometry=[e["line"] for e in edges], crs=4326)
    )


def reference_graph(
    net: RoadNetwork,
    snaps: list[tuple[str, int, float]],
    two_way: np.ndarray,
    usable: np.ndarray,
    cost: np.ndarray,
) -> nx.DiGraph:
    """networkx graph in which every snapped point is a stop on its edge; weights are `cost`.

    `snaps` are (label, edge, fraction); labels of origins begin with o, of destinations with d.
    A point within a millimetre of an edge's end may also use the node there.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(range(net.n_nodes))

    def link(a: object, b: object, value: float) -> None:
        if not graph.has_edge(a, b) or graph[a][b]["cost"] > value:
            graph.add_edge(a, b, cost=value)

    for e in np.flatnonzero(usable):
        u, v = int(net.u[e]), int(net.v[e])
        here = sorted((f, label[0] == "d", label) for label, edge, f in snaps if edge == e)
        stops = [(0.0, u), *((f, ("stop", label)) for f, _, label in here), (1.0, v)]
        for (f1, a), (f2, b) in itertools.pairwise(stops):
            link(a, b, (f2 - f1) * cost[e])
            if two_way[e]:
                link(b, a, (f2 - f1) * cost[e])
        for f, _, label in here:
            at = [("stop", label)]
            at += [u] if f * net.length_m[e] <= 0.001 else []
            at += [v] if (1 - f) * net.length_m[e] <= 0.001 else []
            for stop in at:
                link(*((label, stop) if label[0] == "o" else (stop, label)), 0.0)
    return graph


def metres_per_degree(lat: float = LAT) -> tuple[float, float]:
    """Metres of a degree east and north at a latitude: radii of curvature of WGS 84."""
    a, e2 = 6378137.0, 0.00669437999014
    w = 1 - e2 * np.sin(np.radians(lat)) ** 2
    east = a / np.sqrt(w) * np.cos(np.radians(lat))
    north = a * (1 - e2) / w**1.5
    return float(np.radians(east)), float(np.radians(north))


STEP_EAST, STEP_NORTH = (DEGREE * m for m in metres_per_degree())
"""Metres of a grid step."""


def road_layer(*lines: list[tuple[float, float]], crs: int | None = 32749, **columns: list):
    """Drawn lines in metres from a place in UTM zone 49 south."""
    shapes = [shapely.LineString([(400_000 + x, 9_200_000 + y) for x, y in xy]) for xy in lines]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def local_corners(edges: gpd.GeoDataFrame) -> list[list[tuple[float, float]]]:
    """Corners of edges in the metres of `road_layer`, rounded to centimetres."""
    shapes = edges.geometry.to_crs(32749)
    return [
        [(round(x - 400_000, 2) + 0.0, round(y - 9_200_000, 2) + 0.0) for x, y in shape.coords]
        for shape in shapes
    ]
