"""Users' files: vector layers and point tables as they really are."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from spatial.errors import InputError

COLUMN_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "kode", "kode_desa", "code", "kd_desa", "fid"),
        "name": ("name", "nama", "nama_desa", "desa", "namobj", "nama_objek"),
        "lon": ("lon", "lng", "long", "longitude", "bujur", "x"),
        "lat": ("lat", "latitude", "lintang", "y"),
    }
)
"""Headings that are understood, in order of preference."""

LON_RANGE = (95.0, 141.1)
LAT_RANGE = (-11.1, 6.2)
"""The extent of Indonesia in degrees, rounded outwards."""

TABLE_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})


@dataclass(frozen=True, eq=False)
class PointsRead:
    """Points that could be read and what was wrong with the rest.

    Attributes
    ----------
    points
        The good rows: `id` (text), `name`, point geometry in EPSG:4326.
    problems
        One sentence per problem, with the row.
    rows
        Rows in the file.
    """

    points: gpd.GeoDataFrame
    problems: tuple[str, ...]
    rows: int


def read_vector(path: Path) -> gpd.GeoDataFrame:
    """Read a vector layer of any format that GDAL or GeoParquet knows.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, has no geometry or no coordinate system.
    """
    if not path.exists():
        raise InputError([f"The file {path} does not exist."])
    try:
        if path.suffix.lower() in {".parquet", ".geoparquet"}:
            layer = gpd.read_parquet(path)
        else:
            layer = pyogrio.read_dataframe(path, on_invalid="warn")
    except Exception as error:  # GDAL, Arrow and the file system each raise their own
        raise InputError([f"{path.name} cannot be read as a map layer: {error}"]) from error
    if not isinstance(layer, gpd.GeoDataFrame):
        raise InputError([f"{path.name} is a table without geometry, not a map layer."])
    if layer.crs is None:
        raise InputError(
            [
                f"{path.name} does not state its coordinate system. "
                "Add the .prj file, or save it as GeoPackage."
            ]
        )
    return layer


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
    if path.suffix.lower() in TABLE_SUFFIXES:
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
            [f"{label}: none of the {read.rows} rows has a usable point.", *read.problems]
        )
    return read.points


def _points_from_table(path: Path) -> PointsRead:
    table = _read_table(path)
    columns = {role: _find(table, names) for role, names in COLUMN_NAMES.items()}
    missing = [role for role in ("lon", "lat") if columns[role] is None]
    if missing:
        expected = "; ".join(f"{role}: {', '.join(COLUMN_NAMES[role])}" for role in missing)
        raise InputError(
            [
                f"{path.name} has no column for {' and '.join(missing)}. "
                f"Its columns are {', '.join(map(str, table.columns))}. Expected {expected}."
            ]
        )
    lon, lat = (_numbers(table[columns[role]]) for role in ("lon", "lat"))
    return _checked(table, columns, gpd.points_from_xy(lon, lat, crs=4326), first_row=2)


def _read_table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise InputError([f"The file {path} does not exist."])
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    if not head.strip():
        raise InputError([f"{path.name} is empty."])
    separator = max(",;\t|", key=head.count)
    try:
        return pd.read_csv(
            io.StringIO(text), sep=separator, dtype=str, skipinitialspace=True, index_col=False
        )
    except (pd.errors.ParserError, csv.Error) as error:
        raise InputError([f"{path.name} is not a regular table: {error}"]) from error


def _points_from_layer(path: Path) -> PointsRead:
    layer = read_vector(path).to_crs(4326)
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    columns = {role: _find(table, COLUMN_NAMES[role]) for role in ("id", "name")}
    return _checked(table, columns, _inside(layer.geometry), first_row=1)


def _inside(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Points as they are, a point inside for polygons, an empty point for anything else."""
    shapes = geometry.to_numpy().copy()
    kind = shapely.get_type_id(shapes)
    single = (kind == 4) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    area = (kind == 3) | (kind == 6)
    shapes[area] = shapely.point_on_surface(shapely.make_valid(shapes[area]))
    shapes[shapely.get_type_id(shapes) != 0] = shapely.Point()
    return gpd.GeoSeries(shapes, crs=geometry.crs)


def _find(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    present = {str(c).strip().lower(): c for c in table.columns}
    return next((present[name] for name in names if name in present), None)


def _numbers(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values.astype(str).str.strip().str.replace(",", "."), errors="coerce")


def _checked(
    table: pd.DataFrame,
    columns: Mapping[str, str | None],
    geometry: gpd.GeoSeries | gpd.array.GeometryArray,
    first_row: int,
) -> PointsRead:
    """Give rows ids, names and points; set aside those whose place or id cannot be used."""
    if table.empty:
        raise InputError(["The file has headings but no row."])
    rows = pd.Series(range(first_row, first_row + len(table)), index=table.index)
    ids = rows.astype(str) if columns["id"] is None else table[columns["id"]].astype(object)
    ids = ids.where(ids.notna(), "").astype(str).str.strip()
    names = ids if columns["name"] is None else table[columns["name"]].astype(object)
    names = names.where(names.notna(), "").astype(str).str.strip()
    points = gpd.GeoDataFrame(
        {"id": ids, "name": names},
        geometry=gpd.GeoSeries(list(geometry), index=table.index, crs=4326),
    )
    faults = {
        row: fault for row, fault in zip(points.index, _place_faults(points), strict=True) if fault
    }
    for row in points.index[(ids == "").to_numpy()]:
        faults.setdefault(row, "the id is empty; give each row its own")
    for row in points.index[(ids != "").to_numpy() & ids.duplicated().to_numpy()]:
        faults.setdefault(row, f"the id {ids[row]} is used before; give each row its own")
    problems = tuple(
        f"row {rows[row]} ({names[row] or 'no name'}): {fault}." for row, fault in faults.items()
    )
    good = points.drop(index=list(faults)).reset_index(drop=True)
    return PointsRead(good, problems, len(table))


def _place_faults(points: gpd.GeoDataFrame) -> list[str]:
    return [_place_fault(point) for point in points.geometry]


def _place_fault(point: shapely.Point | None) -> str:
    if point is None or point.is_empty or point.x != point.x or point.y != point.y:
        return "there is no coordinate that can be read"
    if _within(point.x, LON_RANGE) and _within(point.y, LAT_RANGE):
        return ""
    where = f"longitude {point.x:g}, latitude {point.y:g}"
    if _within(point.y, LON_RANGE) and _within(point.x, LAT_RANGE):
        return f"{where}: the two are swapped; exchange the columns"
    return f"{where} is outside Indonesia (longitude 95 to 141, latitude -11 to 6); correct it"


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
