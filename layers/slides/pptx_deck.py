"""A story as PowerPoint slides: texts and tables that can be edited, maps as pictures.

python-pptx writes them: it needs no office program, and knows placeholders, tables and notes.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from typing import Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.slide import Slide, SlideLayout
from pptx.table import _Cell
from pptx.text.text import _Paragraph
from pptx.util import Inches, Pt

from layers.jobs.progress import Report, no_report
from layers.slides.layout import (
    ACCENT,
    COVER_BAND,
    FOOT_BOX,
    HEIGHT,
    INK,
    MARGIN,
    PALE,
    TITLE_BOX,
    WHITE,
    WIDTH,
    Box,
    Page,
    PictureBlock,
    TableBlock,
    TextBlock,
    pages,
)
from layers.slides.story import Story
from layers.slides.tables import PAD_X, PAD_Y
from spatial.wording import _, use_language

FONT: Final = "Arial"
"""On Windows and macOS; Liberation Sans, with the same widths, stands in for it on Linux."""

TITLE_ONLY: Final = 5
"""Layout of python-pptx's own template with a title, date, foot and number of the slide."""

NUMBER_BOX: Final = Box(WIDTH - MARGIN - 1.0, FOOT_BOX.top, 1.0, FOOT_BOX.height)
LANGUAGE_TAGS: Final = {"id": "id-ID", "en": "en-GB"}


def pptx_bytes(story: Story, pictures: Mapping[str, bytes], progress: Report = no_report) -> bytes:
    """Write a story as PPTX.

    Parameters
    ----------
    story
        The story.
    pictures
        PNG of the map of every slide, by kind.
    progress
        Told after every slide.

    Returns
    -------
    bytes
        The file.
    """
    with use_language(story.language):
        deck = Presentation()
        deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
        layout = deck.slide_layouts[TITLE_ONLY]
        _place_layout(deck, layout)
        laid_out = pages(story, pictures)
        for done, page in enumerate(laid_out):
            progress(done, len(laid_out), _("slide {number}").format(number=done + 1))
            _add_page(deck, layout, page, LANGUAGE_TAGS[story.language])
        _describe(deck, story)
        buffer = io.BytesIO()
        deck.save(buffer)
    progress(len(laid_out), len(laid_out), "PPTX")
    return buffer.getvalue()


def _place_layout(deck: Deck, layout: SlideLayout) -> None:
    """Put the placeholders of the layout, made for 4:3, where these slides have them."""
    places = {
        PP_PLACEHOLDER.TITLE: TITLE_BOX,
        PP_PLACEHOLDER.FOOTER: FOOT_BOX,
        PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER_BOX,
    }
    for part in (deck.slide_master, layout):
        for holder in part.placeholders:
            box = places.get(holder.placeholder_format.type)
            if box is not None:
                _place(holder, box)


def _add_page(deck: Deck, layout: SlideLayout, page: Page, language: str) -> None:
    slide = deck.slides.add_slide(layout)
    if page.dark:
        _band(slide, COVER_BAND)
    else:
        _band(slide, Box(0.0, 0.0, 0.16, HEIGHT))
    _fill(slide.shapes.title, page.title)
    for text in page.texts:
        _fill(slide.shapes.add_textbox(*_inches(text.box)), text)
    for table in page.tables:
        _add_table(slide, table)
    for picture in page.pictures:
        _add_picture(slide, picture)
    if page.foot is not None:
        _add_foot(slide, layout, page.foot)
    if page.notes:
        slide.notes_slide.notes_text_frame.text = page.notes
    for run in slide._element.iter(qn("a:rPr"), qn("a:endParaRPr")):  # noqa: SLF001
        run.set("lang", language)


def _band(slide: Slide, box: Box) -> None:
    """Draw a band of colour behind everything else."""
    band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_inches(box))
    band.fill.solid()
    band.fill.fore_color.rgb = _colour(ACCENT)
    band.line.fill.background()
    band.shadow.inherit = False
    band.name = "Band"
    _set_alt(band, "")
    tree = slide.shapes._spTree  # noqa: SLF001 - python-pptx cannot order shapes otherwise
    tree.remove(band._element)  # noqa: SLF001
    tree.insert(2, band._element)  # noqa: SLF001


def _fill(shape: Shape, block: TextBlock) -> None:
    """Write a text into a shape, where it was measured to fit."""
    _place(shape, block.box)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if block.role == "title" else MSO_ANCHOR.TOP
    for place, paragraph in enumerate(block.text.text.split("\n")):
        lines = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        lines.alignment = PP_ALIGN.LEFT
        _write(lines, paragraph, block.text.size, block.colour, bold=block.bold)


def _write(paragraph: _Paragraph, text: str, size: float, colour: str, *, bold: bool) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
    run.font.color.rgb = _colour(colour)


def _add_table(slide: Slide, block: TableBlock) -> None:
    """Add a table with the widths and heights that were measured."""
    laid, box = block.table, block.box
    room = Box(box.left, box.top, sum(laid.widths), sum(laid.heights))
    frame = slide.shapes.add_table(len(laid.heights), len(laid.widths), *_inches(room))
    frame.name = _("Table")
    table = frame.table
    for column, width in zip(table.columns, laid.widths, strict=True):
        column.width = Inches(width)
    for row, height in zip(table.rows, laid.heights, strict=True):
        row.height = Inches(height)
    for row, cells in enumerate(laid.cells):
        for column, text in enumerate(cells):
            cell = table.cell(row, column)
            _fill_cell(cell, row)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.RIGHT if laid.right[column] else PP_ALIGN.LEFT
            _write(paragraph, text.text, text.size, WHITE if row == 0 else INK, bold=row == 0)


def _fill_cell(cell: _Cell, row: int) -> None:
    cell.margin_left = cell.margin_right = Inches(PAD_X)
    cell.margin_top = cell.margin_bottom = Inches(PAD_Y)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = _colour(ACCENT if row == 0 else (WHITE, PALE)[row % 2])


def _add_picture(slide: Slide, block: PictureBlock) -> None:
    box = block.box
    picture = slide.shapes.add_picture(io.BytesIO(block.data), *_inches(box))
    picture.name = _("Map")
    _set_alt(picture, block.alt)


def _add_foot(slide: Slide, layout: SlideLayout, block: TextBlock) -> None:
    """Give a slide the foot and the number of its layout, which python-pptx leaves behind."""
    for holder in layout.placeholders:
        kind = holder.placeholder_format.type
        if kind not in {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}:
            continue
        slide.shapes._spTree.append(copy.deepcopy(holder._element))  # noqa: SLF001
        added = slide.shapes[-1]
        if kind == PP_PLACEHOLDER.FOOTER:
            added.text_frame.clear()
            _fill(added, block)
        else:
            _number(added, block)


def _number(shape: Shape, block: TextBlock) -> None:
    """Format the field with the number of the slide."""
    _place(shape, NUMBER_BOX)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    for properties in paragraph._p.iter(qn("a:rPr")):  # noqa: SLF001 - fields have no object
        properties.set("sz", str(int(block.text.size * 100)))


def _describe(deck: Deck, story: Story) -> None:
    facts = deck.core_properties
    facts.title, facts.author = story.cover.title, story.cover.agency
    facts.subject, facts.language = story.cover.place, LANGUAGE_TAGS[story.language]
    facts.keywords = "Desmigratif Spasial"


def _place(shape: BaseShape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = _inches(box)


def _inches(box: Box) -> tuple[int, int, int, int]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def _colour(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


def _set_alt(shape: BaseShape, text: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)  # noqa: SLF001 - no property for it
