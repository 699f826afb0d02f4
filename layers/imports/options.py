"""What a user states about a file that is read: which sheet, layer, heading row and system."""

from __future__ import annotations

from dataclasses import dataclass

import pyproj


@dataclass(frozen=True)
class ReadOptions:
    """What the user states about a file; whatever is None is found or guessed.

    Attributes
    ----------
    sheet
        Name of the sheet of a workbook.
    layer
        Name of the layer of a map file, or of the file in an archive.
    header_row
        Row of the file, counted from 1, in which the headings of a table stand; of headings on
        two levels, the lower one.
    crs
        Coordinate system of the numbers; it wins over the file's own.
    encoding
        Of the texts of a shapefile.
    """

    sheet: str | None = None
    layer: str | None = None
    header_row: int | None = None
    crs: pyproj.CRS | None = None
    encoding: str | None = None
