"""Surfaces in classes, as pictures that lie where the cells lie, and as GeoTIFF."""

from __future__ import annotations

import json

import affine
import numpy as np
import pyproj
import pytest
import rasterio
from rasterio.io import MemoryFile

from layers.coverage.surface import (
    NODATA,
    PROVENANCE_TAG,
    class_table,
    classed,
    mercator_picture,
    surface_bytes,
    surface_layer,
)
from layers.webmap.base import base_map
from spatial.service_areas.cost_raster import OFF_NETWORK, OK, OUTSIDE, UNREACHABLE, Surface
from tests.layers.map_cases import sent_by

VALUES = np.array([[500.0, 1500.0, np.nan], [3000.0, 4500.0, np.nan]], dtype=np.float32)
STATUS = np.array([[OK, OK, UNREACHABLE], [OK, OK, OFF_NETWORK]], dtype=np.uint8)
UTM = pyproj.CRS(32749)
CORNER = affine.Affine(500, 0, 400_000, 0, -500, 9_200_000)


def surface(unit="m", status=STATUS):
    return Surface(VALUES, status, CORNER, UTM, unit)


@pytest.mark.usefixtures("indonesian")
def test_the_threshold_parts_two_classes():
    found = classed(surface(), 3000.0)
    assert "> 2 s.d. 3 km" in found.labels
    place = found.labels.index("> 2 s.d. 3 km") + 1
    assert found.classes[1, 0] == place
    assert found.classes[1, 1] > place
    assert found.labels[-2:] == ["Tidak terhubung jalan", "Terlalu jauh dari jalan"]
    assert found.classes[:, 2].tolist() == [len(found.labels) - 1, len(found.labels)]
    assert sum(found.cells) == 6


@pytest.mark.usefixtures("indonesian")
def test_minutes_are_not_divided():
    assert "menit" in classed(surface("s")).labels[0]
    assert classed(surface("s")).classes[0, 0] == 1


def test_table_adds_up_to_the_area():
    outside = STATUS.copy()
    outside[0, 0] = OUTSIDE
    table = class_table(surface(status=outside), 3000.0)
    assert table["cells"].sum() == 5
    assert table["km2"].sum() == pytest.approx(5 * 0.25)
    assert table["share"].sum() == pytest.approx(1)


def test_picture_shows_every_cell_where_it_lies():
    found = classed(surface())
    picture, (west, south, east, north) = mercator_picture(surface(), found)
    height, width = picture.shape[:2]
    to_degrees = pyproj.Transformer.from_crs(UTM, 4326, always_xy=True)
    mercator = lambda lat: np.arctanh(np.sin(np.radians(lat)))  # noqa: E731
    for row in range(2):
        for column in range(3):
            lon, lat = to_degrees.transform(*(CORNER @ (column + 0.5, row + 0.5)))
            x = int((lon - west) / (east - west) * width)
            y = int(
                (mercator(north) - mercator(lat)) / (mercator(north) - mercator(south)) * height
            )
            colour = found.colours[found.classes[row, column] - 1]
            assert picture[y, x].tolist() == [*bytes.fromhex(colour[1:]), 255]


def test_a_large_surface_gets_a_small_picture():
    shape = (2000, 3000)
    large = Surface(
        np.ones(shape, dtype=np.float32), np.full(shape, OK, dtype=np.uint8), CORNER, UTM, "m"
    )
    picture, _ = mercator_picture(large, classed(large))
    assert picture.shape[0] * picture.shape[1] <= 1_600_000


def test_layer_is_inline(monkeypatch):
    paper = base_map((110.0, -7.5, 110.1, -7.4), "uji")
    page = sent_by(monkeypatch, paper, feature_group_to_add=surface_layer(surface(), 3000.0))[
        "feature_group"
    ]
    assert "data:image/png;base64," in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_geotiff_says_what_it_holds():
    data = surface_bytes(surface(), {"version": "9", "threshold": 3000.0, "nan": float("nan")})
    with MemoryFile(data) as memory, memory.open() as file:
        assert file.crs == rasterio.CRS.from_epsg(32749)
        assert file.transform == CORNER
        assert file.nodata == NODATA
        first = file.read(1, masked=True)
        assert first.mask.tolist() == [[False, False, True], [False, False, True]]
        assert first.compressed().tolist() == [500, 1500, 3000, 4500]
        assert file.read(2).tolist() == [[1, 1, 2], [1, 1, 3]]
        assert file.descriptions[0] == "metres to the nearest facility"
        assert json.loads(file.tags()[PROVENANCE_TAG]) == {
            "version": "9", "threshold": 3000.0, "nan": None,
        }  # fmt: skip


def test_cells_outside_the_area_have_no_status_in_the_geotiff():
    outside = STATUS.copy()
    outside[0, 2] = OUTSIDE
    with MemoryFile(surface_bytes(surface(status=outside), {})) as memory, memory.open() as file:
        assert file.read(2, masked=True).mask.sum() == 1
