"""Networks and points from OSM objects, worked out by hand; and the real replies of Lembata."""

import gzip
import json
import math
import sqlite3
from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pytest
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from layers.area import schema
from layers.imports.facility_kinds import office_kind
from layers.imports.roads import read_roads
from layers.osm.area import area_from_replies, fetch_area, read_area, write_area
from layers.osm.ferries import duration_minutes
from layers.osm.http_errors import DownloadError
from layers.osm.overpass import Question, Reply
from layers.osm.points import point_layers
from layers.osm.queries import (
    MAX_TILES,
    RoadOptions,
    checked_area,
    facility_query,
    road_query,
    tiles,
    widened,
)
from layers.osm.roads import road_table
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from tests.layers import overpass_server as fake
from tests.layers.osm_cases import AREA, CROSS, POINTS, node, way

EAST_M = 111.319
"""A thousandth of a degree of longitude on the equator: 6378.137 km * pi / 180 / 1000."""


def table(ways, nodes=None, area=AREA, **options):
    return road_table([*(nodes or CROSS), *ways], area, RoadOptions(**options))


def ends(found):
    return sorted(
        (int(u), int(v)) for u, v in zip(found.edges["u"], found.edges["v"], strict=True)
    )


def test_ways_are_split_where_they_share_a_node():
    found = table(
        [
            way(1, [1, 2, 3, 4, 5], highway="primary", name="Jalan Raya"),
            way(2, [11, 3, 12], highway="residential"),
        ]
    )
    assert ends(found) == [(1, 3), (3, 5), (3, 12), (11, 3)]
    lengths = found.edges.set_index(["u", "v"])["length_m"]
    assert lengths[1, 3] == pytest.approx(2 * EAST_M, rel=1e-5)
    assert list(found.edges["name"]) == ["Jalan Raya", "Jalan Raya", "", ""]
    assert list(found.edges["way"]) == [1, 1, 2, 2]
    assert found.edges.geometry.iloc[0].coords[:] == [
        (120.001, 0.005),
        (120.002, 0.005),
        (120.003, 0.005),
    ]
    assert RoadNetwork.from_edges(found.edges).n_components == 1


def test_a_bridge_without_a_shared_node_stays_apart():
    found = table(
        [
            way(1, [1, 2, 4, 5], highway="primary"),
            way(2, [11, 12], highway="primary", bridge="yes", layer="1"),
        ]
    )
    assert ends(found) == [(1, 5), (11, 12)]
    assert RoadNetwork.from_edges(found.edges).n_components == 2
    assert list(found.edges["bridge"]) == [None, "yes"]
    assert list(found.edges["layer"]) == [None, "1"]


def test_a_way_that_crosses_itself_or_closes():
    eight = way(1, [1, 2, 3, 12, 2, 11], highway="residential")
    assert ends(table([eight])) == [(1, 2), (2, 2), (2, 11)]
    ring = way(2, [1, 2, 12, 1], highway="residential")
    assert ends(table([ring])) == [(1, 1)]
    assert ends(table([ring, way(3, [2, 3], highway="residential")])) == [(1, 2), (2, 1), (2, 3)]


@pytest.mark.parametrize(
    ("tags", "allowed"),
    [
        ({}, {(1, 5), (5, 1)}),
        ({"oneway": "yes"}, {(1, 5)}),
        ({"oneway": "-1"}, {(5, 1)}),
        ({"oneway": "no", "junction": "roundabout"}, {(1, 5), (5, 1)}),
        ({"junction": "roundabout"}, {(1, 5)}),
        ({"junction": "circular"}, {(1, 5)}),
        ({"highway": "motorway"}, {(1, 5)}),
        ({"oneway": "reversible"}, {(1, 5), (5, 1)}),
    ],
)
def test_one_way_roads(tags, allowed):
    found = table([way(1, [1, 3, 5], **{"highway": "primary", **tags})])
    network = RoadNetwork.from_edges(found.edges)
    u, v = int(network.node_id[network.u[0]]), int(network.node_id[network.v[0]])
    assert {(u, v)} | (set() if network.oneway[0] else {(v, u)}) == allowed


def test_speeds_and_names_reach_the_network():
    found = table([way(1, [1, 5], highway="primary", maxspeed="40", name="A")])
    network = RoadNetwork.from_edges(found.edges)
    assert (network.maxspeed_kmh[0], network.name[0], network.highway[0]) == (40, "A", "primary")


@pytest.mark.parametrize(
    ("tags", "options", "taken"),
    [
        ({"highway": "track"}, {}, False),
        ({"highway": "track"}, {"tracks": True}, True),
        ({"highway": "path"}, {"tracks": True}, False),
        ({"highway": "path"}, {"paths": True}, True),
        ({"highway": "service"}, {"service": True}, True),
        ({"highway": "construction"}, {"tracks": True, "paths": True, "service": True}, False),
        ({"highway": "primary", "access": "private"}, {}, False),
        ({"highway": "primary", "area": "yes"}, {}, False),
        ({"building": "yes"}, {}, False),
    ],
)
def test_which_ways_are_taken(tags, options, taken):
    ways = [way(1, [11, 12], highway="primary"), way(2, [1, 5], **tags)]
    assert (2 in set(table(ways, **options).edges["way"])) is taken


def test_roads_are_cut_at_the_first_node_outside():
    nodes = [node(k, x, 5) for k, x in enumerate((-9, -5, -1, 3, 7, 12, 16, 8, 9), start=1)]
    through = way(1, [1, 2, 3, 4, 5, 6, 7], highway="primary")
    assert ends(table([through], nodes)) == [(3, 6)]
    returning = way(1, [4, 5, 6, 7, 6, 8, 9], highway="primary")
    assert ends(table([returning], nodes)) == [(4, 6), (6, 9)]


def test_missing_nodes_are_counted_not_bridged():
    found = table([way(1, [1, 2, 99, 4, 5], highway="primary")])
    assert ends(found) == [(1, 2), (4, 5)]
    assert found.lost_steps == 2


def test_objects_in_two_replies_count_once_and_the_newest_counts():
    nodes = [node(1, 1, 5), node(5, 5, 5), node(1, 9, 9)]
    ways = [way(1, [1, 5], highway="primary"), way(1, [5, 1], highway="trunk")]
    found = table(ways, nodes)
    assert list(found.edges["highway"]) == ["primary"]
    assert found.edges.geometry.iloc[0].coords[0] == (120.001, 0.005)


@pytest.mark.usefixtures("indonesian")
def test_no_road_is_an_error():
    with pytest.raises(InputError, match="tidak punya jalan"):
        table([way(1, [1, 5], building="yes")])
    with pytest.raises(InputError, match="tidak punya jalan"):
        road_table([], AREA)


SEA = [node(1, 1, 5), node(2, 5, 5), node(3, 50, 5), node(4, 95, 5), node(5, 99, 5)]
ISLANDS = MultiPolygon([AREA, box(120.09, 0.0, 120.1, 0.01)])
ROADS = [way(1, [1, 2], highway="primary"), way(2, [4, 5], highway="primary")]
KM = 90 * EAST_M / 1000


def ferry_network(*ways):
    found = road_table([*SEA, *ROADS, *ways], ISLANDS)
    return found, RoadNetwork.from_edges(found.edges)


def test_a_ferry_joins_islands_and_is_not_cut_at_sea():
    found, network = ferry_network(way(9, [2, 3, 4], route="ferry", duration="00:30"))
    assert network.n_components == 1
    at = list(network.highway).index("ferry")
    assert network.length_m[at] == pytest.approx(KM * 1000, rel=1e-5)
    assert network.maxspeed_kmh[at] == pytest.approx(KM / 0.5, rel=1e-4)
    assert (found.ferries, found.timed_ferries) == (1, 1)
    assert RoadNetwork.from_edges(table(ROADS, SEA, ISLANDS).edges).n_components == 2


@pytest.mark.parametrize("duration", ["", "soon", "0", "00:01", "P1M"])
def test_a_duration_that_cannot_be_is_not_used(duration):
    found, network = ferry_network(way(9, [2, 3, 4], route="ferry", duration=duration))
    assert np.isnan(network.maxspeed_kmh).all()
    assert (found.ferries, found.timed_ferries) == (1, 0)


def test_a_ferry_route_of_several_ways_has_one_speed():
    route = {
        "type": "relation", "id": 1, "tags": {"type": "route", "route": "ferry", "duration": "60"},
        "members": [{"type": "way", "ref": 8}, {"type": "way", "ref": 9},
                    {"type": "node", "ref": 2}],
    }  # fmt: skip
    parts = [way(8, [2, 3], man_made="pier"), way(9, [3, 4])]
    found, network = ferry_network(*parts, route)
    assert network.n_components == 1
    assert (found.ferries, found.timed_ferries) == (2, 2)
    speeds = network.maxspeed_kmh[network.highway == "ferry"]
    assert speeds == pytest.approx([KM, KM], rel=1e-4)


def test_a_ferry_elsewhere_is_left_out():
    far = [node(21, 500, 5), node(22, 600, 5)]
    found = road_table([*SEA, *far, *ROADS, way(9, [21, 22], route="ferry")], ISLANDS)
    assert found.ferries == 0


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("01:30", 90), ("45", 45), ("2:05:30", 125.5), ("PT2H", 120), ("PT71M", 71),
        ("P1DT1H", 1500), ("PT90S", 1.5), ("", math.nan), ("P13M", math.nan),
        ("-5", math.nan), ("1:75", math.nan),
        ("90 min", math.nan), ("PT", math.nan), ("P", math.nan),
    ],
)  # fmt: skip
def test_durations(text, minutes):
    assert duration_minutes(text) == pytest.approx(minutes, nan_ok=True)


def test_points_are_sorted_into_layers():
    layers = point_layers([(p, "2024-08-03") for p in [*POINTS, POINTS[0]]], AREA)
    kinds = {
        name: dict(zip(frame["id"], frame["kind"], strict=True)) for name, frame in layers.items()
    }
    assert kinds == {
        "offices": {"osm:node/3": "disnaker", "osm:node/4": "bp3mi", "osm:node/5": "blk",
                    "osm:way/19": "disnaker"},
        "markets": {"osm:node/1": "pasar", "osm:node/18": "pasar", "osm:node/2": "pasar"},
        "facilities": {"osm:node/7": "bpr", "osm:node/8": "bank", "osm:node/9": "koperasi",
                       "osm:node/10": "sekolah", "osm:node/11": "perpustakaan",
                       "osm:node/16": "rumah baca", "osm:node/17": "bmt"},
        "places": {"osm:node/12": "village"},
    }  # fmt: skip
    offices = layers["offices"].set_index("id")
    assert offices.loc["osm:way/19", "address"] == "Jalan A 3"
    assert offices.loc["osm:way/19"].geometry == Point(120.003, 0.003)
    assert set(offices["source"]) == {"OpenStreetMap contributors, ODbL 1.0, 2024-08-03"}
    assert set(offices["precision"]) == {"published"}
    unnamed = layers["markets"].set_index("id").loc["osm:node/2"]
    assert (unnamed["name"], unnamed["note"]) == (
        "Pasar tanpa nama",
        "OpenStreetMap has no name for it.",
    )


def test_layers_without_points_keep_their_columns():
    layers = point_layers([], AREA)
    assert [len(frame) for frame in layers.values()] == [0, 0, 0, 0]
    assert set(schema.POINTS.columns) - {"geometry"} <= set(layers["markets"].columns)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("LTSA PMI Indramayu", "ltsa"),
        ("BP2MI Serang", "bp3mi"),
        ("Balai Besar Pelatihan Vokasi dan Produktivitas", "bbpvp"),
        ("Balai Latihan Kerja", "blk"),
        ("Dinas Ketenagakerjaan", "disnaker"),
    ],
)
def test_kinds_of_offices(name, kind):
    assert office_kind(name) == kind


def test_tiles_cover_the_area_on_one_grid():
    boxes = tiles(box(120.0, -8.5, 120.5, -8.2), 25)
    shapes = [box(w, s, e, n) for s, w, n, e in boxes]
    assert box(120.0, -8.5, 120.5, -8.2).within(MultiPolygon(shapes).buffer(1e-9))
    assert sum(s.area for s in shapes) == pytest.approx(len(boxes) * (25 / 111.32) ** 2)
    assert set(tiles(box(120.3, -8.4, 120.4, -8.3), 25)) <= set(boxes)


@pytest.mark.usefixtures("indonesian")
def test_too_many_tiles():
    with pytest.raises(InputError, match=f"{MAX_TILES} petak"):
        tiles(box(95, -10, 140, 5), 25)
    with pytest.raises(InputError, match="pbf"):
        tiles(box(95, -10, 140, 5), 0.01)


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("area", "words"),
    [
        (Polygon(), "kosong"),
        (None, "kosong"),
        (LineString([(120, 0), (121, 0)]), "tanpa luas"),
        (Point(120, 0), "tanpa luas"),
        (box(-8.5, 120, -8.2, 121), "di luar Indonesia"),
        (box(600000, 9000000, 700000, 9100000), "di luar Indonesia"),
    ],
)
def test_areas_that_cannot_be_used(area, words):
    with pytest.raises(InputError, match=words):
        checked_area(area)


def test_areas_are_repaired():
    bow = Polygon([(120, 0), (121, 1), (121, 0), (120, 1)])
    assert checked_area(bow).area == pytest.approx(0.5)
    mixed = GeometryCollection([box(120, 0, 121, 1), Point(120, 0)])
    assert checked_area(mixed).equals(box(120, 0, 121, 1))


def test_widened_by_metres():
    west = widened(AREA, 1000).bounds[0]
    assert (120 - west) * 1000 * EAST_M == pytest.approx(1000, rel=2e-3)
    assert widened(box(140.5, -9, 141, -8), 1000).bounds[2] > 141


def test_queries_say_what_is_asked():
    tile = (-8.5, 123.0, -8.25, 123.25)
    roads = road_query(tile, RoadOptions(tracks=True), 90)
    assert roads.startswith("[out:json][timeout:90];")
    assert roads.count("(-8.500000,123.000000,-8.250000,123.250000)") == 3
    assert "residential" in roads
    assert "track" in roads
    assert "path" not in roads
    assert '["route"="ferry"]' in roads
    points = facility_query(tile, 90)
    assert all(
        word in points for word in ("marketplace", "tenaga *kerja", "village", "out center")
    )
    for query in (roads, points):
        assert query.count("(") == query.count(")")
        assert query.count('"') % 2 == 0


def small_area(handler_server):
    """Answer as a server would: roads to road queries, points to the others."""
    roads = fake.answer(*CROSS, way(1, [1, 2, 3, 4, 5], highway="primary"))
    points = fake.answer(*POINTS)

    def usual(handler):
        act = points if "out center" in handler_server.queries[-1] else roads
        act(handler)

    handler_server.usual = usual


def test_fetch_area_and_write_it(server, settings, listener, tmp_path):
    small_area(server)
    found = fetch_area(AREA, settings, monitor=listener.caller)
    assert found.roads.network.total_km == pytest.approx(4 * EAST_M / 1000, rel=1e-4)
    assert found.facts["points"] == {"offices": 4, "markets": 3, "facilities": 7, "places": 1}
    assert found.facts["data_from"] == fake.STAMP
    paths = write_area(found, tmp_path / "new", {"asked": "AREA"})
    assert [p.name for p in paths] == [
        "roads.gpkg", "offices.gpkg", "markets.gpkg", "facilities.gpkg", "places.gpkg",
        "boundaries.gpkg",
    ]  # fmt: skip
    again = read_roads(paths[0])
    assert again.kind == "edge table"
    assert again.network.length_m == pytest.approx(found.roads.network.length_m)
    assert list(again.network.node_id) == list(found.roads.network.node_id)
    notes = json.loads((tmp_path / "new" / "roads.gpkg.json").read_text())
    assert (notes["asked"], notes["data_from"]) == ("AREA", fake.STAMP)
    with sqlite3.connect(paths[1]) as database:
        assert database.execute("select count(*) from access").fetchone() == (4,)
    database.close()


def test_layers_without_points_are_written_empty(server, settings, tmp_path):
    server.usual = fake.answer(*CROSS, way(1, [1, 5], highway="primary"))
    paths = write_area(fetch_area(AREA, settings), tmp_path)
    assert [len(gpd.read_file(path, layer="access")) for path in paths] == [1, 0, 0, 0, 0, 0]


def test_second_fetch_asks_nothing(server, settings):
    small_area(server)
    fetch_area(AREA, settings)
    asked = len(server.queries)
    assert asked == 2 * len(tiles(widened(AREA, 1000), settings.tile_km)) + 1
    fetch_area(AREA, settings)
    assert len(server.queries) == asked


def test_failed_fetch_leaves_what_was_written(server, settings, listener, tmp_path):
    small_area(server)
    write_area(fetch_area(AREA, settings), tmp_path / "area")
    before = {p.name: p.read_bytes() for p in (tmp_path / "area").iterdir()}
    server.usual = fake.status(504)
    with pytest.raises(DownloadError):
        fetch_area(AREA, settings, RoadOptions(tracks=True), listener.caller)
    assert {p.name: p.read_bytes() for p in (tmp_path / "area").iterdir()} == before


@pytest.mark.usefixtures("indonesian")
def test_area_from_a_file(tmp_path):
    path = tmp_path / "area.geojson"
    gpd.GeoDataFrame(geometry=[box(120, 0, 121, 1), Point(3, 3)], crs=4326).to_file(path)
    assert read_area(path).bounds == (120, 0, 121, 1)
    gpd.GeoDataFrame(geometry=[Point(120, 0)], crs=4326).to_file(path)
    with pytest.raises(InputError, match="tidak berisi poligon"):
        read_area(path)


REPLIES = ("cb274e3e", "f0f4b6f2", "f5be91fd")


@pytest.fixture(scope="module")
def lembata(real_data):
    table = gpd.read_parquet(real_data / "boundaries" / "kabupaten.parquet")
    return checked_area(table[table["kode"] == "53.13"].geometry.iloc[0])


@pytest.fixture(scope="module")
def lembata_files(real_data):
    return [real_data / "overpass" / f"lembata_{name}.json.gz" for name in REPLIES]


def reply(path):
    found = json.loads(gzip.decompress(path.read_bytes()))
    return Reply(found["elements"], found["osm3s"]["timestamp_osm_base"], from_cache=False)


def steps_km(lines):
    """Length of every step between two vertices as osmnx measures: great circles on a sphere."""
    found = {}
    for line in lines:
        at = np.round(np.array(line.coords), 7)
        km = ox.distance.great_circle(at[:-1, 1], at[:-1, 0], at[1:, 1], at[1:, 0]) / 1000
        for a, b, length in zip(map(tuple, at[:-1]), map(tuple, at[1:]), km, strict=True):
            found[min(a, b), max(a, b)] = float(length)
    return found


@pytest.mark.slow
@pytest.mark.real
def test_lembata_is_the_network_that_osmnx_made(lembata, lembata_files, real_data):
    """All but 0.9 km: five village ways of the graph are in none of the three replies."""
    found = area_from_replies([reply(p) for p in lembata_files], [], widened(lembata, 1000))
    network = found.roads.network
    graph = ox.load_graphml(real_data / "osm" / "lembata_drive_2024-08.graphml")
    _, theirs = ox.graph_to_gdfs(ox.convert.to_undirected(graph), fill_edge_geometry=True)
    km = theirs["length"].sum() / 1000
    ours, others = steps_km(network.geometry), steps_km(theirs.geometry)
    assert network.n_components == nx.number_weakly_connected_components(graph) == 6
    assert set(ours) <= set(others)
    assert sum(others.values()) - sum(ours.values()) == pytest.approx(0.892, abs=0.001)
    assert network.total_km == pytest.approx(km, rel=0.005)
    assert found.facts["lost_steps"] == 0


@pytest.mark.real
def test_cutting_at_the_drawn_boundary_would_break_the_coast_road(lembata, lembata_files):
    elements = [e for p in lembata_files for e in reply(p).elements]
    cut = RoadNetwork.from_edges(road_table(elements, lembata).edges)
    assert cut.n_components > 30


@pytest.mark.real
def test_lembata_through_a_server_that_misbehaves(
    server, settings, listener, lembata, lembata_files
):
    quick = replace(settings, pause_s=1)
    first, second, third = map(fake.replay, lembata_files)
    server.acts = [fake.status(429, Retry_After="2"), first, fake.status(504), second,
                   fake.cut_off(b'{"elements": [', 9000), third]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        queries = [*REPLIES, "points 1", "points 2", "points 3", "boundaries"]
        patch.setattr("layers.osm.area.plan", lambda *_: [Question(query) for query in queries])
        found = fetch_area(lembata, quick, monitor=listener.caller)
    assert found.roads.network.n_components == 6
    assert listener.slept == pytest.approx(2 + 1 + 1)
    assert listener.heard[-1].objects == 6647 + 174 + 5096 + 81 + 33766 + 950
