"""Points from a PostGIS table: the same import, preview and report as for a file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
import sqlalchemy as sa

from layers.area.study_area import StudyArea
from layers.imports.points import PointSource
from layers.imports.tables import text_values
from layers.imports.vector_files import in_degrees
from layers.postgis.connection import Database, reading
from layers.postgis.tables import SpatialTable, listed
from layers.text.formats import number
from spatial.errors import InputError
from spatial.wording import lazy_gettext, ngettext

MAX_ROWS = 200_000
"""More than twice the villages of Indonesia."""

MAX_GEOMETRY_BYTES = 400_000_000
BOX_STEP_DEG = 0.1
BOX_MARGIN_DEG = 0.01
"""The sides of a box bend in a projection; in steps of 0.1 degrees by less than 1 m, which the
margin of 0.01 degrees (1.1 km) covers."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_SYSTEM = sa.text("SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = :srid")


@dataclass(frozen=True, eq=False)
class TableRead:
    """The rows of a table.

    Attributes
    ----------
    table
        Texts of the columns, labelled from 1.
    shapes
        Geometries on the index of `table`, in the system of the column; None where it is unknown.
    srid
        Of the geometries; 0 where they do not say.
    """

    table: pd.DataFrame
    shapes: gpd.GeoSeries
    srid: int


def read_table(database: Database, table: SpatialTable, box: Box | None = None) -> TableRead:
    """Read all rows of a listed table, in the order of its primary key.

    Parameters
    ----------
    database
        Where it is.
    table
        As `spatial_tables` lists it; the database is asked again whether it is still there.
    box
        Only rows whose place may lie in this box, found by the database with its spatial index;
        some next to it come along, rows without a place do not.

    Raises
    ------
    InputError
        If the table is gone, empty or too large, or its geometries cannot be understood.
    """
    _check_box(box)
    with reading(database) as opened:
        now = {known.place: known for known in listed(opened, database)}.get(table.place)
        if now is None:
            problem = lazy_gettext(
                "The table {table} no longer exists or must not be read. Reload the list.",
                table=table.title,
            )
            raise InputError([problem])
        rows = _rows(now, box)
        _check_size(opened, now, rows, within=box is not None)
        frame = _fetched(opened, now, rows)
        srid = _single_srid(now, frame)
        shapes = frame.geometry.set_crs(_system(opened, now, srid))
    texts = pd.DataFrame(frame.drop(columns=["shape", "srid"])).apply(text_values)
    texts = texts.reindex(frame.index).set_axis(list(now.columns), axis=1)
    return TableRead(texts, shapes, srid)


def _check_box(box: Box | None) -> None:
    if box is None:
        return
    west, south, east, north = box
    inside = -180 <= west < east <= 180 and -90 <= south < north <= 90
    if not (all(map(math.isfinite, box)) and inside):
        problem = lazy_gettext(
            "Write the area as west, south, east, north in degrees, such as 110 -7 111 -6."
        )
        raise InputError([problem])


def _rows(table: SpatialTable, box: Box | None) -> sa.Select[Any]:
    """Ask for the columns as texts, the shape as WKB in the plane, and its SRID."""
    place = _named(table.column)
    shape = sa.func.geometry(place) if table.family == "geography" else place
    flat = sa.func.ST_Force2D(sa.func.ST_CurveToLine(shape))
    columns: list[Any] = [
        sa.cast(_named(name), sa.Text).label(f"c{number}")
        for number, name in enumerate(table.columns)
    ]
    columns += [sa.func.ST_AsBinary(flat).label("shape"), sa.func.ST_SRID(shape).label("srid")]
    source = sa.table(
        sa.quoted_name(table.name, quote=True), schema=sa.quoted_name(table.schema, quote=True)
    )
    asked = sa.select(*columns).select_from(source).order_by(*map(_named, table.order))
    return asked if box is None else asked.where(_near(shape, table, box))


def _named(column: str) -> Any:  # noqa: ANN401
    return sa.column(sa.quoted_name(column, quote=True))


def _near(shape: Any, table: SpatialTable, box: Box) -> sa.ColumnElement[bool]:  # noqa: ANN401
    """Compare extents, in the system of the column so that its index serves."""
    envelope = sa.func.ST_MakeEnvelope(*box, 4326)
    wide = sa.func.ST_Segmentize(sa.func.ST_Expand(envelope, BOX_MARGIN_DEG), BOX_STEP_DEG)
    if table.srid:
        target: Any = sa.func.ST_Transform(wide, table.srid)
    else:
        own = sa.func.ST_SRID(shape)
        target = sa.case(
            (own == 0, sa.func.ST_SetSRID(wide, 0)), else_=sa.func.ST_Transform(wide, own)
        )
    return sa.cast(shape.op("&&", is_comparison=True)(target), sa.Boolean)


def _check_size(
    opened: sa.Connection, table: SpatialTable, rows: sa.Select[Any], *, within: bool
) -> None:
    """Refuse tables that are empty or too large before a row of them is fetched."""
    some = rows.order_by(None).limit(MAX_ROWS + 1).subquery()
    size = sa.func.coalesce(sa.func.sum(sa.func.octet_length(some.c.shape)), 0)
    count, volume = opened.execute(sa.select(sa.func.count(), size).select_from(some)).one()
    if count == 0:
        where = lazy_gettext(" within the area asked for") if within else ""
        problem = lazy_gettext(
            "The table {table} has not one row{where}.",
            table=table.title,
            where=where,
        )
        raise InputError([problem])
    smaller = lazy_gettext("Limit it to an area, or ask its keeper for a smaller view.")
    if count > MAX_ROWS:
        problem = lazy_gettext(
            "The table {table} has more than {max_rows} rows. {smaller}",
            table=table.title,
            max_rows=partial(number, MAX_ROWS),
            smaller=smaller,
        )
        raise InputError([problem])
    if volume > MAX_GEOMETRY_BYTES:
        limit = number(MAX_GEOMETRY_BYTES / 1e6)
        problem = lazy_gettext(
            "The geometry of the table {table} is larger than {limit} MB. {smaller}",
            table=table.title,
            limit=limit,
            smaller=smaller,
        )
        raise InputError([problem])


def _fetched(opened: sa.Connection, table: SpatialTable, rows: sa.Select[Any]) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_postgis(rows, opened, geom_col="shape")
    except shapely.errors.ShapelyError as error:
        problem = lazy_gettext(
            "The table {table} holds a type of geometry that is not known ({error}). Ask for "
            "a view with points or polygons.",
            table=table.title,
            error=error,
        )
        raise InputError([problem]) from error
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame


def _single_srid(table: SpatialTable, frame: gpd.GeoDataFrame) -> int:
    """Return the SRID of all shapes; that of the column where there is no shape."""
    counts = frame["srid"].dropna().astype(int).value_counts().sort_index()
    if len(counts) > 1:
        words = ", ".join(
            ngettext("{srid} ({count} row)", "{srid} ({count} rows)", count).format(
                srid=srid, count=number(count)
            )
            for srid, count in counts.items()
        )
        problem = lazy_gettext(
            "The table {table} mixes several SRIDs: {words}. Ask its keeper to make them one "
            "with ST_Transform.",
            table=table.title,
            words=words,
        )
        raise InputError([problem])
    return int(counts.index[0]) if len(counts) else table.srid


def _system(opened: sa.Connection, table: SpatialTable, srid: int) -> pyproj.CRS | None:
    """Return the coordinate system of a SRID as the database defines it; None for 0."""
    if srid == 0:
        return None
    row = opened.execute(_SYSTEM, {"srid": srid}).first()
    try:
        if row is None or row.auth_name == "EPSG":
            return pyproj.CRS.from_epsg(srid if row is None else row.auth_srid)
        return pyproj.CRS.from_wkt(row.srtext or "")
    except pyproj.exceptions.CRSError as error:
        problem = lazy_gettext(
            "Table {table}: the SRID {srid} is not known. State the right EPSG code.",
            table=table.title,
            srid=srid,
        )
        raise InputError([problem]) from error


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
    database
        Where it is.
    table
        As `layers.postgis.tables.spatial_tables` lists it.
    box
        Only rows whose extent meets this box, degrees.
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
        problem = lazy_gettext(
            "The table {table} has not one row within the area asked for.",
            table=table.title,
        )
        raise InputError([problem])
    numbers = pd.RangeIndex(1, int(np.count_nonzero(inside)) + 1)
    return read.table[inside].set_axis(numbers), shapes[inside].set_axis(numbers)


def _note(database: Database, table: SpatialTable, srid: int) -> str:
    """Say where the rows come from; never as whom."""
    now = datetime.now(tz=UTC)
    order = (
        lazy_gettext(", ordered by {order}", order=", ".join(table.order)) if table.order else ""
    )
    return lazy_gettext(
        "Read from PostGIS {label}, table {table}, column {column}, SRID {srid}{order}, "
        "{now:%Y-%m-%d %H:%M} UTC.",
        label=database.label,
        table=table.title,
        column=table.column,
        srid=srid,
        order=order,
        now=now,
    )
