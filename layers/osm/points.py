"""OSM objects to facilities and places in the point schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon

from layers.area import schema
from layers.imports.facility_kinds import office_kind
from layers.osm.ferries import tags_of
from layers.osm.overpass import Element
from layers.osm.queries import COOPERATIVE_WORDS, LABOUR_WORDS, LEARNING_WORDS, PLACES, SCHOOLS

LICENCE = "OpenStreetMap contributors, ODbL 1.0"
COLUMNS = ("id", "name", "kind", "regency", "district", "address", "source", "precision", "note")


def _words(*words: str) -> re.Pattern[str]:
    """Match any of some words, whole and in any case."""
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


_LABOUR, _LEARNING = _words(*LABOUR_WORDS), _words(*LEARNING_WORDS)
_COOPERATIVE = _words(*COOPERATIVE_WORDS)
_BMT, _BPR = _words("bmt", "baitul maal"), _words("bprs?", "bank perkreditan rakyat")


@dataclass(frozen=True)
class Rule:
    """One kind of objects.

    Attributes
    ----------
    layer
        `offices`, `markets`, `facilities` or `places`.
    kind
        What the column `kind` says.
    unnamed
        Name for objects without one (Indonesian); empty: they are left out.
    fits
        Tells from the tags.
    """

    layer: str
    kind: str
    unnamed: str
    fits: Callable[[Mapping[str, str]], bool]


def _tagged(key: str, *values: str) -> Callable[[Mapping[str, str]], bool]:
    return lambda tags: tags.get(key) in values


def _named(pattern: re.Pattern[str]) -> Callable[[Mapping[str, str]], bool]:
    return lambda tags: bool(pattern.search(tags.get("name", "")))


def _office(kind: str) -> Callable[[Mapping[str, str]], bool]:
    return lambda tags: _is_labour_office(tags) and office_kind(tags.get("name", "")) == kind


def _is_labour_office(tags: Mapping[str, str]) -> bool:
    """Tell whether this is a labour office and not a shop, a stop or a school near one."""
    place = any(key in tags for key in ("office", "amenity", "building"))
    other = tags.get("amenity") in {"marketplace", "bank", "atm", "parking", "place_of_worship"}
    return place and not other and bool(_LABOUR.search(tags.get("name", "")))


RULES = (
    *(Rule("offices", kind, "", _office(kind)) for kind in schema.OFFICE_KINDS),
    Rule("markets", "pasar", "Pasar tanpa nama", _tagged("amenity", "marketplace")),
    Rule("facilities", "bmt", "", _named(_BMT)),
    Rule("facilities", "koperasi", "Koperasi tanpa nama", _tagged("office", "cooperative")),
    Rule("facilities", "koperasi", "", _named(_COOPERATIVE)),
    Rule("facilities", "bpr", "", _named(_BPR)),
    Rule("facilities", "bank", "Bank tanpa nama", _tagged("amenity", "bank")),
    Rule("facilities", "rumah baca", "", _named(_words(*LEARNING_WORDS[:-1]))),
    Rule("facilities", "perpustakaan", "Perpustakaan tanpa nama", _tagged("amenity", "library")),
    Rule("facilities", "sekolah", "Sekolah tanpa nama", _tagged("amenity", *SCHOOLS)),
    Rule("places", "", "", _tagged("place", *PLACES)),
)
"""The first rule that fits decides."""


def point_layers(
    objects: Iterable[tuple[Element, str]], area: Polygon | MultiPolygon
) -> dict[str, gpd.GeoDataFrame]:
    """Sort OSM objects into the layers of points.

    Parameters
    ----------
    objects
        OSM objects, ways and relations with their `center`, each with the moment of its data; of
        an object that occurs more than once the first counts.
    area
        Degrees; points outside are left out.

    Returns
    -------
    dict of str to geopandas.GeoDataFrame
        `offices`, `markets`, `facilities`, `places`: the point schema, EPSG:4326, with `precision`
        `published`; `regency` and `district` are empty, since OSM does not hold them.

    Raises
    ------
    InputError
        If a layer breaks the schema.
    """
    rows: dict[str, dict[str, object]] = {}
    for element, timestamp in objects:
        row = _row(element, timestamp)
        if row is not None:
            rows.setdefault(str(row["id"]), row)
    table = pd.DataFrame(list(rows.values()), columns=["layer", *COLUMNS, "lon", "lat"])
    points = shapely.points(table["lon"].astype(float), table["lat"].astype(float))
    shapely.prepare(area)
    inside = gpd.GeoDataFrame(table, geometry=points, crs=4326)[shapely.intersects(area, points)]
    return {
        layer: _layer(inside[inside["layer"] == layer], layer)
        for layer in ("offices", "markets", "facilities", "places")
    }


def _layer(found: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    """Bring the points of a layer into its schema; labour offices are not confirmed by anyone."""
    frame = found[[*COLUMNS, "geometry"]].sort_values("id", ignore_index=True)
    if layer == "offices":
        frame["confirmed"] = pd.Series([False] * len(frame), dtype=object)
    if frame.empty:
        return frame
    return schema.validate(frame, layer if layer in schema.SCHEMAS else "points")


def _row(element: Element, timestamp: str) -> dict[str, object] | None:
    tags, place = tags_of(element), _place(element)
    rule = next((rule for rule in RULES if rule.fits(tags)), None)
    if rule is None or place is None:
        return None
    own = tags.get("name", "").strip()
    name = own or rule.unnamed
    if not name:
        return None
    return {
        "layer": rule.layer,
        "id": f"osm:{element['type']}/{element['id']}",
        "name": name,
        "kind": rule.kind or tags["place"],
        "regency": None,
        "district": None,
        "address": _address(tags),
        "source": f"{LICENCE}, {timestamp}",
        "precision": "published",
        "note": "" if own else "OpenStreetMap has no name for it.",
        "lon": place[0],
        "lat": place[1],
    }


def _place(element: Element) -> tuple[float, float] | None:
    centre = element if element.get("type") == "node" else element.get("center")
    if not isinstance(centre, Mapping) or "lon" not in centre or "lat" not in centre:
        return None
    return float(centre["lon"]), float(centre["lat"])


def _address(tags: Mapping[str, str]) -> str:
    parts = (" ".join(filter(None, map(tags.get, ("addr:street", "addr:housenumber")))),
             tags.get("addr:village", ""), tags.get("addr:city", ""))  # fmt: skip
    return tags.get("addr:full", "") or ", ".join(filter(None, parts))
