"""Gaps in mid-line: every case drawn by hand in metres."""

from __future__ import annotations

import pytest

from spatial.network.cleaning import clean_lines
from spatial.network.road_network import RoadNetwork
from tests.spatial.builders import road_layer

ROAD = [(0, 0), (200, 0)]


def bend(gap):
    """Two branches that come down to `gap` metres above the road, without a dead end there."""
    return [(50, 400), (100, gap), (150, 400)]


def cleaned(*lines, tolerance=5.0, **columns):
    edges, report = clean_lines(road_layer(*lines, **columns), tolerance)
    return RoadNetwork.from_edges(edges), report


@pytest.mark.parametrize(("gap", "closed"), [(0.5, 1), (3, 1), (4.99, 1), (5.01, 0), (20, 0)])
def test_the_shortest_gap_between_two_parts_is_closed(gap, closed):
    network, report = cleaned(ROAD, bend(gap))
    assert (network.n_components, len(report.near_lines)) == (2 - closed, closed)
    assert len(report.joins) == 0
    if closed:
        (row,) = report.near_lines.itertuples()
        # Zone 49 has a scale of 0.9997 here.
        assert row.gap_m == pytest.approx(gap, rel=1e-3)
        assert (row.line, row.other, row.row, row.other_row) == (0, 1, 1, 2)
        assert (row.apart, row.closed) == (True, True)
        assert (report.near_lines["gap_m"].sum(), report.edges_out) == (row.gap_m, 5)


def test_only_one_gap_of_two_parts_is_closed():
    network, report = cleaned(ROAD, bend(3), [(50, 400), (60, 4), (0, 300)])
    assert network.n_components == 1
    assert report.near_lines["gap_m"].tolist() == pytest.approx([3], rel=1e-3)


def test_three_parts_in_a_row_are_connected_by_two_gaps():
    second = [(0, 803), (100, 403), (200, 803)]
    network, report = cleaned(ROAD, bend(4), [(0, 500), (100, 403), (200, 500)], second)
    assert network.n_components == 2
    top = [(50, 400), (100, 3), (150, 400), (100, 796), (50, 400)]
    network, report = cleaned(ROAD, top, [(0, 900), (100, 800), (200, 900)])
    assert network.n_components == 1
    gaps = sorted(report.near_lines["gap_m"])
    assert gaps == pytest.approx([3, 4], rel=1e-3)


@pytest.mark.parametrize(
    "columns",
    [
        {"highway": ["motorway", "tertiary"]},
        {"highway": ["tertiary", "motorway_link"]},
        {"bridge": ["yes", None]},
        {"tunnel": [None, "yes"]},
    ],
)
def test_toll_roads_and_other_levels_have_no_such_gaps(columns):
    network, report = cleaned(ROAD, bend(3), **columns)
    assert (network.n_components, len(report.near_lines)) == (2, 0)


def test_no_gap_is_closed_across_a_toll_road():
    toll = [(-300, 1), (500, 1)]
    highway = ["tertiary", "tertiary", "motorway"]
    network, report = cleaned(ROAD, bend(3), toll, highway=highway)
    assert network.n_components == 3
    assert report.near_lines["closed"].tolist() == [False]


def test_parts_that_cross_on_different_levels_are_only_listed():
    over = [(150, 400), (180, -400)]
    network, report = cleaned(ROAD, bend(3), over, bridge=[None, None, "yes"])
    assert network.n_components == 2
    assert report.near_lines["closed"].tolist() == [False]


@pytest.mark.parametrize(
    ("gap", "side", "rows", "closed"),
    [(3, 400, 1, 0), (0.8, 400, 1, 1), (1.1, 400, 1, 0), (3, 150, 0, 0), (0.8, 150, 0, 0)],
)
def test_within_one_part_long_ways_round_are_listed_and_one_roadway_closed(
    gap, side, rows, closed
):
    """The branch leaves the road `side` metres east and comes back: twice `side` round."""
    branch = [(100 + side, 0), (100 + side, 40), (100, 40), (100, gap), (60, 40)]
    network, report = cleaned([(0, 0), (200 + side, 0)], branch)
    assert network.n_components == 1
    assert report.near_lines["closed"].tolist() == [bool(closed)] * rows
    assert not report.near_lines["apart"].any()
    assert (report.near_lines["gap_m"] - gap).abs().max() < 0.01 or not rows


def test_branch_that_leaves_and_returns_by_other_nodes():
    branch = [(0, 0), (0, 40), (400, 40), (400, 3), (410, 40), (800, 40), (800, 0)]
    _, report = cleaned([(-50, 0), (850, 0)], branch)
    assert report.near_lines["gap_m"].tolist() == pytest.approx([3], rel=1e-3)


def test_roads_that_fork_are_no_gap():
    network, report = cleaned(ROAD, [(0, 0), (200, 20)], [(200, 0), (200, 20)])
    assert (network.n_components, len(report.near_lines)) == (1, 0)


def test_tolerance_0_looks_for_none():
    assert cleaned(ROAD, bend(3), tolerance=0)[1].near_lines.empty
