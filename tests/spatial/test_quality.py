"""The fit of points and network on a network worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from spatial.access import snap_quality as quality
from spatial.routing.modes import CAR, WALK
from tests.spatial.builders import line, network, points

NET = network(
    {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "highway": "tertiary", "maxspeed": "90"},
    {"u": 1, "v": 2, "line": line((10, 0), (20, 0)), "highway": "weg", "maxspeed": "5"},
    {"u": 3, "v": 4, "line": line((0, 50), (5, 50)), "highway": "path", "maxspeed": None},
)
"""20 steps of road, and a path of its own 50 steps to the north; a step is about 110 m."""


def test_fit_tells_leg_component_and_reach():
    found = quality.fit(NET, points((5, 1), (2, 49), (5, 15)), WALK, max_snap_m=500)
    assert found.component.tolist() == [0, 1, 0]
    assert found.on_network.tolist() == [True, True, False]
    assert found.leg_m == pytest.approx([110.6, 110.6, 1659], rel=1e-3)


def test_fit_counts_only_roads_of_the_mode():
    found = quality.fit(NET, points((2, 49)), CAR)
    assert found.component.tolist() == [0]
    assert not found.on_network[0]


def test_fit_of_no_points():
    found = quality.fit(NET, points((0, 0)).iloc[:0])
    assert len(found.leg_m) == len(found.component) == 0


def test_villages_and_facilities_are_counted_per_component():
    villages = quality.fit(NET, points((5, 1), (15, 0), (2, 49), (5, 25)), WALK, 500)
    facilities = quality.fit(NET, points((3, 50)), WALK, 500)
    table = quality.component_villages(NET, villages, facilities)
    assert table["villages"].tolist() == [2, 1]
    assert table["facilities"].tolist() == [0, 1]
    assert table["edges"].tolist() == [2, 1]


def test_unknown_classes_and_doubtful_limits():
    assert quality.unknown_class(NET).tolist() == [False, True, False]
    assert quality.doubtful_limit(NET).tolist() == [True, True, False]
    rows = quality.edge_rows(NET, np.array([False, True, False]))
    assert rows["highway"].tolist() == ["weg"]
    assert rows["maxspeed"].tolist() == [5.0]
