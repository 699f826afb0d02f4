"""What the measuring commands share: reading their inputs and checking their targets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.console import say
from commands.file_options import PointReading, say_read
from commands.options import Source
from layers.text.formats import counted, number
from spatial.errors import InputError
from spatial.wording import N_, Labels, _, ngettext

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from layers.area.road_source import RoadSource
    from layers.area.study_area import StudyArea
    from layers.exports.files import Provenance
    from layers.imports.checked_points import PointsRead
    from spatial.network.road_network import RoadNetwork


CLEANING = Labels(
    {
        "lines_in": N_("lines read"),
        "edges_out": N_("edges made"),
        "empty": N_("without a length"),
        "duplicates": N_("repeated"),
        "self_crossing": N_("crossing themselves"),
        "crossings": N_("places of splitting"),
        "doubtful": N_("doubtful crossings"),
        "toll_apart": N_("crossings of toll roads not joined"),
        "near_closed": N_("gaps in mid-line closed"),
        "near_open": N_("gaps in mid-line listed"),
        "joins": N_("gaps closed"),
        "joined_m": N_("metres closed"),
        "tolerance_m": N_("tolerance in metres"),
    }
)
"""What was done to drawn roads; the keys of `CleaningReport.to_dict`."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a command measures.

    Attributes
    ----------
    roads
        The network.
    first, second
        The two point layers.
    facts
        Where all of it comes from, for the provenance.
    area
        The study area; None for files of one's own.
    """

    roads: RoadSource
    first: gpd.GeoDataFrame
    second: gpd.GeoDataFrame
    facts: Mapping[str, Any]
    area: StudyArea | None

    @property
    def title(self) -> str:
        """Name of the area for the provenance."""
        return "own files" if self.area is None else self.area.title


def read_inputs(source: Source, facility: str, reading: PointReading) -> Inputs:
    """Read a study area with one set of facilities, or the files.

    Parameters
    ----------
    source
        The area, or the files.
    facility
        Which facilities of the area.
    reading
        What is stated about the files.

    Raises
    ------
    InputError
        For both or neither, and listing the problems of both point layers at once.
    """
    from layers.area.facilities import facilities_of
    from layers.workspace import catalog

    own: dict[str, Path | None] = {
        name: getattr(source, name) for name in ("roads", *source.roles)
    }
    if source.area is None:
        return _read_files(source, own, reading)
    if any(own.values()):
        raise InputError(
            [
                _("Give either --area, or --roads, --{first} and --{second}.").format(
                    first=source.roles[0], second=source.roles[1]
                )
            ]
        )
    area = catalog.load_area(source.area)
    points = facilities_of(area, facility)
    return Inputs(area.roads_source, area.villages, points, dict(area.sources), area)


def _read_files(source: Source, own: Mapping[str, Path | None], reading: PointReading) -> Inputs:
    from layers.area.provenance import file_facts
    from layers.imports.roads import read_roads

    files = {name: path for name, path in own.items() if path is not None}
    if missing := [f"--{name}" for name in own if name not in files]:
        raise InputError(
            [
                _("{missing} missing: give a study area with --area, or all three files.").format(
                    missing=", ".join(missing)
                )
            ]
        )
    first, second = read_point_files({role: files[role] for role in source.roles}, reading, own)
    roads = read_roads(files["roads"], source.tolerance, reading.reading("roads", own))
    facts = {name: file_facts(path) for name, path in files.items()}
    if reading.boundaries is not None:
        facts["boundaries"] = file_facts(reading.boundaries)
    return Inputs(roads, first, second, facts, None)


def read_point_files(
    paths: Mapping[str, Path], reading: PointReading, files: Collection[str]
) -> list[gpd.GeoDataFrame]:
    """Read files of points; the problems of all are reported at once.

    Parameters
    ----------
    paths
        The files by the names of their options.
    reading
        What is stated about them.
    files
        Names of all files of the command.

    Raises
    ------
    InputError
        Listing everything that keeps the files from being used.
    """
    from layers.imports.checked_points import read_points

    areas = reading.areas(files)
    layers: list[PointsRead] = []
    problems: list[str] = []
    for name, path in paths.items():
        try:
            layers.append(read_points(reading.point_file(path, name, files), areas))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    for read in layers:
        say_read(read.report, read.roles)
    return [read.points for read in layers]


def read_logo(path: Path | None) -> bytes | None:
    """Read a logo, if there is one.

    Raises
    ------
    InputError
        If the file cannot be read, is too large or is no picture.
    """
    from layers.printmap.logo import MAX_BYTES, checked_logo

    return None if path is None else checked_logo(read_bytes(path, MAX_BYTES))


def read_bytes(path: Path, most: int) -> bytes:
    """Read a file up to one byte more than what is allowed.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise InputError(
            [_("Cannot read {path}: {error}.").format(path=path, error=error.strerror)]
        ) from error


def check_targets(targets: Mapping[str, Path | None]) -> None:
    """Refuse targets that cannot be written, before the work.

    Raises
    ------
    InputError
        For an unknown format, or two options that name the same file.
    """
    from layers.exports.files import check_format

    given = {option: path for option, path in targets.items() if path is not None}
    for path in given.values():
        check_format(path)
    if len({path.resolve() for path in given.values()}) < len(given):
        raise InputError([_("{given} name the same file.").format(given=_(" and ").join(given))])


def write_table(path: Path | None, table: pd.DataFrame, notes: Provenance) -> None:
    """Write a table with its provenance; without a path it goes to standard output as CSV."""
    from layers.exports.files import csv_bytes, write_result

    if path is None:
        print(csv_bytes(table, notes).decode(), end="")
        return
    beside = write_result(path, table, notes)
    say(
        ngettext(
            "{rows} row in {path}, provenance in {beside}",
            "{rows} rows in {path}, provenance in {beside}",
            len(table),
        ).format(rows=len(table), path=path, beside=beside.name)
    )


def say_network(roads: RoadSource) -> None:
    """Report what the network is."""
    say(_("network: {facts}").format(facts=network_text(roads.network)))
    if roads.cleaning is not None:
        facts = ", ".join(
            f"{CLEANING[name]} {number(value, 0 if value == int(value) else 1)}"
            for name, value in roads.cleaning.to_dict().items()
            if name in CLEANING
        )
        say(_("cleaning: {facts}").format(facts=facts))
    say_classes(roads)
    say_crossings(roads)


def say_crossings(roads: RoadSource) -> None:
    """Report crossings without a shared vertex, if there are any."""
    if roads.cleaning is None:
        return
    doubtful, apart = len(roads.cleaning.doubtful), len(roads.cleaning.toll_apart)
    if doubtful:
        joined = _("joined") if roads.cleaning.join_crossings else _("not joined")
        say(
            ngettext(
                "{count} doubtful crossing without a shared vertex, {joined}; 'area check' lists "
                "it",
                "{count} doubtful crossings without a shared vertex, {joined}; 'area check' lists "
                "them",
                doubtful,
            ).format(count=number(doubtful), joined=joined)
        )
    if apart:
        say(
            ngettext(
                "{count} place where a toll road meets another road without a shared vertex: not "
                "joined",
                "{count} places where toll roads meet other roads without a shared vertex: not "
                "joined",
                apart,
            ).format(count=number(apart))
        )


MOST_PASSED_OVER = 20
"""Pieces of road passed over that are listed one by one; the table of results has all."""


def say_passed_over(
    names: Iterable[object], nearest_m: Iterable[float], leg_m: Iterable[float]
) -> None:
    """Report the points that were tied past a nearer piece of road that leads nowhere.

    Parameters
    ----------
    names
        n points.
    nearest_m, leg_m
        (n,) metres to the nearest road, and to the road taken; NaN where there is no trip.
    """
    past = [row for row in zip(names, nearest_m, leg_m, strict=True) if row[1] < row[2]]
    text = _(
        "{place}: a loose piece of road {near} m away was passed over; tied to the road {far} m "
        "away"
    )
    for place, near, far in past[:MOST_PASSED_OVER]:
        say(text.format(place=place, near=number(near, 0), far=number(far, 0)))
    more = len(past) - MOST_PASSED_OVER
    if more > 0:
        say(
            ngettext(
                "{count} more point was tied past a loose piece of road",
                "{count} more points were tied past loose pieces of road",
                more,
            ).format(count=number(more))
        )


def say_classes(roads: RoadSource) -> None:
    """Report which column gave the road classes, and what roads without a class get."""
    say(class_text(roads.class_column, roads.unclassed_km, roads.network.total_km))


def class_text(column: str | None, unclassed_km: float, total_km: float) -> str:
    """Return the column of the road class and the fate of roads without a class as one line."""
    from spatial.routing.modes import UNKNOWN_CLASS_KMH

    named = column or _("none")
    if not unclassed_km:
        return _("road class: column {column}, every road has a class").format(column=named)
    return _(
        "road class: column {column}; {km} of {total} km without a class: open to all, {car} km/h "
        "by car, {motorcycle} km/h by motorcycle, {walk} km/h on foot"
    ).format(
        column=named,
        km=number(unclassed_km, 1),
        total=number(total_km, 1),
        car=number(UNKNOWN_CLASS_KMH["car"], 0),
        motorcycle=number(UNKNOWN_CLASS_KMH["motorcycle"], 0),
        walk=number(UNKNOWN_CLASS_KMH["walk"], 1),
    )


def network_text(network: RoadNetwork) -> str:
    """Return the size of a network as one line."""
    return _("{nodes}, {edges}, {km} km, {parts}").format(
        nodes=counted(network.n_nodes, "nodes"),
        edges=counted(network.n_edges, "edges"),
        km=number(network.total_km, 1),
        parts=counted(network.n_components, "components"),
    )
