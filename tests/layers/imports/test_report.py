"""The report of an import: counts, table, map, downloads, and the user's decision."""

from __future__ import annotations

import io
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from layers.imports.report import ImportReport, Problem, kept_rows, write_report
from spatial.errors import InputError

BAD = Problem(3, "koordinat", "x", "tidak dapat dibaca", "Betulkan", "error", (110.5, -6.9))
ODD = Problem(4, "nama", "=HYPERLINK(1)", "aneh", "Periksa", "warning")
DONE = Problem(None, ".prj", "", "tidak ada", "Dianggap WGS 84", "repaired")
FRAME = gpd.GeoDataFrame(
    {"id": ["a", "b", "c"]}, geometry=[shapely.Point(110, -7)] * 3, index=[2, 3, 4], crs=4326
)


@pytest.fixture
def report():
    return ImportReport("desa.csv", 3, 3, notes=("Catatan.",)).with_problems([BAD, ODD, DONE])


@pytest.mark.usefixtures("indonesian")
def test_counts(report):
    assert report.counts() == {"error": 1, "warning": 1, "repaired": 1}
    assert (report.read, report.kept, report.bad_rows()) == (3, 2, {3})
    assert report.summary() == (
        "desa.csv: 3 baris dibaca, 2 dipakai; 1 galat, 1 peringatan, 1 diperbaiki."
    )


def test_a_second_error_of_a_row_does_not_count_twice(report):
    assert report.with_problems([BAD]).kept == 2


@pytest.mark.usefixtures("indonesian")
def test_table(report):
    frame = report.to_frame()
    assert frame["baris"].tolist() == [pd.NA, 3, 4]
    assert frame["tingkat"].tolist() == ["diperbaiki", "galat", "peringatan"]
    assert ImportReport("x", 1, 1).to_frame().empty


def test_map(report):
    places = report.to_places()
    assert places.crs.to_epsg() == 4326
    assert [(p.x, p.y) for p in places.geometry] == [(110.5, -6.9)]
    assert places["masalah"].tolist() == ["tidak dapat dibaca"]
    assert ImportReport("x", 1, 1).to_places().empty


@pytest.mark.usefixtures("indonesian")
def test_downloads(report, tmp_path):
    table = pd.read_csv(io.BytesIO(report.csv_bytes()))
    assert table["nilai"].tolist()[1:] == ["x", "'=HYPERLINK(1)"]
    write_report(tmp_path / "r.xlsx", report)
    cells = list(openpyxl.load_workbook(tmp_path / "r.xlsx")["Data"].iter_rows())
    assert [(c[2].value, c[2].data_type) for c in cells[2:]] == [("x", "s"), (ODD.value, "s")]
    write_report(tmp_path / "r.geojson", report)
    assert len(json.loads((tmp_path / "r.geojson").read_text())["features"]) == 1
    with pytest.raises(InputError, match="laporan"):
        write_report(tmp_path / "r.pdf", report)


def test_numbers_in_a_csv_stay_numbers():
    told = ImportReport("x", 1, 1).with_problems([Problem(1, "lat", "-6,9", "a", "b")])
    assert "'-6,9" not in told.csv_bytes().decode()


@pytest.mark.usefixtures("indonesian")
def test_the_user_decides(report):
    assert kept_rows(FRAME, report, "good").index.tolist() == [2, 4]
    with pytest.raises(
        InputError, match=r"baris 3, koordinat 'x': tidak dapat dibaca\. Betulkan\."
    ):
        kept_rows(FRAME, report, "none")
    clean = ImportReport("desa.csv", 3, 3).with_problems([ODD])
    assert kept_rows(FRAME, clean, "none").index.tolist() == [2, 3, 4]


@pytest.mark.usefixtures("indonesian")
def test_an_error_of_the_whole_file_keeps_nothing():
    told = ImportReport("x", 3, 3).with_problems([Problem(None, "crs", "", "a", "b")])
    with pytest.raises(InputError, match="berkas, crs"):
        kept_rows(FRAME, told, "good")


@pytest.mark.usefixtures("indonesian")
def test_no_good_row():
    with pytest.raises(InputError, match="tidak ada baris"):
        kept_rows(FRAME.iloc[:0], ImportReport("x", 0, 0), "good")
