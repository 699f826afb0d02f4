"""Cost to the nearest facility as a grid, which also shows settlements without a village point."""

from __future__ import annotations

from dataclasses import dataclass

import affine
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from spatial import crs
from spatial.arrays import Floats
from spatial.errors import InputError
from spatial.service_areas.cost_field import NetworkCostField
from spatial.wording import _

MAX_CELLS = 4_000_000
"""Grids of more cells are refused: they take minutes and no screen shows them."""

OUTSIDE, OK, UNREACHABLE, OFF_NETWORK = 0, 1, 2, 3
"""What a cell is: outside the area, with a trip, without one, without a road near."""


@dataclass(frozen=True, eq=False)
class Surface:
    """A grid of totals, north up.

    Attributes
    ----------
    values
        (rows, columns) metres or seconds from the middle of each cell to its nearest facility,
        both legs included; NaN where there is no trip.
    status
        (rows, columns) `OUTSIDE`, `OK`, `UNREACHABLE` or `OFF_NETWORK`, uint8.
    transform
        From (column, row) to metres of `crs`, as rasterio takes it.
    crs
        Metric, from `crs.metric_crs`.
    unit
        `m` or `s`.
    """

    values: Floats
    status: NDArray[np.uint8]
    transform: affine.Affine
    crs: pyproj.CRS
    unit: str

    def counts(self) -> dict[str, int]:
        """Count the cells of the area by status."""
        names = {"ok": OK, "unreachable": UNREACHABLE, "off_network": OFF_NETWORK}
        return {name: int((self.status == value).sum()) for name, value in names.items()}


def surface(field: NetworkCostField, area: shapely.Geometry, cell_m: float = 500.0) -> Surface:
    """Measure from the middle of every cell of an area to the nearest facility.

    Parameters
    ----------
    field
        Costs along the network, from `cost_field.cost_field`.
    area
        Polygons, degrees, e.g. the boundary of the study area; cells whose middle lies outside
        have no value.
    cell_m
        Side of a cell, metres; 250 to 1,000 is usual.

    Returns
    -------
    Surface
        Each middle is snapped like a village: a trip is access leg + network + egress leg, and a
        middle farther than the field's `max_snap_m` from a road is `OFF_NETWORK`.

    Raises
    ------
    InputError
        If the area is empty or no polygon, the side is not above 0, or the grid is larger than
        `MAX_CELLS`.
    """
    _check(area, cell_m)
    plane = crs.metric_crs(tuple(shapely.bounds(area).tolist()))
    ground = crs.project(np.array([area], dtype=object), plane)[0]
    transform, shape = _grid(ground, cell_m)
    xy = _middles(transform, shape)
    shapely.prepare(ground)
    inside = shapely.contains_xy(ground, xy[:, 0], xy[:, 1])
    back = pyproj.Transformer.from_crs(plane, crs.WGS84, always_xy=True)
    places = field.snap(np.column_stack(back.transform(*xy[inside].T)))
    total = field.at(places)
    values = np.full(len(xy), np.nan)
    status = np.full(len(xy), OUTSIDE, dtype=np.uint8)
    values[inside] = total
    no_trip = np.where(places.on_network, UNREACHABLE, OFF_NETWORK)
    status[inside] = np.where(np.isfinite(total), OK, no_trip)
    return Surface(values.reshape(shape), status.reshape(shape), transform, plane, field.unit)


def _check(area: shapely.Geometry, cell_m: float) -> None:
    problems = []
    if not cell_m > 0:
        problems.append(
            _("The cell is {cell_m} m wide; it must be more than 0.").format(cell_m=cell_m)
        )
    if shapely.get_dimensions(area) != 2 or shapely.is_empty(area):
        problems.append(_("The area has no polygon; give the boundary of the study area."))
    if problems:
        raise InputError(problems)


def _grid(ground: shapely.Geometry, cell_m: float) -> tuple[affine.Affine, tuple[int, int]]:
    """Lay a grid over the area, its lines at multiples of the cell."""
    west, south, east, north = shapely.bounds(ground) / cell_m
    west, north = np.floor(west), np.ceil(north)
    columns, rows = int(np.ceil(east) - west), int(north - np.floor(south))
    if columns * rows > MAX_CELLS:
        problem = _(
            "The grid would have {cells:,} cells of {cell_m:g} m, more than {max_cells:,}. "
            "Choose larger cells or a smaller area."
        ).format(cells=columns * rows, cell_m=cell_m, max_cells=MAX_CELLS)
        raise InputError([problem])
    transform = affine.Affine(cell_m, 0.0, west * cell_m, 0.0, -cell_m, north * cell_m)
    return transform, (rows, columns)


def _middles(transform: affine.Affine, shape: tuple[int, int]) -> Floats:
    """(rows * columns, 2) middles of the cells, row by row from the north-west."""
    row, column = np.indices(shape)
    x = transform.c + (column.ravel() + 0.5) * transform.a
    y = transform.f + (row.ravel() + 0.5) * transform.e
    return np.column_stack([x, y])
