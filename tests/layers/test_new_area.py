"""A study area from files: what the files do not say is filled in, what is wrong is told."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.new_area import AreaFiles, make_area
from layers.store import default_store
from spatial import access
from spatial.errors import InputError


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


def test_a_new_area_can_be_stored_and_loaded(files):
    made = make_area("Kabupaten Kudus", files, name="kudus")
    default_store().save(made.area)
    again = default_store().load("kudus")
    assert again.title == "Kabupaten Kudus"
    assert again.network.total_km == pytest.approx(made.area.network.total_km)


def test_faulty_rows_refuse_the_file_unless_the_good_ones_are_kept(files):
    path = files.offices
    path.write_text(path.read_text() + "k3;Tertukar;-6,8;110,81\nk4;Kosong;;\n")
    with pytest.raises(InputError) as error:
        make_area("Kabupaten Kudus", files)
    assert "offices: kantor.csv: baris 5" in str(error.value)
    made = make_area("Kabupaten Kudus", files, keep="good")
    assert made.area.offices["name"].tolist() == ["Disnaker", "Balai Latihan Kerja", "Tertukar"]
    swapped = made.area.offices.geometry.iloc[2]
    assert (swapped.x, swapped.y) == pytest.approx((110.81, -6.8))
    assert made.reports["offices"].counts()["repaired"] == 1


def test_problems_of_all_files_are_told_at_once(files, tmp_path):
    broken = AreaFiles(tmp_path / "tidak_ada.gpkg", tmp_path / "hilang.csv")
    with pytest.raises(InputError) as error:
        make_area("Kabupaten Kudus", broken)
    text = str(error.value)
    assert "roads:" in text
    assert "villages:" in text


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
