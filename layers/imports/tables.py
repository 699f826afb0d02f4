"""Users' tables as text: delimited files and sheets of workbooks, each row with its number."""

from __future__ import annotations

import csv
import gc
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import mode
from typing import TYPE_CHECKING

import pandas as pd

from layers.imports.encodings import decode
from layers.imports.failures import explained, explains_failures, remedy
from layers.imports.grids import Grid, number_text
from layers.imports.heading_rows import Shape, find_shape, is_number
from layers.imports.headings import fold_heading
from layers.imports.number_columns import NO_COUNTS
from layers.imports.options import ReadOptions
from layers.imports.report import Problem
from layers.imports.sheets import (
    EXCEL_SUFFIXES,
    WORKBOOK_SUFFIXES,
    Workbook,
    is_old_workbook,
    workbook,
)
from spatial.errors import InputError
from spatial.wording import LazyText, _, lazy_gettext, lazy_ngettext

if TYPE_CHECKING:
    from _csv import Reader

__all__ = ["EXCEL_SUFFIXES", "TABLE_SUFFIXES", "TableRead", "read_rows", "read_sheet",
           "read_table", "sheet_names", "text_values"]  # fmt: skip

TABLE_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
SEPARATORS = ",;\t|"
SAMPLE_LINES = 50
"""Lines by which the separator of a table is found."""

STATED_SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
"""First line by which Excel states the separator of a table."""

LINE_END = re.compile(r"\r+\n?")
"""Line ends of Windows and of old Macs, and those that were exchanged twice."""

MOST_KNOWN = 100_000
"""Different texts that are remembered while a table is read, so that each is stored once."""

SHOWN = 5


@dataclass(frozen=True, eq=False)
class TableRead:
    """A table of texts, and what was found about it.

    Attributes
    ----------
    table
        Texts under their headings; index: row of the file.
    faults
        Row and what is wrong with it, for rows with more values than there are headings.
    problems
        What was found about the table as a whole, and the rows that were left out.
    sheets
        Sheets to choose from, where the file has several that hold something.
    heading_rows
        Rows in which the headings stand.
    """

    table: pd.DataFrame
    faults: dict[int, LazyText]
    problems: tuple[Problem, ...] = ()
    sheets: tuple[str, ...] = ()
    heading_rows: tuple[int, ...] = ()


def is_table(path: Path) -> bool:
    """Tell by its suffix whether a file is a table or a workbook."""
    return path.suffix.lower() in TABLE_SUFFIXES | WORKBOOK_SUFFIXES


@explains_failures
def read_rows(path: Path, options: ReadOptions | None = None) -> TableRead:
    """Read a delimited table or a sheet of a workbook as text.

    Titles above the headings, rows of column numbers, sums, and sources below are left out and
    reported; headings on several levels are joined; text of cells that are merged downwards
    stands in every row.

    Parameters
    ----------
    path
        The file.
    options
        Sheet and row of the headings, where they are not to be found.

    Raises
    ------
    InputError
        If the file cannot be read, is empty, or the sheet has to be chosen or is not there.
    """
    chosen = options or ReadOptions()
    if path.suffix.lower() in WORKBOOK_SUFFIXES and not _is_plain(path):
        book = workbook(path)
        name = _chosen_sheet(path, book, chosen.sheet)
        grid, sheets = book.read(name), book.filled
        if not grid.rows:
            raise InputError([_empty_sheet(path, name)])
    else:
        grid, sheets = _delimited(path), ()
    return _framed(path, grid, chosen.header_row, sheets)


def read_table(path: Path) -> tuple[pd.DataFrame, dict[int, LazyText]]:
    """Read a delimited table as text; see `read_rows`.

    Returns
    -------
    table : pandas.DataFrame
        Texts; index: line of the file.
    faults : dict
        Line and what is wrong with it, for lines with more values than there are headings.

    Raises
    ------
    InputError
        If the file is missing, empty or no regular table.
    """
    read = read_rows(path)
    return read.table, read.faults


def sheet_names(path: Path) -> tuple[str, ...]:
    """List the sheets of a workbook to choose from: not hidden, and not empty.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    if path.suffix.lower() not in WORKBOOK_SUFFIXES or _is_plain(path):
        return ()
    return workbook(path).filled


def read_sheet(path: Path, sheet: str | None = None) -> tuple[pd.DataFrame, dict[int, LazyText]]:
    """Read a sheet of a workbook as text; as `read_table`, index: row of the sheet.

    Parameters
    ----------
    path
        The workbook.
    sheet
        Name of the sheet; may be left out where only one holds something.

    Raises
    ------
    InputError
        If the workbook cannot be read, the sheet is not there, is empty, or has to be chosen.
    """
    read = read_rows(path, ReadOptions(sheet=sheet))
    return read.table, read.faults


def _is_plain(path: Path) -> bool:
    """Tell whether an .xls is a text; programs on the web give a table that suffix."""
    if path.suffix.lower() != ".xls" or not path.is_file():
        return False
    with explained(path):
        if is_old_workbook(path):
            return False
        with path.open("rb") as file:
            return not file.read(1000).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def _chosen_sheet(path: Path, book: Workbook, sheet: str | None) -> str:
    if sheet is None and len(book.filled) > 1:
        problem = lazy_gettext(
            "{file} holds several sheets: {names}. Choose one.",
            file=path.name,
            names=", ".join(book.filled),
        )
        raise InputError([problem])
    if sheet is not None and sheet not in book.sheets:
        problem = lazy_gettext(
            "{file} has no sheet '{chosen}'. There are: {names}.",
            file=path.name,
            chosen=sheet,
            names=", ".join(book.sheets),
        )
        raise InputError([problem])
    name = sheet or next(iter(book.filled or book.sheets), None)
    if name is None:
        raise InputError([_empty_sheet(path, "")])
    return name


def _empty_sheet(path: Path, name: str) -> str:
    return lazy_gettext("The sheet '{chosen}' of {file} is empty.", chosen=name, file=path.name)


def _delimited(path: Path) -> Grid:
    """Read a delimited table.

    Python's own reader, because pandas drops fields beyond the headings without a word: a row
    with decimal commas in a comma table would become another place.
    """
    if not path.is_file():
        raise InputError([_("The file {path} does not exist.").format(path=path)])
    text = decode(path.read_bytes())
    if "\r" in text:
        text = LINE_END.sub("\n", text)
    sample = list(islice((line for line in _lines(text) if line.strip()), SAMPLE_LINES))
    if not sample:
        raise InputError([_("{file} is empty.").format(file=path.name)])
    stated = STATED_SEPARATOR.fullmatch(sample[0])
    if stated:
        text = text.replace(sample[0], "\n", 1)
    delimiter = stated[1] if stated else separator(sample)
    reader = csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        rows = _filled_rows(reader)
    except csv.Error as error:
        problem = lazy_gettext(
            "{file} is not a regular table: the quotation marks of line {line} are not closed, or "
            "its text is damaged. {remedy}.",
            file=path.name,
            line=reader.line_num,
            remedy=remedy(path),
        )
        raise InputError([problem]) from error
    if not rows:
        raise InputError([_("{file} is empty.").format(file=path.name)])
    return Grid(rows, separator=delimiter)


def _lines(text: str) -> Iterator[str]:
    """Give the lines of a text one by one; all at once would take its memory twice."""
    start = 0
    while (end := text.find("\n", start) + 1) > 0:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _filled_rows(reader: Reader) -> dict[int, list[str]]:
    """Read the rows that hold something; a text that comes again is stored once."""
    rows: dict[int, list[str]] = {}
    known: dict[str, str] = {}
    collecting = gc.isenabled()
    gc.disable()  # it would look at a million lists again and again, and find nothing
    try:
        for fields in reader:
            texts = [field.strip() for field in fields]
            if not any(texts):
                continue
            if len(known) < MOST_KNOWN:
                texts = [known.setdefault(text, text) for text in texts]
            else:
                texts = [known.get(text, text) for text in texts]
            rows[reader.line_num] = texts
    finally:
        if collecting:
            gc.enable()
    return rows


def separator(lines: list[str]) -> str:
    """Find the separator of a table by its first lines.

    It stands in the most lines, and in most of them equally often; titles above the headings
    have none, and decimal commas stand in no heading.

    Examples
    --------
    >>> separator(["nama;lintang;bujur", "A;-6,8;110,6", "B;-6,9;110,7"])
    ';'
    """

    def evidence(sign: str) -> tuple[int, int, int]:
        widths = [len(fields) for fields in csv.reader(lines, delimiter=sign)]
        wide = [width for width in widths if width > 1]
        usual = mode(wide) if wide else 0
        return len(wide), wide.count(usual), usual

    return max(SEPARATORS, key=evidence)


def _framed(path: Path, grid: Grid, header_row: int | None, sheets: tuple[str, ...]) -> TableRead:
    """Put rows under their headings."""
    try:
        shape = find_shape(grid, header_row)
    except KeyError as error:
        problem = lazy_gettext(
            "{file}: row {row} is empty or not there, so the headings cannot stand in it.",
            file=path.name,
            row=header_row,
        )
        raise InputError([problem]) from error
    left_out = shape.left_out()
    rows = {number: fields for number, fields in grid.rows.items() if number not in left_out}
    beside: list[Problem] = []
    headings = _named(shape.names)
    width = len(headings)
    if grid.is_sheet:
        rows, beside = _without_remarks(rows, width)
    faults: dict[int, LazyText] = {
        row: lazy_ngettext(
            "{count} values under {headings} heading; decimal commas need ; between",
            "{count} values under {headings} headings; decimal commas need ; between",
            width,
            count=len(fields),
            headings=width,
        )
        for row, fields in rows.items()
        if any(fields[width:])
    }
    even = [
        fields if len(fields) == width else (fields + [""] * width)[:width]
        for fields in rows.values()
    ]
    table = pd.DataFrame(even, columns=headings, index=list(rows), dtype=object)
    table, filled = _filled_down(table, grid) if grid.merged else (table, [])
    table.attrs["separator"] = grid.separator
    found = _shape_problems(grid, shape, stated=header_row is not None)
    problems = (*found, *beside, *filled)
    return TableRead(table, faults, problems, sheets, shape.headings)


def _named(names: tuple[str, ...]) -> list[str]:
    """Cut off the columns right of the last heading; name others that have none."""
    last = max((place for place, name in enumerate(names, start=1) if name), default=len(names))
    kept = list(names[:last])
    if kept.count("") > 1:
        return [name or f"({place})" for place, name in enumerate(kept, start=1)]
    return kept


def _without_remarks(
    rows: dict[int, list[str]], width: int
) -> tuple[dict[int, list[str]], list[Problem]]:
    """Leave out what stands right of the last heading of a sheet, and report it."""
    beside = {row: [text for text in fields[width:] if text] for row, fields in rows.items()}
    found = {row: texts for row, texts in beside.items() if texts}
    if not found:
        return rows, []
    first = next(iter(found))
    problem = Problem(
        None,
        lazy_gettext("rows {rows}", rows=_listed(list(found))),
        found[first][0],
        lazy_gettext("values stand right of the last heading"),
        lazy_gettext("They were left out; write a heading above them if they belong to the table"),
        "warning",
    )
    cut = {row: fields[:width] for row, fields in rows.items()}
    return {row: fields for row, fields in cut.items() if any(fields)}, [problem]


def _shape_problems(grid: Grid, shape: Shape, *, stated: bool) -> list[Problem]:
    """Report where the headings were found, and the rows that are no data."""
    problems: list[Problem] = []
    if not stated and (shape.titles or len(shape.headings) > 1):
        where = "-".join(
            str(row) for row in dict.fromkeys((shape.headings[0], shape.headings[-1]))
        )
        problems.append(
            Problem(
                None,
                lazy_gettext("headings"),
                ", ".join(filter(None, shape.names)),
                lazy_gettext("the headings stand in row {where}", where=where),
                lazy_gettext(
                    "What stands above was left out; state the row of the headings if this is "
                    "wrong"
                ),
                "repaired",
            )
        )
    reasons = (
        (shape.numbers, lazy_gettext("this row numbers the columns or states their units")),
        (shape.totals, lazy_gettext("this row is a sum of others")),
        (shape.notes, lazy_gettext("this row is a source or a remark below the table")),
    )
    problems += [
        Problem(
            row,
            lazy_gettext("rows"),
            "; ".join(filter(None, grid.rows[row])),
            reason,
            lazy_gettext("It was left out; no data may stand in it"),
            "repaired",
        )
        for rows, reason in reasons
        for row in rows
    ]
    return sorted(problems, key=lambda problem: problem.row or 0)


def _filled_down(table: pd.DataFrame, grid: Grid) -> tuple[pd.DataFrame, list[Problem]]:
    """Write the text of cells that are merged downwards into every row of the block."""
    filled: dict[int, list[int]] = {}
    counts: dict[int, list[int]] = {}
    numbers_of_rows = [int(row) for row in table.index]
    cells = table.to_numpy(dtype=object, copy=True)
    done: dict[int, int] = {}
    for block in sorted(set(grid.merged)):
        column = block.left - 1
        if block.top <= done.get(column, 0) or column >= cells.shape[1]:
            continue  # blocks of a sound sheet do not overlap
        done[column] = block.bottom
        first = bisect_left(numbers_of_rows, block.top)
        last = bisect_right(numbers_of_rows, block.bottom)
        if first >= last or numbers_of_rows[first] != block.top:
            continue
        text = cells[first, column]
        below = [place for place in range(first + 1, last) if not cells[place, column]]
        if not text or not below:
            continue
        numbers = not NO_COUNTS.fullmatch(fold_heading(table.columns[column]))
        if is_number(text) and numbers:
            counts.setdefault(column, []).append(block.top)
            continue
        cells[below, column] = text
        filled.setdefault(column, []).extend(numbers_of_rows[place] for place in below)
    whole = pd.DataFrame(cells, columns=table.columns, index=table.index, dtype=object)
    names = table.columns
    problems = [_fill(str(names[column]), rows) for column, rows in filled.items()]
    return whole, problems + [_split(str(names[c]), rows) for c, rows in counts.items()]


def _listed(rows: list[int]) -> str:
    first = ", ".join(str(row) for row in sorted(rows)[:SHOWN])
    return first if len(rows) <= SHOWN else f"{first}, …"


def _fill(column: str, rows: list[int]) -> Problem:
    return Problem(
        None,
        column,
        lazy_gettext("rows {rows}", rows=_listed(rows)),
        lazy_gettext("cells are merged downwards"),
        lazy_ngettext(
            "The text of the block was written into {count} row",
            "The text of the block was written into {count} rows",
            len(rows),
            count=len(rows),
        ),
        "repaired",
    )


def _split(column: str, rows: list[int]) -> Problem:
    return Problem(
        None,
        column,
        lazy_gettext("rows {rows}", rows=_listed(rows)),
        lazy_gettext("a number stands in cells that are merged downwards"),
        lazy_gettext(
            "It counts for the first row of the block only; write each row's own number into it"
        ),
        "warning",
    )


def text_values(values: pd.Series) -> pd.Series:
    """Values as text without margins; whole numbers without decimals, empty where missing."""
    if pd.api.types.is_float_dtype(values):
        values = values.astype(object).map(number_text, na_action="ignore")
    plain = values.astype(object)
    return plain.where(values.notna(), "").astype(str).str.strip()
