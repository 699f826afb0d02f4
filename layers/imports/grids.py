"""Rows of cells as they stand in a table or a sheet, before anything is made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

MAX_COLUMNS = 500
"""Columns that are read of a sheet; what stands further right is nobody's table."""

MAX_ROW = 1_048_576
"""Rows of a sheet in Excel and LibreOffice Calc."""


class MergedCells(NamedTuple):
    """A block of merged cells, rows and columns counted from 1; its text stands in the first."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Grid:
    """The rows of a table that hold something.

    Attributes
    ----------
    rows
        Number of the row in its file, from 1, and the texts of its cells; without empty rows.
    merged
        Blocks of merged cells; none in a delimited text.
    is_sheet
        Whether it is a sheet of a workbook, where remarks stand beside tables; in a delimited
        text a value without a heading is a fault of its row.
    separator
        Of a delimited text; empty for a sheet.
    """

    rows: dict[int, list[str]]
    merged: tuple[MergedCells, ...] = ()
    is_sheet: bool = False
    separator: str = ""


def number_text(value: float) -> str:
    """Write a number that came as a number: without decimals if it is whole.

    Three decimals get a fourth, since text such as `1.204` is read as thousands later on.

    Examples
    --------
    >>> number_text(12.0), number_text(1.5), number_text(1.204)
    ('12', '1.5', '1.2040')
    """
    text = str(int(value)) if value.is_integer() else str(value)
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text


def cell_text(value: object) -> str:
    """Text of a cell."""
    if isinstance(value, float):
        return number_text(value)
    return "" if value is None else str(value).strip()


def trimmed(rows: dict[int, list[str]]) -> dict[int, list[str]]:
    """Cut the columns off that hold nothing in any row."""
    width = max((i + 1 for row in rows.values() for i, text in enumerate(row) if text), default=0)
    return {number: fields[:width] for number, fields in rows.items()}
