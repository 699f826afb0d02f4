"""Changed networks: worked out by hand, and checked against networkx on a real island."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.imports.roads import read_roads
from spatial.access import nearest as access
from spatial.errors import InputError
from spatial.road_changes.changes import (
    BrokenBridge,
    ClosedRoad,
    NewFerry,
    NewRoad,
    UpgradedRoad,
    change_network,
)
from spatial.road_changes.draft import RoadDraft
from spatial.routing.modes import CAR, MOTORCYCLE, WALK, edge_seconds, snappable_edges
from spatial.routing.snapping import snap
from spatial.routing.travel import Travel
from tests.spatial.builders import (
    STEP_EAST,
    STEP_NORTH,
    line,
    network,
    place,
    points,
    reference_graph,
)


@pytest.fixture
def horseshoe():
    """Three sides of a square of 10 steps: west end (0,0) up, across, and down to (10,0)."""
    return network(
        {"u": 1, "v": 2, "line": line((0, 0), (0, 10)), "highway": "tertiary"},
        {"u": 2, "v": 3, "line": line((0, 10), (10, 10)), "highway": "tertiary"},
        {"u": 3, "v": 4, "line": line((10, 10), (10, 0)), "highway": "tertiary"},
    )


@pytest.fixture
def island():
    """Two pieces of road joined by a bridge of one step between (10,0) and (11,0)."""
    return network(
        {"u": "a", "v": "b", "line": line((0, 0), (10, 0)), "highway": "tertiary"},
        {"u": "b", "v": "c", "line": line((10, 0), (11, 0)), "highway": "tertiary"},
        {"u": "c", "v": "d", "line": line((11, 0), (20, 0)), "highway": "tertiary"},
    )


def trip(net, start, stop, mode=CAR):
    return access.nearest(net, points(start), points(stop, prefix="d"), Travel(mode)).iloc[0]


def changed(net, *changes):
    return change_network(net, {f"ke-{n}": c for n, c in enumerate(changes, 1)}).network


def test_a_link_shortens_a_known_way(horseshoe):
    before = trip(horseshoe, (0, 5), (10, 5))
    assert before["total_m"] == pytest.approx(10 * STEP_NORTH + 10 * STEP_EAST, rel=1e-4)
    joined = changed(horseshoe, NewRoad((place(0, 5), place(10, 5)), "tertiary"))
    after = trip(joined, (0, 5), (10, 5))
    assert after["total_m"] == pytest.approx(10 * STEP_EAST, rel=1e-4)
    assert (joined.n_nodes, joined.n_edges) == (6, 6)


def test_a_link_halves_a_distance_with_a_length_of_its_own(horseshoe):
    # Around: 5 + 10 + 5 steps; the new road states half of that, not its line's 10 steps.
    around = trip(horseshoe, (0, 5), (10, 5))["total_m"]
    road = NewRoad((place(0, 5), place(10, 5)), "tertiary", length_m=around / 2)
    after = trip(changed(horseshoe, road), (0, 5), (10, 5))
    assert after["total_m"] == pytest.approx(around / 2, abs=1e-4)


def test_the_ends_are_moved_to_the_roads(horseshoe):
    # Both clicks lie one step inside the square; the road runs from road to road all the same.
    made = change_network(horseshoe, {"x": NewRoad((place(1, 5), place(9, 5)), "tertiary")})
    assert shapely.get_coordinates(made.drawn["x"]) == pytest.approx(
        np.array([place(0, 5), place(10, 5)]), abs=1e-7
    )
    assert made.network.length_m[-1] == pytest.approx(10 * STEP_EAST, rel=1e-4)


def test_both_ends_may_lie_on_one_road(horseshoe):
    # From a third to two thirds of the middle road, 2 steps long: 4/3 steps are saved.
    road = NewRoad((place(10 / 3, 10), place(20 / 3, 10)), "tertiary", length_m=2 * STEP_EAST)
    made = changed(horseshoe, road)
    assert (made.n_nodes, made.n_edges) == (6, 6)
    saved = trip(horseshoe, (0, 5), (10, 5))["total_m"] - trip(made, (0, 5), (10, 5))["total_m"]
    assert saved == pytest.approx(4 / 3 * STEP_EAST, rel=1e-3)


def test_split_roads_keep_their_length_and_their_corners():
    net = network(
        {"u": 1, "v": 2, "line": line((0, 0), (4, 0), (4, 6)), "length_m": 777.0,
         "highway": "secondary", "oneway": True, "maxspeed": 40, "name": "Jalan A"},
        {"u": 3, "v": 4, "line": line((0, 20), (9, 20)), "highway": "tertiary"},
    )  # fmt: skip
    made = changed(net, NewRoad((place(4, 1), place(4, 20)), "tertiary", tolerance_m=10))
    parts = np.flatnonzero(made.name == "Jalan A")
    assert made.length_m[parts].sum() == pytest.approx(777, abs=1e-9)
    share = (4 * STEP_EAST + STEP_NORTH) / (4 * STEP_EAST + 6 * STEP_NORTH)
    assert made.length_m[parts[0]] == pytest.approx(777 * share, rel=1e-4)
    assert made.oneway[parts].all()
    assert made.maxspeed_kmh[parts].tolist() == [40, 40]
    assert shapely.get_coordinates(made.geometry[parts[0]])[:2].tolist() == [
        list(place(0, 0)), list(place(4, 0)),
    ]  # fmt: skip
    assert shapely.get_coordinates(made.geometry[parts[1]])[-1].tolist() == list(place(4, 6))


def test_a_closed_bridge_leaves_a_status_and_no_number(island):
    closed = changed(island, ClosedRoad((place(10.5, 0),)))
    before, after = (trip(net, (15, 0), (0, 0)) for net in (island, closed))
    assert before["total_m"] == pytest.approx(15 * STEP_EAST, rel=1e-4)
    assert after["status"] == "unreachable"
    assert after[["total_m", "minutes", "network_m"]].isna().all()
    assert trip(closed, (5, 0), (0, 0))["total_m"] == trip(island, (5, 0), (0, 0))["total_m"]


def test_a_broken_bridge_leaves_both_banks_usable():
    net = network({"u": 1, "v": 2, "line": line((0, 0), (20, 0)), "highway": "tertiary"})
    broken = changed(net, BrokenBridge(place(8, 0.2)))
    assert broken.n_components == 2
    west, east = trip(broken, (7, 0), (0, 0)), trip(broken, (9, 0), (0, 0))
    assert west["total_m"] == pytest.approx(7 * STEP_EAST, rel=1e-4)
    assert east["status"] == "unreachable"
    assert trip(broken, (9, 0), (20, 0))["total_m"] == pytest.approx(11 * STEP_EAST, rel=1e-4)


def test_an_upgrade_changes_minutes_only(island):
    # The last road becomes a secondary of its own speed, 60 km/h; class speed of cars was 40.
    better = changed(island, UpgradedRoad((place(15, 0),), "secondary", 60))
    before, after = (trip(net, (20, 0), (11, 0)) for net in (island, better))
    assert after["total_m"] == before["total_m"]
    assert before["minutes"] == pytest.approx(9 * STEP_EAST / 1000 / 40 * 60, rel=1e-4)
    assert after["minutes"] == pytest.approx(9 * STEP_EAST / 1000 / 60 * 60, rel=1e-4)
    walked = [trip(net, (20, 0), (11, 0), WALK)["minutes"] for net in (island, better)]
    assert walked[0] == walked[1]


def test_a_new_class_forgets_the_tagged_limit():
    net = network(
        {"u": 1, "v": 2, "line": line((0, 0), (9, 0)), "highway": "track", "maxspeed": 10}
    )
    assert edge_seconds(net, CAR)[0] == pytest.approx(net.length_m[0] / (10 / 3.6))
    better = changed(net, UpgradedRoad((place(5, 0),), "tertiary"))
    assert edge_seconds(better, CAR)[0] == pytest.approx(net.length_m[0] / (40 / 3.6))


@pytest.mark.parametrize("mode", [CAR, MOTORCYCLE, WALK])
def test_a_ferry_takes_its_minutes_whoever_boards(island, mode):
    closed = changed(island, ClosedRoad((place(10.5, 0),)))
    # Minutes that mean 3 km/h over one step of about 110 m.
    minutes = STEP_EAST / 1000 / 3 * 60
    sails = changed(closed, NewFerry((place(10, 0), place(11, 0)), minutes=minutes))
    found = trip(sails, (11, 0), (10, 0), mode)
    assert found["status"] == "ok"
    assert found["minutes"] == pytest.approx(minutes, rel=1e-3)
    assert found["total_m"] == pytest.approx(STEP_EAST, rel=1e-4)


def test_nobody_boards_in_mid_water(island):
    closed = changed(island, ClosedRoad((place(10.5, 0),)))
    sails = changed(closed, NewFerry((place(10, 0), place(11, 0)), speed_kmh=10))
    village = trip(sails, (10.4, 0), (0, 0))
    assert village["access_m"] == pytest.approx(0.4 * STEP_EAST, rel=1e-3)


@pytest.mark.usefixtures("indonesian")
def test_an_open_end_reaches_a_place_without_roads(horseshoe):
    ends = (place(0, 0), place(-40, 0))
    with pytest.raises(InputError, match="tidak ada jalan dalam 500 m"):
        changed(horseshoe, NewRoad(ends, "tertiary"))
    made = changed(horseshoe, NewRoad(ends, "tertiary", open_end=True))
    assert trip(made, (-40, 0), (0, 0))["total_m"] == pytest.approx(40 * STEP_EAST, rel=1e-4)
    with pytest.raises(InputError) as caught:  # one end at least must touch a road
        changed(horseshoe, NewRoad((place(-50, 0), place(-40, 0)), "tertiary", open_end=True))
    assert len(caught.value.problems) == 2


def test_roads_join_no_ferry_and_no_toll_road():
    net = network(
        {"u": 1, "v": 2, "line": line((0, 0), (10, 0)), "highway": "motorway"},
        {"u": 3, "v": 4, "line": line((0, 1), (10, 1)), "highway": "ferry"},
        {"u": 5, "v": 6, "line": line((0, 2), (10, 2)), "highway": "footway"},
        {"u": 7, "v": 8, "line": line((0, 3), (10, 3)), "highway": ""},
    )
    made = change_network(net, {"x": NewRoad((place(5, 0), place(5, 9)), "tertiary",
                                             open_end=True)})  # fmt: skip
    assert made.drawn["x"].coords[0] == pytest.approx(place(5, 3), abs=1e-7)


def test_changes_build_on_each_other(horseshoe):
    # The second road leaves the middle of the first, which is new itself.
    first = NewRoad((place(0, 5), place(10, 5)), "tertiary", name="baru")
    second = NewRoad((place(5, 5), place(5, 10)), "tertiary")
    made = changed(horseshoe, first, second)
    assert (made.n_nodes, made.n_edges) == (8, 9)
    assert (made.name == "baru").sum() == 2
    gone = changed(horseshoe, first, ClosedRoad((place(5, 5),)))
    assert gone.length_m.sum() == pytest.approx(horseshoe.length_m.sum())


@pytest.mark.usefixtures("indonesian")
def test_every_change_that_hits_nothing_is_told(horseshoe):
    with pytest.raises(InputError) as caught:
        changed(
            horseshoe,
            ClosedRoad((place(5, 5), place(0, 1))),
            NewRoad((place(0, 5), place(10, 5)), "tertiary"),
            BrokenBridge(place(90, 90)),
            UpgradedRoad((place(0, 5),), speed_kmh=90),
            NewFerry((place(0, 5), place(10, 5)), minutes=1, speed_kmh=20),
            UpgradedRoad((place(0, 5),)),
            NewRoad((place(0, 5), place(0, 5)), "tertiary"),
            NewRoad((place(0, 5), place(10, 5)), "jalan"),
            ClosedRoad(()),
        )
    message = caught.value.problems
    assert [text.split(":")[0] for text in message] == [
        "ke-1", "ke-3", "ke-4", "ke-5", "ke-6", "ke-7", "ke-8", "ke-9",
    ]  # fmt: skip
    assert "tidak di antara 1 dan 80 km/jam" in message[2]


@pytest.mark.usefixtures("indonesian")
def test_a_fast_ferry_is_a_mistake(horseshoe):
    with pytest.raises(InputError, match="80 km/jam"):  # 1.1 km in half a minute is 132 km/h
        changed(horseshoe, NewFerry((place(0, 5), place(10, 5)), minutes=0.5))


@pytest.mark.usefixtures("indonesian")
def test_tolerance_is_inclusive(horseshoe):
    off = (place(0, 5)[0] - 0.001, place(0, 5)[1])
    metres = RoadDraft(horseshoe).nearest(off, 1000, lambda _: True).metres
    assert metres == pytest.approx(STEP_EAST, rel=1e-4)
    assert changed(horseshoe, ClosedRoad((off,), tolerance_m=metres)).n_edges == 2
    with pytest.raises(InputError, match="tidak ada jalan"):
        changed(horseshoe, ClosedRoad((off,), tolerance_m=metres - 0.01))


def test_nothing_changed_is_the_same_network(horseshoe):
    assert changed(horseshoe) is horseshoe


def test_untouched_roads_keep_everything(horseshoe):
    before = horseshoe.to_bytes()
    made = changed(horseshoe, NewRoad((place(10, 10), place(12, 12)), "path", open_end=True))
    assert horseshoe.to_bytes() == before
    assert made.length_m[:3].tolist() == horseshoe.length_m.tolist()
    assert made.node_id[:4].tolist() == [1, 2, 3, 4]
    assert made.geometry[:3].tolist() == horseshoe.geometry.tolist()


@pytest.fixture(scope="module")
def lembata(real_data):
    return read_roads(real_data / "osm" / "lembata_drive_2024-08.graphml").network


@pytest.mark.slow
@pytest.mark.real
def test_networkx_agrees_on_a_changed_island(lembata):
    rng = np.random.default_rng(5)
    low, high = lembata.node_xy.min(axis=0), lembata.node_xy.max(axis=0)
    ends = lembata.node_xy[lembata.component == 0]
    main = ends[rng.integers(len(ends), size=8)]
    changes = [
        NewRoad((tuple(main[0]), tuple(main[1])), "tertiary"),
        NewRoad((tuple(main[2]), tuple(main[3])), "residential", speed_kmh=20),
        ClosedRoad((tuple(main[4]), tuple(main[5]))),
        BrokenBridge(tuple(main[6])),
        NewFerry((tuple(main[7]), tuple(main[0])), minutes=600),
    ]
    made = changed(lembata, *changes)
    villages = pd.DataFrame(rng.uniform(low, high, size=(40, 2)))
    frame = points(*[(0, 0)] * 40).set_geometry(
        [shapely.Point(xy) for xy in villages.to_numpy()], crs=4326
    )
    offices = points(*[(0, 0)] * 3, prefix="d").set_geometry(
        [shapely.Point(xy) for xy in main[:3]], crs=4326
    )
    table = access.nearest(made, frame, offices, Travel(CAR, max_snap_m=5000))
    usable = snappable_edges(made, CAR)
    marks = [
        (label, snap(made, np.array([(p.x, p.y)]), usable, 5000))
        for prefix, layer in (("o", frame), ("d", offices))
        for label, p in zip((f"{prefix}{i}" for i in range(len(layer))), layer.geometry,
                            strict=True)
    ]  # fmt: skip
    stops = [
        (label, int(s.edge[0]), float(s.fraction[0])) for label, s in marks if s.on_network[0]
    ]
    legs = {label: float(s.leg_m[0]) for label, s in marks}
    cost = np.where(np.isfinite(edge_seconds(made, CAR)), made.length_m, np.inf)
    graph = reference_graph(made, stops, ~made.oneway, np.isfinite(cost), cost)
    for row, (label, s) in zip(table.itertuples(), marks[:40], strict=True):
        if not s.on_network[0]:
            assert row.status == "off_network"
            continue
        ways = nx.single_source_dijkstra_path_length(graph, label, weight="cost")
        best = min(
            (legs[label] + ways[d] + legs[d] for d in ("d0", "d1", "d2") if d in ways),
            default=None,
        )
        if best is None:
            assert row.status == "unreachable"
            assert np.isnan(row.total_m)
        else:
            assert row.total_m == pytest.approx(best, abs=1e-3)
    assert (table["status"] == "ok").sum() > 15
