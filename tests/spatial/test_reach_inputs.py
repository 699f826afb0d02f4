"""Every problem of the inputs of the reach models is named at once."""

from __future__ import annotations

import doctest
import importlib

import numpy as np
import pandas as pd
import pytest

from spatial.checks import InputChecks
from spatial.errors import InputError
from spatial.reach.decay import within as up_to
from spatial.reach.floating_catchment import two_step
from spatial.reach.gravity import hansen, huff
from spatial.reach.opportunities import within

COST = pd.DataFrame([[1.0, 2.0], [3.0, np.nan]], ["a", "b"], ["m1", "m2"])


@pytest.mark.parametrize(
    "name",
    [
        "reach.decay",
        "reach.opportunities",
        "reach.gravity",
        "reach.floating_catchment",
        "reach.competition",
        "tours.orienteering",
        "reach.journey_cost",
    ],
)
def test_the_examples_of_the_docstrings(name):
    result = doctest.testmod(importlib.import_module(f"spatial.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


def problems(job):
    with pytest.raises(InputError) as raised:
        job()
    return list(raised.value.problems)


def test_all_problems_at_once():
    cost = pd.DataFrame(
        [[-1.0, 2.0], [np.inf, 1.0], [0.0, 0.0]], ["a", "b", "b"], columns=["m1", "m2"]
    )
    found = problems(lambda: within(cost, -5, [np.nan, -1.0]))
    assert found == [
        "1 repeated rows of the cost matrix: b.",
        "1 cost matrix: negative values in rows a.",
        "1 cost matrix: infinite values (leave them empty: no trip) in rows b.",
        "1 weight missing or not a number (0 is allowed) at m1.",
        "1 weight negative at m2.",
        "The threshold is -5; it must be 0 or more.",
    ]


@pytest.mark.parametrize(
    "model",
    [
        lambda w: within(COST, 5, w),
        lambda w: hansen(COST, up_to(5), w),
        lambda w: huff(COST, up_to(5), w),
        lambda w: two_step(COST, up_to(5), supply=w),
    ],
)
@pytest.mark.parametrize(
    ("weights", "word"),
    [
        (pd.Series([1.0], ["m1"]), "at m2"),
        (pd.Series([1.0, np.inf], ["m1", "m2"]), "at m2"),
        (pd.Series(["banyak", 2], ["m1", "m2"]), "at m1"),
        (pd.Series([1.0, 2.0, 3.0], ["m1", "m2", "m2"]), "repeated"),
        ([1.0, 2.0, 3.0], "3 values"),
        ([None, 2.0], "at m1"),
    ],
)
def test_weights_that_cannot_be_used(model, weights, word):
    (found,) = problems(lambda: model(weights))
    assert word in found


def test_weights_are_matched_by_label_and_others_left_aside():
    weights = pd.Series([9.0, 7.0, 5.0], ["m3", "m2", "m1"])
    # a reaches m1 (5) and m2 (7); b only m1.
    assert within(COST, 5, weights)["weight_within"].tolist() == [12, 5]


def test_many_labels_are_counted_not_listed():
    cost = pd.DataFrame(np.full((25, 1), -1.0), index=range(25), columns=["m"])
    (found,) = problems(lambda: within(cost, 1))
    assert found == "25 cost matrix: negative values in rows 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 …."


@pytest.mark.parametrize(
    "cost", [pd.DataFrame(), pd.DataFrame(index=["a"]), pd.DataFrame(columns=["m"])]
)
def test_an_empty_matrix_is_refused(cost):
    assert problems(lambda: within(cost, 1)) == [
        "The cost matrix has no rows or no columns; give at least one each."
    ]


def test_text_in_the_matrix_is_refused():
    cost = pd.DataFrame([["jauh"]], ["a"], ["m"])
    assert problems(lambda: hansen(cost, up_to(1))) == [
        "The cost matrix holds values that are not numbers."
    ]


@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
def test_parameters_out_of_range(value):
    checks = InputChecks()
    checks.number(value, "limit")
    with pytest.raises(InputError, match="limit"):
        checks.raise_problems()


def test_zero_is_refused_only_where_it_must_be_above():
    checks = InputChecks()
    checks.number(0.0, "limit")
    checks.raise_problems()
    checks.number(0.0, "width", positive=True)
    with pytest.raises(InputError, match="width is 0; it must be above 0"):
        checks.raise_problems()
