"""Commands `check population` and `area population`, run as their users run them."""

from __future__ import annotations

import io

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from rasterio.transform import Affine

from cli import main
from layers.store.area_store import default_store
from tests.layers.raster_cases import tif
from tests.layers.store_cases import small_area

PLACE = Affine(0.1, 0, 109.9, 0, -0.1, -6.9)


@pytest.fixture
def files(tmp_path):
    tif(tmp_path / "ppp.tif", [[9000, -9999], [3000, 6000]], transform=PLACE)
    areas = gpd.GeoDataFrame(
        {"kode": ["33.99.01", "33.99.02"], "nama": ["Barat", "Timur"]},
        geometry=[shapely.box(109.9, -7.1, 110.0, -6.9), shapely.box(110.0, -7.1, 110.1, -6.9)],
        crs=4326,
    )
    areas.to_file(tmp_path / "batas.gpkg")
    return tmp_path


def run(*words):
    return main(list(map(str, words)))


@pytest.mark.usefixtures("indonesian")
def test_a_raster_is_checked_and_counted(files, capsys):
    out = files / "jiwa.csv"
    words = ("--area-file", files / "batas.gpkg", "--out", out)
    assert run("check", "population", files / "ppp.tif", *words) == 0
    table, err = capsys.readouterr()
    assert pd.read_csv(io.StringIO(table))["nilai"].tolist() == [-9999]
    assert "ppp.tif: 4 sel dibaca, 3 dipakai" in err
    assert "Penduduk di dalam batas wilayah: 18.000 jiwa" in err
    people = pd.read_csv(out)
    assert people["name"].tolist() == ["Barat", "Timur"]
    assert people["people"].tolist() == pytest.approx([12_000, 6000])
    assert people["covered_share"].tolist() == pytest.approx([1, 0.5])


@pytest.mark.usefixtures("indonesian")
def test_an_area_and_a_report(files, capsys):
    default_store().save(small_area())
    words = ("--area", "uji", "--report", files / "laporan.csv", "--known", "1", "--mask")
    assert run("check", "population", files / "ppp.tif", *words) == 0
    assert capsys.readouterr().out == ""
    assert "jumlah" in pd.read_csv(files / "laporan.csv")["kolom"].tolist()


@pytest.mark.parametrize(
    "words",
    [
        ("--crs", "EPSG:1"),
        ("--band", "2"),
        ("--margin", "-1"),
        ("--out", "o.shp"),
        ("--report", "r.pdf"),
        ("--crs", "EPSG:32749"),
    ],
)
def test_options_that_cannot_be_used(files, capsys, words):
    place = ("--area-file", files / "batas.gpkg")
    assert run("check", "population", files / "ppp.tif", *place, *words) == 2
    assert "error:" in capsys.readouterr().err


def test_the_place_is_needed(files, capsys):
    assert run("check", "population", files / "ppp.tif") == 2
    assert capsys.readouterr().err == "error: Give one of --area and --area-file.\n"


@pytest.mark.usefixtures("indonesian")
@pytest.mark.slow
def test_a_stored_area_gets_its_people(files, capsys):
    store = default_store()
    store.save(small_area())
    assert run("area", "population", "uji", files / "ppp.tif", "--unit", "per_km2") == 0
    stored = store.load("uji")
    # A cell of 0.1 degrees at 7 S has about 11.06 km by 11.05 km.
    assert stored.population.total() == pytest.approx(18_000 * 122.1, rel=0.002)
    assert np.isnan(stored.population.counts[0, 1])
    assert stored.sources["population"]["unit"] == "per_km2"
    assert "penduduk disimpan" in capsys.readouterr().err
    assert run("area", "population", "tidak-ada", files / "ppp.tif") == 2
