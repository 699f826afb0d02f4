"""The jobs of this program."""

from __future__ import annotations

import pickle
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import shapely

from benchmarks import extracts, population
from benchmarks.areas import AREA_M, DRAWN, REACH_M, REAL, archipelago_tables
from benchmarks.clock import best_of
from spatial.access import nearest as access
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import CAR
from spatial.routing.snapping import snap
from spatial.routing.travel import Travel
from spatial.service_areas.cost_field import cost_field, each_cost_field
from spatial.service_areas.cost_raster import surface
from spatial.service_areas.polygons import each_service_area, service_areas


def load(_, folder):
    data = (folder / "network.bin").read_bytes()
    seconds, network = best_of(lambda: RoadNetwork.from_bytes(data))
    return {"load": seconds}, np.array([network.n_nodes, network.total_km])


def build(_, folder):
    edges, nodes = pickle.loads((folder / "tables.pickle").read_bytes())  # noqa: S301
    seconds, network = best_of(lambda: RoadNetwork.from_edges(edges, nodes))
    return {"build": seconds}, np.array([network.n_nodes, network.total_km])


def snap_points(_, folder):
    """10,000 points: the first time, when the search tree is built, and again."""
    network, _, _, points = _inputs(folder)
    first, found = best_of(lambda: snap(network, points), repeat=1)
    again, found = best_of(lambda: snap(network, points))
    return {"snap 10,000 (first)": first, "snap 10,000 (again)": again}, found.leg_m


def nearest(_, folder):
    network, villages, facilities, _ = _inputs(folder)
    snapping, solver = best_of(lambda: _solver(network, villages, facilities), repeat=1)
    kept, _ = _kept(solver, lambda: access.nearest(network, villages, facilities))
    search, table = _snapped(solver, lambda: access.nearest(network, villages, facilities))
    whole, _ = best_of(
        lambda: access.nearest(network, villages, facilities, Travel(max_snap_m=REACH_M))
    )
    times = {
        "nearest": search,
        "nearest (graph kept)": kept,
        "nearest (snapping too)": whole,
        "snap villages (first)": snapping,
    }
    return times, (table["network_m"] + table["egress_m"]).to_numpy()


def matrix(_, folder):
    network, villages, facilities, _ = _inputs(folder)
    solver = _solver(network, villages, facilities)
    kept, _ = _kept(solver, lambda: access.matrix(network, villages, facilities))
    seconds, result = _snapped(solver, lambda: access.matrix(network, villages, facilities))
    return {"matrix": seconds, "matrix (graph kept)": kept}, result.network_m + result.egress_m


def _snapped(solver, question):
    """Time a question with the points snapped before; its graph is built on the clock."""

    def run():
        with patch.object(access, "od_solver", return_value=replace(solver)):
            return question()

    return best_of(run)


def _kept(solver, question):
    """Time a question with points and graph ready, as the peers have them."""
    graphs = {reverse: solver.graph(reverse=reverse) for reverse in (False, True)}
    ready = patch.object(access.ODSolver, "graph", lambda _, *, reverse: graphs[reverse])
    with ready:
        return _snapped(solver, question)


def areas(_, folder):
    """Service areas of all facilities: from scratch, and for another threshold."""
    network, _, facilities, _ = _inputs(folder)
    service_areas(cost_field(network, facilities), [AREA_M / 2])
    first, table = best_of(lambda: service_areas(cost_field(network, facilities), [AREA_M]))
    field = cost_field(network, facilities, Travel(CAR, "time"))
    redraw, _ = best_of(lambda: service_areas(field, [1_800.0]))
    bands, _ = best_of(lambda: service_areas(field, [900.0, 1_800.0, 3_600.0]))
    ten = facilities.head(10)
    each, _ = best_of(
        lambda: each_service_area(each_cost_field(network, ten, limit=AREA_M), [AREA_M])
    )
    times = {
        "areas 10 km": first,
        "areas 10 km, ten by themselves": each,
        "areas 30 min (redraw)": redraw,
        "areas 15, 30, 60 min (redraw)": bands,
    }
    return times, table[["area_km2", "road_km"]].to_numpy()[0]


def grid(_, folder):
    """Surface of 500 m cells over the box of the network, at most 100,000 of them."""
    network, _, facilities, _ = _inputs(folder)
    field = cost_field(network, facilities, Travel(CAR, "time"))
    west, south = network.node_xy.min(axis=0)
    east, north = np.minimum(network.node_xy.max(axis=0), [west + 1.4, south + 1.4])
    box = shapely.box(west, south, east, north)
    surface(field, box, 20_000.0)
    seconds, found = best_of(lambda: surface(field, box, 500.0))
    return {f"surface {found.values.size:,} cells": seconds}, np.array([found.values.size])


def cleaning(area, _):
    from layers.imports.vector_files import read_vector
    from spatial.network.cleaning import clean_lines

    lines = read_vector(REAL / "rbi" / f"{DRAWN[area]}.gpkg")
    seconds, (edges, _) = best_of(lambda: clean_lines(lines))
    return {"cleaning": seconds}, np.array([len(edges), edges["length_m"].sum()])


def store(_, __):
    """Save and load a network of 10,000 edges."""
    edges, nodes = archipelago_tables()
    edges = edges.head(10_000)
    nodes = nodes[nodes["id"].isin(edges["u"]) | nodes["id"].isin(edges["v"])]
    network = RoadNetwork.from_edges(edges, nodes)
    save, data = best_of(network.to_bytes)
    again, network = best_of(lambda: RoadNetwork.from_bytes(data))
    return {"save 10,000 edges": save, "load 10,000 edges": again}, np.array([network.n_edges])


def reach(_, folder):
    from benchmarks import reach_models

    return reach_models.ours("reach", folder)


def full_reach(_, folder):
    from benchmarks import reach_models

    return reach_models.ours("full reach", folder)


JOBS = {
    "load": load,
    "build": build,
    "snap": snap_points,
    "nearest": nearest,
    "matrix": matrix,
    "areas": areas,
    "surface": grid,
    "reach": reach,
    "full reach": full_reach,
    "cleaning": cleaning,
    "store": store,
    "clip": extracts.ours,
    "people": population.people,
}


def _inputs(folder):
    network = RoadNetwork.from_bytes((folder / "network.bin").read_bytes())
    points = pickle.loads((folder / "points.pickle").read_bytes())  # noqa: S301
    return network, *points


def _solver(network, villages, facilities):
    return access.od_solver(
        network, villages, facilities, Travel(CAR, "distance", max_snap_m=REACH_M)
    )
