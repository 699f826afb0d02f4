"""A story as PDF: the same pages as in PowerPoint, for printing and for sending.

reportlab writes it; DejaVu Sans comes with matplotlib and is embedded, so that a dash, "≤" and
"²" look the same everywhere.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from layers.jobs.progress import Report, no_report
from layers.slides.layout import (
    ACCENT,
    COVER_BAND,
    HEIGHT,
    INK,
    MARGIN,
    PALE,
    QUIET,
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
from layers.slides.tables import PAD_X
from layers.slides.text_fit import BOLD, LINE, POINTS, REGULAR, Fitted, width_of
from spatial.wording import _, use_language

NORMAL, STRONG = "DejaVuSans", "DejaVuSans-Bold"
ASCENT: Final = 0.93
"""Of DejaVu Sans, in font sizes: where the first base line is below the top of a line."""


@dataclass(frozen=True)
class Pen:
    """How a line of text is drawn."""

    colour: str
    bold: bool = False
    at_right: bool = False


def pdf_bytes(story: Story, pictures: Mapping[str, bytes], progress: Report = no_report) -> bytes:
    """Write a story as PDF.

    Parameters
    ----------
    story
        The story.
    pictures
        PNG of the map of every slide, by kind.
    progress
        Told after every page.

    Returns
    -------
    bytes
        The file, with a bookmark per page.
    """
    _register_fonts()
    buffer = io.BytesIO()
    sheet = Canvas(
        buffer, pagesize=(WIDTH * POINTS, HEIGHT * POINTS), lang=story.language, invariant=1
    )
    with use_language(story.language):
        sheet.setTitle(story.cover.title)
        sheet.setAuthor(story.cover.agency)
        sheet.setSubject(story.cover.place)
        sheet.setCreator("Desmigratif Spasial")
        laid_out = pages(story, pictures)
        for done, page in enumerate(laid_out):
            progress(done, len(laid_out), _("page {number}").format(number=done + 1))
            _draw_page(sheet, page, done)
    sheet.save()
    progress(len(laid_out), len(laid_out), "PDF")
    return buffer.getvalue()


def _register_fonts() -> None:
    known = set(pdfmetrics.getRegisteredFontNames())
    for name, path in ((NORMAL, REGULAR), (STRONG, BOLD)):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(path)))


def _draw_page(sheet: Canvas, page: Page, place: int) -> None:
    bookmark = f"page{place}"
    sheet.bookmarkPage(bookmark)
    sheet.addOutlineEntry(page.title.text.text, bookmark, level=0)
    _rectangle(sheet, COVER_BAND if page.dark else Box(0.0, 0.0, 0.16, HEIGHT), ACCENT)
    _draw_text(sheet, page.title, middle=True)
    for text in page.texts:
        _draw_text(sheet, text)
    for table in page.tables:
        _draw_table(sheet, table)
    for picture in page.pictures:
        _draw_picture(sheet, picture)
    if page.foot is not None:
        _draw_text(sheet, page.foot)
        number = Fitted(str(place + 1), (str(place + 1),), page.foot.text.size)
        corner = (WIDTH - MARGIN, page.foot.box.top)
        _line(sheet, number, corner, Pen(QUIET, at_right=True))
    sheet.showPage()


def _draw_text(sheet: Canvas, block: TextBlock, *, middle: bool = False) -> None:
    """Draw the measured lines of a text."""
    spare = (block.box.height - block.text.height) / 2 if middle else 0.0
    start = (block.box.left, block.box.top + spare)
    _line(sheet, block.text, start, Pen(block.colour, block.bold))


def _line(sheet: Canvas, text: Fitted, corner: tuple[float, float], pen: Pen) -> None:
    """Draw lines below a corner; `at_right` the corner is at their right end."""
    left, top = corner
    sheet.setFillColor(pen.colour)
    sheet.setFont(STRONG if pen.bold else NORMAL, text.size)
    for row, words in enumerate(text.lines):
        base = top * POINTS + (row * LINE + ASCENT) * text.size
        x = left - width_of(words, text.size, bold=pen.bold) if pen.at_right else left
        sheet.drawString(x * POINTS, HEIGHT * POINTS - base, words)


def _draw_table(sheet: Canvas, block: TableBlock) -> None:
    laid, top = block.table, block.box.top
    for row, cells in enumerate(laid.cells):
        height = laid.heights[row]
        left = block.box.left
        colour = ACCENT if row == 0 else (WHITE, PALE)[row % 2]
        _rectangle(sheet, Box(left, top, sum(laid.widths), height), colour)
        for column, text in enumerate(cells):
            width = laid.widths[column]
            at_right = laid.right[column]
            x = left + width - PAD_X if at_right else left + PAD_X
            corner = (x, top + (height - text.height) / 2)
            _line(sheet, text, corner, Pen(WHITE if row == 0 else INK, row == 0, at_right))
            left += width
        top += height


def _draw_picture(sheet: Canvas, block: PictureBlock) -> None:
    box = block.box
    sheet.drawImage(
        ImageReader(io.BytesIO(block.data)),
        box.left * POINTS,
        (HEIGHT - box.top - box.height) * POINTS,
        box.width * POINTS,
        box.height * POINTS,
        mask="auto",
    )


def _rectangle(sheet: Canvas, box: Box, colour: str) -> None:
    sheet.setFillColor(colour)
    sheet.rect(
        box.left * POINTS,
        (HEIGHT - box.top - box.height) * POINTS,
        box.width * POINTS,
        box.height * POINTS,
        stroke=0,
        fill=1,
    )
