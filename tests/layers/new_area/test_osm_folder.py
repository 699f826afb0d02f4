"""An area from OpenStreetMap, written and read again, is the same area."""

from dataclasses import replace

import pytest
from geopandas.testing import assert_geodataframe_equal

from layers.new_area.osm_folder import osm_parts, read_folder
from layers.osm.area import area_from_replies, write_area
from layers.osm.boundaries import osm_boundaries
from layers.osm.overpass import Reply
from spatial.errors import InputError
from tests.layers.osm.test_boundaries import DISTRICT, LINES, REGENCY
from tests.layers.osm_cases import AREA, CROSS, POINTS, way


@pytest.fixture
def area():
    roads = [*CROSS, way(1, [1, 2, 3, 4, 5], highway="primary"), way(2, [11, 12], highway="trunk")]
    made = area_from_replies([Reply(roads, "2024", False)], [Reply(POINTS, "2024", False)], AREA)
    areas = osm_boundaries([(o, "2024") for o in [*LINES, REGENCY, DISTRICT]], AREA).areas
    return replace(made, boundaries=areas).placed()


def test_written_and_read_again(area, tmp_path):
    write_area(area, tmp_path)
    again = read_folder(tmp_path)
    assert again.roads.network.n_edges == area.roads.network.n_edges == 2
    assert again.roads.network.n_components == 2, "the bridge does not become a crossing"
    assert again.facts["data_from"] == "2024"
    for name, frame in area.points.items():
        assert_geodataframe_equal(again.points[name], frame, check_dtype=False, check_like=True)
    assert list(again.boundaries["code"]) == list(area.boundaries["code"])
    assert set(area.points["markets"]["district"]) == {"Nubatukan", None}


def test_parts(area, tmp_path):
    write_area(area, tmp_path)
    parts = osm_parts(read_folder(tmp_path))
    assert {layer: len(some[0].rows) for layer, some in parts.items()} == {
        "offices": 4, "markets": 3, "services": 7, "villages": 1, "boundaries": 1,
    }  # fmt: skip
    (boundaries,) = parts["boundaries"]  # the kecamatan; the kabupaten around it is left out
    assert boundaries.facts["description"] == "OpenStreetMap (2024), ODbL 1.0"


def test_only_the_roads_are_needed(area, tmp_path):
    write_area(area, tmp_path)
    for path in tmp_path.iterdir():
        if path.name != "roads.gpkg":
            path.unlink()
    again = read_folder(tmp_path)
    assert osm_parts(again) == {}
    assert again.facts == {}


@pytest.mark.usefixtures("indonesian")
def test_a_folder_that_is_none(tmp_path):
    with pytest.raises(InputError, match=r"roads\.gpkg tidak ada"):
        read_folder(tmp_path)
    (tmp_path / "roads.gpkg").write_text("x")
    with pytest.raises(InputError, match="tidak dapat dibaca"):
        read_folder(tmp_path)
