"""Workbooks of an office as rows of texts: Excel (.xlsx, .xlsm, .xls) and OpenDocument (.ods).

A sheet may have one stray cell in its last row and column: 17 thousand million cells between. So
the rows of .xlsx and .ods are read one after the other, and only those that hold something stay.
An .xls has 65,536 rows and 256 columns at most (BIFF8); its rows are as long as their last cell.
It is read in Python: a library in compiled code that a damaged file misleads takes all memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

import openpyxl
import xlrd
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.functions import fromstring, iterparse

from layers.imports.failures import damaged, explained
from layers.imports.grids import (
    MAX_COLUMNS,
    MAX_ROW,
    Grid,
    MergedCells,
    cell_text,
    number_text,
    trimmed,
)
from spatial.errors import InputError
from spatial.wording import lazy_gettext

EXCEL_SUFFIXES = frozenset({".xlsx", ".xlsm"})
WORKBOOK_SUFFIXES = frozenset({*EXCEL_SUFFIXES, ".xls", ".ods"})
MAX_SHEET_BYTES = 500_000_000
"""Most bytes that a workbook may unpack to; a larger one is refused before it is read."""

MAX_CELLS = 20_000_000
"""Most filled cells of an .ods, which may repeat a row a million times."""

MAX_MERGED = 20_000
"""Most blocks of merged cells that are looked at."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an OLE compound file: .xls, and .xlsx with a password ([MS-CFB], 2.2)."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name of the part in which an .xlsx with a password keeps its content ([MS-OFFCRYPTO], 2.3.4)."""

_ZIP = b"PK"
_NS = {
    "main": "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "rel": "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "table": "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}",
    "office": "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}",
    "text": "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}",
}
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_CHUNK = 1 << 20


@dataclass(frozen=True, eq=False)
class Workbook:
    """The sheets of a workbook.

    Attributes
    ----------
    sheets
        Names of all sheets with cells.
    filled
        Names of those to choose from: not hidden, and not empty.
    read
        Reads a sheet by its name.
    """

    sheets: tuple[str, ...]
    filled: tuple[str, ...]
    read: Callable[[str], Grid]


def workbook(path: Path) -> Workbook:
    """Open a workbook, by what it holds and not by its suffix.

    Raises
    ------
    InputError
        If the file is missing, no workbook, locked with a password, or unpacks to more than
        `MAX_SHEET_BYTES`.
    """
    with explained(path):
        if not path.is_file():
            raise InputError([lazy_gettext("The file {file} was not found.", file=path.name)])
        with path.open("rb") as file:
            start = file.read(8)
        if start == _OLE:
            return _xls(path)
        if not start.startswith(_ZIP):
            raise _no_workbook(path, start)
        names = _members(path)
        if "content.xml" in names:
            return _ods(path, names)
        return _xlsx(path)


def is_old_workbook(path: Path) -> bool:
    """Tell by its first bytes whether an .xls is a workbook; many are texts or web pages."""
    with path.open("rb") as file:
        return file.read(8).startswith((_OLE, _ZIP))


def _no_workbook(path: Path, start: bytes) -> InputError:
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        problem = lazy_gettext(
            "{file} is a web page with the suffix of a workbook. Open it in Excel and save it as "
            "an Excel workbook (.xlsx).",
            file=path.name,
        )
        return InputError([problem])
    return damaged(path)


def _locked(path: Path) -> InputError:
    problem = lazy_gettext(
        "{file} is locked with a password. Open it in Excel and save it without one.",
        file=path.name,
    )
    return InputError([problem])


def _members(path: Path) -> frozenset[str]:
    """List the parts of a packed workbook, after a look at their unpacked size."""
    with zipfile.ZipFile(path) as packed:
        parts = packed.infolist()
    size = sum(member.file_size for member in parts)
    if size > MAX_SHEET_BYTES:
        problem = lazy_gettext(
            "{file} grows to {size:.0f} MB when unpacked; save it as CSV.",
            file=path.name,
            size=size / 1e6,
        )
        raise InputError([problem])
    return frozenset(member.filename for member in parts)


# Excel 2007 and later


def _xlsx(path: Path) -> Workbook:
    with _opened(path) as book:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        shown = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]
        filled = tuple(name for name in shown if any(islice(_values(sheets[name]), 1)))
    return Workbook(tuple(sheets), filled, lambda name: _xlsx_grid(path, name))


@contextmanager
def _opened(path: Path) -> Iterator[openpyxl.Workbook]:
    """Open a workbook for reading only, for as long as the block lasts."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def _values(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Give the rows of a sheet that hold something, each with its number."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    nothing: tuple[object, ...] | None = None
    rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
    for number, fields in enumerate(islice(rows, MAX_ROW), start=1):
        if fields is nothing:  # the same tuple stands for every row that is not in the file
            continue
        if any(value is not None for value in fields):
            yield number, fields
        else:
            nothing = fields


def _xlsx_grid(path: Path, name: str) -> Grid:
    with explained(path):
        with _opened(path) as book:
            rows = {n: [cell_text(value) for value in row] for n, row in _values(book[name])}
        return Grid(trimmed({n: row for n, row in rows.items() if any(row)}),
                    _xlsx_merged(path, name), is_sheet=True)  # fmt: skip


def _xlsx_merged(path: Path, name: str) -> tuple[MergedCells, ...]:
    """Read the merged cells of a sheet, which stand behind its rows (ECMA-376-1, 18.3.1.55)."""
    with zipfile.ZipFile(path) as packed:
        part = _sheet_part(packed, name)
        if part is None:
            return ()
        found: list[MergedCells] = []
        rest = b""
        with packed.open(part) as file:
            while (chunk := file.read(_CHUNK)) and len(found) < MAX_MERGED:
                text = rest + chunk
                end = 0
                for match in _MERGE.finditer(text):
                    left, top, right, bottom = match.groups()
                    found.append(MergedCells(int(top), _column(left), int(bottom), _column(right)))
                    end = match.end()
                rest = text[max(end, len(text) - 200) :]
    return tuple(found)


def _sheet_part(packed: zipfile.ZipFile, name: str) -> str | None:
    """Find the file of a sheet in the package; None where the package is built in another way."""
    try:
        sheets = fromstring(packed.read("xl/workbook.xml")).iter(f"{_NS['main']}sheet")
        key = next(sheet.get(f"{_NS['rel']}id") for sheet in sheets if sheet.get("name") == name)
        links = fromstring(packed.read("xl/_rels/workbook.xml.rels"))
        target = next(link.get("Target") for link in links if link.get("Id") == key)
    except (KeyError, StopIteration):
        return None
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part if part in packed.namelist() else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


# Excel 97 to 2003


def _xls(path: Path) -> Workbook:
    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise _locked(path)
    # Cells without values would take 65,536 times 256 places, if rows were not ragged.
    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise _locked(path) from error
        raise
    grids = {sheet.name: _xls_grid(sheet, book.datemode) for sheet in book.sheets()}
    shown = {sheet.name for sheet in book.sheets() if sheet.visibility == 0}
    filled = tuple(name for name, grid in grids.items() if grid.rows and name in shown)
    return Workbook(tuple(grids), filled, lambda name: grids[name])


def _xls_grid(sheet: xlrd.sheet.Sheet, datemode: int) -> Grid:
    rows = {
        number + 1: [_xls_text(cell, datemode) for cell in sheet.row(number)]
        for number in range(sheet.nrows)
        if sheet.row_len(number)
    }
    merged = tuple(
        MergedCells(top + 1, left + 1, bottom, right)
        for top, bottom, left, right in islice(sheet.merged_cells, MAX_MERGED)
    )
    return Grid(trimmed({n: row for n, row in rows.items() if any(row)}), merged, is_sheet=True)


def _xls_text(cell: xlrd.sheet.Cell, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return str(xlrd.xldate_as_datetime(cell.value, datemode)).removesuffix(" 00:00:00")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value))
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell_text(cell.value)


# OpenDocument


def _ods(path: Path, names: frozenset[str]) -> Workbook:
    with zipfile.ZipFile(path) as packed:
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in packed.read(manifest):
            raise _locked(path)
        with packed.open("content.xml") as file:
            grids = dict(_ods_tables(file))
    filled = tuple(name for name, grid in grids.items() if grid.rows)
    return Workbook(tuple(grids), filled, lambda name: grids[name])


def _ods_tables(file: IO[bytes]) -> Iterator[tuple[str, Grid]]:
    """Give each table of a document with its name."""
    reader = _OdsRows()
    for event, element in iterparse(file, events=("start", "end")):
        if element.tag == f"{_NS['table']}table" and event == "start":
            reader = _OdsRows()
        elif element.tag == f"{_NS['table']}table":
            name = element.get(f"{_NS['table']}name") or ""
            yield name, Grid(trimmed(reader.rows), tuple(reader.merged), is_sheet=True)
            element.clear()
        elif element.tag == f"{_NS['table']}table-row" and event == "end":
            reader.add(element)
            element.clear()


class _OdsRows:
    """Collects the rows of a table."""

    def __init__(self) -> None:
        self.rows: dict[int, list[str]] = {}
        self.merged: list[MergedCells] = []
        self.number = 1
        self.cells = 0

    def add(self, row: Element) -> None:
        """Add a row, as often as it is repeated."""
        times = _count(row, "number-rows-repeated")
        fields: list[str] = []
        for cell in row:
            if not cell.tag.endswith("table-cell") or len(fields) >= MAX_COLUMNS:
                continue
            text = _ods_text(cell)
            self._merge(cell, len(fields) + 1)
            wide = min(_count(cell, "number-columns-repeated"), MAX_COLUMNS - len(fields))
            fields += [text] * wide
        if any(fields):
            last = min(self.number + times, MAX_ROW + 1)
            self.cells += len(fields) * max(last - self.number, 0)
            if self.cells > MAX_CELLS:
                raise MemoryError
            self.rows |= dict.fromkeys(range(self.number, last), fields)
        self.number += times

    def _merge(self, cell: Element, column: int) -> None:
        down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down * right > 1 and len(self.merged) < MAX_MERGED:
            self.merged.append(
                MergedCells(self.number, column, self.number + down - 1, column + right - 1)
            )


def _count(element: Element, name: str) -> int:
    return max(int(element.get(f"{_NS['table']}{name}") or 1), 1)


def _ods_text(cell: Element) -> str:
    """Text of a cell: its number as a number, a date as a date, else the words in it."""
    kind = cell.get(f"{_NS['office']}value-type")
    value = cell.get(f"{_NS['office']}value")
    if kind in {"float", "percentage", "currency"} and value:
        return number_text(float(value))
    if kind == "date":
        return str(cell.get(f"{_NS['office']}date-value") or "").replace("T00:00:00", "")
    if kind == "boolean":
        return str(cell.get(f"{_NS['office']}boolean-value") or "").capitalize()
    lines: Iterable[Element] = (part for part in cell if part.tag == f"{_NS['text']}p")
    return "\n".join("".join(line.itertext()) for line in lines).strip()
