"""Boundary layers of every origin: the name and the code of their own level."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cli import main
from layers.imports.boundaries import import_boundaries

CASES = Path(__file__).parents[2] / "cases"
NAMES = ["Sukamaju", "Bumirejo"]
KUDUS = ["Kudus"] * 2
JATI = ["Jati"] * 2
EMPTY = [None] * 2
DASHES = ["-", "NULL"]


def read(tmp_path, columns, **options):
    squares = [shapely.box(110 + i / 10, -7, 110.1 + i / 10, -6.9) for i in range(2)]
    frame = gpd.GeoDataFrame(columns, geometry=squares, crs=4326)
    frame.to_file(tmp_path / "batas.geojson")
    return import_boundaries(tmp_path / "batas.geojson", **options)


@pytest.mark.parametrize("name", ["kecamatan_only", "rbi_kecamatan"])
def test_the_name_of_the_level(name):
    areas = import_boundaries(CASES / "F07-boundary-name-of-the-level" / f"{name}.geojson").areas
    assert areas["name"].tolist() == NAMES
    assert areas["level"].tolist() == ["district"] * 2


def test_an_area_in_km2_is_no_code():
    areas = import_boundaries(CASES / "F08-code-from-any-number" / "luas.geojson").areas
    assert areas["code"].tolist() == ["", ""]
    assert areas["name"].tolist() == ["Karangdowo", "Wates"]
    assert areas["district"].tolist() == NAMES[:1] * 2


@pytest.mark.parametrize(
    ("columns", "level", "codes"),
    [
        (  # RBI, kecamatan
            {
                "NAMOBJ": NAMES,
                "WADMKD": EMPTY,
                "WADMKC": NAMES,
                "WADMKK": KUDUS,
                "LUAS": [3.1, 12.12],
            },
            "district",
            ["", ""],
        ),
        (  # RBI, desa
            {
                "NAMOBJ": NAMES,
                "WADMKD": NAMES,
                "WADMKC": JATI,
                "KDEPUM": ["33.19.01.2001", "33.19.01.2002"],
                "KDCPUM": ["33.19.01"] * 2,
                "KDEBPS": ["3319010001", "3319010002"],
            },
            "village",
            ["33.19.01.2001", "33.19.01.2002"],
        ),
        (  # RBI, desa without the column of their names
            {"NAMOBJ": NAMES, "WADMKD": EMPTY, "WADMKC": JATI, "WADMKK": KUDUS},
            "village",
            ["", ""],
        ),
        (
            {
                "provinsi": ["Jawa Tengah"] * 2,
                "kabupaten": KUDUS,
                "kecamatan": NAMES,
                "kode_dagri": ["331902", "331903"],
            },
            "district",
            ["33.19.02", "33.19.03"],
        ),
        (  # GADM 4.1, levels 3 and 4
            {
                "GID_3": ["IDN.10.13.2_1", "IDN.10.13.3_1"],
                "NAME_1": ["Jawa Tengah"] * 2,
                "NAME_2": KUDUS,
                "NAME_3": NAMES,
                "TYPE_3": ["Kecamatan"] * 2,
                "CC_3": ["3319010", "3319020"],
            },
            "district",
            ["3319010", "3319020"],
        ),
        (
            {
                "COUNTRY": ["Indonesia"] * 2,
                "NAME_1": ["Jawa Tengah"] * 2,
                "NAME_2": KUDUS,
                "NAME_3": JATI,
                "NAME_4": NAMES,
                "VARNAME_4": ["NA"] * 2,
                "TYPE_4": ["Desa"] * 2,
            },
            "village",
            ["", ""],
        ),
        (  # BPS
            {
                "gid": [691765, 117171],
                "kdprov": ["33"] * 2,
                "kdkab": ["19"] * 2,
                "kdkec": ["010"] * 2,
                "kddesa": ["001", "002"],
                "nmdesa": NAMES,
                "nmkec": JATI,
            },
            "village",
            ["3319010001", "3319010002"],
        ),
        (  # BPS 2010, numbers that lost their zeros
            {
                "PROVNO": [33] * 2,
                "KABKOTNO": [9] * 2,
                "KECNO": [10, 20],
                "KABKOT": ["Boyolali"] * 2,
                "KECAMATAN": NAMES,
            },
            "district",
            ["3309010", "3309020"],
        ),
        (  # Dukcapil
            {
                "NO_PROP": [33] * 2,
                "NO_KAB": [19] * 2,
                "NO_KEC": [1] * 2,
                "NO_KEL": [2001, 2002],
                "NAMA_KEL": NAMES,
                "NAMA_KEC": JATI,
            },
            "village",
            ["33.19.01.2001", "33.19.01.2002"],
        ),
        (  # OCHA
            {
                "ADM3_EN": NAMES,
                "ADM3_PCODE": ["ID3319010", "ID3319020"],
                "ADM2_EN": KUDUS,
                "ADM2_PCODE": ["ID3319"] * 2,
            },
            "district",
            ["3319010", "3319020"],
        ),
        ({"shapeName": NAMES, "shapeType": ["ADM3"] * 2}, "district", ["", ""]),
        (
            {"name": NAMES, "admin_level": ["6"] * 2, "osm_id": [1112345678, 1112345679]},
            "district",
            ["", ""],
        ),
        (
            {
                "OBJECTID": [1, 2],
                "Nama_Desa": NAMES,
                "Nama_Kades": ["Budi", "Ani"],
                "Kode_Desa": [3319012001.0, 3319012002.0],
            },
            "village",
            ["33.19.01.2001", "33.19.01.2002"],
        ),
        (
            {"nama": NAMES, "kecamatan": JATI, "Shape_Area": [11.7171, 11.7172]},
            "village",
            ["", ""],
        ),
        ({"nama": NAMES, "Kab/Kota": KUDUS}, "district", ["", ""]),
        (  # headings that a shapefile cut
            {
                "DESA_KELUR": NAMES,
                "NAMA_KECAM": JATI,
                "KODE_KD": ["33.19.02.2001", "33.19.02.2002"],
            },
            "village",
            ["33.19.02.2001", "33.19.02.2002"],
        ),
        (  # Open Data
            {
                "bps_kode_kabupaten_kota": ["3319"] * 2,
                "bps_nama_desa_kelurahan": NAMES,
                "bps_kode_desa_kelurahan": ["3319010001", "3319010002"],
                "kemendagri_kode_desa_kelurahan": ["33.19.02.2001", "33.19.02.2002"],
            },
            "village",
            ["33.19.02.2001", "33.19.02.2002"],
        ),
        ({"PROVINSI": NAMES, "KODE": ["33", "32"]}, "province", ["33", "32"]),
        (
            {"NAMOBJ": NAMES, "WADMKD": DASHES, "WADMKC": DASHES, "WADMKK": KUDUS},
            "district",
            ["", ""],
        ),
        ({"Nagari": NAMES, "Kecamatan": JATI}, "village", ["", ""]),
        ({"Village": NAMES, "Sub-District": JATI, "Regency/City": KUDUS}, "village", ["", ""]),
        (
            {
                "NAMOBJ": NAMES,
                "KDCPUM": ["33.19.01", "33.19.02"],
                "KDEPUM": EMPTY,
                "KDPKAB": ["33.19"] * 2,
            },
            "district",
            ["33.19.01", "33.19.02"],
        ),
        ({"Kecamatn": NAMES, "Jumlah Penduduk": [331901, 331902]}, "district", ["", ""]),
    ],
)
def test_layers_of_every_origin(tmp_path, columns, level, codes):
    areas = read(tmp_path, columns).areas
    assert areas["name"].tolist() == NAMES
    assert areas["level"].tolist() == [level] * 2
    assert areas["code"].tolist() == codes


def test_levels_above_are_named(tmp_path):
    found = read(
        tmp_path, {"desa": NAMES, "nmkec": JATI, "KABKOT": KUDUS, "PROV": ["Jawa Tengah"] * 2}
    )
    row = found.areas.iloc[0]
    assert row[["district", "regency", "province"]].tolist() == ["Jati", "Kudus", "Jawa Tengah"]


def test_a_name_that_is_empty_comes_from_another_column(tmp_path):
    found = read(tmp_path, {"WADMKD": ["Sukamaju", None], "NAMOBJ": NAMES, "WADMKC": JATI})
    assert found.areas["name"].tolist() == NAMES


def test_missing_names_are_said_once(tmp_path):
    found = read(tmp_path, {"kode": ["33.19.01.2001", "33.19.01.2002"]})
    assert [(p.row, p.severity) for p in found.report.problems] == [(None, "warning")]


def test_columns_are_stated_in_the_shell(tmp_path, capsys):
    read(tmp_path, {"A": NAMES, "B": ["Satu", "Dua"], "kecamatan": JATI})
    path, out = tmp_path / "batas.geojson", tmp_path / "hasil.geojson"
    assert main(["check", "boundaries", str(path), "--column", "name=B", "--out", str(out)]) == 0
    assert gpd.read_file(out)["name"].tolist() == ["Satu", "Dua"]
    assert "name=B" in capsys.readouterr().err
    assert main(["check", "boundaries", str(path), "--column", "name=C"]) == 2
