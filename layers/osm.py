"""An area from OpenStreetMap: roads, ferries, facilities and places.

Everything goes through `layers.overpass`, which keeps every reply: running the same again after a
break, a cancel or a restart goes on where it stopped, and later needs no internet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon

from layers import export
from layers.osm_points import LICENCE, point_layers
from layers.osm_query import (
    RoadOptions,
    Tile,
    checked_area,
    facility_query,
    road_query,
    tiles,
    widened,
)
from layers.osm_roads import RoadTable, road_table
from layers.osm_settings import OsmSettings
from layers.overpass import Caller, Element, Reply, fetch_all
from layers.readers import read_vector
from layers.roads import RoadSource
from spatial import __version__
from spatial.errors import InputError
from spatial.network import RoadNetwork

MARGIN_M = 1000.0
"""How far beyond the area roads are taken, metres. Boundaries are drawn coarser than coast roads:
cut exactly at the boundary, the network of Lembata falls into 39 pieces in place of 6."""
POINT_LAYERS = ("offices", "markets", "facilities", "places")


@dataclass(frozen=True, eq=False)
class OsmArea:
    """What OpenStreetMap knows of an area.

    Attributes
    ----------
    roads
        The network, all components kept.
    table
        Its edge table, with `bridge`, `layer` and `way`, and what was left out.
    points
        `offices`, `markets`, `facilities`, `places`.
    facts
        Source, dates, settings and counts, for the provenance.
    """

    roads: RoadSource
    table: RoadTable
    points: Mapping[str, gpd.GeoDataFrame]
    facts: Mapping[str, Any]


def fetch_area(
    area: Polygon | MultiPolygon,
    settings: OsmSettings,
    options: RoadOptions | None = None,
    caller: Caller | None = None,
    margin_m: float = MARGIN_M,
) -> OsmArea:
    """Fetch an area from OpenStreetMap, from disk where it was fetched before.

    Parameters
    ----------
    area
        Degrees (EPSG:4326).
    settings
        Servers, time-outs, cache, size of tiles.
    options
        Which roads beside those for cars.
    caller
        Progress, cancel and sleep.
    margin_m
        How far beyond the area roads and points are taken, metres.

    Raises
    ------
    InputError
        If the area cannot be used or holds no road.
    DownloadError, OfflineError, TooLargeError, CancelledError
        As `layers.overpass.fetch_all`.
    """
    wide = widened(checked_area(area), margin_m)
    chosen = options or RoadOptions()
    boxes = tiles(wide, settings.tile_km)
    replies = fetch_all(plan(boxes, chosen, settings), settings, caller)
    return area_from_replies(replies[: len(boxes)], replies[len(boxes) :], wide, chosen)


def plan(boxes: Sequence[Tile], options: RoadOptions, settings: OsmSettings) -> list[str]:
    """List the queries of an area: the roads of all tiles, then their facilities."""
    seconds = settings.query_timeout_s
    roads = [road_query(box, options, seconds) for box in boxes]
    return roads + [facility_query(box, seconds) for box in boxes]


def area_from_replies(
    road_replies: Sequence[Reply],
    facility_replies: Sequence[Reply],
    area: Polygon | MultiPolygon,
    options: RoadOptions | None = None,
) -> OsmArea:
    """Make an area from replies that are at hand; see `fetch_area`."""
    newest = sorted(road_replies, key=lambda reply: reply.timestamp, reverse=True)
    table = road_table((e for reply in newest for e in reply.elements), area, options)
    points = point_layers(_dated(facility_replies), area)
    origin = {
        "data_from": min((r.timestamp for r in (*road_replies, *facility_replies)), default=""),
        "replies": len(road_replies) + len(facility_replies),
    }
    return put_together(table, points, options or RoadOptions(), origin)


def put_together(
    table: RoadTable,
    points: Mapping[str, gpd.GeoDataFrame],
    options: RoadOptions,
    origin: Mapping[str, Any],
) -> OsmArea:
    """Make an area from its edge table and its points.

    Parameters
    ----------
    table, points
        As `layers.osm_roads.road_table` and `layers.osm_points.point_layers` give them.
    options
        Which roads were taken.
    origin
        Where the objects come from: `data_from` and more, for the provenance.
    """
    network = RoadNetwork.from_edges(table.edges)
    facts = {
        "source": LICENCE,
        **origin,
        "options": asdict(options),
        "lost_steps": table.lost_steps,
        "ferries": table.ferries,
        "ferries_with_duration": table.timed_ferries,
        "points": {layer: len(frame) for layer, frame in points.items()},
    }
    return OsmArea(RoadSource(network, "OpenStreetMap", "highway", None), table, points, facts)


def _dated(replies: Sequence[Reply]) -> list[tuple[Element, str]]:
    newest = sorted(replies, key=lambda reply: reply.timestamp, reverse=True)
    return [(element, reply.timestamp) for reply in newest for element in reply.elements]


def read_area(path: Path) -> Polygon | MultiPolygon:
    """Read the polygons of a vector file as one area, degrees.

    Raises
    ------
    InputError
        If the file cannot be read, or holds no polygon in Indonesia.
    """
    layer = read_vector(path).to_crs(4326)
    polygons = layer.geometry[layer.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    if polygons.empty:
        raise InputError([f"{path.name} holds no polygon."])
    return checked_area(shapely.union_all(shapely.make_valid(polygons.to_numpy())))


def write_area(area: OsmArea, folder: Path, extra: Mapping[str, Any] | None = None) -> list[Path]:
    """Write the layers of an area as GeoPackages, each whole or not at all.

    Parameters
    ----------
    area
        As `fetch_area` returns it.
    folder
        Is made if it does not exist. `roads.gpkg` is a noded edge table (`u`, `v`, ...), which
        `layers.roads.read_roads` takes as a graph; then one file per layer of points.
    extra
        Further facts, such as the name that was asked for.

    Returns
    -------
    list of pathlib.Path
        The files, without those of the provenance beside them.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError([f"Cannot make the folder {folder}: {error.strerror}."]) from error
    notes = {
        "program": "Desmigratif Spasial",
        "version": __version__,
        **area.facts,
        "network": area.roads.to_dict(),
        **(extra or {}),
    }
    frames: dict[str, pd.DataFrame] = {"roads": area.table.edges}
    frames |= {layer: area.points[layer] for layer in POINT_LAYERS}
    paths = [folder / f"{name}.gpkg" for name in frames]
    for path, frame in zip(paths, frames.values(), strict=True):
        export.write_result(path, frame, notes)
    return paths
