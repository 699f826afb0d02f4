"""The map of the pillars: classes counted, names inert, contrasts."""

from __future__ import annotations

import itertools

import pytest

from layers.pillars.answer import PillarQuestion, ask
from layers.pillars.map import GAP_COLOURS, pillar_map
from spatial.routing.modes import CAR
from tests.layers.map_cases import EVIL, legend_of, standalone_html
from tests.layers.pillar_cases import SETTINGS
from tests.layers.webmap.test_symbols import _luminance


def page_of(answer):
    return standalone_html(pillar_map(answer.area, answer.table(SETTINGS), answer.facilities))


@pytest.mark.usefixtures("indonesian")
def test_villages_are_counted_by_gaps(answer):
    legend = legend_of(page_of(answer))
    labels = ("semua dalam ambang", "1 pilar", "3 pilar", "4 pilar")
    assert [legend[label] for label in labels] == ["0", "0", "3", "0"]
    assert legend["Terlalu jauh dari jalan"] == "1"
    assert legend["III Pengasuhan bersama (perkiraan)"] == "1"


@pytest.mark.usefixtures("indonesian")
def test_only_as_many_classes_as_pillars_were_measured(without_services):
    legend = legend_of(page_of(ask(without_services, PillarQuestion(CAR))))
    assert "2 pilar" in legend
    assert "3 pilar" not in legend


def test_names_are_no_markup(village_area):
    for layer in (village_area.villages, village_area.markets):
        layer["name"] = EVIL
    page = page_of(ask(village_area, PillarQuestion(CAR)))
    assert "<script>window.hacked" not in page
    assert " 49 " not in page


def test_colours_get_darker_with_the_gaps():
    luminance = [_luminance(colour) for colour in GAP_COLOURS]
    assert luminance == sorted(luminance, reverse=True)
    assert min(a - b for a, b in itertools.pairwise(luminance)) > 0.05
