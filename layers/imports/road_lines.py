"""Users' road lines: zipped, without or with a wrong .prj, with features that are no lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from layers.area.road_source import RoadSource
from layers.imports.coordinates import in_indonesia
from layers.imports.failures import explains_failures
from layers.imports.report import ImportReport, Problem
from layers.imports.road_classes import class_mapping, guess_class_column, line_classes
from layers.imports.road_columns import (
    find_column,
    logical_directions,
    unknown_directions,
    unread_speeds,
)
from layers.imports.roads import roads_from_lines
from layers.imports.vector_files import read_layer
from spatial.errors import InputError
from spatial.network.positions import RowNumber
from spatial.wording import lazy_gettext, lazy_ngettext

MOST_WORDS = 20
"""Most words of a column that are reported."""


@dataclass(frozen=True, eq=False)
class RoadImport:
    """Drawn road lines as they were read, before they are made into a network.

    Attributes
    ----------
    lines
        The features that are lines, EPSG:4326, labelled with their numbers.
    column
        The column with the road class; None if there is none.
    mapping
        The words of that column, see `layers.imports.road_classes.class_mapping`.
    report
        Everything found.
    """

    lines: gpd.GeoDataFrame
    column: str | None
    mapping: pd.DataFrame
    report: ImportReport

    def classed(self, mapping: Mapping[str, str] | None = None) -> gpd.GeoDataFrame:
        """Return the lines with their road class as column `highway`.

        Raises
        ------
        InputError
            If the mapping does not fit the layer.
        """
        if self.column is None and mapping:
            raise InputError(
                [lazy_gettext("The road layer has no column of classes; show which it is.")]
            )
        return self.lines.assign(highway=line_classes(self.lines, self.column, mapping))

    def network(
        self,
        tolerance_m: float = 5.0,
        mapping: Mapping[str, str] | None = None,
        *,
        join_crossings: bool = True,
    ) -> RoadSource:
        """Make the network, with the user's road classes over the guessed ones.

        Raises
        ------
        InputError
            If the lines cannot be used, or the mapping does not fit them.
        """
        return roads_from_lines(
            self.lines, tolerance_m, mapping, column=self.column, join_crossings=join_crossings
        )


@explains_failures
def import_roads(
    path: Path,
    *,
    column: str | None = None,
    crs: pyproj.CRS | None = None,
    encoding: str | None = None,
    layer: str | None = None,
) -> RoadImport:
    """Read road lines.

    Parameters
    ----------
    path
        Shapefile, GeoPackage, GeoJSON, KML, also zipped.
    column
        The column with the road class; guessed if None.
    crs, encoding, layer
        As the user states them; see `layers.imports.vector_files.read_layer`.

    Raises
    ------
    InputError
        If the file as a whole cannot be used, or holds no line.
    """
    read = read_layer(path, crs=crs, encoding=encoding, layer=layer)
    problems = [*read.problems, *_line_problems(read.frame.geometry)]
    report = ImportReport(path.name, len(read.frame), len(read.frame)).with_problems(problems)
    lines = read.frame.drop(index=list(report.bad_rows()))
    if lines.empty:
        raise InputError([lazy_gettext("{file} holds no road lines.", file=path.name)])
    chosen = guess_class_column(lines) if column is None else column
    mapping = class_mapping(lines, chosen)
    found = [*_class_problems(mapping), *_direction_problems(lines), *_speed_problems(lines)]
    return RoadImport(lines, chosen, mapping, report.with_problems(found))


def _line_problems(shapes: gpd.GeoSeries) -> list[Problem]:
    """Report features that are no lines, are empty, or lie outside Indonesia."""
    found: list[Problem] = []
    for row, shape in shapes.items():
        number = RowNumber(int(str(row)))
        if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
            found.append(
                Problem(
                    number,
                    lazy_gettext("geometry"),
                    "",
                    lazy_gettext("empty geometry"),
                    lazy_gettext("Draw its line or delete it"),
                )
            )
            continue
        if not np.isfinite(shapely.get_coordinates(shape)).all():
            found.append(
                Problem(
                    number,
                    lazy_gettext("geometry"),
                    "",
                    lazy_gettext("a coordinate of it is no number"),
                    lazy_gettext("Draw its line or delete it"),
                )
            )
            continue
        middle = shapely.get_coordinates(shape)[0]
        place = (float(middle[0]), float(middle[1]))
        if shape.geom_type not in {"LineString", "MultiLineString"}:
            fix = lazy_gettext("Delete it, or move it to a layer of its own")
            found.append(
                Problem(
                    number,
                    lazy_gettext("geometry"),
                    shape.geom_type,
                    lazy_gettext("not a line"),
                    fix,
                    "error",
                    place,
                )
            )
        elif not in_indonesia(*np.array(shape.bounds).reshape(2, 2).T).all():
            reason = lazy_gettext("the line leaves Indonesia")
            found.append(
                Problem(
                    number,
                    lazy_gettext("geometry"),
                    "",
                    reason,
                    lazy_gettext("Correct the line"),
                    "error",
                    None,
                )
            )
    return found


def _class_problems(mapping: pd.DataFrame) -> list[Problem]:
    """Report the words that got no road class, or that no column says one."""
    if mapping.empty:
        return [
            Problem(
                None,
                lazy_gettext("road class"),
                "",
                lazy_gettext("no column of road classes is recognised"),
                lazy_gettext(
                    "Show which column it is; without it all roads count as having no class"
                ),
                "warning",
            )
        ]
    unknown = mapping[~mapping["guessed"]]
    return [
        Problem(
            None,
            lazy_gettext("road class"),
            str(value),
            lazy_ngettext(
                "this word is not recognised ({count} line)",
                "this word is not recognised ({count} lines)",
                count,
                count=count,
            ),
            lazy_gettext("Choose its road class"),
            "warning",
        )
        for value, count in zip(unknown["value"], unknown["count"], strict=True)
    ]


def _direction_problems(lines: gpd.GeoDataFrame) -> list[Problem]:
    """Report the words of the one-way column that are not recognised."""
    heading = find_column(lines, "oneway") or "oneway"
    logical = logical_directions(lines)
    return [
        *([] if not logical else [_logical_problem(heading, logical)]),
        *_unknown_directions(lines, heading),
    ]


def _logical_problem(heading: str, count: int) -> Problem:
    return Problem(
        None,
        heading,
        "T, F",
        lazy_ngettext(
            "T and F were read as true and false: {count} line is one-way as it is drawn",
            "T and F were read as true and false: {count} lines are one-way as they are drawn",
            count,
            count=count,
        ),
        lazy_gettext("If T means against the drawing and F along it, write -1 and 1"),
        "warning",
    )


def _speed_problems(lines: gpd.GeoDataFrame) -> list[Problem]:
    """Report the speed limits that cannot be read."""
    heading = find_column(lines, "maxspeed") or "maxspeed"
    counts = unread_speeds(lines)
    return [
        Problem(
            None,
            heading,
            str(word),
            lazy_ngettext(
                "this speed limit cannot be read; {count} line gets the speed of its class",
                "this speed limit cannot be read; {count} lines get the speed of their class",
                count,
                count=count,
            ),
            lazy_gettext("Write km/h as a number, such as 40"),
            "warning",
        )
        for word, count in counts.head(MOST_WORDS).items()
    ]


def _unknown_directions(lines: gpd.GeoDataFrame, heading: str) -> list[Problem]:
    return [
        Problem(
            None,
            heading,
            str(word),
            lazy_gettext(
                "this direction is not recognised; {count} lines count as two-way", count=count
            ),
            lazy_gettext("Write 1, 0 or -1 (one-way against the drawing)"),
            "warning",
        )
        for word, count in unknown_directions(lines).items()
    ]
