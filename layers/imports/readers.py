"""Users' files: vector layers and point tables as they really are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from layers.imports.headings import number_columns
from layers.imports.tables import TABLE_SUFFIXES, number_text, read_table
from spatial.errors import InputError
from spatial.wording import shown, tr

COLUMN_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "kode", "kode_desa", "code", "kd_desa", "fid"),
        "name": ("name", "nama", "nama_desa", "desa", "namobj", "nama_objek"),
        "lon": ("lon", "lng", "long", "longitude", "bujur", "x"),
        "lat": ("lat", "latitude", "lintang", "y"),
    }
)
"""Headings that are understood, in order of preference."""

LON_RANGE = (94.9, 141.1)
LAT_RANGE = (-11.1, 6.2)
"""The extent of Indonesia in degrees, rounded outwards."""

VECTOR_FORMATS = frozenset(
    (
        *("ESRI Shapefile", "FlatGeobuf", "GPKG", "GPX", "GeoJSON", "GeoJSONSeq", "KML"),
        *("LIBKML", "MapInfo File", "OpenFileGDB", "SQLite", "TopoJSON"),
    )
)
"""GDAL drivers whose files hold their own data; see also `layers.REFUSED_FORMATS`."""


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


def read_vector(path: Path) -> gpd.GeoDataFrame:
    """Read a vector layer of any format that GDAL or GeoParquet knows.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, has no geometry or no coordinate system.
    """
    layer = read_shapes(path)
    if layer.crs is None:
        problem = tr(
            "{file} does not state its coordinate system. Add the .prj file, or save it as "
            "GeoPackage."
        ).format(file=path.name)
        raise InputError([problem])
    return layer


def read_shapes(
    path: Path, *, layer: str | None = None, encoding: str | None = None
) -> gpd.GeoDataFrame:
    """Read a vector layer that may lack its coordinate system.

    Parameters
    ----------
    path
        The file.
    layer
        Name of the layer, for files that have several.
    encoding
        Of the texts, for shapefiles whose .cpg is missing or wrong.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, has no geometry or no such layer.
    """
    if not path.exists():
        raise InputError([tr("The file {path} does not exist.").format(path=path)])
    try:
        if path.suffix.lower() in {".parquet", ".geoparquet"}:
            frame = gpd.read_parquet(path).reset_index(drop=True)
        else:
            frame = _read_with_gdal(path, layer, encoding)
    except InputError:
        raise
    except Exception as error:  # GDAL, Arrow and the file system each raise their own
        problem = tr("{file} cannot be read as a map layer: {error}")
        raise InputError([problem.format(file=path.name, error=error)]) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        problem = tr("{file} is a table without geometry, not a map layer.")
        raise InputError([problem.format(file=path.name)])
    return frame


def _read_with_gdal(
    path: Path, layer: str | None, encoding: str | None
) -> gpd.GeoDataFrame | pd.DataFrame:
    """Read one spatial layer of a file whose format is known to be harmless."""
    layers = pyogrio.list_layers(path)
    spatial = [str(name) for name, kind in layers if kind is not None]
    if layer is not None and layer not in spatial:
        problem = tr("{file} has no layer {layer}. It has: {layers}.").format(
            file=path.name, layer=layer, layers=", ".join(spatial) or tr("none")
        )
        raise InputError([problem])
    if layer is None and len(spatial) > 1:
        problem = tr(
            "{file} has several layers: {layers}. Save the one that is meant as a file of its own."
        ).format(file=path.name, layers=", ".join(spatial))
        raise InputError([problem])
    name = layer or (spatial[0] if spatial else str(layers[0][0]))
    driver = pyogrio.read_info(path, layer=name, encoding=encoding)["driver"]
    if driver not in VECTOR_FORMATS:
        problem = tr("{file} is a {driver} file, which is not read. Save it as GeoPackage.")
        raise InputError([problem.format(file=path.name, driver=driver)])
    return pyogrio.read_dataframe(path, layer=name, encoding=encoding, on_invalid="warn")


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
            [
                tr("{label}: none of the {rows} rows has a usable point.").format(
                    label=label, rows=read.rows
                ),
                *read.problems,
            ]
        )
    return read.points


def _points_from_table(path: Path) -> PointsRead:
    table, faults = read_table(path)
    columns = {role: _find(table, names) for role, names in COLUMN_NAMES.items()}
    missing = [role for role in ("lon", "lat") if columns[role] is None]
    if missing:
        expected = "; ".join(f"{role}: {', '.join(COLUMN_NAMES[role])}" for role in missing)
        problem = tr(
            "{file} has no column for {missing}. Its columns are {columns}. Expected {expected}."
        ).format(
            file=path.name,
            missing=tr(" and ").join(missing),
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
    faults: Mapping[int, str],
) -> PointsRead:
    """Give rows ids, names and points; set aside those whose place or id cannot be used.

    The index of `table` is the row's number in the file; `faults` are known already.
    """
    if table.empty:
        raise InputError([tr("The file has headings but no row.")])
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
        found.setdefault(row, tr("the id is empty; give each row its own"))
    usable = points.drop(index=list(found))
    for row in usable.index[usable["id"].duplicated().to_numpy()]:
        found[row] = tr("the id {id} is used before; give each row its own").format(id=ids[row])
    problems = tuple(
        tr("row {row} ({name}): {found}.").format(
            row=row, name=names[row] or tr("no name"), found=shown(found[row])
        )
        for row in sorted(found)
    )
    return PointsRead(points.drop(index=list(found)).reset_index(drop=True), problems, len(table))


def _counts(table: pd.DataFrame, columns: Mapping[str, str | None]) -> pd.DataFrame:
    """Find the number columns."""
    used = [column for column in columns.values() if column is not None]
    return number_columns(table.apply(text_values), used).numbers


def text_values(values: pd.Series) -> pd.Series:
    """Values as text without margins; whole numbers without decimals, empty where missing."""
    if pd.api.types.is_float_dtype(values):
        values = values.astype(object).map(number_text, na_action="ignore")
    plain = values.astype(object)
    return plain.where(values.notna(), "").astype(str).str.strip()


def _place_faults(points: gpd.GeoDataFrame) -> list[str]:
    return [_place_fault(point) for point in points.geometry]


def _place_fault(point: shapely.Point | None) -> str:
    if point is None or point.is_empty or point.x != point.x or point.y != point.y:
        return tr(
            "there is no coordinate that can be read; write decimal degrees, like 110.6 and -6.9"
        )
    if _within(point.x, LON_RANGE) and _within(point.y, LAT_RANGE):
        return ""
    where = tr("longitude {x:g}, latitude {y:g}").format(x=point.x, y=point.y)
    if _within(point.y, LON_RANGE) and _within(point.x, LAT_RANGE):
        return tr("{where}: the two are swapped; exchange the columns").format(where=where)
    return tr(
        "{where} is outside Indonesia (longitude 95 to 141, latitude -11 to 6); correct it"
    ).format(where=where)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
