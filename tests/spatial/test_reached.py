"""Reached parts of edges by hand: 100 m of road per step."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from spatial import crs
from spatial.errors import InputError
from spatial.routing.modes import CAR
from spatial.routing.travel import Travel
from spatial.service_areas.cost_field import cost_field, each_cost_field
from spatial.service_areas.reachable_edges import (
    budgets_of,
    reachable_segments,
    segments_beyond,
    without_ferries,
)
from tests.spatial.builders import line, network, place, points

ROAD = {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 1000.0, "highway": "tertiary"}
RING = [
    {"u": i, "v": (i + 1) % 4, "line": line(a, b), "length_m": 1000.0, "highway": "tertiary"}
    for i, (a, b) in enumerate(
        [((0, 0), (10, 0)), ((10, 0), (10, 10)), ((10, 10), (0, 10)), ((0, 10), (0, 0))]
    )
]


def reachable_edges(field, thresholds):
    """One row per part of an edge and band, with the costs at both ends of its line."""
    budgets = budgets_of(field, thresholds)
    whole = without_ferries(field, reachable_segments(field))
    frames = []
    for low, high in itertools.pairwise([-np.inf, *budgets]):
        part = whole.between(low, high)
        columns = {
            "threshold": high,
            "unit": field.unit,
            "edge": part.edge,
            "highway": field.network.highway[part.edge],
            "name": field.network.name[part.edge],
            "near": part.near_cost,
            "far": part.far_cost,
            "length_m": part.length_m(field),
            "geometry": crs.unproject(part.lines(field), field.network.plane),
        }
        frames.append(pd.DataFrame(columns, index=pd.RangeIndex(len(part))))
    table = pd.concat(frames, ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=crs.WGS84)


def ends(table):
    """Steps east of the line's ends, and the costs there, in order of place."""
    xy = [[(c[0] - 110.0) / 0.001 for c in shape.coords] for shape in table.geometry]
    rows = zip(xy, table["near"], table["far"], strict=True)
    return sorted([round(c[0], 2), round(c[-1], 2), round(a), round(b)] for c, a, b in rows)


def test_both_ways_from_an_office_on_the_road():
    table = reachable_edges(cost_field(network(ROAD), points((4, 0))), [250.0])
    assert ends(table) == [[4, 1.5, 0, 250], [4, 6.5, 0, 250]]
    assert table["length_m"].sum() == pytest.approx(500, abs=0.05)
    assert table[["threshold", "unit", "edge", "highway"]].iloc[0].tolist() == [
        250, "m", 0, "tertiary",
    ]  # fmt: skip


def test_bands_follow_each_other_and_meet():
    table = reachable_edges(cost_field(network(ROAD), points((0, 0))), [700.0, 300.0])
    assert ends(table) == [[0, 3, 0, 300], [3, 7, 300, 700]]
    assert table["threshold"].tolist() == [300, 700]


def test_two_fronts_meet_on_an_edge():
    table = reachable_edges(cost_field(network(ROAD), points((0, 0), (10, 0))), [800.0])
    assert ends(table) == [[0, 5, 0, 500], [10, 5, 0, 500]]


def test_round_a_ring():
    field = cost_field(network(*RING), points((0, 0)))
    whole = reachable_edges(field, [2000.0])
    assert whole["length_m"].sum() == pytest.approx(4000, abs=0.1)
    part = reachable_edges(field, [1900.0])
    assert part["length_m"].sum() == pytest.approx(3800, abs=0.1)
    assert part["far"].max() == pytest.approx(1900, abs=0.01)


def test_one_way_edge_is_reached_from_its_end_only():
    one_way = network({**ROAD, "oneway": "yes"})
    to = reachable_edges(cost_field(one_way, points((6, 0))), [200.0])
    away = reachable_edges(cost_field(one_way, points((6, 0)), direction="from"), [200.0])
    assert ends(to) == [[6, 4, 0, 200]]
    assert ends(away) == [[6, 8, 0, 200]]


def test_seconds():
    table = reachable_edges(cost_field(network(ROAD), points((0, 0)), Travel(CAR, "time")), [36.0])
    # 36 seconds at 40 km/h are 400 m.
    assert table["length_m"].tolist() == pytest.approx([400], abs=0.05)
    assert table["far"].tolist() == pytest.approx([36.0])
    assert table["unit"].tolist() == ["s"]


def test_what_is_beyond():
    field = cost_field(network(ROAD), points((4, 0)))
    rest = segments_beyond(field, reachable_segments(field), 250.0, np.array([0]))
    assert sorted(zip(rest.near, rest.far, strict=True)) == [
        pytest.approx((0, 0.15), abs=1e-3),
        pytest.approx((0.65, 1), abs=1e-3),
    ]
    assert len(segments_beyond(field, reachable_segments(field), 1000.0, np.array([0]))) == 0


def test_nothing_reached():
    table = reachable_edges(cost_field(network(ROAD), points((0, 90))), [500.0])
    assert len(table) == 0
    assert table.crs == 4326


def test_a_threshold_beyond_the_limit_of_the_search():
    field = next(each_cost_field(network(ROAD), points((0, 0)), limit=300.0))
    with pytest.raises(InputError, match="above the limit"):
        reachable_edges(field, [500.0])


def test_the_line_lies_on_the_road():
    bent = {**ROAD, "line": line((0, 0), (5, 0), (5, 5))}
    table = reachable_edges(cost_field(network(bent), points((0, 0))), [750.0])
    assert list(table.geometry.iloc[0].coords)[1] == pytest.approx(place(5, 0), abs=1e-9)
    assert shapely.get_num_points(table.geometry.iloc[0]) == 3
