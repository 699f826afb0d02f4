"""Key figures by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from spatial.access.measure import DISTANCE, STRAIGHT, TIME
from spatial.access.nearest import nearest
from spatial.access.summary import farther_of, summarise
from tests.spatial.builders import line, network, points


def table(*rows, index=None):
    """Access tables from (status, total_m)."""
    frame = pd.DataFrame(rows, columns=["status", "total_m"], index=index)
    ids = [f"o{i}" for i in range(len(rows))]
    return frame.assign(
        origin_id=ids,
        origin_name=[f"Desa {i}" for i in ids],
        minutes=frame["total_m"] / 500,
        straight_m=frame["total_m"] / 2,
    )


TEN = table(*(("ok", 1000.0 * n) for n in (7, 1, 9, 3, 10, 5, 2, 8, 4, 6)))
MIXED = table(("ok", 2000.0), ("unreachable", np.nan), ("ok", 4000.0), ("off_network", np.nan))


def test_percentiles_by_hand():
    found = summarise(TEN, DISTANCE)
    # Type 7 of ten values 1 to 10: position 0.5 · 9 + 1 = 5.5, and 0.9 · 9 + 1 = 9.1.
    assert (found.median, found.p90, found.worst) == pytest.approx((5500, 9100, 10000))
    assert (found.worst_id, found.worst_name) == ("o4", "Desa o4")
    assert (found.origins, found.ok, found.unreachable, found.off_network) == (10, 10, 0, 0)


@pytest.mark.parametrize(
    ("measure", "threshold", "within"),
    [
        (DISTANCE, 5000.0, 5),
        (DISTANCE, 4999.999, 4),
        (DISTANCE, 0.0, 0),
        (DISTANCE, None, 0),
        (TIME, 600.0, 5),
        (STRAIGHT, 2500.0, 5),
    ],
)
def test_threshold_is_inclusive(measure, threshold, within):
    found = summarise(TEN, measure, threshold)
    assert found.within == within
    assert found.share_within == within / 10


def test_unreachable_origins_count_as_outside():
    found = summarise(MIXED, DISTANCE, 1e9)
    assert (found.origins, found.ok, found.unreachable, found.off_network) == (4, 2, 1, 1)
    assert (found.within, found.share_within) == (2, 0.5)
    assert (found.median, found.p90, found.worst_id) == pytest.approx((3000, 3800, "o2"))


def test_a_number_without_the_status_ok_is_not_used():
    found = summarise(table(("ok", 1000.0), ("unreachable", 5.0)), DISTANCE, 10.0)
    assert (found.within, found.median) == (0, 1000)


@pytest.mark.parametrize("rows", [[], [("unreachable", np.nan)]])
def test_nothing_reachable(rows):
    found = summarise(table(*rows).astype({"total_m": float}), DISTANCE, 5.0)
    assert (found.ok, found.within, found.worst_id, found.worst_name) == (0, 0, None, None)
    assert np.isnan([found.median, found.p90, found.worst]).all()
    assert found.share_within == 0 if rows else np.isnan(found.share_within)


def test_worst_on_an_index_that_repeats():
    repeated = table(("ok", 1.0), ("unreachable", np.nan), ("ok", 3.0), index=[1, 1, 1])
    assert summarise(repeated, DISTANCE).worst_id == "o2"


A = [("ok", 1.0), ("ok", 5.0), ("unreachable", np.nan), ("ok", 4.0), ("off_network", np.nan)]
B = [("ok", 2.0), ("ok", 5.0), ("ok", 9.0), ("unreachable", np.nan), ("unreachable", np.nan)]


@pytest.mark.parametrize("index", [[0, 1, 2, 3, 4], ["x"] * 5])
def test_farther_of(index):
    first = table(*A, index=index).assign(kind="a")
    second = table(*B, index=index).assign(kind="b")
    found = farther_of(first, second, DISTANCE)
    assert found["kind"].tolist() == ["b", "a", "a", "b", "a"]
    assert found["status"].tolist() == ["ok", "ok", "unreachable", "unreachable", "off_network"]
    assert found.index.tolist() == index
    assert found["total_m"].tolist() == pytest.approx([2, 5, np.nan, np.nan, np.nan], nan_ok=True)


def test_within_both_is_within_the_farther():
    """A village is served by both kinds within 600 m exactly when the farther trip is."""
    net = network({"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 1000.0})
    o = points((1, 0), (5, 0), (9, 0), (90, 90), prefix="o")
    # Destinations at 0 and at 1000 m: the farther one is 900, 500, 900 m away.
    tables = [nearest(net, o, points(at, prefix=p)) for at, p in (((0, 0), "w"), ((10, 0), "e"))]
    far = farther_of(*tables, DISTANCE)
    assert far["destination_id"].iloc[[0, 2]].tolist() == ["e0", "w0"]
    assert far["total_m"].to_numpy() == pytest.approx(
        [900, 500, 900, np.nan], abs=0.05, nan_ok=True
    )
    assert summarise(far, DISTANCE, 600.0).within == 1
    assert far["rank"].dtype == "Int64"
