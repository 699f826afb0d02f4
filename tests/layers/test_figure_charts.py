"""Charts on paper: numbers of the bars, words, and everything inside the page."""

from dataclasses import replace
from io import BytesIO

import pandas as pd
import pytest
from PIL import Image

from layers.coverage.answer import CoverageAnswer
from layers.coverage.search import search
from layers.printmap import charts as figure_charts
from layers.printmap.charts import chart_agencies, chart_curve, chart_districts
from layers.printmap.paper import PAPERS, Frame
from tests.layers.coverage_cases import E, ground, question

EVIL = "Dinas $x_1$ <b>A</b> {0}"
FRAME = Frame(agency="Bappeda", date="29 Nov 2026", sources="sumber A")


@pytest.fixture(scope="module")
def answer():
    """Within 5 steps: v0 and v1 of Barat; v2, v3 and v4 beyond; v5 and v6 of Pulau lost."""
    return CoverageAnswer(search(ground(), question()), 5 * E, (21 * E,))


@pytest.fixture
def drawn(monkeypatch):
    """Keep the pages that are saved, to look into them."""
    kept = []
    save = figure_charts.save

    def keep(page, suffix):
        kept.append(page)
        return save(page, suffix)

    monkeypatch.setattr(figure_charts, "save", keep)
    return kept


def chart_of(page):
    return next(axes for axes in page.figure.axes if axes.get_label() == "chart")


def widths(axes):
    return [[bar.get_width() for bar in part] for part in axes.containers]


def test_bars_count_the_villages_of_every_kecamatan(answer, drawn):
    chart_districts(answer, PAPERS["A4"], FRAME, 80)
    axes = chart_of(drawn[0])
    names = [label.get_text() for label in axes.get_yticklabels()]
    within, outside, lost = (dict(zip(names, part, strict=True)) for part in widths(axes))
    assert within == {"Barat": 2, "Timur": 0, "Pulau": 0}
    assert outside == {"Barat": 1, "Timur": 2, "Pulau": 0}
    assert lost == {"Barat": 0, "Timur": 0, "Pulau": 2}
    assert {bar.get_hatch() for bar in axes.containers[2]} == {"/////"}
    assert "67 %" in " ".join(text.get_text() for text in axes.texts)


def test_the_curve_marks_the_shares_of_the_thresholds(answer, drawn):
    """2 of 7 within 5 steps, 4 of 7 within 21."""
    chart_curve(answer, PAPERS["slide"], FRAME, 80)
    axes = chart_of(drawn[0])
    told = " ".join(text.get_text() for text in axes.texts)
    assert "28,6 %" in told
    assert "57,1 %" in told
    assert axes.get_ylim()[0] == 0


def test_agencies_are_told_as_they_are_written(drawn):
    summary = pd.DataFrame(
        {"agency": [EVIL, "Dinas B", "Dinas C"], "facility": "pasar", "villages": [3, 12, None]}
    )
    chart_agencies(summary, PAPERS["A3"], FRAME, 60)
    axes = chart_of(drawn[0])
    labels = axes.get_yticklabels()
    assert [label.get_text() for label in labels] == ["Dinas B: pasar", f"{EVIL}: pasar"]
    assert all(label.get_parse_math() is False for label in labels)
    assert widths(axes) == [[12, 3]]


@pytest.mark.usefixtures("indonesian")
def test_too_many_bars_are_cut_and_it_is_said(drawn):
    summary = pd.DataFrame(
        {"agency": [f"Dinas {i}" for i in range(40)], "facility": "x", "villages": range(40)}
    )
    chart_agencies(summary, PAPERS["A4"], FRAME, 60)
    page = drawn[0]
    assert len(chart_of(page).get_yticklabels()) == 30
    assert any("10 baris terbawah" in text.get_text() for text in page.axes.texts)


@pytest.mark.parametrize("paper", ["A4", "A3", "slide"])
def test_everything_lies_inside_the_page(answer, drawn, paper):
    long = replace(FRAME, sources="sumber yang panjang sekali " * 20)
    chart_districts(answer, PAPERS[paper], long, 80)
    chart_curve(answer, PAPERS[paper], long, 80)
    for page in drawn:
        page.figure.draw_without_rendering()
        axes, box = chart_of(page), page.figure.bbox
        for text in (*axes.texts, *axes.get_yticklabels(), axes.xaxis.label, axes.yaxis.label):
            if text.get_text():
                place = text.get_window_extent(page.renderer)
                assert place.x0 >= 0, text.get_text()
                assert place.x1 <= box.width, text.get_text()
                assert place.y0 >= 0, text.get_text()


def test_a_chart_is_as_large_as_its_paper(answer):
    with Image.open(BytesIO(chart_curve(answer, PAPERS["A4"], FRAME, 100))) as picture:
        assert picture.size == pytest.approx((297 / 0.254, 210 / 0.254), abs=1)
