"""Roads in common on whole networks, against the drawn routes and against `access`."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.imports.roads import read_roads
from layers.pillars.kinds import pillar_points
from layers.workspace.catalog import load_area
from spatial import crs
from spatial.access.nearest import nearest
from spatial.access.pillars import roads_in_common
from spatial.access.routes import nearest_pieces, routes, travelled_m

STRIP_M = 0.2
"""Half the width of the strip along a route within which another one is the same road."""


def drawn_roads(area, villages, facilities):
    """The routes to the nearest facility without their legs, metres, by village."""
    table = nearest(area.network, villages, facilities)
    traced = routes(area.network, villages, facilities, table)
    with_road = traced[[len(way.coords) > 3 for way in traced.geometry]]
    lines = [shapely.LineString(way.coords[1:-1]) for way in with_road.geometry]
    return gpd.GeoSeries(lines, index=with_road.index, crs=4326).to_crs(32749)


def test_shares_are_those_of_the_drawn_routes():
    """Demak, 25 villages: a route that lies in a strip along another one is the same road.

    Where two roads cross or part, the strip adds a few decimetres.
    """
    area = load_area("demak")
    villages = area.villages.iloc[3::10]
    points = {
        "I": pillar_points(area, "I", ["disnaker"]),
        "II": pillar_points(area, "II", ["pasar"]),
        "III": pillar_points(area, "III", ["sekolah"]),
    }
    common = roads_in_common(area.network, villages, points, "I")
    base = drawn_roads(area, villages, points["I"])
    for pillar in ("II", "III"):
        ways = drawn_roads(area, villages, points[pillar])
        for village, way in ways.items():
            if way.length > 10:
                metres = way.intersection(base[village].buffer(STRIP_M)).length
                expected = common.loc[village, pillar] * way.length
                assert metres == pytest.approx(expected, abs=10), (pillar, village)
    assert (common["II"] > 0.2).sum() > 5
    assert (common["II"] < 0.05).sum() > 3


@pytest.mark.real
@pytest.mark.parametrize("name", ["lembata", "kota_kendari", "alor"])
def test_pieces_are_as_long_as_access_says(real_data, name):
    """One-way streets, islands, 250 villages and 200 facilities near random roads."""
    net = read_roads(real_data / "osm" / f"{name}_drive_2024-08.graphml", 5.0).network
    random = np.random.default_rng(1)

    def near_roads(count, prefix):
        edges = net.plane_geometry[random.integers(0, net.n_edges, count)]
        on = shapely.line_interpolate_point(edges, random.random(count), normalized=True)
        xy = shapely.get_coordinates(crs.unproject(on, net.plane))
        shapes = gpd.points_from_xy(*(xy + random.normal(0, 0.001, (count, 2))).T)
        ids = [f"{prefix}{i}" for i in range(count)]
        return gpd.GeoDataFrame({"id": ids}, geometry=shapes, crs=4326)

    villages, facilities = near_roads(250, "v"), near_roads(200, "f")
    expected = nearest(net, villages, facilities)["network_m"].fillna(0)
    metres = [
        travelled_m(trip, net.length_m) for trip in nearest_pieces(net, villages, facilities)
    ]
    assert metres == pytest.approx(expected.tolist(), abs=1e-6)
    assert expected.max() > 1000
