"""One straight road of 30 steps along 7° S, villages along it, an islet and a far village."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from rasterio.transform import Affine

from layers.area.inputs import Ground
from layers.coverage.search import CoverageQuestion, no_boundaries
from layers.imports.roads import roads_from_lines
from spatial.population.grid import PopulationGrid
from spatial.routing.modes import MODES
from tests.spatial.builders import DEGREE, LAT, LON, STEP_EAST, line, place, points

E = STEP_EAST
"""Metres of a step, about 110.5."""

WALK = MODES["walk"]


def ground(facilities=((0, 0),), boundaries=None, population=None, **columns):
    """Villages at steps 2, 4, 8, 20 and 22, one on an islet (v5), one without a road (v6)."""
    roads = gpd.GeoDataFrame(
        {"name": ["Jalan A", "Pulau"], "highway": ["tertiary", "tertiary"]},
        geometry=[line((0, 0), (30, 0)), line((0, 60), (5, 60))],
        crs=4326,
    )
    spots = [(2, 0), (4, 0), (8, 0), (20, 0), (22, 0), (2, 60), (2, 150)]
    villages = points(*spots, prefix="v").assign(
        regency="Uji",
        district=["Barat", "Barat", "Barat", "Timur", "Timur", "Pulau", "Pulau"],
        desmigratif=False,
        **columns,
    )
    offices = points(*facilities, prefix="d").assign(kind="disnaker", precision="surveyed")
    return Ground(
        "Uji", roads_from_lines(roads, 0.0), villages, offices,
        no_boundaries() if boundaries is None else boundaries, population, {"roads": "hand-made"},
    )  # fmt: skip


def question(cost="distance"):
    return CoverageQuestion("disnaker", WALK, cost)


def districts():
    """Two polygons: Barat to step 10, Timur from there on."""
    shapes = [
        shapely.box(*place(-1, -5), *place(10, 5)),
        shapely.box(*place(10, -5), *place(31, 5)),
    ]
    names = {"code": ["1", "2"], "name": ["Barat", "Timur"], "regency": "Uji"}
    return gpd.GeoDataFrame(names, geometry=shapes, crs=4326)


def people():
    """Cells of 2 by 2 steps in one row on the road: 10, 20, 30, … people from step 0 on."""
    counts = np.arange(10.0, 160.0, 10.0)[None]
    corner = Affine(2 * DEGREE, 0, LON, 0, -2 * DEGREE, LAT + DEGREE)
    return PopulationGrid(counts, corner, pyproj.CRS(4326))
