"""People on grids by hand, against shapely, and against exactextract on real rasters."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from affine import Affine
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.crs import project
from spatial.errors import InputError
from spatial.population import grid as population
from spatial.population.grid import PopulationGrid
from tests.spatial.grid_cases import DEGREES, NAN, UTM, areas, grid, random_grid, turned_over

SMALL = [[1, 2, 4], [8, NAN, 16]]
"""Powers of two: a sum tells which cells it is made of."""


def test_total_and_shape():
    one = grid(SMALL)
    assert one.total() == 31
    assert one.shape == (2, 3)
    assert one.bounds == pytest.approx((110.0, -6.92, 110.03, -6.9))
    assert grid([[NAN]]).total() == 0


def test_a_grid_is_not_written_to():
    counts = np.array([[1.0, 2.0]])
    one = PopulationGrid(counts, DEGREES, pyproj.CRS.from_epsg(4326))
    counts[0, 0] = 5
    assert one.total() == 3
    with pytest.raises(ValueError, match="read-only"):
        one.counts[0, 0] = 5


def test_every_fault_of_a_grid_is_told():
    with pytest.raises(InputError) as error:
        grid([[-1, np.inf]], Affine.rotation(10))
    assert [word in text for word, text in zip(
        ("infinite", "negative", "rotated"), error.value.problems, strict=True
    )] == [True, True, True]  # fmt: skip
    with pytest.raises(InputError, match="rows and columns"):
        grid(np.zeros((0, 3)))
    with pytest.raises(InputError, match="rows and columns"):
        grid([1.0, 2.0])


@pytest.mark.parametrize("turn", [lambda one: one, turned_over])
@pytest.mark.parametrize(("transform", "crs"), [(DEGREES, 4326), (UTM, 32749)])
def test_people_by_hand(turn, transform, crs):
    one = turn(grid(SMALL, transform, crs))
    left, top, step = transform.c, transform.f, transform.a

    def box(column, row, to_column, to_row):
        return shapely.box(left + column * step, top - to_row * step,
                           left + to_column * step, top - row * step)  # fmt: skip

    found = population.people_in(one, areas(
        box(0, 0, 3, 2), box(0, 0, 1.5, 1), box(0.5, 0.5, 1, 1.5), box(1, 1, 2, 2),
        box(-9, -9, 0.5, 9), box(9, 9, 10, 10), shapely.Polygon(), None,
        crs=crs, index=list("abcdefgh"),
    ))  # fmt: skip
    assert found.name == "people"
    assert found.index.tolist() == list("abcdefgh")
    # c: a quarter of the cells with 1 and with 8; e: half of the first column.
    expected = [31, 2, 2.25, NAN, 4.5, NAN, NAN, NAN]
    assert found.to_numpy() == pytest.approx(expected, nan_ok=True)


def test_covered_share_by_hand():
    one = grid(SMALL, UTM, 32749)
    left, top = UTM.c, UTM.f
    found = population.covered_share(one, areas(
        shapely.box(left, top - 200, left + 300, top),
        shapely.box(left + 100, top - 200, left + 200, top),
        shapely.box(left - 300, top - 100, left + 100, top),
        shapely.Polygon(),
        crs=32749,
    ))  # fmt: skip
    assert found.to_numpy() == pytest.approx([5 / 6, 0.5, 0.25, NAN], nan_ok=True)


def test_polygons_in_another_crs():
    one = random_grid((50, 60), UTM, 32749)
    inside = shapely.box(UTM.c + 130, UTM.f - 4_321, UTM.c + 5_432, UTM.f - 777)
    degrees = gpd.GeoSeries([inside], crs=32749).segmentize(50).to_crs(4326)
    direct = population.people_in(one, areas(inside, crs=32749))
    assert population.people_in(one, degrees)[0] == pytest.approx(direct[0], rel=1e-6)


def test_long_sides_follow_their_own_projection():
    """A parallel of 2 degrees is no straight line in UTM; cells beside it must not be taken."""
    one = grid(np.ones((400, 400)), Affine(1000, 0, 300_000, 0, -1000, 9_400_000), 32749)
    box = shapely.box(109.8, -7.0, 111.8, -6.0)
    fine = project(np.array([shapely.segmentize(box, 0.001)]), one.crs)
    expected = shapely.area(fine)[0] / 1e6
    found = population.people_in(one, areas(box))[0]
    assert found == pytest.approx(expected, rel=1e-9)
    corners = project(np.array([box]), one.crs)
    assert abs(shapely.area(corners)[0] / 1e6 - expected) > 1


def test_rings_that_cross_themselves_are_repaired():
    one = grid(np.ones((4, 4)), Affine(1, 0, 500_000, 0, -1, 9_000_004), 32749)
    x, y = 500_000, 9_000_000
    bow = shapely.Polygon([(x, y), (x + 4, y + 4), (x + 4, y), (x, y + 4)])
    assert population.people_in(one, areas(bow, crs=32749))[0] == pytest.approx(8)


def test_polygons_need_a_crs_that_fits():
    with pytest.raises(InputError, match="no coordinate system"):
        population.people_in(grid(SMALL), gpd.GeoSeries([shapely.box(0, 0, 1, 1)]))
    far = areas(shapely.box(20, -1, 22, 1))  # 90 degrees from the meridian of the zone
    with pytest.raises(InputError, match="cannot be brought"):
        population.people_in(grid(SMALL, UTM, 32749), far)


def test_coarsen_by_hand():
    wide = grid([[1, 2, 4, 8, 16], [32, NAN, NAN, NAN, 64], [128, NAN, NAN, NAN, 256]])
    found = population.coarsen(wide, 2)
    assert found.counts == pytest.approx(np.array([[35, 12, 80], [128, NAN, 256]]), nan_ok=True)
    assert tuple(found.transform)[:6] == pytest.approx((0.02, 0, 110.0, 0, -0.02, -6.9))
    assert population.coarsen(wide, 1).counts == pytest.approx(wide.counts, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 9), st.integers(0, 99))
def test_coarsen_loses_nobody(rows, columns, factor, seed):
    one = random_grid((rows, columns), seed=seed)
    found = population.coarsen(one, factor)
    known = one.counts[~np.isnan(one.counts)]
    assert found.total() == pytest.approx(sum(known.tolist()), rel=1e-12)
    west, south, east, north = found.bounds
    assert west == one.bounds[0]
    assert north == one.bounds[3]
    assert east >= one.bounds[2] - 1e-9
    assert south <= one.bounds[1] + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(110.0, 110.1), min_size=1, max_size=6), st.integers(0, 99))
def test_parts_of_an_area_add_up(cuts, seed):
    one = random_grid((10, 10), seed=seed)
    sides = [110.0, *sorted(cuts), 110.1]
    strips = areas(*(shapely.box(a, -7.0, b, -6.9) for a, b in itertools.pairwise(sides)))
    assert population.people_in(one, strips).sum() == pytest.approx(one.total())


def test_crop_keeps_whole_cells():
    found = population.crop(grid(SMALL), (110.015, -6.905, 110.025, -6.901))
    assert found.counts.tolist() == [[2, 4]]
    assert found.bounds == pytest.approx((110.01, -6.91, 110.03, -6.9))
    upward = population.crop(turned_over(grid(SMALL)), (110.015, -6.905, 110.025, -6.901))
    assert upward.counts.tolist() == [[2, 4]]
    assert upward.bounds == pytest.approx((110.01, -6.91, 110.03, -6.9))
    with pytest.raises(InputError, match="outside"):
        population.crop(grid(SMALL), (111, -6.91, 112, -6.9))


def test_clip_shares_the_cells_on_the_border():
    overlapping = areas(
        shapely.box(110.005, -6.91, 110.015, -6.9), shapely.box(110.01, -6.91, 110.02, -6.9)
    )
    found = population.clip(grid(SMALL), overlapping)
    assert found.counts == pytest.approx(np.array([[0.5, 2]]))
    assert found.bounds == pytest.approx((110.0, -6.91, 110.02, -6.9))
    with pytest.raises(InputError, match="outside"):
        population.clip(grid(SMALL), areas(shapely.box(0, 0, 1, 1)))


@pytest.mark.parametrize("turn", [lambda one: one, turned_over])
def test_cell_points(turn):
    found = population.cell_points(turn(grid([[1, 0], [NAN, 8]])))
    by_people = found.sort_values("people")
    assert by_people["people"].tolist() == [1, 8]
    assert shapely.get_coordinates(by_people.geometry) == pytest.approx(
        np.array([[110.005, -6.905], [110.015, -6.915]])
    )
    assert found.crs.to_epsg() == 4326


def test_cell_points_of_a_projected_grid():
    found = population.cell_points(grid([[3]], Affine(100, 0, 499_950, 0, -100, 9_240_050), 32749))
    # The middle lies on the central meridian of zone 49, 111 E.
    assert found.geometry[0].x == pytest.approx(111.0)
    move = pyproj.Transformer.from_crs(32749, 4326, always_xy=True)
    assert found.geometry[0].y == pytest.approx(move.transform(500_000, 9_240_000)[1])
    assert population.cell_points(grid([[0, NAN]])).empty


def cell_by_cell(one, polygon):
    """Sum by shapely's intersection of the polygon with every cell."""
    rows, columns = np.indices(one.shape)
    step = one.transform
    x, y = step.c + step.a * columns, step.f + step.e * rows
    cells = shapely.box(x, y + step.e, x + step.a, y)
    share = shapely.area(shapely.intersection(polygon, cells)) / abs(step.a * step.e)
    return np.nansum(one.counts * share)


def test_a_ragged_polygon_agrees_with_shapely():
    one = random_grid((30, 30))
    turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    radius = 0.1 + 0.04 * np.cos(7 * turn) + 0.01 * np.cos(31 * turn)
    edge = np.column_stack([110.15 + radius * np.cos(turn), -7.05 + radius * np.sin(turn)])
    polygon = shapely.Polygon(edge, holes=[edge[::-1] * 0.3 + 0.7 * np.array([110.15, -7.05])])
    found = population.people_in(one, areas(polygon))[0]
    assert found == pytest.approx(cell_by_cell(one, polygon), rel=1e-9)


def real_case(real_data, name):
    """Return a real raster without its negative cells, and the kecamatan in it."""
    with rasterio.open(real_data / "rasters" / name) as source:
        counts = source.read(1).astype(float)
        crs = pyproj.CRS.from_wkt(source.crs.to_wkt())
        one = PopulationGrid(np.where(counts < 0, NAN, counts), source.transform, crs)
    polygons = gpd.read_parquet(real_data / "boundaries" / "kecamatan.parquet").to_crs(one.crs)
    polygons = polygons.set_geometry(polygons.make_valid())
    return one, polygons[polygons.intersects(shapely.box(*one.bounds))]


@pytest.mark.real
@pytest.mark.parametrize("turn", [lambda one: one, turned_over])
@pytest.mark.parametrize(
    ("name", "polygons"),
    [("Population_2010_clip.tif", 249), ("Population_Jakarta_UTM48N.tif", 77)],
)
def test_real_rasters_agree_with_exactextract(real_data, name, polygons, turn):
    one, districts = real_case(real_data, name)
    assert len(districts) == polygons
    west, south, east, north = one.bounds
    source = NumPyRasterSource(one.counts, west, south, east, north)
    expected = exact_extract(source, districts, ["sum"], output="pandas")["sum"]
    found = population.people_in(turn(one), districts)
    assert found.fillna(0).to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-6, abs=1e-3)
    # Kecamatan without a cell that is known have no number at all.
    assert (found.isna() == (expected == 0).to_numpy()).all()


@pytest.mark.real
def test_a_real_area_counts_what_lies_in_several_polygons_once(real_data):
    one, districts = real_case(real_data, "Population_Jakarta_UTM48N.tif")
    jakarta = districts[districts["provinsi"].str.contains("Jakarta")]
    whole = gpd.GeoDataFrame(geometry=[jakarta.union_all()], crs=jakarta.crs)
    source = NumPyRasterSource(one.counts, *one.bounds)
    (expected,) = exact_extract(source, whole, ["sum"], output="pandas")["sum"]
    found = population.clip(one, jakarta)
    assert found.total() == pytest.approx(expected, rel=1e-6)
    assert population.people_in(found, whole)[0] <= found.total()
    assert population.people_in(one, jakarta).sum() > 1.01 * expected  # they do overlap
