"""The official layout: title band, map, column with legend and notes, sources at the foot.

Nothing here uses pyplot, whose figures belong to the whole process: the pages of several users
are served by threads of one program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal

import numpy as np
from matplotlib.font_manager import FontProperties
from PIL import Image

from layers.printmap.legend import draw_legend
from layers.printmap.map_frame import draw_map
from layers.printmap.paper import INK, QUIET, RULE, Frame, Page, Paper, font, line_mm
from layers.printmap.projection import View
from layers.printmap.sheet import MapSheet
from layers.text.formats import number
from spatial.wording import _

Suffix = Literal[".png", ".pdf"]
DPI: Final = 200
GAP_MM: Final = 4.0
ACCENT: Final = "#0b6e4f"
PROGRAM: Final = "Desmigratif Spasial"


@dataclass(frozen=True)
class Place:
    """A box on a page, millimetres from the upper left corner."""

    left: float
    top: float
    width: float
    height: float


def compose(sheet: MapSheet, paper: Paper, frame: Frame, dpi: float = DPI) -> tuple[Page, View]:
    """Lay a map out on a page.

    Parameters
    ----------
    sheet : MapSheet
        The map.
    paper : Paper
        The paper.
    frame : Frame
        What stands around it.
    dpi : float, default 200
        Dots per inch.

    Returns
    -------
    page : Page
        The page, ready to be saved.
    view : View
        Plane and scale of its map.
    """
    page = Page(paper, dpi)
    top = paper.margin_mm
    if paper.is_framed:
        top = title_band(page, frame, sheet.title, sheet.subtitle)
    low = foot(page, frame)
    wide = paper.width_mm - 2 * paper.margin_mm - paper.side_mm - GAP_MM
    view = draw_map(page, sheet, (paper.margin_mm, top), (wide, low - top))
    left = paper.width_mm - paper.margin_mm - paper.side_mm
    _side(page, sheet, view, Place(left, top, paper.side_mm, low - top))
    return page, view


def save(page: Page, suffix: Suffix = ".png") -> bytes:
    """Write a page as a file.

    Parameters
    ----------
    page : Page
        The page.
    suffix : {".png", ".pdf"}
        Picture with its dots per inch, or vector drawing.

    Returns
    -------
    bytes
        The file.
    """
    buffer = BytesIO()
    facts = {"Creator": PROGRAM} if suffix == ".pdf" else {"Software": PROGRAM}
    page.figure.savefig(buffer, format=suffix[1:], dpi=page.figure.dpi, metadata=facts)
    return buffer.getvalue()


def title_band(page: Page, frame: Frame, title: str, subtitle: str) -> float:
    """Write logo, title, and on the right agency, kabupaten and date.

    Parameters
    ----------
    page : Page
        The page.
    frame : Frame
        What stands around the figure.
    title, subtitle : str
        Words of the figure, where the frame has none.

    Returns
    -------
    float
        Millimetres below the band.
    """
    paper = page.paper
    left, top = paper.margin_mm, paper.margin_mm
    title_face, heading = font(paper.title_pt, bold=True), font(paper.heading_pt)
    high = line_mm(title_face) + 2.3 * line_mm(heading)
    if frame.logo is not None:
        left += _logo(page, frame.logo, Place(left, top, 2.4 * high, high)) + GAP_MM
    right = paper.width_mm - paper.margin_mm
    side = paper.side_mm
    width = right - side - GAP_MM - left
    shown = frame.title or title
    face = next(
        (f for f in _smaller(paper.title_pt) if page.width_of(shown, f) <= width),
        font(paper.title_pt * 0.7, bold=True),
    )
    page.write(left, top, shown, face, width=width)
    page.write(
        left, top + line_mm(title_face), frame.subtitle or subtitle, font(paper.text_pt * 1.08),
        width=width, lines=2, colour=QUIET,
    )  # fmt: skip
    _who(page, frame, right - side, top, side)
    low = top + high + 1.5
    page.axes.plot([paper.margin_mm, right], [low, low], color=ACCENT, linewidth=1.6)
    return low + 2.5


def _smaller(size_pt: float) -> Iterator[FontProperties]:
    return (font(size_pt * share, bold=True) for share in (1.0, 0.92, 0.84, 0.77, 0.7))


def _who(page: Page, frame: Frame, left: float, top: float, width: float) -> None:
    """Write agency, kabupaten and date, to the right edge."""
    size = page.paper.heading_pt
    lines = (
        (frame.agency, font(size, bold=True), 2, INK),
        (frame.regency, font(size * 0.92), 1, INK),
        (frame.date, font(size * 0.86), 1, QUIET),
    )
    for text, face, most, colour in lines:
        if text:
            top = page.write(
                left, top, text, face, width=width, lines=most, colour=colour, align="right"
            )


def _logo(page: Page, logo: bytes, place: Place) -> float:
    """Draw the logo as high as the band; return its width."""
    with Image.open(BytesIO(logo)) as picture:
        pixels = np.asarray(picture.convert("RGBA"))
    ratio = pixels.shape[1] / pixels.shape[0]
    width = float(min(place.height * ratio, place.width))
    height = width / ratio
    axes = page.box(place.left, place.top + (place.height - height) / 2, width, height)
    axes.imshow(pixels, aspect="auto", interpolation="antialiased")
    axes.set_axis_off()
    axes.set_label("logo")
    return width


def foot(page: Page, frame: Frame) -> float:
    """Write sources, author and program at the foot of a page.

    Parameters
    ----------
    page : Page
        The page.
    frame : Frame
        What stands around the figure.

    Returns
    -------
    float
        Millimetres where the space for the figure ends.
    """
    paper = page.paper
    face = font(paper.small_pt)
    width = paper.width_mm - 2 * paper.margin_mm
    sentences = (
        [_sentence(_("Source: {sources}").format(sources=frame.sources))] if frame.sources else []
    )
    if frame.author:
        sentences.append(_sentence(_("Made by {author}").format(author=frame.author)))
    if not paper.is_framed and frame.date:
        sentences.append(_sentence(frame.date))
    sentences += [f"{PROGRAM}."] if paper.is_framed else []
    text = " ".join(sentences)
    lines = min(len(page.wrapped(text, width, face)), 3) if text else 0
    top = paper.height_mm - paper.margin_mm - lines * line_mm(face)
    if lines:
        page.write(paper.margin_mm, top, text, face, width=width, lines=lines, colour=QUIET)
    return top - 1.5


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _side(page: Page, sheet: MapSheet, view: View, place: Place) -> None:
    """Write the legend, and at the foot of its column the notes and the scale."""
    paper = page.paper
    page.axes.plot(
        [place.left, place.left + place.width, place.left + place.width, place.left, place.left],
        [place.top, place.top, place.top + place.height, place.top + place.height, place.top],
        color=RULE, linewidth=0.8,
    )  # fmt: skip
    inner = place.width - 6.0
    left = place.left + 3.0
    notes = _notes(page, sheet, view, inner)
    top = place.top + 2.0
    heading = font(paper.heading_pt * 1.1, bold=True)
    page.line(left, top, _("Legend"), heading)
    top += line_mm(heading)
    room = place.top + place.height - notes - 3.0 - top
    draw_legend(page, sheet.legend, (left, top), (inner, room))
    _write_notes(
        page, sheet, view, Place(left, place.top + place.height - notes - 1.5, inner, notes)
    )


def _note_texts(page: Page, sheet: MapSheet, view: View) -> list[str]:
    sentences = [sheet.caveat] if sheet.caveat else []
    return [*sentences, scale_words(page.paper, view)]


def scale_words(paper: Paper, view: View) -> str:
    """Tell scale and projection.

    Parameters
    ----------
    paper : Paper
        The paper; a slide has no scale, for nobody knows how large it is shown.
    view : View
        Plane and scale.

    Returns
    -------
    str
        Such as ``Skala 1 : 150.000 (A4). Proyeksi WGS 84 / UTM zone 49S.``
    """
    plane = _("Projection {plane}.").format(
        plane=view.plane.name if view.plane.to_epsg() else "Mercator"
    )
    if not paper.is_framed:
        return plane
    scale = _("Scale 1 : {scale} on {paper}.")
    return f"{scale.format(scale=number(view.scale), paper=paper.name)} {plane}"


def _notes(page: Page, sheet: MapSheet, view: View, width: float) -> float:
    face = font(page.paper.small_pt)
    texts = _note_texts(page, sheet, view)
    rows = sum(len(page.wrapped(text, width, face)) for text in texts)
    return line_mm(face) * (rows + 0.5 * (len(texts) - 1))


def _write_notes(page: Page, sheet: MapSheet, view: View, place: Place) -> None:
    face = font(page.paper.small_pt)
    top = place.top
    for text in _note_texts(page, sheet, view):
        top = page.write(place.left, top, text, face, width=place.width, lines=20, colour=QUIET)
        top += 0.5 * line_mm(face)


def draw(
    sheet: MapSheet, paper: Paper, frame: Frame, dpi: float = DPI, suffix: Suffix = ".png"
) -> bytes:
    """Draw a map as a file, in the user's language.

    Parameters
    ----------
    sheet : MapSheet
        The map.
    paper : Paper
        One of `PAPERS`.
    frame : Frame
        What stands around it.
    dpi : float, default 200
        Dots per inch.
    suffix : {".png", ".pdf"}
        Picture, or vector drawing.

    Returns
    -------
    bytes
        The file.
    """
    page, _ = compose(sheet, paper, frame, dpi)
    return save(page, suffix)
