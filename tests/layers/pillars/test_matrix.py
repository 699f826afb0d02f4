"""The coloured matrix: what each cell means, and that it can be read."""

from __future__ import annotations

import pytest

from layers.pillars.matrix import (
    COLOURS,
    FAR,
    NEAR,
    NO_WAY,
    WITHIN,
    cell_styles,
    legend_words,
    matrix_view,
    styled_matrix,
)
from tests.layers.pillar_cases import SETTINGS


def linear(channel):
    """WCAG 2.1, relative luminance."""
    value = int(channel, 16) / 255
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def luminance(colour):
    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("pair", COLOURS.values())
def test_text_can_be_read(pair):
    light, dark = sorted(map(luminance, pair), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.usefixtures("indonesian")
def test_view(answer):
    view = matrix_view(answer.table(SETTINGS), "km").set_index("Desa")
    assert list(view.columns) == [
        "Peringkat", "Kecamatan", "I Migrasi (km)", "II Usaha (km)",
        "III Pengasuhan (km)", "IV Koperasi (km)", "Pilar di luar", "Skor",
        "10 besar (%)", "Alasan",
    ]  # fmt: skip
    assert view.loc["Barat"].tolist()[2:5] == [13.3, 1.1, 0.0]
    common = matrix_view(answer.table(SETTINGS), "common").set_index("Desa")
    assert common.loc["Barat", "I Migrasi (% jalan sama)"] == 100
    assert matrix_view(answer.table(SETTINGS), "minutes").shape == (4, 11)


def test_colours(answer):
    """Barat: I 0.83 short, II 0.05 short, III within, IV no way."""
    styles = cell_styles(answer.table(SETTINGS)).loc[5]
    backgrounds = [text.partition(";")[0].removeprefix("background-color:") for text in styles]
    assert backgrounds == [FAR[0], NEAR[0], WITHIN[0], NO_WAY[0]]


def test_styled_cells_are_in_the_page(answer):
    html = styled_matrix(answer.table(SETTINGS), "km").to_html()
    assert all(colour in html for colour in (FAR[0], NEAR[0], WITHIN[0], NO_WAY[0]))


def test_legend_names_every_colour():
    assert all(label in legend_words() for label in COLOURS)
