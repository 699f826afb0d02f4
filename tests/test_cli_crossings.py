"""`area create --no-join-crossings` and what `area check` lists."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cli import main
from layers.store.area_store import default_store

pytestmark = pytest.mark.slow


@pytest.fixture
def create(tmp_path, monkeypatch):
    monkeypatch.setenv("DESMIGRATIF_DATA", str(tmp_path / "data"))
    roads = gpd.GeoDataFrame(
        {
            "NAMA": ["Barat", "Utara", "Tol", "Dekat"],
            "REMARK": ["Jalan Kolektor", "Jalan Lokal", "Jalan Tol", "Jalan Lokal"],
        },
        geometry=[
            shapely.LineString([(110.80, -6.80), (110.82, -6.80)]),
            shapely.LineString([(110.81, -6.79), (110.81, -6.81)]),
            shapely.LineString([(110.815, -6.79), (110.815, -6.81)]),
            # A bend 0.00003 degrees (3.3 m) north of the first road, without a dead end.
            shapely.LineString([(110.801, -6.795), (110.803, -6.79997), (110.805, -6.795)]),
        ],
        crs=4326,
    )
    roads.to_file(tmp_path / "jalan.gpkg")
    (tmp_path / "desa.csv").write_text(
        "nama,kode,lon,lat\nSatu,33.19.01.2001,110.8,-6.8\n", encoding="utf-8"
    )
    files = ["--roads", tmp_path / "jalan.gpkg", "--villages", tmp_path / "desa.csv"]

    def call(*options):
        words = ["area", "create", "Kudus", "--name", "uji", *files, *options]
        assert main([str(word) for word in words]) == 0

    return call


@pytest.mark.parametrize(("options", "joined"), [((), True), (("--no-join-crossings",), False)])
def test_crossings_and_gaps_are_said_stored_and_listed(create, tmp_path, capsys, options, joined):
    create(*options)
    said = capsys.readouterr().err
    state = "joined" if joined else "not joined"
    assert f"1 doubtful crossing without a shared vertex, {state}" in said
    assert "1 place where a toll road meets another road without a shared vertex" in said
    area = default_store().load("uji")
    # The bend is connected in both; the toll road never; the northern road as the user says.
    assert area.network.n_components == (2 if joined else 3)
    assert main(["area", "check", "--area", "uji", "--out", str(tmp_path / "temuan.csv")]) == 0
    listed = pd.read_csv(tmp_path / "temuan.csv")
    found = listed.set_index("name")["value"]
    assert found["Barat (row 1) and Utara (row 2)"] == f"{state} at -6.800000, 110.810000"
    assert found["Barat (row 1) and Tol (row 3)"] == "not joined at -6.800000, 110.815000"
    assert found["Barat (row 1) and Dekat (row 4)"].startswith("3.3 m, closed, at -6.79998")
