"""Routes by hand: roads along them, corners, legs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from spatial.access.nearest import COLUMNS, nearest
from spatial.access.routes import routes
from spatial.errors import InputError
from spatial.routing.modes import WALK
from spatial.routing.travel import BY_CAR, Travel
from tests.spatial.builders import LAT, LON, STEP_EAST, STEP_NORTH, line, network, points

KM = {"length_m": 1000.0, "highway": "tertiary"}
# West to east along Jalan A (two edges), then north on Jalan B, then east on a road with no name.
EDGES = [
    {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), **KM, "name": "Jalan A"},
    {"u": 2, "v": 1, "line": line((20, 0), (10, 0)), **KM, "name": "Jalan A"},
    {"u": 2, "v": 3, "line": line((20, 0), (22, 5), (20, 10)), **KM, "name": "Jalan B"},
    {"u": 3, "v": 4, "line": line((20, 10), (30, 10)), **KM, "name": "", "highway": "track"},
]


def named(prefix, *places):
    return points(*places, prefix=prefix)


def trace(net, o, d, travel=BY_CAR, *, k=1):
    return routes(net, o, d, nearest(net, o, d, travel, k=k), travel)


def corners(shape):
    """Corners in grid steps, to a ten-thousandth (1 cm)."""
    steps = (shapely.get_coordinates(shape) - [LON, LAT]) / 0.001
    return [tuple(xy) for xy in (steps.round(3) + 0.0).tolist()]


def roads(row):
    return [(road["name"], road["highway"], round(road["m"])) for road in row]


def test_roads_corners_and_legs():
    traced = trace(network(*EDGES), named("o", (5, 2)), named("d", (25, 9)))
    row = traced.iloc[0]
    assert roads(row["roads"]) == [
        ("Jalan A", "tertiary", 1500), ("Jalan B", "tertiary", 1000), ("", "track", 500),
    ]  # fmt: skip
    assert corners(row.geometry) == [
        (5, 2), (5, 0), (10, 0), (20, 0), (22, 5), (20, 10), (25, 10), (25, 9),
    ]  # fmt: skip
    assert row["network_m"] == pytest.approx(3000, abs=0.5)
    assert row["access_m"] == pytest.approx(2 * STEP_NORTH, abs=0.02)
    assert row["egress_m"] == pytest.approx(STEP_NORTH, abs=0.02)
    assert list(traced.columns) == [*COLUMNS, "roads", "geometry"]
    assert traced.crs.to_epsg() == 4326


def test_backwards():
    row = trace(network(*EDGES), named("o", (25, 9)), named("d", (5, 2))).iloc[0]
    assert [name for name, *_ in roads(row["roads"])] == ["", "Jalan B", "Jalan A"]
    assert corners(row.geometry)[1:-1] == [
        (25, 10), (20, 10), (22, 5), (20, 0), (10, 0), (5, 0),
    ]  # fmt: skip


def test_roads_of_one_name_but_another_class_stay_apart():
    edges = [EDGES[0], {**EDGES[1], "highway": "primary"}]
    row = trace(network(*edges), named("o", (5, 0)), named("d", (15, 0))).iloc[0]
    assert roads(row["roads"]) == [("Jalan A", "tertiary", 500), ("Jalan A", "primary", 500)]


@pytest.mark.parametrize(("start", "end"), [((2, 1), (7, -1)), ((7, 1), (2, -1))])
def test_within_one_edge_ahead_and_backwards(start, end):
    row = trace(network(EDGES[0]), named("o", start), named("d", end)).iloc[0]
    assert corners(row.geometry) == [start, (start[0], 0), (end[0], 0), end]
    assert roads(row["roads"]) == [("Jalan A", "tertiary", 500)]


def test_one_way_detour_round_the_block():
    block = [((0, 0), (10, 0)), ((10, 0), (10, 10)), ((10, 10), (0, 10)), ((0, 10), (0, 0))]
    net = network(
        *(
            {"u": i, "v": (i + 1) % 4, "line": line(a, b), **KM, "oneway": "yes", "name": f"S{i}"}
            for i, (a, b) in enumerate(block)
        )
    )
    o, d = named("o", (7, 0)), named("d", (2, 0))
    row = trace(net, o, d).iloc[0]
    assert corners(row.geometry)[1:-1] == [
        (7, 0), (10, 0), (10, 10), (0, 10), (0, 0), (2, 0),
    ]  # fmt: skip
    assert [name for name, *_ in roads(row["roads"])] == ["S0", "S1", "S2", "S3", "S0"]
    assert [m for *_, m in roads(row["roads"])] == [300, 1000, 1000, 1000, 200]
    on_foot = trace(net, o, d, Travel(WALK)).iloc[0]
    assert roads(on_foot["roads"]) == [("S0", "tertiary", 500)]


def test_loop_is_drawn_the_way_it_is_travelled():
    ring = {"u": 1, "v": 1, "line": line((10, 0), (15, 5), (20, 0), (15, -5), (10, 0)),
            "length_m": 800.0, "name": "Lingkar"}  # fmt: skip
    o, d = named("o", (5, 0)), named("d", (15, -5))
    short = trace(network(EDGES[0], ring), o, d).iloc[0]
    assert corners(short.geometry)[1:-1] == [(5, 0), (10, 0), (15, -5)]
    forced = trace(network(EDGES[0], {**ring, "oneway": "yes"}), o, d).iloc[0]
    assert corners(forced.geometry)[1:-1] == [(5, 0), (10, 0), (15, 5), (20, 0), (15, -5)]


def test_faster_and_shorter_routes():
    net = network(
        {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), **KM, "highway": "track", "name": "T"},
        {"u": 0, "v": 1, "line": line((0, 0), (5, 5), (10, 0)), "length_m": 1500.0,
         "highway": "trunk", "name": "N"},
        {"u": 1, "v": 2, "line": line((10, 0), (20, 0)), **KM, "name": "E"},
        {"u": 3, "v": 0, "line": line((-10, 0), (0, 0)), **KM, "name": "W"},
    )  # fmt: skip
    o, d = named("o", (-5, 0)), named("d", (15, 0))
    names = [
        [name for name, *_ in roads(trace(net, o, d, Travel(cost=cost))["roads"].iloc[0])]
        for cost in ("distance", "time")
    ]
    assert names == [["W", "T", "E"], ["W", "N", "E"]]


def test_only_trips_that_exist_are_traced_on_the_index_of_the_table():
    o = named("o", (2, 0), (90, 90), (5, 0)).set_index(pd.Index(["x", "y", "x"]))
    traced = trace(network(EDGES[0]), o, named("d", (7, 0), (9, 0)), k=2)
    assert traced.index.tolist() == ["x"] * 4
    assert traced[["origin_id", "destination_id", "rank"]].to_numpy().tolist() == [
        ["o0", "d0", 1], ["o0", "d1", 2], ["o2", "d0", 1], ["o2", "d1", 2],
    ]  # fmt: skip
    assert [round(sum(r["m"] for r in row)) for row in traced["roads"]] == [500, 700, 200, 400]


def test_no_trip_at_all():
    traced = trace(network(EDGES[0]), named("o", (90, 90)), named("d", (7, 0)))
    assert len(traced) == 0
    assert list(traced.columns) == [*COLUMNS, "roads", "geometry"]
    assert traced.crs.to_epsg() == 4326


def test_same_spot_is_still_a_line():
    row = trace(network(EDGES[0]), named("o", (3, 1)), named("d", (3, 1))).iloc[0]
    assert corners(row.geometry) == [(3, 1), (3, 0), (3, 1)]
    assert sum(road["m"] for road in row["roads"]) == 0


def test_points_beyond_the_end_of_the_road():
    row = trace(network(EDGES[0]), named("o", (-2, 0)), named("d", (13, 0))).iloc[0]
    assert corners(row.geometry) == [(-2, 0), (0, 0), (10, 0), (13, 0)]
    assert [row["access_m"], row["egress_m"]] == pytest.approx([2 * STEP_EAST, 3 * STEP_EAST])


def test_repeated_ids_are_refused():
    o = named("o", (2, 0), (3, 0)).assign(id="same")
    d = named("d", (7, 0))
    with pytest.raises(InputError, match="same"):
        trace(network(EDGES[0]), o, d)
    with pytest.raises(InputError, match="destinations"):
        trace(network(EDGES[0]), d, o)


def test_a_table_of_another_network_is_refused():
    o, d = named("o", (2, 0)), named("d", (7, 0))
    table = nearest(network(EDGES[0]), o, d)
    with pytest.raises(InputError):
        routes(network({**EDGES[0], "oneway": "-1"}), o, d, table)
    with pytest.raises(InputError):
        routes(network(EDGES[0]), o, named("x", (7, 0)), table)


def test_input_table_is_not_changed():
    o, d = named("o", (2, 0)), named("d", (7, 0))
    table = nearest(network(EDGES[0]), o, d)
    before = table.copy(deep=True)
    routes(network(EDGES[0]), o, d, table)
    pd.testing.assert_frame_equal(table, before)
    assert np.isfinite(table["network_m"]).all()
