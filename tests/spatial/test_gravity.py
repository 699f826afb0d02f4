"""Hansen and Huff by hand, and Hansen beside PySAL's `access`."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from access import fca
from access import weights as pysal

from spatial.errors import InputError
from spatial.reach.decay import Cut, Exponential, Gaussian, Power, within
from spatial.reach.gravity import hansen, huff, main_market, market_shares

NO = np.nan
SEED = 7


def random_case(rows=40, columns=12):
    random = np.random.default_rng(SEED)
    cost = random.uniform(0, 60, (rows, columns))
    cost[random.random(cost.shape) < 0.2] = NO
    cost[3] = NO
    index = [f"v{i}" for i in range(rows)]
    markets = [f"m{j}" for j in range(columns)]
    weights = pd.Series(random.integers(0, 300, columns).astype(float), markets)
    return pd.DataFrame(cost, index, markets), weights


def long(cost):
    table = cost.rename_axis("origin").reset_index()
    return table.melt("origin", var_name="dest", value_name="cost").dropna()


@pytest.mark.parametrize(
    ("decay", "function", "most"),
    [
        (Power(1.5, 2), pysal.gravity(scale=1, alpha=-1.5, min_dist=2), None),
        (Exponential(0.08), lambda cost: math.exp(-0.08 * cost), None),
        (Gaussian(15), pysal.gaussian(15), None),
        (Cut(Gaussian(15), 30), pysal.gaussian(15), 30),
        (within(25), pysal.step_fn({25: 1}), None),
    ],
)
def test_hansen_as_pysal(decay, function, most):
    cost, weights = random_case()
    expected = fca.weighted_catchment(
        weights.rename("stalls").to_frame(),
        long(cost),
        most,
        cost_source="dest",
        cost_dest="origin",
        loc_index=True,
        loc_value="stalls",
        weight_fn=function,
    ).reindex(cost.index)
    assert expected.isna().sum() == 1
    found = hansen(cost, decay, weights)
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-9, nan_ok=True)


def test_hansen_by_hand():
    cost = pd.DataFrame([[2.0, 4.0], [NO, 1.0], [NO, NO]], ["a", "b", "c"], ["m1", "m2"])
    # 80/2² + 160/4² = 30; 160/1² = 160. Without weights 1/4 + 1/16 = 0.3125 and 1.
    assert hansen(cost, Power(2, 1), [80, 160]).to_numpy() == pytest.approx(
        [30, 160, NO], nan_ok=True, rel=1e-12
    )
    assert hansen(cost, Power(2, 1)).to_numpy() == pytest.approx([0.3125, 1, NO], nan_ok=True)
    # The potential of the markets: 40/4 and 40/16 + 20/1; c has no trip to them.
    assert hansen(cost.T, Power(2, 1), [40, 20, 999]).to_numpy() == pytest.approx([10, 22.5])


def test_huff_by_hand():
    """Pulls 400/2² = 100, 100/1² = 100, 800/4² = 50; then with the exponent 1/2."""
    cost = pd.DataFrame([[2.0, 1.0, 4.0]], ["a"], ["m1", "m2", "m3"])
    found = huff(cost, Power(2, 0.5), [400, 100, 800])
    assert found.to_numpy() == pytest.approx(np.array([[0.4, 0.4, 0.2]]), rel=1e-12)
    # Roots of the weights 20, 10, 20√2: 5, 10 and 1.25 · √2.
    pulls = np.array([[5, 10, 1.25 * math.sqrt(2)]])
    found = huff(cost, Power(2, 0.5), [400, 100, 800], attraction=0.5)
    assert found.to_numpy() == pytest.approx(pulls / pulls.sum(), rel=1e-12)


def test_huff_as_ratios_of_pysal_weights():
    cost, weights = random_case()
    function = pysal.gravity(scale=1, alpha=-1.2, min_dist=1)
    pull = cost.map(lambda c: 0.0 if np.isnan(c) else function(c)) * weights
    expected = pull.div(pull.sum(axis=1).replace(0, NO), axis=0)
    found = huff(cost, Power(1.2, 1), weights)
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-9, nan_ok=True)
    assert found.index.equals(cost.index)
    assert found.columns.equals(cost.columns)


def test_huff_rows_sum_to_one_or_are_empty():
    cost, weights = random_case()
    found = huff(cost, Gaussian(10), weights)
    assert found.loc["v3"].isna().all()
    rest = found.drop(index="v3")
    assert rest.sum(axis=1).to_numpy() == pytest.approx(np.ones(39), abs=1e-12)
    assert (rest.to_numpy()[cost.drop(index="v3").isna().to_numpy()] == 0).all()


def test_huff_where_all_weights_are_too_small_for_a_number():
    """exp(-1000) is 0 in the computer; the ratio 1 : exp(-1) is not."""
    cost = pd.DataFrame([[1000.0, 1001.0]], ["a"], ["m1", "m2"])
    found = huff(cost, Exponential(1.0)).to_numpy()[0]
    assert found == pytest.approx([1 / (1 + math.exp(-1)), 1 / (1 + math.e)], rel=1e-12)


def test_huff_with_nothing_to_choose_from():
    cost = pd.DataFrame([[5.0, NO], [NO, 5.0], [50.0, 50.0]], list("abc"), ["m1", "m2"])
    found = huff(cost, within(10), [0, 3])
    # a reaches only the market of weight 0; c none within the limit.
    assert found.to_numpy().tolist()[1] == [0, 1]
    assert found.loc[["a", "c"]].isna().to_numpy().all()


def test_the_exponent_must_be_above_zero():
    with pytest.raises(InputError, match="attraction exponent is 0"):
        huff(pd.DataFrame([[1.0]]), within(1), attraction=0)


PROBABILITY = pd.DataFrame(
    [[0.5, 0.5, 0], [0.2, 0.1, 0.7], [NO, NO, NO], [0.6, 0.4, 0]],
    ["a", "b", "c", "d"],
    ["m1", "m2", "m3"],
)


def test_main_market_by_hand():
    found = main_market(PROBABILITY)
    ids = found["market_id"]
    assert ids.where(ids.notna(), "-").tolist() == ["m1", "m3", "-", "m1"]
    assert found["equal"].tolist() == [2, 1, 0, 1]
    assert found["probability"].to_numpy() == pytest.approx([0.5, 0.7, NO, 0.6], nan_ok=True)


def test_ties_survive_rounding():
    third = 1 / 3
    found = main_market(pd.DataFrame([[third, third + 1e-16, third - 1e-16]]))
    assert found["market_id"].tolist() == [0]
    assert found["equal"].tolist() == [3]


def test_market_shares_by_hand():
    found = market_shares(PROBABILITY, pd.Series([100, 200, 500, 50], ["a", "b", "c", "d"]))
    # 50 + 40 + 30; 50 + 20 + 20; 140: 350 people have a market, 850 live there.
    assert found["customers"].to_numpy() == pytest.approx([120, 90, 140])
    assert found["share"].to_numpy() == pytest.approx([120 / 350, 90 / 350, 140 / 350])
    assert found["share_of_all"].to_numpy() == pytest.approx([120 / 850, 90 / 850, 140 / 850])
    assert found["villages"].tolist() == [2, 0, 1]
    assert found["people"].tolist() == [150, 0, 200]


def test_shares_where_nobody_has_a_market():
    found = market_shares(PROBABILITY.loc[["c"]])
    assert found["customers"].tolist() == [0, 0, 0]
    assert found["share"].isna().all()
    assert found["villages"].tolist() == [0, 0, 0]
