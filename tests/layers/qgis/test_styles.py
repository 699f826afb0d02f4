"""GeoPackages for QGIS: the table of styles, and classes and colours that are those of the map."""

import sqlite3
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
import shapely

from layers.access import answer as answers
from layers.access.answer import AccessQuestion
from layers.access.qgis import access_gpkg
from layers.coverage.answer import CoverageAnswer
from layers.coverage.qgis import coverage_gpkg
from layers.coverage.search import CoverageQuestion, area_ground, search
from layers.pillars.qgis import pillar_gpkg
from layers.qgis.styles import Category, StyledLayer, colour_text, qml, styled_gpkg
from layers.webmap.symbols import Symbol
from spatial.routing.modes import CAR
from tests.layers.map_cases import EVIL
from tests.layers.pillar_cases import SETTINGS


@pytest.fixture
def access_file(village_area, tmp_path):
    path = tmp_path / "akses.gpkg"
    found = answers.ask(village_area, AccessQuestion("disnaker", CAR))
    path.write_bytes(access_gpkg(found, 5000))
    return path


def rows(path, query):
    with sqlite3.connect(path) as connection:
        return connection.execute(query).fetchall()


def style_of(path, layer):
    text = rows(path, f"select styleQML from layer_styles where f_table_name='{layer}'")[0][0]
    return ET.fromstring(text.split("\n", 1)[1])  # noqa: S314 - our own text


def classes(style):
    """Colour of the inside by the value of a category, as QGIS reads them."""
    inside = {
        symbol.get("name"): symbol.find("layer/Option/Option[@name='color']").get("value")
        for symbol in style.iter("symbol")
    }
    return {c.get("value"): inside[c.get("symbol")] for c in style.iter("category")}


def test_the_table_has_the_columns_that_qgis_asks_for(access_file):
    columns = [row[1] for row in rows(access_file, "pragma table_info(layer_styles)")]
    assert columns == [
        "id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column",
        "styleName", "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui",
        "update_time",
    ]  # fmt: skip
    kind = "select data_type from gpkg_contents where table_name='layer_styles'"
    assert rows(access_file, kind) == [("attributes",)]


def test_every_layer_has_one_default_style_for_its_geometry(access_file):
    """QGIS asks with an empty schema, the layer's name and the column of its geometry."""
    wanted = dict(rows(access_file, "select table_name, column_name from gpkg_geometry_columns"))
    assert set(wanted) == {"desa", "fasilitas", "rute", "jalan"}
    for layer, column in wanted.items():
        found = rows(
            access_file,
            "select count(*) from layer_styles where f_table_schema='' and useAsDefault=1 "
            f"and f_table_name='{layer}' and f_geometry_column='{column}'",
        )
        assert found == [(1,)]


@pytest.mark.usefixtures("indonesian")
def test_classes_and_colours_are_those_of_the_map(access_file):
    """13.3 km and 2.2 km of at most 7 round classes of 2 km with the threshold of 5 km among them.

    Eight classes take all eight colours of YlOrRd from #ffeda0 on (ColorBrewer).
    """
    found = classes(style_of(access_file, "desa"))
    assert list(found.items())[:8] == [
        ("s.d. 2 km", "255,237,160,255"),
        ("> 2 s.d. 4 km", "254,217,118,255"),
        ("> 4 s.d. 5 km", "254,178,76,255"),
        ("> 5 s.d. 6 km", "253,141,60,255"),
        ("> 6 s.d. 8 km", "252,78,42,255"),
        ("> 8 s.d. 10 km", "227,26,28,255"),
        ("> 10 s.d. 12 km", "189,0,38,255"),
        ("> 12 km", "128,0,38,255"),
    ]
    assert found["Tidak terhubung jalan"] == "0,0,0,0"
    villages = pyogrio.read_dataframe(access_file, layer="desa").set_index("origin_name")
    assert villages["kelas"].to_dict() == {
        "Barat": "> 12 km",
        "Tengah": "> 2 s.d. 4 km",
        "Pulau": "Tidak terhubung jalan",
        "Jauh": "Terlalu jauh dari jalan",
    }
    assert villages.loc["Pulau", "total_m"] != villages.loc["Pulau", "total_m"]  # NaN, no number


@pytest.mark.usefixtures("indonesian")
def test_villages_without_a_way_are_crosses(access_file):
    style = style_of(access_file, "desa")
    place = next(
        c.get("symbol") for c in style.iter("category") if c.get("value").startswith("Tidak")
    )
    layer = style.find(f"renderer-v2/symbols/symbol[@name='{place}']/layer")
    assert layer.find("Option/Option[@name='name']").get("value") == "cross2"
    assert layer.find("prop[@k='name']").get("v") == "cross2"


def test_the_file_carries_its_provenance(access_file):
    facts = dict(rows(access_file, "select parameter, value from provenance"))
    assert facts["threshold"] == "5000"
    assert facts["cost"] == "distance"


@pytest.mark.usefixtures("indonesian")
def test_rough_places_are_hollow(answer, tmp_path):
    path = tmp_path / "pilar.gpkg"
    path.write_bytes(pillar_gpkg(answer, SETTINGS))
    found = classes(style_of(path, "fasilitas"))
    assert found["III Pengasuhan (perkiraan)"] == "255,255,255,255"
    assert found["I Migrasi"] == "38,52,139,255"
    frame = pyogrio.read_dataframe(path, layer="fasilitas")
    school = frame[frame["kind"] == "sekolah"]
    assert school["kelas"].tolist() == ["III Pengasuhan (perkiraan)"]


def test_bands_lie_below_each_other_from_the_largest(village_area, tmp_path):
    path = tmp_path / "cakupan.gpkg"
    question = CoverageQuestion("disnaker", CAR)
    base = search(area_ground(village_area, question), question)
    path.write_bytes(coverage_gpkg(CoverageAnswer(base, 5000, (10_000,)), village_area))
    bands = pyogrio.read_dataframe(path, layer="daerah_layanan")
    assert bands["kelas"].tolist() == ["10 km", "5 km"]
    assert bands["area_km2"].is_monotonic_decreasing
    assert set(classes(style_of(path, "daerah_layanan"))) == {"10 km", "5 km"}
    villages = pyogrio.read_dataframe(path, layer="desa").set_index("name")
    assert villages["within"].to_dict() == {
        "Barat": False,
        "Tengah": True,
        "Pulau": False,
        "Jauh": False,
    }


def test_names_from_data_cannot_break_a_style():
    frame = gpd.GeoDataFrame({"k": [EVIL]}, geometry=[shapely.Point(110, -7)], crs=4326)
    symbol = Symbol("circle", "#ffffff", "#000000")
    text = qml(StyledLayer("desa", EVIL, frame, (Category(EVIL, EVIL, symbol),), "k"))
    found = ET.fromstring(text.split("\n", 1)[1]).find(".//category")  # noqa: S314
    assert (found.get("value"), found.get("label")) == (EVIL, EVIL)


def test_progress_counts_the_layers_that_have_rows():
    point = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(110, -7)], crs=4326)
    symbol = Category("", "x", Symbol("circle", "#ffffff", "#000000"))
    layers = [
        StyledLayer(name, name.upper(), frame, (symbol,))
        for name, frame in (("a", point), ("b", point[:0]), ("c", point))
    ]
    reported = []
    styled_gpkg(layers, {}, lambda *now: reported.append(now))
    assert reported == [(0, 2, "A"), (1, 2, "C")]


@pytest.mark.parametrize(
    ("colour", "text"),
    [("#ffeda0", "255,237,160,255"), ("#0b6e4f", "11,110,79,255"), ("none", "0,0,0,0")],
)
def test_colours_as_qgis_writes_them(colour, text):
    assert colour_text(colour) == text
