"""Where the headings of an office table stand, and which of its rows are no data.

A sheet that was made to be printed begins with titles; its headings stand on two levels
("Koordinat" over "Lintang" and "Bujur"), a row of column numbers follows, and sums and sources
end it. None of this is stated anywhere, so it is found by its shape, and everything found is
reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile
from statistics import median

from layers.imports.grids import Grid, MergedCells
from layers.imports.heading_words import read_heading
from layers.imports.headings import POINT_HEADINGS, fold_heading

SEARCHED_ROWS = 60
"""Filled rows at the beginning of a table in which its headings are looked for."""

MOST_LEVELS = 3
WIDE = 0.5
"""Share of the usual number of filled cells that a row of headings has at least."""

WIDER = 0.8
"""Share from which on a row is so well filled that a row above it is no heading beside it."""

USUAL = 0.8
"""Share of the rows in which a column is filled if it is to be filled in every row."""

NUMBER = re.compile(r"[-+(]?\s*(?:rp\.?\s*)?\d[\d.,\s]*%?\)?", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")
MEASURE = re.compile(r"[-+]?\s*(?:rp\.?\s*)?\d[^°]*|[-\u2013]", re.IGNORECASE)
"""A number with or without a unit (`4 pasar`), or a dash for none; no degrees."""

TOTAL = re.compile(
    r"(?:grand\s+|sub\s*-?\s*)?(?:jumlah|total|jml|rata\s*-?\s*rata|average|sum)\b",
    re.IGNORECASE,
)
WHOLE_TOTAL = re.compile(
    r"(?:grand\s+|sub\s*-?\s*)?(?:jumlah|total|jml|rata\s*-?\s*rata)"
    r"(?:\s+(?:total|keseluruhan|seluruhnya|seluruh|semua|umum|besar|akhir|rata\s*-?\s*rata))?"
    r"\s*[:.]?",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(?:sumber|source|catatan|keterangan|ket|note|notes|ctt|nb|diolah|disclaimer|penjelasan"
    r"|mengetahui|nip)\b|\*+\)?|\d\)",
    re.IGNORECASE,
)
COLUMN_NUMBER = re.compile(r"[(\[]?\s*(\d{1,3}|[a-z])\s*[)\].]?(?:\s*[=:].*)?", re.IGNORECASE)
BRACKETED = re.compile(r"\(.{0,30}\)|\[.{0,30}\]")

_KNOWN = frozenset(name for names in POINT_HEADINGS.values() for name in names)
_PARTS = frozenset({"place", "code", "name", "id"})
"""What the words of a heading may say that no cell of the data does."""


@dataclass(frozen=True)
class Shape:
    """Which rows of a table are what.

    Attributes
    ----------
    headings
        Rows of the headings, highest level first.
    names
        The headings, those of several levels joined.
    titles, numbers, totals, notes
        Rows above the headings, of column numbers, of sums, and of sources or remarks below.
    """

    headings: tuple[int, ...]
    names: tuple[str, ...]
    titles: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    totals: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()

    def left_out(self) -> frozenset[int]:
        """Return every row that is no data."""
        return frozenset((*self.titles, *self.headings, *self.numbers, *self.totals, *self.notes))


def find_shape(grid: Grid, header_row: int | None = None) -> Shape:
    """Find headings and the rows that are no data.

    Parameters
    ----------
    grid
        The table; it has at least one row.
    header_row
        Row of the headings as the user states it, any level of them.

    Raises
    ------
    KeyError
        If the stated row holds nothing.
    """
    searched = dict(islice(grid.rows.items(), SEARCHED_ROWS))
    if header_row is not None and header_row not in searched:
        searched = {number: row for number, row in grid.rows.items() if number >= header_row}
        searched = dict(islice(searched.items(), SEARCHED_ROWS))
        searched[header_row] = grid.rows[header_row]
    width = max(map(len, searched.values()))
    padded = {number: [*row, *[""] * (width - len(row))] for number, row in searched.items()}
    wide = Grid(padded, grid.merged)
    first = _first_heading(wide) if header_row is None else header_row
    block = _levels(wide, first, up=header_row is not None)
    names = _joined([wide.rows[number] for number in block], block, grid.merged)
    names = names[: max(len(grid.rows[number]) for number in block)]
    titles = tuple(takewhile(lambda number: number < block[0], grid.rows))
    body = {number: row for number, row in grid.rows.items() if number > block[-1]}
    numbers = tuple(takewhile(lambda n: is_column_numbers(body[n]) or is_units(body[n]), body))
    for number in numbers:
        del body[number]
    totals, notes = _endings(body, len(names))
    return Shape(block, names, titles, numbers, totals, notes)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for text in row if text)


def is_number(text: str) -> bool:
    """Tell whether a cell holds a number, or degrees; a year may be a heading.

    Examples
    --------
    >>> is_number("1.204,5"), is_number("2023"), is_number("Desa 1")
    (True, False, False)
    """
    if YEAR.fullmatch(text):
        return False
    return NUMBER.fullmatch(text) is not None or "°" in text


def is_column_numbers(row: Sequence[str]) -> bool:
    """Tell whether a row numbers the columns: (1) (2) (3), 1 2 3 or a b c.

    Examples
    --------
    >>> is_column_numbers(["(1)", "(2)", "(3)"]), is_column_numbers(["1", "2", "7"])
    (True, False)
    """
    found = [COLUMN_NUMBER.fullmatch(text) for text in row if text]
    if len(found) < 3 or None in found:
        return False
    marks = [match[1].lower() for match in found if match is not None]
    places = [int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1 for mark in marks]
    steps = {after - before for before, after in pairwise(places)}
    return places[0] in {0, 1} and steps == {1}


def is_units(row: Sequence[str]) -> bool:
    """Tell whether a row states units: nothing but words in brackets.

    Examples
    --------
    >>> is_units(["", "(ha)", "(jiwa)"]), is_units(["", "(ha)", "12"])
    (True, False)
    """
    found = [text for text in row if text]
    return bool(found) and all(BRACKETED.fullmatch(text) for text in found)


def _first_heading(grid: Grid) -> int:
    """Find the (first) row of headings: the first well-filled row of words."""
    rows = {number: row for number, row in grid.rows.items() if not is_column_numbers(row)}
    counts = [count for count in map(_filled, rows.values()) if count > 1]
    usual = median(counts) if counts else 1
    able = [number for number, row in rows.items() if _may_head(row, usual)]
    first = next(iter(grid.rows))
    if not able:
        return first
    chosen = able[0]
    data = next((n for n, row in rows.items() if n > chosen and any(map(is_number, row))), None)
    for later in able[1:]:
        if (data is None or later < data) and _better(grid, chosen, later, usual):
            chosen = later
    return chosen


def _may_head(row: Sequence[str], usual: float) -> bool:
    count = _filled(row)
    words = sum(1 for text in row if text and not is_number(text))
    return count >= usual * WIDE and words * 2 > count and not _is_facts(row)


def _is_facts(row: Sequence[str]) -> bool:
    """Tell whether a row states facts above a table: `Kabupaten: | Kudus`, `Tahun | : 2024`."""
    cells = [text for text in row if text]
    return any(text.endswith(":") or text.startswith(":") for text in cells)


def _better(grid: Grid, chosen: int, later: int, usual: float) -> bool:
    """Tell whether a later row is the heading, and the chosen one above it a title."""
    one, other = grid.rows[chosen], grid.rows[later]
    if _filled(one) >= usual * WIDER or _filled(other) < usual * WIDER:
        return False
    if _continues(grid, chosen, later):
        return False
    return _known(other) > _known(one) or (_known(one) == 0 and later - chosen > 1)


def _known(row: Sequence[str]) -> int:
    return sum(1 for text in row if _is_known(text))


def _is_known(text: str) -> bool:
    return fold_heading(text) in _KNOWN or (text != "" and read_heading(text).part in _PARTS)


def _levels(grid: Grid, row: int, *, up: bool) -> tuple[int, ...]:
    """Return the rows of the headings around one of them."""
    block = [row]
    numbers = list(grid.rows)
    while up and len(block) < MOST_LEVELS and block[0] - 1 in grid.rows:
        if not _continues(grid, block[0] - 1, block[0]):
            break
        block.insert(0, block[0] - 1)
    for number in numbers[numbers.index(row) + 1 :]:
        if len(block) == MOST_LEVELS or not _continues(grid, block[-1], number):
            break
        block.append(number)
    return tuple(block)


def _continues(grid: Grid, upper: int, lower: int) -> bool:
    """Tell whether a row is the next level of the headings above it.

    Either merged cells say so, or the words of the lower row stand where the upper one is empty,
    or begin such a group.
    """
    top, low = grid.rows[upper], grid.rows[lower]
    if lower != upper + 1 or is_column_numbers(low) or any(map(is_number, low)):
        return False
    over = [block for block in grid.merged if block.top <= upper <= block.bottom]
    if any(block.bottom >= lower for block in over if block.left <= len(top)):
        return True
    if _is_title(top):
        return False
    if any(block.right > block.left for block in over):
        return True
    places = [place for place, text in enumerate(low) if text]
    gaps = [place for place in places if not top[place]]
    begins = [place for place in places if top[place] and not any(top[place + 1 : place + 2])]
    return bool(gaps) and len(gaps) + len(begins) == len(places) and _filled(top) > 1


def _is_title(row: Sequence[str]) -> bool:
    return _filled(row) == 1


def _joined(
    rows: Sequence[Sequence[str]], numbers: Sequence[int], merged: Sequence[MergedCells]
) -> tuple[str, ...]:
    """Join the levels of headings: `Koordinat` over `Lintang` becomes `Koordinat Lintang`."""
    levels = [
        _spread(row, number, rows[i + 1 :], merged)
        for i, (row, number) in enumerate(zip(rows, numbers, strict=True))
    ]
    columns = zip(*levels, strict=True)
    return tuple(" ".join(" ".join(dict.fromkeys(parts)).split()) for parts in columns)


def _spread(
    row: Sequence[str], number: int, below: Sequence[Sequence[str]], merged: Sequence[MergedCells]
) -> list[str]:
    """Write a heading over every column of its group."""
    spread = list(row)
    if not below:
        return spread
    across = {
        place: block.left - 1
        for block in merged
        if block.top <= number <= block.bottom
        for place in range(block.left - 1, min(block.right, len(row)))
    }
    for place, text in enumerate(row):
        if text:
            continue
        if place in across:
            spread[place] = row[across[place]]
        elif not merged and place and below[0][place] and below[0][place - 1]:
            spread[place] = spread[place - 1]
    return spread


def _endings(
    body: Mapping[int, Sequence[str]], width: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Find the sums, wherever they are, and the sources and remarks at the end."""
    likely = [number for number, row in body.items() if TOTAL.match(_label(row))]
    usual = _usual_columns(body) if likely else ()
    totals = tuple(n for n in likely if _is_total(body[n], usual))
    notes = _notes(body, set(totals), width)
    return totals, notes


def _label(row: Sequence[str]) -> str:
    """Return the first text of a row."""
    return next(filter(None, row), "")


def _usual_columns(body: Mapping[int, Sequence[str]]) -> tuple[int, ...]:
    """Return the columns that are filled in most rows."""
    width = max(map(len, body.values()))
    counts = [0] * width
    for row in body.values():
        for place, text in enumerate(row):
            counts[place] += bool(text)
    return tuple(place for place, count in enumerate(counts) if count >= USUAL * (len(body) - 1))


def _is_total(row: Sequence[str], usual: Sequence[int]) -> bool:
    """Tell whether a row sums up others: its label alone, or numbers only and gaps."""
    label = _label(row)
    rest = [text for text in row if text]
    rest.remove(label)
    if not all(MEASURE.fullmatch(text) for text in rest):
        return False
    gap = any(place >= len(row) or not row[place] for place in usual)
    return gap or WHOLE_TOTAL.fullmatch(label) is not None


def _notes(body: Mapping[int, Sequence[str]], totals: set[int], width: int) -> tuple[int, ...]:
    """Find the sparse rows at the end that begin with a source or stand apart from the data."""
    run: list[int] = []
    for number in reversed(list(body)):
        sparse = _filled(body[number]) <= 2 < max(width, 2) + 1 and not is_number(
            _label(body[number])
        )
        if number not in totals and not (sparse and _filled(body[number]) < width):
            break
        run.insert(0, number)
    numbers = list(body)
    start = len(numbers) - len(run)
    for offset, number in enumerate(run):
        before = numbers[start + offset - 1] if start + offset else number - 1
        apart = number - before > 1 or before in totals
        if number not in totals and (NOTE.match(_label(body[number])) or apart):
            return tuple(n for n in run[offset:] if n not in totals)
    return ()
