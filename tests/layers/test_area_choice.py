"""Kabupaten and kecamatan to choose from, titles and uploads."""

import geopandas as gpd
import pytest
from shapely.geometry import box

from layers.imports.boundaries import import_boundaries
from layers.osm.area_choice import area_choices, from_upload, place_title, regency_of
from layers.workspace.catalog import load_area
from spatial.errors import InputError

WEST, EAST, NORTH = box(110, -7, 111, -6), box(111, -7, 112, -6), box(110, -6, 112, -5)


def layer(rows, shapes):
    columns = ("code", "level", "name", "district", "regency")
    table = {column: [row[k] for row in rows] for k, column in enumerate(columns)}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=4326)


DISTRICTS = layer(
    [
        ("33.21.01", "district", "Mranggen", "Mranggen", "Kabupaten Demak"),
        ("33.21.02", "district", "Karangawen", "Karangawen", "Kabupaten Demak"),
        ("33.19.01", "district", "Kaliwungu", "Kaliwungu", "Kabupaten Kudus"),
    ],
    [WEST, EAST, NORTH],
)


def listed(areas, level):
    return [(choice.title, choice.label) for choice in area_choices(areas, level)]


def test_kecamatan_of_a_layer():
    assert listed(DISTRICTS, "district") == [
        ("Kecamatan Kaliwungu", "Kecamatan Kaliwungu, Kabupaten Kudus (33.19.01)"),
        ("Kecamatan Karangawen", "Kecamatan Karangawen, Kabupaten Demak (33.21.02)"),
        ("Kecamatan Mranggen", "Kecamatan Mranggen, Kabupaten Demak (33.21.01)"),
    ]
    assert area_choices(DISTRICTS, "district")[2].area.equals(WEST)


def test_kabupaten_are_joined_from_their_kecamatan():
    demak, kudus = area_choices(DISTRICTS, "regency")
    assert (demak.title, demak.label) == ("Kabupaten Demak", "Kabupaten Demak (33.21)")
    assert demak.regency == "Kabupaten Demak"
    assert demak.area.equals(box(110, -7, 112, -6))
    assert kudus.area.equals(NORTH)


def test_an_area_of_its_own_counts_before_its_parts():
    own = layer([("33.21", "regency", "Demak", "", "Demak")], [NORTH])
    both = gpd.GeoDataFrame(gpd.pd.concat([DISTRICTS, own], ignore_index=True), crs=4326)
    demak = next(c for c in area_choices(both, "regency") if "33.21" in c.label)
    assert demak.area.equals(NORTH)


def test_by_name_where_there_is_no_code():
    villages = layer(
        [("", "village", "A", "Mranggen", "Kab. Demak"),
         ("", "village", "B", "mranggen", "Kab. Demak"),
         ("", "village", "C", "Mranggen", "Kab. Lain"), ("", "", "D", "", "")],
        [WEST, EAST, NORTH, NORTH],
    )  # fmt: skip
    first, second = area_choices(villages, "district")
    assert first.area.equals(box(110, -7, 112, -6))
    assert second.regency == "Kab. Lain"
    assert [choice.title for choice in area_choices(villages, "regency")] == [
        "Kab. Demak",
        "Kab. Lain",
    ]


def test_areas_that_cannot_be_used_are_left_out():
    abroad = layer([("33.21.01", "district", "A", "", "")], [box(0, 0, 1, 1)])
    assert area_choices(abroad, "district") == []
    missing = layer([("33.21.01", "district", "A", "", "")], [None])
    assert area_choices(missing, "district") == []
    assert area_choices(DISTRICTS.iloc[:0], "regency") == []


def test_boundaries_of_the_embedded_area():
    areas = load_area("demak").boundaries
    assert len(area_choices(areas, "district")) == 14
    (demak,) = area_choices(areas, "regency")
    assert demak.label == "Kabupaten Demak (33.21)"


@pytest.mark.parametrize(
    ("place", "asked", "title"),
    [
        ("Lembata, Nusa Tenggara Timur, Indonesia", "Kabupaten Lembata, NTT", "Kabupaten Lembata"),
        ("Kota Kupang, NTT", "kupang", "Kota Kupang"),
        ("Bandung, Jawa Barat", "Bandung", "Bandung"),
        ("Alor, NTT", "Kabupaten Lembata", "Alor"),
    ],
)
def test_titles(place, asked, title):
    assert place_title(place, asked) == title


def test_which_titles_are_a_regency():
    assert regency_of("Kabupaten Lembata") == "Kabupaten Lembata"
    assert regency_of("Kota Kupang") == "Kota Kupang"
    assert regency_of("Kecamatan Nubatukan") == ""
    assert regency_of("Lembata") == ""


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("batas desa.geojson", "batas desa.geojson"),
        ("../../etc/batas.geojson", "batas.geojson"),
        ("C:\\data\\batas.geojson", "batas.geojson"),
        ("...", "berkas"),
        ("a<b>.geojson", "a_b_.geojson"),
    ],
)
def test_uploads_get_a_plain_name_and_are_gone_afterwards(name, plain):
    seen = []

    def read(path):
        seen.append(path)
        return path.read_bytes()

    assert from_upload(name, b"x", read) == b"x"
    assert seen[0].name == plain
    assert not seen[0].exists()


def test_an_upload_that_is_no_layer_names_its_file():
    with pytest.raises(InputError, match=r"batas\.geojson"):
        from_upload("batas.geojson", b"<html>", import_boundaries)
