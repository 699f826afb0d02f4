"""Boundary layers: columns found, rings repaired, areas picked."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.imports.boundaries import import_boundaries, pick_areas
from spatial.errors import InputError
from tests.layers.import_cases import rows_of, villages

BOW = shapely.Polygon([(110, -7), (110.2, -6.8), (110.2, -7), (110, -6.8)])


def read(tmp_path, frame, suffix=".gpkg", **options):
    frame.to_file(tmp_path / f"batas{suffix}")
    return import_boundaries(tmp_path / f"batas{suffix}", **options)


def square(x=110.0):
    return shapely.box(x, -7, x + 0.1, -6.9)


def test_villages(tmp_path):
    found = read(tmp_path, villages())
    assert found.areas["code"].tolist()[0] == "33.19.01.2001"
    assert set(found.areas["level"]) == {"village"}
    assert found.areas["regency"].tolist()[4] == "Kabupaten Jepara"
    assert found.report.problems == ()


@pytest.mark.parametrize(
    ("columns", "code", "name"),
    [
        ({"KDEPUM": ["3319012001"], "WADMKD": ["A"], "WADMKC": ["B"]}, "33.19.01.2001", "A"),
        ({"iddesa": ["3319012001"], "nmdesa": ["A"]}, "33.19.01.2001", "A"),
        ({"X1": ["33.19.01"], "NAMOBJ": ["A"]}, "33.19.01", "A"),
        ({"kode": ["-"], "kode_lain": ["33.19"], "nama": ["A"]}, "33.19", "A"),
        ({"KDCBPS": ["3319010"], "WADMKC": ["A"]}, "3319010", "A"),
    ],
)
def test_columns_are_guessed(tmp_path, columns, code, name):
    frame = gpd.GeoDataFrame(columns, geometry=[square()], crs=4326)
    found = read(tmp_path, frame)
    assert found.areas[["code", "name"]].iloc[0].tolist() == [code, name]


@pytest.mark.usefixtures("indonesian")
def test_columns_are_the_users(tmp_path):
    frame = gpd.GeoDataFrame({"a": ["33.19"], "b": ["X"]}, geometry=[square()], crs=4326)
    with pytest.raises(InputError, match="Kolom 'c'"):
        read(tmp_path, frame, roles={"name": "c"})
    found = read(tmp_path, frame, roles={"name": "b"})
    assert (found.areas["name"].iloc[0], found.areas["regency"].iloc[0]) == ("X", "X")


def test_no_column(tmp_path):
    frame = gpd.GeoDataFrame({"warna": ["merah"]}, geometry=[square()], crs=4326)
    with pytest.raises(InputError, match="warna"):
        read(tmp_path, frame)


def test_rings_are_repaired_and_said(tmp_path):
    shapes = [BOW, square(), None, shapely.LineString([(110, -7), (111, -7)]),
              shapely.Polygon([(110, -7), (110.1, -7), (110.2, -7)])]  # fmt: skip
    frame = gpd.GeoDataFrame({"nama": list("ABCDE"), "kode": ["1"] * 5}, geometry=shapes, crs=4326)
    found = read(tmp_path, frame, ".geojson")
    assert rows_of(found.report, "repaired") == [1]
    assert rows_of(found.report, "error") == [3, 4, 5]
    assert found.areas.geometry.iloc[:2].is_valid.all()
    # Two triangles of base 0.2 and height 0.1.
    assert found.areas.geometry.iloc[0].area == pytest.approx(2 * 0.2 * 0.1 / 2)
    assert found.report.problems[0].place is not None
    assert found.report.kept == 2


def test_codes_are_checked(tmp_path):
    codes = ["3319010001", "3319010002", "x", "3319010001"]
    frame = gpd.GeoDataFrame(
        {"nama": list("ABCD"), "kode": codes}, geometry=[square(110 + i) for i in range(4)],
        crs=4326,
    )  # fmt: skip
    problems = read(tmp_path, frame).report.problems
    assert [(p.row, p.severity) for p in problems] == [
        (None, "warning"), (3, "warning"), (4, "warning"),
    ]  # fmt: skip
    assert "BPS" in problems[0].reason


@pytest.mark.usefixtures("indonesian")
def test_pick(tmp_path):
    areas = read(tmp_path, villages()).areas
    assert len(pick_areas(areas, regency="33.19")) == 4
    assert len(pick_areas(areas, regency="KUDUS")) == 4
    assert len(pick_areas(areas, regency="Kab. Kudus", district="jati")) == 2
    assert len(pick_areas(areas, province="33")) == 5
    assert len(pick_areas(areas)) == 5
    with pytest.raises(InputError, match="Tidak ada wilayah 'Blora'"):
        pick_areas(areas, regency="Blora")


def test_a_name_of_several_areas_is_asked(tmp_path):
    frame = gpd.GeoDataFrame(
        {"kode": ["32.04", "32.73"], "nama": ["Kabupaten Bandung", "Kota Bandung"]},
        geometry=[square(), square(111)], crs=4326,
    )  # fmt: skip
    areas = read(tmp_path, frame).areas
    with pytest.raises(InputError, match=r"Kabupaten Bandung \(32.04\), Kota Bandung \(32.73\)"):
        pick_areas(areas, regency="Bandung")
    assert pick_areas(areas, regency="Kota Bandung")["code"].tolist() == ["32.73"]


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "count", "level"),
    [("kabupaten", 514, "regency"), ("kecamatan", 7285, "district")],
)
def test_real_boundaries(real_data, file, count, level):
    found = import_boundaries(real_data / "boundaries" / f"{file}.parquet")
    assert (len(found.areas), set(found.areas["level"])) == (count, {level})
    assert found.areas.geometry.is_valid.all()
    assert found.report.kept == count
    # Counted with shapely's is_valid on the raw file.
    assert found.report.counts()["repaired"] == {"kabupaten": 124, "kecamatan": 275}[file]
    assert pick_areas(found.areas, regency="Kabupaten Kudus")["code"].str[:5].unique() == ["33.19"]
