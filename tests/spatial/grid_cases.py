"""Small population grids for tests."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
from affine import Affine

from spatial.population.grid import PopulationGrid

NAN = np.nan
DEGREES = Affine(0.01, 0, 110.0, 0, -0.01, -6.9)
"""Cells of 0.01 degrees; the north-west corner lies at 110 E, 6.9 S."""
UTM = Affine(100.0, 0, 500_000, 0, -100.0, 9_240_000)
"""Cells of 1 ha in UTM zone 49 S."""


def grid(rows, transform=DEGREES, crs=4326):
    return PopulationGrid(np.array(rows, dtype=float), transform, pyproj.CRS.from_epsg(crs))


def random_grid(shape, transform=DEGREES, crs=4326, *, seed=1, unknown=0.2):
    """People between 0 and 100, and a share of cells without data."""
    random = np.random.default_rng(seed)
    counts = random.uniform(0, 100, shape)
    counts[random.random(shape) < unknown] = NAN
    return grid(counts, transform, crs)


def turned_over(one):
    """Return the same people on the ground, stored from south to north."""
    step = one.transform
    upward = Affine(step.a, 0, step.c, 0, -step.e, step.f + step.e * one.shape[0])
    return PopulationGrid(one.counts[::-1], upward, one.crs)


def areas(*shapes, crs=4326, index=None):
    return gpd.GeoSeries(list(shapes), crs=crs, index=index)
