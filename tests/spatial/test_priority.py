"""Priorities worked out by hand, and the sensitivity against closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.access.priority import contributions, ranks, shares, shortfalls, top_share
from spatial.errors import InputError

LIMITS = {"I": 10.0, "II": 5.0}


def table(**columns):
    return pd.DataFrame(columns, index=[f"v{i}" for i in range(len(next(iter(columns.values()))))])


def test_shortfalls():
    # full at three times the threshold: 30 and 15
    values = table(I=[4.0, 10.0, 15.0, 30.0, 80.0, np.nan], II=[5.0, 6.0, 7.5, 10.0, 15.0, 15.1])
    found = shortfalls(values, LIMITS)
    assert found["I"].tolist() == pytest.approx([0, 0, 0.25, 1, 1, 1])
    assert found["II"].tolist() == pytest.approx([0, 0.1, 0.25, 0.5, 1, 1])
    assert shortfalls(values, LIMITS, full_at=1.5)["I"].tolist() == [0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("full_at", [1.0, 0.5, np.nan, np.inf])
def test_full_at_must_lie_beyond_the_threshold(full_at):
    with pytest.raises(InputError, match="above 1"):
        shortfalls(table(I=[1.0], II=[1.0]), LIMITS, full_at)


def test_other_villages_change_nothing():
    values = table(I=[12.0, 40.0, np.nan], II=[6.0, 1.0, 30.0])
    alone = shortfalls(values.iloc[:1], LIMITS)
    pd.testing.assert_frame_equal(alone, shortfalls(values, LIMITS).iloc[:1])


def test_contributions_add_up_to_the_score():
    lacking = table(I=[0.5, 1.0, 0.0], II=[0.25, 1.0, 0.0])
    parts = contributions(lacking, {"I": 3, "II": 1, "IV": 9})
    assert parts["I"].tolist() == pytest.approx([37.5, 75, 0])
    assert parts["II"].tolist() == pytest.approx([6.25, 25, 0])
    assert parts.sum(axis=1).tolist() == pytest.approx([43.75, 100, 0])


def test_weights_that_are_none():
    with pytest.raises(InputError) as error:
        shares({"I": -1.0, "II": np.nan}, pd.Index(["I", "II", "III"]))
    assert len(error.value.problems) == 3
    with pytest.raises(InputError, match="All weights are 0"):
        shares({"I": 0.0, "II": 0.0}, pd.Index(["I", "II"]))


def test_equal_scores_share_the_better_rank():
    score = pd.Series([40.0, 70.0, 0.1 + 0.2, 40.0, 0.3])
    assert ranks(score).tolist() == [2, 1, 4, 2, 4]


def test_top_share_where_it_is_certain():
    lacking = table(I=[1.0, 0.5, 0.2, 0.0], II=[1.0, 0.5, 0.2, 0.0])
    assert top_share(lacking, {"I": 1, "II": 1}, top=2, draws=50).tolist() == [1, 1, 0, 0]
    # a village without any shortfall is never among the first
    assert top_share(lacking, {"I": 1, "II": 1}, top=4, draws=50).tolist() == [1, 1, 1, 0]
    assert top_share(lacking, {"I": 1, "II": 1}, top=99, draws=50).tolist() == [1, 1, 1, 0]


def test_top_share_against_the_closed_form():
    """With two pillars the first weight is uniform on 0 to 1.

    v0 scores w, v1 scores 0.5, v2 scores 0.25 (1 - w): v0 is first for w > 0.5, else v1.
    The second place is v1's (w > 0.5), v2's where 0.25 (1 - w) > w, that is w < 0.2, else v0's.
    """
    lacking = table(I=[1.0, 0.5, 0.0], II=[0.0, 0.5, 0.25])
    weights = {"I": 1, "II": 5}
    first = top_share(lacking, weights, top=1, draws=20_000)
    assert first.tolist() == pytest.approx([0.5, 0.5, 0], abs=0.012)
    second = top_share(lacking, weights, top=2, draws=20_000)
    assert second.tolist() == pytest.approx([0.8, 1, 0.2], abs=0.012)


def test_a_pillar_without_weight_stays_out():
    lacking = table(I=[1.0, 0.0], II=[0.0, 1.0])
    assert top_share(lacking, {"I": 1, "II": 0}, top=1, draws=9).tolist() == [1, 0]


def test_equal_villages_are_among_the_first_together():
    lacking = table(I=[0.3] * 5, II=[0.7] * 5)
    assert top_share(lacking, {"I": 1, "II": 1}, top=2, draws=200).tolist() == [1] * 5


def test_the_same_seed_gives_the_same_shares_in_any_portion(monkeypatch):
    lacking = pd.DataFrame(np.random.default_rng(1).random((30, 4)), columns=list("abcd"))
    weights = dict.fromkeys("abcd", 1)
    whole = top_share(lacking, weights, draws=300)
    monkeypatch.setattr("spatial.access.priority._CELLS", 90)
    pd.testing.assert_series_equal(top_share(lacking, weights, draws=300), whole)
    assert not top_share(lacking, weights, draws=300, seed=2).equals(whole)


@pytest.mark.parametrize("wrong", [{"top": 0}, {"draws": 0}])
def test_top_share_needs_villages_and_draws(wrong):
    with pytest.raises(InputError, match="1 or more"):
        top_share(table(I=[1.0]), {"I": 1}, **wrong)


def test_no_villages():
    empty = pd.DataFrame({"I": []}, dtype=float)
    assert top_share(empty, {"I": 1}).empty
