"""What stands around a figure: dates, sources each once, agency."""

from dataclasses import replace
from datetime import date

import pytest

import layers.text.catalogues  # noqa: F401 - says how the catalogues are read
from layers.printmap.title_block import Publisher, area_frame, sources_line
from spatial.wording import use_language
from tests.layers.pillar_cases import pillar_area

pytestmark = pytest.mark.usefixtures("indonesian")


def area(**sources):
    facts = {layer: {"description": words, "files": []} for layer, words in sources.items()}
    return replace(pillar_area(), sources=facts, data_date="2023", regency="Kabupaten Uji")


def test_a_source_of_two_layers_is_named_once():
    shown = sources_line(area(villages="OSM", roads="OSM", markets="survei."))
    assert shown == "desa, jalan: OSM; pasar: survei"


def test_only_the_layers_that_are_shown_are_named():
    shown = sources_line(area(villages="A", roads="B", markets="C"), ("roads",))
    assert shown == "jalan: B"


def test_dates_and_publisher():
    frame = area_frame(area(roads="B"), date(2026, 8, 5), Publisher("Bappeda", "X", b"1"), "Judul")
    assert (frame.date, frame.regency, frame.agency, frame.author, frame.title, frame.logo) == (
        "5 Agu 2026; data 2023", "Kabupaten Uji", "Bappeda", "X", "Judul", b"1",
    )  # fmt: skip
    with use_language("en"):
        assert area_frame(area(), date(2026, 8, 5)).date == "5 Aug 2026; data of 2023"


def test_an_area_that_is_no_kabupaten_has_its_title():
    assert area_frame(replace(area(), regency=""), date(2026, 8, 5)).regency == "Kabupaten Uji"
