"""Villages that compete for the same markets, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.errors import InputError
from spatial.reach.competition import rivals, shared_choice, shared_reach
from spatial.reach.decay import Power
from spatial.reach.gravity import huff, main_market

NO = np.nan
MAIN = pd.Series(["m1", "m2", "m1", None, "m1"], list("abcde"))


def test_rivals_by_hand():
    found = rivals(MAIN, [10, 20, 30, 40, 50])
    assert found["rivals"].isna().tolist() == [False] * 3 + [True, False]
    assert found["rivals"].dropna().tolist() == [2, 0, 2, 2]
    # 90 in all at m1, less the village's own.
    assert found["rival_weight"].tolist() == pytest.approx([80, 0, 60, NO, 40], nan_ok=True)
    assert found.index.tolist() == list("abcde")
    assert list(rivals(MAIN)) == ["market_id", "rivals"]


def test_rivals_of_the_main_markets_of_huff():
    cost = pd.DataFrame([[1.0, 9.0], [2.0, 9.0], [9.0, 1.0], [NO, NO]], list("abcd"), ["m1", "m2"])
    found = rivals(main_market(huff(cost, Power(2, 0.5)))["market_id"])
    assert found["rivals"].fillna(-1).tolist() == [1, 1, 0, -1]


COST = pd.DataFrame(
    [[5, 5, 9, NO], [5, 9, 5, NO], [NO, 4.9, 5, NO], [9, 9, 9, 9], [NO, NO, NO, NO]],
    list("abcde"),
    ["m1", "m2", "m3", "m4"],
    dtype=float,
)


def test_shared_reach_by_hand():
    found = shared_reach(COST, "a", 5)
    # a reaches m1, m2; b m1, m3; c m2, m3; d and e none.
    assert found["shared"].to_dict() == {"b": 1, "c": 1, "d": 0, "e": 0}
    assert found["overlap"].to_dict() == pytest.approx({"b": 1 / 3, "c": 1 / 3, "d": 0, "e": 0})
    weighted = shared_reach(COST, "a", 5, [60, 30, 10, 1000])
    # b: 60 of 60 + 30 + 10; c: 30 of the same 100.
    assert weighted["overlap"].to_dict() == pytest.approx({"b": 0.6, "c": 0.3, "d": 0, "e": 0})
    assert weighted.index.tolist() == ["b", "c", "d", "e"]


def test_two_villages_without_reach_have_no_overlap():
    found = shared_reach(COST, "d", 5)
    assert np.isnan(found.loc["e", "overlap"])
    assert found.index[-1] == "e"


def test_shared_choice_by_hand():
    table = pd.DataFrame(
        [[0.2, 0.8, 0.0], [0.5, 0.1, 0.4], [0.2, 0.8, 0.0], [NO, NO, NO], [0, 0, 1]],
        list("abcde"),
    )
    found = shared_choice(table, "a")
    assert found.to_dict() == pytest.approx({"c": 1, "b": 0.3, "e": 0, "d": NO}, nan_ok=True)
    assert found.index.tolist() == ["c", "b", "e", "d"]
    assert shared_choice(table, "d").isna().all()


def test_all_problems_at_once():
    with pytest.raises(InputError) as raised:
        shared_reach(COST, "z", -1, [1, 2, 3, NO])
    assert list(raised.value.problems) == [
        "1 weight missing or not a number (0 is allowed) at m4.",
        "The threshold is -1; it must be 0 or more.",
        "There is no village 'z'.",
    ]
    with pytest.raises(InputError, match="no village 'z'"):
        shared_choice(pd.DataFrame([[1.0]], ["a"]), "z")
