"""What is asked of Overpass for an area: tiles, and the queries for roads and facilities."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from spatial.crs import metric_crs, project, unproject
from spatial.errors import InputError
from spatial.limits import LATITUDE, LONGITUDE
from spatial.wording import lazy_gettext

KM_PER_DEGREE = 111.32
"""One degree along the equator of WGS 84, kilometres; tiles need no more exactness than that."""
MAX_TILES = 400
"""More tiles than this are refused: a public server is not for whole provinces of islands."""
MAX_BOXES = 100_000
"""More boxes than this around an area are not even looked at."""
TOO_MANY_TILES = lazy_gettext(
    "This area needs more than {max_tiles} tiles. Choose a smaller area or larger tiles, or "
    "load the extract (.osm.pbf) of its province.",
    max_tiles=MAX_TILES,
)

DRIVE = (
    *(f"{road}{link}" for road in ("motorway", "trunk", "primary", "secondary", "tertiary")
      for link in ("", "_link")),
    "unclassified", "residential", "living_street", "road",
)  # fmt: skip
TRACKS = ("track",)
PATHS = ("path", "footway", "pedestrian", "steps", "bridleway")
SERVICE = ("service",)
CLOSED = ("no", "private")
"""Values of `access` that close a way to the public (OSM wiki, Key:access)."""

LABOUR_WORDS = (
    "tenaga *kerja", "ketenagakerjaan", "disnaker", "transmigrasi", "ltsa", "layanan terpadu satu",
    "bp3mi", "bp2mi", "bp3tki", "bnp2tki", "blk", "latihan kerja", "pelatihan vokasi", "bbpvp",
)  # fmt: skip
LEARNING_WORDS = ("taman baca", "rumah baca", "rumah belajar", "rumah pintar", "perpustakaan")
COOPERATIVE_WORDS = ("koperasi", "bmt", "baitul maal", "ksp", "kud", "kopdit", "credit union")
SCHOOLS = ("school", "kindergarten", "college", "university")
AMENITIES = ("marketplace", *SCHOOLS, "library", "bank")
PLACES = ("village", "hamlet", "town", "city")
BOUNDARY_LEVELS = {"5": "regency", "6": "district", "7": "village"}
"""Values of `admin_level` in Indonesia: kabupaten or kota, kecamatan, desa or kelurahan (OSM wiki,
Import/Catalogue/Indonesia/VillageBoundaries and Indonesia/Surabaya Boundaries Import)."""

Tile = tuple[float, float, float, float]
"""South, west, north, east in degrees, as Overpass writes a box."""


@dataclass(frozen=True)
class RoadOptions:
    """Which roads beside those for cars; ferries always come along.

    Attributes
    ----------
    tracks
        `highway=track`: farm and forest roads that motorcycles use.
    paths
        Paths, footways, pedestrian ways, steps and bridleways.
    service
        `highway=service`: drives and access roads.
    """

    tracks: bool = False
    paths: bool = False
    service: bool = False

    @property
    def classes(self) -> tuple[str, ...]:
        """Values of `highway` that are taken."""
        more = ((self.tracks, TRACKS), (self.paths, PATHS), (self.service, SERVICE))
        return (*DRIVE, *(road for wanted, roads in more if wanted for road in roads))


def checked_area(shape: Any) -> Polygon | MultiPolygon:  # noqa: ANN401  (whatever a user hands in)
    """Return the polygons of a shape, repaired.

    Parameters
    ----------
    shape
        Shapely geometry, longitude and latitude in degrees.

    Raises
    ------
    InputError
        If it has no area, or does not lie in Indonesia.
    """
    if not isinstance(shape, BaseGeometry) or shape.is_empty:
        raise InputError([lazy_gettext("The area is empty: give a polygon.")])
    parts = shapely.get_parts(shapely.make_valid(shapely.force_2d(shape)))
    polygons = shapely.get_parts(shapely.unary_union(parts[shapely.area(parts) > 0]))
    polygons = polygons[shapely.get_type_id(polygons) == 3]
    if not len(polygons):
        problem = lazy_gettext(
            "The area is a {geom_type} without an extent: give a polygon.",
            geom_type=shape.geom_type,
        )
        raise InputError([problem])
    west, south, east, north = shapely.total_bounds(polygons)
    inside = LONGITUDE[0] <= west <= east <= LONGITUDE[1] and (
        LATITUDE[0] <= south <= north <= LATITUDE[1]
    )
    if not inside:
        problem = lazy_gettext(
            "The area runs from longitude {west:.4g} to {east:.4g} and latitude {south:.4g} "
            "to {north:.4g}, outside Indonesia. Use degrees (EPSG:4326), longitude first.",
            west=west,
            east=east,
            south=south,
            north=north,
        )
        raise InputError([problem])
    return polygons[0] if len(polygons) == 1 else MultiPolygon(list(polygons))


def widened(area: Polygon | MultiPolygon, margin_m: float) -> Polygon | MultiPolygon:
    """Return the area with everything up to `margin_m` metres around it, degrees."""
    plane = metric_crs(area.bounds)
    wide = shapely.buffer(project(np.array([area], dtype=object), plane), margin_m)
    area_and_more: Polygon | MultiPolygon = unproject(wide, plane)[0]
    return area_and_more


def tiles(area: Polygon | MultiPolygon, tile_km: float) -> list[Tile]:
    """Cover an area with boxes of one world-wide grid, so that neighbours share replies.

    Parameters
    ----------
    area
        Degrees.
    tile_km
        Edge of a box at the equator, kilometres.

    Returns
    -------
    list of tuple
        The boxes that touch the area, south to north, west to east.

    Raises
    ------
    InputError
        If there are more than `MAX_TILES`.
    """
    step = tile_km / KM_PER_DEGREE
    west, south, east, north = (edge / step for edge in area.bounds)
    columns, rows = _cells(west, east), _cells(south, north)
    if len(columns) * len(rows) > MAX_BOXES:
        raise InputError([TOO_MANY_TILES])
    boxes = [
        (row * step, column * step, (row + 1) * step, (column + 1) * step)
        for row in rows
        for column in columns
    ]
    shapely.prepare(area)
    found = [box for box in boxes if touches(box, area)]
    if len(found) > MAX_TILES:
        raise InputError([TOO_MANY_TILES])
    return found


def quarters(tile: Tile) -> list[Tile]:
    """Cut a tile in four: south before north, west before east.

    Examples
    --------
    >>> quarters((0.0, 100.0, 2.0, 104.0))[1]
    (0.0, 102.0, 1.0, 104.0)
    """
    south, west, north, east = tile
    middle, centre = (south + north) / 2, (west + east) / 2
    return [
        (low, left, high, right)
        for low, high in ((south, middle), (middle, north))
        for left, right in ((west, centre), (centre, east))
    ]


def touches(tile: Tile, area: Polygon | MultiPolygon) -> bool:
    """Tell whether a tile and an area share a point."""
    return bool(shapely.intersects(area, _drawn(tile)))


def _cells(low: float, high: float) -> range:
    return range(math.floor(low), math.floor(high) + 1)


def _drawn(tile: Tile) -> Polygon:
    south, west, north, east = tile
    return Polygon([(west, south), (east, south), (east, north), (west, north)])


def road_query(tile: Tile, options: RoadOptions, timeout_s: int) -> str:
    """Overpass QL for the roads and ferries that touch a tile, whole ways with their nodes.

    The box stands in each statement: a global one would also cut off the nodes of whole ways.
    """
    classes, closed, box = "|".join(options.classes), "|".join(CLOSED), _box(tile)
    return (
        f"[out:json][timeout:{timeout_s}];"
        f'rel["route"="ferry"]{box}->.routes;'
        f'(way["highway"~"^({classes})$"]["area"!="yes"]["access"!~"^({closed})$"]{box};'
        f'way["route"="ferry"]{box};way(r.routes););'
        "(._;>;)->.all;(.all;.routes;);out body;"
    )


def facility_query(tile: Tile, timeout_s: int) -> str:
    """Overpass QL for facilities and places in a tile, ways and relations by their centre."""
    labour = _named(LABOUR_WORDS)
    others = _named((*LABOUR_WORDS, *LEARNING_WORDS, *COOPERATIVE_WORDS))
    amenities, places = "|".join(AMENITIES), "|".join(PLACES)
    statements = (
        f'nwr["amenity"~"^({amenities})$"]',
        f'nwr["office"]{others}',
        f'nwr["amenity"]{others}',
        f'nwr["building"]{labour}',
        'nwr["office"="cooperative"]',
        f'node["place"~"^({places})$"]["name"]',
    )
    asked = "".join(f"{statement}{_box(tile)};" for statement in statements)
    return f"[out:json][timeout:{timeout_s}];({asked});out center;"


def is_facility(kind: str, tags: Mapping[str, str]) -> bool:
    """Tell whether `facility_query` asks for an object, for data that no server picks.

    Parameters
    ----------
    kind
        `node`, `way` or `relation`.
    tags
        Of the object.

    Examples
    --------
    >>> is_facility("way", {"building": "yes", "name": "Kantor Disnaker"})
    True
    >>> is_facility("way", {"highway": "residential", "name": "Jalan Koperasi"})
    False
    """
    name = tags.get("name", "")
    used = "office" in tags or "amenity" in tags
    return (
        tags.get("amenity") in AMENITIES
        or tags.get("office") == "cooperative"
        or (used and _OTHERS.search(name) is not None)
        or ("building" in tags and _LABOUR.search(name) is not None)
        or (kind == "node" and tags.get("place") in PLACES and "name" in tags)
    )


def boundary_query(tile: Tile, timeout_s: int) -> str:
    """Overpass QL for the administrative boundaries that touch a tile, whole, with their lines."""
    levels = "|".join(BOUNDARY_LEVELS)
    return (
        f"[out:json][timeout:{timeout_s}];"
        f'rel["boundary"="administrative"]["admin_level"~"^({levels})$"]{_box(tile)};'
        "out body;>;out skel qt;"
    )


def _named(words: tuple[str, ...]) -> str:
    return f'["name"~"{_pattern(words)}",i]'


def _pattern(words: tuple[str, ...]) -> str:
    """Match one of the words, whole: POSIX expressions know no word boundary."""
    return f"(^|[^a-z])({'|'.join(words)})([^a-z]|$)"


_LABOUR = re.compile(_pattern(LABOUR_WORDS), re.IGNORECASE)
_OTHERS = re.compile(_pattern((*LABOUR_WORDS, *LEARNING_WORDS, *COOPERATIVE_WORDS)), re.IGNORECASE)


def _box(tile: Tile) -> str:
    return "(" + ",".join(f"{degrees:.6f}" for degrees in tile) + ")"
