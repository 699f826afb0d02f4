"""Distance and time: columns, units, thresholds, tables of a matrix."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.access.measure import DISTANCE, MEASURES, TIME
from spatial.access.nearest import matrix
from spatial.routing.travel import Travel
from tests.spatial.builders import line, network, points

ROAD = {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 1000.0, "highway": "tertiary"}


def test_columns_and_units():
    assert (DISTANCE.column, DISTANCE.unit, DISTANCE.display_unit) == ("total_m", "m", "km")
    assert (TIME.column, TIME.unit, TIME.display_unit) == ("minutes", "s", "min")
    assert (DISTANCE.file_unit, TIME.file_unit) == ("m", "minutes")
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
    assert TIME.of(trips).to_numpy() == pytest.approx(27.0, abs=0.06)
    assert (TIME.of(trips) / 60).to_numpy() == pytest.approx(trips.minutes().to_numpy(), rel=1e-15)


def test_a_minute_is_sixty_seconds():
    assert (TIME.threshold(30), TIME.threshold(0.5)) == (1800.0, 30.0)
    assert TIME.displayed(1800.0) == 30.0


@pytest.mark.parametrize("step", [10, 100])
def test_a_trip_as_long_as_its_threshold_is_within_it(step):
    """Steps of 0.1 and 0.01 minutes: 6.1 * 60 is 365.99999999999994, and 366 s are 6.1 min."""
    for whole in range(1, 60 * step):
        stated = whole / step
        seconds = whole * (60 / step)
        trips = pd.DataFrame({"minutes": [round(seconds, 1) / 60]})
        threshold = TIME.threshold(stated)
        assert threshold == round(seconds, 1)
        assert (TIME.values(trips) <= threshold).all()
        assert not (TIME.values(trips) <= threshold - 0.001).any()
        assert (
            TIME.threshold_in_file_unit(threshold) == TIME.displayed_threshold(threshold) == stated
        )


def test_no_more_is_within_than_in_seconds():
    longer = pd.DataFrame({"minutes": [1800.0 / 60, 1800.001 / 60, 1799.999 / 60]})
    assert (TIME.values(longer) <= TIME.threshold(30)).tolist() == [True, False, True]


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_minutes_of_a_table_survive_the_way_through_seconds(seconds):
    minutes = pd.Series(seconds) / 60
    assert TIME.in_file_unit(TIME.from_file_unit(minutes)).tolist() == minutes.tolist()
    assert TIME.from_file_unit(minutes).tolist() == pytest.approx(seconds, rel=1e-15, abs=1e-6)


@pytest.mark.parametrize(("km", "metres"), [(8.7, 8700.0), (1.005, 1005.0), (4.35, 4350.0)])
def test_kilometres_become_round_metres(km, metres):
    assert DISTANCE.threshold(km) == metres
    assert DISTANCE.displayed_threshold(metres) == km
