"""Market rounds by hand and against trying every order of every choice."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from spatial.errors import InputError
from spatial.tours import orienteering as module
from spatial.tours.orienteering import MOST_MARKETS, market_tour

NO = np.nan
NAMES = ["m1", "m2", "m3"]
# A ring road with one-way traffic: home, m1, m2, m3, home; each step takes 10 minutes.
RING = pd.DataFrame([[0, 10, 20], [30, 0, 10], [20, 30, 0]], NAMES, NAMES, dtype=float)
OUT, BACK = pd.Series([10.0, 20, 30], NAMES), pd.Series([30.0, 20, 10], NAMES)


def test_the_round_follows_one_way_roads():
    day = market_tour(OUT, RING, BACK, at_market=[60, 30, 15])
    assert day.stops.index.tolist() == NAMES
    assert day.stops["leg"].tolist() == [10, 10, 10]
    assert day.stops["arrive"].tolist() == [10, 80, 120]
    assert day.stops["leave"].tolist() == [70, 110, 135]
    assert (day.home, day.travel, day.total, day.proven) == (10, 40, 145, True)
    assert day.left_out.empty


def test_an_open_round_ends_at_its_last_market():
    day = market_tour(OUT, RING)
    assert day.stops.index.tolist() == NAMES
    assert (day.travel, day.total) == (30, 30)
    assert np.isnan(day.home)


@pytest.mark.parametrize(("budget", "visited"), [(145, 3), (144.99, 2), (55, 1), (54.99, 0)])
def test_the_budget_is_inclusive(budget, visited):
    """All three: 40 + 105; m2 and m3 or m1 and m3: 40 + 45 or + 75; m3 alone: 40 + 15."""
    day = market_tour(OUT, RING, BACK, at_market=[60, 30, 15], budget=budget)
    assert len(day.stops) == visited
    assert day.left_out.tolist() == ["does not fit"] * (3 - visited)
    assert day.total == {3: 145, 2: 85, 1: 55, 0: 0}[visited]


@pytest.mark.parametrize(("most", "visited"), [(1, ["m3"]), (2, ["m2", "m3"]), (3, NAMES)])
def test_no_more_markets_than_wanted(most, visited):
    """Any round trip on the one-way ring takes 40 minutes; the cheapest stays decide."""
    day = market_tour(OUT, RING, BACK, at_market=[60, 30, 15], most_markets=most)
    assert day.stops.index.tolist() == visited
    assert day.left_out.tolist() == ["does not fit"] * (3 - most)


def test_no_more_markets_than_wanted_where_they_are_many():
    """On a line the nearest of 20 markets are the cheapest round; two of them, there and back."""
    at = np.arange(1.0, 21)
    names = [f"m{i:02}" for i in range(20)]
    between = pd.DataFrame(np.abs(at[:, None] - at), names, names)
    way = pd.Series(at, names)
    day = market_tour(way, between, way, most_markets=2)
    assert (sorted(day.stops.index), day.travel) == (["m00", "m01"], 4)
    assert not day.proven


def test_a_round_of_no_markets_is_refused():
    with pytest.raises(InputError, match="most_markets is 0"):
        market_tour(OUT, RING, most_markets=0)


def test_rounding_does_not_break_the_budget():
    out, inner = pd.Series([0.1, 9], ["m1", "m2"]), np.array([[0, 0.2], [9, 0]])
    between = pd.DataFrame(inner, out.index, out.index)
    # 0.1 + 0.2 is 0.30000000000000004 in the computer.
    assert len(market_tour(out, between, budget=0.3).stops) == 2


def test_gain_chooses_the_large_market():
    """40 minutes reach one market on a star; without gains the nearest, with gains the largest."""
    out = pd.Series([10.0, 15, 20], NAMES)
    star = pd.DataFrame(np.add.outer(out.to_numpy(), out.to_numpy()), NAMES, NAMES)
    assert market_tour(out, star, out, budget=40).stops.index.tolist() == ["m1"]
    best = market_tour(out, star, out, budget=40, gain=[5, 5, 80])
    assert best.stops.index.tolist() == ["m3"]
    none = market_tour(out, star, out, gain=[1, 0, 1])
    assert sorted(none.stops.index) == ["m1", "m3"]
    assert none.left_out.to_dict() == {"m2": "no gain"}


def test_markets_without_a_trip_are_named():
    out = pd.Series([10.0, NO, 5.0], NAMES)
    back = pd.Series([10.0, 4.0, NO], NAMES)
    day = market_tour(out, RING, back)
    assert day.stops.index.tolist() == ["m1"]
    assert day.left_out.to_dict() == {"m2": "unreachable", "m3": "unreachable"}
    # An open round needs no way home.
    assert market_tour(out, RING).left_out.to_dict() == {"m2": "unreachable"}


def test_nothing_can_be_reached():
    day = market_tour(pd.Series([NO] * 3, NAMES), RING)
    assert (len(day.stops), day.travel, day.total) == (0, 0, 0)
    assert list(day.stops) == ["leg", "arrive", "leave"]
    assert day.left_out.tolist() == ["unreachable"] * 3


def random_task(seed, n):
    """Least costs on a random directed graph, so that detours never pay; some stops without."""
    random = np.random.default_rng(seed)
    cost = random.uniform(5, 60, (n + 1, n + 1))
    np.fill_diagonal(cost, 0)
    for k in range(n + 1):
        cost = np.minimum(cost, cost[:, [k]] + cost[[k], :])
    if seed % 3 == 0:
        cost[0, 1] = NO
    names = [f"m{i}" for i in range(1, n + 1)]
    stay = random.uniform(10, 40, n)
    gain = random.integers(1, 9, n).astype(float)
    out, back = pd.Series(cost[0, 1:], names), pd.Series(cost[1:, 0], names)
    return out, pd.DataFrame(cost[1:, 1:], names, names), back, stay, gain


def by_trying(out, between, back, stay, gain, budget):
    """(greatest gain, least total) over all choices in all orders."""
    there, inner = out.to_numpy(), between.to_numpy()
    home = np.zeros(len(out)) if back is None else back.to_numpy()
    best = (0.0, 0.0)
    for count in range(1, len(out) + 1):
        for order in itertools.permutations(range(len(out)), count):
            legs = sum(inner[a, b] for a, b in itertools.pairwise(order))
            total = there[order[0]] + legs + home[order[-1]] + sum(stay[i] for i in order)
            if not total <= budget + 1e-9:
                continue
            worth = sum(gain[i] for i in order)
            if worth > best[0] or (worth == best[0] and total < best[1]):
                best = (worth, total)
    return best


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("budget", [np.inf, 200.0, 120.0])
@pytest.mark.parametrize(("seed", "n"), [(0, 5), (1, 6), (2, 6), (3, 4), (4, 1)])
def test_no_order_of_any_choice_is_better(seed, n, budget, closed):
    out, between, back, stay, gain = random_task(seed, n)
    back = back if closed else None
    open_to = out.dropna().index
    chosen = [out.index.get_loc(name) for name in open_to]
    expected = by_trying(
        out[open_to],
        between.loc[open_to, open_to],
        None if back is None else back[open_to],
        stay[chosen],
        gain[chosen],
        budget,
    )
    limit = None if np.isinf(budget) else budget
    day = market_tour(out, between, back, at_market=stay, gain=gain, budget=limit)
    worth = pd.Series(gain, out.index)[day.stops.index].sum()
    assert (worth, day.total) == pytest.approx(expected, rel=1e-12)
    assert day.proven


def checked(day, out, between, back, stay):
    """Add up the round again from the inputs."""
    order = day.stops.index.tolist()
    assert len(set(order)) == len(order)
    legs = [between.loc[a, b] for a, b in itertools.pairwise(order)]
    travel = out[order[0]] + sum(legs) + back[order[-1]]
    assert day.travel == pytest.approx(travel)
    assert day.total == pytest.approx(travel + pd.Series(stay, out.index)[order].sum())
    assert set(order) | set(day.left_out.index) == set(out.index)


def test_markets_that_would_not_fit_alone_do_not_stand_in_the_way_of_a_proof():
    n = 20
    out = pd.Series(np.arange(1.0, n + 1), range(n))
    star = np.add.outer(out.to_numpy(), out.to_numpy())
    between = pd.DataFrame(star - np.diag(star.diagonal()), out.index, out.index)
    # 2 + 4 + 6 + 8 = 20 minutes on a star for the four nearest; 10 markets are too far alone.
    day = market_tour(out, between, out, budget=20)
    assert day.proven
    assert sorted(day.stops.index) == [0, 1, 2, 3]
    assert day.total == 20
    assert len(day.left_out) == 16


@pytest.mark.parametrize("seed", [1, 2, 4, 5])
def test_improvement_comes_close_and_never_cheats(seed, monkeypatch):
    out, between, back, stay, _ = random_task(seed, 9)
    best = market_tour(out, between, back, at_market=stay)
    monkeypatch.setattr(module, "EXACT_STOPS", 0)
    found = market_tour(out, between, back, at_market=stay)
    assert best.proven
    assert not found.proven
    checked(found, out, between, back, stay)
    assert best.travel * (1 - 1e-9) <= found.travel <= 1.05 * best.travel
    assert found.left_out.tolist() == best.left_out.tolist()


def test_improvement_straightens_a_circle():
    """40 markets on a circle around home's place on it: the best round is the circle."""
    n = 40
    angle = 2 * np.pi * np.arange(n + 1) / (n + 1)
    place = np.exp(1j * angle)
    cost = np.abs(np.subtract.outer(place, place))
    order = np.random.default_rng(5).permutation(np.arange(1, n + 1))
    between = pd.DataFrame(cost[np.ix_(order, order)], order, order)
    out = pd.Series(cost[0, order], order)
    day = market_tour(out, between, out)
    assert not day.proven
    assert day.travel == pytest.approx((n + 1) * 2 * np.sin(np.pi / (n + 1)))


def test_improvement_keeps_to_the_budget():
    out, between, back, stay, gain = random_task(2, 20)
    best = market_tour(out, between, back, at_market=stay, gain=gain, budget=300)
    assert not best.proven
    checked(best, out, between, back, stay)
    assert best.total <= 300
    assert len(best.stops) > 3
    assert set(best.left_out) == {"does not fit"}


@pytest.mark.parametrize("seed", [2, 5])
def test_the_choice_by_improvement_comes_close(seed, monkeypatch):
    out, between, back, stay, gain = random_task(seed, 16)
    found = market_tour(out, between, back, at_market=stay, gain=gain, budget=250)
    monkeypatch.setattr(module, "EXACT_STOPS", 16)
    best = market_tour(out, between, back, at_market=stay, gain=gain, budget=250)
    assert (found.proven, best.proven) == (False, True)
    worth = pd.Series(gain, out.index)
    share = worth[found.stops.index].sum() / worth[best.stops.index].sum()
    assert 0.95 <= share <= 1


def test_too_many_markets_are_refused():
    names = list(range(MOST_MARKETS + 1))
    zeros = pd.DataFrame(np.zeros((len(names), len(names))), names, names)
    with pytest.raises(InputError, match="61 markets are too many"):
        market_tour(pd.Series(0.0, names), zeros)


def test_all_problems_at_once():
    with pytest.raises(InputError) as raised:
        market_tour(
            OUT,
            RING.rename(index={"m1": "x"}),
            -BACK,
            at_market=[1, 2, NO],
            budget=-1,
            gain=[1, 2],
        )
    assert list(raised.value.problems) == [
        "3 cost between home and markets: negative values in rows m1, m2, m3.",
        "The way out and the cost between markets must have the same labels in the same order.",
        "1 stay missing or not a number (0 is allowed) at m3.",
        "There are 2 values of gain for 3.",
        "The budget is -1; it must be 0 or more.",
    ]
