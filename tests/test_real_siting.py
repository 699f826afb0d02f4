"""Siting on a whole province of the archipelago, against spopt and against its own bounds."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pulp
import pytest
from spopt.locate import LSCP, MCLP, PMedian

from spatial.access.nearest import matrix
from spatial.network.road_network import RoadNetwork
from spatial.routing.modes import CAR
from spatial.routing.snapping import snap
from spatial.routing.travel import Travel
from spatial.siting.locate import locate
from spatial.siting.task import SitingTask, Watch

pytestmark = [pytest.mark.real, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

MALUKU, REACH_M = "81.", 5000.0
CANDIDATES, HOUR = 300, 60.0


@pytest.fixture(scope="module")
def maluku(real_data):
    """(villages, candidates) minutes by car, one way roads and all, and people made up."""
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
    return trips.minutes().to_numpy(), people


def test_the_province_is_large_and_full_of_islands(maluku):
    cost, _ = maluku
    assert cost.shape == (926, 300)
    assert 0.05 < np.isfinite(cost).mean() < 0.15
    assert np.isnan(cost).all(axis=1).sum() == 80


def test_most_people_within_an_hour_as_spopt(maluku):
    cost, people = maluku
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
    cost, people = maluku
    found = locate(SitingTask(cost, np.zeros(CANDIDATES, dtype=bool), people), "lscp", 1, HOUR)
    able = (cost <= HOUR).any(axis=1)
    assert found.status == "optimal"
    assert len(found.left_out("beyond", "unreachable")) == (~able).sum()
    peer = LSCP.from_cost_matrix(np.where(np.isnan(cost), 1e6, cost)[able], HOUR)
    peer.solve(pulp.HiGHS(msg=False))
    assert found.objective == peer.problem.objective.value()


@pytest.mark.parametrize("sites", [10, 60])
def test_bounds_hold_on_the_whole_province(maluku, sites):
    cost, people = maluku
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
    cost, people = maluku
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
