"""Papers to draw on, what stands around a figure, and text measured in millimetres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

MM_PER_INCH = 25.4
FONT = "DejaVu Sans"
"""Comes with matplotlib: no font of the machine is needed, and every paper looks the same."""

INK, QUIET, RULE = "#1c2522", "#55625c", "#9aa8a2"
LINE_HEIGHT = 1.28
SPARE = 0.99
"""Share of a line's width that words, measured one by one, may fill."""

PaperName = Literal["A4", "A3", "slide"]


@dataclass(frozen=True)
class Paper:
    """A sheet of paper, landscape, or the place of a picture on a slide.

    Attributes
    ----------
    name
        A key of `PAPERS`.
    width_mm, height_mm
        Its size.
    margin_mm, side_mm
        White margin; width of the column of the legend.
    title_pt, heading_pt, text_pt, small_pt
        Sizes of type.
    symbol_pt
        Points on this paper for a pixel of a symbol on the screen.
    is_framed
        Whether title, agency and date stand on it; on a slide the slide has them.
    """

    name: PaperName
    width_mm: float
    height_mm: float
    margin_mm: float
    side_mm: float
    title_pt: float
    heading_pt: float
    text_pt: float
    small_pt: float
    symbol_pt: float
    is_framed: bool = True


PAPERS: Mapping[str, Paper] = MappingProxyType(
    {
        "A4": Paper("A4", 297.0, 210.0, 9.0, 68.0, 17.0, 10.0, 8.0, 6.5, 0.56),
        "A3": Paper("A3", 420.0, 297.0, 12.0, 94.0, 25.0, 14.0, 11.0, 8.5, 0.74),
        "slide": Paper(
            "slide", 313.0, 142.0, 2.0, 86.0, 20.0, 13.0, 11.5, 8.5, 0.66, is_framed=False
        ),
    }
)
"""A3 and A4 as in ISO 216. The slide is the space for a picture on one of 13.333 by 7.5 inches,
under its title; drawn at this size its letters are as large as the rest of the slide wants."""


@dataclass(frozen=True)
class Frame:
    """What stands around a figure.

    Attributes
    ----------
    title, subtitle
        Instead of those of the figure, where not empty.
    regency, date, agency, sources, author
        Kabupaten, date in words, agency that publishes, where the data come from, and who made
        it; empty ones are left out.
    logo
        Picture as `layers.printmap.logo.checked_logo` gives it.
    """

    title: str = ""
    subtitle: str = ""
    regency: str = ""
    date: str = ""
    agency: str = ""
    sources: str = ""
    author: str = ""
    logo: bytes | None = field(default=None, repr=False)


@cache
def _glyphs() -> frozenset[int]:
    """Return the characters that the font has."""
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(FT2Font(str(path)).get_charmap())


def printable(text: str) -> str:
    """Make a text from data fit to be drawn: one line, and no character that the font lacks.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        White space as single spaces; what the font lacks as a question mark.
    """
    line = " ".join(text.split())
    return "".join(sign if ord(sign) in _glyphs() else "?" for sign in line)


def font(size_pt: float, *, bold: bool = False, italic: bool = False) -> FontProperties:
    """Return the font of all figures.

    Parameters
    ----------
    size_pt : float
        Size in points.
    bold, italic : bool, default False
        Weight and slant.

    Returns
    -------
    matplotlib.font_manager.FontProperties
        The font.
    """
    return FontProperties(
        family=FONT,
        size=size_pt,
        weight="bold" if bold else "normal",
        style="oblique" if italic else "normal",
    )


class Page:
    """A page in millimetres from its upper left corner.

    Parameters
    ----------
    paper
        The paper.
    dpi
        Dots per inch that texts are measured with.

    Attributes
    ----------
    figure, axes
        The figure, and the axes in millimetres that cover it.
    """

    def __init__(self, paper: Paper, dpi: float) -> None:
        self.paper = paper
        size = (paper.width_mm / MM_PER_INCH, paper.height_mm / MM_PER_INCH)
        self.figure = Figure(figsize=size, dpi=dpi, facecolor="white")
        self._canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, paper.width_mm)
        self.axes.set_ylim(paper.height_mm, 0)
        self.axes.set_in_layout(False)
        self._widths: dict[tuple[str, float, object], float] = {}

    @property
    def renderer(self) -> RendererAgg:
        """The renderer that texts are measured with."""
        found: RendererAgg = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        return found

    def box(self, left: float, top: float, width: float, height: float) -> Axes:
        """Add axes whose place is given in millimetres from the upper left corner."""
        paper = self.paper
        return self.figure.add_axes(
            (
                left / paper.width_mm,
                1 - (top + height) / paper.height_mm,
                width / paper.width_mm,
                height / paper.height_mm,
            )
        )

    def width_of(self, text: str, face: FontProperties) -> float:
        """Measure a line of text, millimetres; each text once, as it takes milliseconds."""
        key = (text, face.get_size_in_points(), face.get_weight())
        if key not in self._widths:
            shown = printable(text)
            size = self.renderer.get_text_width_height_descent(shown, face, ismath=False)  # type: ignore[no-untyped-call]
            self._widths[key] = float(size[0]) * MM_PER_INCH / float(self.figure.dpi)
        return self._widths[key]

    def wrapped(self, text: str, width: float, face: FontProperties) -> list[str]:
        """Break a text into lines of at most a width in millimetres; long words are cut.

        Words are measured one by one, which leaves out the kerning between them: `SPARE`.
        """
        lines: list[list[str]] = []
        used, space = 0.0, self.width_of("n n", face) - self.width_of("nn", face)
        for word in printable(text).split(" "):
            wide = self.width_of(word, face)
            if lines and used + space + wide <= width * SPARE:
                lines[-1].append(word)
                used += space + wide
            else:
                lines.append([self.cut(word, width, face)])
                used = wide
        return [" ".join(words) for words in lines]

    def cut(self, text: str, width: float, face: FontProperties) -> str:
        """Shorten a line with an ellipsis where it is wider than `width` millimetres."""
        if self.width_of(text, face) <= width:
            return text
        while text and self.width_of(f"{text}…", face) > width:
            text = text[:-1].rstrip()
        return f"{text}…"

    def write(  # noqa: PLR0913 - a text has a place, a look and a width
        self,
        left: float,
        top: float,
        text: str,
        face: FontProperties,
        *,
        width: float,
        lines: int = 1,
        colour: str = INK,
        align: Literal["left", "right", "center"] = "left",
    ) -> float:
        """Write a text from data or program; what does not fit the lines is cut with an ellipsis.

        Returns
        -------
        float
            Millimetres below the last line.
        """
        broken = self.wrapped(text, width, face)
        if len(broken) > lines:
            rest = " ".join(broken[lines - 1 :])
            broken = [*broken[: lines - 1], self.cut(rest, width, face)]
        step = line_mm(face)
        place = {"left": left, "center": left + width / 2, "right": left + width}[align]
        for row, line in enumerate(broken):
            self.line(place, top + row * step, line, face, colour=colour, align=align)
        return top + len(broken) * step

    def line(  # noqa: PLR0913 - as `write`
        self,
        x: float,
        top: float,
        text: str,
        face: FontProperties,
        *,
        colour: str = INK,
        align: Literal["left", "right", "center"] = "left",
    ) -> Text:
        """Write one line whose upper edge is at `top`; never as mathematics."""
        base = top + line_mm(face) * 0.78
        return self.axes.text(
            x, base, text, fontproperties=face, color=colour, ha=align, va="baseline",
            parse_math=False,
        )  # fmt: skip


def line_mm(face: FontProperties) -> float:
    """Return the distance of lines of a font, millimetres (a point is 1/72 inch)."""
    return float(face.get_size_in_points()) * LINE_HEIGHT * MM_PER_INCH / 72
