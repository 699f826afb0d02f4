"""The places of users' points: from columns of numbers or degrees, or from shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.imports.coordinate_headings import read_heading, sibling_parts, taken_by_value
from layers.imports.coordinate_pairs import split_pairs
from layers.imports.coordinates import Floats, in_indonesia, parse_column, to_degrees
from layers.imports.hemispheres import Hemispheres, find_hemispheres, with_hemispheres
from layers.imports.lost_points import RestoredPoints, restore_points
from layers.imports.metre_systems import Box, metre_crs_hint, metre_systems, zone_box
from layers.imports.report import Problem
from layers.imports.ring_repair import made_valid
from layers.text.formats import number
from spatial.errors import InputError
from spatial.wording import LazyText, lazy_gettext, lazy_ngettext

MANY = 0.5
"""Share of swapped rows from which on the columns were confused, not single rows."""

SHOWN = 5
"""Most rows of one kind that are reported each on their own."""


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
        What was repaired or assumed.
    notes
        What was recognised: phrases.
    columns
        Further columns that were used, such as that of the hemisphere.
    """

    points: gpd.GeoSeries
    missing: Mapping[int, Problem]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Texts:
    """The texts of both coordinates, and what is known of them before they are read.

    Attributes
    ----------
    table
        Columns `lon` and `lat` (texts).
    lon, lat
        Their headings; None where one column holds both.
    degrees
        Whether the headings speak of degrees, not of x and y.
    srid
        EPSG code that the cells state themselves (EWKT); 0 if none.
    """

    table: pd.DataFrame
    lon: str | None
    lat: str | None
    degrees: bool
    srid: int = 0


def table_places(  # noqa: PLR0913 - what is known of the file, each of another source
    name: str,
    table: pd.DataFrame,
    roles: Mapping[str, str | None],
    crs: pyproj.CRS | None,
    *,
    needed: bool,
    box: Box | None = None,
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
    box
        Where the points must lie, degrees, as far as that is known; it only helps to name the
        coordinate system.

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
    system = pyproj.CRS.from_epsg(texts.srid) if crs is None and texts.srid else crs
    x, sexagesimal = parse_column(texts.table["lon"])
    y, also = parse_column(texts.table["lat"])
    degrees = system is None or system.is_geographic
    restored = _restored(x, y, degree_headings=texts.degrees) if degrees else None
    if restored is not None:
        x, y = restored.lon, restored.lat
    elif system is None:
        _require_degrees(name, x, y, box or _zone_of(table))
    sides = find_hemispheres(table, texts.lon, texts.lat) if degrees else Hemispheres()
    signed = with_hemispheres(x, y, texts.table, sides)
    lon, lat, swapped = _in_degrees(signed.lon, signed.lat, system)
    points = _points(lon, lat, table.index)
    unread = points.isna().to_numpy()
    missing = {
        int(row): _unread(int(row), line)
        for row, line in zip(
            table.index[unread], texts.table[unread].itertuples(index=False), strict=True
        )
    }
    problems = [
        *signed.problems,
        *_swaps(points, swapped, texts.table),
        *([] if restored is None else _lost(restored, texts.table)),
        *_guessed(texts),
        *_other_system(x, y, lon, lat, system),
    ]
    many = int((sexagesimal | also).sum())
    notes = (*signed.notes, *_sexagesimal(many))
    return PlacesRead(points, missing, tuple(problems), notes, sides.columns)


def _points(lon: Floats, lat: Floats, index: pd.Index) -> gpd.GeoSeries:
    """Make points; None where a number is missing."""
    made = np.full(len(lon), None, dtype=object)
    known = np.isfinite(lon) & np.isfinite(lat)
    made[known] = shapely.points(lon[known], lat[known])
    return gpd.GeoSeries(made, index=index, crs=4326)


def _sexagesimal(many: int) -> tuple[str, ...]:
    if not many:
        return ()
    return (
        lazy_ngettext(
            "{many} row is written in degrees, minutes and seconds, and was read so.",
            "{many} rows are written in degrees, minutes and seconds, and were read so.",
            many,
            many=many,
        ),
    )


def _coordinate_texts(table: pd.DataFrame, roles: Mapping[str, str | None]) -> _Texts | None:
    """Return the texts of longitude and latitude; None where no column has them."""
    lon, lat, both = (roles.get(role) for role in ("lon", "lat", "coordinates"))
    if lon is not None and lat is not None:
        headings = [read_heading(name) for name in (lon, lat)]
        degrees = all(h is not None and h.strength >= 2 for h in headings)
        columns = {"lon": _whole(table, lon), "lat": _whole(table, lat)}
        return _Texts(pd.DataFrame(columns), lon, lat, degrees)
    if both is None:
        return None
    pairs = split_pairs(table[both])
    codes = set(pairs["srid"][pairs["lat"] != ""])
    srid = codes.pop() if len(codes) == 1 else 0
    return _Texts(pairs[["lon", "lat"]], None, None, degrees=False, srid=int(srid))


def _whole(table: pd.DataFrame, column: str) -> pd.Series:
    """Return the texts of a coordinate, put together from degrees, minutes and seconds."""
    parts = sibling_parts(column, table.columns)
    texts = table[column].astype(str).str.strip()
    for part in parts:
        more = table[part].astype(str).str.strip()
        texts = (texts + " " + more).where((more != "") & (texts != ""), texts)
    return texts


def _zone_of(table: pd.DataFrame) -> Box | None:
    """Return the longitudes that a column with the number of a zone states."""
    for column in table.columns:
        words = str(column).lower()
        if any(word in words for word in ("zona", "zone", "utm", "tm3", "tm-3")):
            box = zone_box(table[column])
            if box is not None:
                return box
    return None


def _restored(x: Floats, y: Floats, *, degree_headings: bool) -> RestoredPoints | None:
    """Put lost decimal points back, unless the numbers are rather metres."""
    restored = restore_points(x, y)
    if restored is None or degree_headings:
        return restored
    rows = restored.rows
    metres = [system for system in metre_systems(x[rows], y[rows]) if system.codes]
    return None if metres else restored


def _require_degrees(name: str, x: Floats, y: Floats, box: Box | None) -> None:
    """Refuse metres of a system that is not stated."""
    hint = metre_crs_hint(x, y, box)
    if hint:
        problem = lazy_gettext(
            "{name}: the coordinates are metres, it seems of {hint}. State the EPSG code.",
            name=name,
            hint=hint,
        )
        raise InputError([problem])


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
    """Bring numbers to degrees; exchange degrees where only that gives a place in Indonesia.

    Metres are never exchanged: an easting and a northing that make no sense are those of another
    system, and both orders may lie in Indonesia.
    """
    if crs is not None and not crs.is_geographic:
        lon, lat = to_degrees(x, y, crs)
        return lon, lat, np.zeros(len(lon), dtype=np.bool_)
    lon, lat = (x, y) if crs is None else to_degrees(x, y, crs)
    other_lon, other_lat = (y, x) if crs is None else to_degrees(y, x, crs)
    swapped = ~in_indonesia(lon, lat) & in_indonesia(other_lon, other_lat)
    return np.where(swapped, other_lon, lon), np.where(swapped, other_lat, lat), swapped


def _other_system(
    x: Floats, y: Floats, lon: Floats, lat: Floats, crs: pyproj.CRS | None
) -> list[Problem]:
    """Report a stated system that puts most points outside Indonesia, and what would fit."""
    if crs is None or crs.is_geographic:
        return []
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any() or in_indonesia(lon[known], lat[known]).mean() > MANY:
        return []
    hint = metre_crs_hint(x, y)
    fix = (
        lazy_gettext("The numbers look like {hint}; nothing was exchanged", hint=hint)
        if hint
        else lazy_gettext("State the right EPSG code; nothing was exchanged")
    )
    reason = lazy_gettext("with the stated system most points lie outside Indonesia")
    return [Problem(None, lazy_gettext("coordinate system"), crs.name, reason, fix, "warning")]


def _unread(row: int, texts: tuple[str, ...]) -> Problem:
    value = "; ".join(str(text) for text in texts if str(text))
    reason = (
        lazy_gettext("the coordinate cannot be read")
        if value
        else lazy_gettext("the coordinate is empty")
    )
    if re.search(r"goo\.gl|bit\.ly|maps\.app", value):
        reason = lazy_gettext("a short link holds no coordinate")
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
    if len(swapped) and swapped.mean() > MANY:
        count = _count_of_rows(int(swapped.sum()))
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


def _count_of_rows(count: int) -> LazyText:
    return lazy_ngettext("{count} row", "{count} rows", count, count=partial(number, count))


def _lost(restored: RestoredPoints, texts: pd.DataFrame) -> list[Problem]:
    """Ask about the decimal points that were put back: few rows each, many at once."""
    at = [int(i) for i in np.flatnonzero(restored.rows)]
    reason = lazy_gettext("the decimal point seems to be lost")

    def said(i: int) -> tuple[str, LazyText]:
        lon, lat = float(restored.lon[i]), float(restored.lat[i])
        fix = lazy_gettext(
            "Read as longitude {lon}, latitude {lat}; is that right? Otherwise correct the file",
            lon=partial(number, lon, 5),
            lat=partial(number, lat, 5),
        )
        return f"{texts['lon'].iloc[i]}; {texts['lat'].iloc[i]}", fix

    if len(at) <= SHOWN and len(at) < len(texts):
        found = []
        for i in at:
            value, fix = said(i)
            place = (float(restored.lon[i]), float(restored.lat[i]))
            row = int(str(texts.index[i]))
            word = lazy_gettext("coordinate")
            found.append(Problem(row, word, value, reason, fix, "warning", place))
        return found
    value, fix = said(at[0])
    many = lazy_ngettext(
        "the decimal point seems to be lost in {count} row",
        "the decimal point seems to be lost in {count} rows",
        len(at),
        count=partial(number, len(at)),
    )
    return [Problem(None, lazy_gettext("latitude, longitude"), value, many, fix, "warning")]


def _guessed(texts: _Texts) -> list[Problem]:
    """Report columns that were taken for what stands in them, not for their headings."""
    if not taken_by_value(texts.lon, texts.lat):
        return []
    return [
        Problem(
            None,
            lazy_gettext("latitude, longitude"),
            f"{texts.lat}; {texts.lon}",
            lazy_gettext("no heading says which columns are the coordinates"),
            lazy_gettext("These two were taken because of their values; show others if not"),
            "warning",
        )
    ]


def layer_places(shapes: gpd.GeoSeries) -> PlacesRead:
    """Read the places of a map layer: points, or a point inside a polygon.

    Parameters
    ----------
    shapes
        Geometries in EPSG:4326, labelled with the number of the feature.
    """
    made, rest = _plain_points(shapes)
    missing: dict[int, Problem] = {}
    problems: list[Problem] = []
    for i in rest:
        row = int(str(shapes.index[i]))
        point, problem = _single(row, shapes.iloc[i])
        made[i] = point
        if point is None and problem is not None:
            missing[row] = problem
        elif problem is not None:
            problems.append(problem)
    kinds = sorted({str(kind) for kind in shapes.geom_type.dropna().unique()} - {"Point"})
    mixed = len(kinds) > 0 and bool((shapes.geom_type == "Point").any())
    if mixed:
        problems.append(_mixed(kinds))
    points = gpd.GeoSeries(made, index=shapes.index, crs=shapes.crs)
    return PlacesRead(points, missing, tuple(problems))


def _plain_points(shapes: gpd.GeoSeries) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Take over the points that are sound as they are; return the positions of the others."""
    values = np.asarray(shapes.to_numpy(), dtype=object)
    made = np.full(len(values), None, dtype=object)
    x, y = np.full((2, len(values)), np.nan)
    single = (shapely.get_type_id(values) == 0) & ~shapely.is_empty(values)
    x[single], y[single] = shapely.get_x(values[single]), shapely.get_y(values[single])
    sound = np.isfinite(x) & np.isfinite(y)
    sound &= in_indonesia(x, y) | ~in_indonesia(y, x)
    made[sound] = shapely.points(x[sound], y[sound])
    return made, np.flatnonzero(~sound)


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
