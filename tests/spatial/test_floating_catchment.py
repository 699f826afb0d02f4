"""2SFCA and E2SFCA by hand and beside PySAL's `access`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from access import Access
from access import weights as pysal

from spatial.reach.decay import LUO_QI_2009, Cut, Gaussian, Zones, within
from spatial.reach.floating_catchment import two_step
from tests.spatial.test_gravity import long, random_case

NO = np.nan


def reference(cost, supply, demand, *, most=None, function=None):
    """PySAL's answer, on the rows of the matrix."""
    study = Access(
        demand_df=demand.rename("people").rename_axis("village").to_frame(),
        demand_index=True,
        demand_value="people",
        supply_df=supply.rename("stalls").rename_axis("market").to_frame(),
        supply_index=True,
        supply_value="stalls",
        cost_df=long(cost),
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    method = study.two_stage_fca if function is None else study.enhanced_two_stage_fca
    more = {} if function is None else {"weight_fn": function}
    table = method(name="fca", max_cost=most, **more)
    return table["fca_stalls"].reindex(cost.index)


@pytest.fixture
def case():
    cost, supply = random_case()
    random = np.random.default_rng(11)
    demand = pd.Series(random.integers(1, 5000, len(cost)).astype(float), cost.index)
    return cost, supply, demand


@pytest.mark.parametrize(
    ("decay", "options"),
    [
        (within(20), {"most": 20}),
        (within(45), {"most": 45}),
        (LUO_QI_2009, {"most": 30, "function": pysal.step_fn({10: 1, 20: 0.68, 30: 0.22})}),
        (Zones((5, 15), (1, 0.42)), {"most": 15, "function": pysal.step_fn({5: 1, 15: 0.42})}),
        (Cut(Gaussian(18), 40), {"most": 40, "function": pysal.gaussian(18)}),
    ],
)
def test_as_pysal(case, decay, options):
    cost, supply, demand = case
    expected = reference(cost, supply, demand, **options)
    found = two_step(cost, decay, supply, demand).villages
    known = expected.notna()
    assert known.sum() > 30
    assert found[known].to_numpy() == pytest.approx(expected[known].to_numpy(), rel=1e-9, abs=0)
    # What PySAL leaves out: villages without a trip, and those without a market in the catchment.
    assert found[~known & cost.notna().any(axis=1)].eq(0).all()
    assert np.isnan(found["v3"])


COST = pd.DataFrame(
    [[5, 25, NO], [15, 10, NO], [31, NO, NO], [NO, NO, NO]],
    ["a", "b", "c", "d"],
    ["m1", "m2", "m3"],
    dtype=float,
)


def test_two_step_by_hand():
    found = two_step(COST, within(30), supply=[60, 20, 7], demand=[100, 200, 400, 800])
    # m1 and m2 serve a and b: 60/300 and 20/300. c is a minute too far, d has no trip.
    assert found.markets["demand"].tolist() == [300, 300, 0]
    assert found.markets["supply_per_demand"].to_numpy() == pytest.approx(
        [0.2, 20 / 300, NO], nan_ok=True, rel=1e-12
    )
    assert found.villages.to_numpy() == pytest.approx(
        [80 / 300, 80 / 300, 0, NO], nan_ok=True, rel=1e-12
    )


def test_enhanced_by_hand():
    found = two_step(COST, LUO_QI_2009, supply=[60, 20, 7], demand=[100, 200, 400, 800])
    # Weights: a-m1 1, a-m2 0.22, b-m1 0.68, b-m2 1.
    first, second = 60 / (100 + 0.68 * 200), 20 / (0.22 * 100 + 200)
    assert found.markets["demand"].tolist() == pytest.approx([236, 222, 0])
    assert found.villages.to_numpy() == pytest.approx(
        [first + 0.22 * second, 0.68 * first + second, 0, NO], nan_ok=True, rel=1e-12
    )


def test_supply_is_neither_lost_nor_made(case):
    cost, supply, demand = case
    found = two_step(cost, Cut(Gaussian(18), 40), supply, demand)
    assert (found.villages * demand).sum() == pytest.approx(supply.sum(), rel=1e-12)


def test_nobody_lives_in_the_catchment():
    found = two_step(COST, within(30), supply=[60, 20, 7], demand=[0, 0, 5, 5])
    assert found.markets["supply_per_demand"].isna().all()
    assert found.villages.iloc[:3].tolist() == [0, 0, 0]


def test_without_weights_markets_are_shared_by_villages():
    found = two_step(COST, within(30))
    assert found.villages.iloc[:2].tolist() == [1, 1]
