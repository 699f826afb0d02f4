"""Siting on a whole province of the archipelago, against spopt and against its own bounds."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pulp
import pyproj
import pytest
import shapely
from spopt.locate import LSCP, MCLP, PMedian

from spatial.access.nearest import matrix
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import CAR
from spatial.routing.snapping import snap
from spatial.routing.travel import Travel
from spatial.siting.locate import locate
from spatial.siting.task import SitingTask, Watch

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.slow,
]

MALUKU, REACH_M = "81.", 5000.0
CANDIDATES, HOUR = 300, 60.0


class Roads:
    """The roads of the province by networkx, and distances in a plane of its own at each point."""

    def __init__(self, network):
        self.geometry, self.u, self.v = network.geometry, network.u, network.v
        self.tree = shapely.STRtree(self.geometry)
        self.metres = network.length_m
        graph = nx.Graph(zip(self.u, self.v, strict=True))
        self.part = np.zeros(network.n_nodes, dtype=int)
        for i, nodes in enumerate(nx.connected_components(graph)):
            self.part[list(nodes)] = i
        self.length = np.bincount(self.part[self.u], self.metres)

    def around(self, point):
        """Positions of the edges within the longest leg of a point, and their distances."""
        plane = pyproj.Transformer.from_crs(
            4326, f"+proj=aeqd +lon_0={point[0]} +lat_0={point[1]}", always_xy=True
        )
        box = shapely.Point(point).buffer(0.05).envelope
        edges = self.tree.query(box)
        lines = shapely.transform(
            self.geometry[edges], lambda xy: np.column_stack(plane.transform(*xy.T))
        )
        away = shapely.distance(lines, shapely.Point(0, 0))
        near = away <= REACH_M
        return edges[near], away[near]

    def facility_parts(self, points):
        """Find the parts on which facilities are reached: scraps give way to longer parts."""
        found = set()
        for point in points:
            edges, away = self.around(point)
            parts = self.part[self.u[edges]]
            own, longest = parts[away.argmin()], parts[self.length[parts].argmax()]
            short = self.length[own] < min(self.length[longest], REACH_M)
            found.add(longest if short and self.beside(own, longest) else own)
        return found

    def beside(self, own, other):
        lines = self.geometry[self.part[self.u] == own]
        for xy in np.unique(shapely.get_coordinates(lines), axis=0):
            edges, _ = self.around(xy)
            if other not in self.part[self.u[edges]]:
                return False
        return True

    def lost(self, villages, candidates):
        """Whether no edge within the longest leg leads to a part with a facility.

        Except for villages nearest to the main part or to one with a facility, which are tied
        there, and cannot leave a part that has none.
        """
        serving = self.facility_parts(candidates)
        main = int(self.length.argmax())
        out = []
        for point in villages:
            edges, away = self.around(point)
            parts = self.part[self.u[edges]]
            tied = [p for _, p in sorted(zip(away, parts, strict=True)) if p in serving | {main}]
            out.append(not tied or tied[0] not in serving)
        return np.array(out)


@pytest.fixture(scope="module")
def maluku(real_data):
    """(villages, candidates) minutes by car, people made up, and villages without a trip."""
    folder = real_data / "archipelago"
    nodes = pd.read_parquet(folder / "nodes.parquet").rename(columns={"osmid": "id"})
    network = RoadNetwork.from_edges(pd.read_parquet(folder / "edges.parquet"), nodes)
    table = pd.read_csv(folder / "villages.csv.gz", dtype={"kode": str})
    table = table[table["kode"].str.startswith(MALUKU)]
    lonlat = table[["lon", "lat"]].to_numpy()
    near = snap(network, lonlat, max_snap_m=REACH_M).on_network
    shapes = gpd.points_from_xy(*lonlat[near].T, crs=4326)
    villages = gpd.GeoDataFrame({"id": table["kode"].to_numpy()[near]}, geometry=shapes)
    random = np.random.default_rng(2024)
    rows = np.sort(random.choice(len(villages), CANDIDATES, replace=False))
    candidates = villages.iloc[rows].reset_index(drop=True)
    trips = matrix(network, villages, candidates, Travel(CAR, "time", max_snap_m=REACH_M))
    people = random.integers(100, 5000, len(villages)).astype(float)
    lost = Roads(network).lost(lonlat[near], lonlat[near][rows])
    return trips.minutes().to_numpy(), people, lost


def test_the_province_is_large_and_full_of_islands(maluku):
    cost, _, lost = maluku
    assert cost.shape == (926, 300)
    assert 0.05 < np.isfinite(cost).mean() < 0.15
    np.testing.assert_array_equal(np.isnan(cost).all(axis=1), lost)
    assert lost.sum() == 55


def test_most_people_within_an_hour_as_spopt(maluku):
    cost, people, _ = maluku
    kept = np.arange(CANDIDATES) < 5
    found = locate(SitingTask(cost, kept, people), "mclp", 10, HOUR)
    assert found.status == "optimal"
    # For coverage a pair without a trip may be any number beyond the hour.
    peer = MCLP.from_cost_matrix(
        np.where(np.isnan(cost), 1e6, cost), people, HOUR, p_facilities=15,
        predefined_facilities_arr=kept.astype(int),
    )  # fmt: skip
    peer.solve(pulp.HiGHS(msg=False))
    assert found.objective == pytest.approx(peer.problem.objective.value(), rel=1e-6)
    assert found.objective == people[found.demand_status == "ok"].sum()


def test_how_many_until_all_as_spopt(maluku):
    cost, people, _ = maluku
    found = locate(SitingTask(cost, np.zeros(CANDIDATES, dtype=bool), people), "lscp", 1, HOUR)
    able = (cost <= HOUR).any(axis=1)
    assert found.status == "optimal"
    assert len(found.left_out("beyond", "unreachable")) == (~able).sum()
    peer = LSCP.from_cost_matrix(np.where(np.isnan(cost), 1e6, cost)[able], HOUR)
    peer.solve(pulp.HiGHS(msg=False))
    assert found.objective == peer.problem.objective.value()


@pytest.mark.parametrize("sites", [10, 60])
def test_bounds_hold_on_the_whole_province(maluku, sites):
    cost, people, _ = maluku
    task = SitingTask(cost, np.arange(CANDIDATES) < 5, people)
    short = locate(task, "p-median", sites, watch=Watch(1.0))
    long = locate(task, "p-median", sites, watch=Watch(120.0))
    lost = [people[found.demand_status != "ok"].sum() for found in (short, long)]
    assert lost[0] == lost[1]
    assert short.bound <= long.objective * (1 + 1e-6)
    assert long.bound <= long.objective <= short.objective * (1 + 1e-6)
    assert short.gap >= (short.objective - long.objective) / short.objective - 1e-6
    center = locate(task, "p-center", sites)
    assert center.status == "optimal"
    assert center.objective in cost
    served = center.cost[center.demand_status == "ok"]
    assert served.max() == center.objective


def test_the_largest_island_as_spopt_with_every_pair(maluku):
    """Where everybody reaches everybody spopt's own model needs no number for lost pairs."""
    cost, people, _ = maluku
    finite = np.isfinite(cost)
    home = finite[:, finite.sum(axis=0).argmax()]
    own = np.flatnonzero(finite[home].all(axis=0))
    part, weight = cost[home][:, own], people[home]
    assert part.shape[0] > 100
    assert part.shape[1] > 20
    found = locate(SitingTask(part, np.arange(len(own)) < 1, weight), "p-median", 4)
    assert found.status == "optimal"
    peer = PMedian.from_cost_matrix(
        part, weight, p_facilities=5, predefined_facilities_arr=(np.arange(len(own)) < 1) * 1
    )
    peer.solve(pulp.HiGHS(msg=False, gapRel=1e-7))
    assert found.objective == pytest.approx(peer.problem.objective.value(), rel=1e-5)
