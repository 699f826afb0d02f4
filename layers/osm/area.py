"""An area from OpenStreetMap: roads, ferries, facilities and places.

Everything goes through `layers.osm.overpass`, which keeps every reply: running the same again
after a break, a cancel or a restart goes on where it stopped, and later needs no internet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon

from layers.area import schema
from layers.area.road_source import RoadSource
from layers.exports import files as export
from layers.imports.boundaries import repaired_areas
from layers.imports.vector_files import read_layer
from layers.jobs.progress import Monitor, Progress
from layers.osm.boundaries import osm_boundaries
from layers.osm.overpass import Element, Question, Reply, fetch_all
from layers.osm.places import with_places
from layers.osm.points import LICENCE, point_layers
from layers.osm.queries import (
    RoadOptions,
    Tile,
    boundary_query,
    checked_area,
    facility_query,
    quarters,
    road_query,
    tiles,
    touches,
    widened,
)
from layers.osm.roads import RoadTable, road_table
from layers.osm.settings import OsmSettings
from layers.text.error_texts import os_words
from spatial import __version__
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.wording import lazy_gettext

MARGIN_M = 1000.0
"""How far beyond the area roads are taken, metres. Boundaries are drawn coarser than coast roads:
cut exactly at the boundary, the network of Lembata falls into 39 pieces in place of 6."""
MAX_SPLITS = 3
"""How often a tile that is too large is cut in four: from 25 km to about 3 km."""
BUILDING = lazy_gettext("the road network to be put together")
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
    boundaries
        Kabupaten, kecamatan and desa, as `layers.osm.boundaries` makes them.
    broken
        Boundaries that could not be used, in words (Indonesian).
    """

    roads: RoadSource
    table: RoadTable
    points: Mapping[str, gpd.GeoDataFrame]
    facts: Mapping[str, Any]
    boundaries: gpd.GeoDataFrame = field(default_factory=partial(schema.empty, "boundaries"))
    broken: tuple[str, ...] = ()

    def placed(self, areas: gpd.GeoDataFrame | None = None, regency: str = "") -> OsmArea:
        """Fill `regency` and `district` of the points; see `layers.osm.places.with_places`.

        Parameters
        ----------
        areas
            Boundaries; those of OpenStreetMap if None.
        regency
            Kabupaten or kota of points that no boundary places.
        """
        known = self.boundaries if areas is None else areas
        points = {name: with_places(frame, known, regency) for name, frame in self.points.items()}
        return replace(self, points=points)


def fetch_area(
    area: Polygon | MultiPolygon,
    settings: OsmSettings,
    options: RoadOptions | None = None,
    monitor: Monitor | None = None,
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
    monitor
        Progress, cancel and sleep.
    margin_m
        How far beyond the area roads and points are taken, metres.

    Raises
    ------
    InputError
        If the area cannot be used or holds no road.
    DownloadError, OfflineError, TooLargeError, CancelledError
        As `layers.osm.overpass.fetch_all`.
    """
    inside, monitor = checked_area(area), monitor or Monitor()
    wide, chosen = widened(inside, margin_m), options or RoadOptions()
    questions = plan(inside, settings, chosen, margin_m)
    replies = fetch_all(questions, settings, monitor)
    flat = _joined(replies)
    objects = sum(len(reply.elements) for reply in flat)
    monitor.progress(Progress(len(flat), len(flat), objects, BUILDING))
    middle = len(questions) // 2
    made = area_from_replies(_joined(replies[:middle]), _joined(replies[middle:-1]), wide, chosen)
    return _with_boundaries(made, replies[-1], inside)


def plan(
    area: Polygon | MultiPolygon,
    settings: OsmSettings,
    options: RoadOptions | None = None,
    margin_m: float = MARGIN_M,
) -> list[Question]:
    """List what is asked for an area: the roads of all tiles, their facilities, all boundaries.

    Raises
    ------
    InputError
        If the area needs too many tiles.
    """
    seconds, chosen = settings.query_timeout_s, options or RoadOptions()
    inside = checked_area(area)
    wide = widened(inside, margin_m)
    boxes = tiles(wide, settings.tile_km)
    west, south, east, north = inside.bounds

    def roads(tile: Tile) -> str:
        return road_query(tile, chosen, seconds)

    def facilities(tile: Tile) -> str:
        return facility_query(tile, seconds)

    def boundaries(tile: Tile) -> str:
        return boundary_query(tile, seconds)

    return [
        *(_question(box, roads, wide) for box in boxes),
        *(_question(box, facilities, wide) for box in boxes),
        _question((south, west, north, east), boundaries, inside),
    ]


def _question(
    tile: Tile,
    query: Callable[[Tile], str],
    area: Polygon | MultiPolygon,
    splits: int = MAX_SPLITS,
) -> Question:
    """Ask for a tile; its parts are those of its quarters that touch the area."""

    def parts() -> list[Question]:
        cut = quarters(tile) if splits else []
        return [_question(part, query, area, splits - 1) for part in cut if touches(part, area)]

    return Question(query(tile), parts)


def _joined(replies: Iterable[Sequence[Reply]]) -> list[Reply]:
    return [reply for some in replies for reply in some]


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
        As `layers.osm.roads.road_table` and `layers.osm.points.point_layers` give them.
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


def _with_boundaries(
    made: OsmArea, replies: Sequence[Reply], area: Polygon | MultiPolygon
) -> OsmArea:
    found = osm_boundaries(_dated(replies), area)
    facts = {"boundaries": len(found.areas), "broken_boundaries": list(found.broken)}
    return replace(
        made, boundaries=found.areas, broken=found.broken, facts={**made.facts, **facts}
    )


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
    shapes = read_layer(path).frame.geometry
    polygons = shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon"])]
    if polygons.empty:
        raise InputError([lazy_gettext("{file} holds no polygon.", file=path.name)])
    sound, _problems = repaired_areas(polygons)
    return checked_area(shapely.union_all(sound.to_numpy()))


def write_area(area: OsmArea, folder: Path, extra: Mapping[str, Any] | None = None) -> list[Path]:
    """Write the layers of an area as GeoPackages, each whole or not at all.

    Parameters
    ----------
    area
        As `fetch_area` returns it.
    folder
        Is made if it does not exist. `roads.gpkg` is a noded edge table (`u`, `v`, ...), which
        `layers.imports.roads.read_roads` takes as a graph; then one file per layer of points.
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
        problem = lazy_gettext(
            "The folder {folder} cannot be made: {error}.", folder=folder, error=os_words(error)
        )
        raise InputError([problem]) from error
    notes = {
        "program": "Desmigratif Spasial",
        "version": __version__,
        **area.facts,
        "network": area.roads.to_dict(),
        **(extra or {}),
    }
    frames: dict[str, pd.DataFrame] = {"roads": area.table.edges}
    frames |= {layer: area.points[layer] for layer in POINT_LAYERS}
    frames["boundaries"] = area.boundaries
    paths = [folder / f"{name}.gpkg" for name in frames]
    for path, frame in zip(paths, frames.values(), strict=True):
        export.write_result(path, frame, notes)
    return paths
