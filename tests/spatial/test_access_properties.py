"""Trips on random directed multigraphs equal those of networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from spatial.access import nearest as access
from spatial.access import routes
from spatial.crs import geodesic_m
from spatial.errors import InputError
from spatial.routing.modes import CAR, WALK, edge_seconds
from spatial.routing.od_solver import od_solver
from spatial.routing.travel import Travel
from tests.spatial.builders import line, network, points, reference_graph

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SIZE = 6
cells = st.tuples(st.integers(0, SIZE), st.integers(0, SIZE))
spots = st.tuples(st.floats(-0.5, SIZE + 0.5), st.floats(-0.5, SIZE + 0.5))
CLASSES = ["residential", "trunk", "motorway", "path", ""]


@st.composite
def networks(draw):
    """Directed multigraphs: parallel edges, loops, zero lengths, one-way roads, several parts."""
    corners = draw(st.lists(cells, min_size=2, max_size=8, unique=True))
    edges = []
    for _ in range(draw(st.integers(1, 12))):
        u = draw(st.integers(0, len(corners) - 1))
        v = draw(st.integers(0, len(corners) - 1))
        bend = draw(spots)
        edges.append(
            {
                "u": u,
                "v": v,
                "line": line(corners[u], bend, corners[v]),
                "length_m": draw(st.sampled_from([None, None, 0.0, 250.0, 1000.0])),
                "oneway": draw(st.sampled_from(["yes", "no", "-1", None])),
                "highway": draw(st.sampled_from(CLASSES)),
                "maxspeed": draw(st.sampled_from([None, "20", "50 mph"])),
            }
        )
    net = network(*edges)
    somewhere = st.one_of(spots, st.sampled_from(corners))
    origins = points(*draw(st.lists(somewhere, min_size=1, max_size=5)), prefix="o")
    destinations = points(*draw(st.lists(somewhere, min_size=1, max_size=5)), prefix="d")
    return net, origins, destinations


def reference_totals(net, origins, destinations, mode, cost, max_snap):
    """(o, d) total of the chosen cost by networkx, infinite where there is no trip."""
    seconds = edge_seconds(net, mode)
    usable = np.isfinite(seconds)
    solver = od_solver(net, origins, destinations, Travel(mode, cost, max_snap_m=max_snap))
    at = [solver.origins.snap, solver.destinations.snap]
    labels = [
        (f"{prefix}{i}", int(s.edge[i]), float(s.fraction[i]))
        for prefix, s in zip("od", at, strict=True)
        for i in range(len(s))
    ]
    two_way = ~net.oneway | (not mode.respects_oneway)
    weight = net.length_m if cost == "distance" else seconds
    graph = reference_graph(net, labels, two_way, usable, weight)
    per_leg = 1.0 if cost == "distance" else 3.6 / mode.leg_kmh
    totals = np.full((len(origins), len(destinations)), np.inf)
    for i in np.flatnonzero(at[0].on_network):
        reach = nx.single_source_dijkstra_path_length(graph, f"o{i}", weight="cost")
        for j in np.flatnonzero(at[1].on_network):
            legs = (at[0].leg_m[i] + at[1].leg_m[j]) * per_leg
            totals[i, j] = reach.get(f"d{j}", np.inf) + legs
    return totals


@settings(report_multiple_bugs=False, phases=PHASES)
@given(
    networks(),
    st.sampled_from([CAR, WALK]),
    st.sampled_from(["distance", "time"]),
    st.sampled_from([40.0, 2000.0]),
)
def test_nearest_and_matrix_equal_networkx(case, mode, cost, max_snap):
    net, origins, destinations = case
    if not np.isfinite(edge_seconds(net, mode)).any():
        with pytest.raises(InputError, match="No road of this network may be used"):
            access.nearest(net, origins, destinations, Travel(mode))
        return
    expected = reference_totals(net, origins, destinations, mode, cost, max_snap)
    column = "total_m" if cost == "distance" else "minutes"
    unit = 1.0 if cost == "distance" else 60.0

    one = access.nearest(net, origins, destinations, Travel(mode, cost, max_snap_m=max_snap))
    assert list(one.index) == list(origins.index)
    best = expected.min(axis=1)
    np.testing.assert_allclose(one[column].fillna(np.inf) * unit, best, atol=0.01)

    full = access.matrix(net, origins, destinations, Travel(mode, cost, max_snap_m=max_snap))
    table = full.total_m() if cost == "distance" else full.minutes() * 60
    np.testing.assert_allclose(table.fillna(np.inf), expected, atol=0.01)

    many = access.nearest(net, origins, destinations, Travel(mode, cost, max_snap_m=max_snap), k=3)
    for i, rows in many.groupby("origin_id", sort=False):
        wanted = np.sort(expected[int(i[1:])])[:3]
        wanted = wanted[np.isfinite(wanted)]
        if len(wanted):
            np.testing.assert_allclose(rows[column] * unit, wanted, atol=0.01)
            assert rows["rank"].tolist() == list(range(1, len(wanted) + 1))
        else:
            assert rows["status"].isin(["unreachable", "off_network"]).all()
            assert len(rows) == 1

    check_parts_and_routes(net, origins, destinations, one, mode, cost, max_snap)


def check_parts_and_routes(net, origins, destinations, table, mode, cost, max_snap):
    ok = table[table["status"] == "ok"]
    np.testing.assert_allclose(ok["access_m"] + ok["network_m"] + ok["egress_m"], ok["total_m"])
    assert table[table["status"] != "ok"][access.NUMBERS].isna().all(axis=None)
    traced = routes.routes(
        net, origins, destinations, table, Travel(mode, cost, max_snap_m=max_snap)
    )
    assert len(traced) == len(ok)
    for row in traced.itertuples():
        assert sum(road["m"] for road in row.roads) == pytest.approx(row.network_m, abs=0.01)
        start = origins.set_index("id").geometry[row.origin_id]
        end = destinations.set_index("id").geometry[row.destination_id]
        xy = shapely.get_coordinates(row.geometry)
        assert (xy[0] == shapely.get_coordinates(start)).all()
        assert (xy[-1] == shapely.get_coordinates(end)).all()
        first_leg = geodesic_m(*xy[[0]].T, *xy[[1]].T)[0]
        last_leg = geodesic_m(*xy[[-2]].T, *xy[[-1]].T)[0]
        assert first_leg == pytest.approx(row.access_m, abs=0.01)
        assert last_leg == pytest.approx(row.egress_m, abs=0.01)
