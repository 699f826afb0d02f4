"""Crossings without a shared vertex: toll roads stay apart, the others are listed."""

from __future__ import annotations

import pytest
import shapely

from spatial.network.cleaning import clean_lines
from spatial.network.road_network import RoadNetwork
from tests.spatial.builders import road_layer

ROAD = [(0, 0), (200, 0)]
OVER = [(100, -100), (100, 100)]
WITH_VERTEX = [(0, 0), (100, 0), (200, 0)]
OVER_VERTEX = [(100, -100), (100, 0), (100, 100)]
TOLLS = ["motorway", "motorway_link"]


def parts(edges):
    return RoadNetwork.from_edges(edges).n_components


def cleaned(*lines, tolerance=5.0, join=True, **columns):
    edges, report = clean_lines(road_layer(*lines, **columns), tolerance, join_crossings=join)
    return parts(edges), report


@pytest.mark.parametrize("toll", TOLLS)
@pytest.mark.parametrize(
    ("lines", "apart"),
    [
        ((ROAD, OVER), 1),
        ((WITH_VERTEX, OVER), 1),
        ((ROAD, OVER_VERTEX), 1),
        ((WITH_VERTEX, OVER_VERTEX), 0),
        ((ROAD, [(200, 0), (200, 100)]), 0),
        ((WITH_VERTEX, [(100, 0), (100, 100)]), 0),
        # A road that ends on the middle of a toll road is no gate; a ramp that ends on a road is.
        ((ROAD, [(100, 0), (100, 100)]), 1),
        (([(100, 0), (100, 100)], ROAD), 0),
        # Two roads that pass below the toll road, drawn as four lines.
        ((ROAD, [(100, 0), (100, 100)], [(100, -100), (100, 0)]), 1),
    ],
)
def test_toll_road_meets_others_only_at_shared_vertices(toll, lines, apart):
    highway = [toll, *["residential"] * (len(lines) - 1)]
    found, report = cleaned(*lines, highway=highway)
    assert found == 1 + apart
    assert (report.doubtful.empty, len(report.toll_apart) > 0) == (True, apart > 0)
    assert not report.toll_apart["joined"].any()


def test_roads_below_a_toll_road_stay_one_road():
    found, report = cleaned(
        ROAD, [(100, 0), (100, 100)], [(100, -100), (100, 0)],
        highway=["motorway", "tertiary", "tertiary"],
    )  # fmt: skip
    assert (found, report.edges_out) == (2, 3)


def test_toll_roads_do_not_meet_each_other_at_a_flyover_but_ramps_merge():
    assert cleaned(ROAD, OVER, highway=TOLLS)[0] == 2
    assert cleaned(ROAD, [(100, 0), (180, 60)], highway=TOLLS)[0] == 1


@pytest.mark.parametrize(
    ("line", "highway", "components"),
    [
        ([(100, 3), (100, 100)], "residential", 2),
        ([(203, 0), (300, 0)], "residential", 1),
        ([(100, 3), (100, 100)], "motorway_link", 1),
    ],
)
def test_gap_beside_a_toll_road_is_closed_only_between_dead_ends(line, highway, components):
    assert cleaned(ROAD, line, highway=["motorway", highway])[0] == components


def test_no_gap_is_closed_across_a_toll_road():
    road, street = [(0, 2), (200, 2)], [(100, -100), (100, -2)]
    highway = ["motorway", "residential", "residential"]
    toll = [(-50, 0), (250, 0)]
    assert cleaned(toll, road, street, highway=highway)[0] == 3
    assert cleaned(toll, road, street)[0] == 1


def test_toll_loop_that_crosses_itself_stays_whole():
    loop = [(0, 0), (200, 0), (200, 100), (100, 100), (100, -100)]
    _, report = cleaned(loop, highway=["motorway_link"])
    assert (report.edges_out, len(report.toll_apart)) == (1, 1)
    _, report = cleaned(loop, highway=["tertiary"])
    assert (report.edges_out, len(report.doubtful)) == (3, 1)
    _, report = cleaned(loop, highway=["tertiary"], join=False)
    assert (report.edges_out, report.doubtful["joined"].tolist()) == (1, [False])


@pytest.mark.parametrize(("join", "components"), [(True, 1), (False, 2)])
@pytest.mark.parametrize("lines", [(ROAD, OVER), (WITH_VERTEX, OVER), (ROAD, OVER_VERTEX)])
def test_untagged_crossing_is_listed_and_joined_as_the_user_says(lines, join, components):
    found, report = cleaned(*lines, join=join)
    (row,) = report.doubtful.itertuples()
    assert found == components
    assert (row.line, row.other, row.row, row.other_row, row.joined) == (0, 1, 1, 2, join)
    place = report.doubtful.geometry.to_crs(32749)
    drawn = road_layer(*lines).geometry.iloc[0]
    assert shapely.distance(place.iloc[0], drawn.interpolate(100)) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("join", [True, False])
@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        ((WITH_VERTEX, OVER_VERTEX), {}),
        ((ROAD, [(100, 0), (100, 100)]), {}),
        # An end 4 m beyond the road is a junction drawn too long.
        ((ROAD, [(100, -4), (100, 100)]), {}),
        # Overlapping lines are one road drawn twice.
        ((ROAD, [(100, 0), (300, 0)]), {}),
        ((ROAD, OVER), {"layer": ["1", "1"]}),
    ],
)
def test_junctions_are_not_doubtful(join, lines, columns):
    found, report = cleaned(*lines, join=join, **columns)
    assert (found, len(report.doubtful)) == (1, 0)


@pytest.mark.parametrize("tags", [{"bridge": ["yes", None]}, {"layer": ["1", None]}])
def test_tagged_levels_are_neither_joined_nor_doubtful(tags):
    found, report = cleaned(ROAD, OVER, **tags)
    assert (found, len(report.open_crossings)) == (2, 0)


def test_end_beyond_a_crossing_that_goes_on_is_no_drawing_error():
    onward = [(100, -4), (100, -100)]
    _, report = cleaned(ROAD, [(100, -4), (100, 100)], onward)
    assert len(report.doubtful) == 1


def test_grid_of_crossings_is_listed_one_by_one():
    lines = [[(0, y), (500, y)] for y in range(50, 450, 100)]
    lines += [[(x, 0), (x, 500)] for x in range(50, 450, 100)]
    found, report = cleaned(*lines, join=False, tolerance=0)
    assert (found, len(report.doubtful), report.edges_out) == (8, 16, 8)
    assert cleaned(*lines, tolerance=0)[1].crossings == 16
