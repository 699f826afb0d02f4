"""OSM relations to administrative boundaries in the boundary schema.

Rings are assembled by GEOS (`polygonize_full`, `build_area`), which takes the lines as they are
and says which of them close no ring. osmnx does the same with private functions, and drops a
relation that does not close without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from layers.area import schema
from layers.imports.area_names import CODE_LEVELS, code_digits, dotted_code, is_bps_village
from layers.osm.ferries import tags_of
from layers.osm.overpass import Element
from layers.osm.places import parent_names
from layers.osm.points import LICENCE
from layers.osm.queries import BOUNDARY_LEVELS
from layers.osm.roads import first_of_each
from spatial.wording import lazy_gettext, lazy_ngettext

CODE_TAGS = ("ref:kemendagri", "ref:id:kemendagri", "ref:Kemendagri")
"""Tags with the Kemendagri code, as mappers write them; codes of BPS (`ref:bps`) are others."""
RING_ROLES = frozenset({"outer", "inner", ""})
"""Roles of members that are a part of the boundary (OSM wiki, Relation:boundary)."""
MOSTLY = 0.5
"""Share of a boundary's area that must lie in the area: neighbours only touch it."""
COLUMNS = ("code", "level", "name", "district", "regency", "province", "source", "precision",
           "note")  # fmt: skip
WORDS = {
    "regency": lazy_gettext("regency or city"),
    "district": lazy_gettext("district"),
    "village": lazy_gettext("village (desa/kelurahan)"),
}


@dataclass(frozen=True, eq=False)
class OsmBoundaries:
    """The boundaries of an area, and those that could not be used.

    Attributes
    ----------
    areas
        The boundary schema and `level` (`regency`, `district`, `village`), EPSG:4326.
    broken
        One sentence (Indonesian) for each relation that was left out, or whose code was.
    """

    areas: gpd.GeoDataFrame
    broken: tuple[str, ...]


@dataclass(frozen=True)
class _Objects:
    """Ways and nodes by id."""

    ways: Mapping[int, Element]
    nodes: Mapping[int, Element]

    def line(self, way: int) -> LineString | None:
        """Return the line of a way; None if it or one of its nodes is missing."""
        nodes = self.ways.get(way, {}).get("nodes", ())
        if len(nodes) < 2 or any(node not in self.nodes for node in nodes):
            return None
        return LineString([(self.nodes[node]["lon"], self.nodes[node]["lat"]) for node in nodes])


def osm_boundaries(
    objects: Iterable[tuple[Element, str]], area: Polygon | MultiPolygon
) -> OsmBoundaries:
    """Assemble the administrative boundaries that lie in an area for the most part.

    Parameters
    ----------
    objects
        Relations with all their ways and nodes, each with the moment of its data; of an object
        that occurs more than once the first counts.
    area
        Degrees.

    Raises
    ------
    InputError
        If the result breaks the schema.

    Notes
    -----
    The code is the tag of Kemendagri where it fits the level, else the number of the relation.
    Names of the kecamatan and kabupaten are those of the boundaries around a point inside.
    """
    pairs = list(objects)
    found = first_of_each(element for element, _ in pairs)
    stamps = {element["id"]: stamp for element, stamp in reversed(pairs)
              if element.get("type") == "relation"}  # fmt: skip
    parts = _Objects(found["way"], found["node"])
    rows: list[dict[str, object]] = []
    broken: list[str] = []
    for relation in found["relation"].values():
        if tags_of(relation).get("admin_level") in BOUNDARY_LEVELS:
            shape, problem = _assembled(relation, parts)
            if shape is None:
                broken += [problem] if _concerns(relation, parts, area) else []
            else:
                rows.append(_row(relation, shape, stamps[relation["id"]]))
    return _layer(rows, area, broken)


def _assembled(relation: Element, parts: _Objects) -> tuple[BaseGeometry | None, str]:
    """Make the polygons of a relation, or say why it has none."""
    refs = _ring_ways(relation)
    lines = [line for ref in refs if (line := parts.line(ref)) is not None]
    missing = len(refs) - len(lines)
    label = _label(relation)
    if not tags_of(relation).get("name", "").strip():
        return None, lazy_gettext("{label}: without a name.", label=label)
    if not refs or missing:
        return None, lazy_ngettext(
            "{label}: {missing} of the {count} lines of its boundary is not complete.",
            "{label}: {missing} of the {count} lines of its boundary are not complete.",
            missing,
            label=label,
            missing=missing,
            count=len(refs),
        )
    _, cuts, dangles, invalid = shapely.polygonize_full(lines)
    loose = next((some for some in (dangles, cuts, invalid) if not some.is_empty), None)
    if loose is not None:
        lon, lat = shapely.get_coordinates(loose)[0]
        return None, lazy_gettext(
            "{label}: its ring does not close near {lon:.5f}, {lat:.5f}.",
            label=label,
            lon=lon,
            lat=lat,
        )
    shape: BaseGeometry = shapely.build_area(MultiLineString(lines))
    if shape.is_empty or not shape.is_valid:
        return None, f"{label}: {explain_validity(shape)}."
    return shape, ""


def _ring_ways(relation: Element) -> list[int]:
    """List the ways of the rings, each once."""
    members = relation.get("members", ())
    return list(
        dict.fromkeys(
            m["ref"] for m in members if m.get("type") == "way" and m.get("role", "") in RING_ROLES
        )
    )


def _concerns(relation: Element, parts: _Objects, area: Polygon | MultiPolygon) -> bool:
    """Tell whether any part of a broken boundary lies in the area."""
    lines = [line for ref in _ring_ways(relation) if (line := parts.line(ref)) is not None]
    return not lines or bool(shapely.intersects(area, lines).any())


def _label(relation: Element) -> str:
    tags = tags_of(relation)
    level = WORDS[BOUNDARY_LEVELS[tags["admin_level"]]]
    return lazy_gettext(
        "Boundary of the {level} '{name}' (OSM relation/{id})",
        level=level,
        name=tags.get("name", ""),
        id=relation["id"],
    )


def _row(relation: Element, shape: BaseGeometry, stamp: str) -> dict[str, object]:
    tags = tags_of(relation)
    level = BOUNDARY_LEVELS[tags["admin_level"]]
    return {
        "code": _code(tags, level),
        "osm_id": f"osm:relation/{relation['id']}",
        "level": level,
        "name": tags["name"].strip(),
        "district": "",
        "regency": "",
        "province": "",
        "source": f"{LICENCE}, {stamp}",
        "precision": "OpenStreetMap",
        "note": "",
        "geometry": shape,
    }


def _code(tags: Mapping[str, str], level: str) -> str:
    """Return the Kemendagri code, with its points; empty where no tag has one of this level."""
    digits = (code_digits(tags.get(key, "")) for key in CODE_TAGS)
    fits = (code for code in digits if CODE_LEVELS.get(len(code)) == level)
    return next((dotted_code(code) for code in fits if not is_bps_village(code)), "")


def _layer(
    rows: Sequence[Mapping[str, object]], area: Polygon | MultiPolygon, broken: Sequence[str]
) -> OsmBoundaries:
    """Name the areas around each, keep those in the area, and give each a code of its own."""
    if not rows:
        return OsmBoundaries(schema.empty("boundaries").assign(level=""), tuple(broken))
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=4326)
    for role in ("district", "regency"):
        above = frame[frame["level"] == role]
        frame[role] = parent_names(frame.geometry, above).where(frame["level"] != role, "")
    frame.loc[frame["level"] == "regency", "regency"] = frame["name"]
    frame.loc[frame["level"] == "regency", "district"] = ""
    shapes = frame.geometry.to_numpy()
    share = shapely.area(shapely.intersection(shapes, area)) / shapely.area(shapes)
    kept = frame[share >= MOSTLY].sort_values(["level", "name", "osm_id"], ignore_index=True)
    again = kept["code"].duplicated() & (kept["code"] != "")
    findings = [
        lazy_gettext(
            "Two boundaries have the code {code}; '{name}' ({osm_id}) does not use it.",
            code=row.code,
            name=row.name,
            osm_id=row.osm_id,
        )
        for row in kept[again].itertuples(index=False)
    ]
    kept["code"] = kept["code"].where((kept["code"] != "") & ~again, kept["osm_id"])
    areas = kept[[*COLUMNS, "geometry"]]
    return OsmBoundaries(schema.validate(areas, "boundaries"), (*broken, *findings))
