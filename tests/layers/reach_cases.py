"""A straight road with two villages, two markets and a village far from it."""

import pytest

from layers.area.road_source import RoadSource
from layers.reach.trips import measure_trips
from spatial.routing.modes import MOTORCYCLE
from spatial.routing.travel import Travel
from tests.spatial.builders import line, network, points

STEP_KM = 0.1104970
"""A thousandth of a degree of longitude at 7° S on WGS 84: the length of a step of the road."""

EDGE = 0.01
"""Kilometres added to thresholds: the points lie within a metre of the drawn road, not on it."""

CLOSE = 5e-4
"""Relative tolerance that goes with it."""


def places(prefix, *where):
    layer = points(*where, prefix=prefix)
    return layer.assign(kind="pasar", district="Uji", desmigratif=False, precision="published")


def straight(cost="distance"):
    """Markets m0 at 20 and m1 at 140 steps; villages v0 at 0, v1 at 100, v2 off the road."""
    road = network({"u": 0, "v": 1, "highway": "tertiary", "line": line((0, 0), (150, 0))})
    return measure_trips(
        RoadSource(road, "edge table", "highway", None),
        places("v", (0, 0), (100, 0), (50, 100)),
        places("m", (20, 0), (140, 0)),
        Travel(MOTORCYCLE, cost),
    )


@pytest.fixture
def trips():
    return straight()
