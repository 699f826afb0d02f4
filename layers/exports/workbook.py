"""Workbooks for people: sheets with frozen headings, number formats, widths, and no formulas."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from layers.jobs.progress import Report
from spatial.wording import _

Kind = Literal["text", "count", "km", "minutes", "ratio", "share"]
FORMATS: Final[dict[Kind, str]] = {
    "text": "@", "count": "#,##0", "km": "#,##0.00", "minutes": "#,##0.0", "ratio": "0.00",
    "share": "0.0%",
}  # fmt: skip
"""Number formats; Excel and LibreOffice show them with the separators of their own language."""

HEAD_FILL: Final = PatternFill("solid", fgColor="0B6E4F")
HEAD_FONT: Final = Font(bold=True, color="FFFFFF")
WIDEST, NARROWEST, UNBROKEN = 60, 9, 75
"""Widths of columns in characters; texts longer than the last are broken into lines."""

LINE_PT, MOST_LINES = 15.0, 25
SAMPLE: Final = 400
"""Rows that the width of a column is taken from."""

METRES: Final = 1000.0
"""Metres per kilometre, as a scale of `Taken`."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    heading
        In the user's language.
    cells
        Texts, numbers or truth values; missing ones stay empty.
    kind
        A key of `FORMATS`.
    """

    heading: str
    cells: pd.Series
    kind: Kind = "text"


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet.

    Attributes
    ----------
    name
        31 characters at most, as Excel wants it.
    columns
        Its columns, of equal length.
    kept
        Columns that stay in sight when the user scrolls to the right.
    """

    name: str
    columns: tuple[Column, ...]
    kept: int = 0


def sheets_bytes(sheets: Sequence[Sheet], progress: Report | None = None) -> bytes:
    """Write a workbook.

    Parameters
    ----------
    sheets : sequence of Sheet
        The sheets, in their order.
    progress : callable, optional
        Called with the share that is done, and the name of the sheet that comes next.

    Returns
    -------
    bytes
        XLSX; texts stay texts, also those that begin with an equals sign.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, sheet in enumerate(sheets):
        if progress is not None:
            progress(place, len(sheets), sheet.name)
        _add(book.create_sheet(sheet.name), sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _add(page: Worksheet, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        head = page.cell(1, place)
        _write(head, column.heading)
        head.font, head.fill = HEAD_FONT, HEAD_FILL
        head.alignment = Alignment(wrap_text=True, vertical="top")
        texts = _fill(page, place, column)
        width = _width(column, texts)
        page.column_dimensions[get_column_letter(place)].width = width
        _heighten(page, column, width)
    page.freeze_panes = page.cell(2, sheet.kept + 1)
    page.auto_filter.ref = page.dimensions
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"


def _fill(page: Worksheet, place: int, column: Column) -> list[str]:
    """Write the cells of a column; return some of their texts, to measure."""
    is_long = _is_long(column)
    for row, value in enumerate(column.cells.tolist(), start=2):
        cell = page.cell(row, place)
        _write(cell, value)
        cell.number_format = FORMATS[column.kind]
        cell.alignment = Alignment(wrap_text=is_long, vertical="top")
    return [str(value) for value in column.cells.head(SAMPLE)]


def _is_long(column: Column) -> bool:
    """Tell whether texts of a column are broken into lines."""
    if column.kind != "text":
        return False
    return bool((column.cells.map(lambda value: len(str(value))) > UNBROKEN).any())


def _heighten(page: Worksheet, column: Column, width: float) -> None:
    """Make rows as high as their broken texts: not every program does so by itself."""
    texts = column.cells.tolist() if _is_long(column) else []
    for row, text in enumerate([column.heading, *texts], start=1):
        lines = len(textwrap.wrap(text, int(width) - 2)) if isinstance(text, str) else 1
        if lines > 1:
            known = page.row_dimensions[row].height or 0.0
            page.row_dimensions[row].height = max(known, min(lines, MOST_LINES) * LINE_PT)


def _write(cell: Cell, value: object) -> None:
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    if isinstance(value, str):
        cell.value = plain(value)
        cell.data_type = "s"
    elif not pd.isna(value):  # type: ignore[call-overload]
        cell.value = value


def plain(text: str) -> str:
    """Take out the control characters that a workbook cannot hold (XML 1.0, section 2.2)."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def _width(column: Column, texts: Sequence[str]) -> float:
    """Return a width in characters: the numbers in their format, the longest word of the head."""
    word = max((len(part) for part in column.heading.split()), default=0)
    longest = max((len(text) for text in texts), default=0) if column.kind == "text" else 8
    if _is_long(column):
        return float(WIDEST)
    return float(max(longest + 2, word + 3, NARROWEST))


@dataclass(frozen=True)
class Taken:
    """A column of a table that goes into a sheet: divided by `scale`, under a heading."""

    name: str
    heading: str
    kind: Kind = "text"
    scale: float = 1.0


def sheet_of(name: str, table: pd.DataFrame, taken: Sequence[Taken], kept: int = 2) -> Sheet:
    """Make a sheet of some columns of a table; those that it lacks are passed over."""
    columns = tuple(
        Column(one.heading, _cells(table[one.name], one), one.kind)
        for one in taken
        if one.name in table
    )
    return Sheet(name, columns, kept=kept)


def _cells(values: pd.Series, one: Taken) -> pd.Series:
    if one.kind == "text":
        return values
    return values.astype("Float64").astype(float) / one.scale


def village_columns() -> tuple[Taken, ...]:
    """Return the columns that name a village."""
    return (
        Taken("id", _("Code")),
        Taken("name", _("Village")),
        Taken("district", _("District")),
    )


def before_after_columns() -> tuple[Taken, ...]:
    """Return the columns of a trip before and after a change, kilometres and minutes."""
    return (
        Taken("total_m_before", _("Before (km)"), "km", METRES),
        Taken("total_m_after", _("After (km)"), "km", METRES),
        Taken("minutes_before", _("Before (min)"), "minutes"),
        Taken("minutes_after", _("After (min)"), "minutes"),
    )
