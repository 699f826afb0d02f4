"""The table of a slide: widths of columns, wrapped cells, as many rows as there is room for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from layers.slides.story import SlideTable
from layers.slides.text_fit import LINE, POINTS, Fitted, fit, width_of

SIZE: Final = 14.0
PAD_X, PAD_Y = 0.07, 0.03
MOST_LINES: Final = 2
"""Of a cell; what is longer is shortened."""

STEP: Final = 0.02
NARROW: Final = 0.45
"""No column is narrower, inches."""


@dataclass(frozen=True)
class TableLayout:
    """A table in its place.

    Attributes
    ----------
    widths, heights
        Of columns and rows, inches; the first row is the heading.
    cells
        By row and column.
    right
        Whether a column is set to the right, as numbers are.
    """

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[tuple[Fitted, ...], ...]
    right: tuple[bool, ...]


def lay_out_table(table: SlideTable, width: float, height: float) -> TableLayout | None:
    """Lay a table out in a box.

    Parameters
    ----------
    table
        The table.
    width, height
        Room for it, inches.

    Returns
    -------
    TableLayout or None
        Cells have one line each where rows would not fit otherwise; rows that have no room even
        so are left out; None without rows, or without room for one.
    """
    if not table.rows:
        return None
    for lines in (MOST_LINES, 1):
        laid = _lay_out(table, _widths(table, width), height, lines)
        if laid is not None and len(laid.cells) > len(table.rows):
            break
    return laid


def _lay_out(
    table: SlideTable, widths: tuple[float, ...], height: float, lines: int
) -> TableLayout | None:
    right = tuple(
        column > 0 and all(is_number(row[column]) for row in table.rows)
        for column in range(len(widths))
    )
    cells: list[tuple[Fitted, ...]] = []
    heights: list[float] = []
    for row, texts in enumerate((table.heads, *table.rows)):
        fitted = tuple(
            _cell(text, room, lines, bold=row == 0)
            for text, room in zip(texts, widths, strict=True)
        )
        tall = max(cell.height for cell in fitted) + 2 * PAD_Y
        if sum(heights) + tall > height:
            break
        cells.append(fitted)
        heights.append(tall)
    if len(cells) < 2:
        return None
    return TableLayout(widths, tuple(heights), tuple(cells), right)


def _cell(text: str, width: float, lines: int, *, bold: bool) -> Fitted:
    room = lines * SIZE * LINE / POINTS
    return fit(text, width - 2 * PAD_X, room + 1e-6, (SIZE, SIZE), bold=bold)


def _widths(table: SlideTable, width: float) -> tuple[float, ...]:
    """Give every column what its texts need; words give way, the first column takes the rest.

    Columns of numbers keep their width: a number that is cut is another number.
    """
    columns = range(len(table.heads))
    needed = [_needed(table, column) for column in columns]
    words = [c for c in columns if not all(is_number(row[c]) for row in table.rows)]
    for giving in (words, list(columns)):
        while giving and sum(needed) > width + 1e-9:
            widest = max(giving, key=needed.__getitem__)
            if needed[widest] <= NARROW:
                break
            over = sum(needed) - width
            needed[widest] = max(needed[widest] - min(over, STEP), NARROW)
    needed[0] += max(width - sum(needed), 0.0)
    return tuple(needed)


def _needed(table: SlideTable, column: int) -> float:
    """Return the width at which nothing in a column wraps."""
    texts = (width_of(row[column], SIZE) for row in table.rows)
    widest = max(width_of(table.heads[column], SIZE, bold=True), *texts)
    return max(widest + 2 * PAD_X + 0.01, NARROW)


def is_number(text: str) -> bool:
    """Tell a number with its unit from words."""
    return text[:1].isdigit() or text[:1] in {"–", "-", "+"}  # noqa: RUF001 - the dash for none
