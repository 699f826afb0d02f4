"""How many facilities cover a village, and what closing one does, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.access.closures import closure_impact, cover_counts, villages_losing_access
from spatial.errors import InputError

NAN = np.nan
TOTALS = pd.DataFrame(
    [
        [1.0, 5.0, NAN],
        [5.0, 5.0, 5.0],
        [2.0, 9.0, 6.0],
        [3.0, NAN, NAN],
        [9.0, 8.0, 7.0],
        [NAN] * 3,
    ],
    index=list("abcdef"),
    columns=["A", "B", "C"],
)
PEOPLE = pd.Series([10.0, 20.0, 30.0, np.nan, 50.0, 60.0], index=TOTALS.index)


def test_counts():
    assert cover_counts(TOTALS, 5.0).tolist() == [2, 3, 1, 1, 0, 0]
    assert cover_counts(TOTALS, 4.99).tolist() == [1, 0, 1, 1, 0, 0]


def test_closure_impact_by_hand():
    found = closure_impact(TOTALS, 5.0, PEOPLE)
    assert found.index.tolist() == ["A", "B", "C"]
    assert found["nearest_of"].tolist() == [4, 0, 1]
    assert found["covers"].tolist() == [4, 2, 1]
    assert found["lost"].tolist() == [2, 0, 0]
    assert found["weight_lost"].tolist() == [30, 0, 0]
    assert found["lost_unknown"].tolist() == [1, 0, 0]
    assert closure_impact(TOTALS, 5.0)["weight_lost"].tolist() == [2, 0, 0]


def test_villages_losing_access():
    found = villages_losing_access(TOTALS, "A", 5.0, PEOPLE)
    assert found["origin_id"].tolist() == ["d", "c"]
    assert found["before"].tolist() == [3, 2]
    assert found["after"].tolist() == pytest.approx([NAN, 6], nan_ok=True)
    assert found["next_id"].tolist() == [None, "C"]
    assert found["weight"].tolist() == pytest.approx([NAN, 30], nan_ok=True)
    assert villages_losing_access(TOTALS, "C", 5.0).empty


def test_the_only_facility():
    found = villages_losing_access(TOTALS[["A"]], "A", 2.0)
    assert found["origin_id"].tolist() == ["a", "c"]
    assert found["next_id"].tolist() == [None, None]


def test_lists_agree_with_the_table():
    random = np.random.default_rng(5)
    totals = pd.DataFrame(random.uniform(0, 10, (60, 5)))
    table = closure_impact(totals, 3.0)
    for facility in totals:
        assert len(villages_losing_access(totals, facility, 3.0)) == table.loc[facility, "lost"]


def test_bad_input():
    with pytest.raises(InputError, match="0 facilities have the id 'Z'"):
        villages_losing_access(TOTALS, "Z", 5.0)
    with pytest.raises(InputError, match="no facility"):
        closure_impact(TOTALS[[]], 5.0)
    with pytest.raises(InputError, match="not on the index"):
        closure_impact(TOTALS, 5.0, PEOPLE.iloc[::-1])
