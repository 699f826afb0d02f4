"""A study area from files: what the files do not say is filled in, what is wrong is reported."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from layers.imports.roads import joins_table
from layers.new_area.build import AreaFiles, build_area, make_area
from layers.new_area.parts import (
    OSM_LAYERS,
    osm_points,
    osm_roads,
    points_from_file,
    roads_from_file,
)
from layers.osm.area import area_from_replies
from layers.osm.overpass import Reply
from layers.store.area_store import default_store
from spatial.access import nearest as access
from spatial.errors import InputError
from tests.layers.osm_cases import AREA, POINTS, node, way


@pytest.fixture
def files(tmp_path):
    roads = [
        shapely.LineString([(110.80, -6.80), (110.82, -6.80)]),
        shapely.LineString([(110.81, -6.81), (110.81, -6.79)]),
    ]
    gpd.GeoDataFrame(
        {"REMARK": ["Jalan Kolektor", "Jalan Lokal"]}, geometry=roads, crs=4326
    ).to_file(tmp_path / "jalan.gpkg")
    boxes = [
        shapely.box(110.800, -6.812, 110.806, -6.801),
        shapely.box(110.812, -6.799, 110.82, -6.79),
    ]
    gpd.GeoDataFrame(
        {"kode": ["33.19.01.2001", "33.19.01.1002"], "nama": ["Desa Satu", "Kelurahan Dua"]},
        geometry=boxes, crs=4326,
    ).to_file(tmp_path / "desa.gpkg")  # fmt: skip
    (tmp_path / "kantor.csv").write_text(
        "id;nama;bujur;lintang\nk1;Disnaker;110,815;-6,8001\n"
        "k2;Balai Latihan Kerja;110,81;-6,805\n"
    )
    return AreaFiles(tmp_path / "jalan.gpkg", tmp_path / "desa.gpkg", tmp_path / "kantor.csv")


def test_an_area_from_drawn_roads_and_villages(files):
    made = make_area("Kabupaten Kudus", files)
    area = made.area
    assert area.name == "kabupaten-kudus"
    assert area.network.n_components == 1
    assert area.villages["kind"].tolist() == ["desa", "kelurahan"]
    assert area.villages["precision"].tolist() == ["village point"] * 2
    assert area.offices["kind"].tolist() == ["disnaker", "blk"]
    assert area.offices["regency"].tolist() == ["Kabupaten Kudus"] * 2
    assert area.markets.empty
    assert area.roads["highway"].tolist() == ["secondary", "tertiary"]
    assert set(made.reports) == {"roads", "villages", "offices"}
    table = access.nearest(area.network, area.villages, area.facilities("disnaker"))
    assert table["status"].tolist() == ["ok", "ok"]
    assert (table["destination_id"] == "k1").all()


@pytest.mark.slow
def test_a_new_area_can_be_stored_and_loaded(files):
    made = make_area("Kabupaten Kudus", files, name="kudus")
    default_store().save(made.area)
    again = default_store().load("kudus")
    assert again.title == "Kabupaten Kudus"
    assert again.network.total_km == pytest.approx(made.area.network.total_km)


@pytest.mark.usefixtures("indonesian")
def test_faulty_rows_refuse_the_file_unless_the_good_ones_are_kept(files):
    path = files.offices
    path.write_text(path.read_text() + "k3;Tertukar;-6,8;110,81\nk4;Kosong;;\n")
    with pytest.raises(InputError) as error:
        make_area("Kabupaten Kudus", files)
    assert "kantor: kantor.csv: baris 5" in str(error.value)
    made = make_area("Kabupaten Kudus", files, keep="good")
    assert made.area.offices["name"].tolist() == ["Disnaker", "Balai Latihan Kerja", "Tertukar"]
    swapped = made.area.offices.geometry.iloc[2]
    assert (swapped.x, swapped.y) == pytest.approx((110.81, -6.8))
    assert made.reports["offices"][0].counts()["repaired"] == 1


def test_problems_of_all_files_are_told_at_once(files, tmp_path):
    broken = AreaFiles(tmp_path / "tidak_ada.gpkg", tmp_path / "hilang.csv")
    with pytest.raises(InputError) as error:
        make_area("Kabupaten Kudus", broken)
    text = str(error.value)
    assert "roads:" in text
    assert "villages:" in text


@pytest.mark.slow
@pytest.mark.real
def test_kudus_from_rbi_lines_and_village_polygons(real_data, files):
    kudus = AreaFiles(
        real_data / "rbi" / "kudus_jalan_25k.gpkg",
        real_data / "villages" / "kudus.gpkg",
        files.offices,
    )
    area = make_area("Kabupaten Kudus", kudus).area
    assert len(area.villages) == 132
    assert area.network.total_km == pytest.approx(1579, abs=2)
    table = access.nearest(area.network, area.villages, area.facilities("disnaker"))
    assert (table["status"] == "ok").sum() >= 130


def test_sources_of_one_layer_are_joined_and_told(files, tmp_path):
    second = tmp_path / "lagi.csv"
    second.write_text("id;nama;bujur;lintang\nk1;LTSA Kudus;110,8;-6,8\n")
    parts = {
        "villages": [points_from_file("villages", files.villages)],
        "offices": [
            points_from_file("offices", files.offices),
            points_from_file("offices", second),
        ],
    }
    made = build_area("Kabupaten Kudus", roads_from_file(files.roads), parts)
    assert made.area.offices["id"].tolist() == ["k1", "k2", "k1-2"]
    assert made.area.offices["kind"].tolist() == ["disnaker", "blk", "ltsa"]
    assert made.area.sources["offices"]["description"] == "kantor.csv; lagi.csv"
    assert [f["file"] for f in made.area.sources["offices"]["files"]] == ["kantor.csv", "lagi.csv"]
    assert [report.read for report in made.reports["offices"]] == [2, 1]


def test_services_get_a_kind_and_known_villages_their_flag(files, tmp_path):
    services, villages = tmp_path / "layanan.csv", tmp_path / "desa.csv"
    services.write_text(
        "nama;jenis;bujur;lintang\nSMP 1;;110,8;-6,8\nBank Jateng;ATM;110,81;-6,8\n"
    )
    # Wiyong, Kabupaten Cirebon, is in the national list as a participant of 2017; Buyut Utara,
    # Kabupaten Lampung Tengah, only as a candidate.
    villages.write_text(
        "kode;nama;bujur;lintang;Desmigratif\n32.09.27.2002;Wiyong;110,8;-6,8;\n"
        "18.02.04.2015;Buyut Utara;110,81;-6,8;tidak\n33.19.01.2001;Satu;110,82;-6,8;Ya\n"
    )
    area = make_area("Uji", AreaFiles(files.roads, villages, services=services), name="uji").area
    assert area.services["kind"].tolist() == ["sekolah", "atm"]
    assert area.villages["desmigratif"].tolist() == [True, False, True]


@pytest.mark.usefixtures("indonesian")
def test_an_area_needs_villages(files):
    with pytest.raises(InputError, match="belum ada desa"):
        build_area("Kabupaten Kudus", roads_from_file(files.roads), {})


@pytest.mark.slow
def test_parts_from_openstreetmap():
    road = way(100, [1, 2], highway="primary")
    ends = [node(1, 1, 1), node(2, 2, 1)]
    replies = [Reply(found, "2024-08-01", from_cache=True) for found in ([*ends, road], POINTS)]
    osm = area_from_replies(replies[:1], replies[1:], AREA)
    parts = {layer: [osm_points(osm, layer)] for layer in OSM_LAYERS}
    made = build_area("Pulau Uji", osm_roads(osm), parts)
    assert made.area.villages["name"].tolist() == ["Desa Baru"]
    assert made.area.villages["kind"].tolist() == ["desa"]
    assert sorted(made.area.services["kind"].unique()) == [
        "bank", "bmt", "bpr", "koperasi", "perpustakaan", "rumah baca", "sekolah",
    ]  # fmt: skip
    assert set(made.area.services["regency"]) == {"Pulau Uji"}
    assert made.area.network.n_edges == 1
    assert made.area.sources["roads"]["description"] == "OpenStreetMap (2024-08-01), ODbL 1.0"
    default_store().save(made.area)
    assert len(default_store().load("pulau-uji").services) == 7


@pytest.mark.slow
def test_an_area_of_an_older_version_has_no_services(files):
    store = default_store()
    store.save(make_area("Kabupaten Kudus", files, name="kudus").area)
    manifest = next(store.root.rglob("manifest.json"))
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    del facts["counts"]["services"]
    manifest.write_text(json.dumps(facts), encoding="utf-8")
    again = store.load("kudus")
    assert again.services.empty
    assert len(again.villages) == 2


def test_closed_gaps_name_the_road_whose_end_was_joined(tmp_path):
    """The last line of the file stops 1.1 m short of the first; a line before it is no line."""
    shapes = [
        shapely.LineString([(110.0, -7.0), (110.02, -7.0)]),
        shapely.Point(110.0, -7.0),
        shapely.LineString([(110.0, -7.1), (110.02, -7.1)]),
        shapely.LineString([(110.01, -6.99999), (110.01, -6.99)]),
    ]
    lines = gpd.GeoDataFrame({"NAMRJL": list("ABCD")}, geometry=shapes, crs=4326)
    lines.to_file(tmp_path / "jalan.geojson")
    part = roads_from_file(tmp_path / "jalan.geojson")
    assert part.lines["name"].tolist() == ["A", "C", "D"]
    assert joins_table(part.source, part.lines)["name"].tolist() == ["D"]
