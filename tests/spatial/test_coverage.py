"""Coverage sums by hand, and against the access table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.access.coverage import coverage, coverage_curve
from spatial.access.measure import TIME
from spatial.errors import InputError
from tests.spatial.builders import line

TRIPS = pd.DataFrame(
    {
        "status": ["ok", "ok", "ok", "unreachable", "off_network", "ok"],
        "total_m": [1000.0, 2000.0, 5000.0, np.nan, np.nan, 2000.0],
        "minutes": [9.0, 1.0, 5.0, np.nan, np.nan, 2.0],
    },
    index=list("abcdef"),
)
VILLAGES = pd.DataFrame(
    {
        "regency": ["R", "R", "R", "R", "S", "S"],
        "district": ["x", "x", "y", "y", "x", "x"],
        "people": [100.0, 200.0, 300.0, 400.0, 500.0, np.nan],
        "word": list("uvwxyz"),
    },
    index=TRIPS.index,
)


def rows(table, *columns):
    return table[list(columns)].to_numpy().tolist()


def test_overall_by_hand():
    table = coverage(TRIPS, VILLAGES, [1999.0, 2000.0], weights=["people"])
    assert rows(table, "threshold", "quantity", "total", "within", "outside") == [
        [1999, "villages", 6, 1, 5],
        [1999, "people", 1500, 100, 1400],
        [2000, "villages", 6, 3, 3],
        [2000, "people", 1500, 300, 1200],
    ]
    assert rows(table, "unreachable", "off_network", "unknown") == [
        [1, 1, 0], [400, 500, 1], [1, 1, 0], [400, 500, 1],
    ]  # fmt: skip
    assert table["share_within"].tolist() == pytest.approx([1 / 6, 1 / 15, 0.5, 0.2])


def test_kecamatan_of_one_name_in_two_kabupaten():
    table = coverage(TRIPS, VILLAGES, [2000.0], by=["regency", "district"], weights=["people"])
    villages = table[table["quantity"] == "villages"]
    assert rows(villages, "regency", "district", "total", "within") == [
        ["R", "x", 2, 2], ["R", "y", 2, 0], ["S", "x", 2, 1],
    ]  # fmt: skip
    people = table[table["quantity"] == "people"]
    assert rows(people, "total", "within", "outside", "unknown") == [
        [300, 300, 0, 0], [700, 0, 700, 0], [500, 0, 500, 1],
    ]  # fmt: skip


def test_per_kabupaten_in_minutes():
    table = coverage(TRIPS, VILLAGES, [300.0], TIME, by=["regency"])
    assert rows(table, "regency", "total", "within") == [["R", 4, 2], ["S", 2, 1]]


def test_a_district_that_is_not_known_is_a_group():
    villages = VILLAGES.assign(district=["x", None, "x", "x", "x", "x"])
    table = coverage(TRIPS, villages, [2000.0], by=["district"])
    assert rows(table, "district", "total", "within") == [["", 1, 1], ["x", 5, 2]]


def test_all_unknown_has_no_share():
    villages = VILLAGES.assign(people=np.nan)
    table = coverage(TRIPS, villages, [2000.0], weights=["people"])
    assert np.isnan(table["share_within"].iloc[1])
    assert rows(table, "total", "unknown")[1] == [0, 6]


def test_every_problem_is_named():
    villages = VILLAGES.assign(people=-1.0).iloc[::-1]
    with pytest.raises(InputError) as error:
        coverage(TRIPS, villages, [np.nan], weights=["people", "word", "none"], by=["desa"])
    said = str(error.value)
    for part in ("'none'", "'desa'", "not the same rows", "'word'", "negative", "Threshold nan"):
        assert part in said
    assert len(error.value.problems) == 6
    with pytest.raises(InputError, match="no threshold"):
        coverage(TRIPS, VILLAGES, [])


def test_curve_by_hand():
    curve = coverage_curve(TRIPS)
    assert rows(curve, "threshold", "within") == [[0, 0], [1000, 1], [2000, 3], [5000, 4]]
    assert curve["share_within"].tolist() == pytest.approx([0, 1 / 6, 0.5, 4 / 6])
    people = coverage_curve(TRIPS, weights=VILLAGES["people"])
    assert rows(people, "threshold", "within") == [[0, 0], [1000, 100], [2000, 300], [5000, 600]]
    assert people["share_within"].iloc[-1] == pytest.approx(600 / 1500)


def test_curve_with_a_village_at_the_office():
    trips = TRIPS.assign(total_m=[0.0, 0.0, 7.0, np.nan, np.nan, 7.0])
    assert rows(coverage_curve(trips), "threshold", "within") == [[0, 2], [7, 4]]


def test_the_curve_gives_the_sums_of_the_table():
    random = np.random.default_rng(1)
    trips = pd.DataFrame({"status": "ok", "total_m": random.uniform(0, 9, 50).round(1)})
    people = pd.Series(random.uniform(0, 9, 50))
    curve = coverage_curve(trips, weights=people)
    for threshold in (0.05, 3.0, 4.4, 100.0):
        row = np.searchsorted(curve["threshold"], threshold, side="right") - 1
        by_hand = people[trips["total_m"] <= threshold].sum()
        assert curve["within"].iloc[row] == pytest.approx(by_hand)


ROAD = {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 1000.0, "highway": "tertiary"}
OTHER = {**ROAD, "u": 2, "v": 3, "line": line((0, 40), (10, 40))}
