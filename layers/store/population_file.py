"""Population grids as bytes of a GeoTIFF, and back: how the store keeps them."""

from __future__ import annotations

import numpy as np
import pyproj
import rasterio
from rasterio.io import MemoryFile

from layers.population.raster_file import band_problems, opened_bytes, own_crs
from layers.population.raster_strips import MAX_CELLS
from spatial.errors import InputError
from spatial.population.grid import PopulationGrid
from spatial.wording import _

TILE = 256
CRS_TAG = "DESMIGRATIF_CRS"
"""The coordinate system as WKT 2, beside GeoTIFF's own keys, which cannot hold every one."""


def grid_bytes(grid: PopulationGrid) -> bytes:
    """Write a grid as a GeoTIFF that QGIS opens; NaN means no data.

    Counts are stored as float32 where that loses nothing, else as float64.

    Raises
    ------
    InputError
        If the grid has more than `MAX_CELLS` cells.
    """
    rows, columns = grid.shape
    if rows * columns > MAX_CELLS:
        problem = _(
            "The population grid has {cells} cells; at most {max_cells} are stored."
        ).format(cells=rows * columns, max_cells=MAX_CELLS)
        raise InputError([problem])
    single = grid.counts.astype(np.float32)
    counts = single if np.array_equal(single, grid.counts, equal_nan=True) else grid.counts
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", width=columns, height=rows, count=1, dtype=counts.dtype.name,
            crs=rasterio.CRS.from_wkt(grid.crs.to_wkt()), transform=grid.transform,
            nodata=np.nan, compress="deflate", predictor=3, tiled=True, blockxsize=TILE,
            blockysize=TILE,
        ) as file:  # fmt: skip
            file.write(counts, 1)
            file.update_tags(**{CRS_TAG: grid.crs.to_wkt()})
        return bytes(memory.getbuffer())


def read_grid(data: bytes, name: str) -> PopulationGrid:
    """Read what `grid_bytes` wrote, perhaps elsewhere, perhaps changed since.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the messages.

    Raises
    ------
    InputError
        If it is no such file, is damaged, has too many cells, or holds what is no population.
    """
    with opened_bytes(data, name) as dataset:
        problems = band_problems(name, dataset, 1)
        if dataset.width * dataset.height > MAX_CELLS:
            problems.append(
                _("{name} has {cells} cells, too many.").format(
                    name=name, cells=dataset.width * dataset.height
                )
            )
        if problems:
            raise InputError(problems)
        crs = _crs(dataset)
        if crs is None:
            raise InputError([_("{name} names no coordinate system.").format(name=name)])
        return PopulationGrid(dataset.read(1).astype(np.float64), dataset.transform, crs)


def _crs(dataset: rasterio.DatasetReader) -> pyproj.CRS | None:
    text = dataset.tags().get(CRS_TAG)
    if text is None:
        return own_crs(dataset)
    try:
        return pyproj.CRS.from_wkt(text)
    except pyproj.exceptions.CRSError:
        return None
