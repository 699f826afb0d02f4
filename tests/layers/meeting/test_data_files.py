"""The workbook and the GeoPackages behind a story, opened again with openpyxl and pyogrio."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pyogrio
import pytest

from layers.meeting.data_files import story_packages, story_workbook
from layers.meeting.formats import FILES, make_file
from layers.slides.pictures import print_maps, slide_pictures
from tests.layers.meeting_cases import MARKUP, renamed, story_of
from tests.layers.pillar_cases import STEP_M


def rows(sheet):
    head, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.fixture
def book(story):
    return openpyxl.load_workbook(io.BytesIO(story_workbook(story)))


@pytest.mark.slow
def test_the_first_sheet_says_what_the_slides_say(book, story):
    text = rows(book.worksheets[0])
    assert [line["Pernyataan"] for line in text] == [slide.message for slide in story.slides]
    assert [line["Sumber"] for line in text] == [slide.sources for slide in story.slides]


@pytest.mark.slow
def test_results_and_legs_are_in_kilometres(book):
    """Disnaker at 12 steps: 13,26 km from Barat; the legs of the trip add up to that."""
    hasil = {line["Desa"]: line for line in rows(book["Hasil"])}
    assert hasil["Barat"]["Total (km)"] == pytest.approx(12 * STEP_M / 1000, abs=0.001)
    assert hasil["Pulau"]["Total (km)"] is None
    legs = [line["Panjang (km)"] for line in rows(book["Kaki perjalanan"])
            if line["Desa"] == "Barat"]  # fmt: skip
    assert sum(legs) == pytest.approx(12 * STEP_M / 1000, abs=0.001)
    reach = {line["Desa"]: line["Pasar dalam ambang"] for line in rows(book["Jangkauan desa"])}
    assert reach == {"Barat": 2, "Tengah": 2, "Pulau": 0, "Jauh": 0}


def test_before_and_after_of_a_scenario(book):
    """The mobile service stands at Barat."""
    lines = {line["Desa"]: line for line in rows(book["Skenario"])}
    assert lines["Barat"]["Sebelum (km)"] == pytest.approx(12 * STEP_M / 1000, abs=0.001)
    assert lines["Barat"]["Sesudah (km)"] == pytest.approx(0, abs=0.001)


def test_parameters_and_methods_are_inside(book):
    parameters = rows(book["Parameter"])
    assert {"motorcycle", "10000.0"} <= {str(line["Nilai"]) for line in parameters}
    assert "Metode" in book.sheetnames


def test_names_of_sheets_are_different_and_short(book):
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_names_are_no_formulas(village_area):
    text = story_of(renamed(village_area, "=1+1"), ["worst", "reach"])
    book = openpyxl.load_workbook(io.BytesIO(story_workbook(text)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.slow
def test_a_geopackage_per_slide_with_styles(story, tmp_path):
    with zipfile.ZipFile(io.BytesIO(story_packages(story))) as archive:
        assert [name.split("_")[1] for name in archive.namelist()] == [
            f"{slide.kind}.gpkg" for slide in story.slides
        ]
        archive.extractall(tmp_path)
    for path in tmp_path.iterdir():
        layers = {str(name) for name, _ in pyogrio.list_layers(path)}
        assert {"desa", "fasilitas", "layer_styles", "provenance"} <= layers
        assert len(pyogrio.read_dataframe(path, layer="desa")) == 4


@pytest.mark.slow
def test_maps_for_print_and_for_slides(village_area):
    text = story_of(renamed(village_area, MARKUP), ["worst", "scenario"])
    with zipfile.ZipFile(io.BytesIO(print_maps(text, "A3"))) as archive:
        assert archive.namelist() == ["1_worst_A3.png", "2_scenario_A3.png"]
        assert archive.read("1_worst_A3.png").startswith(b"\x89PNG")
    assert set(slide_pictures(text)) == {"worst", "scenario"}


@pytest.mark.slow
@pytest.mark.parametrize("which", sorted(FILES))
def test_every_file_is_made_with_progress_to_the_end(village_area, which):
    text = []
    data = make_file(which, story_of(village_area, ["coverage"]), lambda *step: text.append(step))
    start = {"pdf": b"%PDF", "html": b"<!DOCTYPE html>"}.get(which, b"PK")
    assert data.startswith(start)
    done, total, _ = text[-1]
    assert done == total
    assert all(what for _, _, what in text)
