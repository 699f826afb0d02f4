"""PowerPoint files, opened again with python-pptx: nothing overflows, all of it can be edited."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.util import Emu

from layers.slides.pptx_deck import pptx_bytes
from layers.slides.text_fit import LINE, wrap
from tests.layers.meeting_cases import (
    AGENCY,
    MARKUP,
    pictures_of,
    renamed,
    story_of,
)

pytestmark = pytest.mark.usefixtures("indonesian")


def opened(story):
    return Presentation(io.BytesIO(pptx_bytes(story, pictures_of(story))))


def texts(slide):
    return [shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]


def height_of(frame, width):
    """Inches that the paragraphs need, each wrapped by itself."""
    total = 0.0
    for paragraph in frame.paragraphs:
        run = paragraph.runs[0] if paragraph.runs else None
        size = run.font.size.pt if run and run.font.size else 14
        bold = bool(run and run.font.bold)
        total += len(wrap(paragraph.text, width, size, bold=bold)) * size * LINE / 72
    return total


def check_fits(deck):
    for slide in deck.slides:
        for shape in texts(slide):
            frame = shape.text_frame
            assert height_of(frame, Emu(shape.width).inches) <= Emu(shape.height).inches + 0.01
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width + 10
            assert shape.top + shape.height <= deck.slide_height + 10


@pytest.mark.slow
def test_everything_fits(story):
    check_fits(opened(story))


@pytest.mark.slow
def test_odd_names_fit_and_stay_as_they_are(odd_story):
    deck = opened(odd_story)
    check_fits(deck)
    words = " ".join(shape.text_frame.text for s in deck.slides for shape in texts(s))
    assert odd_story.slides[0].message[:30] in words


def test_markup_is_text(village_area):
    deck = opened(story_of(renamed(village_area, MARKUP), ["worst"]))
    assert deck.slides[1].shapes.title.text_frame.text.startswith(MARKUP)


@pytest.mark.slow
def test_a_slide_per_statement_with_one_message_each(story):
    deck = opened(story)
    assert len(deck.slides) == len(story.slides) + 2
    for slide, steps in zip(list(deck.slides)[1:-1], story.slides, strict=True):
        titles = [s for s in slide.placeholders
                  if s.placeholder_format.type in {PP_PLACEHOLDER.TITLE,
                                                   PP_PLACEHOLDER.CENTER_TITLE}]  # fmt: skip
        assert [title.text_frame.text for title in titles] == [steps.message]
        assert steps.caveat in slide.notes_slide.notes_text_frame.text
        assert steps.sources in slide.notes_slide.notes_text_frame.text


def test_sizes_are_large(story):
    for slide in opened(story).slides:
        for shape in texts(slide):
            for paragraph in shape.text_frame.paragraphs:
                for run in paragraph.runs:
                    assert run.font.size.pt >= (28 if shape == slide.shapes.title else 14)


def test_tables_can_be_edited_and_pictures_are_described(story):
    deck = opened(story)
    for slide, steps in zip(list(deck.slides)[1:-1], story.slides, strict=True):
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        assert len(tables) == 1
        first = [cell.text for cell in list(tables[0].rows)[1].cells]
        assert tuple(first) == steps.table.rows[0]
        pictures = [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE]
        assert [p._element.xpath(".//p:cNvPr")[0].get("descr") for p in pictures] == [
            steps.map.alt
        ]
        assert pictures[0].width / pictures[0].height == pytest.approx(728 / 438, rel=0.01)


def test_slides_are_numbered_and_signed(story):
    deck = opened(story)
    assert deck.core_properties.title == story.cover.title
    assert AGENCY in " ".join(shape.text_frame.text for shape in texts(deck.slides[0]))
    for slide in list(deck.slides)[1:]:
        foot = [s.text_frame.text for s in slide.placeholders
                if s.placeholder_format.type == PP_PLACEHOLDER.FOOTER]  # fmt: skip
        assert foot == [f"{AGENCY} · Kabupaten Uji · 29 November 2026"]
        assert slide._element.xpath(".//a:fld[@type='slidenum']")


def test_progress_is_told(story):
    steps = []
    pptx_bytes(story, pictures_of(story), lambda done, total, what: steps.append((done, total)))
    assert steps == [(done, 8) for done in range(9)]
