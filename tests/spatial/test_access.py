"""Trips worked out by hand on small networks with stated lengths.

Points lie on the roads unless a case is about legs; lengths are stated, so that every total can be
added up in the head. A grid step is about 110 m.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from spatial.access import nearest as access
from spatial.access.nearest import COLUMNS, NUMBERS, matrix, nearest
from spatial.access.routes import routes
from spatial.crs import geodesic_m
from spatial.errors import InputError
from spatial.routing.modes import CAR, WALK
from spatial.routing.travel import Travel
from tests.spatial.builders import STEP_NORTH, line, network, place, points

# One road of 1000 m from west to east, 10 steps long: a step is 100 m of road.
ROAD = {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 1000.0, "highway": "tertiary"}
ONE_WAY = {**ROAD, "oneway": "yes"}


def metres(table):
    return table["network_m"].to_numpy()


def approx(values, tolerance=0.02):
    return pytest.approx(values, abs=tolerance, nan_ok=True)


def by(frame, column="network_m"):
    return frame.set_index(["origin_id", "destination_id"])[column]


def named(prefix, *places):
    return points(*places, prefix=prefix)


def test_both_points_on_one_edge():
    net = network(ROAD)
    for start, end in (((2, 0), (7, 0)), ((7, 0), (2, 0))):
        for k in (1, 2):
            table = nearest(net, named("o", start), named("d", end), k=k)
            assert metres(table) == approx([500])
            assert table["status"].tolist() == ["ok"]
        assert matrix(net, named("o", start), named("d", end)).network_m == approx(
            np.array([[500.0]])
        )


def test_seconds_and_columns_by_hand():
    # 500 m at 40 km/h are 45 s. Legs: one step and two steps north, walked at 1.25 m/s.
    table = nearest(network(ROAD), named("o", (2, 1)), named("d", (7, 2)))
    row = table.iloc[0]
    assert list(table.columns) == COLUMNS
    assert row["access_m"] == approx(STEP_NORTH)
    assert row["egress_m"] == approx(2 * STEP_NORTH)
    assert row["network_m"] == approx(500, 0.1)
    assert row["total_m"] == approx(500 + 3 * STEP_NORTH, 0.1)
    assert row["minutes"] == approx((45 + 3 * STEP_NORTH / 1.25) / 60, 0.001)
    straight = geodesic_m(*(np.array([v]) for v in (*place(2, 1), *place(7, 2))))[0]
    assert row["straight_m"] == pytest.approx(straight)
    assert row["detour"] == pytest.approx(row["total_m"] / straight)
    assert row["rank"] == 1


def test_same_spot():
    row = nearest(network(ROAD), named("o", (3, 0)), named("d", (3, 0))).iloc[0]
    assert row[["access_m", "network_m", "egress_m", "total_m", "minutes"]].tolist() == approx(
        [0] * 5
    )
    assert row["straight_m"] == 0
    assert np.isnan(row["detour"])
    assert row["status"] == "ok"


@pytest.mark.parametrize("k", [1, 3])
def test_one_way_edge_backwards_has_no_trip(k):
    net = network(ONE_WAY)
    ahead = nearest(net, named("o", (2, 0)), named("d", (7, 0)), k=k)
    assert metres(ahead) == approx([500])
    back = nearest(net, named("o", (7, 0)), named("d", (2, 0)), k=k)
    assert back["status"].tolist() == ["unreachable"]
    assert back[NUMBERS].isna().all(axis=None)


# A square block driven one way, counter-clockwise, sides of 1000 m.
BLOCK = [
    {"u": i, "v": (i + 1) % 4, "line": line(a, b), "length_m": 1000.0, "oneway": "yes",
     "highway": "tertiary"}
    for i, (a, b) in enumerate(
        [((0, 0), (10, 0)), ((10, 0), (10, 10)), ((10, 10), (0, 10)), ((0, 10), (0, 0))]
    )
]  # fmt: skip


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("cost", ["distance", "time"])
def test_one_way_forces_a_detour_round_the_block(k, cost):
    net = network(*BLOCK)
    table = nearest(net, named("o", (7, 0)), named("d", (2, 0)), Travel(cost=cost), k=k)
    assert metres(table) == approx([300 + 1000 + 1000 + 1000 + 200])
    assert table["minutes"].tolist() == approx([3.5 / 40 * 60])
    on_foot = nearest(net, named("o", (7, 0)), named("d", (2, 0)), Travel(WALK, cost), k=k)
    assert metres(on_foot) == approx([500])
    assert on_foot["minutes"].tolist() == approx([0.5 / 4.5 * 60])


def test_round_the_block_in_the_matrix():
    net = network(*BLOCK)
    spots = named("p", (7, 0), (2, 0), (10, 5))
    full = matrix(net, spots, spots)
    assert full.network_m == approx(
        np.array([[0, 3500, 800], [500, 0, 1300], [3200, 2700, 0]], dtype=float)
    )
    assert full.network_s == approx(full.network_m / 40 * 3.6)
    assert list(full.total_m().index) == ["p0", "p1", "p2"]
    wide = matrix(net, spots.iloc[:1], spots)
    assert wide.network_m == approx(np.array([[0.0, 3500, 800]]))


SLOW = {"length_m": 1000.0, "highway": "living_street"}
FAST = {"length_m": 1500.0, "highway": "trunk"}
END = {"length_m": 400.0, "highway": "tertiary"}
PARALLEL = [
    {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), **SLOW},
    {"u": 0, "v": 1, "line": line((0, 0), (5, 5), (10, 0)), **FAST},
    {"u": 1, "v": 2, "line": line((10, 0), (20, 0)), **END},
    {"u": 3, "v": 0, "line": line((-10, 0), (0, 0)), **END},
]


@pytest.mark.parametrize(
    ("cost", "metre", "seconds"),
    [("distance", 1400, 200 / 40 * 7.2 + 360), ("time", 1900, 36 + 1500 / 57 * 3.6)],
)
def test_parallel_roads_shorter_or_faster(cost, metre, seconds):
    # Twice 200 m at 40 km/h are 36 s; 1000 m at 10 km/h 360 s; 1500 m at 57 km/h 94.7 s.
    net = network(*PARALLEL)
    o, d = named("o", (-5, 0)), named("d", (15, 0))
    for k in (1, 2):
        table = nearest(net, o, d, Travel(cost=cost), k=k)
        assert metres(table) == approx([metre])
        assert table["minutes"].tolist() == approx([seconds / 60])
    full = matrix(net, o, d, Travel(cost=cost))
    assert (full.network_m[0, 0], full.network_s[0, 0]) == approx((metre, seconds))


def test_trip_may_leave_an_edge_and_come_back_to_it():
    # Along the edge it is 800 m at 10 km/h; over the by-pass 100 + 1500 + 100 m are faster.
    net = network(*PARALLEL)
    o, d = named("o", (1, 0)), named("d", (9, 0))
    assert metres(nearest(net, o, d)) == approx([800])
    quick = nearest(net, o, d, Travel(cost="time"))
    assert metres(quick) == approx([1700])
    assert quick["minutes"].tolist() == approx([(200 / 10 + 1500 / 57) * 3.6 / 60])


def test_edges_of_no_length():
    net = network(
        {**ROAD},
        {"u": 1, "v": 2, "line": line((10, 0), (10, 5)), "length_m": 0.0},
        {"u": 2, "v": 3, "line": line((10, 5), (20, 5)), "length_m": 1000.0},
    )
    for k in (1, 2):
        table = nearest(net, named("o", (5, 0), (10, 2)), named("d", (15, 5)), k=k)
        assert metres(table) == approx([500 + 0 + 500, 500])


def test_loop_is_travelled_the_shorter_way_round():
    ring = {"u": 1, "v": 1, "line": line((10, 0), (15, 5), (20, 0), (15, -5), (10, 0)),
            "length_m": 800.0}  # fmt: skip
    net = network(ROAD, ring)
    # Corners of the ring are at a quarter, a half and three quarters of its length.
    o = named("o", (15, 5), (20, 0), (15, -5))
    assert metres(nearest(net, o, named("d", (10, 0)))) == approx([200, 400, 200], 3)
    assert metres(nearest(net, o, named("d", (15, -5)))) == approx([400, 200, 0], 3)
    one_way = network(ROAD, {**ring, "oneway": "yes"})
    assert metres(nearest(one_way, o, named("d", (5, 0)))) == approx([1100, 900, 700], 3)
    assert metres(nearest(one_way, named("o", (5, 0)), o.iloc[[2]])) == approx([1100], 3)


ISLAND = {"u": 8, "v": 9, "line": line((0, 30), (10, 30)), "length_m": 1000.0}


def test_islands_are_unreachable_and_far_points_off_network():
    net = network(ROAD, ISLAND)
    o = named("o", (2, 0), (2, 30), (2, 100), (7, 30))
    table = nearest(net, o, named("d", (7, 0)))
    assert table["status"].tolist() == ["ok", "unreachable", "off_network", "unreachable"]
    assert table["network_m"].to_numpy() == approx([500, np.nan, np.nan, np.nan])
    assert table.loc[1:, [*NUMBERS, "rank"]].isna().all(axis=None)
    assert table.loc[1:, ["destination_id", "destination_name"]].isna().all(axis=None)
    full = matrix(net, o, named("d", (7, 0), (7, 30)))
    assert full.network_m == approx(
        np.array([[500, np.nan], [np.nan, 500], [np.nan, np.nan], [np.nan, 0]])
    )
    assert np.isnan(full.minutes().loc["o2"]).all()
    assert np.isnan(full.total_m().loc["o2"]).all()


def test_more_destinations_asked_for_than_there_are():
    net = network(ROAD, ISLAND)
    o = named("o", (2, 0), (2, 30), (2, 100))
    table = nearest(net, o, named("d", (7, 0), (3, 0), (90, 90)), k=5)
    assert table[["origin_id", "destination_id", "rank"]].to_numpy().tolist()[:2] == [
        ["o0", "d1", 1], ["o0", "d0", 2],
    ]  # fmt: skip
    assert metres(table) == approx([100, 500, np.nan, np.nan])
    assert table["status"].tolist() == ["ok", "ok", "unreachable", "off_network"]
    assert table.index.tolist() == [0, 0, 1, 2]


def test_k_of_a_million_million_is_no_more_than_all():
    table = nearest(network(ROAD), named("o", (2, 0)), named("d", (7, 0)), k=10**12)
    assert metres(table) == approx([500])


@pytest.mark.parametrize("k", [1, 2])
def test_all_destinations_off_the_network(k):
    table = nearest(network(ROAD), named("o", (2, 0), (2, 90)), named("d", (2, 90), (3, 95)), k=k)
    assert table["status"].tolist() == ["unreachable", "off_network"]
    assert table[NUMBERS].isna().all(axis=None)


@pytest.mark.parametrize("k", [1, 2])
def test_nearest_is_decided_with_the_egress_leg(k):
    # d0: 200 m of road and a leg of 5 steps (553 m); d1: 500 m of road and no leg.
    net = network(ROAD)
    table = nearest(net, named("o", (2, 0)), named("d", (4, 5), (7, 0)), k=k)
    assert table["destination_id"].tolist() == ["d1", "d0"][:k]
    assert metres(table) == approx([500, 200][:k], 0.2)
    assert table["total_m"].to_numpy() == approx([500, 200 + 5 * STEP_NORTH][:k], 0.2)


@pytest.mark.parametrize("k", [1, 2])
def test_distance_and_time_choose_different_destinations(k):
    # West: 600 m at 10 km/h, 216 s. East: 900 m at 57 km/h, 57 s.
    net = network(
        {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 600.0,
         "highway": "living_street"},
        {"u": 1, "v": 2, "line": line((10, 0), (20, 0)), "length_m": 900.0, "highway": "trunk"},
    )  # fmt: skip
    o, d = named("o", (10, 0)), named("d", (0, 0), (20, 0))
    short = nearest(net, o, d, k=k)
    assert short["destination_id"].tolist() == ["d0", "d1"][:k]
    assert short["minutes"].tolist() == approx([3.6, 900 / 57 * 0.06][:k])
    quick = nearest(net, o, d, Travel(cost="time"), k=k)
    assert quick["destination_id"].tolist() == ["d1", "d0"][:k]
    assert metres(quick) == approx([900, 600][:k])


def test_walking_a_leg_counts_in_time():
    # By distance d0 (100 m of road, 2 steps of leg) beats d1 (500 m of road); by time it is the
    # other way round: 9 s + 221 m / 1.25 m/s = 186 s against 45 s.
    net = network(ROAD)
    o, d = named("o", (2, 0)), named("d", (3, 2), (7, 0))
    assert nearest(net, o, d)["destination_id"].tolist() == ["d0"]
    assert nearest(net, o, d, Travel(cost="time"))["destination_id"].tolist() == ["d1"]


def test_point_at_the_end_of_a_one_way_road_may_use_the_node():
    net = network(ONE_WAY, {**ROAD, "u": 1, "v": 2, "line": line((10, 0), (20, 0))})
    at_node = named("o", (10, 0))
    assert metres(nearest(net, at_node, named("d", (15, 0)))) == approx([500])
    assert metres(nearest(net, named("o", (15, 0)), named("d", (10, 0)))) == approx([500])
    back = nearest(net, at_node, named("d", (5, 0)))
    assert back["status"].tolist() == ["unreachable"]


def test_closed_roads_are_not_snapped_to():
    net = network(
        {**ROAD, "highway": "motorway"}, {**ROAD, "u": 2, "v": 3, "line": line((0, 4), (10, 4))}
    )
    table = nearest(net, named("o", (2, 1)), named("d", (7, 1)), Travel(WALK))
    assert metres(table) == approx([500], 0.2)
    assert table["access_m"].tolist() == approx([3 * STEP_NORTH])


def test_a_trip_crosses_by_ferry_but_begins_on_land():
    """The village stands beside the ferry's line, two steps past the quay."""
    net = network(
        ROAD,
        {"u": 1, "v": 2, "line": line((10, 0), (30, 0)), "length_m": 2000.0, "highway": "ferry"},
        {"u": 2, "v": 3, "line": line((30, 0), (40, 0)), "length_m": 1000.0},
    )
    table = nearest(net, named("o", (12, 1)), named("d", (35, 0)))
    (row,) = table.to_dict("records")
    assert row["access_m"] == approx(geodesic_m(*place(12, 1), *place(10, 0)), 1)
    assert row["network_m"] == approx(2000 + 500, 2)
    far = nearest(net, named("o", (20, 0)), named("d", (35, 0)), Travel(max_snap_m=500))
    assert far["status"].tolist() == ["off_network"]


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("index", [["x", "y"], ["x", "x"], [9, 9], [5, 3]])
def test_index_of_the_origins_is_kept(k, index):
    o = named("o", (2, 0), (90, 90)).set_index(pd.Index(index, name="desa"))
    table = nearest(network(ROAD), o, named("d", (7, 0), (8, 0)), k=k)
    assert table.index.name == "desa"
    assert table.index.tolist() == [index[0]] * k + [index[1]]
    assert table["origin_id"].tolist() == ["o0"] * k + ["o1"]


def test_without_ids_and_names_the_index_serves():
    o = named("o", (2, 0)).drop(columns=["id", "name"]).set_index(pd.Index(["Megonten"]))
    d = named("d", (7, 0)).drop(columns=["id", "name"]).set_index(pd.Index([42]))
    row = nearest(network(ROAD), o, d).iloc[0]
    assert row[["origin_id", "origin_name", "destination_id", "destination_name"]].tolist() == [
        "Megonten", "Megonten", 42, 42,
    ]  # fmt: skip


def test_repeated_ids_are_measured_one_by_one():
    o = named("o", (2, 0), (4, 0)).assign(id="same")
    d = named("d", (7, 0), (9, 0)).assign(id="same")
    assert metres(nearest(network(ROAD), o, d)) == approx([500, 300])
    assert metres(nearest(network(ROAD), o, d, k=2)) == approx([500, 700, 300, 500])
    assert matrix(network(ROAD), o, d).total_m().shape == (2, 2)


def test_layers_of_other_crs():
    table = nearest(
        network(ROAD), named("o", (2, 0)).to_crs(32749), named("d", (7, 0)).to_crs(3857)
    )
    assert metres(table) == approx([500])


def test_inputs_are_not_changed():
    o, d = named("o", (2, 1), (90, 90)), named("d", (7, 2))
    before = [o.copy(deep=True), d.copy(deep=True)]
    nearest(network(ROAD), o, d, k=2)
    matrix(network(ROAD), o, d)
    assert o.equals(before[0])
    assert d.equals(before[1])
    assert list(o.columns) == ["id", "name", "geometry"]


@pytest.mark.parametrize(
    ("origins", "destinations", "options", "words"),
    [
        (0, 1, {}, ["origins"]),
        (1, 0, {}, ["destinations"]),
        (0, 0, {}, ["origins", "destinations"]),
        (1, 1, {"k": 0}, ["k is 0"]),
        (1, 1, {"k": -3}, ["k is -3"]),
        (1, 1, {"travel": Travel(cost="money")}, ["money"]),
        (1, 1, {"travel": Travel(max_snap_m=-1)}, ["-1 m"]),
    ],
)
def test_questions_that_cannot_be_answered(origins, destinations, options, words):
    o, d = named("o", (2, 0)).iloc[:origins], named("d", (7, 0)).iloc[:destinations]
    with pytest.raises(InputError) as error:
        nearest(network(ROAD), o, d, **options)
    for word in words:
        assert word in str(error.value)


def test_layers_that_are_no_points():
    bad = gpd.GeoDataFrame(geometry=[shapely.Point()], crs=4326)
    with pytest.raises(InputError, match="1 row has"):
        nearest(network(ROAD), bad, named("d", (7, 0)))


def test_no_road_for_the_mode():
    with pytest.raises(InputError, match="mode"):
        nearest(
            network({**ROAD, "highway": "motorway"}),
            named("o", (2, 0)),
            named("d", (7, 0)),
            Travel(WALK),
        )


def test_progress_is_reported_for_every_destination():
    net, steps = network(ROAD), []
    nearest(net, named("o", (2, 0)), named("d", (7, 0), (8, 0), (90, 90)), k=2,
            progress=lambda *step: steps.append(step))  # fmt: skip
    assert steps == [(1, 2), (2, 2)]
    steps.clear()
    matrix(
        net, named("o", (2, 0)), named("d", (7, 0), (8, 0)), progress=lambda *s: steps.append(s)
    )
    assert steps == [(1, 1)]


def test_types_of_the_columns():
    table = nearest(network(ROAD), named("o", (2, 0), (90, 90)), named("d", (7, 0)))
    assert table["rank"].dtype == "Int64"
    assert {str(table[name].dtype) for name in NUMBERS} == {"float64"}
    assert COLUMNS[-7:] == access.NUMBERS
    assert by(table)["o0", "d0"] == approx(500)


def test_editing_speeds_changes_the_answer():
    o, d = named("o", (2, 0)), named("d", (7, 0))
    slow = nearest(network(ROAD), o, d, Travel(CAR.with_speeds({"tertiary": 10})))
    assert slow["minutes"].tolist() == approx([3.0])


SCRAP = {"u": 8, "v": 9, "line": line((2, 0.5), (3, 0.5)), "length_m": 100.0}
MAIN_ROAD = {**ROAD, "length_m": 20_000.0}


@pytest.mark.parametrize(
    ("scrap_m", "max_snap_m", "status"),
    [
        (100, 2000, "ok"),  # the road passes 110.6 m away
        (9_999, 2000, "ok"),
        (10_001, 2000, "ok"),  # its length does not count
        (100, 110, "unreachable"),  # no other road near enough
        (100, 111, "ok"),
    ],
)
def test_a_loose_piece_is_passed_over(scrap_m, max_snap_m, status):
    """0.001° of latitude at 7° S is 110.58 m; the scrap lies half-way to the point."""
    net = network(MAIN_ROAD, {**SCRAP, "length_m": float(scrap_m)})
    travel = Travel(CAR, "distance", max_snap_m)
    table = nearest(net, points((2.5, 1)), points((9, 0)), travel)
    assert table["status"].tolist() == [status]
    if status == "ok":
        assert table["access_m"].tolist() == pytest.approx([110.58], abs=0.02)
        assert table["nearest_road_m"].tolist() == pytest.approx([55.29], abs=0.02)


def test_a_loose_piece_with_a_facility_is_not_passed_over():
    net = network(MAIN_ROAD, {**SCRAP, "length_m": 2_000.0})
    table = nearest(net, points((2.5, 1)), points((2.1, 0.5), (9, 0)))
    assert table["access_m"].tolist() == pytest.approx([55.29], abs=0.02)
    assert (
        table["destination_id"].tolist()
        == nearest(net, points((2.5, 0.5)), points((2.1, 0.5), (9, 0)))["destination_id"].tolist()
    )


def test_a_facility_on_a_scrap_is_tied_to_the_main_part():
    net = network(MAIN_ROAD, SCRAP)
    table = nearest(net, points((9, 0)), points((2.5, 1)))
    assert table["status"].tolist() == ["ok"]
    assert table["egress_m"].tolist() == pytest.approx([110.58], abs=0.02)


def test_a_scrap_of_roads_that_the_mode_may_use():
    """Walkers may not use the toll road that connects the scrap."""
    toll = {"u": 0, "v": 8, "line": line((0, 0), (2, 0.5)), "length_m": 300.0,
            "highway": "motorway"}  # fmt: skip
    net = network(MAIN_ROAD, SCRAP, toll)
    table = nearest(net, points((2.5, 1)), points((9, 0)), Travel(WALK))
    assert table["access_m"].tolist() == pytest.approx([110.58], abs=0.02)


OUT = {"u": 8, "v": 9, "line": line((2, 0.5), (3, 0.5)), "length_m": 110.0, "oneway": True}
"""A one-way road half-way between the point (2.5, 1) and the main road."""


def one_way_link(*, leads_out):
    """A two-way link between the main road and one end of the one-way road."""
    end, x = (9, 3) if leads_out else (8, 2)
    return {"u": 0, "v": end, "line": line((0, 0), (x, 0.5)), "length_m": 300.0}


@pytest.mark.parametrize(("leads_out", "access_m"), [(True, 55.29), (False, 78.06)])
def test_a_road_that_one_cannot_leave_is_passed_over(leads_out, access_m):
    """The one-way road ends at a link to the main road, or in a dead end.

    The link of the dead end is half a step west and half a step south of the point: 78.06 m.
    """
    net = network(MAIN_ROAD, OUT, one_way_link(leads_out=leads_out))
    table = nearest(net, points((2.5, 1)), points((9, 0)))
    assert table["status"].tolist() == ["ok"]
    assert table["access_m"].tolist() == pytest.approx([access_m], abs=0.3)
    assert table["nearest_road_m"].tolist() == pytest.approx([55.29], abs=0.02)


def test_walkers_leave_a_one_way_road_at_both_ends():
    net = network(MAIN_ROAD, OUT, one_way_link(leads_out=False))
    table = nearest(net, points((2.5, 1)), points((9, 0)), Travel(WALK))
    assert table["access_m"].tolist() == pytest.approx([55.29], abs=0.02)


def test_a_facility_that_cannot_be_reached_on_its_road_is_tied_to_the_next():
    """People leave the one-way road at the link, and nobody can drive in."""
    net = network(MAIN_ROAD, OUT, one_way_link(leads_out=True))
    table = nearest(net, points((9, 0)), points((2.4, 1)))
    assert table["status"].tolist() == ["ok"]
    assert table["egress_m"][0] > 60
    assert nearest(net, points((9, 0)), points((2.4, 1)), Travel(WALK))["egress_m"].tolist() == (
        pytest.approx([55.29], abs=0.02)
    )


ACROSS = {"u": 8, "v": 9, "line": line((0, 15), (10, 15)), "length_m": 1105.0}
"""1,659 m north of the main road."""


@pytest.mark.parametrize(
    ("max_snap_m", "status", "access_m"),
    [(1600, "unreachable", np.nan), (1700, "ok", 1658.6)],
)
def test_an_island_is_what_has_no_other_road_within_the_longest_leg(max_snap_m, status, access_m):
    net = network(MAIN_ROAD, ACROSS)
    table = nearest(net, points((5, 15)), points((9, 0)), Travel(CAR, "distance", max_snap_m))
    assert table["status"].tolist() == [status]
    assert table["access_m"].tolist() == pytest.approx([access_m], abs=1, nan_ok=True)


def test_an_island_with_a_facility_has_its_own_villages():
    """Its roads are longer than the longest leg, though the main road is within it."""
    net = network(MAIN_ROAD, {**ACROSS, "length_m": 2000.0})
    table = nearest(net, points((5, 15), (5, 0)), points((1, 15), (9, 0)))
    assert table["destination_id"].tolist() == ["p0", "p1"]
    assert table["access_m"].tolist() == pytest.approx([0, 0], abs=0.01)
    assert table["network_m"].tolist() == pytest.approx([800, 8000], abs=0.5)


def test_a_scrap_that_leads_beyond_the_longest_leg_has_its_own_facility():
    """Its roads are shorter than the longest leg, but its far end lies farther away."""
    net = network(MAIN_ROAD, {**ACROSS, "line": line((5, 15), (5, 24)), "length_m": 995.0})
    table = nearest(net, points((5, 24)), points((5, 16), (9, 0)))
    assert table["destination_id"].tolist() == ["p0"]
    assert table["access_m"].tolist() == pytest.approx([0], abs=0.01)


def test_the_way_home_uses_the_roads_of_the_way_there():
    """A village at a loose piece too long for a scrap: tied to the main road both ways."""
    net = network(MAIN_ROAD, {**SCRAP, "length_m": 5000.0})
    village, market = named("v", (2.5, 1)), named("m", (9, 0))
    there = matrix(net, village, market)
    back = matrix(net, market, village, hubs=market)
    assert back.total_m().to_numpy() == pytest.approx(there.total_m().to_numpy())
    assert back.total_m().iloc[0, 0] == pytest.approx(110.58 + 13_000, abs=0.5)
    home = nearest(net, market, village, hubs=market)
    assert home["egress_m"].tolist() == pytest.approx([110.58], abs=0.02)
    lines = routes(net, market, village, home, hubs=market)
    assert lines["total_m"].tolist() == pytest.approx([13_110.58], abs=0.5)
