"""The answer on access per kecamatan, from a table of trips by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from layers.access.answer import AccessAnswer, AccessQuestion
from spatial.routing.modes import CAR

METRES = [5000.0, 5000.001, 4999.999, 12000.0, np.nan, 5000.0]
DISTRICTS = ["Jati", "Jati", "Jati", "Bae", "Bae", "Bae"]


def answer(cost):
    trips = pd.DataFrame({"total_m": METRES, "minutes": np.array(METRES) / 500})
    area = SimpleNamespace(villages=pd.DataFrame({"district": DISTRICTS}))
    return AccessAnswer(area, AccessQuestion("disnaker", CAR, cost), {"disnaker": trips}, trips)


@pytest.mark.parametrize(("cost", "threshold"), [("distance", 5000.0), ("time", 600.0)])
def test_a_village_at_the_threshold_is_within(cost, threshold):
    found = answer(cost).by_district(threshold).set_index("district")
    assert found.index.tolist() == ["Bae", "Jati"]  # worst median first: 8500 m, then 5000 m
    # Jati: 5000 and 4999.999, not 5000.001. Bae: 5000; one without a trip is not within.
    assert found["within"].to_dict() == {"Jati": 2, "Bae": 1}
    assert found["villages"].to_dict() == {"Jati": 3, "Bae": 3}
    unit = 1 if cost == "distance" else 500 / 60  # metres a second
    assert (found["median"] * unit).tolist() == pytest.approx([8500, 5000])
    assert (found["worst"] * unit).tolist() == pytest.approx([12000, 5000.001])


@pytest.mark.parametrize(("cost", "threshold"), [("distance", 4999.0), ("time", 599.88)])
def test_just_below_the_nearest_village_nobody_is_within(cost, threshold):
    assert answer(cost).by_district(threshold)["within"].tolist() == [0, 0]
