"""Distance and time: columns, units, thresholds, tables of a matrix."""

import pytest

from spatial.access.measure import DISTANCE, MEASURES, TIME
from spatial.access.nearest import matrix
from spatial.routing.travel import Travel
from tests.spatial.builders import line, network, points

ROAD = {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 1000.0, "highway": "tertiary"}


def test_columns_and_units():
    assert (DISTANCE.column, DISTANCE.unit, DISTANCE.display_unit) == ("total_m", "m", "km")
    assert (TIME.column, TIME.unit, TIME.display_unit) == ("minutes", "minutes", "min")
    assert MEASURES == {"distance": DISTANCE, "time": TIME}


@pytest.mark.parametrize(
    ("measure", "stated", "name"),
    [(DISTANCE, 10, "10km"), (DISTANCE, 2.5, "2.5km"), (TIME, 30, "30min"), (TIME, 7.5, "7.5min")],
)
def test_a_threshold_there_and_back(measure, stated, name):
    threshold = measure.threshold(stated)
    assert measure.displayed(threshold) == stated
    assert measure.threshold_name(threshold) == name


def test_a_kilometre_is_a_thousand_metres():
    assert (DISTANCE.threshold(10), DISTANCE.displayed(2500.0)) == (10_000.0, 2.5)


def test_the_table_of_a_matrix():
    """300 m along the road are 27 s at 40 km/h."""
    trips = matrix(network(ROAD), points((2, 0)), points((5, 0)), Travel())
    assert DISTANCE.of(trips).to_numpy() == pytest.approx(300.0, abs=0.1)
    assert TIME.of(trips).to_numpy() == pytest.approx(27 / 60, abs=0.001)
