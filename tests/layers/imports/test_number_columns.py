"""Which columns count something, and how their numbers are written."""

from __future__ import annotations

import math

import geopandas as gpd
import pandas as pd
import pytest

from layers.imports.checked_points import PointFile, read_points
from layers.imports.number_columns import number_columns
from layers.imports.points import import_points


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1.204", "87", "12.000"], [1204, 87, 12000]),
        (["1.204,5", "87", "3,25"], [1204.5, 87, 3.25]),
        (["1204.5", "87", "3.125"], [1204.5, 87, 3.125]),
        (["1,204.5", "87", "12,000.0"], [1204.5, 87, 12000]),
        (["1e3", "2", "3"], [1000, 2, 3]),
        (["-4", "+5", "0"], [-4, 5, 0]),
    ],
)
def test_ways_to_write_numbers(texts, numbers):
    found = number_columns(pd.DataFrame({"Jumlah KK": texts}), [])
    assert found.numbers["jumlah_kk"].tolist() == numbers


@pytest.mark.parametrize("texts", [["1", "dua"], ["1.2.3", "4"], ["", "-"], ["1,2,3", "4"]])
def test_columns_that_hold_no_numbers(texts):
    assert number_columns(pd.DataFrame({"kk": texts}), []).numbers.empty


def test_missing_values_stay_missing():
    found = number_columns(pd.DataFrame({"pmi": ["5", "", "-", "N/A"]}, index=[2, 3, 4, 5]), [])
    assert found.numbers["pmi"].loc[2] == 5
    assert all(math.isnan(value) for value in found.numbers["pmi"].loc[3:])


@pytest.mark.parametrize(
    "heading",
    [
        "OBJECTID",
        "kode_desa",
        "Shape_Area",
        "rep_lng",
        "year",
        "Tahun",
        "RW",
        "no",
        "Telepon",
        "No. HP",
        "kode_pos",
        "NPSN",
    ],
)
def test_digits_that_count_nothing_are_left_out(heading):
    assert number_columns(pd.DataFrame({heading: ["1", "2"]}), []).numbers.empty


@pytest.mark.usefixtures("indonesian")
def test_numbers_of_a_file_come_with_its_points(tmp_path):
    path = tmp_path / "desa.csv"
    path.write_text(
        "kode;nama;bujur;lintang;Jumlah Penduduk;PMI\n"
        "33.19.01.2001;Satu;110,8;-6,8;4.512;31\n33.19.01.2002;Dua;110,81;-6,8;987;\n"
    )
    read = import_points(path)
    assert read.points["jumlah_penduduk"].tolist() == [4512, 987]
    assert read.points["pmi"].iloc[0] == 31
    assert any("pemisah ribuan" in note for note in read.report.notes)
    assert {"bujur", "lintang"}.isdisjoint(read.points.columns)


def test_numbers_that_came_as_numbers_keep_their_decimals(tmp_path):
    """1.204 in a map layer or a sheet is no thousand and two hundred."""
    points = gpd.points_from_xy([110.8, 110.81], [-6.8, -6.8])
    frame = gpd.GeoDataFrame({"nama": ["A", "B"], "kk": [1.204, 3.125]}, geometry=points, crs=4326)
    frame.to_file(tmp_path / "desa.gpkg")
    table = pd.DataFrame(
        {"nama": ["A", "B"], "lon": [110.8, 110.81], "lat": [-6.8, -6.8], "kk": [1.204, 1204]}
    )
    table.to_excel(tmp_path / "desa.xlsx", index=False)
    assert import_points(tmp_path / "desa.gpkg").points["kk"].tolist() == [1.204, 3.125]
    assert import_points(tmp_path / "desa.xlsx").points["kk"].tolist() == [1.204, 1204]
    assert read_points(PointFile(tmp_path / "desa.gpkg")).points["kk"].tolist() == [1.204, 3.125]
