"""Command `print`: an answer as a map on paper, for QGIS, or as a workbook, from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import cli_inputs
from layers import answers, catalog, export, pillars
from layers.answers import AccessQuestion
from layers.coverage_answers import CoverageAnswer
from layers.coverage_base import CoverageQuestion, area_ground, search
from layers.figure_frame import GROUND, Publisher, area_frame
from layers.figures import (
    DPI,
    PAPERS,
    MapSheet,
    access_sheet,
    coverage_sheet,
    draw,
    pillar_sheet,
    reach_sheet,
)
from layers.formats import number
from layers.logo import checked_logo
from layers.market_trips import area_trips
from layers.meeting_workbook import access_workbook, coverage_workbook
from layers.os_faults import os_words
from layers.pillar_kinds import PILLARS
from layers.qgis_layers import access_gpkg, coverage_gpkg, pillar_gpkg, reach_gpkg
from layers.reach_answers import ask_reach
from layers.reach_question import ReachQuestion
from layers.study_area import StudyArea
from layers.thresholds import DEFAULTS
from spatial.errors import InputError
from spatial.solver import Cost
from spatial.travel import MODES
from spatial.wording import tr

PICTURES = (".png", ".pdf")
LEAST_DPI, MOST_DPI = 50.0, 600.0


@dataclass(frozen=True)
class Printed:
    """An answer in every form that it can be given out in.

    Attributes
    ----------
    sheet
        Makes the map.
    files
        Makes a file of data, by suffix.
    notes
        Provenance.
    """

    sheet: Callable[[], MapSheet]
    files: Mapping[str, Callable[[], bytes]]
    notes: export.Provenance


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `print`; it sets `run`."""
    text = "an answer as a map on paper (PNG, PDF), for QGIS (GPKG) or as a workbook (XLSX)"
    parser = commands.add_parser("print", help=text, description=text)
    parser.set_defaults(run=_print)
    parser.add_argument("--area", required=True, help="a study area, e.g. demak")
    parser.add_argument("--what", choices=list(MAKERS), default="access")
    parser.add_argument(
        "--to", default="disnaker", help="disnaker, market or both; coverage: sets"
    )
    parser.add_argument("--pillar", choices=list(PILLARS), help="one pillar instead of all")
    cli_inputs.travel_arguments(parser, mode="car", cost="distance")
    parser.add_argument(
        "--threshold", type=float, help="inclusive limit, km or minutes (10 km, 30 minutes)"
    )
    page = parser.add_argument_group("the page")
    page.add_argument("--paper", choices=list(PAPERS), default="A4")
    page.add_argument("--dpi", type=float, default=DPI, help=f"of a PNG (default: {DPI})")
    page.add_argument("--title", default="", help="instead of the map's own")
    page.add_argument("--agency", default="", help="who publishes it")
    page.add_argument("--author", default="", help="who made it")
    page.add_argument("--logo", type=Path, help="PNG or JPEG")
    page.add_argument("--date", type=_day, help="YYYY-MM-DD (default: today)")
    parser.add_argument("--out", type=Path, required=True, help=".png, .pdf, .gpkg or .xlsx")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"'{text}' is not a date such as 2026-08-05"
        raise argparse.ArgumentTypeError(message) from error


def _print(options: argparse.Namespace) -> None:
    _check(options)
    logo = None if options.logo is None else _logo(options.logo)
    area = catalog.load_area(options.area)
    printed = MAKERS[options.what](options, area)
    data = _made(options, area, printed, logo)
    beside = options.out.with_name(f"{options.out.name}.json")
    export.write_atomically(options.out, data)
    export.write_atomically(beside, export.provenance_bytes(printed.notes))
    cli_inputs.say(
        tr("{out} ({size} MB), provenance in {beside}").format(
            out=options.out, size=number(len(data) / 1e6, 1), beside=beside.name
        )
    )


def _check(options: argparse.Namespace) -> None:
    """Refuse what cannot be made before anything is computed."""
    suffix = options.out.suffix.lower()
    problems = []
    if suffix not in (*PICTURES, ".gpkg", ".xlsx"):
        problems.append(
            tr("Cannot write '{name}': choose one of .png, .pdf, .gpkg, .xlsx.").format(
                name=options.out.name
            )
        )
    if suffix == ".xlsx" and options.what not in {"access", "coverage"}:
        problems.append(
            tr("No workbook of '{what}' here: see the command {what}.").format(what=options.what)
        )
    if not LEAST_DPI <= options.dpi <= MOST_DPI:
        problems.append(
            tr("--dpi {dpi:g} is not between {least:g} and {most:g}.").format(
                dpi=options.dpi, least=LEAST_DPI, most=MOST_DPI
            )
        )
    if options.threshold is not None and not 0 < options.threshold < float("inf"):
        problems.append(
            tr("--threshold {threshold:g} is not a number above 0.").format(
                threshold=options.threshold
            )
        )
    if problems:
        raise InputError(problems)


def _logo(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = tr("Cannot read {path}: {error}.").format(path=path, error=os_words(error))
        raise InputError([problem]) from error
    return checked_logo(data)


def _made(
    options: argparse.Namespace, area: StudyArea, printed: Printed, logo: bytes | None
) -> bytes:
    suffix = options.out.suffix.lower()
    if suffix not in PICTURES:
        return printed.files[suffix]()
    who = Publisher(options.agency, options.author, logo)
    when = options.date or datetime.now(tz=UTC).astimezone().date()
    named = (*GROUND, *NAMED[options.what])
    frame = area_frame(area, when, who, options.title, named)
    return draw(printed.sheet(), PAPERS[options.paper], frame, options.dpi, suffix)


def _limit(options: argparse.Namespace) -> float:
    """Return the threshold in km or minutes."""
    cost: Cost = options.cost
    return float(DEFAULTS[cost] if options.threshold is None else options.threshold)


def _measured(options: argparse.Namespace) -> float:
    """Return the threshold in metres or minutes."""
    return _limit(options) * (1000.0 if options.cost == "distance" else 1.0)


def _access(options: argparse.Namespace, area: StudyArea) -> Printed:
    if options.to not in answers.TARGETS:
        known = ", ".join(answers.TARGETS)
        raise InputError(
            [
                tr("Unknown target '{target}'; choose one of {known}.").format(
                    target=options.to, known=known
                )
            ]
        )
    asked = AccessQuestion(options.to, MODES[options.mode], options.cost, options.max_snap)
    found, limit = answers.ask(area, asked), _measured(options)
    return Printed(
        lambda: access_sheet(found, limit),
        {
            ".gpkg": lambda: access_gpkg(found, limit),
            ".xlsx": lambda: access_workbook(found, limit),
        },
        found.provenance(limit),
    )


def _coverage(options: argparse.Namespace, area: StudyArea) -> Printed:
    asked = CoverageQuestion(
        options.to, MODES[options.mode], options.cost, max_snap_m=options.max_snap
    )
    found = CoverageAnswer(search(area_ground(area, asked), asked), _measured(options))
    return Printed(
        lambda: coverage_sheet(found, area),
        {
            ".gpkg": lambda: coverage_gpkg(found, area),
            ".xlsx": lambda: coverage_workbook(found),
        },
        found.provenance("coverage"),
    )


def _reach(options: argparse.Namespace, area: StudyArea) -> Printed:
    trips = area_trips(area, MODES[options.mode], cost=options.cost, max_snap_m=options.max_snap)
    found = ask_reach(trips, ReachQuestion(threshold=_limit(options)))
    return Printed(
        lambda: reach_sheet(found, area),
        {".gpkg": lambda: reach_gpkg(found, area)},
        found.provenance(area=area.title, sources=area.sources, note=area.network_note),
    )


def _pillars(options: argparse.Namespace, area: StudyArea) -> Printed:
    asked = pillars.PillarQuestion(MODES[options.mode], options.cost, max_snap_m=options.max_snap)
    found, settings = pillars.ask(area, asked), pillars.default_settings(options.cost)
    if options.threshold is not None:
        settings = pillars.PillarSettings(dict.fromkeys(PILLARS, options.threshold))
    if options.pillar in found.missing:
        problem = tr("{area} has no facility of pillar {pillar} in its data.")
        raise InputError([problem.format(area=area.title, pillar=options.pillar)])
    return Printed(
        lambda: pillar_sheet(found, settings, options.pillar),
        {".gpkg": lambda: pillar_gpkg(found, settings)},
        found.provenance(settings),
    )


MAKERS: dict[str, Callable[[argparse.Namespace, StudyArea], Printed]] = {
    "access": _access, "coverage": _coverage, "reach": _reach, "pillars": _pillars,
}  # fmt: skip
"""What can be printed, and how it is measured."""

NAMED = {
    "access": ("offices", "markets"), "coverage": ("offices", "markets", "services"),
    "reach": ("markets",), "pillars": ("offices", "markets", "services"),
}  # fmt: skip
"""Layers whose sources a map names, beside those that every map shows."""
