"""Hand-made GeoTIFF files for the tests of population rasters."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from rasterio.transform import Affine

DEGREES = Affine(0.01, 0, 110.0, 0, -0.01, -6.9)
"""Cells of 0.01 degrees; the north-west corner lies at 110 E, 6.9 S."""


def tif(path, rows, *, transform=DEGREES, crs="EPSG:4326", dtype="float32", tags=None, **profile):
    """Write one band, or several from an array of three dimensions."""
    bands = np.asarray(rows, dtype=dtype)
    bands = bands[None] if bands.ndim == 2 else bands
    with rasterio.open(
        path, "w", driver="GTiff", width=bands.shape[2], height=bands.shape[1],
        count=len(bands), dtype=dtype, transform=transform, crs=crs, **profile,
    ) as file:  # fmt: skip
        file.write(bands)
        file.update_tags(**(tags or {}))
    return path


def square(west=110.0, south=-6.92, east=110.03, north=-6.9):
    return gpd.GeoSeries([shapely.box(west, south, east, north)], crs=4326)


def messages_of(report):
    """Return what a report says, by value."""
    return {problem.value: problem.reason for problem in report.problems}
