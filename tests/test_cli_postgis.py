"""Command `check postgis`, run as its users run it."""

from __future__ import annotations

import io

import geopandas as gpd
import pandas as pd
import pytest

from cli import main
from layers.postgis.connection import VARIABLE
from tests.postgis_server import PASSWORD

pytestmark = pytest.mark.usefixtures("indonesian")


@pytest.fixture
def run(agency, monkeypatch):
    monkeypatch.setenv(VARIABLE, agency.url())
    return lambda *words: main(["check", "postgis", *map(str, words)])


@pytest.mark.slow
def test_tables_are_listed(run, capsys):
    assert run() == 0
    lines = capsys.readouterr().out.splitlines()
    assert (
        "dinas.desa\tgeom\tgeometry(Point)\t4326\t3\tgid,kode_desa,nama_desa,kecamatan,diubah"
        in lines
    )
    assert "dinas.desa_jati\tgeom\tgeometry(Point)\t4326\t?\tgid,nama_desa" in lines


def test_a_table_is_read_like_a_file(run, tmp_path, capsys):
    out = tmp_path / "desa.gpkg"
    assert run("--table", "dinas.desa", "--column", "name=kecamatan", "--out", out) == 0
    table, text = capsys.readouterr()
    assert "name=kecamatan" in text
    assert "dinas.desa: 3 baris dibaca, 3 dipakai; 0 galat" in text
    assert "Dibaca dari PostGIS 127.0.0.1:" in text
    assert PASSWORD not in text
    # Two villages in Kaliwungu: with the kecamatan as their name they look like one.
    problems = pd.read_csv(io.StringIO(table))
    assert problems[["baris", "kolom", "nilai"]].to_numpy().tolist() == [[2, "nama", "Kaliwungu"]]
    kept = gpd.read_file(out, layer="access")
    assert kept["code"].tolist() == ["33.19.01.2001", "33.19.01.2002", "33.19.02.1002"]
    (beside,) = tmp_path.glob("*.json")
    assert "Dibaca dari PostGIS" in beside.read_text(encoding="utf-8")
    assert PASSWORD not in beside.read_text(encoding="utf-8")


def test_a_box_and_a_stated_system(run, tmp_path, capsys):
    assert run("--table", "dinas.desa", "--bbox", 110.83, -6.8, 110.84, -6.7) == 0
    assert "1 baris dibaca, 1 dipakai" in capsys.readouterr().err
    assert run("--table", "dinas.tanpa_srid_meter") == 2
    assert "SRID tidak ada" in capsys.readouterr().err
    assert run("--table", "dinas.tanpa_srid_meter", "--crs", "EPSG:32749") == 0


def test_bad_rows_and_columns(run, tmp_path, capsys):
    report = tmp_path / "laporan.xlsx"
    assert run("--table", "dinas.campur", "--report", report) == 2
    assert "error: dinas.campur: baris 4, geometri 'LineString'" in capsys.readouterr().err
    assert report.stat().st_size > 0
    assert run("--table", "dinas.campur", "--keep", "good", "--report", report) == 0
    assert run("--table", "dinas.dua_kolom") == 2
    assert "kolom geometri kantor, parkir" in capsys.readouterr().err
    assert run("--table", "dinas.dua_kolom", "--geometry", "parkir") == 0
    assert run("--table", "dinas.desa; DROP TABLE dinas.desa") == 2
    assert run("--table", "dinas.desa", "--out", "o.shp") == 2


def test_without_the_variable(monkeypatch, capsys):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert main(["check", "postgis"]) == 2
    assert "error: DESMIGRATIF_POSTGIS belum diatur" in capsys.readouterr().err
