"""Users' boundary layers: codes and names found, rings repaired, areas picked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from layers.imports.area_columns import AreaColumns, area_columns, stated_levels
from layers.imports.area_names import (
    CODE_LEVELS,
    code_digits,
    codes_of,
    dotted_code,
    fold_name,
    is_bps_village,
    same_regency,
)
from layers.imports.blanks import without_blanks
from layers.imports.code_columns import code_texts, is_bps_column, with_joined_code
from layers.imports.failures import explains_failures
from layers.imports.headings import with_roles
from layers.imports.regencies import regency_problems, unknown_regency
from layers.imports.report import ImportReport, Problem
from layers.imports.ring_repair import made_valid
from layers.imports.tables import text_values
from layers.imports.vector_files import read_layer
from spatial.errors import InputError
from spatial.wording import lazy_gettext, lazy_ngettext

MAX_SINGLE = 10
"""Features whose code is none that are reported one by one; more are one problem of the file."""


@dataclass(frozen=True, eq=False)
class BoundaryImport:
    """A boundary layer in the program's columns, and what was found wrong.

    Attributes
    ----------
    areas
        `code` (with points), `level` (village, district, regency, province or empty), `name`,
        `district`, `regency`, `province` (texts, empty where not known) and polygons, EPSG:4326;
        labelled with the number of the feature. Features with an error are there, too.
    roles
        The column that gave each role.
    report
        Everything found.
    columns
        Headings of the layer, to choose from.
    """

    areas: gpd.GeoDataFrame
    roles: Mapping[str, str | None]
    report: ImportReport
    columns: tuple[str, ...] = ()


@explains_failures
def import_boundaries(
    path: Path,
    *,
    roles: Mapping[str, str | None] | None = None,
    crs: pyproj.CRS | None = None,
    encoding: str | None = None,
    layer: str | None = None,
) -> BoundaryImport:
    """Read a boundary layer with Kemendagri or BPS codes.

    Parameters
    ----------
    path
        A polygon layer, also zipped.
    roles
        The user's columns for `code`, `name`, `district`, `regency`, `province`, where the guess
        is to be changed.
    crs, encoding, layer
        As the user states them; see `layers.imports.vector_files.read_layer`.

    Raises
    ------
    InputError
        If the file as a whole cannot be used: unreadable, no polygons, no column with names.
    """
    read = read_layer(path, crs=crs, encoding=encoding, layer=layer)
    frame = _joined(read.frame)
    columns = [name for name in frame.columns if name != frame.geometry.name]
    found = area_columns(pd.DataFrame(frame[columns]), roles)
    chosen = with_roles(found.roles, roles or {}, columns)
    if chosen["name"] is None and chosen["code"] is None:
        problem = lazy_gettext(
            "{file}: no column of names or codes is recognised. Its columns: {columns}. State "
            "which of them holds the names.",
            file=path.name,
            columns=", ".join(columns),
        )
        raise InputError([problem])
    shapes, repairs = repaired_areas(frame.geometry)
    areas = _standard(frame, chosen, found, shapes)
    problems = (
        *read.problems,
        *repairs,
        *_code_problems(areas, frame, chosen["code"]),
        *_name_problems(areas, frame, chosen["name"]),
        *regency_problems(areas[["code", "regency"]]),
    )
    report = ImportReport(path.name, len(areas), len(areas)).with_problems(problems)
    return BoundaryImport(areas, chosen, report, tuple(map(str, columns)))


def boundary_headings(
    path: Path,
    *,
    crs: pyproj.CRS | None = None,
    encoding: str | None = None,
    layer: str | None = None,
) -> tuple[str, ...]:
    """Return the headings of a boundary layer, for a choice where none was recognised.

    Raises
    ------
    InputError
        If the layer cannot be read.
    """
    frame = _joined(read_layer(path, crs=crs, encoding=encoding, layer=layer).frame)
    return tuple(str(name) for name in frame.columns if name != frame.geometry.name)


def _joined(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add a column of codes that stand in parts."""
    table = with_joined_code(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    more = [name for name in table.columns if name not in frame.columns]
    return frame.assign(**{name: table[name] for name in more})


def repaired_areas(shapes: gpd.GeoSeries) -> tuple[gpd.GeoSeries, list[Problem]]:
    """Repair invalid rings; report what was repaired and what is no area.

    Parameters
    ----------
    shapes
        Geometries labelled with the number of the feature.

    Returns
    -------
    shapes : geopandas.GeoSeries
        Valid polygons, flat (no heights); None where the feature is no area.
    problems : list of Problem
        One per feature.
    """
    flat = shapely.force_2d(shapes.to_numpy())
    fixed = np.full(len(flat), None, dtype=object)
    problems: list[Problem] = []
    for position, (row, shape) in enumerate(zip(shapes.index, flat, strict=True)):
        area, problem = _repaired(int(row), shape)
        fixed[position] = area
        problems += [] if problem is None else [problem]
    return gpd.GeoSeries(fixed, index=shapes.index, crs=shapes.crs), problems


def _repaired(row: int, shape: BaseGeometry | None) -> tuple[BaseGeometry | None, Problem | None]:
    if shape is None or shape.is_empty:
        return None, Problem(
            row,
            lazy_gettext("geometry"),
            "",
            lazy_gettext("empty geometry"),
            lazy_gettext("Draw its boundary or delete it"),
        )
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return None, Problem(
            row,
            lazy_gettext("geometry"),
            "",
            lazy_gettext("a coordinate of it is no number"),
            lazy_gettext("Draw its boundary again"),
        )
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        return None, Problem(
            row,
            lazy_gettext("geometry"),
            shape.geom_type,
            lazy_gettext("not a polygon"),
            lazy_gettext("Move it to a layer of its own"),
        )
    if shape.is_valid:
        return shape, None
    reason = explain_validity(shape)
    valid = made_valid(shape)
    made = None if valid is None else _areal(valid)
    if made is None:
        return None, Problem(
            row,
            lazy_gettext("geometry"),
            reason,
            lazy_gettext("a ring that crosses itself too often to be repaired")
            if valid is None
            else lazy_gettext("a broken ring without an area"),
            lazy_gettext("Draw its boundary again"),
        )
    inside = made.representative_point()
    change = made.area / abs(shape.area) - 1 if shape.area else 0.0
    return made, Problem(
        row,
        lazy_gettext("geometry"),
        reason,
        lazy_gettext("an invalid polygon ring"),
        lazy_gettext(
            "Repaired by itself, the area changed by {change:+.2%}; check its shape on the map",
            change=change,
        ),
        "repaired",
        (inside.x, inside.y),
    )


def _areal(shape: BaseGeometry) -> BaseGeometry | None:
    """Keep the polygons of what `make_valid` gives."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    polygons = shapely.get_parts([part for part in parts if part.geom_type != "LineString"])
    return None if not len(polygons) else shapely.union_all(polygons)


def _standard(
    frame: gpd.GeoDataFrame,
    roles: Mapping[str, str | None],
    found: AreaColumns,
    shapes: gpd.GeoSeries,
) -> gpd.GeoDataFrame:
    """Put the features into the program's columns."""
    blank = pd.Series("", index=frame.index, dtype=object)

    def texts(role: str) -> pd.Series:
        column = roles[role]
        return blank if column is None else without_blanks(text_values(frame[column]))

    code = code_texts(texts("code"))
    level = _levels(frame, code, found.level)
    name = texts("name")
    for other in found.names if roles["name"] == found.roles["name"] else ():
        name = name.where(name != "", without_blanks(text_values(frame[other])))
    name = name.where(name != "", texts("code"))
    columns = {"code": code, "level": level, "name": name}
    for role in ("district", "regency", "province"):
        columns[role] = texts(role).where(level != role, name)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=shapes.crs)


def _levels(frame: gpd.GeoDataFrame, code: pd.Series, level: str) -> pd.Series:
    """Return the level of each feature: by its code, as stated, or that of the layer."""
    known = codes_of(code).str.len().map({**CODE_LEVELS, 7: "district"})
    stated = stated_levels(frame)
    if stated is not None:
        known = known.where(known.notna(), stated.where(stated != ""))
    return known.fillna(level)


def _name_problems(
    areas: gpd.GeoDataFrame, frame: gpd.GeoDataFrame, column: str | None
) -> list[Problem]:
    """Report once that names are missing."""
    if column is None:
        unnamed = len(areas)
        reason = lazy_gettext("there is no column of names for this level")
    else:
        unnamed = int((without_blanks(text_values(frame[column])) == "").sum())
        named = areas["name"] != ""
        unnamed = min(unnamed, int((~named | (codes_of(areas["name"]) != "")).sum()))
        reason = lazy_gettext("names are missing")
    if not unnamed:
        return []
    return [
        Problem(
            None,
            lazy_gettext("name"),
            lazy_ngettext("{count} feature", "{count} features", unnamed, count=unnamed),
            reason,
            lazy_gettext(
                "The code stands in its place; choose the column of names if there is one"
            ),
            "warning",
        )
    ]


def _code_problems(
    areas: gpd.GeoDataFrame, frame: gpd.GeoDataFrame, column: str | None
) -> list[Problem]:
    """Report codes that are missing, unreadable, repeated, or of BPS."""
    if column is None:
        return [
            Problem(
                None,
                lazy_gettext("code"),
                "",
                lazy_gettext("there is no column of area codes"),
                lazy_gettext(
                    "Matching uses names only; choose the column of codes if there is one"
                ),
                "warning",
            )
        ]
    raw = without_blanks(text_values(frame[column]))
    without = areas.index[areas["code"] == ""]
    reason = lazy_gettext("not a code of Kemendagri or BPS")
    fix = lazy_gettext("Correct its code; this area can be matched by name only")
    empty = [row for row in without if raw[row] == ""]
    other = [row for row in without if raw[row] or len(empty) == 1]
    unknown = [Problem(int(row), column, raw[row], reason, fix, "warning") for row in other]
    if len(other) > MAX_SINGLE:
        count = lazy_ngettext("{count} feature", "{count} features", len(other), count=len(other))
        unknown = [Problem(None, column, count, reason, fix, "warning")]
    if len(empty) > 1:
        count = lazy_ngettext("{count} feature", "{count} features", len(empty), count=len(empty))
        unknown.append(
            Problem(None, column, count, lazy_gettext("codes are missing"), fix, "warning")
        )
    again = areas["code"].duplicated() & (areas["code"] != "")
    repeated = [
        Problem(int(row), column, raw[row], lazy_gettext("another feature has this code already"),
                lazy_gettext("Merge its parts or correct the code"), "warning")
        for row in areas.index[again]
    ]  # fmt: skip
    digits = codes_of(areas["code"])
    villages = digits.str.len() == 10
    whole = is_bps_column(digits)
    bps = int(villages.sum() if whole else digits.map(is_bps_village).sum())
    bps += int((digits.str.len() == 7).sum())
    told = Problem(
        None,
        column,
        lazy_ngettext("{bps} feature", "{bps} features", bps, bps=bps),
        lazy_gettext("the codes look like BPS codes, not Kemendagri ones"),
        lazy_gettext("Points with Kemendagri codes will not match by code; use names"),
        "warning",
    )
    return [*([told] if bps else []), *unknown, *repeated]


def pick_areas(
    areas: gpd.GeoDataFrame,
    *,
    province: str | None = None,
    regency: str | None = None,
    district: str | None = None,
) -> gpd.GeoDataFrame:
    """Pick the areas of a province, kabupaten/kota or kecamatan.

    Parameters
    ----------
    areas
        As `import_boundaries` gives them.
    province, regency, district
        A code (`33.19`) or a name (`Kabupaten Kudus`, `kudus`).

    Raises
    ------
    InputError
        If nothing fits, or a name fits several (they are listed with their codes).
    """
    picked = areas
    for role, text in (("province", province), ("regency", regency), ("district", district)):
        if text is not None:
            picked = _pick(picked, role, text)
    return picked


def _pick(areas: gpd.GeoDataFrame, role: str, text: str) -> gpd.GeoDataFrame:
    digits = code_digits(text)
    width = next(length for length, level in CODE_LEVELS.items() if level == role)
    prefixes = codes_of(areas["code"]).str[:width]
    if digits:
        chosen = areas[prefixes == digits]
    else:
        same = same_regency if role == "regency" else _same_name
        chosen = areas[[bool(name) and same(str(name), text) for name in areas[role]]]
    if chosen.empty:
        problem = lazy_gettext("There is no area '{text}' in this boundary layer.", text=text)
        unknown = unknown_regency(text) if role == "regency" else None
        if unknown is not None:
            problem = lazy_gettext("{problem} {fix}.", problem=problem, fix=unknown.fix)
        raise InputError([problem])
    found = chosen.groupby([chosen[role], prefixes[chosen.index]]).size().index.tolist()
    if len(found) > 1 and not digits:
        names = ", ".join(f"{name} ({dotted_code(code)})" for name, code in sorted(found))
        problem = lazy_gettext(
            "'{text}' fits several areas: {names}. Choose by code.",
            text=text,
            names=names,
        )
        raise InputError([problem])
    return chosen


def _same_name(one: str, other: str) -> bool:
    return fold_name(one) == fold_name(other)
