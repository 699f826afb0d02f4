"""People in the polygons of Java's kabupaten and kecamatan, on a made-up grid of people.

The grid covers 107.5 to 113.5 E and 5.5 to 8.5 S, random people per cell and a tenth of the cells
without data; 3 arc seconds are 7,200 columns. The polygons are the real boundaries in that box.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from affine import Affine

from benchmarks.areas import REAL, SEED
from benchmarks.clock import best_of

WEST, SOUTH, EAST, NORTH = 107.5, -8.5, 113.5, -5.5
COLUMNS = (2_000, 7_200)
LEVELS = ("kabupaten", "kecamatan")


def people(_, __):
    """Seconds per grid and level; the answer is the people in all polygons."""
    from spatial.population.grid import people_in

    times, sums = {}, []
    for columns in COLUMNS:
        grid = _grid(columns)
        for level in LEVELS:
            polygons = _polygons(level)
            seconds, found = best_of(lambda g=grid, p=polygons: people_in(g, p))
            times[f"people in {len(polygons):,} {level}, {grid.counts.size:,} cells"] = seconds
            sums.append(found.sum())
    return times, np.array(sums)


def _grid(columns):
    from spatial.population.grid import PopulationGrid

    random = np.random.default_rng(SEED)
    step = (EAST - WEST) / columns
    counts = random.uniform(0, 100, (round((NORTH - SOUTH) / step), columns))
    counts[random.random(counts.shape) < 0.1] = np.nan
    return PopulationGrid(
        counts, Affine(step, 0, WEST, 0, -step, NORTH), pyproj.CRS.from_epsg(4326)
    )


def _polygons(level):
    polygons = gpd.read_parquet(REAL / "boundaries" / f"{level}.parquet").to_crs(4326)
    return polygons[polygons.intersects(shapely.box(WEST, SOUTH, EAST, NORTH))]
