"""The route of a mobile service against every order, and days counted by hand."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pandas as pd
import pytest

from spatial.errors import InputError
from spatial.tours.multi_day import stop_route


def table(cost, names=None):
    labels = names or ["base", *(f"s{i}" for i in range(1, len(cost)))]
    return pd.DataFrame(np.array(cost, dtype=float), labels, labels)


def roads(seed, n):
    """Least costs over random one-way roads, so that no detour is cheaper."""
    cost = np.random.default_rng(seed).uniform(1, 100, (n, n))
    np.fill_diagonal(cost, 0)
    for via in range(n):
        cost = np.minimum(cost, cost[:, [via]] + cost[[via], :])
    return cost


@pytest.mark.parametrize("seed", range(6))
def test_no_order_travels_less(seed):
    cost = roads(seed, 8)
    best = min(
        sum(cost[a, b] for a, b in pairwise([0, *order, 0])) for order in permutations(range(1, 8))
    )
    found = stop_route(table(cost), "base")
    assert found.proven
    assert found.travel == pytest.approx(best)
    order = [0, *(int(name[1:]) for name in found.stops.index), 0]
    assert sorted(order[1:-1]) == list(range(1, 8))
    assert sum(cost[a, b] for a, b in pairwise(order)) == pytest.approx(best)
    assert found.days == 1


def test_one_way_roads_are_driven_their_way():
    # A ring base > s1 > s2 > s3 > base of 1 each; the other way round costs 3 each.
    cost = [[(j - i) % 4 for j in range(4)] for i in range(4)]
    found = stop_route(table(cost), "base")
    assert found.stops.index.tolist() == ["s1", "s2", "s3"]
    assert found.travel == 4.0
    assert found.stops["leg"].tolist() == [1, 1, 1]
    assert found.stops["home"].tolist()[-1] == 1


def test_days_on_a_line():
    # Stops at 10, 20 and 30 minutes east: 60 of travel in one round, 30 at each stop.
    place = np.array([0.0, 10.0, 20.0, 30.0])
    cost = table(np.abs(place[:, None] - place))
    one = stop_route(cost, "base", stay=30, day=150)
    assert (one.days, one.travel, one.longest) == (1, 60.0, 150.0)
    two = stop_route(cost, "base", stay=30, day=149)
    # Of two days the nearest alone (20) and the others (60), or the farthest alone (60) and 40.
    assert two.days == 2
    assert two.travel == 80.0
    assert two.longest == 120.0
    assert two.stops.loc[["s1"], "home"].tolist() == [10.0]
    assert two.stops.groupby("day").size().tolist() in ([1, 2], [2, 1])
    three = stop_route(cost, "base", stay=30, day=90)
    assert (three.days, three.travel) == (3, 20.0 + 40.0 + 60.0)
    assert three.stops["arrive"].tolist() == three.stops["leg"].tolist()


def test_a_stop_too_far_for_a_day_is_named():
    place = np.array([0.0, 10.0, 60.0])
    found = stop_route(table(np.abs(place[:, None] - place)), "base", stay=5, day=100)
    assert found.too_far == ["s2"]
    assert found.stops.index.tolist() == ["s1"]
    assert found.travel == 20.0


def test_a_stop_without_a_way_back_is_left_out():
    cost = roads(1, 4)
    cost[2, 0] = np.nan
    found = stop_route(table(cost), "base")
    assert found.left_out == ["s2"]
    assert sorted(found.stops.index) == ["s1", "s3"]


def test_no_stop_at_all():
    found = stop_route(table([[0.0]]), "base")
    assert (found.days, found.travel, found.longest) == (0, 0.0, 0.0)


def test_many_stops_are_not_proven():
    cost = roads(3, 22)
    found = stop_route(table(cost), "base", stay=1, day=60)
    assert not found.proven
    assert len(found.stops) + len(found.too_far) == 21
    for _, part in found.stops.groupby("day"):
        assert part["leg"].sum() + part["home"].sum() + len(part) <= 60 + 1e-6


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("more", "words"),
    [({"base": "x"}, "Pangkalan"), ({"stay": -1.0}, "singgah"), ({"day": 0.0}, "sehari")],
)
def test_what_cannot_be_asked(more, words):
    with pytest.raises(InputError, match=words):
        stop_route(table(roads(1, 3)), **({"base": "base"} | more))
