"""The objects of an OpenStreetMap file that concern an area: three passes, little memory.

1. Nodes: where each lies goes to an index on disk (16 bytes a node); facilities are picked.
2. Ways and relations with tags that matter: whole ways that touch the area, and all ferries.
3. Members of those relations that are left, only if there are any.

Ways come whole: those that cross the border keep all their nodes, so that nothing is cut before
`layers.osm_roads` cuts it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import NDArray
from osmium.filter import IdFilter, KeyFilter
from osmium.osm import NODE, RELATION, WAY
from osmium.osm.types import Node, Relation, Way
from shapely.geometry import MultiPolygon, Polygon

from layers.osm_query import RoadOptions, is_facility
from layers.overpass import Element
from layers.pbf_file import OsmFile, Watch, objects
from spatial.errors import InputError

MAX_ROAD_POINTS = 4_000_000
"""An area whose roads have more points than this is refused: making its network would take about
4 GB of memory (1 KB a point, see benchmarks/README.md). A large kabupaten has some 500,000."""
NODE_BYTES = 16
"""Bytes per node in osmium's sparse index: its id, and two coordinates of 4 bytes."""

Area = Polygon | MultiPolygon
Coordinates = NDArray[np.float64]


@dataclass(eq=False)
class Clip:
    """What an area needs from a file.

    Attributes
    ----------
    ways
        Roads that touch the area and ferries, each with `nodes`.
    relations
        Ferry routes.
    places
        Columns `lon`, `lat`, indexed by node id: every node of `ways` that the file holds.
    points
        Facilities and places, nodes with `lon` and `lat`, others with `center` (the middle of
        their bounding box, as Overpass gives it).
    newest
        Latest change of a road in the area, ISO 8601; empty where the file does not tell.
    """

    ways: list[Element]
    relations: list[Element]
    places: pd.DataFrame
    points: list[Element]
    newest: str


@dataclass(eq=False)
class _Found:
    """What the passes collect on their way."""

    area: Area
    options: RoadOptions
    ways: dict[int, Element] = field(default_factory=dict)
    lines: dict[int, Coordinates] = field(default_factory=dict)
    routes: list[Element] = field(default_factory=list)
    sites: list[Element] = field(default_factory=list)
    points: list[Element] = field(default_factory=list)
    road_points: int = 0
    newest: str = ""


def clip(file: OsmFile, area: Area, options: RoadOptions, index: str, watch: Watch) -> Clip:
    """Take from a file what concerns an area.

    Parameters
    ----------
    file
        As `layers.pbf_file.open_osm` gives it.
    area
        Degrees.
    options
        Which roads are taken.
    index
        Path of a file for the places of all nodes; it may be removed afterwards.
    watch
        Progress and cancel; three passes.

    Raises
    ------
    InputError
        If the file is damaged, or the area holds more than `MAX_ROAD_POINTS`.
    CancelledError
        If the caller cancels.
    """
    shapely.prepare(area)
    found = _Found(area, options)
    table = osmium.index.create_map(f"sparse_file_array,{index}")
    located = osmium.NodeLocationsForWays(table)
    located.ignore_errors()
    with watch.step("membaca titik") as read:
        for node in objects(file, NODE, located, *_tagged(NODE)):
            read(table.used_memory() // NODE_BYTES)
            _take_node(found, node)
    with watch.step("membaca jalan, penyeberangan dan fasilitas") as read:
        for count, thing in enumerate(objects(file, WAY | RELATION, *_tagged(WAY), located)):
            read(count)
            _take(found, thing)
    with watch.step("melengkapi relasi") as read:
        afloat = {ref for route in found.routes for ref in _ways_of(route)}
        for count, way in enumerate(_members(found, file, located)):
            read(count)
            refs, line = _line(way)
            found.lines[way.id] = line
            if way.id in afloat and "highway" not in way.tags:
                _keep_way(found, way, refs, line)
    _add_sites(found, table)
    return Clip(
        list(found.ways.values()), found.routes, _places(found), found.points, found.newest
    )


def _tagged(kind: osmium.osm.osm_entity_bits) -> tuple[KeyFilter, KeyFilter]:
    """Let pass what has a key that matters; of buildings only those with a name."""
    roads = () if kind == NODE else ("highway", "route")
    places = ("place",) if kind == NODE else ()
    used = (*roads, *places, "amenity", "office")
    return KeyFilter(*used, "name"), KeyFilter(*used, "building")


def _take_node(found: _Found, node: Any) -> None:  # noqa: ANN401  (Node)
    if not isinstance(node, Node) or not node.location.valid():
        return
    west, south, east, north = found.area.bounds
    lon, lat = node.lon, node.lat
    if west <= lon <= east and south <= lat <= north:
        tags = _tags(node)
        if is_facility("node", tags):
            found.points.append(
                {"type": "node", "id": node.id, "lon": lon, "lat": lat, "tags": tags}
            )


def _take(found: _Found, thing: Any) -> None:  # noqa: ANN401  (Way or Relation)
    if isinstance(thing, Relation):
        _take_relation(found, thing)
    elif isinstance(thing, Way):
        highway, route = thing.tags.get("highway"), thing.tags.get("route")
        if route == "ferry":
            _keep_way(found, thing, *_line(thing))
        elif highway in found.options.classes:
            refs, line = _line(thing)
            if shapely.intersects(found.area, _drawn(line)):
                _keep_way(found, thing, refs, line)
                found.newest = max(found.newest, _changed(thing))
        _take_site(found, thing)


def _take_relation(found: _Found, relation: Relation) -> None:
    tags = _tags(relation)
    ferry = tags.get("route") == "ferry"
    if not ferry and not is_facility("relation", tags):
        return
    members = [{"type": _KINDS[m.type], "ref": m.ref, "role": m.role} for m in relation.members]
    kept = {"type": "relation", "id": relation.id, "tags": tags, "members": members}
    (found.routes if ferry else found.sites).append(kept)


_KINDS = {"n": "node", "w": "way", "r": "relation"}


def _take_site(found: _Found, way: Way) -> None:
    """Keep a way that is a facility, as a point in the middle of its bounding box."""
    if not any(key in way.tags for key in ("amenity", "office", "building")):
        return
    tags = _tags(way)
    if is_facility("way", tags):
        _add_middle(found, {"type": "way", "id": way.id, "tags": tags}, _line(way)[1])


def _add_middle(found: _Found, element: dict[str, Any], line: Coordinates) -> None:
    centre = _middle(line)
    if centre is not None and shapely.intersects_xy(found.area, centre["lon"], centre["lat"]):
        found.points.append({**element, "center": centre})


def _keep_way(found: _Found, way: Way, refs: array[int], line: Coordinates) -> None:
    found.ways[way.id] = {"type": "way", "id": way.id, "nodes": refs, "tags": _tags(way)}
    found.lines[way.id] = line
    found.road_points += len(refs)
    if found.road_points > MAX_ROAD_POINTS:
        raise InputError(
            [
                f"Jalan di wilayah ini memuat lebih dari {MAX_ROAD_POINTS:,} titik, terlalu "
                "besar untuk sekali baca. Pilih wilayah yang lebih kecil, misalnya satu "
                "kabupaten, dengan poligonnya."
            ]
        )


def _members(found: _Found, file: OsmFile, located: osmium.NodeLocationsForWays) -> Iterator[Any]:
    """Read the ways that belong to a ferry route or a facility and are not at hand."""
    parts = (*found.routes, *found.sites)
    wanted = {ref for relation in parts for ref in _ways_of(relation)} - found.ways.keys()
    return objects(file, WAY, IdFilter(wanted), located) if wanted else iter(())


def _ways_of(relation: Element) -> list[int]:
    return [member["ref"] for member in relation["members"] if member["type"] == "way"]


def _add_sites(found: _Found, table: osmium.index.LocationTable) -> None:
    """Keep relations that are facilities as points amid their ways and nodes."""
    for site in found.sites:
        lines = [found.lines[ref] for ref in _ways_of(site) if ref in found.lines]
        spots = [_spot(table, m["ref"]) for m in site["members"] if m["type"] == "node"]
        bare = {key: site[key] for key in ("type", "id", "tags")}
        _add_middle(found, bare, np.concatenate([np.empty((0, 2)), *lines, *spots]))


def _spot(table: osmium.index.LocationTable, node: int) -> Coordinates:
    try:
        location = table.get(node)
    except KeyError:
        return np.empty((0, 2))
    return np.array([(location.lon, location.lat)])


def _line(way: Way) -> tuple[array[int], Coordinates]:
    """Return the ids of a way's nodes, and their places (NaN where the file lacks the node)."""
    refs = array("q", (node.ref for node in way.nodes))
    try:
        drawn = shapely.from_wkb(_WKB.create_linestring(way, osmium.geom.ALL))
        return refs, shapely.get_coordinates(drawn)
    except (osmium.InvalidLocationError, RuntimeError):
        return refs, _slow_line(way)


_WKB = osmium.geom.WKBFactory()


def _slow_line(way: Way) -> Coordinates:
    """Place node by node where some are missing, or where there is only one."""
    places = [
        (node.location.lon, node.location.lat) if node.location.valid() else (np.nan, np.nan)
        for node in way.nodes
    ]
    return np.array(places, dtype=np.float64).reshape(-1, 2)


def _drawn(line: Coordinates) -> Any:  # noqa: ANN401  (shapely has no common type)
    known = line[~np.isnan(line[:, 0])]
    return shapely.LineString(known) if len(known) > 1 else shapely.MultiPoint(known)


def _middle(line: Coordinates) -> dict[str, float] | None:
    known = line[~np.isnan(line[:, 0])]
    if not len(known):
        return None
    lon, lat = (known.min(axis=0) + known.max(axis=0)) / 2
    return {"lon": float(lon), "lat": float(lat)}


def _places(found: _Found) -> pd.DataFrame:
    """Return the place of every node of the ways that are kept, once."""
    ids = [np.asarray(way["nodes"], dtype=np.int64) for way in found.ways.values()]
    lines = [found.lines[number] for number in found.ways]
    numbers = np.concatenate([np.empty(0, dtype=np.int64), *ids])
    at = np.concatenate([np.empty((0, 2)), *lines])
    _, first = np.unique(numbers, return_index=True)
    return pd.DataFrame(at[first], columns=["lon", "lat"], index=pd.Index(numbers[first]))


def _tags(thing: Any) -> dict[str, str]:  # noqa: ANN401  (any OSM object)
    """Copy the tags; equal texts are kept once."""
    pairs: Iterable[Any] = thing.tags
    return {sys.intern(tag.k): sys.intern(tag.v) for tag in pairs}


def _changed(way: Way) -> str:
    return f"{way.timestamp:%Y-%m-%dT%H:%M:%SZ}" if way.timestamp.year > 1970 else ""
