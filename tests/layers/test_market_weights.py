"""Sizes of markets: known, partly known, found in files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.reach.market_weights import market_weights, people_around, size_table
from tests.layers.reach_cases import places

SIZES = pd.Series([10.0, np.nan, 30.0, 50.0], ["a", "b", "c", "d"])


@pytest.mark.parametrize(
    ("blanks", "expected"),
    [("equal", None), ("median", [10, 30, 30, 50]), ("zero", [10, 0, 30, 50])],
)
def test_markets_without_a_number(blanks, expected):
    found = market_weights(SIZES, blanks)
    assert found.unknown == 1
    assert (None if found.weights is None else found.weights.tolist()) == expected


@pytest.mark.parametrize("blanks", ["equal", "median", "zero"])
def test_nothing_known_makes_all_the_same(blanks):
    found = market_weights(pd.Series([np.nan, np.nan]), blanks)
    assert (found.weights, found.unknown) == (None, 2)


def test_all_known_need_no_choice():
    assert market_weights(SIZES.dropna()).weights.tolist() == [10, 30, 50]


def test_sizes_are_found_by_their_headings():
    markets = places("m", (0, 0), (1, 0)).set_index("id", drop=False)
    empty = size_table(markets)
    assert empty[["stalls", "traders"]].isna().all(axis=None)
    table = size_table(
        markets.assign(jumlah_kios=[5.0, np.nan], pedagang=[7, 8], kelas=["1", "2"])
    )
    assert table["stalls"].fillna(-1).tolist() == [5, -1]
    assert table["traders"].tolist() == [7, 8]


def test_people_around_a_market_come_from_villages_within_the_threshold():
    costs = pd.DataFrame([[10.0, 30.0], [30.1, np.nan]], ["a", "b"], ["m1", "m2"])
    people = pd.Series([100.0, 50.0], ["a", "b"])
    assert people_around(costs, people, 30).tolist() == [100, 100]
