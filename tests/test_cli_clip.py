"""`cli.py area clip` on small extracts."""

import json

import geopandas as gpd
import pytest
from shapely.geometry import box

import cli
from tests.layers.osm_cases import AREA, CROSS, node, way
from tests.layers.pbf_cases import STAMP, write_osm

EAST = [node(21, 60, 5), node(22, 65, 5), way(9, [21, 22], highway="primary")]


@pytest.fixture
def arguments(tmp_path):
    market = node(31, 5, 5, amenity="marketplace", name="Pasar Bawah")
    village = node(32, 4, 6, place="village", name="Desa Baru")
    main = way(1, [1, 2, 3, 4, 5], highway="primary")
    path = write_osm(tmp_path / "pulau.osm.pbf", [*CROSS, *EAST, main, market, village])
    return ["area", "clip", "--pbf", str(path), "--out-dir", str(tmp_path / "new")]


@pytest.fixture
def polygon(tmp_path):
    path = tmp_path / "area.geojson"
    gpd.GeoDataFrame(geometry=[AREA], crs=4326).to_file(path)
    return ["--polygon", str(path)]


def roads(tmp_path):
    return gpd.read_file(tmp_path / "new" / "roads.gpkg", layer="access")


def test_clip_then_measure(arguments, polygon, tmp_path, capsys):
    assert cli.main([*arguments, *polygon]) == 0
    text = capsys.readouterr().err
    assert "reading points" in text
    assert "5 of 5 steps" in text
    assert f"data from: {STAMP}" in text
    assert len(roads(tmp_path)) == 1
    new = tmp_path / "new"
    access = ["access", "--roads", str(new / "roads.gpkg"), "--origins", str(new / "places.gpkg"),
              "--destinations", str(new / "markets.gpkg")]  # fmt: skip
    assert cli.main(access) == 0
    assert ",ok," in capsys.readouterr().out.splitlines()[1]
    notes = json.loads((new / "roads.gpkg.json").read_text())
    assert (notes["asked"], notes["file"]["file"]) == ("area.geojson", "pulau.osm.pbf")


def test_an_area_picked_from_boundaries(arguments, tmp_path):
    shapes = [box(120.0, 0.0, 120.03, 0.01), box(120.05, 0.0, 120.08, 0.01)]
    names = {"WADMKK": ["Kabupaten Barat", "Kabupaten Timur"], "WADMKC": ["A", "B"]}
    path = tmp_path / "batas.geojson"
    gpd.GeoDataFrame(names, geometry=shapes, crs=4326).to_file(path)
    picked = ["--boundaries", str(path), "--regency", "Kabupaten Timur"]
    assert cli.main([*arguments, *picked]) == 0
    assert roads(tmp_path)["way"].tolist() == [9]
    notes = json.loads((tmp_path / "new" / "roads.gpkg.json").read_text())
    assert notes["asked"] == "batas.geojson: Kabupaten Timur"


def test_a_small_file_as_a_whole(arguments, tmp_path):
    assert cli.main(arguments) == 0
    assert sorted(roads(tmp_path)["way"]) == [1, 9]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--regency", "Kabupaten Timur"], "need --boundaries"),
        (["--margin", "-1"], "must not be negative"),
        (["--polygon", "nowhere.geojson"], "nowhere.geojson"),
    ],
)
def test_what_cannot_be_used_is_an_error_with_exit_code_2(arguments, more, words, capsys):
    assert cli.main([*arguments, *more]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.usefixtures("indonesian")
def test_a_broken_file_writes_nothing(arguments, polygon, tmp_path, capsys):
    path = tmp_path / "pulau.osm.pbf"
    path.write_bytes(path.read_bytes()[:-30])
    assert cli.main([*arguments, *polygon]) == 2
    assert "terpotong" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
