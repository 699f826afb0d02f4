"""The benchmark areas: their networks, the villages near them and the facilities."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

REAL = Path(
    os.environ.get(
        "DESMIGRATIF_REAL_DATA",
        Path(__file__).resolve().parents[2] / "shared" / "data",
    )
)
AREAS = ("lembata", "kota_kendari", "archipelago")
EMBEDDED = "demak"
DRAWN = {"kudus": "kudus_jalan_25k", "bandar_lampung": "bandar_lampung_jalan_50k"}

REACH_M = 5000.0
"""Villages up to this far from a road are origins."""

AREA_M = 10_000.0
"""Threshold of the service areas."""

FACILITIES = 150
SEED = 2024


def graphml(area):
    return REAL / "osm" / f"{area}_drive_2024-08.graphml"


def archipelago_tables():
    """Edge and node table; the edges have no geometry, so they are straight."""
    folder = REAL / "archipelago"
    nodes = pd.read_parquet(folder / "nodes.parquet").rename(columns={"osmid": "id"})
    return pd.read_parquet(folder / "edges.parquet"), nodes


def edge_table(area):
    """Edge and node table of an area, as `RoadNetwork.from_edges` takes them."""
    if area == "archipelago":
        return archipelago_tables()
    network = _network(area)
    nodes = pd.DataFrame(network.node_xy, columns=["lon", "lat"])
    return network.edges_frame(), nodes.assign(id=network.node_id)


def _network(area):
    if area == EMBEDDED:
        from layers.workspace.catalog import load_area

        return load_area(area).network
    from layers.imports.roads import read_roads

    return read_roads(graphml(area)).network


def villages_near(network):
    """Villages of Indonesia within `REACH_M` of the network."""
    from spatial.routing.snapping import snap

    table = pd.read_csv(REAL / "archipelago" / "villages.csv.gz", dtype={"kode": str})
    low, high = network.node_xy.min(axis=0) - 0.1, network.node_xy.max(axis=0) + 0.1
    lonlat = table[["lon", "lat"]].to_numpy()
    table = table[((lonlat >= low) & (lonlat <= high)).all(axis=1)]
    lonlat = table[["lon", "lat"]].to_numpy()
    near = snap(network, lonlat, max_snap_m=REACH_M).on_network
    points = gpd.points_from_xy(*lonlat[near].T, crs=4326)
    columns = {"id": table["kode"].to_numpy()[near], "name": table["nama"].to_numpy()[near]}
    return gpd.GeoDataFrame(columns, geometry=points)


def facilities_among(villages, network):
    """Choose `FACILITIES` villages, always the same; random points where villages are few."""
    if len(villages) < 10 * FACILITIES:
        places = random_points(network, FACILITIES)
        ids = [f"F-{number}" for number in range(FACILITIES)]
        points = gpd.points_from_xy(*places.T, crs=4326)
        return gpd.GeoDataFrame({"id": ids, "name": ids}, geometry=points)
    rows = np.random.default_rng(SEED).choice(len(villages), FACILITIES, replace=False)
    return villages.iloc[np.sort(rows)].reset_index(drop=True)


def random_points(network, count=10_000):
    """Points some hundred metres from nodes chosen at random."""
    random = np.random.default_rng(SEED)
    rows = random.integers(0, network.n_nodes, count)
    return network.node_xy[rows] + random.normal(0, 0.004, (count, 2))
