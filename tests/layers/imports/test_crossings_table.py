"""Crossings without a shared vertex: named, stored with the area, switched in every entry."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.imports.roads import crossings_table, roads_from_lines
from layers.new_area.build import AreaFiles, make_area
from layers.store.area_store import AreaStore
from layers.webmap.area_map import overview_map
from tests.layers.map_cases import standalone_html

WEST_EAST = shapely.LineString([(110.80, -6.80), (110.82, -6.80)])
NORTH_SOUTH = shapely.LineString([(110.81, -6.79), (110.81, -6.81)])
TOLL = shapely.LineString([(110.815, -6.79), (110.815, -6.81)])


@pytest.fixture
def roads():
    words = ["Jalan Kolektor", "Jalan Lokal", "Jalan Tol Dua Jalur"]
    return gpd.GeoDataFrame(
        {"name": ["Barat", "Utara", "Tol"], "REMARK": words},
        geometry=[WEST_EAST, NORTH_SOUTH, TOLL], crs=4326,
    )  # fmt: skip


@pytest.fixture
def made(roads, tmp_path):
    roads.to_file(tmp_path / "jalan.gpkg")
    (tmp_path / "desa.csv").write_text(
        "nama,kode,lon,lat\nSatu,33.19.01.2001,110.8,-6.8\n", encoding="utf-8"
    )
    files = AreaFiles(tmp_path / "jalan.gpkg", tmp_path / "desa.csv")

    def make(**options):
        return make_area("Kudus", files, name="uji", **options).area

    return make


def test_crossings_have_both_names_rows_and_the_place(roads):
    roads.index = [11, 12, 13]
    table = crossings_table(roads_from_lines(roads, 5.0, column="REMARK"), roads)
    # A straight line in the plane lies up to 1e-6 degrees (0.1 m) from one in degrees.
    rounded = table.drop(columns="geometry").round({"lon": 5, "lat": 5})
    listed = {tuple(row) for row in rounded.to_numpy().tolist()}
    assert listed == {
        ("Barat", 11, "Utara", 12, False, True, 110.81, -6.8),
        ("Barat", 11, "Tol", 13, True, False, 110.815, -6.8),
    }


@pytest.mark.parametrize(("join", "components"), [(True, 2), (False, 3)])
def test_the_choice_is_stored_with_the_area(made, tmp_path, join, components):
    store = AreaStore(tmp_path / "areas")
    store.save(made(join_crossings=join))
    loaded = store.load("uji")
    assert loaded.network.n_components == components
    assert loaded.settings.get("join_crossings", True) is join
    assert loaded.roads_source.cleaning.join_crossings is join
    table = crossings_table(loaded.roads_source, loaded.roads)
    # Row numbers of the file are from 1.
    assert table["row"].tolist() == [1, 1]
    assert sorted(zip(table["toll"], table["joined"], strict=True)) == [
        (False, join), (True, False),
    ]  # fmt: skip
    assert "Utara" in standalone_html(overview_map(loaded, crossings=table))
