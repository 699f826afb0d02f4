"""Users' points: tables, sheets and map layers into one frame, with a report.

`preview_points` shows what would be read; `import_points` reads it, with the user's corrections;
`layers.imports.validation.check_points` then checks the places themselves. Rows that come from no
file (`layers.postgis.points`) take the same way through `preview_source` and `import_source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pyproj
import shapely

from layers.imports.archives import layer_members
from layers.imports.area_names import code_digits, dotted_code
from layers.imports.headings import POINT_HEADINGS, guess_roles, with_roles
from layers.imports.matching import Matches, match_places
from layers.imports.number_columns import number_columns
from layers.imports.options import ReadOptions
from layers.imports.point_places import PlacesRead, layer_places, table_places
from layers.imports.report import ImportReport, Problem
from layers.imports.tables import (
    EXCEL_SUFFIXES,
    TABLE_SUFFIXES,
    read_sheet,
    read_table,
    sheet_names,
    text_values,
)
from layers.imports.vector_files import read_layer
from spatial.errors import InputError
from spatial.wording import LazyText, lazy_gettext, lazy_ngettext


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


def read_source(path: Path, options: ReadOptions | None = None) -> PointSource:
    """Read a file as a table of texts, with shapes if it is a map layer.

    Parameters
    ----------
    path
        Table, workbook or map layer.
    options
        What the user states about the file.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    chosen = options or ReadOptions()
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES or is_workbook(path):
        table, faults = read_sheet(path, chosen.sheet) if is_workbook(path) else read_table(path)
        _require_distinct(path.name, table)
        told = tuple(_fault(row, text) for row, text in faults.items())
        return PointSource(path.name, table, None, told)
    read = read_layer(path, crs=chosen.crs, encoding=chosen.encoding, layer=chosen.layer)
    texts = pd.DataFrame(read.frame.drop(columns=read.frame.geometry.name)).apply(text_values)
    texts = texts.reindex(read.frame.index)
    return PointSource(path.name, texts, read.frame.geometry, read.problems)


def is_table(path: Path) -> bool:
    """Tell by its suffix whether a file is a table or a workbook."""
    return path.suffix.lower() in TABLE_SUFFIXES or is_workbook(path)


def is_workbook(path: Path) -> bool:
    """Tell by its suffix whether a file is a workbook."""
    return path.suffix.lower() in EXCEL_SUFFIXES


def _require_distinct(name: str, table: pd.DataFrame) -> None:
    again = table.columns[table.columns.duplicated()].unique()
    if len(again):
        words = ", ".join(f"'{heading}'" for heading in again)
        problem = lazy_gettext(
            "{name}: the headings {words} stand there more than once; rename them.",
            name=name,
            words=words,
        )
        raise InputError([problem])


def _fault(row: int, fault: LazyText) -> Problem:
    """Say what `read_table` found: more values than headings."""
    return Problem(
        row,
        lazy_gettext("rows"),
        lazy_ngettext(
            "{count} values, {headings} heading",
            "{count} values, {headings} headings",
            fault.amount,
            **fault.values,
        ),
        lazy_gettext("more values than headings"),
        lazy_gettext("If decimal commas are used, separate the columns with semicolons"),
    )


HEAD_ROWS = 5
TEXT_ROLES = ("name", "kind", "regency", "district", "province")


@dataclass(frozen=True)
class PointOptions:
    """What the user states about a file of points.

    Attributes
    ----------
    roles
        Columns that replace the guess: role (a key of `headings.POINT_HEADINGS`) to column.
    sheet, layer
        Which sheet of a workbook, which layer of a file or file of an archive.
    header_row
        Row of the file with the headings of a table, counted from 1.
    crs
        Coordinate system of the numbers, where it is not longitude and latitude.
    encoding
        Of the texts of a shapefile.
    precision
        How good the coordinates are; one of `layers.area.schema.PRECISIONS`.
    """

    roles: Mapping[str, str | None] = field(default_factory=dict)
    sheet: str | None = None
    layer: str | None = None
    header_row: int | None = None
    crs: pyproj.CRS | None = None
    encoding: str | None = None
    precision: str = "published"

    def reading(self) -> ReadOptions:
        """Return what the readers of files need of it."""
        return ReadOptions(self.sheet, self.layer, self.header_row, self.crs, self.encoding)


@dataclass(frozen=True, eq=False)
class PointPreview:
    """What a file of points looks like before it is imported.

    Attributes
    ----------
    columns
        Headings of the file.
    roles
        Role to column, None where no column fits; to be corrected in `PointOptions.roles`.
    head
        The first rows, as text, labelled with their numbers.
    sheets
        Sheets of a workbook, or files of an archive, to choose from.
    mapped
        Whether the file is a map layer, whose places need no columns.
    """

    columns: tuple[str, ...]
    roles: Mapping[str, str | None]
    head: pd.DataFrame
    sheets: tuple[str, ...]
    mapped: bool


@dataclass(frozen=True, eq=False)
class PointImport:
    """Points as they were read, and the report.

    Attributes
    ----------
    points
        One row per row of the file, labelled with its number: `id`, `code`, `name`, `kind`,
        `regency`, `district`, `province` (texts, empty where not known), `source`, `precision`,
        `desmigratif` (text) if the file has such a column, the number columns of the file (see
        `layers.imports.number_columns`) and a point in EPSG:4326, or None. Rows with an error are
        there, too; `layers.imports.report.kept_rows` takes the user's decision.
    report
        Everything found.
    questions
        Candidates for the places that have to be asked; see `layers.imports.matching.Matches`.
    """

    points: gpd.GeoDataFrame
    report: ImportReport
    questions: pd.DataFrame


def preview_points(path: Path, options: PointOptions | None = None) -> PointPreview:
    """Guess the columns of a file of points and show its first rows.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    chosen = options or PointOptions()
    sheets = sheet_names(path) if is_workbook(path) else layer_members(path)
    first = sheets[0] if sheets and is_workbook(path) and chosen.sheet is None else chosen.sheet
    source = _read(path, replace(chosen, sheet=first))
    return preview_source(replace(source, sheets=sheets), chosen)


def preview_source(source: PointSource, options: PointOptions) -> PointPreview:
    """Guess the columns of rows that were read and show the first of them."""
    roles = _roles(source, options.roles)
    columns = tuple(str(name) for name in source.table.columns)
    head = source.table.head(HEAD_ROWS)
    return PointPreview(
        columns, MappingProxyType(roles), head, source.sheets, mapped=source.shapes is not None
    )


def import_points(
    path: Path,
    options: PointOptions | None = None,
    *,
    areas: gpd.GeoDataFrame | None = None,
    choices: Mapping[int, str] | None = None,
) -> PointImport:
    """Read points from a table, a sheet or a map layer.

    Parameters
    ----------
    path
        CSV (any separator, decimal point or comma, degrees-minutes-seconds), Excel, GeoJSON,
        GeoPackage, shapefile (also zipped), KML.
    options
        What the user states.
    areas
        Village boundaries (`layers.imports.boundaries.import_boundaries`): rows without a
        coordinate get a point inside their village, found by code or by name.
    choices
        Answers to the questions of an earlier import: row to the code of the village.

    Raises
    ------
    InputError
        If the file as a whole cannot be used.
    """
    chosen = options or PointOptions()
    return import_source(_read(path, chosen), chosen, areas=areas, choices=choices)


def import_source(
    source: PointSource,
    options: PointOptions,
    *,
    areas: gpd.GeoDataFrame | None = None,
    choices: Mapping[int, str] | None = None,
) -> PointImport:
    """Make points of rows that were read; everything else as `import_points`."""
    if source.table.empty:
        raise InputError([lazy_gettext("{file} holds headings only, no rows.", file=source.name)])
    roles = _roles(source, options.roles)
    if source.shapes is not None:
        places = layer_places(source.shapes)
    else:
        places = table_places(source.name, source.table, roles, options.crs, needed=areas is None)
    points = _standard(source.table, roles, places, str(source.name), options.precision)
    counted = number_columns(source.table, [name for name in roles.values() if name])
    points = points.assign(**counted.numbers)
    matches = _matched(points, areas, choices)
    points = _placed(points, matches, areas)
    problems = [*source.problems, *places.problems]
    problems += [problem for row, problem in places.missing.items()
                 if row not in matches.areas and not _asked(matches, row)]  # fmt: skip
    notes = (*source.notes, *counted.notes, *_notes(places, matches))
    report = ImportReport(source.name, len(points), len(points), notes=notes)
    return PointImport(
        points, report.with_problems([*problems, *matches.problems]), matches.questions
    )


def _read(path: Path, options: PointOptions) -> PointSource:
    return read_source(path, options.reading())


def _roles(source: PointSource, stated: Mapping[str, str | None]) -> dict[str, str | None]:
    return with_roles(
        guess_roles(source.table.columns, POINT_HEADINGS), stated, source.table.columns
    )


def _standard(
    table: pd.DataFrame,
    roles: Mapping[str, str | None],
    places: PlacesRead,
    source: str,
    precision: str,
) -> gpd.GeoDataFrame:
    """Put the rows into the columns of a point layer; without an id, code or row number serve."""

    def texts(role: str) -> pd.Series:
        column = roles[role]
        if column is None:
            return pd.Series("", index=table.index, dtype=object)
        return table[column].astype(str).str.strip()

    digits = texts("code").map(code_digits)
    code = digits.map(dotted_code).where(digits != "", texts("code"))
    numbers = table.index.to_series().astype(str)
    own = code if (code != "").all() else numbers
    columns = {"id": own if roles["id"] is None else texts("id"), "code": code}
    columns |= {role: texts(role) for role in TEXT_ROLES}
    if roles["desmigratif"] is not None:
        columns["desmigratif"] = texts("desmigratif")
    return gpd.GeoDataFrame(
        {**columns, "source": source, "precision": precision}, geometry=places.points, crs=4326
    )


def _matched(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None, choices: Mapping[int, str] | None
) -> Matches:
    """Look up the rows without a point that have a code or a name."""
    lost = points[points.geometry.isna() & ((points["code"] != "") | (points["name"] != ""))]
    columns = lost[["code", "name", "district", "regency"]]
    if areas is None:
        return Matches({}, {}, pd.DataFrame(), ())
    return match_places(columns, areas, choices)


def _placed(
    points: gpd.GeoDataFrame, matches: Matches, areas: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Give the matched rows a point inside their village and what it knows of them."""
    if areas is None or not matches.areas:
        return points
    rows, labels = list(matches.areas), list(matches.areas.values())
    shapes = points.geometry.copy()
    shapes.loc[rows] = shapely.point_on_surface(areas.geometry.loc[labels].to_numpy())
    placed = points.set_geometry(shapes)
    placed.loc[rows, "precision"] = "village point"
    placed.loc[rows, "code"] = areas.loc[labels, "code"].to_numpy()
    for role in ("name", "district", "regency", "province"):
        known = pd.Series(areas.loc[labels, role].to_numpy(), index=rows)
        placed.loc[rows, role] = placed.loc[rows, role].where(placed.loc[rows, role] != "", known)
    return placed


def _asked(matches: Matches, row: int) -> bool:
    return any(problem.row == row for problem in matches.problems)


def _notes(places: PlacesRead, matches: Matches) -> tuple[str, ...]:
    how = list(matches.how.values())
    words = {
        "code": lazy_gettext("code"),
        "name": lazy_gettext("name"),
        "spelling": lazy_gettext("the name in another spelling"),
        "choice": lazy_gettext("the user's choice"),
    }
    found = tuple(
        lazy_ngettext(
            "{count} point was taken from village boundaries by {word}.",
            "{count} points were taken from village boundaries by {word}.",
            how.count(key),
            count=how.count(key),
            word=word,
        )
        for key, word in words.items()
        if key in how
    )
    return (*places.notes, *found)
