"""OpenStreetMap files: clipped to an area by hand-worked expectations, and bad ones refused."""

import gzip
import hashlib
import json
import zipfile
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node
from shapely.geometry import MultiPolygon, Point, box

from layers.jobs.progress import CancelledError, Monitor
from layers.osm import extract as pbf
from layers.osm import extract_clip as pbf_clip
from layers.osm.area import area_from_replies, read_area, write_area
from layers.osm.extract import read_pbf
from layers.osm.extract_file import open_osm
from layers.osm.overpass import Reply
from layers.osm.queries import RoadOptions, checked_area, is_facility, widened
from spatial.errors import InputError
from tests.layers.osm_cases import AREA, CROSS, POINTS, node, way
from tests.layers.pbf_cases import STAMP, write_osm

EAST_M = 111.319
"""A thousandth of a degree of longitude on the equator, metres."""
MAIN = way(1, [1, 2, 3, 4, 5], highway="primary", name="Jalan Raya", maxspeed="60")
SIDE = way(2, [11, 3, 12], highway="residential", oneway="yes")


@pytest.fixture
def extract(tmp_path):
    return write_osm(tmp_path / "kecil.osm.pbf", [*CROSS, MAIN, SIDE])


def ends(found):
    return sorted(zip(found.table.edges["u"], found.table.edges["v"], strict=True))


def test_roads_are_those_of_the_area(extract):
    found = read_pbf(extract, AREA)
    assert ends(found) == [(1, 3), (3, 5), (3, 12), (11, 3)]
    network = found.roads.network
    assert network.n_components == 1
    assert network.total_km == pytest.approx((4 * EAST_M + 4 * 110.574) / 1000, rel=1e-4)
    named = network.name == "Jalan Raya"
    assert network.maxspeed_kmh[named].tolist() == [60, 60]
    assert network.oneway.tolist() == [False, False, True, True]


def test_provenance(extract):
    facts = read_pbf(extract, AREA, RoadOptions(tracks=True), margin_m=500).facts
    assert facts["file"]["sha256"] == hashlib.sha256(extract.read_bytes()).hexdigest()
    assert facts["file"]["file"] == "kecil.osm.pbf"
    assert (facts["data_from"], facts["data_from_basis"]) == (STAMP, "header of the file")
    assert facts["source"] == "OpenStreetMap contributors, ODbL 1.0"
    assert (facts["margin_m"], facts["options"]["tracks"]) == (500, True)
    assert facts["written_by"] == "tests"


def test_without_a_date_in_the_header_the_newest_road_dates_the_data(tmp_path):
    path = write_osm(tmp_path / "a.osm.pbf", [*CROSS, MAIN], stamp="")
    facts = read_pbf(path, AREA).facts
    assert facts["data_from"] == "2023-05-01T00:00:00Z"
    assert facts["data_from_basis"] == "newest change of a road in the area"
    path = write_osm(tmp_path / "b.osm.pbf", [*CROSS, MAIN], stamp="", changed=None)
    facts = read_pbf(path, AREA).facts
    assert (facts["data_from"], facts["data_from_basis"]) == ("", "unknown")


def test_a_way_over_the_border_keeps_its_first_node_outside(tmp_path):
    """The area ends at 10, its margin of 1 km at about 19: 12 and 16 are in, 30 is the end."""
    nodes = [node(k, x, 5) for k, x in enumerate((-30, -25, 3, 7, 12, 16, 30, 40), start=1)]
    path = write_osm(
        tmp_path / "a.osm.pbf", [*nodes, way(1, list(range(1, 9)), highway="primary")]
    )
    assert ends(read_pbf(path, AREA)) == [(2, 7)]
    assert ends(read_pbf(path, AREA, margin_m=1)) == [(2, 5)]


def test_a_step_across_the_area_without_a_node_in_it_is_found(tmp_path):
    nodes = [node(1, -400, 5), node(2, 400, 5)]
    path = write_osm(tmp_path / "a.osm.pbf", [*nodes, way(1, [1, 2], highway="primary")])
    assert read_pbf(path, AREA).roads.network.total_km == pytest.approx(
        800 * EAST_M / 1000, rel=1e-4
    )


def test_islands_stay(tmp_path):
    apart = [node(21, 1, 9), node(22, 2, 9), way(3, [21, 22], highway="residential")]
    path = write_osm(tmp_path / "a.osm.pbf", [*CROSS, MAIN, *apart])
    assert read_pbf(path, AREA).roads.network.n_components == 2


def test_a_way_that_the_extract_has_cut_is_not_bridged(tmp_path):
    nodes = [point for point in CROSS if point["id"] != 3]
    found = read_pbf(write_osm(tmp_path / "a.osm.pbf", [*nodes, MAIN]), AREA)
    assert ends(found) == [(1, 2), (4, 5)]
    assert found.facts["lost_steps"] == 2


@pytest.mark.parametrize(("options", "taken"), [({}, False), ({"tracks": True}, True)])
def test_options_choose_roads(tmp_path, options, taken):
    path = write_osm(tmp_path / "a.osm.pbf", [*CROSS, MAIN, way(2, [11, 12], highway="track")])
    found = read_pbf(path, AREA, RoadOptions(**options))
    assert (2 in set(found.table.edges["way"])) is taken


SEA = [node(1, 1, 5), node(2, 5, 5), node(3, 50, 5), node(4, 95, 5), node(5, 99, 5)]
ISLANDS = MultiPolygon([AREA, box(120.09, 0.0, 120.1, 0.01)])
ROADS = [way(1, [1, 2], highway="primary"), way(2, [4, 5], highway="primary")]


def test_a_ferry_joins_islands_with_its_duration(tmp_path):
    ferry = way(9, [2, 3, 4], route="ferry", duration="00:30")
    found = read_pbf(write_osm(tmp_path / "a.osm.pbf", [*SEA, *ROADS, ferry]), ISLANDS)
    network = found.roads.network
    assert network.n_components == 1
    at = list(network.highway).index("ferry")
    assert network.maxspeed_kmh[at] == pytest.approx(90 * EAST_M / 1000 / 0.5, rel=1e-4)
    assert (found.facts["ferries"], found.facts["ferries_with_duration"]) == (1, 1)


def test_a_ferry_route_brings_its_untagged_ways(tmp_path):
    route = {"type": "relation", "id": 1, "tags": {"route": "ferry", "duration": "60"},
             "members": [{"type": "way", "ref": 8}, {"type": "way", "ref": 9}]}  # fmt: skip
    parts = [way(8, [2, 3], man_made="pier"), way(9, [3, 4])]
    found = read_pbf(write_osm(tmp_path / "a.osm.pbf", [*SEA, *ROADS, *parts, route]), ISLANDS)
    assert found.roads.network.n_components == 1
    assert (found.facts["ferries"], found.facts["ferries_with_duration"]) == (2, 2)


def test_a_ferry_elsewhere_is_left_out(tmp_path):
    far = [node(21, 500, 5), node(22, 600, 5), way(9, [21, 22], route="ferry")]
    found = read_pbf(write_osm(tmp_path / "a.osm.pbf", [*SEA, *ROADS, *far]), ISLANDS)
    assert found.facts["ferries"] == 0


def test_facilities_are_those_that_a_server_would_give(tmp_path):
    """`POINTS` sorted into layers by hand, in test_osm; a road of that name is no facility."""
    points = [p for p in POINTS if p["type"] == "node"]
    road = way(3, [1, 2], highway="residential", name="Jalan Koperasi Disnaker")
    shift = [{**p, "id": p["id"] + 100} for p in points]
    found = read_pbf(write_osm(tmp_path / "a.osm.pbf", [*CROSS, MAIN, road, *shift]), AREA)
    ids = {name: sorted(int(i.split("/")[1]) - 100 for i in f["id"]) for name, f in
           found.points.items()}  # fmt: skip
    assert ids == {
        "offices": [3, 4, 5],
        "markets": [1, 2, 18],
        "facilities": [7, 8, 9, 10, 11, 16, 17],
        "places": [12],
    }
    assert set(found.points["markets"]["source"]) == {
        f"OpenStreetMap contributors, ODbL 1.0, {STAMP}"
    }


def square(first, x, y, size):
    """Four corners; the middle is half the size further."""
    corners = ((0, 0), (size, 0), (size, size), (0, size))
    return [node(first + k, x + dx, y + dy) for k, (dx, dy) in enumerate(corners)]


def test_facilities_drawn_as_ways_and_relations_lie_in_their_middle(tmp_path):
    market = way(30, [100, 101, 102, 103, 100], amenity="marketplace", name="Pasar Way")
    outer, inner = way(31, [200, 201, 202, 203, 200]), way(32, [104, 105])
    site = {
        "type": "relation", "id": 40,
        "tags": {"type": "multipolygon", "amenity": "school", "name": "SD Relasi"},
        "members": [{"type": "way", "ref": 31, "role": "outer"}, {"type": "node", "ref": 300},
                    {"type": "way", "ref": 999}, {"type": "node", "ref": 998}],
    }  # fmt: skip
    lost = {**site, "id": 41, "members": [{"type": "way", "ref": 999}]}
    nodes = [*square(100, 2, 2, 2), *square(200, 6, 6, 1), node(300, 8, 6)]
    path = write_osm(
        tmp_path / "a.osm.pbf", [*CROSS, MAIN, *nodes, market, outer, inner, site, lost]
    )
    found = read_pbf(path, AREA).points
    assert found["markets"].geometry.iloc[0].distance(Point(120.003, 0.003)) < 1e-9
    assert list(found["facilities"]["id"]) == ["osm:relation/40"]
    assert found["facilities"].geometry.iloc[0].distance(Point(120.007, 0.0065)) < 1e-9


def test_a_facility_just_outside_the_margin_is_left_out(tmp_path):
    inside, outside = node(91, 15, 5, amenity="bank"), node(92, 25, 5, amenity="bank")
    found = read_pbf(write_osm(tmp_path / "a.osm.pbf", [*CROSS, MAIN, inside, outside]), AREA)
    assert list(found.points["facilities"]["id"]) == ["osm:node/91"]


@pytest.mark.parametrize(
    ("kind", "tags", "asked"),
    [
        ("node", {"amenity": "school"}, True),
        ("node", {"place": "village", "name": "A"}, True),
        ("way", {"place": "village", "name": "A"}, False),
        ("node", {"place": "village"}, False),
        ("way", {"building": "yes", "name": "Balai Latihan Kerja"}, True),
        ("way", {"building": "yes", "name": "Koperasi Maju"}, False),
        ("node", {"office": "company", "name": "Koperasi Maju"}, True),
        ("node", {"office": "company", "name": "Blklm"}, False),
        ("node", {"shop": "yes", "name": "Koperasi Maju"}, False),
    ],
)
def test_what_a_server_is_asked_for(kind, tags, asked):
    assert is_facility(kind, tags) is asked


@pytest.mark.parametrize("suffix", [".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2"])
def test_other_formats_of_the_same_data(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    write_osm(path if suffix != ".pbf" else tmp_path / "b.osm.pbf", [*CROSS, MAIN, SIDE])
    if suffix == ".pbf":
        (tmp_path / "b.osm.pbf").rename(path)
    assert ends(read_pbf(path, AREA)) == [(1, 3), (3, 5), (3, 12), (11, 3)]


def test_objects_in_any_order(tmp_path):
    text = """<osm version="0.6"><way id="1"><nd ref="2"/><nd ref="1"/>
      <tag k="highway" v="primary"/></way><node id="2" lon="120.005" lat="0.005"/>
      <node id="1" lon="120.001" lat="0.005"/></osm>"""
    path = tmp_path / "a.osm"
    path.write_text(text)
    assert ends(read_pbf(path, AREA)) == [(2, 1)]


@pytest.mark.usefixtures("indonesian")
def test_the_whole_of_a_small_file(extract, monkeypatch):
    found = read_pbf(extract)
    assert ends(found) == [(1, 3), (3, 5), (3, 12), (11, 3)]
    assert found.facts["margin_m"] is None
    monkeypatch.setattr(pbf, "MAX_WHOLE_MB", 0.0001)
    with pytest.raises(InputError, match=r"terlalu besar .* batasnya 0.0001 MB. Beri poligon"):
        read_pbf(extract)
    assert read_pbf(extract, AREA).roads.network.n_edges == 4


@pytest.mark.usefixtures("indonesian")
def test_an_area_with_too_many_roads(extract, monkeypatch):
    monkeypatch.setattr(pbf_clip, "MAX_ROAD_POINTS", 7)
    with pytest.raises(InputError, match="lebih dari 7 titik"):
        read_pbf(extract, AREA)
    monkeypatch.setattr(pbf_clip, "MAX_ROAD_POINTS", 8)
    read_pbf(extract, AREA)


def test_a_disk_without_room(extract, monkeypatch):
    monkeypatch.setattr(pbf.shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with pytest.raises(InputError, match="TMPDIR"):
        read_pbf(extract, AREA)


def page(path):
    path.write_text("<!DOCTYPE html><html><body>Not found</body></html>" * 20)


def archive(path):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "hello" * 100)


def cut(path):
    write_osm(path, [*CROSS, MAIN])
    path.write_bytes(path.read_bytes()[:-40])


def damaged(path):
    write_osm(path, [*CROSS, MAIN])
    data = bytearray(path.read_bytes())
    data[-30] ^= 0xFF
    path.write_bytes(bytes(data))


def xml(text):
    return lambda path: path.write_text(f'<?xml version="1.0"?>{text}')


def history(path):
    with osmium.SimpleWriter(osmium.io.File(str(path), "osh.pbf"), overwrite=True) as writer:
        writer.add_node(Node(id=1, location=(120, 0), version=1, visible=True))
        writer.add_node(Node(id=1, version=2, visible=False))


def cut_gzip(path):
    path.write_bytes(gzip.compress(b'<osm version="0.6"><node id="1" lat="0" lon="120"/>')[:-12])


BAD = [
    ("a.osm.pbf", page, "bukan berkas OpenStreetMap"),
    ("a.osm.pbf", archive, "bukan berkas OpenStreetMap"),
    ("a.osm.pbf", lambda path: path.write_bytes(b""), "kosong"),
    ("a.osm.pbf", lambda path: path.write_bytes(b"\0" * 500), "bukan berkas OpenStreetMap"),
    ("a.osm.pbf", cut, "terpotong"),
    ("a.osm.pbf", damaged, "rusak"),
    ("a.osm.pbf", history, "riwayat"),
    ("a.osm.pbf", lambda path: None, "tidak ada"),
    ("a.txt", page, "yang dikenal"),
    ("a.osm.gz", cut_gzip, "terpotong"),
    ("a.osm", xml("<html></html>"), "bukan berkas OpenStreetMap"),
    ("a.osm", xml('<osm version="0.6"><node id="1" lat="0" lon="120"/><way'), "terpotong"),
    ("a.osm", xml('<osm version="0.6"><node id="1" lat="0" lon="999"/></osm>'), "rusak"),
    ("a.osm", xml('<!DOCTYPE x [<!ENTITY e "e">]><osm version="0.6">&e;</osm>'), "rusak"),
    ("a.osm", xml('<osmChange version="0.6"></osmChange>'), "riwayat"),
    ("a.osm", xml('<osm version="0.6"></osm>'), "tidak berisi jalan"),
]


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(("name", "make", "words"), BAD)
def test_files_that_cannot_be_used(tmp_path, name, make, words):
    make(tmp_path / name)
    with pytest.raises(InputError, match=words):
        read_pbf(tmp_path / name, AREA)


@pytest.mark.usefixtures("indonesian")
def test_no_road_in_the_area_tells_what_the_file_covers(extract):
    with pytest.raises(InputError, match=r"bujur 120 sampai 120\.1, lintang 0 sampai 0\.1"):
        read_pbf(extract, box(110, -7, 111, -6))


@pytest.mark.usefixtures("indonesian")
def test_an_area_that_cannot_be_used(extract):
    with pytest.raises(InputError, match="di luar Indonesia"):
        read_pbf(extract, box(24, 60, 25, 61))


@pytest.mark.usefixtures("indonesian")
def test_progress_is_told_and_a_cancel_heard(extract, monkeypatch):
    heard = []
    read_pbf(extract, AREA, monitor=Monitor(progress=heard.append))
    assert [p.done for p in heard] == sorted(p.done for p in heard)
    assert (heard[0].done, heard[-1].done, heard[-1].total) == (0, 5, 5)
    assert {p.waiting_for for p in heard} >= {"membaca titik", "menghitung sidik berkas"}
    monkeypatch.setattr("layers.osm.extract_file.REPORT_EVERY_S", 0)
    answers = iter([False] * 5 + [True])
    with pytest.raises(CancelledError, match="dibatalkan"):
        read_pbf(extract, AREA, monitor=Monitor(cancelled=lambda: next(answers)))


def test_nothing_is_left_of_the_index(extract, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    read_pbf(extract, AREA)
    with pytest.raises(InputError):
        read_pbf(extract, box(110, -7, 111, -6))
    assert list(folder.iterdir()) == []


REPLIES = ("cb274e3e", "f0f4b6f2", "f5be91fd")


@pytest.mark.slow
@pytest.mark.real
def test_lembata_from_a_file_is_lembata_from_the_server(real_data, tmp_path):
    """The objects of the three replies, written as an extract, give the same network."""
    table = gpd.read_parquet(real_data / "boundaries" / "kabupaten.parquet")
    area = checked_area(table[table["kode"] == "53.13"].geometry.iloc[0])
    names = [real_data / "overpass" / f"lembata_{name}.json.gz" for name in REPLIES]
    documents = [json.loads(gzip.decompress(path.read_bytes())) for path in names]
    replies = [Reply(d["elements"], d["osm3s"]["timestamp_osm_base"], True) for d in documents]
    objects = {(e["type"], e["id"]): e for r in replies for e in r.elements if e["type"] in
               {"node", "way", "relation"}}  # fmt: skip
    path = write_osm(tmp_path / "lembata.osm.pbf", objects.values(), replies[0].timestamp)
    ours, theirs = (
        read_pbf(path, area),
        area_from_replies(replies, [], widened(area, 1000)),
    )
    by_ends = ["way", "u", "v", "length_m"]
    mine, other = (a.table.edges.sort_values(by_ends, ignore_index=True) for a in (ours, theirs))
    assert len(mine) == len(other) > 2500
    for column in ("way", "u", "v", "highway", "oneway", "name"):
        assert mine[column].tolist() == other[column].tolist()
    np.testing.assert_allclose(mine["length_m"], other["length_m"], rtol=1e-12)
    assert mine.geometry.geom_equals_exact(other.geometry, 1e-9).all()
    assert ours.roads.network.n_components == theirs.roads.network.n_components == 6


def test_written_files_are_those_of_a_fetch(extract, tmp_path):
    gpd.GeoDataFrame(geometry=[AREA], crs=4326).to_file(tmp_path / "area.geojson")
    found = read_pbf(extract, read_area(tmp_path / "area.geojson"))
    paths = write_area(found, tmp_path / "new")
    assert [path.stem for path in paths] == [
        "roads", "offices", "markets", "facilities", "places", "boundaries",
    ]  # fmt: skip
    notes = json.loads((tmp_path / "new" / "roads.gpkg.json").read_text())
    assert notes["file"]["sha256"] == hashlib.sha256(extract.read_bytes()).hexdigest()


def test_a_header_is_read_without_the_data(extract):
    file = open_osm(extract)
    assert (file.data_from, file.program) == (STAMP, "tests")
    assert file.extent == pytest.approx((120, 0, 120.1, 0.1))
