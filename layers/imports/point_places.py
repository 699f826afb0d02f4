"""The places of users' points: from columns of numbers or degrees, or from shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.imports.coordinates import (
    Floats,
    in_indonesia,
    metre_crs_hint,
    parse_column,
    to_degrees,
)
from layers.imports.report import Problem
from layers.imports.ring_repair import made_valid
from spatial.errors import InputError
from spatial.wording import lazy_gettext, lazy_ngettext

MANY = 0.5
"""Share of swapped rows from which on the columns were confused, not single rows."""

PAIR = re.compile(r"\s*;\s*|\s*,\s+|(?<=\.\d)\s*,\s*|(?<=\d),(?=\s*-?\d+\.)")


@dataclass(frozen=True, eq=False)
class PlacesRead:
    """The place of every row.

    Attributes
    ----------
    points
        Points in EPSG:4326; None for rows without one.
    missing
        For each row without a point, why.
    problems
        What was repaired.
    notes
        What was recognised, in Indonesian.
    """

    points: gpd.GeoSeries
    missing: Mapping[int, Problem]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def table_places(
    name: str,
    table: pd.DataFrame,
    roles: Mapping[str, str | None],
    crs: pyproj.CRS | None,
    *,
    needed: bool,
) -> PlacesRead:
    """Read the coordinates of a table.

    Parameters
    ----------
    name
        Of the file, for messages.
    table
        Texts, labelled with the number of the row.
    roles
        Columns of `lon` and `lat`, or of `coordinates` that hold both (latitude first).
    crs
        Of the numbers; longitude and latitude if None.
    needed
        Whether a table without columns of coordinates is refused.

    Raises
    ------
    InputError
        If there are no columns of coordinates though they are needed, or if the numbers are
        metres and no coordinate system is stated.
    """
    texts = _coordinate_texts(table, roles)
    if texts is None:
        if needed:
            raise InputError([_no_columns(name, table)])
        return _no_places(table)
    x, sexagesimal = parse_column(texts["lon"])
    y, also = parse_column(texts["lat"])
    hint = metre_crs_hint(x, y)
    if crs is None and hint:
        problem = lazy_gettext(
            "{name}: the coordinates are metres, it seems of {hint}. State the EPSG code.",
            name=name,
            hint=hint,
        )
        raise InputError([problem])
    lon, lat, swapped = _in_degrees(x, y, crs)
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=table.index, crs=4326)
    unread = ~(np.isfinite(lon) & np.isfinite(lat))
    points[unread] = None
    missing = {int(row): _unread(int(row), texts.loc[row]) for row in table.index[unread]}
    many = int((sexagesimal | also).sum())
    notes = (
        (
            lazy_ngettext(
                "{many} row is written in degrees, minutes and seconds, and was read so.",
                "{many} rows are written in degrees, minutes and seconds, and were read so.",
                many,
                many=many,
            ),
        )
        if many
        else ()
    )
    return PlacesRead(points, missing, tuple(_swaps(points, swapped, texts)), notes)


def _coordinate_texts(table: pd.DataFrame, roles: Mapping[str, str | None]) -> pd.DataFrame | None:
    """Return the texts of longitude and latitude; None where no column has them."""
    lon, lat, both = (roles.get(role) for role in ("lon", "lat", "coordinates"))
    if lon is not None and lat is not None:
        return pd.DataFrame({"lon": table[lon], "lat": table[lat]})
    if both is None:
        return None
    pairs = [_pair(str(text)) for text in table[both]]
    return pd.DataFrame(pairs, columns=["lat", "lon"], index=table.index)


def _pair(text: str) -> tuple[str, str]:
    """Split `-6.9, 110.5` or `-6,9; 110,5`; the whole text twice where it is no pair."""
    parts = PAIR.split(text.strip())
    return (parts[0], parts[1]) if len(parts) == 2 else (text, "")


def _no_columns(name: str, table: pd.DataFrame) -> str:
    return lazy_gettext(
        "{name}: no columns of longitude and latitude were found. Its columns: {columns}. "
        "Show which they are, or add a layer of village boundaries so that points are found "
        "by code or name.",
        name=name,
        columns=", ".join(map(str, table.columns)),
    )


def _no_places(table: pd.DataFrame) -> PlacesRead:
    empty = gpd.GeoSeries([None] * len(table), index=table.index, crs=4326)
    missing = {
        int(row): Problem(
            int(row),
            lazy_gettext("coordinate"),
            "",
            lazy_gettext("there is no coordinate"),
            lazy_gettext("Fill in the village's code or name"),
        )
        for row in table.index
    }
    return PlacesRead(empty, missing, ())


def _in_degrees(
    x: Floats, y: Floats, crs: pyproj.CRS | None
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Bring numbers to degrees; exchange the two where only that gives a place in Indonesia."""
    lon, lat = (x, y) if crs is None else to_degrees(x, y, crs)
    other_lon, other_lat = (y, x) if crs is None else to_degrees(y, x, crs)
    swapped = ~in_indonesia(lon, lat) & in_indonesia(other_lon, other_lat)
    return np.where(swapped, other_lon, lon), np.where(swapped, other_lat, lat), swapped


def _unread(row: int, texts: pd.Series) -> Problem:
    value = "; ".join(str(text) for text in texts if str(text))
    reason = (
        lazy_gettext("the coordinate cannot be read")
        if value
        else lazy_gettext("the coordinate is empty")
    )
    fix = lazy_gettext(
        "Write decimal degrees (110.5432) or degrees, minutes and seconds (110°32'35\" BT)"
    )
    return Problem(row, lazy_gettext("coordinate"), value, reason, fix)


def _swaps(
    points: gpd.GeoSeries, swapped: NDArray[np.bool_], texts: pd.DataFrame
) -> list[Problem]:
    """Tell the swapped rows, or once that the columns were confused."""
    reason, fix = (
        lazy_gettext("latitude and longitude are swapped"),
        lazy_gettext("Both were exchanged again"),
    )
    if swapped.mean() > MANY:
        count = lazy_ngettext(
            "{count} row", "{count} rows", int(swapped.sum()), count=int(swapped.sum())
        )
        return [Problem(None, lazy_gettext("latitude, longitude"), count, reason, fix, "repaired")]
    return [
        Problem(
            int(row),
            lazy_gettext("coordinate"),
            f"{texts.loc[row, 'lon']}; {texts.loc[row, 'lat']}",
            reason,
            fix,
            "repaired",
            (points[row].x, points[row].y),
        )
        for row in points.index[swapped]
    ]


def layer_places(shapes: gpd.GeoSeries) -> PlacesRead:
    """Read the places of a map layer: points, or a point inside a polygon.

    Parameters
    ----------
    shapes
        Geometries in EPSG:4326, labelled with the number of the feature.
    """
    points = gpd.GeoSeries([None] * len(shapes), index=shapes.index, crs=shapes.crs)
    missing: dict[int, Problem] = {}
    problems: list[Problem] = []
    for row, shape in shapes.items():
        point, problem = _single(int(str(row)), shape)
        points[row] = point
        if point is None and problem is not None:
            missing[int(str(row))] = problem
        elif problem is not None:
            problems.append(problem)
    kinds = sorted({str(kind) for kind in shapes.geom_type.dropna()} - {"Point"})
    mixed = len(kinds) > 0 and bool((shapes.geom_type == "Point").any())
    if mixed:
        problems.append(_mixed(kinds))
    return PlacesRead(points, missing, tuple(problems))


def _single(row: int, shape: BaseGeometry | None) -> tuple[BaseGeometry | None, Problem | None]:
    """Return the point of one feature, and what is to be said about it."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None, Problem(
            row,
            lazy_gettext("geometry"),
            "",
            lazy_gettext("empty geometry"),
            lazy_gettext("Draw its point or delete the row"),
        )
    kind = shape.geom_type
    if kind == "Point" or (kind == "MultiPoint" and len(shapely.get_parts(shape)) == 1):
        first = shapely.get_coordinates(shape)[0]
        return _turned(row, shapely.Point(first[0], first[1]))
    if kind in {"Polygon", "MultiPolygon"}:
        valid = made_valid(shape)
        if valid is None:
            return None, Problem(
                row,
                lazy_gettext("geometry"),
                kind,
                lazy_gettext("a ring that crosses itself too often to be repaired"),
                lazy_gettext("Draw its boundary again"),
            )
        inside = shapely.point_on_surface(valid)
        return inside, Problem(
            row,
            lazy_gettext("geometry"),
            kind,
            lazy_gettext("a polygon, not a point"),
            lazy_gettext("A point inside it is used"),
            "repaired",
            (inside.x, inside.y),
        )
    middle = shape.centroid
    return None, Problem(
        row,
        lazy_gettext("geometry"),
        kind,
        lazy_gettext("not a point"),
        lazy_gettext("Replace it by a single point"),
        "error",
        (middle.x, middle.y),
    )


def _turned(row: int, point: shapely.Point) -> tuple[BaseGeometry, Problem | None]:
    """Exchange longitude and latitude where only that gives a place in Indonesia."""
    x, y = np.array([point.x]), np.array([point.y])
    if in_indonesia(x, y)[0] or not in_indonesia(y, x)[0]:
        return point, None
    return shapely.Point(point.y, point.x), Problem(
        row,
        lazy_gettext("geometry"),
        f"{point.x:g}; {point.y:g}",
        lazy_gettext("latitude and longitude are swapped"),
        lazy_gettext("Both were exchanged again"),
        "repaired",
        (point.y, point.x),
    )


def _mixed(kinds: list[str]) -> Problem:
    return Problem(
        None,
        lazy_gettext("geometry"),
        ", ".join(kinds),
        lazy_gettext("the layer holds several types of geometry"),
        lazy_gettext("Check that all of it really is one kind of data"),
        "warning",
    )
