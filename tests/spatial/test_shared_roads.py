"""Roads in common, by hand; the traced trips against those of `routes`."""

from __future__ import annotations

import numpy as np
import pytest

from spatial.access.nearest import nearest
from spatial.access.routes import (
    Piece,
    nearest_pieces,
    routes,
    shared_m,
    shared_share,
    travelled_m,
)
from spatial.routing.travel import Travel
from tests.spatial.builders import line, network, points

KM = {"length_m": 1000.0, "highway": "tertiary"}
# A trunk from west to east (edges 0 and 1), a branch to the north at its middle (edge 2), and an
# island (edge 3).
TREE = [
    {"u": 0, "v": 1, "line": line((0, 0), (10, 0)), **KM},
    {"u": 1, "v": 2, "line": line((10, 0), (20, 0)), **KM},
    {"u": 1, "v": 3, "line": line((10, 0), (10, 10)), **KM},
    {"u": 4, "v": 5, "line": line((0, 90), (10, 90)), **KM},
]
LENGTHS = np.array([1000.0, 2000.0])


@pytest.mark.parametrize(
    ("first", "second", "metres"),
    [
        # 0.2 to 0.7 and 0.5 to 1.0 of 1 km have 200 m in common, in either direction
        ([Piece(0, 0.2, 0.7)], [Piece(0, 0.5, 1.0)], 200),
        ([Piece(0, 0.2, 0.7)], [Piece(0, 1.0, 0.5)], 200),
        ([Piece(0, 0.7, 0.2)], [Piece(0, 0.0, 1.0)], 500),
        # they only touch, or lie on different edges
        ([Piece(0, 0.0, 0.5)], [Piece(0, 0.5, 1.0)], 0),
        ([Piece(0, 0.0, 1.0)], [Piece(1, 0.0, 1.0)], 0),
        # a trip that leaves its edge at one end and comes back at the other has two pieces of it
        ([Piece(1, 0.9, 1.0), Piece(1, 0.0, 0.2)], [Piece(1, 0.0, 1.0)], 600),
        ([], [Piece(0, 0.0, 1.0)], 0),
    ],
)
def test_shared_metres(first, second, metres):
    assert shared_m(first, second, LENGTHS) == pytest.approx(metres)
    assert shared_m(second, first, LENGTHS) == pytest.approx(metres)


def test_the_share_belongs_to_the_first_trip():
    short, long = [Piece(0, 0.5, 1.0)], [Piece(0, 0.0, 1.0), Piece(1, 0.0, 0.5)]
    assert travelled_m(long, LENGTHS) == pytest.approx(2000)
    assert shared_share(short, long, LENGTHS) == pytest.approx(1)
    assert shared_share(long, short, LENGTHS) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("first", "second"),
    [([], [Piece(0, 0, 1)]), ([Piece(0, 0, 1)], []), ([Piece(0, 0.3, 0.3)], [Piece(0, 0, 1)])],
)
def test_no_share_without_a_road(first, second):
    assert np.isnan(shared_share(first, second, LENGTHS))


def test_pieces_of_the_nearest():
    villages = points((5, 0), (18, 0), (5, 90), (5, 500))
    pieces = nearest_pieces(network(*TREE), villages, points((10, 8), (19, 0)))
    # From the west over the junction: 500 m and 800 m; from the east 100 m along one edge.
    assert [(p.edge, round(p.share, 6)) for p in pieces[0]] == [(0, 0.5), (2, 0.8)]
    assert [(p.edge, round(p.share, 6)) for p in pieces[1]] == [(1, 0.1)]
    # An island without facility, and a village too far from any road.
    assert pieces[2:] == [[], []]


def test_no_facility_on_the_network():
    pieces = nearest_pieces(network(*TREE), points((5, 0)), points((5, 500)))
    assert pieces == [[]]


def test_the_leg_of_the_facility_decides_and_is_not_travelled():
    """600 m of road and 554 m of leg lose against 900 m of road without a leg."""
    net = network(*TREE)
    villages, facilities = points((10, 0)), points((16, 5), (10, 9))
    pieces = nearest_pieces(net, villages, facilities)
    assert nearest(net, villages, facilities)["destination_id"].tolist() == ["p1"]
    assert travelled_m(pieces[0], net.length_m) == pytest.approx(900, abs=0.01)


@pytest.mark.parametrize("cost", ["distance", "time"])
def test_same_trips_as_one_search_per_facility(cost):
    """A random grid with one-way roads of several classes: metres as access and routes tell."""
    random = np.random.default_rng(3)
    side, edges = 7, []
    for x in range(side):
        for y in range(side):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < side and y + dy < side and random.random() < 0.85:
                    edges.append({
                        "u": x * side + y, "v": (x + dx) * side + y + dy,
                        "line": line((10 * x, 10 * y), (10 * (x + dx), 10 * (y + dy))),
                        "oneway": bool(random.random() < 0.3),
                        "highway": random.choice(["tertiary", "residential"]),
                    })  # fmt: skip
    net = network(*edges)
    villages = points(*random.uniform(0, 60, (60, 2)), prefix="v")
    facilities = points(*random.uniform(0, 60, (9, 2)), prefix="f")
    table = nearest(net, villages, facilities, Travel(cost=cost))
    pieces = nearest_pieces(net, villages, facilities, Travel(cost=cost))
    metres = [travelled_m(trip, net.length_m) for trip in pieces]
    expected = table["network_m"].fillna(0)
    assert (table["status"] == "ok").sum() > 40
    assert metres == pytest.approx(expected.tolist(), abs=1e-6)
    traced = routes(net, villages, facilities, table, Travel(cost=cost))
    along = [sum(road["m"] for road in roads) for roads in traced["roads"]]
    assert along == pytest.approx([metres[i] for i in traced.index], abs=1e-6)
