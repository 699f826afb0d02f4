"""Costs along the network against the access table, networkx and sums by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from spatial.access.nearest import nearest
from spatial.routing.modes import CAR, MOTORCYCLE, WALK
from spatial.routing.snapping import point_lonlat
from spatial.routing.travel import BY_CAR, Travel
from spatial.service_areas.cost_field import cost_field, each_cost_field
from tests.spatial.builders import STEP_NORTH, line, network, place, points, reference_graph

ROAD = {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), "length_m": 1000.0, "highway": "tertiary"}


def at(field, *places):
    return field.at(field.snap(np.array([place(*p) for p in places])))


def test_along_one_road_by_hand():
    field = cost_field(network(ROAD), points((2, 0), (8, 1)))
    # Legs: 0, and one step north. 100 m of road per step.
    found = at(field, (0, 0), (2, 0), (4, 0), (8, 0), (10, 2))
    leg = STEP_NORTH
    by_hand = [200, 0, 200, min(600, leg), 200 + leg + 2 * leg]
    assert found == pytest.approx(by_hand, abs=0.05)


def test_a_facility_may_be_nearer_over_another_one():
    """The far leg of the second facility is longer than the way to the first one."""
    field = cost_field(network(ROAD), points((2, 0), (3, 15)))
    assert at(field, (3, 0), (9, 0)) == pytest.approx([100, 700], abs=0.05)


def test_costs_of_time_are_seconds():
    field = cost_field(network(ROAD), points((0, 0)), Travel(CAR, "time"))
    assert at(field, (5, 1)) == pytest.approx([0.5 / 40 * 3600 + STEP_NORTH / 1.25], abs=0.06)
    assert field.unit == "s"


def test_no_trip_is_no_number():
    """The second road is an island: the first one passes 995 m away, beyond the longest leg."""
    net = network(ROAD, {**ROAD, "u": 2, "v": 3, "line": line((0, 9), (10, 9))})
    field = cost_field(net, points((0, 0)), Travel(max_snap_m=990))
    assert np.isnan(at(field, (5, 9), (5, 90))).all()
    near = cost_field(net, points((0, 0)), Travel(max_snap_m=1000))
    assert at(near, (5, 9)) == pytest.approx([500 + 9 * STEP_NORTH], abs=0.5)
    lost = cost_field(net, points((0, 90)))
    assert lost.off_network == ["p0"]
    assert np.isnan(at(lost, (5, 0))).all()


def test_each_field_is_one_facility():
    fields = list(each_cost_field(network(ROAD), points((2, 0), (8, 0))))
    assert [at(field, (4, 0))[0] for field in fields] == pytest.approx([200, 400], abs=0.05)
    near = next(each_cost_field(network(ROAD), points((2, 0)), limit=100.0))
    assert at(near, (2.5, 0)) == pytest.approx([50], abs=0.05)


def grid(seed):
    """A grid of 5 by 5 crossings with odd lengths; a third one-way, some edges missing."""
    random = np.random.default_rng(seed)
    edges = []
    for x in range(5):
        for y in range(5):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < 5 and y + dy < 5 and random.random() < 0.85:
                    way = random.choice(["no", "no", "yes", "-1"])
                    road = random.choice(["primary", "residential", "footway"])
                    ends = ((10 * x, 10 * y), (10 * (x + dx), 10 * (y + dy)))
                    length = float(random.uniform(900, 1500))
                    edges.append(
                        {"u": 5 * x + y, "v": 5 * (x + dx) + y + dy, "line": line(*ends),
                         "oneway": way, "highway": road, "length_m": length}
                    )  # fmt: skip
    return network(*edges)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("mode", [CAR, MOTORCYCLE, WALK])
@pytest.mark.parametrize("cost", ["distance", "time"])
def test_as_the_access_table(seed, mode, cost):
    net, random = grid(seed), np.random.default_rng(seed + 100)
    villages = points(*random.uniform(-2, 44, (40, 2)), prefix="o")
    offices = points(*random.uniform(-2, 44, (5, 2)), prefix="d")
    field = cost_field(net, offices, Travel(mode, cost, max_snap_m=600.0))
    table = nearest(net, villages, offices, Travel(mode, cost, max_snap_m=600.0))
    expected = table["total_m"] if cost == "distance" else 60 * table["minutes"]
    found = field.at(field.snap(point_lonlat(villages)))
    assert found == pytest.approx(expected.to_numpy(), abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("seed", range(4))
def test_from_the_facility_against_networkx(seed):
    net, random = grid(seed), np.random.default_rng(seed + 200)
    spots, offices = (points(*random.uniform(0, 40, (n, 2))) for n in (30, 4))
    field = cost_field(net, offices, BY_CAR, direction="from")
    solver = field.solver
    here, there = field.snap(point_lonlat(spots)), solver.destinations.snap
    # The builders' o can leave, its d can be arrived at: offices leave here.
    snaps = [(f"o{i}", there.edge[i], there.fraction[i]) for i in range(4)]
    snaps += [(f"d{i}", here.edge[i], here.fraction[i]) for i in range(30)]
    usable = np.isfinite(solver.edge_m)
    graph = reference_graph(net, snaps, solver.two_way, usable, net.length_m)
    expected = np.full(30, np.inf)
    for i in range(4):
        found = nx.single_source_dijkstra_path_length(graph, f"o{i}", weight="cost")
        reach = [found.get(f"d{j}", np.inf) + there.leg_m[i] for j in range(30)]
        expected = np.minimum(expected, reach)
    expected = np.where(np.isinf(expected), np.nan, expected + here.leg_m)
    assert field.at(here) == pytest.approx(expected, abs=0.01, nan_ok=True)
