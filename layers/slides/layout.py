"""Where everything stands on a slide: one layout, which PPTX and PDF both draw.

Sizes are in inches and points. A slide is 13.333 by 7.5 inches, as PowerPoint's wide slides are.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from PIL import Image

from layers.slides.story import Slide, Story
from layers.slides.tables import TableLayout, lay_out_table
from layers.slides.text_fit import Fitted, fit
from spatial.wording import _

WIDTH, HEIGHT = 13.333, 7.5
INK, ACCENT, QUIET, PALE, WHITE = "#1b2621", "#0b6e4f", "#4c5a54", "#e6efeb", "#ffffff"
"""Ink and quiet text have a contrast of 15 and 7 to white (WCAG 2.2 asks for 4.5)."""

SMALLEST: Final = 14.0
SMALLEST_MESSAGE: Final = 28.0
MARGIN: Final = 0.5
INNER: Final = WIDTH - 2 * MARGIN
Role = Literal["title", "number", "text", "foot"]


@dataclass(frozen=True)
class Box:
    """A rectangle, inches from the top left corner of the slide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Look:
    """How a text is set: largest and smallest size in points, colour, weight."""

    largest: float
    smallest: float = SMALLEST
    colour: str = INK
    bold: bool = False


@dataclass(frozen=True)
class TextBlock:
    """A text that fits its box."""

    role: Role
    box: Box
    text: Fitted
    colour: str = INK
    bold: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table and where it stands."""

    box: Box
    table: TableLayout


@dataclass(frozen=True)
class PictureBlock:
    """A picture, PNG or JPEG, and what it shows."""

    box: Box
    data: bytes
    alt: str


@dataclass(frozen=True)
class Page:
    """One page of slides.

    Attributes
    ----------
    title
        The message, or the heading of a page that has none.
    texts, tables, pictures
        The rest.
    foot
        Agency and date; empty on the cover, which has no number either.
    notes
        What the speaker may say.
    dark
        The cover: a band of colour behind the title.
    """

    title: TextBlock
    texts: tuple[TextBlock, ...] = ()
    tables: tuple[TableBlock, ...] = ()
    pictures: tuple[PictureBlock, ...] = ()
    foot: TextBlock | None = None
    notes: str = ""
    dark: bool = False


TITLE_BOX = Box(MARGIN, 0.26, INNER, 1.42)
NUMBER_BOX = Box(MARGIN, 1.72, 4.85, 0.92)
SAYING_BOX = Box(MARGIN, 2.64, 4.85, 0.74)
TABLE_GAP, TABLE_END = 0.1, 6.1
MAP_BOX = Box(5.55, 1.72, WIDTH - MARGIN - 5.55, 4.38)
NOTE_BOX = Box(MARGIN, 6.13, INNER, 0.96)
FOOT_BOX = Box(MARGIN, 7.1, 10.8, 0.28)
COVER_BAND = Box(0.0, 2.1, WIDTH, 2.55)
LOGO_BOX = Box(MARGIN + 0.3, 0.45, 3.2, 1.35)

NUMBER, SMALL = Look(54.0, 28.0, ACCENT, bold=True), Look(SMALLEST, SMALLEST, QUIET)


def pages(story: Story, pictures: Mapping[str, bytes]) -> list[Page]:
    """Lay out a story.

    Parameters
    ----------
    story
        The story.
    pictures
        PNG of the map of every slide, by kind.

    Returns
    -------
    list of Page
        Cover, one page per slide, sources and method.
    """
    inner = [slide_page(story, slide, pictures[slide.kind]) for slide in story.slides]
    return [cover_page(story), *inner, *closing_pages(story)]


def cover_page(story: Story) -> Page:
    """Lay out the cover: logo, title in a band, place, agency and date."""
    cover = story.cover
    left, width = MARGIN + 0.3, INNER - 0.6
    title = Box(left, 2.3, width, 1.3)
    lines = (
        (Box(left, 3.62, width, 0.85), cover.subtitle, Look(24.0, 18.0, WHITE)),
        (Box(left, 4.95, width, 0.75), cover.place, Look(32.0, 20.0, ACCENT, bold=True)),
        (Box(left, 5.75, width, 0.75), cover.agency, Look(22.0)),
        (Box(left, 6.5, width, 0.4), cover.date, Look(20.0, SMALLEST, QUIET)),
    )
    look = Look(44.0, SMALLEST_MESSAGE, WHITE, bold=True)
    return Page(
        _block("title", title, cover.title, look),
        tuple(_block("text", box, text, look) for box, text, look in lines if text),
        pictures=_logo(story),
        dark=True,
    )


def _logo(story: Story) -> tuple[PictureBlock, ...]:
    """Put the logo at the left of its box."""
    if story.cover.logo is None:
        return ()
    alt = _("Logo of {agency}").format(agency=story.cover.agency)
    found = _picture(LOGO_BOX, story.cover.logo, alt)
    return (replace(found, box=replace(found.box, left=LOGO_BOX.left)),)


def slide_page(story: Story, slide: Slide, picture: bytes) -> Page:
    """Lay out a statement: message, number, table at the left, map at the right."""
    footer = "\n".join(part for part in (slide.caveat, slide.source) if part)
    saying = _block("text", SAYING_BOX, slide.figure.explanation, Look(16.0))
    texts = (
        _block("number", NUMBER_BOX, slide.figure.text, NUMBER),
        saying,
        _block("text", NOTE_BOX, footer, SMALL),
    )
    room = _below(saying)
    table = lay_out_table(slide.table, room.width, room.height)
    return Page(
        _message(slide.message),
        texts,
        (TableBlock(room, table),) if table else (),
        (_picture(MAP_BOX, picture, slide.map.alt),),
        _foot(story),
        slide.notes,
    )


def _below(saying: TextBlock) -> Box:
    """Return the room for a table below the lines of the explanation."""
    top = saying.box.top + saying.text.height + TABLE_GAP
    return Box(MARGIN, top, saying.box.width, TABLE_END - top)


def closing_pages(story: Story) -> list[Page]:
    """Lay out sources and method."""
    if not story.closing:
        return []
    box = Box(MARGIN, 1.72, INNER, 5.2)
    text = _block("text", box, "\n\n".join(story.closing), Look(18.0))
    title = _message(_("Data sources and method"))
    return [Page(title, (text,), foot=_foot(story), notes="\n".join(story.closing))]


def _message(text: str) -> TextBlock:
    return _block("title", TITLE_BOX, text, Look(34.0, SMALLEST_MESSAGE, bold=True))


def _foot(story: Story) -> TextBlock:
    parts = (story.cover.agency, story.cover.place, story.cover.date)
    text = " · ".join(dict.fromkeys(part for part in parts if part))
    return _block("foot", FOOT_BOX, text, SMALL)


def _block(role: Role, box: Box, text: str, look: Look) -> TextBlock:
    sizes = (look.largest, look.smallest)
    fitted = fit(text, box.width, box.height, sizes, bold=look.bold)
    return TextBlock(role, box, fitted, look.colour, look.bold)


def _picture(box: Box, data: bytes, alt: str) -> PictureBlock:
    """Put a picture into a box, as large as it fits, in the middle of it."""
    with Image.open(io.BytesIO(data)) as picture:
        across, down = picture.size
    scale = min(box.width / across, box.height / down)
    width, height = across * scale, down * scale
    left = box.left + (box.width - width) / 2
    place = Box(left, box.top + (box.height - height) / 2, width, height)
    return PictureBlock(place, data, alt)
