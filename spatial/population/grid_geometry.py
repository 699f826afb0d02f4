"""The geometry of a regular grid: extent, windows, areas of cells."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyproj
from affine import Affine
from numpy.typing import NDArray

from spatial.crs import EQUAL_AREA, Bounds
from spatial.wording import _

EDGE = 1e-6
"""Share of a cell by which a box may pass the edge of a cell without touching the next one."""


def transform_problems(transform: Affine) -> Iterator[str]:
    """Say why a transform cannot be that of a grid: it is turned, sheared or without size."""
    size = max(abs(transform.a), abs(transform.e))
    if max(abs(transform.b), abs(transform.d)) > EDGE * EDGE * size:
        yield _("The grid is rotated: resample it to rows and columns along the coordinate axes.")
    elif transform.a == 0 or transform.e == 0 or not np.isfinite(tuple(transform)).all():
        yield _("The cells of the grid have no size: its georeference is missing or damaged.")


def grid_bounds(transform: Affine, shape: tuple[int, int]) -> Bounds:
    """Return west, south, east, north of a grid in its own coordinates."""
    xs = sorted((transform.c, transform.c + transform.a * shape[1]))
    ys = sorted((transform.f, transform.f + transform.e * shape[0]))
    return xs[0], ys[0], xs[1], ys[1]


def touched_window(
    transform: Affine, shape: tuple[int, int], bounds: Bounds
) -> tuple[slice, slice]:
    """Find the rows and columns of a grid that a box touches.

    Parameters
    ----------
    transform, shape
        Of the grid.
    bounds
        West, south, east, north in the grid's coordinates.

    Returns
    -------
    tuple of slice
        Rows and columns; empty where the box lies outside.
    """
    west, south, east, north = bounds
    spans = (
        (south, north, transform.f, transform.e, shape[0]),
        (west, east, transform.c, transform.a, shape[1]),
    )
    rows, columns = (_touched(*span) for span in spans)
    return rows, columns


def _touched(low: float, high: float, origin: float, step: float, count: int) -> slice:
    first, last = sorted(((low - origin) / step, (high - origin) / step))
    start, stop = np.floor(first + EDGE), np.ceil(last - EDGE)
    return slice(int(np.clip(start, 0, count)), int(np.clip(stop, 0, count)))


def cell_areas_m2(
    transform: Affine, shape: tuple[int, int], crs: pyproj.CRS
) -> NDArray[np.float64]:
    """Measure the area of every cell on the WGS 84 ellipsoid.

    Parameters
    ----------
    transform, shape, crs
        Of a grid.

    Returns
    -------
    numpy.ndarray
        Square metres; (rows, columns), or (rows, 1) for a grid in degrees, whose cells are alike
        along a row.

    Notes
    -----
    The corners are projected to `EQUAL_AREA`; the area there is half the cross product of the
    cell's diagonals. Exact for cells in degrees; for others the bow of a cell's sides is left
    out, below 1e-6 of the area for cells up to 1 km.
    """
    columns = 1 if crs.is_geographic else shape[1]
    x = transform.c + transform.a * np.arange(columns + 1)
    y = transform.f + transform.e * np.arange(shape[0] + 1)
    move = pyproj.Transformer.from_crs(crs, EQUAL_AREA, always_xy=True)
    east, north = move.transform(*np.meshgrid(x, y))
    down = (east[1:, 1:] - east[:-1, :-1], north[1:, 1:] - north[:-1, :-1])
    up = (east[:-1, 1:] - east[1:, :-1], north[:-1, 1:] - north[1:, :-1])
    return np.asarray(np.abs(down[0] * up[1] - down[1] * up[0]) / 2, dtype=np.float64)
