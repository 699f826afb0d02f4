"""The objects of an OpenStreetMap file that concern an area: four passes, little memory.

1. Nodes: where each lies goes to an index on disk (16 bytes a node); facilities are picked.
2. Roads: which of them touch the area.
3. Ferries, and facilities drawn as ways or relations.
4. The ways that were chosen and the members of the relations, by their ids.

Most ways of a file are elsewhere. So the second pass does no more with each than its line, and
lines are compared with the area by the thousand; ids of nodes and tags are only read in the
fourth. Ways come whole: those that cross the border keep all their nodes, so that nothing is cut
before `layers.osm.roads` cuts it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import NDArray
from osmium.filter import IdFilter, KeyFilter, TagFilter
from osmium.osm import NODE, RELATION, WAY
from osmium.osm.types import Node, Relation, Way
from shapely.geometry import MultiPolygon, Polygon

from layers.osm.extract_file import OsmFile, Passes, objects
from layers.osm.overpass import Element
from layers.osm.queries import RoadOptions, is_facility
from spatial.errors import InputError
from spatial.wording import lazy_gettext

Coordinates = NDArray[np.float64]
"""(n, 2) longitude and latitude in degrees; NaN where a file lacks the node."""

_FACTORY = osmium.geom.WKBFactory()


def line_wkb(way: Way) -> str:
    """Return the line of a way as hexadecimal WKB: only the steps between nodes that are known."""
    try:
        return _FACTORY.create_linestring(way, osmium.geom.ALL)
    except (osmium.InvalidLocationError, RuntimeError):
        return str(shapely.to_wkb(_known_steps(_placed_nodes(way)), hex=True))


def line_of(way: Way) -> Coordinates:
    """Place the nodes of a way."""
    try:
        drawn = shapely.from_wkb(_FACTORY.create_linestring(way, osmium.geom.ALL))
        return shapely.get_coordinates(drawn)
    except (osmium.InvalidLocationError, RuntimeError):
        return _placed_nodes(way)


def spot_of(table: osmium.index.LocationTable, node: int) -> Coordinates:
    """Place one node; an empty array if the file lacks it."""
    try:
        location = table.get(node)
    except KeyError:
        return np.empty((0, 2))
    return np.array([(location.lon, location.lat)])


def middle_of(line: Coordinates) -> dict[str, float] | None:
    """Return `lon` and `lat` of the middle of the bounding box; None if no node is known."""
    known = line[~np.isnan(line[:, 0])]
    if not len(known):
        return None
    lon, lat = (known.min(axis=0) + known.max(axis=0)) / 2
    return {"lon": float(lon), "lat": float(lat)}


def _placed_nodes(way: Way) -> Coordinates:
    """Place node by node, where some are missing or there is only one."""
    places = [
        (node.location.lon, node.location.lat) if node.location.valid() else (np.nan, np.nan)
        for node in way.nodes
    ]
    return np.array(places, dtype=np.float64).reshape(-1, 2)


def _known_steps(line: Coordinates) -> shapely.MultiLineString:
    steps = np.stack([line[:-1], line[1:]], axis=1)
    return shapely.MultiLineString(list(steps[~np.isnan(steps).any(axis=(1, 2))]))


MAX_ROAD_POINTS = 4_000_000
"""An area whose roads have more points than this is refused: making its network would take about
3.5 GB of memory (0.6 GB were measured with 744,000 points of the shortest ways)."""
BATCH = 10_000
"""Roads that are compared with the area at a time."""
NODE_BYTES = 16
"""Bytes per node in osmium's sparse index: its id, and two coordinates of 4 bytes."""

Area = Polygon | MultiPolygon


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
        Latest change of a road in the area, ISO 8601; empty where the file does not say.
    """

    ways: list[Element]
    relations: list[Element]
    places: pd.DataFrame
    points: list[Element]
    newest: str


@dataclass(eq=False)
class _Found:
    """What the passes collect on their way; `wanted` are the ids of roads and ferries."""

    area: Area
    options: RoadOptions
    wanted: set[int] = field(default_factory=set)
    ways: dict[int, Element] = field(default_factory=dict)
    lines: dict[int, Coordinates] = field(default_factory=dict)
    routes: list[Element] = field(default_factory=list)
    sites: list[Element] = field(default_factory=list)
    points: list[Element] = field(default_factory=list)
    road_points: int = 0
    newest: str = ""


def clip(file: OsmFile, area: Area, options: RoadOptions, index: str, passes: Passes) -> Clip:
    """Take from a file what concerns an area.

    Parameters
    ----------
    file
        As `layers.osm.extract_file.open_osm` gives it.
    area
        Degrees.
    options
        Which roads are taken.
    index
        Path of a file for the places of all nodes; it may be removed afterwards.
    passes
        Progress and cancel; four passes.

    Raises
    ------
    InputError
        If the file is damaged, or the area holds more than `MAX_ROAD_POINTS`.
    CancelledError
        If the user cancels.
    """
    shapely.prepare(area)
    found = _Found(area, options)
    table = osmium.index.create_map(f"sparse_file_array,{index}")
    located = osmium.NodeLocationsForWays(table)
    located.ignore_errors()
    with passes.step(lazy_gettext("reading points")) as read:
        for node in objects(file, NODE, located, *_tagged(NODE)):
            read(table.used_memory() // NODE_BYTES)
            _take_node(found, node)
    with passes.step(lazy_gettext("finding the roads of the area")) as read:
        classes = TagFilter(*(("highway", road) for road in options.classes))
        _find_roads(found, objects(file, WAY, classes, located), read)
    with passes.step(lazy_gettext("finding ferries and facilities")) as read:
        for count, thing in enumerate(objects(file, WAY | RELATION, *_tagged(WAY), located)):
            read(count)
            _take(found, thing)
    with passes.step(lazy_gettext("reading roads and members of relations")) as read:
        for count, way in enumerate(_by_id(found, file, located)):
            read(count)
            _take_chosen(found, way)
    _add_sites(found, table)
    return Clip(
        list(found.ways.values()), found.routes, _places(found), found.points, found.newest
    )


def _tagged(kind: osmium.osm.osm_entity_bits) -> tuple[KeyFilter, KeyFilter]:
    """Let pass what has a key that matters; of buildings only those with a name."""
    used = ("place" if kind == NODE else "route", "amenity", "office")
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


def _find_roads(found: _Found, roads: Iterable[Any], read: Callable[[int], None]) -> None:
    """Note the ids of the roads that touch the area."""
    ids, lines, done = array("q"), list[str](), 0
    for way in roads:
        ids.append(way.id)
        lines.append(line_wkb(way))
        if len(lines) == BATCH:
            _note(found, ids, lines)
            done += BATCH
            read(done)
            ids, lines = array("q"), []
    _note(found, ids, lines)


def _note(found: _Found, ids: array[int], wkb: list[str]) -> None:
    lines = shapely.from_wkb(np.array(wkb, dtype=object))
    touches = np.asarray(shapely.intersects(found.area, lines), dtype=bool)
    found.wanted.update(np.asarray(ids, dtype=np.int64)[touches].tolist())
    found.road_points += int(shapely.get_num_coordinates(lines[touches]).sum())
    if found.road_points > MAX_ROAD_POINTS:
        problem = lazy_gettext(
            "The roads of this area hold more than {max_road_points:,} points, too many to be "
            "read at once. Choose a smaller area, such as one regency, with its polygon.",
            max_road_points=MAX_ROAD_POINTS,
        )
        raise InputError([problem])


def _take(found: _Found, thing: Any) -> None:  # noqa: ANN401  (Way or Relation)
    if isinstance(thing, Relation):
        _take_relation(found, thing)
    elif isinstance(thing, Way):
        tags = _tags(thing)
        if tags.get("route") == "ferry":
            found.wanted.add(thing.id)
        if is_facility("way", tags):
            _add_middle(found, {"type": "way", "id": thing.id, "tags": tags}, line_of(thing))


def _take_relation(found: _Found, relation: Relation) -> None:
    tags = _tags(relation)
    ferry = tags.get("route") == "ferry"
    if not ferry and not is_facility("relation", tags):
        return
    members = [{"type": _KINDS[m.type], "ref": m.ref, "role": m.role} for m in relation.members]
    kept = {"type": "relation", "id": relation.id, "tags": tags, "members": members}
    (found.routes if ferry else found.sites).append(kept)


_KINDS = {"n": "node", "w": "way", "r": "relation"}


def _add_middle(found: _Found, element: dict[str, Any], line: Coordinates) -> None:
    centre = middle_of(line)
    if centre is not None and shapely.intersects_xy(found.area, centre["lon"], centre["lat"]):
        found.points.append({**element, "center": centre})


def _by_id(found: _Found, file: OsmFile, located: osmium.NodeLocationsForWays) -> Iterator[Any]:
    """Read the ways that were chosen, and those that belong to a relation."""
    afloat = {ref for route in found.routes for ref in _ways_of(route)}
    members = afloat.union(*map(_ways_of, found.sites))
    for way in objects(file, WAY, IdFilter(found.wanted | members), located):
        if way.id in afloat and "highway" not in way.tags:
            found.wanted.add(way.id)
        yield way


def _take_chosen(found: _Found, way: Way) -> None:
    found.lines[way.id] = line_of(way)
    if way.id not in found.wanted:
        return
    tags = _tags(way)
    refs = array("q", (node.ref for node in way.nodes))
    found.ways[way.id] = {"type": "way", "id": way.id, "nodes": refs, "tags": tags}
    if "highway" in tags:
        found.newest = max(found.newest, _changed(way))


def _ways_of(relation: Element) -> list[int]:
    return [member["ref"] for member in relation["members"] if member["type"] == "way"]


def _add_sites(found: _Found, table: osmium.index.LocationTable) -> None:
    """Keep relations that are facilities as points amid their ways and nodes."""
    for site in found.sites:
        lines = [found.lines[ref] for ref in _ways_of(site) if ref in found.lines]
        spots = [spot_of(table, m["ref"]) for m in site["members"] if m["type"] == "node"]
        bare = {key: site[key] for key in ("type", "id", "tags")}
        _add_middle(found, bare, np.concatenate([np.empty((0, 2)), *lines, *spots]))


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
