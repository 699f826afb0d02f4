"""What the measuring commands share: their inputs, targets and words on standard error."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd

from layers import catalog, export, provenance
from layers.catalog import StudyArea
from layers.facility_sets import facilities_of
from layers.formats import number
from layers.osm import OsmArea
from layers.readers import good_points, read_points
from layers.roads import RoadSource, read_roads
from spatial import travel
from spatial.errors import InputError
from spatial.network import RoadNetwork
from spatial.snapping import MAX_SNAP_M
from spatial.solver import Cost
from spatial.wording import Labels, mark, tr, trn

PROGRESS_EVERY = 25
UNITS: dict[str, tuple[Cost, float]] = {
    "min": ("time", 1.0), "menit": ("time", 1.0), "km": ("distance", 1000.0),
    "m": ("distance", 1.0),
}  # fmt: skip
"""Units of thresholds: the cost that they measure, and how much of its unit they are."""

CLEANING = Labels(
    {
        "lines_in": mark("lines read"),
        "edges_out": mark("edges made"),
        "empty": mark("without a length"),
        "duplicates": mark("repeated"),
        "self_crossing": mark("crossing themselves"),
        "crossings": mark("places of splitting"),
        "joins": mark("gaps closed"),
        "joined_m": mark("metres closed"),
        "tolerance_m": mark("tolerance in metres"),
    }
)
"""What was done to drawn roads; the keys of `CleaningReport.to_dict`."""

POINTS = Labels(
    {
        "offices": mark("offices"),
        "markets": mark("markets"),
        "facilities": mark("facilities"),
        "places": mark("place names"),
    }
)
"""Layers of points of OpenStreetMap."""

Roles = tuple[str, str]
"""Names of the two point layers, as the command calls them."""


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


def source_arguments(parser: argparse.ArgumentParser, roles: Roles) -> argparse._ArgumentGroup:
    """Add the choice between a study area and files; return the group for more."""
    source = parser.add_argument_group("a study area, or your own files")
    source.add_argument("--area", help="a study area, e.g. demak")
    source.add_argument(
        "--roads", type=Path, help="osmnx GraphML, or any line layer (is cleaned first)"
    )
    for role in roles:
        source.add_argument(f"--{role}", type=Path, help="CSV (id,name,lon,lat) or a vector file")
    source.add_argument("--skip-bad", action="store_true", help="leave out rows with problems")
    source.add_argument(
        "--tolerance",
        type=float,
        default=5.0,
        metavar="M",
        help="gaps of drawn roads that are closed, metres",
    )
    return source


def travel_arguments(parser: argparse.ArgumentParser, *, mode: str, cost: Cost) -> None:
    """Add how people travel and what they save, with the command's own defaults."""
    mode_arguments(parser, mode=mode)
    parser.add_argument("--cost", choices=["distance", "time"], default=cost)


def mode_arguments(parser: argparse.ArgumentParser, *, mode: str) -> None:
    """Add how people travel, with the command's own default."""
    parser.add_argument("--mode", choices=sorted(travel.MODES), default=mode)
    parser.add_argument(
        "--max-snap",
        type=float,
        default=MAX_SNAP_M,
        metavar="M",
        help="longest access leg, metres",
    )


def out_argument(parser: argparse.ArgumentParser) -> None:
    """Add the target of the table."""
    parser.add_argument(
        "--out",
        type=Path,
        help="CSV, XLSX, GPKG or GeoJSON; without it CSV goes to standard output",
    )


def read_inputs(options: argparse.Namespace, roles: Roles, facility: str) -> Inputs:
    """Read a study area with one set of facilities, or the files.

    Raises
    ------
    InputError
        For both or neither, and listing the problems of both point layers at once.
    """
    own = {name: getattr(options, name) for name in ("roads", *roles)}
    if options.area is not None:
        if any(own.values()):
            raise InputError(
                [
                    tr("Give either --area, or --roads, --{first} and --{second}.").format(
                        first=roles[0], second=roles[1]
                    )
                ]
            )
        area = catalog.load_area(options.area)
        points = facilities_of(area, facility)
        return Inputs(area.roads_source, area.villages, points, dict(area.sources), area)
    missing = [f"--{name}" for name, path in own.items() if path is None]
    if missing:
        raise InputError(
            [
                tr("{missing} missing: give a study area with --area, or all three files.").format(
                    missing=", ".join(missing)
                )
            ]
        )
    first, second = _read_both([own[role] for role in roles], skip_bad=options.skip_bad)
    roads = read_roads(own["roads"], options.tolerance)
    facts = {name: provenance.file_facts(path) for name, path in own.items()}
    return Inputs(roads, first, second, facts, None)


def parse_thresholds(text: str) -> dict[Cost, list[float]]:
    """Read thresholds such as `30min,10km`.

    Returns
    -------
    dict
        Per cost the limits in minutes or metres, ascending, each once.

    Raises
    ------
    InputError
        Listing every part that is no threshold.
    """
    found: dict[Cost, list[float]] = {}
    problems = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", part.lower())
        if match is None or match[2] not in UNITS or float(match[1]) == 0:
            problems.append(
                tr(
                    "Threshold '{text}' is not a number above 0 with a unit: write 30min, 10km or "
                    "500m."
                ).format(text=part.strip())
            )
            continue
        cost, scale = UNITS[match[2]]
        found.setdefault(cost, []).append(float(match[1]) * scale)
    if problems:
        raise InputError(problems)
    return {cost: sorted(set(limits)) for cost, limits in found.items()}


def check_targets(targets: Mapping[str, Path | None]) -> None:
    """Refuse targets that cannot be written, before the work.

    Raises
    ------
    InputError
        For an unknown format, or two options that name the same file.
    """
    given = {option: path for option, path in targets.items() if path is not None}
    for path in given.values():
        export.check_format(path)
    if len({path.resolve() for path in given.values()}) < len(given):
        raise InputError([tr("{given} name the same file.").format(given=tr(" and ").join(given))])


def tell_network(roads: RoadSource) -> None:
    """Say what the network is."""
    network = roads.network
    say(tr("network: {facts}").format(facts=network_words(network)))
    if roads.cleaning is not None:
        facts = roads.cleaning.to_dict()
        say(
            tr("cleaning: {facts}").format(
                facts=", ".join(
                    f"{CLEANING[name]} {number(value, 0 if value == int(value) else 1)}"
                    for name, value in facts.items()
                )
            )
        )


def network_words(network: RoadNetwork) -> str:
    """Return the size of a network as one line."""
    return tr("{nodes} nodes, {edges} edges, {km} km, {parts} components").format(
        nodes=network.n_nodes,
        edges=network.n_edges,
        km=number(network.total_km, 1),
        parts=network.n_components,
    )


def say_area(area: OsmArea) -> None:
    """Say what was read of OpenStreetMap: the network, ferries and points."""
    ferries = trn("{count} ferry", "{count} ferries", area.table.ferries)
    points = ", ".join(f"{POINTS[name]}: {rows}" for name, rows in area.facts["points"].items())
    line = (network_words(area.roads.network), ferries.format(count=area.table.ferries), points)
    say("; ".join(part for part in line if part))


def say_rows(count: int, path: Path, beside: Path | None = None) -> None:
    """Say what was written, and the name of its provenance."""
    line = trn("{count} row in {out}", "{count} rows in {out}", count)
    if beside is not None:
        line = trn(
            "{count} row in {out}, provenance in {beside}",
            "{count} rows in {out}, provenance in {beside}",
            count,
        )
    say(line.format(count=count, out=path, beside="" if beside is None else beside.name))


def show_progress(done: int, steps: int) -> None:
    """Say how far a long search is."""
    if done % PROGRESS_EVERY == 0 and done < steps:
        say(tr("{done} of {steps} destinations").format(done=done, steps=steps))


def say(line: str) -> None:
    """Write a line to standard error."""
    print(line, file=sys.stderr)


def _read_both(paths: list[Path], *, skip_bad: bool) -> list[gpd.GeoDataFrame]:
    """Read two point layers; tell the problems of both at once."""
    layers: list[gpd.GeoDataFrame] = []
    problems: list[str] = []
    for path in paths:
        try:
            read = read_points(path)
            layers.append(good_points(read, skip_bad=skip_bad, label=path.name))
        except InputError as error:
            problems += error.problems
            continue
        for problem in read.problems:
            say(tr("left out: {what}").format(what=f"{path.name}: {problem}"))
    if problems:
        raise InputError(problems)
    return layers
