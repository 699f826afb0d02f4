"""Points of a user's file for one measurement: imported, checked, and only the rows that are good.

The same importer as everywhere (`layers.imports.points`), the same checks
(`layers.imports.validation`); what differs is what a measurement needs of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd

from layers.imports.points import (
    PointImport,
    PointOptions,
    PointSource,
    import_source,
    preview_source,
    read_source,
)
from layers.imports.report import ImportReport, Keep, Problem, kept_rows
from layers.imports.validation import check_import
from spatial.wording import lazy_gettext


@dataclass(frozen=True)
class PointFile:
    """A file of points, and what the user states about it.

    Attributes
    ----------
    path
        The file.
    options
        How it is read.
    choices
        Answers to ambiguous places: row to the code of the village.
    keep
        What becomes of a file with faulty rows.
    """

    path: Path
    options: PointOptions = field(default_factory=PointOptions)
    choices: Mapping[int, str] = field(default_factory=dict)
    keep: Keep = "none"


@dataclass(frozen=True, eq=False)
class PointsRead:
    """What was read of a file of points.

    Attributes
    ----------
    points
        The good rows, labelled from 0: `id` (text, as the file writes it), `name`, the number
        columns of the file, and points in EPSG:4326.
    roles
        Which column of the file was taken for what.
    report
        Everything found.
    """

    points: gpd.GeoDataFrame
    roles: Mapping[str, str | None]
    report: ImportReport


def read_points(file: PointFile, areas: gpd.GeoDataFrame | None = None) -> PointsRead:
    """Read the points of a file that can be measured.

    Parameters
    ----------
    file
        The file and what is stated about it.
    areas
        Boundaries (`layers.imports.boundaries.import_boundaries`): rows without a coordinate get a
        point inside their village, and points outside the areas that they name are reported.

    Raises
    ------
    InputError
        If the file as a whole cannot be used, if rows have errors and `file.keep` is ``none``, or
        if no row is good.
    """
    source = read_source(file.path, file.options.reading())
    roles = preview_source(source, file.options).roles
    read = import_source(source, file.options, areas=areas, choices=dict(file.choices) or None)
    checked = check_import(_named(read, roles), areas)
    good = kept_rows(_with_own_ids(checked.points, source, roles), checked.report, file.keep)
    return PointsRead(_for_measuring(good), roles, checked.report)


def _named(read: PointImport, roles: Mapping[str, str | None]) -> PointImport:
    """Let the ids serve as names where no column holds names, and report that once."""
    points = read.points
    if roles["name"] is not None or (points["name"] != "").any():
        return read
    found = Problem(
        None,
        lazy_gettext("name"),
        "",
        lazy_gettext("no column of names was found"),
        lazy_gettext("The ids or numbers of the rows serve as names; state the column of names"),
        "warning",
    )
    named = points.assign(name=points["id"])
    return replace(read, points=named, report=read.report.with_problems([found]), headed=True)


def _with_own_ids(
    points: gpd.GeoDataFrame, source: PointSource, roles: Mapping[str, str | None]
) -> gpd.GeoDataFrame:
    """Write ids that come from a column of codes as the file writes them.

    The user joins the results to the table by them.
    """
    column = roles["code"]
    if roles["id"] is not None or column is None or not (points["id"] == points["code"]).all():
        return points
    own = source.table[column].astype(str).str.strip().reindex(points.index)
    return points.assign(id=own.where(own != "", points["id"]))


def _for_measuring(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep id, name, numbers and the point."""
    numbers = points.drop(columns=points.geometry.name).select_dtypes("number").columns
    wanted = ["id", "name", *numbers, points.geometry.name]
    return points[wanted].reset_index(drop=True)
