"""The legend of a figure on paper: the same symbols, labels and counts as on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from matplotlib.font_manager import FontProperties

from layers.printmap.paper import MM_PER_INCH, QUIET, Page, font, line_mm
from layers.printmap.symbols import LOST_DISC, draw_areas, draw_lines, draw_lost, draw_symbols
from layers.text.formats import number
from layers.webmap.style import NO_WAY
from layers.webmap.symbols import FLAT, Entry, Symbol

SYMBOL_MM: Final = 7.0
LARGEST, SMALLEST = 1.12, 0.6
"""A legend is written larger where there is room and smaller where it is long, within these
shares of the size of the text."""

LOST: Final = NO_WAY["unreachable"][1]


def draw_legend(
    page: Page, entries: Sequence[Entry], corner: tuple[float, float], size: tuple[float, float]
) -> float:
    """Write the legend.

    Parameters
    ----------
    page : Page
        Where.
    entries : sequence of Entry
        Its lines.
    corner : tuple of float
        Left and top on the page, millimetres.
    size : tuple of float
        Width, and height that it should not exceed, millimetres.

    Returns
    -------
    float
        Millimetres below the last line.
    """
    share, (left, top) = LARGEST, corner
    while share > SMALLEST and _height(page, entries, size[0], share) > size[1]:
        share -= 0.05
    for entry in entries:
        top = _row(page, entry, Row(left, top, size[0], share))
    return top


@dataclass(frozen=True)
class Row:
    """Where a line of the legend stands, and its share of the size of the text."""

    left: float
    top: float
    width: float
    share: float


def _labels(page: Page, entry: Entry, width: float, share: float) -> list[str]:
    """Break the label of a line to the width that is left."""
    face = _face(page, entry, share)
    count = 0.0 if entry.count is None else page.width_of(number(entry.count), face) + 2
    symbol = 0.0 if entry.symbol is None else SYMBOL_MM * share
    return page.wrapped(entry.label, width - symbol - count, face)


def _height(page: Page, entries: Sequence[Entry], width: float, share: float) -> float:
    return sum(
        _row_height(page, entry, _labels(page, entry, width, share), share) for entry in entries
    )


def _row_height(page: Page, entry: Entry, labels: Sequence[str], share: float) -> float:
    step = line_mm(_face(page, entry, share))
    if entry.symbol is None:
        return step * (len(labels) + 0.55)
    return max(step * len(labels) * 0.98, _symbol_mm(page, entry.symbol)) + 0.12 * step


def _symbol_mm(page: Page, symbol: Symbol) -> float:
    if symbol.shape in FLAT:
        return 0.0
    return symbol.size * page.paper.symbol_pt * 0.85 * MM_PER_INCH / 72


def _face(page: Page, entry: Entry, share: float) -> FontProperties:
    return font(page.paper.text_pt * share, bold=entry.symbol is None)


def _row(page: Page, entry: Entry, row: Row) -> float:
    """Write a line; return where the next one begins."""
    left, top, width, share = row.left, row.top, row.width, row.share
    face = _face(page, entry, share)
    labels = _labels(page, entry, width, share)
    height, step = _row_height(page, entry, labels, share), line_mm(face)
    if entry.symbol is None:
        for place, label in enumerate(labels):
            page.line(left, top + (place + 0.45) * step, label, face)
        return top + height
    _sample(page, entry.symbol, (left + SYMBOL_MM * share * 0.42, top + height / 2), share)
    first = top + (height - len(labels) * step) / 2
    for place, label in enumerate(labels):
        page.line(left + SYMBOL_MM * share, first + place * step, label, face)
    if entry.count is not None:
        page.line(left + width, first, number(entry.count), face, colour=QUIET, align="right")
    return top + height


def _sample(page: Page, symbol: Symbol, place: tuple[float, float], share: float) -> None:
    """Draw a symbol of the legend around a place; points are as large as on the map."""
    axes, px, half = page.axes, page.paper.symbol_pt, SYMBOL_MM * share * 0.36
    x, y = place
    if symbol.shape == "line":
        line = shapely.LineString([(x - half, y), (x + half, y)])
        draw_lines(axes, np.array([line], dtype=object), symbol, px)
    elif symbol.shape == "area":
        high = page.paper.text_pt * share * 0.45 * MM_PER_INCH / 72
        box = shapely.box(x - half, y - high, x + half, y + high)
        draw_areas(axes, np.array([box], dtype=object), symbol, px)
    else:
        spot = np.array([place])
        if symbol in {LOST, LOST_DISC}:
            draw_lost(axes, spot, px)
        if symbol != LOST_DISC:
            draw_symbols(axes, spot, [symbol], px)
