"""Service areas by hand on small networks."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely

from spatial.crs import project
from spatial.errors import InputError
from spatial.routing.modes import CAR, WALK
from spatial.routing.travel import Travel
from spatial.service_areas.cost_field import cost_field, each_cost_field
from spatial.service_areas.polygons import BUFFER_M, each_service_area, service_areas
from tests.spatial.builders import STEP_EAST, STEP_NORTH, line, network, place, points

# A straight road, 100 steps long and as long as it is drawn: one step is 110.4 m.
LENGTH_M = 100 * STEP_EAST
ROAD = {"u": 0, "v": 1, "line": line((0, 0), (100, 0)), "highway": "tertiary"}
OFFICE = points((50, 0), prefix="office")


def holds(areas, *places, row=0):
    shape = areas.geometry.iloc[row]
    return [bool(shapely.contains_xy(shape, *place(*spot))) for spot in places]


def test_one_road_cut_where_the_budget_runs_out():
    areas = service_areas(cost_field(network(ROAD), OFFICE), [2000.0])
    step = STEP_EAST
    assert areas["road_km"].tolist() == pytest.approx([4.0], abs=0.01)
    # 2000 m are 18.12 steps: within 31.88 and 68.12.
    assert holds(areas, (32, 0), (68, 0), (31, 0), (69, 0)) == [True, True, False, False]
    # 250 m beside the office, where 2000 m are left; not 350 m beside it.
    assert holds(areas, (50, 250 / STEP_NORTH), (50, 350 / STEP_NORTH)) == [True, False]
    # 100 m before the end: who leaves the road 200 m earlier walks 300 m, sqrt(300² - 200²) = 224
    # m to the side.
    end = 50 + 1900 / step
    assert holds(areas, (end, 195 / STEP_NORTH), (end, 230 / STEP_NORTH)) == [True, False]
    # 3400 m of 600 m width, and half an octagon of radius 300 m at each end.
    by_hand = 3400 * 600 + 4 * 300**2 * np.sqrt(0.5)
    assert areas["area_km2"].tolist() == pytest.approx([by_hand / 1e6], rel=0.01)
    assert areas[["threshold", "unit", "facility"]].to_numpy().tolist() == [
        [2000.0, "m", "office0"]
    ]
    assert areas.crs == 4326


def test_times_taper_at_walking_speed():
    areas = service_areas(cost_field(network(ROAD), OFFICE, Travel(CAR, "time")), [180.0])
    # 40 km/h: 3 minutes are 2000 m. 60 s before the end, 75 m can be walked.
    end = 50 + (2000 - 60 / 3.6 * 40) / STEP_EAST
    assert areas["road_km"].tolist() == pytest.approx([4.0], abs=0.01)
    assert holds(areas, (end, 60 / STEP_NORTH), (end, 90 / STEP_NORTH)) == [True, False]
    assert areas["unit"].tolist() == ["s"]


def test_one_way_roads_and_direction():
    net = network({**ROAD, "oneway": "yes"})
    to, away = (
        service_areas(cost_field(net, OFFICE, direction=way), [2000.0]) for way in ("to", "from")
    )
    assert holds(to, (35, 0), (65, 0)) == [True, False]
    assert holds(away, (35, 0), (65, 0)) == [False, True]
    walk = service_areas(cost_field(net, OFFICE, Travel(WALK)), [2000.0])
    assert holds(walk, (35, 0), (65, 0)) == [True, True]


def test_the_leg_of_the_office_is_part_of_the_budget():
    beside = points((50, 5), prefix="office")
    areas = service_areas(cost_field(network(ROAD), beside), [2000.0])
    assert areas["road_km"].tolist() == pytest.approx([2 * (2 - 5 * STEP_NORTH / 1000)], abs=0.01)


def test_bands_are_nested_and_two_facilities_share_one_area():
    two = points((10, 0), (90, 0))
    areas = service_areas(cost_field(network(ROAD), two), [6000, 1000, 3000.0, 1000])
    assert areas["threshold"].tolist() == [1000, 3000, 6000]
    assert areas["facility"].unique().tolist() == ["all"]
    shapes = areas.geometry.to_numpy()
    for inner, outer in itertools.pairwise(shapes):
        assert shapely.area(shapely.difference(inner, outer)) < 1e-12
    assert areas.geometry.count_geometries().tolist() == [2, 2, 1]
    # Each reaches 10 steps to its end of the road, and inwards up to the threshold or the middle.
    ends = 2 * 10 * STEP_EAST
    by_hand = [4000, ends + 6000, LENGTH_M]
    assert areas["road_km"].tolist() == pytest.approx([m / 1000 for m in by_hand], rel=1e-3)


def test_each_facility_by_itself():
    two = points((10, 0), (90, 0), (50, 900))
    areas = each_service_area(each_cost_field(network(ROAD), two, limit=3000.0), [1000.0, 3000.0])
    assert areas["facility"].tolist() == ["p0", "p0", "p1", "p1", "p2", "p2"]
    assert areas["threshold"].tolist() == [1000.0, 3000.0] * 3
    by_hand = [2000, 3000 + 10 * STEP_EAST] * 2 + [0, 0]
    assert (areas["road_km"] * 1000).tolist() == pytest.approx(by_hand, abs=5)
    assert areas.geometry.is_empty.tolist() == [False] * 4 + [True] * 2
    assert areas["area_km2"].iloc[4:].tolist() == [0, 0]


# A hairpin: out along y = 0, back along y = 1 (110 m beside it), 40 steps each way.
HAIRPIN = {"u": 0, "v": 1, "line": line((0, 0), (40, 0), (40, 1), (0, 1)), "highway": "tertiary"}


def test_the_road_beyond_the_budget_is_not_swallowed_though_it_is_near():
    areas = service_areas(cost_field(network(HAIRPIN), points((0, 0))), [3000.0])
    assert holds(areas, (10, 0), (10, 1), (10, 0.5)) == [True, False, True]


def test_ferries_carry_trips_but_have_no_land():
    crossing = [
        {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "highway": "tertiary"},
        {"u": 1, "v": 2, "line": line((10, 0), (60, 0)), "highway": "ferry"},
        {"u": 2, "v": 3, "line": line((60, 0), (70, 0)), "highway": "tertiary"},
    ]
    areas = service_areas(cost_field(network(*crossing), points((0, 0))), [7500.0])
    assert holds(areas, (5, 0), (35, 0), (62, 0)) == [True, False, True]
    assert areas["road_km"].tolist() == pytest.approx([(7500 - 50 * STEP_EAST) / 1000], abs=0.01)


def test_no_area_on_an_island_without_a_road_to_it_nor_on_the_sea():
    islands = [ROAD, {**ROAD, "u": 2, "v": 3, "line": line((0, 4), (100, 4))}]
    land = shapely.MultiPolygon(
        [shapely.box(*place(-9, -9), *place(109, 1)), shapely.box(*place(-9, 1.5), *place(109, 9))]
    )
    field = cost_field(network(*islands), OFFICE)
    areas = service_areas(field, [2000.0], land=land)
    assert areas.geometry.count_geometries().tolist() == [1]
    assert holds(areas, (50, 0.9), (50, 1.2), (50, 1.6), (50, 4)) == [True, False, False, False]
    assert holds(service_areas(field, [2000.0]), (50, 1.6), (50, 4)) == [True, False]


def test_a_coastline_that_cuts_a_road_off_does_not_cut_it_out():
    coarse = shapely.box(*place(-9, 0.5), *place(109, 9))
    areas = service_areas(cost_field(network(ROAD), OFFICE), [2000.0], land=coarse)
    assert holds(areas, (50, 0), (50, 1), (50, -1)) == [True, False, False]


@pytest.mark.parametrize(
    ("thresholds", "word"),
    [([], "no threshold"), ([0.0], "above 0"), ([np.nan], "above 0"), ([-5.0], "above 0")],
)
def test_bad_thresholds(thresholds, word):
    with pytest.raises(InputError, match=word):
        service_areas(cost_field(network(ROAD), OFFICE), thresholds)


def test_a_buffer_that_is_too_thin():
    with pytest.raises(InputError, match="15 m or more"):
        service_areas(cost_field(network(ROAD), OFFICE), [1000.0], buffer_m=5.0)


def test_bad_facilities_and_direction():
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    with pytest.raises(InputError, match="no facilities"):
        cost_field(network(ROAD), empty)
    with pytest.raises(InputError, match="direction"):
        cost_field(network(ROAD), OFFICE, direction="both")


def test_the_buffer_is_never_wider_than_it_says():
    net = network(ROAD)
    areas = service_areas(cost_field(net, OFFICE), [4000.0])
    shape = project(areas.geometry.to_numpy(), net.plane)[0]
    xy = shapely.points(shapely.get_coordinates(shape))
    assert shapely.distance(xy, net.plane_geometry[0]).max() <= BUFFER_M + 0.01
