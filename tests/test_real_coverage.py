"""Service areas, coverage and gaps on real networks, against networkx and the access table."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.imports.roads import read_roads
from spatial.access.closures import cover_counts
from spatial.access.coverage import coverage
from spatial.access.gaps import gaps
from spatial.access.measure import DISTANCE, TIME
from spatial.access.nearest import matrix, nearest
from spatial.crs import unproject
from spatial.routing.modes import CAR, edge_seconds
from spatial.routing.travel import Travel
from spatial.service_areas.cost_field import cost_field
from spatial.service_areas.polygons import service_areas
from tests.spatial.builders import reference_graph

pytestmark = [pytest.mark.real, pytest.mark.slow]

OFFICES = ["53.13.05.1017", "53.13.07.2004", "53.13.08.2005"]
"""Three villages of Lembata within 500 m of a road."""

BEYOND_M = 300.0


def study(real_data, area):
    network = read_roads(real_data / "osm" / f"{area}_drive_2024-08.graphml").network
    table = gpd.read_file(real_data / "villages" / f"{area}.gpkg")
    spots = gpd.points_from_xy(table["rep_lng"], table["rep_lat"], crs=4326)
    columns = {"id": table["kode"], "name": table["nama"], "district": table["kecamatan"]}
    villages = gpd.GeoDataFrame(columns, geometry=spots)
    return network, villages, shapely.union_all(shapely.make_valid(table.geometry.to_numpy()))


@pytest.fixture(scope="module")
def lembata(real_data):
    network, villages, land = study(real_data, "lembata")
    offices = villages[villages["id"].isin(OFFICES)].reset_index(drop=True)
    return network, villages, offices, land


def sampled(network, count=3000):
    """Places on the network, chosen with a fixed seed: (n,) edges and shares."""
    random = np.random.default_rng(7)
    metres = network.length_m / network.length_m.sum()
    return random.choice(network.n_edges, count, p=metres), random.uniform(0, 1, count)


def by_networkx(network, field, edge, share):
    """Metres or seconds from places to the nearest office, searched from each office."""
    offices = field.solver.destinations.snap
    usable = np.isfinite(edge_seconds(network, CAR))
    snaps = [(f"o{i}", e, f) for i, (e, f) in enumerate(zip(edge, share, strict=True))]
    snaps += [(f"d{i}", offices.edge[i], offices.fraction[i]) for i in range(len(offices))]
    cost = network.length_m if field.unit == "m" else edge_seconds(network, CAR)
    graph = reference_graph(network, snaps, ~network.oneway, usable, cost).reverse()
    best = np.full(len(edge), np.inf)
    leg = offices.leg_m if field.unit == "m" else offices.leg_m / 1.25
    for i in range(len(offices)):
        found = nx.single_source_dijkstra_path_length(graph, f"d{i}", weight="cost")
        best = np.fmin(best, [found.get(f"o{j}", np.inf) + leg[i] for j in range(len(edge))])
    return best


@pytest.mark.parametrize(("cost", "threshold"), [("distance", 10_000.0), ("time", 1800.0)])
@pytest.mark.parametrize("coast", [False, True])
def test_the_area_holds_the_roads_within_the_budget_and_no_others(lembata, cost, threshold, coast):
    network, _, offices, land = lembata
    field = cost_field(network, offices, Travel(CAR, cost))
    areas = service_areas(field, [threshold / 2, threshold], land=land if coast else None)
    assert areas.geometry.is_valid.all()
    edge, share = sampled(network)
    best = by_networkx(network, field, edge, share)
    places = shapely.line_interpolate_point(network.plane_geometry[edge], share, normalized=True)
    spots = unproject(places, network.plane)
    metres_per_unit = 1.0 if cost == "distance" else network.length_m / edge_seconds(network, CAR)
    slack = BEYOND_M / np.broadcast_to(metres_per_unit, network.n_edges)[edge]
    for row, limit in enumerate((threshold / 2, threshold)):
        inside = shapely.covers(areas.geometry.iloc[row], spots)
        assert inside[best <= limit].all()
        assert not inside[best > limit + slack].any()
        assert min((best <= limit).sum(), (best > limit + slack).sum()) > 100


@pytest.mark.parametrize(
    ("measure", "column_limit", "threshold"),
    [(DISTANCE, 10_000.0, 10_000.0), (TIME, 30.0, 1800.0)],
)
def test_coverage_adds_up_to_the_access_table(lembata, measure, column_limit, threshold):
    network, villages, offices, _ = lembata
    cost = measure.cost
    people = pd.Series(np.arange(len(villages)) * 7.0 + 1, index=villages.index)
    villages = villages.assign(people=people)
    trips = nearest(network, villages, offices, Travel(CAR, cost))
    within = trips[measure.column] <= column_limit
    assert 20 < within.sum() < len(villages) - 20
    table = coverage(trips, villages, [threshold], measure, weights=["people"])
    assert table["within"].tolist() == [within.sum(), people[within].sum()]
    assert table["total"].tolist() == [len(villages), people.sum()]
    by_district = coverage(trips, villages, [threshold], measure, by=["district"])
    expected = within.groupby(villages["district"]).sum()
    assert by_district.set_index("district")["within"].to_dict() == expected.to_dict()
    full = matrix(network, villages, offices, Travel(CAR, cost))
    totals = full.total_m() if cost == "distance" else full.seconds()
    assert (cover_counts(totals, threshold).to_numpy() > 0).tolist() == within.tolist()


def test_islands_of_alor_without_an_office_are_gaps(real_data):
    network, villages, land = study(real_data, "alor")
    office = villages[villages["id"] == "53.05.01.1002"].reset_index(drop=True)
    trips = nearest(network, villages, office, Travel(CAR, "time"))
    found = gaps(trips, villages, 1800.0, TIME)
    assert len(found) + (trips["minutes"] <= 30).sum() == len(villages) == 175
    without = trips["status"] != "ok"
    assert without.sum() > 40
    assert found["reason"].iloc[: without.sum()].isin(["unreachable", "off_network"]).all()
    assert found["value"].iloc[: without.sum()].isna().all()
    table = coverage(trips, villages, [1800.0], TIME)
    assert table["outside"].tolist() == [len(found)]
    area = service_areas(cost_field(network, office, Travel(CAR, "time")), [36_000.0], land=land)
    unreached = villages[(trips["status"] == "unreachable").to_numpy()]
    assert not unreached.intersects(area.geometry.iloc[0]).any()
    assert shapely.area(shapely.difference(area.geometry.iloc[0], land)) < 1e-4
