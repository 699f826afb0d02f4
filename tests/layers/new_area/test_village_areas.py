"""Polygons of villages stay with the area; kecamatan and kabupaten follow from them."""

from __future__ import annotations

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.new_area.build import AreaFiles, make_area
from layers.new_area.village_areas import dissolved, village_areas
from layers.store.area_store import AreaStore
from layers.webmap.area_map import overview_map
from layers.workspace.bundle import read_bundle, write_bundle
from tests.layers.map_cases import standalone_html

WEST, SOUTH, SIDE = 110.80, -6.80, 0.02
ROAD = shapely.LineString([(WEST, SOUTH + 0.001), (WEST + 2 * SIDE, SOUTH + 0.001)])


def column(x, lean):
    """A border from south to north with 40 steps of `lean` degrees to and fro."""
    y = np.linspace(SOUTH, SOUTH + 2 * SIDE, 81)
    return [(x + lean * (i % 2), v) for i, v in enumerate(y)]


def quarter(left, right, part):
    rows = slice(0, 41) if part == 0 else slice(40, 81)
    return shapely.Polygon([*left[rows], *right[rows][::-1]])


@pytest.fixture
def villages():
    """Four villages in two kecamatan (west, east); 1e-5 degrees are 1.1 m."""
    lines = [column(WEST + k * SIDE, 1e-5) for k in range(3)]
    shapes = [quarter(lines[k], lines[k + 1], part) for k in (0, 1) for part in (0, 1)]
    return gpd.GeoDataFrame(
        {
            "kode": ["33.19.01.2001", "33.19.01.2002", "33.19.02.2001", "33.19.02.2002"],
            "desa": ["Satu", "Dua", "Tiga", "Empat"],
            "kecamatan": ["Barat", "Barat", "Timur", "Timur"],
            "kabupaten": ["Kabupaten Kudus"] * 4,
        },
        geometry=shapes, crs=4326,
    )  # fmt: skip


@pytest.fixture
def made(villages, tmp_path):
    roads = gpd.GeoDataFrame({"highway": ["tertiary"]}, geometry=[ROAD], crs=4326)
    roads.to_file(tmp_path / "jalan.gpkg")

    def make(frame=villages, **files):
        frame.to_file(tmp_path / "desa.gpkg")
        paths = AreaFiles(tmp_path / "jalan.gpkg", tmp_path / "desa.gpkg", **files)
        return make_area("Kabupaten Kudus", paths, name="uji").area

    return make


def named(areas, level):
    return areas[areas["level"] == level].set_index("name")


def test_polygons_are_a_layer_of_their_own(made, villages):
    areas = named(made().village_areas, "village")
    assert areas["code"].to_dict() == dict(zip(villages["desa"], villages["kode"], strict=True))
    assert areas.loc["Tiga", ["district", "regency"]].tolist() == ["Timur", "Kabupaten Kudus"]


def test_they_are_generalised_without_gaps_and_overlaps(made, villages):
    areas = named(made().village_areas, "village").geometry.to_numpy()
    # 83 vertices each; a step to the side makes a triangle of 28 by 1.1 m, far below 15 m squared.
    assert shapely.get_num_coordinates(villages.geometry.to_numpy()).tolist() == [83] * 4
    assert shapely.get_num_coordinates(areas).max() < 15
    assert shapely.coverage_is_valid(areas)
    assert shapely.area(areas).sum() == pytest.approx(shapely.area(shapely.union_all(areas)))
    assert shapely.area(areas).sum() == pytest.approx(4 * SIDE**2, rel=2e-3)


def test_kecamatan_and_kabupaten_are_dissolved(made):
    area = made()
    kecamatan = area.boundaries.set_index("code")
    assert kecamatan["name"].to_dict() == {"33.19.01": "Barat", "33.19.02": "Timur"}
    assert shapely.area(kecamatan.geometry.to_numpy()) == pytest.approx(2 * SIDE**2, rel=2e-3)
    (kabupaten,) = named(area.village_areas, "regency").itertuples()
    assert (kabupaten.Index, kabupaten.code) == ("Kabupaten Kudus", "33.19")
    assert kabupaten.geometry.geom_type == "Polygon"
    assert not kabupaten.geometry.interiors
    assert kabupaten.geometry.area == pytest.approx(4 * SIDE**2, rel=2e-3)
    assert area.sources["boundaries"]["description"] == "desa.gpkg"


def test_boundaries_that_came_count(made, tmp_path):
    frame = gpd.GeoDataFrame(
        {"kode": ["33.19.01"], "nama": ["Kaliwungu"]},
        geometry=[shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)], crs=4326,
    )  # fmt: skip
    frame.to_file(tmp_path / "batas.gpkg")
    area = made(boundaries=tmp_path / "batas.gpkg")
    assert area.boundaries["name"].tolist() == ["Kaliwungu"]
    assert area.village_areas["level"].tolist() == ["village"] * 4


def test_villages_without_codes_are_joined_by_the_names(made, villages):
    area = made(villages.drop(columns="kode"))
    assert set(area.boundaries["name"]) == {"Barat", "Timur"}


def test_polygons_that_overlap_stay_as_they_are(made, villages):
    wide = villages.copy()
    wide.loc[0, "geometry"] = shapely.box(WEST, SOUTH, WEST + 1.5 * SIDE, SOUTH + SIDE)
    areas = named(made(wide).village_areas, "village")
    for name, shape in zip(wide["desa"], wide.geometry, strict=True):
        assert areas.geometry[name].equals(shape)
    assert len(made(wide).boundaries) == 2


def test_broken_rings_are_repaired(villages):
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    shapes = gpd.GeoSeries([shapely.affinity.translate(bow, 110, -7), None], crs=4326)
    rows = villages.iloc[:2].rename(columns={"desa": "name", "kode": "code"}).assign(id=["a", "b"])
    (row,) = village_areas(rows, shapes, "desa.gpkg").itertuples()
    # The bow tie has two triangles of a quarter each.
    assert (row.name, row.geometry.is_valid) == ("Satu", True)
    assert row.geometry.area == pytest.approx(0.5)


def test_villages_without_code_and_names_are_not_joined(villages):
    rows = villages.rename(columns={"desa": "name"})[["name", "geometry"]].assign(id=list("abcd"))
    areas = village_areas(rows, rows.geometry, "desa.gpkg")
    assert (len(areas), len(dissolved(areas, "district")), len(dissolved(areas, "regency"))) == (
        4, 0, 0,
    )  # fmt: skip


def test_points_have_no_areas(made, villages):
    area = made(villages.set_geometry(villages.representative_point()))
    assert (len(area.village_areas), len(area.boundaries)) == (0, 0)


def test_they_are_stored_bundled_and_drawn(made, tmp_path):
    area, store = made(), AreaStore(tmp_path / "areas")
    store.save(area)
    write_bundle(store.load("uji"), tmp_path / "uji.zip")
    for again in (store.load("uji"), read_bundle(tmp_path / "uji.zip")):
        assert again.village_areas["code"].tolist() == area.village_areas["code"].tolist()
        same = shapely.equals_exact(
            again.village_areas.geometry.to_numpy(), area.village_areas.geometry.to_numpy(), 1e-12
        )
        assert same.all()
    page = standalone_html(overview_map(area, village_areas=area.village_areas))
    assert "Empat" in page


def test_an_area_of_a_version_before_opens_unchanged(made, tmp_path):
    """Such areas have neither the further layers nor their counts in the manifest."""
    area, store = made(), AreaStore(tmp_path / "areas")
    cleaning = replace(area.roads_source.cleaning, open_crossings=None, near_lines=None)
    source = replace(area.roads_source, cleaning=cleaning)
    store.save(replace(area, roads_source=source, village_areas=area.village_areas.iloc[:0]))
    (path,) = (tmp_path / "areas").rglob("manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert not {"village_areas", "crossings", "near_lines"} & set(manifest["content"])
    facts = manifest["network"]["cleaning"]
    assert set(facts) == {
        "lines_in", "edges_out", "empty", "duplicates", "self_crossing", "crossings", "joins",
        "joined_m", "tolerance_m",
    }  # fmt: skip
    loaded = store.load("uji")
    assert loaded.village_areas.empty
    assert loaded.roads_source.to_dict() == source.to_dict()
    assert loaded.network.to_bytes() == area.network.to_bytes()
