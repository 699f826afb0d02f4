"""Coordinates as people write them: the cases that once failed, and others of their kind."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest

from layers.imports.coordinate_headings import guess_place_columns, read_heading
from layers.imports.coordinate_pairs import split_pair
from layers.imports.coordinates import parse_coordinate, stated_crs
from layers.imports.land import load_land
from layers.imports.lost_points import restore_points
from layers.imports.metre_systems import TM3_ZONES, zone_box
from layers.imports.number_columns import number_columns
from layers.imports.points import PointOptions, import_points
from layers.imports.validation import check_import
from layers.new_area.draft import FileInput, read_points_input
from spatial.errors import InputError
from tests.layers.import_cases import rows_of, write

CASES = Path(__file__).parents[2] / "cases"
HEADINGS = CASES / "F11-coordinate-headings-and-pairs"
PLACES = [(110.8405, -6.8048), (110.8552, -6.8123), (110.829, -6.7791), (110.8671, -6.841)]
TM3 = CASES / "F03-tm3-hint-and-swap" / "tm3.csv"


def places(read, digits=4):
    shapes = read.points.geometry
    return [None if p is None else (round(p.x, digits), round(p.y, digits)) for p in shapes]


def imported(folder, text, **options):
    path = write(folder / "titik.csv", text)
    return check_import(import_points(path, PointOptions(**options)))


@pytest.mark.parametrize(
    "name", ["v17_wkt", "v18_gmapsdms", "v20_lostdot", "v35a", "v35b", "v35c"]
)
def test_cases_of_headings_and_cells(name):
    read = check_import(import_points(HEADINGS / f"{name}.csv"))
    assert places(read) == PLACES
    assert rows_of(read.report, "error") == []
    assert read.report.kept == 4


def test_a_lost_decimal_point_is_asked_about():
    read = check_import(import_points(HEADINGS / "v20_lostdot.csv"))
    (problem,) = read.report.problems
    assert (problem.row, problem.severity) == (None, "warning")
    assert "decimal point seems to be lost in 4 rows" in problem.sentence()
    assert "110.84050" in problem.sentence()


@pytest.mark.parametrize(
    ("lon", "lat", "places_back"),
    [
        ([1108405, 1108552, 110829], [-68048, -68123, -67791],
         [(110.8405, -6.8048), (110.8552, -6.8123), (110.829, -6.7791)]),
        ([110.84, 110.85, 110.82], [-6.8, -6.81, -680123],
         [(110.84, -6.8), (110.85, -6.81), (110.82, -6.80123)]),
        ([951234, 952345], [55123, 5412], [(95.1234, 5.5123), (95.2345, 5.412)]),
        ([1241234, 124231], [-1097000, -10912], [(124.1234, -1.097), (124.231, -1.0912)]),
    ],
)  # fmt: skip
def test_points_come_back(lon, lat, places_back):
    found = restore_points(np.array(lon, dtype=float), np.array(lat, dtype=float))
    assert list(zip(found.lon.round(6), found.lat.round(6), strict=True)) == places_back


@pytest.mark.parametrize(
    ("x", "y"), [(348177.0, 9247398.0), (348177.0, 747398.0), (473000.0, 236000.0)]
)
def test_metres_have_lost_no_point(x, y):
    assert restore_points(np.array([x]), np.array([y])) is None


PAIRS = {
    "-6.8048, 110.8405", "-6.8048,110.8405", "(-6.8048, 110.8405)", "[110.8405,-6.8048]",
    "-6.8048 110.8405", "-6,8048 110,8405", "-6,8048; 110,8405", "-6,8048, 110,8405",
    "\N{EN DASH}6.8048, 110.8405", "6.8048 LS 110.8405 BT", "S6.8048 E110.8405",
    "110.8405 BT - 6.8048 LS", "6.8048° S, 110.8405° E", "POINT (110.8405 -6.8048)",
    "POINT(110,8405 -6,8048)", "POINT Z (110.8405 -6.8048 0)", "SRID=4326;POINT(110.8405 -6.8048)",
    "https://maps.google.com/?q=-6.8048,110.8405", "geo:-6.8048,110.8405",
    "https://www.google.com/maps/search/?api=1&query=-6.8048%2C110.8405",
    "https://www.google.com/maps/place/X/@-6.1,110.1,17z/data=!3d-6.8048!4d110.8405!16s",
    "https://www.openstreetmap.org/?mlat=-6.8048&mlon=110.8405#map=15/-6.8/110.8",
    "Lat: -6.8048 Long: 110.8405", "X: 110.8405 Y: -6.8048", "lat=-6.8048, lon=110.8405",
    '{"type":"Point","coordinates":[110.8405,-6.8048]}',
    "6°48.288'S 110°50.43'E", "6 48 17.28 LS 110 50 25.8 BT",
    "06°48'17.28\" Lintang Selatan dan 110°50'25.8\" Bujur Timur",
    "6°48\u203217,28\u2033 LS, 110°50\u203225,8\u2033 BT",
}  # fmt: skip


@pytest.mark.parametrize("text", sorted(PAIRS))
def test_both_numbers_in_one_cell(text):
    pair = split_pair(text)
    assert parse_coordinate(pair.lat).value == pytest.approx(-6.8048, abs=1e-6)
    assert parse_coordinate(pair.lon).value == pytest.approx(110.8405, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    ["", "12/5", "6,5", "12 500", "1.234,5", "001/002", "0812 3456 789", "RT 01/02", "Jl. Raya 5",
     "2024", "https://maps.app.goo.gl/abc", "10.000"],
)  # fmt: skip
def test_cells_that_are_no_pair(text):
    assert split_pair(text) is None


@pytest.mark.parametrize(
    ("heading", "axis"),
    [
        *((h, "lat") for h in ("Latitude (LS)", "Koordinat Lintang", "Koordinat Y", "POINT_Y",
          "Y_COORD", "LAT_DD", "garis lintang", "Latitude/Lintang", "lattitude", "Lat.", "Latidud",
          "Lintang (derajat)", "titik_y", "GPS Latitude", "decimalLatitude", "KoordinatY", "LS")),
        *((h, "lon") for h in ("Longitude (BT)", "Koordinat Bujur", "Koordinat X", "POINT_X",
          "X_COORD", "LON_DD", "Garis Bujur Timur", "longtitude", "Long.", "Bujor", "Easting (mE)",
          "X (m)", "centroid_lon", "xcoord", "BT", "Bujur/BT")),
        *((h, "pair") for h in ("Titik Koordinat", "Lat, Long", "LatLong", "WKT", "Koordinat GPS",
          "Lintang / Bujur", "Koordinat (X,Y)")),
        *((h, None) for h in ("Luas X", "Bintang", "Altitude", "Long Segar", "Kec. Timur", "Tahun",
          "Wilayah Utara", "nama", "kode", "Jumlah Lantai")),
    ],
)  # fmt: skip
def test_headings(heading, axis):
    read = read_heading(heading)
    assert (None if read is None else read.axis) == axis


def test_degrees_stand_before_metres_of_the_same_table():
    table = pd.DataFrame({"X": ["485000"], "Y": ["9240000"], "Lintang": ["-6.8"],
                          "Bujur": ["110.8"]})  # fmt: skip
    roles = guess_place_columns(table)
    assert (roles["lon"], roles["lat"]) == ("Bujur", "Lintang")


def test_degrees_minutes_and_seconds_in_columns_of_their_own(tmp_path):
    text = (
        "nama;Lintang Derajat;Lintang Menit;Lintang Detik;LS/LU;Bujur Derajat;Bujur Menit;"
        "Bujur Detik\nA;6;48;17,28;LS;110;50;25,8\n"
    )
    assert places(imported(tmp_path, text)) == [(110.8405, -6.8048)]


@pytest.mark.parametrize(
    "text",
    [
        "nama,lat_d,lat_m,lat_s,lon_d,lon_m,lon_s\nA,-6,48,17.28,110,50,25.8\n",
        "nama;Lintang (S);Bujur (E)\nA;6,8048;110,8405\n",
        "nama;Lintang;Bujur\nA;06.48.17,28 LS;110.50.25,8 BT\n",
        "nama;Lintang;Bujur\nA;6d48m17.28s S;110d50m25.8s E\n",
        "nama;Lintang;Bujur\nA;LS: 6,8048;BT: 110,8405\n",
        "nama;Lintang;Bujur\nA;\N{EM DASH} 6.8048;'110.8405\n",
        "nama,geom\nA,SRID=23835;POINT(348177.96 747398.57)\n",
        "nama,x_awal,y_awal,x_akhir,y_akhir\nA,110.8405,-6.8048,110.9,-6.9\n",
    ],
)  # fmt: skip
def test_other_ways_to_write_a_place(tmp_path, text):
    assert places(imported(tmp_path, text)) == [(110.8405, -6.8048)]


@pytest.mark.parametrize(
    "text",
    ["nama;UTM\nA;49M 482000 9247398\n", "nama;k\nA;49 S 482000 mE 9247398 mN\n"],
)
def test_a_zone_in_the_cell_is_the_system(tmp_path, text):
    # Zone 49 has its central meridian at 111 E; 18 km west of it is 0.163 degrees.
    assert places(imported(tmp_path, text), 2) == [(110.84, -6.81)]


@pytest.mark.parametrize("text", ["nama;X;Y\nA;482 000;9 247 398\n",
                                  "nama;X;Y\nA;482.000,0;9.247.398\n"])  # fmt: skip
def test_thousands_in_metres(tmp_path, text):
    read = imported(tmp_path, text, crs=stated_crs("32749"))
    assert places(read, 2) == [(110.84, -6.81)]


def test_short_links_are_named(tmp_path):
    text = (
        "nama;Link Google Maps\nA;https://www.google.com/maps?q=-6.8048,110.8405\n"
        "B;https://maps.app.goo.gl/abc\n"
    )
    read = imported(tmp_path, text)
    assert places(read) == [(110.8405, -6.8048), None]
    assert "a short link holds no coordinate" in read.report.problems[0].sentence()


def test_columns_without_a_heading_are_asked_about(tmp_path):
    read = imported(tmp_path, "nama,a,b\nA,-6.8048,110.8405\nB,-6.8123,110.8552\n")
    assert places(read) == PLACES[:2]
    assert "no heading says" in read.report.problems[0].sentence()


def test_tm3_is_named_and_not_exchanged():
    with pytest.raises(InputError, match=r"TM-3 of BPN.*49\.1 \(EPSG:23835\)"):
        import_points(TM3)
    wrong = check_import(import_points(TM3, PointOptions(crs=stated_crs("32649"))))
    assert wrong.report.kept == 0
    assert rows_of(wrong.report, "error") == [2, 3, 4, 5]
    assert "TM-3" in wrong.report.problems[0].sentence()
    right = check_import(import_points(TM3, PointOptions(crs=stated_crs("23835"))))
    assert places(right) == PLACES
    assert right.report.problems == ()


def test_the_zone_follows_from_the_province(tmp_path):
    lines = ["kode;nama;x;y", "33.19.01.2001;A;348177.96;747398.57"]
    with pytest.raises(InputError) as error:
        imported(tmp_path, "\n".join(lines))
    assert "49.1 (EPSG:23835)" in str(error.value)
    assert "48.2" not in str(error.value)


def test_zones_of_tm3_have_the_names_of_the_register():
    names = {code: pyproj.CRS.from_epsg(code).name for code in TM3_ZONES}
    assert names == {c: f"DGN95 / Indonesia TM-3 zone {zone}" for c, zone in TM3_ZONES.items()}
    assert zone_box(pd.Series(["49.1"])) == (108.0, -12.0, 111.0, 7.0)


def test_a_hemisphere_beside_the_number_is_used():
    read = check_import(import_points(CASES / "A-official-files" / "podes_lampung.csv"))
    assert places(read, 3) == [(105.257, -5.386), (105.302, -5.379), (105.23, -5.37)]
    assert rows_of(read.report, "error") == []


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("nama,LS,BT", "A,5.386,105.257"),
        ("nama,Lintang Selatan,Bujur Timur", "A,5.386,105.257"),
        ("nama,lat,lat_ref,lon,lon_ref", "A,5.386,S,105.257,E"),
        ("nama,Lintang,Arah Lintang,Bujur", "A,5.386,Selatan,105.257"),
        ("nama,Latitude (LS),Longitude (BT)", "A,-5.386,105.257"),
        ("nama,lat,lon", "A,-5.386 LS,105.257 BT"),
        ("nama,S,E", "A,5.386,105.257"),
        ("nama,lat,Belahan,lon", "A,5.386,Selatan,105.257"),
        ("nama,lat,a,lon,b", "A,5.386,S,105.257,E"),
        ("nama,lat,penanda1,lon,penanda2", "A,5.386,S,105.257,E"),
        ("nama,LS/LU,lat,lon", "A,LS,5.386,105.257"),
        ("nama,lat,Keterangan Lintang,lon", "A,5.386,Lintang Selatan,105.257"),
    ],
)
def test_hemispheres(tmp_path, head, row):
    assert places(imported(tmp_path, f"{head}\n{row}\n"), 3) == [(105.257, -5.386)]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("nama,wilayah,lat,lon", "A,Selatan,1.5,124.9"),
        ("nama,lat,lon,wilayah", "A,1.5,124.9,Selatan"),
        ("nama,status,lat,lon", "A,S,1.5,124.9"),
        ("nama,lat,lon,arah", "A,1.5,124.9,B"),
        ("nama,lat,lon,jk", "A,1.5,124.9,L"),
        ("nama,lat,kelas,lon", "A,1.5,S,124.9"),
    ],
)
def test_letters_that_say_no_hemisphere(tmp_path, head, row):
    assert places(imported(tmp_path, f"{head}\n{row}\n"), 1) == [(124.9, 1.5)]


@pytest.mark.parametrize("text", ["5,5", "5.5 LU", "5°30' LU"])
def test_the_letter_of_the_cell_counts_more_than_the_heading(tmp_path, text):
    read = imported(tmp_path, f"nama;Lintang (LU);Bujur\nA;{text};95,3\n")
    assert places(read) == [(95.3, 5.5)]


@pytest.mark.parametrize(
    ("lat", "lon", "severity", "words"),
    [
        (5.386, 105.257, "error", "250.6 km from the nearest land of Indonesia. The minus sign"),
        (3.15, 113.2, "error", "in Malaysia"),
        (6.8, 110.84, "error", "outside Indonesia"),
        (1.35, 103.82, "error", "in Singapore"),
        (-4.8, 110.0, "warning", "in the sea"),
        (-5.5985, 106.553, "warning", "unless it is an island"),
        (-3.59, 98.67, "error", "take the minus sign away, 3.59000"),
    ],
)
def test_points_off_the_land(tmp_path, lat, lon, severity, words):
    read = imported(tmp_path, f"nama,lat,lon\nA,{lat},{lon}\n")
    (problem,) = read.report.problems
    assert problem.severity == severity
    assert words in problem.sentence()


def test_islands_and_borders_are_land():
    land = load_land()
    lon = np.array([110.44, 112.65, 126.585, 102.25, 106.21, 108.38, 117.8, 104.03, 95.32, np.nan])
    lat = np.array([-5.85, -5.8, 5.555, -5.38, 3.22, 3.94, 4.15, 1.12, 5.88, 0.0])
    assert land.holds(lon, lat).tolist() == [True] * 9 + [False]


def test_three_decimals_stay_decimals():
    path = CASES / "F13-three-decimals-become-thousands" / "v36_luas3.csv"
    read = import_points(path)
    assert read.points["luas_km2"].tolist() == [1.234, 12.345, 3.21, 4.875]
    assert not any("Lat" in str(note) or "luas" in str(note) for note in read.report.notes)


@pytest.mark.parametrize(
    ("columns", "heading", "numbers"),
    [
        ({"lat": ["-6.779", "-6.8"], "bobot": ["1.204", "3.125"]}, "bobot", [1.204, 3.125]),
        ({"skor": ["0.834", "0.7"], "luas": ["1.204", "3.125"]}, "luas", [1.204, 3.125]),
        ({"skor": ["0,83", "0,7"], "luas": ["1.204", "3.125"]}, "luas", [1204, 3125]),
        ({"a": ["1.204.000", "5"], "luas": ["1.204", "3.125"]}, "luas", [1204, 3125]),
        ({"lat": ["-6.8", "-6.9"], "penduduk": ["4.512", "987"]}, "penduduk", [4512, 987]),
        ({"lat": ["-6.8", "-6.9"], "omzet": ["1,250", "950"]}, "omzet", [1250, 950]),
        ({"kode": ["33.19", "33.20"], "kios": ["1.204", "87"]}, "kios", [1204, 87]),
    ],
)
def test_the_file_says_what_a_dot_is(columns, heading, numbers):
    assert number_columns(pd.DataFrame(columns), []).numbers[heading].tolist() == numbers


def test_whole_numbers_with_dots_beside_decimal_points_are_asked_about():
    table = pd.DataFrame({"lat": ["-6.8", "-6.9"], "penduduk": ["4.512", "987"]})
    (problem,) = number_columns(table, []).problems
    assert (problem.field, problem.value, problem.severity) == ("penduduk", "4.512", "warning")


@pytest.mark.parametrize("name", ["v17_wkt", "v18_gmapsdms", "v20_lostdot", "v35a"])
def test_the_page_reads_the_same(name):
    part, read = read_points_input(FileInput("markets", HEADINGS / f"{name}.csv"))
    assert places(read) == PLACES
    assert part.report.kept == 4


def test_map_layers_in_tm3_without_a_system(tmp_path):
    points = gpd.GeoDataFrame(
        {"nama": list("ABCD")}, geometry=gpd.points_from_xy(*zip(*PLACES, strict=True)), crs=4326
    )
    path = tmp_path / "pasar.shp"
    points.to_crs(23835).to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError, match=r"TM-3 of BPN.*49\.1 \(EPSG:23835\)"):
        import_points(path)
    with pytest.raises(InputError, match="outside Indonesia"):
        import_points(path, PointOptions(crs=stated_crs("32649")))
    assert places(import_points(path, PointOptions(crs=stated_crs("23835")))) == PLACES
