"""Command `check`, run as its users run it."""

from __future__ import annotations

import io

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cli import main
from tests.layers.import_cases import villages, write
from tests.spatial.builders import line

TEXT = "kode,nama,lon,lat\n33.19.01.2001,Karanganyar,110.805,-6.795\n33.19.01.2002,X,utara,-7\n"


@pytest.fixture
def files(tmp_path):
    villages().to_file(tmp_path / "batas.gpkg")
    write(tmp_path / "desa.csv", TEXT)
    return tmp_path


def run(*words):
    return main(["check", *map(str, words)])


@pytest.mark.usefixtures("indonesian")
def test_nothing_is_kept_unless_asked(files, capsys):
    assert run("points", files / "desa.csv", "--out", files / "o.gpkg") == 2
    out, err = capsys.readouterr()
    assert pd.read_csv(io.StringIO(out))["baris"].tolist() == [3]
    assert "2 baris dibaca, 1 dipakai; 1 galat" in err
    assert "error: desa.csv: baris 3, koordinat 'utara; -7'" in err
    assert not (files / "o.gpkg").exists()


def test_good_rows_are_kept(files, capsys):
    report = files / "laporan.xlsx"
    words = ("--keep", "good", "--out", files / "o.gpkg", "--report", report)
    assert run("points", files / "desa.csv", *words) == 0
    assert capsys.readouterr().out == ""
    assert report.stat().st_size > 0
    kept = gpd.read_file(files / "o.gpkg", layer="access")
    assert kept["id"].tolist() == ["33.19.01.2001"]


def test_boundaries_answers_and_columns(files, capsys):
    path = write(files / "p.csv", "judul,nama\nKaranganyar,x\n")
    words = ("--boundaries", files / "batas.gpkg", "--column", "name=judul")
    assert run("points", path, *words) == 2
    assert "33.19.01.2001" in capsys.readouterr().err
    assert run("points", path, *words, "--choose", "2=33.19.02.2001") == 0
    assert "name=judul" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--crs", "EPSG:1"),
        ("--column", "nama"),
        ("--column", "bujur=lon"),
        ("--choose", "a=b"),
        ("--out", "o.shp"),
        ("--report", "r.pdf"),
        ("--boundaries", "none.gpkg"),
        ("--sheet", "x", "--crs", "x"),
    ],
)
def test_options_that_cannot_be_used(files, capsys, words):
    assert run("points", files / "desa.csv", "--keep", "good", *words) == 2
    assert "error:" in capsys.readouterr().err


@pytest.mark.usefixtures("indonesian")
def test_boundaries(files, capsys):
    words = ("--regency", "kudus", "--district", "Jati", "--out", files / "jati.geojson")
    assert run("boundaries", files / "batas.gpkg", *words) == 0
    assert "2 dari 5 wilayah dipilih" in capsys.readouterr().err
    assert gpd.read_file(files / "jati.geojson")["name"].tolist() == [
        "Karanganyar", "Ahmad Khatib",
    ]  # fmt: skip


@pytest.mark.usefixtures("indonesian")
def test_roads(files, capsys):
    roads = gpd.GeoDataFrame(
        {"KLSJLN": ["Jalan Lokal", "Bulan"]},
        geometry=[line((0, 0), (1, 0)), shapely.LineString([(110, -7), (110.1, -7)])], crs=4326,
    )  # fmt: skip
    roads.to_file(files / "jalan.gpkg")
    words = ("--class-column", "KLSJLN", "--class", "Bulan=path", "--out", files / "o.gpkg")
    assert run("roads", files / "jalan.gpkg", *words) == 0
    assert "Bulan: 1 garis -> path" in capsys.readouterr().err
    kept = gpd.read_file(files / "o.gpkg", layer="access")
    assert kept["highway"].tolist() == ["tertiary", "path"]
    assert run("roads", files / "jalan.gpkg", "--class", "Bulan=terbang") == 2


@pytest.mark.parametrize(
    ("language", "summary", "reason"),
    [
        ([], "2 baris dibaca, 1 dipakai; 1 galat", "koordinat tidak dapat dibaca"),
        (["id"], "2 baris dibaca, 1 dipakai; 1 galat", "koordinat tidak dapat dibaca"),
        (["en"], "2 rows read, 1 used; errors 1", "the coordinate cannot be read"),
    ],
)
def test_findings_in_one_language(files, capsys, monkeypatch, language, summary, reason):
    monkeypatch.delenv("DESMIGRATIF_LANGUAGE")  # without it the shell speaks Indonesian
    words = [word for one in language for word in ("--language", one)]
    assert main([*words, "check", "points", str(files / "desa.csv"), "--keep", "none",
                 "--out", str(files / "o.gpkg")]) == 2  # fmt: skip
    out, err = capsys.readouterr()
    table = pd.read_csv(io.StringIO(out))
    headings = {
        "id": ["baris", "kolom", "nilai", "masalah", "perbaikan", "tingkat"],
        "en": ["row", "column", "value", "problem", "remedy", "severity"],
    }["".join(language) or "id"]
    assert table.columns.tolist() == headings
    assert table[headings[3]].tolist() == [reason]
    assert summary in err


def test_errors_in_one_language(capsys):
    output = {}
    for language in ("id", "en"):
        assert main(["--language", language, "access", "--area", "antah"]) == 2
        output[language] = capsys.readouterr().err
    assert output["id"].startswith("error: Tidak ada wilayah kajian 'antah'. Yang ada: demak")
    assert output["en"].startswith("error: There is no study area 'antah'. Available: demak")
