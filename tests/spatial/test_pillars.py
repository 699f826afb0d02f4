"""Villages and pillars, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.access.measure import DISTANCE
from spatial.access.pillars import gaps, measures, pillar_access, roads_in_common
from spatial.errors import InputError
from tests.spatial.builders import STEP_NORTH, network, points
from tests.spatial.test_shared_roads import TREE


@pytest.fixture
def net():
    return network(*TREE)


@pytest.fixture
def villages():
    """On the trunk, on the branch, on the island, off all roads; the index is not 0, 1, 2."""
    layer = points((2, 0), (10, 5), (5, 90), (5, 500), prefix="v")
    layer.index = [11, 22, 33, 44]
    return layer


@pytest.fixture
def facilities():
    """One of pillar I in the east, two of pillar II (branch, island), none of pillar III."""
    return {
        "I": points((18, 0), prefix="a"),
        "II": points((10, 10), (5, 91), prefix="b"),
        "III": points((0, 0)).iloc[:0],
    }


def test_nearest_of_each_pillar(net, villages, facilities):
    trips = pillar_access(net, villages, facilities)
    assert list(trips) == ["I", "II"]
    assert trips["I"]["status"].tolist() == ["ok", "ok", "unreachable", "off_network"]
    assert trips["II"]["destination_id"].tolist()[:3] == ["b0", "b0", "b1"]
    metres = measures(trips, DISTANCE)
    assert metres.index.tolist() == [11, 22, 33, 44]
    # 800 + 800 m; 500 + 800 m. Then 800 + 1000 m; 500 m; a leg of one step.
    assert metres["I"].tolist()[:2] == pytest.approx([1600, 1300], abs=0.1)
    assert metres["II"].tolist()[:3] == pytest.approx([1800, 500, STEP_NORTH], abs=0.1)
    assert metres.isna().sum().tolist() == [2, 1]


def test_gaps_are_above_the_threshold_or_without_a_way():
    values = pd.DataFrame({"I": [9.9, 10.0, 10.1, np.nan], "II": [10.0, 5.0, 4.9, 0.0]})
    found = gaps(values, {"I": 10.0, "II": 5.0, "IV": 1.0})
    assert found.to_numpy().tolist() == [
        [False, True],
        [False, False],
        [True, False],
        [True, False],
    ]


@pytest.mark.parametrize("limit", [0.0, -1.0, np.nan, np.inf])
def test_thresholds_that_are_none(limit):
    with pytest.raises(InputError) as error:
        gaps(pd.DataFrame({"I": [1.0], "II": [1.0], "III": [1.0]}), {"I": limit, "III": 3})
    assert [p.partition(" is ")[0] for p in error.value.problems] == [
        "The threshold of pillar I",
        "The threshold of pillar II",
    ]


def test_roads_in_common(net, villages, facilities):
    common = roads_in_common(net, villages, facilities, "I")
    assert list(common) == ["I", "II"]
    assert common.index.tolist() == [11, 22, 33, 44]
    assert common["I"].tolist() == pytest.approx([1, 1, np.nan, np.nan], nan_ok=True)
    # To II 800 m of the trunk, which also lead to I, and 1000 m of the branch, which do not. From
    # the branch II lies the other way. On the island there is no way to I.
    assert common["II"].tolist() == pytest.approx([800 / 1800, 0, np.nan, np.nan], nan_ok=True)


def test_the_other_way_round(net, villages, facilities):
    common = roads_in_common(net, villages, facilities, "II")
    assert common["I"].tolist()[0] == pytest.approx(800 / 1600)


def test_a_base_without_facilities(net, villages, facilities):
    common = roads_in_common(net, villages, facilities, "III")
    assert common.isna().all(axis=None)
