"""The workbook of a meeting: rows that add up, texts that stay texts, every parameter, methods."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest

import layers.text.catalogues  # noqa: F401 - says how the catalogues are read
from layers.access import answer as answers
from layers.access.answer import AccessQuestion
from layers.access.workbook import access_workbook
from layers.coverage.answer import CoverageAnswer
from layers.coverage.search import search
from layers.coverage.workbook import coverage_workbook
from layers.exports.workbook import Column, Sheet, sheets_bytes
from spatial.routing.modes import CAR
from spatial.wording import use_language
from tests.layers.coverage_cases import E, ground, question
from tests.layers.pillar_cases import STEP_M

pytestmark = pytest.mark.usefixtures("indonesian")


@pytest.fixture
def found(village_area):
    return answers.ask(village_area, AccessQuestion("both", CAR))


@pytest.fixture
def book(found):
    return openpyxl.load_workbook(BytesIO(access_workbook(found, 5000)))


def table(book, name):
    head, *rows = book[name].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


def test_sheets_are_in_the_order_of_reading(book):
    assert book.sheetnames == ["Hasil", "Kaki perjalanan", "Kecamatan", "Parameter", "Metode"]


def test_results_are_those_of_the_road(book):
    """The village at step 10 is 2 steps from Disnaker and 1 from a market: 2.2 and 1.1 km."""
    shown = table(book, "Hasil").set_index(["Desa", "Layanan"])
    middle = shown.loc[("Tengah", "Disnaker")]
    assert middle["Total (km)"] == pytest.approx(2 * STEP_M / 1000, abs=0.002)
    assert middle["Dalam ambang 5,0 km"] == "ya"
    assert shown.loc[("Barat", "Disnaker"), "Dalam ambang 5,0 km"] == "tidak"


@pytest.mark.parametrize(
    ("language", "sheet", "heading"),
    [
        ("id", "Hasil", "Jalan terdekat, lepas atau tidak (km)"),
        ("en", "Results", "Nearest road, loose or not (km)"),
    ],
)
def test_a_piece_passed_over_has_both_distances(found, language, sheet, heading):
    """Set by hand: a piece of road 5 m from the village, and the road taken where it was."""
    for trips in found.by_facility.values():
        trips["nearest_road_m"] = 5.0
    with use_language(language):
        book = openpyxl.load_workbook(BytesIO(access_workbook(found, 5000)))
    assert (table(book, sheet)[heading] == 0.005).all()


def test_without_a_way_there_is_a_status_and_no_number(book):
    shown = table(book, "Hasil").set_index(["Desa", "Layanan"])
    island = shown.loc[("Pulau", "Disnaker")]
    assert island["Status"] == "tidak terhubung jaringan jalan"
    assert island["Dalam ambang 5,0 km"] == "tidak"
    assert island[["Total (km)", "Waktu (menit)", "Indeks kelokan"]].isna().all()


def test_legs_and_roads_add_up_to_the_total_of_each_trip(book):
    totals = table(book, "Hasil").dropna(subset=["Total (km)"])
    legs = table(book, "Kaki perjalanan").groupby(["Kode", "Layanan"])["Panjang (km)"].sum()
    assert len(legs) == len(totals) == 4
    for row in totals.itertuples():
        assert legs[row.Kode, row.Layanan] == pytest.approx(row[9], abs=1e-6)
    assert set(table(book, "Kaki perjalanan")["Jalan yang dilalui"].dropna()) == {"Jalan Raya"}


def test_kecamatan_count_all_villages(book):
    row = table(book, "Kecamatan").iloc[0]
    assert (row["Kecamatan"], row["Desa"], row["Dalam ambang 5,0 km"]) == ("Kecamatan Uji", 4, 1)
    assert row["Bagian dalam ambang"] == 0.25


def test_every_speed_and_version_is_a_parameter(book):
    facts = table(book, "Parameter").set_index("Parameter")["Nilai"]
    assert facts["threshold"] == "5000"
    assert float(facts["mode.speeds_kmh.tertiary"]) == CAR.speeds_kmh["tertiary"]
    assert {"version", "libraries.shapely", "max_snap_m", "created"} <= set(facts.index)


def test_headings_stay_in_sight_and_numbers_have_their_format(book):
    sheet = book["Hasil"]
    assert sheet.freeze_panes == "C2"
    formats = {cell.value: sheet.cell(2, cell.column).number_format for cell in sheet[1]}
    assert formats["Total (km)"] == "#,##0.00"
    assert formats["Waktu (menit)"] == "#,##0.0"
    assert book["Kecamatan"]["D2"].number_format == "0.0%"
    assert sheet.print_title_rows == "$1:$1"


def test_rows_are_as_high_as_their_broken_texts(book):
    """60 characters a line, 15 points a line; a heading of 22 characters in a column of 9."""
    sheet = book["Metode"]
    for row in range(2, sheet.max_row + 1):
        longest = max(len(str(cell.value or "")) for cell in sheet[row])
        if longest > 75:
            assert sheet.row_dimensions[row].height >= 15 * (longest // 60 + 1)
    assert book["Hasil"].row_dimensions[1].height >= 30


def test_methods_name_limits(book):
    shown = table(book, "Metode").set_index("Angka")
    assert "tanpa macet" in shown.loc["Waktu", "Batas"]
    assert "Karney" in shown.loc["Total jarak", "Sumber"]


def test_the_reader_of_english_reads_english(found):
    with use_language("en"):
        book = openpyxl.load_workbook(BytesIO(access_workbook(found, 5000)))
    assert book.sheetnames[0] == "Results"
    assert "Within 5.0 km" in [cell.value for cell in book["Results"][1]]


def test_coverage_lists_the_gaps_and_the_curve():
    """Villages at 2 and 4 steps are within 5; those at 8, 20, 22 and the two without a way not."""
    answer = CoverageAnswer(search(ground(), question()), 5 * E)
    book = openpyxl.load_workbook(BytesIO(coverage_workbook(answer)))
    gaps = table(book, "Desa di luar ambang")
    assert len(gaps) == 5
    places = table(book, "Cakupan kecamatan").set_index("Kecamatan")
    assert places["Tanpa perjalanan"].to_dict() == {"Pulau": 2, "Timur": 0, "Barat": 0}
    assert places.loc["Barat", "Bagian dalam ambang"] == pytest.approx(2 / 3)
    assert "Kurva cakupan" in book.sheetnames


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)", "-2"])
def test_texts_that_look_like_formulas_stay_texts(text):
    data = sheets_bytes([Sheet("a", (Column(text, pd.Series([text])),))])
    sheet = openpyxl.load_workbook(BytesIO(data))["a"]
    assert [sheet["A1"].data_type, sheet["A2"].data_type] == ["s", "s"]
    assert sheet["A2"].value == text


def test_control_characters_are_left_out_and_progress_is_told():
    steps = []
    sheets = [Sheet(name, (Column("k", pd.Series(["a\x00b"])),)) for name in "xy"]
    data = sheets_bytes(sheets, lambda *step: steps.append(step))
    assert openpyxl.load_workbook(BytesIO(data))["x"]["A2"].value == "ab"
    assert steps == [(0, 2, "x"), (1, 2, "y")]
