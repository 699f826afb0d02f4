"""Which part of a raster an area needs, and in which strips it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil, isqrt

import numpy as np
import pyproj
import rasterio
from rasterio.windows import Window

from layers.population.raster_file import extent_text
from layers.text.formats import number
from spatial.crs import WGS84, Bounds
from spatial.errors import InputError
from spatial.population.grid_geometry import cell_areas_m2, grid_bounds, touched_window
from spatial.wording import lazy_gettext

MAX_CELLS = 4_000_000
"""Most cells that a grid keeps; more are put together. 200 km by 200 km in cells of 100 m."""

MAX_READ_CELLS = 1_500_000_000
"""Most cells that are looked at: all of Indonesia in cells of 100 m has 1.1 thousand million."""

STRIP_CELLS = 2_000_000


@dataclass(frozen=True, eq=False)
class RasterPart:
    """The part of a raster that is read.

    Attributes
    ----------
    transform, crs
        Of the whole raster.
    rows, columns
        Of the part.
    factor
        How many cells along one side are put together, so that at most `MAX_CELLS` are kept.
    """

    transform: rasterio.Affine
    crs: pyproj.CRS
    rows: slice
    columns: slice
    factor: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the part."""
        return self.rows.stop - self.rows.start, self.columns.stop - self.columns.start

    @property
    def corner(self) -> rasterio.Affine:
        """Return the transform of the part."""
        return self.transform @ rasterio.Affine.translation(self.columns.start, self.rows.start)

    def windows(self) -> Iterator[Window]:
        """Yield strips from the top, each of whole coarse rows."""
        height, width = self.shape
        step = max(STRIP_CELLS // (width * self.factor), 1) * self.factor
        for top in range(0, height, step):
            rows = min(step, height - top)
            yield Window(self.columns.start, self.rows.start + top, width, rows)

    def cell_m2(self) -> float:
        """Return the area of the cell in the middle of the part."""
        height, width = self.shape
        middle = self.corner @ rasterio.Affine.translation(width // 2, height // 2)
        return float(cell_areas_m2(middle, (1, 1), self.crs)[0, 0])


def touched_part(
    name: str, dataset: rasterio.DatasetReader, crs: pyproj.CRS, place: Bounds
) -> RasterPart:
    """Find the part of a raster that an extent touches.

    Parameters
    ----------
    name
        Of the file, for the messages.
    dataset, crs
        The open file and its coordinate system.
    place
        West, south, east, north in degrees.

    Raises
    ------
    InputError
        If the raster lies elsewhere, or the part has more than `MAX_READ_CELLS` cells.
    """
    move = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    bounds = move.transform_bounds(*place)
    transform, size = dataset.transform, dataset.shape
    if np.isfinite(bounds).all():
        rows, columns = touched_window(transform, size, bounds)
    if not np.isfinite(bounds).all() or rows.start >= rows.stop or columns.start >= columns.stop:
        extent = extent_text(grid_bounds(transform, size), crs)
        problem = lazy_gettext(
            "{name} does not cover this area. Raster: {extent}. Area: {place}. Check the file "
            "and its coordinate system.",
            name=name,
            extent=extent,
            place=extent_text(place, WGS84),
        )
        raise InputError([problem])
    height, width = rows.stop - rows.start, columns.stop - columns.start
    if height * width > MAX_READ_CELLS:
        problem = lazy_gettext(
            "{name}: {cells} cells in this area; choose a smaller area.",
            name=name,
            cells=partial(number, height * width),
        )
        raise InputError([problem])
    return RasterPart(transform, crs, rows, columns, _factor(height, width))


def _factor(height: int, width: int) -> int:
    """Return how many cells along one side go into one, so that at most `MAX_CELLS` are left."""
    factor = max(isqrt(height * width // MAX_CELLS), 1)
    while ceil(height / factor) * ceil(width / factor) > MAX_CELLS:
        factor += 1
    return factor
