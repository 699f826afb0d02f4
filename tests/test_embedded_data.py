"""The embedded data: complete, consistent, valid, one feature per line, and documented."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from pyproj import Geod

from layers.area.schema import validate
from layers.workspace.catalog import EMBEDDED_NOTE, load_area

DATA = Path(__file__).parents[1] / "data"
FILES = {
    "boundaries/demak_kecamatan": ("boundaries", 14),
    "villages/demak": ("villages", 249),
    "villages/desmigratif": ("villages", 40),
    "offices/offices": ("offices", 29),
    "markets/demak": ("markets", 48),
    "services/demak": ("services", 293),
    "roads/demak_kabupaten": ("roads", 248),
    "roads/demak_main": ("roads", 6),
}


OUTLINES = ("land/indonesia",)
"""Ground for checks, not a layer of a study area."""


def path(name):
    return DATA / f"{name}.geojson"


def read(name):
    return gpd.read_file(path(name))


def test_no_other_geojson_files_exist():
    found = {file.relative_to(DATA).as_posix() for file in DATA.rglob("*.geojson")}
    assert found == {f"{name}.geojson" for name in (*FILES, *OUTLINES)}


@pytest.mark.parametrize(("name", "layer", "rows"), [(n, *v) for n, v in FILES.items()])
def test_file_is_valid_and_complete(name, layer, rows):
    assert len(validate(read(name), layer)) == rows


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique_and_sorted(name):
    frame = read(name)
    ids = frame["code" if "code" in frame else "id"]
    assert ids.is_unique
    assert list(ids) == sorted(ids)


@pytest.mark.parametrize("name", FILES)
def test_each_line_is_one_feature_with_the_same_properties(name):
    text = path(name).read_text(encoding="utf-8")
    first, *lines, last = text.removesuffix("\n").split("\n")
    assert first.endswith('"features":[')
    assert last == "]}"
    assert all(line.endswith(",") for line in lines[:-1])
    features = [json.loads(line.removesuffix(",")) for line in lines]
    assert {feature["type"] for feature in features} == {"Feature"}
    assert len({tuple(feature["properties"]) for feature in features}) == 1
    assert len(features) == FILES[name][1]
    assert text.endswith("]}\n")


def numbers(value):
    return [n for part in value for n in numbers(part)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("name", FILES)
def test_coordinates_are_rounded(name):
    for feature in json.loads(path(name).read_text(encoding="utf-8"))["features"]:
        published = feature["properties"]["precision"] in ("surveyed", "published")
        places = 6 if published else 5
        coordinates = numbers(feature["geometry"]["coordinates"])
        assert coordinates == [round(number, places) for number in coordinates]


@pytest.mark.parametrize("name", FILES)
def test_source_and_precision_are_given(name):
    frame = read(name)
    assert frame["source"].str.len().min() > 5
    assert frame["precision"].str.len().min() > 5


def test_files_are_small_and_listed_in_the_readme():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert all(f"{name}.geojson" in readme for name in (*FILES, *OUTLINES))
    assert sum(path(name).stat().st_size for name in (*FILES, *OUTLINES)) < 3_000_000


def test_every_village_lies_in_its_own_kecamatan():
    rings = read("boundaries/demak_kecamatan").set_index("name").geometry
    villages = read("villages/demak")
    own = gpd.GeoSeries(rings.loc[villages["district"]].to_numpy(), crs=rings.crs)
    assert own.contains(villages.geometry).all()


def test_every_market_lies_in_its_own_kecamatan():
    rings = read("boundaries/demak_kecamatan").set_index("name").geometry
    markets = read("markets/demak")
    own = gpd.GeoSeries(rings.loc[markets["district"]].to_numpy(), crs=rings.crs)
    assert own.contains(markets.geometry).all()


def test_villages_of_demak_match_the_official_counts():
    villages = read("villages/demak")
    kecamatan = read("boundaries/demak_kecamatan").set_index("code")
    assert villages["kind"].value_counts().to_dict() == {"desa": 243, "kelurahan": 6}
    counted = villages["id"].str[:8].value_counts()
    assert counted.to_dict() == kecamatan["villages"].to_dict()
    assert kecamatan["people_2010"].sum() == 1_055_579
    assert kecamatan["people_2019"].sum() == 1_162_784
    assert kecamatan["area_km2"].sum() == pytest.approx(897.43)


@pytest.mark.parametrize("name", ["villages/demak", "villages/desmigratif"])
def test_kind_follows_the_code(name):
    villages = read(name)
    kind = villages["id"].str[9].map({"1": "kelurahan", "2": "desa"})
    assert (villages["kind"] == kind).all()


def test_megonten_is_the_one_desmigratif_village_of_demak():
    villages = read("villages/demak").set_index("id")
    assert list(villages.index[villages["desmigratif"]]) == ["33.21.14.2014"]
    here = villages.loc["33.21.14.2014"]
    there = read("villages/desmigratif").set_index("id").loc["33.21.14.2014"]
    assert here["name"] == there["name"] == "Megonten"
    assert here.geometry == there.geometry


def test_candidates_are_not_counted_as_desmigratif():
    villages = read("villages/desmigratif")
    candidates = villages["status"].isin(["calon", "usulan"])
    assert candidates.sum() == 6
    assert (villages["desmigratif"] == ~candidates).all()
    assert villages.loc[candidates, "year"].isna().all()
    assert villages["products"].notna().sum() == 7


def test_no_office_is_confirmed_and_only_one_has_an_address_point():
    offices = read("offices/offices").set_index("id")
    assert not offices["confirmed"].any()
    assert list(offices.index[offices["precision"] != "town point"]) == ["off-33.21-disnaker"]
    assert offices.loc["off-33.21-disnaker", "note"].startswith("belum dipastikan")
    assert not offices["name"].str.contains("dipastikan").any()
    assert offices["kind"].value_counts().to_dict() == {
        "disnaker": 26,
        "blk": 1,
        "bp3mi": 1,
        "bbpvp": 1,
    }


def test_every_desmigratif_village_has_the_disnaker_of_its_regency():
    offices = read("offices/offices")
    served = set(offices.loc[offices["kind"] == "disnaker", "regency"])
    assert set(read("villages/desmigratif")["regency"]) <= served


def test_markets_with_a_village_point_are_marked():
    markets = read("markets/demak").set_index("name")
    assert markets["precision"].value_counts().to_dict() == {"published": 44, "village point": 4}
    assert "kecamatan diragukan" in markets.loc["Pasar Candisari", "note"]


def test_services_are_counted_by_kind_and_precision():
    services = read("services/demak")
    assert services["kind"].value_counts().to_dict() == {
        "sekolah": 165,
        "atm": 65,
        "kesehatan": 40,
        "lainnya": 13,
        "bank": 5,
        "perpustakaan": 3,
        "koperasi": 1,
        "pos": 1,
    }
    assert services["precision"].value_counts().to_dict() == {
        "published": 214,
        "map view": 75,
        "village point": 4,
    }
    money = services[services["kind"].isin(["atm", "bank"])]
    assert (money["precision"] == "map view").all()
    assert money["note"].str.contains("pusat tampilan peta").all()


def test_services_outside_their_kecamatan_say_why():
    """Two lie so near the generalised rings that nothing is wrong with them."""
    rings = read("boundaries/demak_kecamatan").set_index("name").geometry
    services = read("services/demak")
    own = gpd.GeoSeries(rings.loc[services["district"]].to_numpy(), crs=rings.crs)
    outside = services[~own.contains(services.geometry)].set_index("id")
    assert len(outside) == 13
    doubted = outside["note"].str.startswith("ragu:")
    assert sorted(outside.index[~doubted]) == ["fin-057", "sch-140"]
    metric = own.to_crs(32749).distance(services.geometry.to_crs(32749))
    assert metric[services["id"].isin(["fin-057", "sch-140"])].max() < 150


@pytest.mark.parametrize(
    ("name", "km"),
    [("roads/demak_kabupaten", 880.7), ("roads/demak_main", 89.2)],
)
def test_length_of_roads(name, km):
    geod = Geod(ellps="WGS84")
    assert sum(map(geod.geometry_length, read(name).geometry)) / 1000 == pytest.approx(km, abs=0.1)


def test_class_of_roads_follows_their_status():
    classes = {"nasional": "trunk", "provinsi": "secondary", "kabupaten": "tertiary"}
    for name in ("roads/demak_kabupaten", "roads/demak_main"):
        frame = read(name)
        assert (frame["highway"] == frame["status"].map(classes)).all()


def test_note_on_the_roads_is_the_one_that_the_catalogues_know():
    assert load_area("demak").network_note == EMBEDDED_NOTE
