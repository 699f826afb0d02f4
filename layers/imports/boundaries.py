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

from layers.imports.area_names import (
    CODE_LEVELS,
    code_digits,
    dotted_code,
    fold_name,
    is_bps_village,
    same_regency,
)
from layers.imports.failures import explains_failures
from layers.imports.headings import AREA_HEADINGS, guess_roles, with_roles
from layers.imports.report import ImportReport, Problem
from layers.imports.ring_repair import made_valid
from layers.imports.tables import text_values
from layers.imports.vector_files import read_layer
from spatial.errors import InputError
from spatial.wording import lazy_gettext, lazy_ngettext

MOSTLY = 0.8
"""Share of a column's values that must be codes for it to be taken for the code."""


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
    """

    areas: gpd.GeoDataFrame
    roles: Mapping[str, str | None]
    report: ImportReport


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
    columns = [name for name in read.frame.columns if name != read.frame.geometry.name]
    guessed = _guess(read.frame[columns])
    chosen = with_roles(guessed, roles or {}, columns)
    if chosen["name"] is None and chosen["code"] is None:
        problem = lazy_gettext(
            "{file}: no column of names or codes is recognised. Its columns: {columns}.",
            file=path.name,
            columns=", ".join(columns),
        )
        raise InputError([problem])
    shapes, problems = repaired_areas(read.frame.geometry)
    areas = _standard(read.frame, chosen, shapes)
    found = (*read.problems, *problems, *_code_problems(areas, read.frame, chosen["code"]))
    report = ImportReport(path.name, len(areas), len(areas)).with_problems(found)
    return BoundaryImport(areas, chosen, report)


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


def _guess(table: pd.DataFrame) -> dict[str, str | None]:
    """Guess by headings; for the code also by what the columns hold."""
    roles = guess_roles(table.columns, AREA_HEADINGS)
    named = roles["code"]
    if named is None or _code_share(table[named]) < MOSTLY:
        shares = {str(name): _code_share(table[name]) for name in table.columns}
        best = max(shares, key=lambda name: shares[name], default="")
        roles["code"] = best if shares.get(best, 0) >= MOSTLY else named
    return roles


def _code_share(values: pd.Series) -> float:
    """Share of values that are codes of one level and, as codes are, all different."""
    digits = text_values(values).map(code_digits)
    known = digits[digits.str.len() >= 4]
    return 0.0 if known.duplicated().any() else len(known) / max(len(values), 1)


def _standard(
    frame: gpd.GeoDataFrame, roles: Mapping[str, str | None], shapes: gpd.GeoSeries
) -> gpd.GeoDataFrame:
    """Put the features into the program's columns."""
    blank = pd.Series("", index=frame.index, dtype=object)

    def texts(role: str) -> pd.Series:
        column = roles[role]
        return blank if column is None else text_values(frame[column])

    digits = texts("code").map(code_digits)
    level = digits.str.len().map({**CODE_LEVELS, 7: "district"}).fillna("")
    name = texts("name").where(texts("name") != "", texts("code"))
    columns = {"code": digits.map(dotted_code), "level": level, "name": name}
    for role in ("district", "regency", "province"):
        columns[role] = texts(role).where(level != role, name)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=shapes.crs)


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
    raw = text_values(frame[column])
    unknown = [
        Problem(
            int(row),
            column,
            raw[row],
            lazy_gettext("not a code of Kemendagri or BPS"),
            lazy_gettext("Correct its code; this area can be matched by name only"),
            "warning",
        )
        for row in areas.index[areas["code"] == ""]
    ]
    again = areas["code"].duplicated() & (areas["code"] != "")
    repeated = [
        Problem(int(row), column, raw[row], lazy_gettext("another feature has this code already"),
                lazy_gettext("Merge its parts or correct the code"), "warning")
        for row in areas.index[again]
    ]  # fmt: skip
    bps = int(areas["code"].map(code_digits).map(is_bps_village).sum())
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
    prefixes = areas["code"].map(code_digits).str[:width]
    if digits:
        chosen = areas[prefixes == digits]
    else:
        same = same_regency if role == "regency" else _same_name
        chosen = areas[[bool(name) and same(str(name), text) for name in areas[role]]]
    if chosen.empty:
        raise InputError(
            [lazy_gettext("There is no area '{text}' in this boundary layer.", text=text)]
        )
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
