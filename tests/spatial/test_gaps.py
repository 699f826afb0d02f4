"""Gaps by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.access.gaps import clusters, gaps, gaps_by
from spatial.errors import InputError
from tests.spatial.builders import STEP_EAST, points

NAN = np.nan
TRIPS = pd.DataFrame(
    {
        "status": ["ok", "ok", "unreachable", "ok", "off_network", "ok", "ok"],
        "total_m": [10.0, 40.0, NAN, 25.0, NAN, 70.0, 10.1],
    },
    index=list("abcdefg"),
)
PLACES = [(0, 0), (1, 0), (50, 0), (2, 0), (51, 0), (90, 0), (3, 0)]
VILLAGES = points(*PLACES).assign(
    people=[9.0, 2.0, 5.0, 8.0, 7.0, NAN, 1000.0], district=list("xxyxyzx")
)
VILLAGES.index = TRIPS.index


def test_rank_by_hand():
    found = gaps(TRIPS, VILLAGES, 10.0, weight="people")
    # Without a trip: 7 people, 5 people. Burdens: d 8 · 15, g 1000 · 0.1, b 2 · 30.
    # The people of f are not known.
    assert found.index.tolist() == ["e", "c", "d", "g", "b", "f"]
    assert found["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert found["reason"].tolist() == ["off_network", "unreachable", *["beyond"] * 4]
    assert found["burden"].tolist() == pytest.approx([NAN, NAN, 120, 100, 60, NAN], nan_ok=True)
    assert found["beyond"].tolist() == pytest.approx([NAN, NAN, 15, 0.1, 30, 60], nan_ok=True)
    assert found.crs == VILLAGES.crs


def test_without_weights_the_farthest_comes_first():
    found = gaps(TRIPS, VILLAGES, 10.0)
    assert found.index.tolist()[2:] == ["f", "b", "d", "g"]
    assert set(found.index[:2]) == {"c", "e"}


def test_no_gap():
    trips = TRIPS.assign(status="ok", total_m=1.0)
    found = gaps(trips, VILLAGES, 10.0)
    assert found.empty
    assert clusters(found).empty
    assert gaps_by(found, ["district"]).empty


def test_per_district():
    found = gaps_by(gaps(TRIPS, VILLAGES, 10.0, weight="people"), ["district"])
    columns = ["district", "villages", "no_trip", "weight", "burden", "first"]
    assert found[columns].to_numpy().tolist() == [
        ["y", 2, 2, 12, 0, "p4"],
        ["x", 3, 0, 1010, pytest.approx(280), "p3"],
        ["z", 1, 0, 0, 0, "p5"],
    ]
    assert found["farthest"].tolist() == pytest.approx([NAN, 40, 70], nan_ok=True)


def test_clusters_are_chains_of_near_villages():
    found = gaps(TRIPS, VILLAGES, 10.0, weight="people")
    # b, d, g stand one step apart in a row; e and c are neighbours; f is alone.
    assert clusters(found, 1.01 * STEP_EAST).to_dict() == {
        "e": 1, "c": 1, "d": 2, "g": 2, "b": 2, "f": 3,
    }  # fmt: skip
    assert clusters(found, 0.9 * STEP_EAST).tolist() == [1, 2, 3, 4, 5, 6]
    assert clusters(found, 0.0).tolist() == [1, 2, 3, 4, 5, 6]
    table = gaps_by(found.assign(cluster=clusters(found, 1.01 * STEP_EAST)), ["cluster"])
    assert table["villages"].tolist() == [2, 3, 1]


def test_bad_input():
    with pytest.raises(InputError, match="not the same rows"):
        gaps(TRIPS.iloc[:3], VILLAGES, 10.0)
    with pytest.raises(InputError, match="no column 'none'"):
        gaps(TRIPS, VILLAGES, 10.0, weight="none")
    with pytest.raises(InputError, match="no numbers"):
        gaps(TRIPS, VILLAGES, 10.0, weight="district")
    with pytest.raises(InputError, match="negative in rows a"):
        gaps(TRIPS, VILLAGES.assign(people=-1.0), 10.0, weight="people")
    with pytest.raises(InputError, match="0 or more"):
        clusters(VILLAGES, -1.0)
