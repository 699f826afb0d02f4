"""A seller's day on a straight road: markets at 20 and 140 steps from the village."""

from __future__ import annotations

from functools import partial

import pytest

from layers.reach.answer import ask_reach
from layers.reach.question import ReachQuestion
from layers.reach.seller_day import DayQuestion, plan_day
from spatial.errors import InputError
from spatial.reach.journey_cost import Product
from spatial.routing.modes import MOTORCYCLE
from tests.layers.reach_cases import CLOSE, STEP_KM, straight

near = partial(pytest.approx, rel=CLOSE)
STEP_S = STEP_KM / MOTORCYCLE.speeds_kmh["tertiary"] * 3600
BOTH = 280 * STEP_S + 7200
"""Seconds for both markets, an hour at each, and the way home."""


def day(hours, **more):
    found = ask_reach(straight("time"), more.pop("question", ReachQuestion()))
    return plan_day(found, DayQuestion("v0", day_s=3600 * hours, **more))


def test_both_markets_where_the_day_is_long_enough():
    found = day(BOTH / 3600 + 0.01)
    # Either way round is as long: the first leg leads to one of them, 120 steps lie between.
    assert sorted(found.stops.index) == ["m0", "m1"]
    assert found.stops["leg"].iloc[1] == near(120 * STEP_S)
    assert found.stops["arrive"].iloc[1] == near(found.stops["leg"].sum() + 3600)
    assert found.tour.total == near(BOTH)
    assert found.tour.proven
    assert len(found.route) == 3


def test_one_market_where_it_is_not():
    found = day(BOTH / 3600 - 0.02)
    assert found.stops.index.tolist() == ["m0"]
    assert found.tour.total == near(3600 + 40 * STEP_S)


def test_a_way_that_ends_at_the_last_market():
    found = day((7200 + 140 * STEP_S) / 3600 + 0.01, home=False)
    assert len(found.stops) == 2
    assert len(found.route) == 2


def test_no_more_markets_than_wanted_and_the_largest_first():
    assert day(24, most_markets=1).stops.index.tolist() == ["m0"]
    large = ReachQuestion(weights=(1.0, 9.0), weights_of="kios")
    assert day(24, most_markets=1, question=large).stops.index.tolist() == ["m1"]


def test_a_product_leaves_out_what_it_cannot_reach():
    fish = ReachQuestion(product=Product("ikan", 30 * STEP_S))
    found = day(24, question=fish)
    assert (found.stops.index.tolist(), found.considered) == (["m0"], 1)


def test_nothing_fits_or_nothing_can_be_reached():
    assert day(0.5).stops.empty
    found = ask_reach(straight("time"), ReachQuestion())
    lost = plan_day(found, DayQuestion("v2"))
    assert lost.stops.empty
    assert lost.route.empty


def test_questions_that_cannot_be_answered():
    found = ask_reach(straight(), ReachQuestion())
    with pytest.raises(InputError) as error:
        plan_day(found, DayQuestion("x"))
    assert len(error.value.problems) == 2
