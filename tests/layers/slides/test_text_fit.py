"""Text on slides fits: measured by Pillow in the tests, line by line."""

from __future__ import annotations

import pytest
from PIL import ImageFont

from layers.slides.story import SlideTable
from layers.slides.tables import lay_out_table
from layers.slides.text_fit import BOLD, REGULAR, fit, width_of, wrap
from tests.layers.meeting_cases import LONG

WORDS = "Pelatihan kerja desa migran produktif di kecamatan pesisir " * 6


def inches(text, size, bold=False):
    """Width at that very size, with Pillow's own layout."""
    return ImageFont.truetype(BOLD if bold else REGULAR, size).getlength(text) / 72


@pytest.mark.parametrize("size", [14, 28, 54])
def test_width_is_that_of_the_font(size):
    assert width_of("Sumberejo 32,8 km", size) == pytest.approx(
        inches("Sumberejo 32,8 km", size), rel=0.03
    )


@pytest.mark.parametrize("text", [WORDS, LONG, f"{LONG} dan {LONG}", "a"])
@pytest.mark.parametrize("bold", [False, True])
def test_no_line_is_wider_than_its_box(text, bold):
    lines = wrap(text, 3.0, 20, bold=bold)
    assert all(width_of(line, 20, bold=bold) <= 3.0 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_paragraphs_stay_apart():
    assert wrap("satu dua\n\ntiga", 9.0, 12) == ("satu dua", "", "tiga")


def test_the_largest_size_that_fits_is_taken():
    """Two lines of 20 points need 2 * 20 * 1.2 / 72 = 0.667 inches; of 19 points, 0.633."""
    text = "kata " * 12
    wide = width_of("kata " * 6, 20) + 0.01
    assert fit(text, wide, 0.667, (20, 14)).size == 20
    assert fit(text, wide, 0.65, (20, 14)).size == 19


def test_what_fits_nowhere_is_shortened_at_a_word():
    found = fit(WORDS, 3.0, 0.5, (20, 14))
    assert found.size == 14
    assert len(found.lines) == 2
    assert found.text.endswith("…")
    assert WORDS.startswith(found.text.removesuffix("…"))
    assert found.text.removesuffix("…").split()[-1] in WORDS.split()


def test_one_endless_word_is_shortened_too():
    found = fit(LONG * 3, 2.0, 0.3, (20, 14))
    assert len(found.lines) == 1
    assert width_of(found.lines[0], 14) <= 2.0
    assert found.text.endswith("…")


def table(rows, names="Desa"):
    return SlideTable(
        ("Desa", "Kecamatan", "km"), tuple((names, names, "12,3") for _ in range(rows))
    )


@pytest.mark.parametrize("names", ["Desa", "Wringin Putih Kidul Barat", LONG])
def test_tables_stay_in_their_box(names):
    laid = lay_out_table(table(8, names), 4.85, 2.72)
    assert sum(laid.widths) == pytest.approx(4.85)
    assert sum(laid.heights) <= 2.72
    assert len(laid.cells) == 9
    for cells in laid.cells:
        for cell, width in zip(cells, laid.widths, strict=True):
            assert all(width_of(line, cell.size, bold=False) <= width for line in cell.lines)
    assert laid.cells[1][2].text == "12,3"
    assert laid.right == (False, False, True)


def test_rows_without_room_are_left_out():
    """A row of one line needs 14 * 1.2 / 72 + 0.06 = 0.293 inches: three fit into 0.9."""
    assert len(lay_out_table(table(8), 4.85, 0.9).cells) == 3
    assert lay_out_table(table(8), 4.85, 0.3) is None
    assert lay_out_table(SlideTable((), ()), 4.85, 2.0) is None


def test_numbers_are_never_cut():
    message = SlideTable(
        ("Desa", "Kecamatan", "Pasar", "Terdekat"), ((LONG, LONG, "1.234", "1.121 menit"),) * 8
    )
    laid = lay_out_table(message, 4.85, 2.72)
    assert [cell.text for cell in laid.cells[1][2:]] == ["1.234", "1.121 menit"]
    assert all(cell.text.endswith("…") for cell in laid.cells[1][:2])
    assert sum(laid.widths) <= 4.85 + 1e-9
