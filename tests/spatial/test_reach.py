"""Counting within a threshold and the nearest of each kind, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.access.nearest import matrix
from spatial.errors import InputError
from spatial.reach.opportunities import nearest_by_kind, status, within
from tests.spatial.builders import line, network, points

NO = np.nan
VILLAGES, MARKETS = ["a", "b", "c", "d"], ["m1", "m2", "m3"]
COST = pd.DataFrame(
    [[10, 20, 30], [20, NO, 5], [NO, NO, NO], [20.001, 0, NO]], VILLAGES, MARKETS, dtype=float
)
STALLS = pd.Series([100.0, 50.0, 0.0], MARKETS)


def test_markets_within_by_hand():
    found = within(COST, 20, STALLS)
    assert found["within"].tolist() == [2, 2, 0, 1]
    assert found["no_trip"].tolist() == [0, 1, 3, 1]
    assert found["weight_within"].tolist() == [150, 100, 0, 50]
    assert found["weight_no_trip"].tolist() == [0, 50, 150, 0]
    assert found["share_within"].tolist() == pytest.approx([1, 2 / 3, 0, 1 / 3])
    assert found["status"].tolist() == ["ok", "ok", "unreachable", "ok"]
    assert found.index.tolist() == VILLAGES


def test_without_weights_there_are_only_counts():
    assert list(within(COST, 20)) == ["status", "within", "no_trip"]


def test_the_other_side_people_within_reach_of_a_market():
    people = pd.Series([1000.0, 200.0, 30.0, 4.0], VILLAGES)
    found = within(COST.T, 20, people)
    assert found.index.tolist() == MARKETS
    assert found["within"].tolist() == [2, 2, 1]
    assert found["weight_within"].tolist() == [1200, 1004, 200]
    assert found["weight_no_trip"].tolist() == [30, 230, 34]


def test_all_weights_zero_have_no_share():
    found = within(COST, 20, [0, 0, 0])
    assert found["weight_within"].tolist() == [0] * 4
    assert found["share_within"].isna().all()


def test_off_network_and_unreachable():
    on_network = [True, True, False, True]
    assert status(COST, on_network).tolist() == ["ok", "ok", "off_network", "ok"]
    assert within(COST, 5, on_network=on_network)["status"].iloc[2] == "off_network"
    with pytest.raises(InputError, match="2 values for 4 rows"):
        status(COST, [True, False])


def test_nearest_by_kind_by_hand():
    kinds = pd.Series(["umum", "umum", "ikan"], MARKETS)
    found = nearest_by_kind(COST, kinds, on_network=[True, True, False, True])
    assert found.index.tolist() == ["a", "a", "b", "b", "c", "c", "d", "d"]
    assert found["kind"].tolist() == ["ikan", "umum"] * 4
    assert found["minutes"].tolist() == pytest.approx([30, 10, 5, 20, NO, NO, NO, 0], nan_ok=True)
    ids = found["destination_id"]
    assert ids.where(ids.notna(), "-").tolist() == ["m3", "m1", "m3", "m1", "-", "-", "-", "m2"]
    assert found["status"].tolist() == [
        *["ok"] * 4,
        *["off_network"] * 2,
        "unreachable",
        "ok",
    ]


def test_of_equally_near_markets_the_first():
    cost = pd.DataFrame([[7.0, 7.0]], ["a"], ["m2", "m1"])
    kinds = pd.Series(["umum", "umum"], ["m1", "m2"])
    found = nearest_by_kind(cost, kinds, measure="rp")
    assert found["destination_id"].tolist() == ["m2"]
    assert found["rp"].tolist() == [7]


def test_kinds_that_are_missing_are_named():
    kinds = pd.Series(["umum", None], ["m1", "m2"])
    with pytest.raises(InputError, match="2 kind missing at m2, m3"):
        nearest_by_kind(COST, kinds)


def test_on_a_road_network():
    """Two roads that do not meet: the market on the other one cannot be reached."""
    net = network(
        {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 1000.0},
        {"u": 2, "v": 3, "line": line((0, 50), (10, 50)), "length_m": 1000.0},
    )
    villages = points((1, 0), (5, 0), (5, 90), prefix="v")
    markets = points((2, 0), (9, 0), (5, 50), prefix="m")
    found = matrix(net, villages, markets)
    cost = found.total_m()
    reached = within(cost, 450, on_network=found.solver.origins.snap.on_network)
    # Metres: 100 and 800 from v0, 300 and 400 from v1; v2 lies 4.4 km from any road.
    assert reached["within"].tolist() == [1, 2, 0]
    assert reached["no_trip"].tolist() == [1, 1, 3]
    assert reached["status"].tolist() == ["ok", "ok", "off_network"]
