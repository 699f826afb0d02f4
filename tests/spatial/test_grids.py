"""Windows and areas of cells, by hand and against geodesic areas."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine

from spatial.crs import GEOD
from spatial.population.grid_geometry import (
    cell_areas_m2,
    grid_bounds,
    touched_window,
    transform_problems,
)
from tests.spatial.grid_cases import DEGREES, UTM

SOUTH_UP = Affine(0.01, 0, 110.0, 0, 0.01, -7.0)


def test_bounds_of_both_directions():
    assert grid_bounds(DEGREES, (10, 20)) == pytest.approx((110.0, -7.0, 110.2, -6.9))
    assert grid_bounds(SOUTH_UP, (10, 20)) == pytest.approx((110.0, -7.0, 110.2, -6.9))


@pytest.mark.parametrize(
    ("bounds", "rows", "columns"),
    [
        ((110.015, -6.925, 110.035, -6.915), (1, 3), (1, 4)),
        ((110.01, -6.92, 110.03, -6.91), (1, 2), (1, 3)),  # along edges of cells
        ((110.015, -6.915, 110.015, -6.915), (1, 2), (1, 2)),  # a point
        ((0, -90, 180, 90), (0, 10), (0, 20)),
        ((109.0, -6.95, 110.005, -6.91), (1, 5), (0, 1)),
        ((111.0, -6.95, 112.0, -6.91), (1, 5), (20, 20)),  # beside it
    ],
)
def test_cells_that_a_box_touches(bounds, rows, columns):
    found = touched_window(DEGREES, (10, 20), bounds)
    assert [(part.start, part.stop) for part in found] == [rows, columns]
    upward = touched_window(SOUTH_UP, (10, 20), bounds)
    assert (10 - upward[0].stop, 10 - upward[0].start) == rows


@pytest.mark.parametrize(
    ("transform", "word"),
    [
        (Affine.rotation(20) @ DEGREES, "rotated"),
        (Affine(0, 1, 0, 1, 0, 0), "rotated"),
        (Affine(1, 0.1, 0, 0, -1, 0), "rotated"),
        (Affine(0, 0, 0, 0, 0, 0), "no size"),
        (Affine(1, 0, np.nan, 0, -1, 0), "no size"),
    ],
)
def test_transforms_that_are_no_grid(transform, word):
    (problem,) = transform_problems(transform)
    assert word in problem


def test_a_grid_may_be_turned_by_rounding_only():
    assert not list(transform_problems(Affine(0.01, 1e-16, 110, 1e-16, -0.01, -6.9)))


def geodesic_area(corners, crs):
    """Area of the polygon through many points of a cell's sides, on the ellipsoid."""
    move = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    (west, south), (east, north) = corners
    t = np.linspace(0, 1, 200, endpoint=False)
    x = np.concatenate([west + (east - west) * t, np.full(200, east),
                        east - (east - west) * t, np.full(200, west)])  # fmt: skip
    y = np.concatenate([np.full(200, south), south + (north - south) * t,
                        np.full(200, north), north - (north - south) * t])  # fmt: skip
    return abs(GEOD.polygon_area_perimeter(*move.transform(x, y))[0])


@pytest.mark.parametrize("transform", [DEGREES, SOUTH_UP])
def test_areas_of_cells_in_degrees(transform):
    found = cell_areas_m2(transform, (4, 3), pyproj.CRS.from_epsg(4326))
    assert found.shape == (4, 1)
    for row in range(4):
        y = sorted(transform.f + transform.e * np.array([row, row + 1]))
        assert found[row, 0] == pytest.approx(
            geodesic_area([(110.0, y[0]), (110.01, y[1])], 4326), rel=1e-9
        )


@pytest.mark.parametrize(
    ("transform", "crs"),
    [
        (UTM, "EPSG:32749"),
        (Affine(1000, 0, 230_000, 0, -1000, 9_240_000), "EPSG:32749"),
        (Affine(1000, 0, 10_900_000, 0, -1000, -850_000), "ESRI:54009"),  # GHSL's Mollweide
        (Affine(100, 0, 12_240_000, 0, -100, -770_000), "EPSG:3857"),
    ],
)
def test_areas_of_projected_cells_are_those_on_the_ground(transform, crs):
    found = cell_areas_m2(transform, (2, 3), pyproj.CRS.from_user_input(crs))
    assert found.shape == (2, 3)
    west, north = transform.c + 2 * transform.a, transform.f + transform.e
    corners = [(west, north + transform.e), (west + transform.a, north)]
    assert found[1, 2] == pytest.approx(geodesic_area(corners, crs), rel=1e-6)


def test_scale_of_utm_at_its_middle():
    # The scale on the central meridian is 0.9996, so 1 ha of the plane is larger on the ground.
    found = cell_areas_m2(UTM, (1, 1), pyproj.CRS.from_epsg(32749))
    assert found[0, 0] == pytest.approx(10_000 / 0.9996**2, rel=1e-6)
