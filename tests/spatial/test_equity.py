"""Gini and Lorenz by hand, and against the definition over all pairs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.access.equity import equity
from spatial.errors import InputError


def test_by_hand():
    # 1, 2, 3, 4: mean difference over all 16 pairs 20 / 16, mean 2.5: G = 1.25 / (2 · 2.5).
    found = equity(pd.Series([4.0, 1.0, 3.0, 2.0]))
    assert found.gini == pytest.approx(0.25)
    assert found.lorenz["share_people"].tolist() == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert found.lorenz["share_burden"].tolist() == pytest.approx([0, 0.1, 0.3, 0.6, 1])


@pytest.mark.parametrize(("values", "gini"), [([5.0] * 4, 0), ([0.0, 0.0, 0.0, 7.0], 0.75)])
def test_the_ends_of_the_scale(values, gini):
    assert equity(pd.Series(values)).gini == pytest.approx(gini)


def test_a_weight_counts_like_so_many_villages():
    whole = equity(pd.Series([1.0, 1.0, 1.0, 6.0, 6.0, 2.0]))
    found = equity(pd.Series([1.0, 6.0, 2.0]), pd.Series([3.0, 2.0, 1.0]))
    assert found.gini == pytest.approx(whole.gini)


@pytest.mark.parametrize("seed", range(4))
def test_half_the_relative_mean_difference(seed):
    """Sen (1973): G is half the mean difference of all pairs over the mean."""
    random = np.random.default_rng(seed)
    x, w = random.exponential(10, 40), random.uniform(0, 5, 40)
    pairs = (np.abs(x[:, None] - x) * w[:, None] * w).sum() / w.sum() ** 2
    by_pairs = pairs / 2 / np.average(x, weights=w)
    assert equity(pd.Series(x), pd.Series(w)).gini == pytest.approx(by_pairs)


def test_what_is_left_out_is_counted():
    values = pd.Series([1.0, np.nan, 2.0, np.nan, 3.0], index=list("abcde"))
    people = pd.Series([1.0, 1.0, np.nan, np.nan, 1.0], index=list("abcde"))
    found = equity(values, people)
    assert (found.counted, found.no_trip, found.no_weight) == (2, 2, 1)
    assert found.gini == pytest.approx(0.25)


@pytest.mark.parametrize("values", [[], [np.nan], [0.0, 0.0]])
def test_nothing_to_compare(values):
    assert np.isnan(equity(pd.Series(values, dtype=float)).gini)


def test_bad_input():
    with pytest.raises(InputError) as error:
        equity(pd.Series([-1.0, 2.0]), pd.Series([1.0, np.inf], index=[5, 6]))
    assert len(error.value.problems) == 3
