"""Points from a PostGIS table: the same import, preview and report as for a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from layers.area.study_area import StudyArea
from layers.imports.point_source import PointSource
from layers.imports.points import PointImport, PointOptions, import_source
from layers.imports.vector_files import in_degrees
from layers.postgis.connection import Database
from layers.postgis.postgis_rows import Box, TableRead, read_table
from layers.postgis.tables import SpatialTable
from spatial.errors import InputError
from spatial.wording import phrase


def import_table(  # noqa: PLR0913
    database: Database,
    table: SpatialTable,
    options: PointOptions | None = None,
    *,
    box: Box | None = None,
    areas: gpd.GeoDataFrame | None = None,
    choices: Mapping[int, str] | None = None,
) -> PointImport:
    """Read points from a table of a database.

    Parameters
    ----------
    database
        Where it is.
    table
        As `layers.postgis.tables.spatial_tables` lists it.
    options
        What the user states: columns, coordinate system, precision.
    box
        Only rows whose extent meets this box, degrees.
    areas, choices
        As for `layers.imports.points.import_points`.

    Raises
    ------
    InputError
        If the table as a whole cannot be used.
    """
    chosen = options or PointOptions()
    source = table_source(database, table, crs=chosen.crs, box=box)
    return import_source(source, chosen, areas=areas, choices=choices)


def table_source(
    database: Database,
    table: SpatialTable,
    *,
    crs: pyproj.CRS | None = None,
    box: Box | None = None,
) -> PointSource:
    """Read the rows of a table in EPSG:4326, for `layers.imports.points.import_source`.

    Parameters
    ----------
    database, table, box
        As for `import_table`.
    crs
        The coordinate system as the user states it; it wins over the SRID.

    Raises
    ------
    InputError
        If the table as a whole cannot be used.
    """
    read = read_table(database, table, box)
    frame, problems = in_degrees(table.title, gpd.GeoDataFrame(geometry=read.shapes), crs, "SRID")
    table_rows, shapes = read.table, frame.geometry
    if box is not None:
        table_rows, shapes = _within(table, read, shapes, box)
    return PointSource(
        table.title, table_rows, shapes, tuple(problems), (_note(database, table, read.srid),)
    )


def area_box(area: StudyArea) -> Box:
    """Return the extent of an area's boundaries, villages and roads, degrees."""
    layers = (area.boundaries, area.villages, area.roads)
    bounds = np.array([layer.total_bounds for layer in layers if not layer.empty])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _within(
    table: SpatialTable, read: TableRead, shapes: gpd.GeoSeries, box: Box
) -> tuple[pd.DataFrame, gpd.GeoSeries]:
    """Leave out what the database gave along with the box; number the rest from 1."""
    west, south, east, north = shapes.bounds.to_numpy().T
    inside = (east >= box[0]) & (north >= box[1]) & (west <= box[2]) & (south <= box[3])
    if not inside.any():
        problem = phrase(
            "Tabel {table} tidak berisi satu baris pun di dalam wilayah yang diminta.",
            table=table.title,
        )
        raise InputError([problem])
    numbers = pd.RangeIndex(1, int(np.count_nonzero(inside)) + 1)
    return read.table[inside].set_axis(numbers), shapes[inside].set_axis(numbers)


def _note(database: Database, table: SpatialTable, srid: int) -> str:
    """Say where the rows come from; never as whom."""
    now = datetime.now(tz=UTC)
    order = phrase(", urut menurut {order}", order=", ".join(table.order)) if table.order else ""
    return phrase(
        "Dibaca dari PostGIS {label}, tabel {table}, kolom {column}, SRID "
        "{srid}{order}, {now:%Y-%m-%d %H:%M} UTC.",
        label=database.label,
        table=table.title,
        column=table.column,
        srid=srid,
        order=order,
        now=now,
    )
