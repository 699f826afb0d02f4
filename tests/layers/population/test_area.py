"""Population grids of areas: stored, carried in bundles, taken from rasters."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from rasterio.transform import Affine

from layers.area import schema
from layers.population.area import (
    area_polygons,
    known_people,
    people_table,
    read_population,
    with_population,
)
from layers.population.import_raster import RasterOptions
from layers.store import population_file as grid_files
from layers.store.area_store import AreaStore
from layers.store.population_file import grid_bytes, read_grid
from layers.workspace.bundle import read_bundle, write_bundle
from spatial.errors import InputError
from spatial.population.grid import PopulationGrid
from tests.layers.raster_cases import tif
from tests.layers.store_cases import small_area
from tests.spatial.grid_cases import NAN, UTM, grid, random_grid, turned_over

NORTH_WEST = Affine(0.1, 0, 109.9, 0, -0.1, -6.9)
"""Four cells of 0.1 degrees over the boundaries of the small area."""


@pytest.fixture
def area():
    return replace(small_area(), population=grid([[1.5, NAN], [0, 2**24 + 1]], NORTH_WEST))


def same(one, other):
    assert np.array_equal(one.counts, other.counts, equal_nan=True)
    assert tuple(one.transform) == pytest.approx(tuple(other.transform), abs=1e-12)
    assert one.crs == other.crs


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32749", "ESRI:54009", "EPSG:23839"])
def test_bytes_and_back(crs):
    plane = pyproj.CRS.from_user_input(crs)
    one = random_grid((300, 270), UTM, 32749) if plane.is_projected else random_grid((300, 270))
    one = PopulationGrid(one.counts, one.transform, plane)
    same(read_grid(grid_bytes(one), "p.tif"), one)
    same(read_grid(grid_bytes(turned_over(one)), "p.tif"), turned_over(one))


@pytest.mark.parametrize(("count", "dtype"), [(0.5, "float32"), (0.1, "float64")])
def test_no_digit_is_lost(tmp_path, count, dtype):
    path = tmp_path / "p.tif"
    path.write_bytes(grid_bytes(grid([[count, NAN]])))
    with rasterio.open(path) as file:
        assert file.dtypes == (dtype,)
        assert np.isnan(file.nodata)
        assert file.crs.to_epsg() == 4326
        assert file.read(1)[0, 0] == count


def test_bytes_that_are_no_grid(monkeypatch):
    data = grid_bytes(random_grid((300, 300)))
    for broken in (b"", b"PK", b"<VRTDataset/>", data[:5000], data[:-5000]):
        with pytest.raises(InputError):
            read_grid(broken, "p.tif")
    monkeypatch.setattr(grid_files, "MAX_CELLS", 300 * 300 - 1)
    with pytest.raises(InputError, match="too many"):
        read_grid(data, "p.tif")
    with pytest.raises(InputError, match="at most"):
        grid_bytes(random_grid((300, 300)))


def test_bytes_with_negative_counts(tmp_path):
    path = tif(tmp_path / "p.tif", [[-1.0, 2.0]])
    with pytest.raises(InputError, match="negative"):
        read_grid(path.read_bytes(), "p.tif")


@pytest.mark.slow
def test_the_store_keeps_it(tmp_path, area):
    store = AreaStore(tmp_path)
    digest = store.save(area)
    same(store.load("uji").population, area.population)
    folder = tmp_path / "uji" / "v000001"
    data = (folder / "population.tif").read_bytes()
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert facts["population.tif"] == {
        "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    more = replace(area, population=grid([[1.5, NAN], [0, 1]], NORTH_WEST))
    assert store.save(more) != digest
    assert store.load("uji").population.total() == 2.5
    store.roll_back("uji")
    assert store.load("uji").population.total() == 1.5 + 2**24 + 1


def test_an_area_without_population_as_older_versions_saved_it(tmp_path):
    store = AreaStore(tmp_path)
    store.save(small_area())
    folder = tmp_path / "uji" / "v000001"
    assert sorted(path.name for path in folder.iterdir()) == [
        "area.gpkg", "manifest.json", "network.npz",
    ]  # fmt: skip
    assert json.loads((folder / "manifest.json").read_text())["format"] == 1
    assert store.load("uji").population is None


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda p: p.unlink(), "cannot be read"),
        (lambda p: p.write_bytes(p.read_bytes() + b"x"), "SHA-256"),
    ],
)
def test_a_damaged_grid(tmp_path, area, damage, message):
    store = AreaStore(tmp_path)
    store.save(area)
    damage(tmp_path / "uji" / "v000001" / "population.tif")
    with pytest.raises(InputError, match=message):
        store.load("uji")


@pytest.mark.slow
def test_bundles_carry_it(tmp_path, area):
    write_bundle(area, tmp_path / "a.zip")
    same(read_bundle(tmp_path / "a.zip").population, area.population)
    write_bundle(small_area(), tmp_path / "b.zip")
    assert read_bundle(tmp_path / "b.zip").population is None


def test_bundles_whose_grid_the_manifest_does_not_know(tmp_path, area):
    write_bundle(small_area(), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as file:
        file.writestr("population.tif", grid_bytes(area.population))
    with pytest.raises(InputError, match="does not name it"):
        read_bundle(tmp_path / "a.zip")


def test_bundles_without_the_grid_of_their_manifest(tmp_path, area):
    write_bundle(area, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        members = {n: file.read(n) for n in file.namelist() if n != "population.tif"}
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    with pytest.raises(InputError, match=r"population\.tif cannot be read"):
        read_bundle(tmp_path / "b.zip")


@pytest.mark.usefixtures("indonesian")
def test_an_area_gets_the_people_of_a_raster(tmp_path):
    path = tif(tmp_path / "ppp.tif", np.full((40, 40), 30.0), transform=Affine(
        0.01, 0, 109.8, 0, -0.01, -6.8))  # fmt: skip
    area, report = with_population(small_area(), path, RasterOptions(unit="count"))
    assert area.population.shape == (20, 20)
    assert area.population.total() == 400 * 30
    facts = area.sources["population"]
    assert facts["files"][0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (facts["unit"], facts["band"]) == ("count", 1)
    assert area.sources["roads"] == small_area().sources["roads"]
    assert report.things == "cells"


@pytest.mark.usefixtures("indonesian")
def test_the_known_people_of_the_boundaries_are_compared_with(tmp_path):
    area = small_area()
    assert known_people(area) is None
    counted = replace(area, boundaries=area.boundaries.assign(people_2019=[50_000]))
    assert known_people(counted) == 50_000
    unknown = replace(area, boundaries=area.boundaries.assign(people_2019=[np.nan]))
    assert known_people(unknown) is None
    path = tif(tmp_path / "ppp.tif", np.full((4, 4), 30_000.0), transform=NORTH_WEST)
    (problem,) = read_population(path, counted).report.problems
    assert "50.000 jiwa yang diketahui" in problem.reason
    assert not read_population(path, counted, RasterOptions(known_people=120_000)).report.problems


def test_an_area_without_boundaries_is_a_box():
    area = replace(small_area(), boundaries=schema.empty("boundaries"))
    (box,) = area_polygons(area)
    # The roads span 110.0 to 110.02 at 7 S; the second village lies at 7.001 S.
    assert box.bounds == pytest.approx((110.0, -7.001, 110.02, -7.0))


def test_people_table():
    halves = gpd.GeoDataFrame(
        {"name": ["barat", "timur"]},
        geometry=[shapely.box(109.9, -7.1, 110.0, -6.9), shapely.box(110.0, -7.1, 110.1, -6.9)],
        crs=4326, index=[5, 9],
    )  # fmt: skip
    found = people_table(grid([[1, NAN], [2, 4]], NORTH_WEST), halves)
    assert found["people"].tolist() == pytest.approx([3, 4])
    assert found["covered_share"].tolist() == pytest.approx([1, 0.5])
    assert found["name"].tolist() == ["barat", "timur"]
