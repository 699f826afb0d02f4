"""Points of users from tables and vector layers, as they really are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.imports.failures import explains_failures
from layers.imports.number_columns import number_columns
from layers.imports.ring_repair import made_valid
from layers.imports.tables import is_table, read_rows, text_values
from layers.imports.vector_files import read_vector
from spatial.errors import InputError
from spatial.limits import LATITUDE, LONGITUDE
from spatial.wording import _, ngettext, render

COLUMN_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "kode", "kode_desa", "code", "kd_desa", "fid"),
        "name": ("name", "nama", "nama_desa", "desa", "namobj", "nama_objek"),
        "lon": ("lon", "lng", "long", "longitude", "bujur", "x"),
        "lat": ("lat", "latitude", "lintang", "y"),
    }
)
"""Headings that are understood, in order of preference."""


@dataclass(frozen=True, eq=False)
class PointsRead:
    """Points that could be read and what was wrong with the rest.

    Attributes
    ----------
    points
        The good rows: `id` (text), `name`, the number columns of the file, point geometry in
        EPSG:4326.
    problems
        One sentence per problem, with the row.
    rows
        Rows in the file.
    """

    points: gpd.GeoDataFrame
    problems: tuple[str, ...]
    rows: int


@explains_failures
def read_points(path: Path) -> PointsRead:
    """Read points from a table (CSV) or a vector layer.

    Parameters
    ----------
    path
        CSV with any of the headings in `COLUMN_NAMES` (comma, semicolon or tab; decimal point or
        comma), or a vector file of points or polygons; a polygon gives a point inside.

    Raises
    ------
    InputError
        If the file as a whole cannot be used: missing, empty, no coordinates.
    """
    if is_table(path):
        return _points_from_table(path)
    return _points_from_layer(path)


def good_points(read: PointsRead, *, skip_bad: bool, label: str) -> gpd.GeoDataFrame:
    """Return the points; raise for problems unless the bad rows are to be skipped.

    Raises
    ------
    InputError
        Listing all problems, if there are any and `skip_bad` is False, or if no row is good.
    """
    if read.problems and not skip_bad:
        raise InputError([f"{label}: {problem}" for problem in read.problems])
    if read.points.empty:
        raise InputError(
            [
                ngettext(
                    "{label}: the only row has no usable point.",
                    "{label}: none of the {rows} rows has a usable point.",
                    read.rows,
                ).format(label=label, rows=read.rows),
                *read.problems,
            ]
        )
    return read.points


def _points_from_table(path: Path) -> PointsRead:
    rows = read_rows(path)
    table, faults = rows.table, rows.faults
    columns = {role: _find(table, names) for role, names in COLUMN_NAMES.items()}
    missing = [role for role in ("lon", "lat") if columns[role] is None]
    if missing:
        expected = "; ".join(f"{role}: {', '.join(COLUMN_NAMES[role])}" for role in missing)
        problem = _(
            "{file} has no column for {missing}. Its columns are {columns}. Expected {expected}."
        ).format(
            file=path.name,
            missing=_(" and ").join(missing),
            columns=", ".join(map(str, table.columns)),
            expected=expected,
        )
        raise InputError([problem])
    lon, lat = (_numbers(table[columns[role]]) for role in ("lon", "lat"))
    return _checked(table, columns, gpd.points_from_xy(lon, lat, crs=4326), faults)


def _points_from_layer(path: Path) -> PointsRead:
    layer = read_vector(path).to_crs(4326)
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    columns = {role: _find(table, COLUMN_NAMES[role]) for role in ("id", "name")}
    table.index = pd.RangeIndex(1, len(table) + 1)
    return _checked(table, columns, _inside(layer.geometry), {})


def _inside(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Points as they are, a point inside for polygons, an empty point for anything else."""
    shapes = geometry.to_numpy().copy()
    kind = shapely.get_type_id(shapes)
    single = (kind == 4) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    area = (kind == 3) | (kind == 6)
    shapes[area] = [_point_inside(shape) for shape in shapes[area]]
    shapes[shapely.get_type_id(shapes) != 0] = shapely.Point()
    return gpd.GeoSeries(shapes, crs=geometry.crs)


def _point_inside(shape: BaseGeometry) -> BaseGeometry:
    """Return a point inside a polygon; an empty one where its ring cannot be repaired."""
    valid = made_valid(shape)
    return shapely.Point() if valid is None else shapely.point_on_surface(valid)


def _find(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    present = {str(c).strip().lower(): c for c in table.columns}
    return next((present[name] for name in names if name in present), None)


def _numbers(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values.astype(str).str.strip().str.replace(",", "."), errors="coerce")


def _checked(
    table: pd.DataFrame,
    columns: Mapping[str, str | None],
    geometry: gpd.GeoSeries | gpd.array.GeometryArray,
    faults: Mapping[int, str],
) -> PointsRead:
    """Give rows ids, names and points; set aside those whose place or id cannot be used.

    The index of `table` is the row's number in the file; `faults` are known already.
    """
    if table.empty:
        raise InputError([_("The file has headings but no row.")])
    numbers = table.index.to_series().astype(str)
    ids = numbers if columns["id"] is None else text_values(table[columns["id"]])
    names = ids if columns["name"] is None else text_values(table[columns["name"]])
    places = gpd.GeoSeries(list(geometry), index=table.index, crs=4326)
    points = gpd.GeoDataFrame(
        {"id": ids, "name": names, **_counts(table, columns)}, geometry=places
    )
    found = dict(faults)
    for row, fault in zip(points.index, _place_faults(points), strict=True):
        if fault:
            found.setdefault(row, fault)
    for row in points.index[(ids == "").to_numpy()]:
        found.setdefault(row, _("the id is empty; give each row its own"))
    usable = points.drop(index=list(found))
    for row in usable.index[usable["id"].duplicated().to_numpy()]:
        found[row] = _("the id {id} is used before; give each row its own").format(id=ids[row])
    problems = tuple(
        _("row {row} ({name}): {found}.").format(
            row=row, name=names[row] or _("no name"), found=render(found[row])
        )
        for row in sorted(found)
    )
    return PointsRead(points.drop(index=list(found)).reset_index(drop=True), problems, len(table))


def _counts(table: pd.DataFrame, columns: Mapping[str, str | None]) -> pd.DataFrame:
    """Find the number columns."""
    used = [column for column in columns.values() if column is not None]
    return number_columns(table.apply(text_values), used).numbers


def _place_faults(points: gpd.GeoDataFrame) -> list[str]:
    return [_place_fault(point) for point in points.geometry]


def _place_fault(point: shapely.Point | None) -> str:
    if point is None or point.is_empty or point.x != point.x or point.y != point.y:
        return _(
            "there is no coordinate that can be read; write decimal degrees, like 110.6 and -6.9"
        )
    if _within(point.x, LONGITUDE) and _within(point.y, LATITUDE):
        return ""
    where = _("longitude {x:g}, latitude {y:g}").format(x=point.x, y=point.y)
    if _within(point.y, LONGITUDE) and _within(point.x, LATITUDE):
        return _("{where}: the two are swapped; exchange the columns").format(where=where)
    return _(
        "{where} is outside Indonesia (longitude 95 to 141, latitude -11 to 6); correct it"
    ).format(where=where)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
