"""Road lines of Dinas and RBI: classes shown and changed, features that are no lines."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.imports.road_classes import class_choices, class_mapping
from layers.imports.road_lines import import_roads
from layers.imports.roads import roads_from_lines
from spatial.errors import InputError
from tests.layers.import_cases import rows_of, zipped
from tests.spatial.builders import line

LINES = [line((0, 0), (1, 0)), line((1, 0), (2, 0)), line((2, 0), (3, 0))]
CLASSES = ["Jalan Lokal", "Jalan Lokal", "Jalan Bulan"]


def drawn(**columns):
    return gpd.GeoDataFrame(columns or {"REMARK": CLASSES}, geometry=LINES, crs=4326)


@pytest.mark.usefixtures("indonesian")
def test_mapping_is_shown():
    table = class_mapping(drawn())
    assert list(table.columns) == ["value", "count", "class", "guessed"]
    assert table.to_numpy().tolist() == [
        ["Jalan Lokal", 2, "tertiary", True], ["Jalan Bulan", 1, "", False],
    ]  # fmt: skip
    assert class_mapping(drawn(warna=["a", "b", "c"])).empty
    assert class_mapping(drawn(warna=["a", None, "a"]), "warna")["value"].tolist() == ["a", ""]
    with pytest.raises(InputError, match="Kolom 'x'"):
        class_mapping(drawn(), "x")


def test_mapping_is_changed():
    table = class_mapping(drawn())
    table.loc[1, "class"] = "track"
    source = roads_from_lines(drawn(), 5, class_choices(table))
    assert sorted(source.network.highway.tolist()) == ["tertiary", "tertiary", "track"]
    assert source.class_column == "REMARK"


def test_a_mapping_may_be_partial_and_may_empty_a_class():
    source = roads_from_lines(drawn(), 5, {"Jalan Lokal": ""})
    assert source.network.highway.tolist() == ["", "", ""]


def test_another_column():
    lines = drawn(REMARK=CLASSES, KELAS=["x", "y", "y"])
    source = roads_from_lines(lines, 5, {"x": "primary", "y": "path"}, column="KELAS")
    assert sorted(source.network.highway.tolist()) == ["path", "path", "primary"]


@pytest.mark.parametrize(
    ("mapping", "column", "count"),
    [
        ({"Jalan Lokal": "bulan", "tidak ada": "path"}, None, 2),
        ({}, "x", 1),
    ],
)
def test_mappings_that_do_not_fit(mapping, column, count):
    with pytest.raises(InputError) as error:
        roads_from_lines(drawn(), 5, mapping, column=column)
    assert len(error.value.problems) == count


@pytest.mark.usefixtures("indonesian")
def test_a_mapping_without_a_class_column():
    with pytest.raises(InputError, match="tidak memiliki kolom kelas"):
        roads_from_lines(drawn(warna=["a", "b", "c"]), 5, {"a": "path"})


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".geojson"])
def test_formats(tmp_path, suffix):
    drawn().to_file(tmp_path / f"jalan{suffix}")
    read = import_roads(tmp_path / f"jalan{suffix}")
    assert (read.column, read.mapping["count"].tolist()) == ("REMARK", [2, 1])
    assert [(p.row, p.value) for p in read.report.problems] == [(None, "Jalan Bulan")]
    assert read.network(5, {"Jalan Bulan": "path"}).network.n_edges == 3


@pytest.mark.usefixtures("indonesian")
def test_zip_without_prj(tmp_path):
    folder = tmp_path / "isi"
    folder.mkdir()
    drawn().to_crs(32749).to_file(folder / "jalan.shp")
    (folder / "jalan.prj").unlink()
    path = zipped(tmp_path / "jalan.zip", folder)
    with pytest.raises(InputError, match="UTM belahan selatan"):
        import_roads(path)
    import pyproj

    read = import_roads(path, crs=pyproj.CRS.from_epsg(32749))
    assert shapely.get_coordinates(read.lines.geometry[1]) == pytest.approx(
        shapely.get_coordinates(LINES[0]), abs=1e-7
    )


def test_features_that_are_no_lines(tmp_path):
    shapes = [*LINES, None, shapely.Point(110, -7), line((0, 0), (1, 0)).buffer(0.001),
              shapely.LineString([(20, 50), (21, 50)])]  # fmt: skip
    frame = gpd.GeoDataFrame({"REMARK": ["Jalan Lokal"] * 7}, geometry=shapes, crs=4326)
    frame.to_file(tmp_path / "jalan.geojson")
    read = import_roads(tmp_path / "jalan.geojson")
    assert rows_of(read.report, "error") == [4, 5, 6, 7]
    assert (read.report.read, read.report.kept, len(read.lines)) == (7, 3, 3)


@pytest.mark.usefixtures("indonesian")
def test_no_line(tmp_path):
    points = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(110, -7)], crs=4326)
    points.to_file(tmp_path / "p.gpkg")
    with pytest.raises(InputError, match="tidak berisi garis"):
        import_roads(tmp_path / "p.gpkg")


@pytest.mark.usefixtures("indonesian")
def test_no_class_column_is_said(tmp_path):
    drawn(warna=["a", "b", "c"]).to_file(tmp_path / "jalan.gpkg")
    read = import_roads(tmp_path / "jalan.gpkg")
    assert (read.column, read.classed()["highway"].tolist()) == (None, ["", "", ""])
    assert "tidak ada kolom kelas" in read.report.problems[0].reason
    with pytest.raises(InputError, match="kolom kelas"):
        read.classed({"a": "path"})


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "column", "counts"),
    [
        ("kudus_jalan_25k", "NAMRJL", {"Jalan Lingkungan": 2169, "Jalan Lokal": 1419,
         "Jalan Kolektor": 214, "Jalan Setapak": 156, "Jalan Arteri": 87}),
        ("bandar_lampung_jalan_50k", "REMARK", {"Jalan Lain": 2921, "Jalan Lokal": 380,
         "Jalan Kolektor": 10, "Jalan Arteri": 3}),
    ],
)  # fmt: skip
def test_real_roads(real_data, tmp_path, file, column, counts):
    """The original and a zipped shapefile of it without .prj and .cpg give the same."""
    path = real_data / "rbi" / f"{file}.gpkg"
    read = import_roads(path)
    assert read.column == column
    assert dict(zip(read.mapping["value"], read.mapping["count"], strict=True)) == counts
    assert read.mapping["guessed"].all()
    assert read.report.counts()["error"] == 0
    folder = tmp_path / "isi"
    folder.mkdir()
    read.lines.to_file(folder / "jalan.shp")
    (folder / "jalan.prj").unlink()
    (folder / "jalan.cpg").unlink()
    again = import_roads(zipped(tmp_path / "jalan.zip", folder))
    assert (again.column, len(again.lines)) == (column, len(read.lines))
    word = read.mapping["value"][0]
    roads = again.network(5, {word: "track"}).network.highway
    assert "track" in roads.tolist()


def test_directions_that_are_not_recognised(tmp_path):
    drawn(REMARK=["Jalan Lokal"] * 3, ONEWAY=["yes", "mungkin", "mungkin"]).to_file(
        tmp_path / "jalan.shp"
    )
    found = import_roads(tmp_path / "jalan.shp").report.problems
    assert [(p.field, p.value, p.severity) for p in found] == [("ONEWAY", "mungkin", "warning")]


def test_true_and_false_without_both_ways_are_said(tmp_path):
    drawn(REMARK=["Jalan Lokal"] * 3, ONEWAY=["T", "F", "T"]).to_file(tmp_path / "jalan.shp")
    read = import_roads(tmp_path / "jalan.shp")
    (problem,) = read.report.problems
    assert (problem.field, problem.value, problem.severity) == ("ONEWAY", "T, F", "warning")
    assert "2 lines are one-way" in problem.sentence()
    drawn(REMARK=["Jalan Lokal"] * 3, ONEWAY=["T", "F", "B"]).to_file(tmp_path / "arah.shp")
    assert import_roads(tmp_path / "arah.shp").report.problems == ()


def test_speed_limits_that_cannot_be_read(tmp_path):
    limits = ["cepat", "40 km/jam", ""]
    drawn(REMARK=["Jalan Lokal"] * 3, MAXSPEED=limits).to_file(tmp_path / "jalan.shp")
    found = import_roads(tmp_path / "jalan.shp").report.problems
    assert ("MAXSPEED", "cepat", "warning") in [(p.field, p.value, p.severity) for p in found]
    drawn(REMARK=["Jalan Lokal"] * 3, MAXSPEED=["0", "none", "-1"]).to_file(tmp_path / "b.shp")
    assert import_roads(tmp_path / "b.shp").report.problems == ()
