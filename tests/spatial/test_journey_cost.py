"""Journeys priced, and products that spoil, by hand. All prices and limits are made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.errors import InputError
from spatial.reach.journey_cost import Fare, OwnVehicle, Product, fresh, journey_rp

NO = np.nan
METRES = pd.DataFrame([[8000, 12500], [NO, 0]], ["a", "b"], ["m1", "m2"], dtype=float)


def approx(rows):
    return pytest.approx(np.array(rows, dtype=float), nan_ok=True)


def test_own_vehicle_by_hand():
    # 10,000 Rp per litre and 40 km per litre are 250 Rp per km; 50 for wear: 300.
    price = OwnVehicle(10_000, 40, other_rp_per_km=50, fixed_rp=2000)
    assert price.rp_per_km == 300
    # 16 km there and back: 4800 + 2000; 25 km: 7500 + 2000.
    assert journey_rp(METRES, price).to_numpy() == approx([[6800, 9500], [NO, 2000]])
    assert journey_rp(METRES, price, return_trip=False).to_numpy() == approx(
        [[4400, 5750], [NO, 2000]]
    )


def test_fare_per_kilogram():
    found = journey_rp(METRES, Fare(1000, 4000), load_kg=40)
    # (4000 + 16,000) / 40 = 500 and (4000 + 25,000) / 40 = 725.
    assert found.to_numpy() == approx([[500, 725], [NO, 100]])
    assert found.index.equals(METRES.index)


def test_the_way_back_is_its_own():
    back = pd.DataFrame([[9000, NO], [5000, 0]], METRES.index, METRES.columns, dtype=float)
    found = journey_rp(METRES, Fare(1000), back_metres=back)
    # 8 + 9 km; no way back from m2 to a; no way from b to m1.
    assert found.to_numpy() == approx([[17_000, NO], [NO, 0]])


def test_all_problems_at_once():
    with pytest.raises(InputError) as raised:
        journey_rp(
            METRES, Fare(1), back_metres=-METRES.rename(columns={"m1": "x"}).iloc[:1], load_kg=0
        )
    assert list(raised.value.problems) == [
        "1 matrix of metres back: negative values in rows a.",
        "The matrices there and back must have the same labels in the same order.",
        "The matrices there and back must have the same labels in the same order.",
        "The load is 0; it must be above 0.",
    ]


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda: OwnVehicle(-1, 0, NO, -5), 4),
        (lambda: Fare(-1, np.inf), 2),
        (lambda: Product("lele", -1, -1), 2),
        (lambda: Product("lele", 30, 31), 1),
    ],
)
def test_prices_and_limits_out_of_range(make, count):
    with pytest.raises(InputError) as raised:
        make()
    assert len(raised.value.problems) == count


SECONDS = 60 * pd.DataFrame(
    [[20, 31, 45], [NO, 30, 5], [NO, NO, NO]], ["a", "b", "c"], ["m1", "m2", "m3"], dtype=float
)
FISH, GREENS = Product("lele", 2400, loading_s=600), Product("sayur", 2700)


def test_fresh_is_inclusive_and_counts_loading():
    assert fresh(SECONDS, FISH).to_numpy().tolist() == [
        [True, False, False],
        [False, True, True],
        [False, False, False],
    ]
