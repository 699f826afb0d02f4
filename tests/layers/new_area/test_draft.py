"""An area in the making: files with statements, parts that came ready, what is lacking."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.area import schema
from layers.imports.report import ImportReport
from layers.new_area.draft import (
    Draft,
    FileInput,
    all_parts,
    lacking,
    read_boundaries_input,
    read_points_input,
    read_roads_input,
    regencies_of,
)
from layers.new_area.draft_map import draft_map
from layers.new_area.parts import Part
from layers.new_area.typed_points import COLUMNS, typed_parts
from spatial.errors import InputError

CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture
def roads(tmp_path):
    lines = [
        shapely.LineString([(110.80, -6.80), (110.82, -6.80)]),
        shapely.LineString([(110.81, -6.81), (110.81, -6.79)]),
        shapely.LineString([(110.90, -6.81), (110.90, -6.79)]),
    ]
    path = tmp_path / "jalan.gpkg"
    columns = {"REMARK": ["Kolektor", "Kolektor", "Antah"], "lain": ["Setapak"] * 3}
    gpd.GeoDataFrame(columns, geometry=lines, crs=4326).to_file(path)
    return FileInput("roads", path)


@pytest.fixture
def boundaries(tmp_path):
    boxes = [shapely.box(110.80 + k / 10, -6.9, 110.89 + k / 10, -6.7) for k in range(3)]
    path = tmp_path / "batas.gpkg"
    gpd.GeoDataFrame(
        {
            "kode": ["33.19.01.2001", "33.19.01.2002", "33.21.01.2001"],
            "nama": ["Satu", "Dua", "Satu"],
            "kabupaten": ["Kudus", "Kudus", "Demak"],
        },
        geometry=boxes,
        crs=4326,
    ).to_file(path)
    return FileInput("boundaries", path)


def stated(file, **changes):
    return FileInput(**{**vars(file), **changes})


def test_classes_that_the_user_states_count(roads):
    part, read = read_roads_input(roads)
    assert part.lines["highway"].tolist() == ["secondary", "secondary", "road"]
    assert read.mapping.set_index("value")["class"].to_dict() == {
        "Kolektor": "secondary",
        "Antah": "",
    }
    part, _ = read_roads_input(stated(roads, classes=(("Antah", "track"),), tolerance_m=0.0))
    assert part.lines["highway"].tolist() == ["secondary", "secondary", "track"]
    assert part.settings == {"tolerance_m": 0.0, "road_classes": {"Antah": "track"}}
    assert part.facts["stated"] == {"classes": (("Antah", "track"),), "tolerance_m": 0.0}
    part, _ = read_roads_input(stated(roads, class_column="lain"))
    assert part.lines["highway"].tolist() == ["path"] * 3


def test_a_kabupaten_is_picked_from_the_boundaries(boundaries):
    part, read = read_boundaries_input(boundaries)
    assert regencies_of(read.areas) == {"33.21": "Demak", "33.19": "Kudus"}
    assert len(part.rows) == 3
    part, _ = read_boundaries_input(stated(boundaries, regency="33.19"))
    assert part.rows["name"].tolist() == ["Satu", "Dua"]
    assert (part.report.read, part.report.kept) == (2, 2)


@pytest.mark.usefixtures("indonesian")
def test_columns_choices_and_boundaries_reach_the_points(tmp_path, boundaries):
    path = tmp_path / "pasar.csv"
    path.write_text("judul;nama;kabupaten\nPasar A;Satu;\nPasar B;Dua;Kudus\n")
    file = FileInput("markets", path)
    _, areas = read_boundaries_input(boundaries)
    part, read = read_points_input(file, areas.areas)
    assert part.report.bad_rows() == {2}  # two villages are called Satu
    assert set(read.questions["code"]) == {"33.19.01.2001", "33.21.01.2001"}
    part, _ = read_points_input(stated(file, choices=((2, "33.21.01.2001"),)), areas.areas)
    assert part.report.bad_rows() == set()
    assert part.rows.geometry.x.round(2).tolist() == [111.04, 110.94]
    with pytest.raises(InputError, match="tidak ada"):
        read_points_input(stated(file, roles=(("name", "kolom"),)), areas.areas)


@pytest.mark.parametrize(
    ("case", "layer", "names"),
    [
        ("F01-kml-empty-id/k_one.kml", "markets", ["Pasar Melati", "Pasar Kenanga"]),
        ("F09-code-of-the-place-as-id/sekolah.csv", "services",
         ["SD Contoh 1", "SD Contoh 2", "SMP Contoh 1"]),
        ("F12-unnamed-facilities/kantor.csv", "offices", ["Kantor Desa 1", "Kantor Camat 1"]),
    ],
)  # fmt: skip
def test_files_that_once_failed(case, layer, names):
    part, _ = read_points_input(FileInput(layer, CASES / case))
    assert part.rows["name"].tolist() == names
    assert (part.report.kept, part.report.bad_rows()) == (len(names), set())


def test_a_market_of_the_draft_has_its_own_name():
    path = CASES / "F02-market-named-after-village" / "markets.csv"
    part, _ = read_points_input(FileInput("markets", path))
    assert part.rows["name"].tolist()[2] == "Pasar Anggrek"


@pytest.mark.parametrize("name", ["kecamatan_only", "rbi_kecamatan"])
def test_boundaries_that_once_failed(name):
    path = CASES / "F07-boundary-name-of-the-level" / f"{name}.geojson"
    part, _ = read_boundaries_input(FileInput("boundaries", path))
    assert part.rows["name"].tolist() == ["Sukamaju", "Bumirejo"]
    assert set(part.rows["level"]) == {"district"}
    assert part.rows["code"].tolist() == ["baris-1", "baris-2"]
    schema.validate(part.rows, "boundaries")


def test_every_boundary_has_a_code_of_its_own(tmp_path):
    """Parts of one kecamatan with its code each, and a polygon without name and code."""
    squares = [shapely.box(110.8 + k / 10, -6.9, 110.89 + k / 10, -6.8) for k in range(4)]
    columns = {"nama": ["Jati", "Jati", "Undaan", None],
               "kode": ["33.19.02", "33.19.02", "33.19.03", None]}  # fmt: skip
    path = tmp_path / "batas.gpkg"
    gpd.GeoDataFrame(columns, geometry=squares, crs=4326).to_file(path)
    part, _ = read_boundaries_input(FileInput("boundaries", path))
    assert part.rows["code"].tolist() == ["33.19.02", "33.19.02-2", "33.19.03", "baris-4"]
    assert part.rows["name"].tolist() == ["Jati", "Jati", "Undaan", "baris-4"]
    schema.validate(part.rows, "boundaries")


def test_points_outside_the_kabupaten_that_they_name_are_told(tmp_path, boundaries):
    path = tmp_path / "pasar.csv"
    path.write_text("nama;kabupaten;lon;lat\nA;Kudus;110,84;-6,8\nB;Kudus;111,04;-6,8\n")
    _, areas = read_boundaries_input(boundaries)
    part, _ = read_points_input(FileInput("markets", path), areas.areas)
    assert part.report.bad_rows() == {3}


@pytest.mark.usefixtures("indonesian")
def test_the_draft_knows_what_is_there(roads, tmp_path):
    village = FileInput("villages", tmp_path / "desa.csv")
    part = Part(gpd.GeoDataFrame(geometry=[], crs=4326), ImportReport("x", 0, 0), {})
    ready_roads, _ = read_roads_input(roads)
    draft = Draft()
    assert lacking(draft, {}) == ["jalan", "desa"]
    draft = draft.with_file(roads)
    assert lacking(draft, {}) == ["desa"]
    assert lacking(draft, {"villages": part}) == []
    assert lacking(draft.with_part("villages", part), {}) == []
    assert lacking(draft.with_file(village), {}) == []
    other = stated(roads, path=tmp_path / "lain.gpkg")
    assert draft.with_file(other).of("roads") == [other]
    market = FileInput("markets", tmp_path / "pasar.csv")
    assert draft.with_file(market).with_file(market).of("markets") == [market]
    assert draft.with_roads(ready_roads).of("roads") == []
    assert draft.with_roads(ready_roads).with_file(roads).roads is None
    changed = stated(village, crs="EPSG:32749")
    assert draft.with_file(village).changed(village, changed).of("villages") == [changed]
    assert draft.with_file(village).without_file(village).of("villages") == []
    assert draft.with_part("villages", part).without_part(part).taken == ()


@pytest.mark.usefixtures("indonesian")
def test_parts_of_all_sources_come_together_and_unread_files_stop(tmp_path):
    part = Part(gpd.GeoDataFrame(geometry=[], crs=4326), ImportReport("x", 0, 0), {})
    file = FileInput("villages", tmp_path / "desa.csv")
    draft = Draft().with_file(file).with_part("villages", part)
    assert all_parts(draft, {file: part}, {"offices": part}) == {
        "villages": [part, part], "offices": [part],
    }  # fmt: skip
    with pytest.raises(InputError, match=r"desa\.csv belum dapat dibaca"):
        all_parts(draft, {}, {})


@pytest.mark.usefixtures("indonesian")
def test_the_map_marks_what_is_apart_and_what_is_wrong(roads):
    part, _ = read_roads_input(roads)
    rows = [["Kantor", "{{7*7}}", "-6,8", "110,81"], ["Kantor", "Luar", "3,0", "99,0"],
            ["Kantor", "Eropa", "48,0", "2,0"]]  # fmt: skip
    typed = typed_parts(pd.DataFrame(rows, columns=list(COLUMNS)))
    page = draft_map(part, {layer: [one] for layer, one in typed.items()}).get_root().render()
    assert "Tidak tersambung ke jaringan utama" in page
    assert "{{7*7}}" not in page
    assert ">49<" not in page
    assert "Kantor" in page


def test_the_empty_map_shows_indonesia():
    page = draft_map(None, {}).get_root().render()
    assert "Kantor" not in page
    assert "[-11.1, 94.9], [6.5, 141.1]" in page
