"""Editing of a point layer: pure steps that each return a new, validated layer, and undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from layers.area import schema
from spatial.errors import InputError
from spatial.wording import _


def add_point(
    points: gpd.GeoDataFrame, layer: str, values: Mapping[str, Any], lon: float, lat: float
) -> gpd.GeoDataFrame:
    """Add a point at the end.

    Parameters
    ----------
    points
        A point layer, EPSG:4326.
    layer
        Its key in `schema.SCHEMAS`: `villages`, `offices` or `markets`.
    values
        Values of its columns; columns that are not named stay empty.
    lon, lat
        Degrees, WGS 84.

    Returns
    -------
    geopandas.GeoDataFrame
        The new layer, rows numbered from 0.

    Raises
    ------
    InputError
        If the layer with the point breaks its schema, for instance by an id that is used before.
    """
    row = gpd.GeoDataFrame([dict(values)], geometry=[shapely.Point(lon, lat)], crs=schema.CRS)
    if points.empty:
        return schema.validate(row.reindex(columns=_columns(points, row)), layer)
    return schema.validate(pd.concat([points, row], ignore_index=True), layer)


def move_point(
    points: gpd.GeoDataFrame, layer: str, point_id: str, lon: float, lat: float
) -> gpd.GeoDataFrame:
    """Move a point; its precision stays, see `set_precision`.

    Parameters
    ----------
    points, layer
        As for `add_point`.
    point_id
        The `id` of the point.
    lon, lat
        The new place, degrees, WGS 84.

    Raises
    ------
    InputError
        If there is no such point, or the place does not lie in Indonesia.
    """
    row = _row(points, point_id)
    places = points.geometry.to_numpy().copy()
    places[row] = shapely.Point(lon, lat)
    return schema.validate(points.set_geometry(gpd.GeoSeries(places, points.index, points.crs)),
                           layer)  # fmt: skip


def set_precision(
    points: gpd.GeoDataFrame, layer: str, point_id: str, precision: str
) -> gpd.GeoDataFrame:
    """Correct how good a coordinate is: one of `schema.PRECISIONS`.

    Raises
    ------
    InputError
        If there is no such point or no such precision.
    """
    row = _row(points, point_id)
    values = points["precision"].astype(object)
    values.iloc[row] = precision
    return schema.validate(points.assign(precision=values), layer)


def set_values(
    points: gpd.GeoDataFrame, layer: str, edits: Mapping[str, Mapping[str, Any]]
) -> gpd.GeoDataFrame:
    """Correct what is known about points, several at once.

    Parameters
    ----------
    points, layer
        As for `add_point`.
    edits
        New values: id of the point, column, value; None where nothing is known. The geometry
        and the id cannot be set here.

    Raises
    ------
    InputError
        If there is no such point or column, or a value breaks the layer's schema.
    """
    rows = {point_id: _row(points, point_id) for point_id in edits}
    columns = sorted({column for values in edits.values() for column in values})
    allowed = set(points.columns) | set(schema.SCHEMAS[layer].columns)
    strange = [column for column in columns if column not in allowed - {"id", "geometry"}]
    if strange:
        raise InputError(
            [
                _("There is no column '{column:.60}' to edit.").format(column=column)
                for column in strange
            ]
        )
    changed = {}
    for column in columns:
        values = points[column] if column in points else pd.Series(None, points.index)
        values = values.astype(object)
        for point_id, row in rows.items():
            if column in edits[point_id]:
                values.iloc[row] = edits[point_id][column]
        changed[column] = values.infer_objects()
    return schema.validate(points.assign(**changed), layer)


def remove_point(points: gpd.GeoDataFrame, layer: str, point_id: str) -> gpd.GeoDataFrame:
    """Remove a point; the rows after it are numbered anew.

    Raises
    ------
    InputError
        If there is no such point.
    """
    kept = points.drop(index=points.index[_row(points, point_id)])
    return schema.validate(kept.reset_index(drop=True), layer)


@dataclass(frozen=True, eq=False)
class History:
    """A layer with the layers that it was before, and those that were undone.

    Attributes
    ----------
    current
        The layer as it is now.
    past
        What it was, the oldest first.
    future
        What was undone, the last undone last.
    """

    current: gpd.GeoDataFrame
    past: tuple[gpd.GeoDataFrame, ...] = ()
    future: tuple[gpd.GeoDataFrame, ...] = ()

    def then(self, edited: gpd.GeoDataFrame) -> History:
        """Go on with an edited layer; what was undone is forgotten."""
        return History(edited, (*self.past, self.current))

    def undo(self) -> History:
        """Go one step back; the same history where there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.future, self.current))

    def redo(self) -> History:
        """Take an undo back; the same history where there is none."""
        if not self.future:
            return self
        return History(self.future[-1], (*self.past, self.current), self.future[:-1])


def new_id(prefix: str, taken: Iterable[str]) -> str:
    """Make an id that nobody has: `prefix-1`, `prefix-2`, …, the first that is free."""
    used = set(taken)
    return next(name for n in count(1) if (name := f"{prefix}-{n}") not in used)


def _row(points: gpd.GeoDataFrame, point_id: str) -> int:
    rows = (points["id"] == point_id).to_numpy().nonzero()[0]
    if not len(rows):
        raise InputError(
            [_("There is no point with the id '{point_id:.60}'.").format(point_id=point_id)]
        )
    return int(rows[0])


def _columns(points: gpd.GeoDataFrame, row: gpd.GeoDataFrame) -> list[str]:
    return [*points.columns, *row.columns.difference(points.columns)]
