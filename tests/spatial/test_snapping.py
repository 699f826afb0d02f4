"""Points onto edges: offsets and legs by hand, and the nearest edge by brute force."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from spatial.errors import InputError
from spatial.routing.snapping import point_lonlat, snap
from tests.spatial.builders import STEP_EAST, STEP_NORTH, line, network, place, points

ROAD = {"u": 0, "v": 1, "line": line((0, 0), (10, 0))}
PARALLEL = {"u": 2, "v": 3, "line": line((0, 4), (10, 4))}
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def at(*places):
    return np.array([place(*p) for p in places]).reshape(-1, 2)


def test_offset_and_leg_by_hand():
    found = snap(network(ROAD), at((2.5, 1), (7.5, -3)))
    assert found.edge.tolist() == [0, 0]
    assert found.fraction == pytest.approx([0.25, 0.75], abs=1e-5)
    assert found.leg_m == pytest.approx([STEP_NORTH, 3 * STEP_NORTH], abs=0.01)
    assert found.lonlat == pytest.approx(at((2.5, 0), (7.5, 0)), abs=1e-7)
    assert found.on_network.all()


def test_beyond_the_end_of_a_road():
    found = snap(network(ROAD), at((13, 0), (-2, 0)))
    assert found.fraction.tolist() == [1.0, 0.0]
    assert found.leg_m == pytest.approx([3 * STEP_EAST, 2 * STEP_EAST], abs=1e-3)


def test_nearest_of_two_roads():
    found = snap(network(ROAD, PARALLEL), at((5, 1.9), (5, 2.1)))
    assert found.edge.tolist() == [0, 1]
    assert found.leg_m == pytest.approx([1.9 * STEP_NORTH] * 2, abs=0.01)


def test_only_usable_roads_count():
    found = snap(network(ROAD, PARALLEL), at((5, 1), (5, 5)), np.array([False, True]))
    assert found.edge.tolist() == [1, 1]
    assert found.leg_m == pytest.approx([3 * STEP_NORTH, STEP_NORTH], abs=0.01)


def test_masks_do_not_disturb_each_other():
    net = network(ROAD, PARALLEL)
    masks = [np.array(m) for m in ([True, False], [False, True], [True, True])]
    edges = [snap(net, at((5, 1)), mask).edge[0] for mask in (*masks, *masks[::-1])]
    assert edges == [0, 1, 0, 0, 1, 0]


def test_max_snap_is_inclusive():
    net = network(ROAD)
    leg = snap(net, at((5, 1))).leg_m[0]
    assert leg == pytest.approx(STEP_NORTH, abs=0.01)
    assert snap(net, at((5, 1)), max_snap_m=leg).on_network.all()
    assert not snap(net, at((5, 1)), max_snap_m=np.nextafter(leg, 0)).on_network.any()


def test_default_reach_is_two_kilometres():
    north = STEP_NORTH / 0.001
    found = snap(network(ROAD), at((5, 1999 / north / 0.001), (5, 2001 / north / 0.001)))
    assert found.on_network.tolist() == [True, False]
    assert found.edge.tolist() == [0, 0]
    assert found.leg_m == pytest.approx([1999, 2001], abs=0.05)


def test_on_the_road_and_on_a_node():
    found = snap(network(ROAD), at((0, 0), (10, 0)), max_snap_m=0.001)
    assert found.fraction == pytest.approx([0, 1], abs=1e-9)
    assert found.leg_m == pytest.approx([0, 0], abs=1e-4)
    assert found.on_network.all()


def test_road_of_no_length():
    net = network({"u": 0, "v": 1, "line": line((1, 1), (1, 1)), "length_m": 0.0})
    found = snap(net, at((1, 2)))
    assert found.fraction.tolist() == [0.0]
    assert found.leg_m == pytest.approx([STEP_NORTH], abs=0.01)


def test_no_points():
    found = snap(network(ROAD), at())
    assert len(found) == 0
    assert found.lonlat.shape == (0, 2)


def test_take():
    found = snap(network(ROAD, PARALLEL), at((1, 0), (2, 4), (3, 0))).take(np.array([2, 1]))
    assert found.edge.tolist() == [0, 1]
    assert found.fraction == pytest.approx([0.3, 0.2], abs=1e-5)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_snap_m": -1.0}, "-1 m"),
        ({"max_snap_m": float("nan")}, "max_snap"),
        ({"usable": np.array([False])}, "mode"),
    ],
)
def test_options_that_cannot_be_used(options, words):
    with pytest.raises(InputError, match=words):
        snap(network(ROAD), at((0, 0)), **options)


def test_points_of_another_crs_are_moved():
    layer = points((2, 1), (3, 4))
    np.testing.assert_allclose(
        point_lonlat(layer.to_crs(32749)), at((2, 1), (3, 4)), rtol=0, atol=1e-9
    )
    np.testing.assert_array_equal(point_lonlat(layer), at((2, 1), (3, 4)))


def test_heights_are_ignored():
    layer = gpd.GeoDataFrame(geometry=[shapely.Point(110, -7, 300)], crs=4326)
    assert point_lonlat(layer).tolist() == [[110.0, -7.0]]


@pytest.mark.parametrize(
    ("shape", "crs", "words"),
    [
        (shapely.Point(110, -7), None, "coordinate system"),
        (shapely.LineString([(110, -7), (111, -7)]), 4326, "1 row has"),
        (shapely.MultiPoint([(110, -7)]), 4326, "1 row has"),
        (shapely.box(110, -7, 111, -6), 4326, "1 row has"),
        (shapely.Point(), 4326, "1 row has"),
        (None, 4326, "1 row has"),
        (shapely.from_wkt("POINT (110 NaN)"), 4326, "1 row has"),
        (shapely.Point(500_000, 9_200_000), 4326, "degrees|1 row has"),
    ],
)
def test_layers_that_cannot_be_used(shape, crs, words):
    layer = gpd.GeoDataFrame(geometry=[shapely.Point(110, -7), shape], crs=crs, index=["a", "b"])
    with pytest.raises(InputError, match=words):
        point_lonlat(layer)


spot = st.tuples(st.floats(0, 20), st.floats(0, 20))
road = st.lists(spot, min_size=2, max_size=4, unique=True)


@settings(report_multiple_bugs=False, phases=PHASES)
@given(st.lists(road, min_size=1, max_size=8), st.lists(spot, min_size=1, max_size=6))
def test_nearest_edge_by_brute_force(roads, spots):
    """Flattened at 7° S: over 0.02° north a degree east grows by 4e-5, 0.1 m in 2.2 km."""
    net = network(*({"u": 2 * i, "v": 2 * i + 1, "line": line(*r)} for i, r in enumerate(roads)))
    found = snap(net, at(*spots), max_snap_m=500.0)
    scale = [STEP_EAST, STEP_NORTH]
    flat = [shapely.LineString(np.array(r) * scale) for r in roads]
    for i, p in enumerate(spots):
        distances = shapely.distance(flat, shapely.Point(np.array(p) * scale))
        assert found.leg_m[i] == pytest.approx(distances.min(), rel=2e-3, abs=0.3)
        assert distances[found.edge[i]] == pytest.approx(distances.min(), rel=2e-3, abs=0.3)
        if abs(distances.min() - 500) > 2:
            assert found.on_network[i] == (distances.min() < 500)
