"""Rows of points as a file has them, before anything is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj

from layers.imports.readers import text_values
from layers.imports.report import Problem
from layers.imports.tables import EXCEL_SUFFIXES, TABLE_SUFFIXES, read_sheet, read_table
from layers.imports.vector_files import read_layer
from spatial.errors import InputError
from spatial.wording import Phrase, phrase


@dataclass(frozen=True, eq=False)
class PointSource:
    """Rows as they were read, before anything is made of them.

    Attributes
    ----------
    name
        Of the file or table, for messages and the column `source`.
    table
        Texts, labelled with the number of the row.
    shapes
        Geometries in EPSG:4326 on the index of `table`; None where columns hold the places.
    problems, notes
        What is known already, for the report.
    sheets
        Sheets of a workbook, or files of an archive, to choose from.
    """

    name: str
    table: pd.DataFrame
    shapes: gpd.GeoSeries | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def read_source(
    path: Path,
    *,
    sheet: str | None = None,
    layer: str | None = None,
    crs: pyproj.CRS | None = None,
    encoding: str | None = None,
) -> PointSource:
    """Read a file as a table of texts, with shapes if it is a map layer.

    Parameters
    ----------
    path
        Table, workbook or map layer.
    sheet, layer, crs, encoding
        See `layers.imports.points.PointOptions`.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES or is_workbook(path):
        table, faults = read_sheet(path, sheet) if is_workbook(path) else read_table(path)
        _require_distinct(path.name, table)
        told = tuple(_fault(row, text) for row, text in faults.items())
        return PointSource(path.name, table, None, told)
    read = read_layer(path, crs=crs, encoding=encoding, layer=layer)
    texts = pd.DataFrame(read.frame.drop(columns=read.frame.geometry.name)).apply(text_values)
    texts = texts.reindex(read.frame.index)
    return PointSource(path.name, texts, read.frame.geometry, read.problems)


def is_workbook(path: Path) -> bool:
    """Tell by its suffix whether a file is a workbook."""
    return path.suffix.lower() in EXCEL_SUFFIXES


def _require_distinct(name: str, table: pd.DataFrame) -> None:
    again = table.columns[table.columns.duplicated()].unique()
    if len(again):
        words = ", ".join(f"'{heading}'" for heading in again)
        problem = phrase(
            "{name}: judul kolom {words} muncul lebih dari sekali; ubah namanya.",
            name=name,
            words=words,
        )
        raise InputError([problem])


def _fault(row: int, fault: Phrase) -> Problem:
    """Say what `read_table` found: more values than headings."""
    return Problem(
        row,
        phrase("baris"),
        phrase("{count} nilai, {headings} judul", **fault.values),
        phrase("lebih banyak nilai daripada judul kolom"),
        phrase("Bila memakai koma desimal, pisahkan kolom dengan titik koma"),
    )
