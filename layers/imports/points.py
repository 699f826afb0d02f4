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

from layers.imports.blanks import without_blanks
from layers.imports.code_columns import code_texts, with_joined_code
from layers.imports.coordinate_headings import with_place_columns
from layers.imports.failures import explains_failures
from layers.imports.heading_words import read_heading
from layers.imports.headings import POINT_HEADINGS, guess_roles, with_roles
from layers.imports.known_extent import known_extent
from layers.imports.left_out import left_out
from layers.imports.map_layers import layer_names
from layers.imports.matching import Matches, match_places
from layers.imports.number_columns import number_columns
from layers.imports.options import ReadOptions
from layers.imports.personal_data import personal_columns, personal_problems
from layers.imports.point_columns import Rows, point_columns
from layers.imports.point_places import PlacesRead, layer_places, table_places
from layers.imports.report import ImportReport, Problem
from layers.imports.row_identity import names_the_row, row_ids
from layers.imports.row_selection import choose_rows, years_of
from layers.imports.sheets import WORKBOOK_SUFFIXES
from layers.imports.tables import is_table, read_rows, sheet_names, text_values
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


@explains_failures
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
    if is_table(path):
        rows = read_rows(path, chosen)
        _require_distinct(path.name, rows.table)
        faults = tuple(_fault(row, text) for row, text in rows.faults.items())
        problems = (*rows.problems, *faults)
        return PointSource(path.name, rows.table, None, problems, sheets=rows.sheets)
    read = read_layer(path, crs=chosen.crs, encoding=chosen.encoding, layer=chosen.layer)
    texts = pd.DataFrame(read.frame.drop(columns=read.frame.geometry.name)).apply(text_values)
    texts = texts.reindex(read.frame.index)
    return PointSource(path.name, texts, read.frame.geometry, read.problems)


def is_workbook(path: Path) -> bool:
    """Tell by its suffix whether a file is a workbook."""
    return path.suffix.lower() in WORKBOOK_SUFFIXES


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
HALF = 0.5
"""Share of polygons from which on a layer is one of areas."""

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
    target
        Layer of an area that the rows are for, such as `villages` or `markets`; empty if it is not
        known, so that the file itself must show whether its rows are villages or facilities.
    named
        Whether a row without a name is an error, as for rows that the user types.
    year
        Whose rows are taken, where the same places stand there for several years.
    """

    roles: Mapping[str, str | None] = field(default_factory=dict)
    sheet: str | None = None
    layer: str | None = None
    header_row: int | None = None
    crs: pyproj.CRS | None = None
    encoding: str | None = None
    precision: str = "published"
    target: str = ""
    named: bool = False
    year: str = ""

    def rows(self) -> Rows:
        """Return what the rows are, as far as the layer says."""
        if not self.target:
            return ""
        return "villages" if self.target == "villages" else "facilities"

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
    years
        Years to choose from, newest first, where the same places stand there for several.
    """

    columns: tuple[str, ...]
    roles: Mapping[str, str | None]
    head: pd.DataFrame
    sheets: tuple[str, ...]
    mapped: bool
    years: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class PointImport:
    """Points as they were read, and the report.

    Attributes
    ----------
    points
        One row per row of the file, labelled with its number: `id`, `code`, `name`, `kind`,
        `regency`, `district`, `province` (texts, empty where not known), `source`, `precision`,
        `desmigratif` (text) if the file has such a column, `village` (text) where facilities say
        in which village they lie, the number columns of the file (see
        `layers.imports.number_columns`) and a point in EPSG:4326, or None. Rows with an error are
        there, too; `layers.imports.report.kept_rows` takes the user's decision.
    report
        Everything found.
    questions
        Candidates for the places that have to be asked; see `layers.imports.matching.Matches`.
    target, named
        As in `PointOptions`.
    rows
        Whether the rows are villages or facilities; empty where it is not known.
    headed
        Whether a column of names was found.
    shapes
        What a map layer has for each row, EPSG:4326, on the index of `points`; None for a table.
    """

    points: gpd.GeoDataFrame
    report: ImportReport
    questions: pd.DataFrame
    target: str = ""
    rows: Rows = ""
    named: bool = False
    headed: bool = True
    shapes: gpd.GeoSeries | None = None


@explains_failures
def preview_points(path: Path, options: PointOptions | None = None) -> PointPreview:
    """Guess the columns of a file of points and show its first rows.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    chosen = options or PointOptions()
    sheets = sheet_names(path) if is_table(path) else layer_names(path)
    first = sheets[0] if sheets else None
    if is_table(path):
        shown = replace(chosen, sheet=chosen.sheet or first)
    else:
        shown = replace(chosen, layer=chosen.layer or first)
    source = _read(path, shown)
    return preview_source(replace(source, sheets=sheets), chosen)


def preview_source(source: PointSource, options: PointOptions) -> PointPreview:
    """Guess the columns of rows that were read and show the first of them."""
    source = _with_joined_code(_without_persons(source))
    roles, _rows = _roles(source, options)
    years = years_of(source.table, roles)[1]
    columns = tuple(str(name) for name in source.table.columns)
    head = source.table.head(HEAD_ROWS)
    return PointPreview(
        columns,
        MappingProxyType(roles),
        head,
        source.sheets,
        mapped=source.shapes is not None,
        years=tuple(years),
    )


@explains_failures
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
    if len(source.table) == 0:
        raise InputError([lazy_gettext("{file} holds headings only, no rows.", file=source.name)])
    source = _with_joined_code(_without_persons(source))
    roles, rows = _roles(source, options)
    source = _chosen_rows(source, roles, options.year)
    if source.shapes is not None:
        places = layer_places(source.shapes)
    else:
        box = known_extent(source.table, roles, areas)
        places = table_places(
            source.name, source.table, roles, options.crs, needed=areas is None, box=box
        )
    points, doubtful = _standard(source, roles, places, options.precision, rows)
    counted = number_columns(source.table, [name for name in roles.values() if name])
    points = points.assign(**counted.numbers)
    matches = _matched(_sought(points, rows), areas, choices)
    points = _placed(points, matches, areas, rows)
    problems = [*source.problems, *doubtful, *places.problems, *counted.problems]
    problems += [problem for row, problem in places.missing.items()
                 if row not in matches.areas and not _asked(matches, row)]  # fmt: skip
    used = [*(name for name in roles.values() if name), *places.columns]
    dropped = left_out(source.table, used, counted.numbers)
    notes = (*source.notes, *counted.notes, *_notes(places, matches), *dropped)
    if roles["name"] is not None and read_heading(roles["name"]).part == "other":
        notes += (_name_by_content(roles["name"]),) if "name" not in options.roles else ()
    report = ImportReport(source.name, len(points), len(points), notes=notes)
    return PointImport(
        points,
        report.with_problems([*problems, *matches.problems]),
        matches.questions,
        options.target,
        rows,
        named=options.named,
        headed=roles["name"] is not None,
        shapes=source.shapes,
    )


def _read(path: Path, options: PointOptions) -> PointSource:
    return read_source(path, options.reading())


def _name_by_content(column: str) -> str:
    return lazy_gettext(
        "Column '{column}': taken for the names by what it holds; choose another if it is not.",
        column=column,
    )


def _without_persons(source: PointSource) -> PointSource:
    """Leave personal data out before anything is shown or made of it."""
    found = personal_columns(source.table)
    if not found:
        return source
    table = source.table.drop(columns=list(found))
    table.attrs = dict(source.table.attrs)
    return replace(source, table=table, problems=(*source.problems, *personal_problems(found)))


def _chosen_rows(source: PointSource, roles: Mapping[str, str | None], year: str) -> PointSource:
    """Leave totals and other years out; see `layers.imports.row_selection.choose_rows`."""
    chosen = choose_rows(source.name, source.table, roles, year)
    if len(chosen.rows) == len(source.table):
        return replace(source, problems=(*source.problems, *chosen.problems))
    table = source.table.loc[chosen.rows]
    table.attrs = dict(source.table.attrs)
    shapes = None if source.shapes is None else source.shapes.loc[chosen.rows]
    problems = (*source.problems, *chosen.problems)
    return replace(source, table=table, shapes=shapes, problems=problems)


def _with_joined_code(source: PointSource) -> PointSource:
    return replace(source, table=with_joined_code(source.table))


def _roles(source: PointSource, options: PointOptions) -> tuple[dict[str, str | None], Rows]:
    guessed = guess_roles(source.table.columns, POINT_HEADINGS)
    guessed = with_place_columns(guessed, source.table, mapped=source.shapes is not None)
    areal = source.shapes is not None and bool(
        source.shapes.geom_type.isin(["Polygon", "MultiPolygon"]).mean() > HALF
    )
    decided, rows = point_columns(source.table, guessed, options.rows(), areal=areal)
    return with_roles(decided, options.roles, source.table.columns), rows


def _standard(
    source: PointSource,
    roles: Mapping[str, str | None],
    places: PlacesRead,
    precision: str,
    rows: Rows,
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Put the rows into the columns of a point layer; say which identifiers do not serve."""
    table = source.table

    def texts(role: str) -> pd.Series:
        column = roles[role]
        if column is None:
            return pd.Series("", index=table.index, dtype=object)
        return without_blanks(table[column].astype(str))

    known = code_texts(texts("code"))
    code = known.where(known != "", texts("code"))
    ids, problems = row_ids(texts("id"), _serving(code, texts("name"), rows), roles["id"])
    columns = {"id": ids, "code": code} | {role: texts(role) for role in TEXT_ROLES}
    columns |= {
        role: texts(role) for role in ("desmigratif", "village") if roles[role] is not None
    }
    points = gpd.GeoDataFrame(
        {**columns, "source": str(source.name), "precision": precision},
        geometry=places.points,
        crs=4326,
    )
    return points, problems


def _serving(code: pd.Series, names: pd.Series, rows: Rows) -> pd.Series | None:
    """Return the codes if they say what the rows are, and not only where these lie."""
    means = not code.duplicated().any() if rows == "facilities" else names_the_row(code, names)
    return code if means and bool((code != "").all()) else None


def _sought(points: gpd.GeoDataFrame, rows: Rows) -> gpd.GeoDataFrame:
    """Name the villages that are looked up: where facilities lie, not what they are called."""
    if "village" in points:
        there = points["village"]
        return points.assign(
            name=there.where((there != "") | (points["code"] != ""), points["name"])
        )
    if rows == "facilities":
        return points.assign(name=points["name"].where(points["code"] == "", ""))
    return points


def _matched(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None, choices: Mapping[int, str] | None
) -> Matches:
    """Look up the rows without a point that have a code or a name.

    Parameters
    ----------
    points
        The rows, `name` as `_sought` gives it.
    areas, choices
        As for `import_points`.
    """
    lost = points[points.geometry.isna() & ((points["code"] != "") | (points["name"] != ""))]
    columns = lost[["code", "name", "district", "regency"]]
    if areas is None:
        return Matches({}, {}, pd.DataFrame(), ())
    return match_places(columns, areas, choices)


def _placed(
    points: gpd.GeoDataFrame, matches: Matches, areas: gpd.GeoDataFrame | None, rows_are: Rows
) -> gpd.GeoDataFrame:
    """Give the matched rows a point inside their village and what it knows of them.

    A facility without a name does not get that of its village.
    """
    if areas is None or not matches.areas:
        return points
    rows, labels = list(matches.areas), list(matches.areas.values())
    shapes = points.geometry.copy()
    shapes.loc[rows] = shapely.point_on_surface(areas.geometry.loc[labels].to_numpy())
    placed = points.set_geometry(shapes)
    placed.loc[rows, "precision"] = "village point"
    placed.loc[rows, "code"] = areas.loc[labels, "code"].to_numpy()
    named = () if rows_are == "facilities" else ("name",)
    for role in (*named, "district", "regency", "province"):
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
