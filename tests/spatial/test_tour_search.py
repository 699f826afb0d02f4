"""Rounds over costs of any kind, also where some trips do not exist."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from spatial.tours import tour_search
from spatial.tours.tour_search import Round, exact, improved

NONE = np.inf


def task(cost, *, stay=None, gain=None, budget=np.inf):
    n = len(cost)
    return Round(
        np.array(cost, dtype=float),
        np.append(0.0, np.zeros(n - 1) if stay is None else stay),
        np.append(0.0, np.ones(n - 1) if gain is None else gain),
        budget,
    )


CHAIN = [[0, 3, NONE, NONE], [NONE, 0, 4, NONE], [NONE, NONE, 0, 5], [6, NONE, NONE, 0]]
"""The only round over all is home, 1, 2, 3, home."""


@pytest.mark.parametrize("search", [exact, improved])
def test_total_by_hand(search):
    round_ = task(CHAIN, stay=[10, 20, 30])
    assert round_.total([1, 2, 3]) == 3 + 4 + 5 + 6 + 60
    assert round_.total([]) == 0
    assert round_.total([1, 3]) == NONE
    assert not round_.fits(NONE)
    assert exact(round_) == [1, 2, 3]
    # No market can be visited alone here, so insertion finds no beginning: a poor round, never
    # a wrong one.
    assert np.isfinite(round_.total(search(round_)))


def test_exact_finds_sets_that_only_fit_together():
    assert exact(task(CHAIN, budget=18)) == [1, 2, 3]
    assert exact(task(CHAIN, budget=17.9)) == []


@pytest.mark.parametrize("search", [exact, improved])
def test_nothing_to_visit(search):
    assert search(task([[0]])) == []
    assert search(task([[0, NONE], [1, 0]])) == []
    assert search(task([[0, 1], [1, 0]], budget=1)) == []
    assert search(task([[0, 1], [1, 0]], budget=2)) == [1]


@pytest.mark.parametrize("seed", range(12))
def test_missing_trips(seed):
    """Random costs with holes: the exact round is as good as the best of all orders."""
    random = np.random.default_rng(seed)
    n = 5
    cost = random.uniform(1, 50, (n + 1, n + 1))
    cost[random.random(cost.shape) < 0.35] = NONE
    round_ = task(cost, stay=random.uniform(0, 9, n), budget=120)
    best = min(
        (-len(order), round_.total(list(order)))
        for count in range(n + 1)
        for order in itertools.permutations(range(1, n + 1), count)
        if round_.fits(round_.total(list(order)))
    )
    found = exact(round_)
    assert (-len(found), round_.total(found)) == pytest.approx(best)
    other = improved(round_)
    assert round_.fits(round_.total(other))
    assert (-len(other), round_.total(other)) >= (best[0], best[1] - 1e-9)


def test_improvement_always_gives_the_same():
    cost = np.random.default_rng(3).uniform(1, 50, (13, 13))
    assert improved(task(cost)) == improved(task(cost))


def test_the_last_step_chooses_exactly_among_the_stops_near_the_round(monkeypatch):
    """Insertion takes the near stops one by one and misses the cluster that pays.

    12 stops lie on a star, 10 away from home; 4 more, of gain 1.5, lie together 20 away. With a
    budget of 42 two of the star fit (gain 2) or the whole cluster (gain 6).
    """
    star, cluster = 12, 4
    n = star + cluster
    away = np.array([0.0] + [10.0] * star + [20.0] * cluster)
    cost = np.add.outer(away, away)
    cost[star + 1 :, star + 1 :] = 0.5
    np.fill_diagonal(cost, 0)
    gain = [1.0] * star + [1.5] * cluster
    round_ = task(cost, gain=gain, budget=42)
    monkeypatch.setattr(tour_search, "KICKS", 0)
    found = improved(round_)
    assert sorted(found) == list(range(star + 1, n + 1))
    assert round_.total(found) == pytest.approx(20 + 3 * 0.5 + 20)
