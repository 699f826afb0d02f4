"""osmnx, geopandas and shapely: loading, snapping, and splitting drawn lines."""

from __future__ import annotations

import pickle
import warnings

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.areas import DRAWN, REAL, graphml
from benchmarks.clock import best_of
from benchmarks.extracts import gdal_clip, pyrosm_clip


def osmnx_load(area, _):
    import osmnx

    seconds, graph = best_of(lambda: osmnx.load_graphml(graphml(area)))
    return {"load": seconds}, np.array([graph.number_of_nodes()])


def osmnx_snap(area, folder):
    """Snap to directed edges; distances are those of the UTM plane."""
    import osmnx

    graph = osmnx.project_graph(osmnx.load_graphml(graphml(area)))
    x, y = _plane_points(folder, graph.graph["crs"])
    warnings.simplefilter("ignore")
    first, _ = best_of(lambda: osmnx.nearest_edges(graph, x, y), repeat=1)
    again, (_, metres) = best_of(lambda: osmnx.nearest_edges(graph, x, y, return_dist=True))
    return {"snap 10,000 (first)": first, "snap 10,000 (again)": again}, np.array(metres)


def geopandas_snap(_, folder):
    """Join to the nearest line: the edge and the distance, but not the place on the edge."""
    from spatial.network.road_network import RoadNetwork

    network = RoadNetwork.from_bytes((folder / "network.bin").read_bytes())
    lines = gpd.GeoDataFrame(geometry=network.plane_geometry, crs=network.plane)
    x, y = _plane_points(folder, network.plane)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=network.plane))

    def run():
        return points.sjoin_nearest(lines, distance_col="metres")

    first, _ = best_of(run, repeat=1)
    again, found = best_of(run)
    metres = found[~found.index.duplicated()]["metres"].to_numpy()
    return {"snap 10,000 (first)": first, "snap 10,000 (again)": again}, metres


def shapely_cleaning(area, _):
    """Split lines where they meet: no attributes, no node numbers, no closing of gaps."""
    lines = gpd.read_file(REAL / "rbi" / f"{DRAWN[area]}.gpkg")
    plane = lines.to_crs(lines.estimate_utm_crs()).geometry

    def run():
        return shapely.get_parts(shapely.node(shapely.multilinestrings(_parts(plane))))

    seconds, parts = best_of(run)
    return {"cleaning": seconds}, np.array([len(parts), shapely.length(parts).sum()])


def _parts(lines):
    return shapely.get_parts(shapely.force_2d(lines.to_numpy()))


def _plane_points(folder, plane):
    _, _, points = pickle.loads((folder / "points.pickle").read_bytes())  # noqa: S301
    places = gpd.GeoSeries(gpd.points_from_xy(*points.T), crs=4326).to_crs(plane)
    return places.x.to_numpy(), places.y.to_numpy()


PEERS = {
    ("osmnx", "load"): osmnx_load,
    ("osmnx", "snap"): osmnx_snap,
    ("geopandas", "snap"): geopandas_snap,
    ("shapely.node", "cleaning"): shapely_cleaning,
    ("pyrosm", "clip"): pyrosm_clip,
    ("pyogrio", "clip"): gdal_clip,
}
