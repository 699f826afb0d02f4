"""The speed table, its caps, and seconds worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from spatial.errors import InputError
from spatial.routing.modes import (
    CAR,
    MAX_SPEED_KMH,
    MODES,
    MOTORCYCLE,
    WALK,
    edge_seconds,
    edge_speeds_kmh,
    leg_seconds,
)
from spatial.routing.speed_classes import ROAD_CLASSES, speed_table
from tests.spatial.builders import line, network


def roads(*rows):
    """Edges of 1 km, one (highway, maxspeed) each."""
    return network(
        *(
            {"u": i, "v": i + 1, "line": line((i, 0), (i + 1, 0)), "length_m": 1000.0,
             "highway": highway, "maxspeed": maxspeed, "oneway": "yes"}
            for i, (highway, maxspeed) in enumerate(rows)
        )
    )  # fmt: skip


def test_facts_of_the_speed_table():
    table = speed_table()
    assert table.index.name == "highway"
    assert list(table.columns) == ["label", "rbi", "cap", "car", "motorcycle", "walk", "source"]
    # PP 79/2013: no default expects more than the law allows, and residential roads cap at 30.
    speeds = table[["car", "motorcycle", "walk"]]
    assert (speeds.le(table["cap"], axis=0) & (speeds >= 0)).all(axis=None)
    assert set(table["cap"]) == {30, 50, 80, 100}
    assert table.loc["residential", "cap"] == 30
    assert table.loc[["motorway", "motorway_link"], "cap"].tolist() == [100, 100]
    # MKJI 1997, p. 5-44: 4/2 D, 4/2 UD and 2/2 UD, light vehicles and motorcycles.
    mains = ["trunk", "primary", "secondary"]
    assert table.loc[mains, "car"].tolist() == [57, 53, 44]
    assert table.loc[mains, "motorcycle"].tolist() == [47, 43, 40]
    assert table.loc["ferry", ["car", "motorcycle", "walk"]].tolist() == [5, 5, 5]
    assert table["label"].str.len().min() > 0
    assert table["source"].str.len().min() > 0


def test_who_may_use_what():
    table = speed_table()
    closed = {mode: set(table.index[table[mode] == 0]) for mode in ("car", "motorcycle", "walk")}
    assert closed["walk"] == {"motorway", "motorway_link"}
    assert closed["motorcycle"] == {
        "motorway", "motorway_link", "footway", "pedestrian", "steps",
    }  # fmt: skip
    assert closed["car"] == {"path", "footway", "pedestrian", "steps"}


def test_speed_of_the_class():
    net = roads(("primary", None), ("motorway", None), ("path", None), ("weg", None), ("", None))
    assert edge_speeds_kmh(net, CAR).tolist() == [53, 90, 0, 25, 25]
    assert edge_speeds_kmh(net, MOTORCYCLE).tolist() == [43, 0, 10, 25, 25]
    assert edge_speeds_kmh(net, WALK).tolist() == [4.5, 0, 4.5, 4.5, 4.5]


def test_maxspeed_counts_up_to_the_cap_of_the_class():
    net = roads(
        ("primary", 40), ("primary", 70), ("primary", 90), ("residential", "50"),
        ("motorway", "80 mph"), ("unclassified", "50 mph"),
    )  # fmt: skip
    assert edge_speeds_kmh(net, CAR).tolist() == [40, 70, 80, 30, 100, 50]
    assert edge_speeds_kmh(net, WALK).tolist() == [4.5, 4.5, 4.5, 4.5, 0, 4.5]


def test_maxspeed_does_not_open_a_closed_class():
    net = roads(("motorway", 80), ("footway", 30))
    assert edge_speeds_kmh(net, MOTORCYCLE).tolist() == [0, 0]
    assert edge_speeds_kmh(net, CAR).tolist() == [80, 0]
    assert np.isinf(edge_seconds(net, MOTORCYCLE)).all()


def test_maxspeed_of_an_unknown_class_is_bounded_too():
    assert (edge_speeds_kmh(roads(("weg", 5000)), CAR) <= MAX_SPEED_KMH).all()


def test_the_speed_of_a_ferry_counts_for_everyone():
    net = roads(("ferry", "20"), ("ferry", None), ("residential", "20"))
    assert edge_speeds_kmh(net, WALK).tolist() == [20, 5, 4.5]
    assert edge_speeds_kmh(net, CAR).tolist() == [20, 5, 20]


def test_seconds_by_hand():
    net = roads(("tertiary", None), ("tertiary", 20), ("motorway", None))
    # 1000 m at 40 km/h are 90 s, at 20 km/h 180 s, at 90 km/h 40 s, at 4.5 km/h 800 s.
    assert edge_seconds(net, CAR).tolist() == pytest.approx([90, 180, 40])
    assert edge_seconds(net, WALK).tolist() == pytest.approx([800, 800, np.inf])
    assert leg_seconds(np.array([0.0, 100.0]), CAR).tolist() == pytest.approx([0, 80])


def test_road_of_no_length_takes_no_time():
    net = network({"u": 0, "v": 1, "line": line((0, 0), (1, 0)), "length_m": 0.0})
    assert edge_seconds(net, CAR).tolist() == [0.0]


def test_modes():
    assert list(MODES) == ["car", "motorcycle", "walk"]
    assert [mode.respects_oneway for mode in MODES.values()] == [True, True, False]
    assert [mode.uses_maxspeed for mode in MODES.values()] == [True, True, False]
    assert {mode.leg_kmh for mode in MODES.values()} == {4.5}


def test_with_speeds_replaces_and_leaves_the_original():
    edited = CAR.with_speeds({"tertiary": 20.0, "path": 5.0, "weg": 100.0, "primary": 0.0})
    net = roads(
        ("tertiary", None), ("path", None), ("weg", None), ("primary", 50), ("trunk", None)
    )
    assert edge_speeds_kmh(net, edited).tolist() == [20, 5, 100, 0, 57]
    assert edge_speeds_kmh(net, CAR).tolist() == [40, 0, 25, 50, 57]
    assert edited.name == "car"
    assert edited.to_dict()["speeds_kmh"]["tertiary"] == 20.0
    assert hash(edited) != hash(CAR)
    assert edited != CAR
    assert CAR.with_speeds({}) == CAR


def test_with_speeds_accepts_the_limits():
    assert CAR.with_speeds({"track": 0, "trunk": MAX_SPEED_KMH}).speeds_kmh["trunk"] == 130


def test_with_speeds_lists_all_problems():
    with pytest.raises(InputError) as error:
        CAR.with_speeds({"trunk": -1, "primary": 131, "secondary": float("nan"), "tertiary": 40})
    assert len(error.value.problems) == 3
    for road in ("trunk", "primary", "secondary"):
        assert f"'{road}'" in str(error.value)


@pytest.mark.parametrize("value", ["fast", None])
def test_with_speeds_that_are_no_numbers(value):
    with pytest.raises(InputError):
        CAR.with_speeds({"trunk": value})


def test_every_class_has_a_speed_in_every_mode():
    assert all(set(mode.speeds_kmh) == set(ROAD_CLASSES) for mode in MODES.values())
