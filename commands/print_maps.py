"""Command `print`: an answer as a map on paper, for QGIS, or as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import typer

from commands.choices import DPI, THRESHOLDS, Cost, Paper, Pillar
from commands.console import progress, say
from commands.inputs import read_logo
from commands.options import (
    OUTPUT,
    QUESTION,
    AreaName,
    DateOption,
    LogoFile,
    Travel,
    with_options,
)
from commands.thresholds import Threshold, cost_and_threshold
from layers.text.formats import number
from spatial.errors import InputError
from spatial.wording import _

if TYPE_CHECKING:
    from layers.area.study_area import StudyArea
    from layers.exports.files import Provenance
    from layers.printmap.sheet import MapSheet
    from spatial.routing.modes import TravelMode

What = Literal["access", "coverage", "reach", "pillars"]
Picture = Literal[".png", ".pdf"]
PICTURES: tuple[Picture, ...] = (".png", ".pdf")
LEAST_DPI, MOST_DPI = 50.0, 600.0


@dataclass(frozen=True, kw_only=True)
class MapQuestion:
    """What is measured for the map."""

    panel: ClassVar[str] = QUESTION

    what: Annotated[What, typer.Option(help="which answer")] = "access"
    to: Annotated[str, typer.Option(help="disnaker, market or both; coverage: sets")] = "disnaker"
    pillar: Annotated[Pillar | None, typer.Option(help="one pillar instead of all")] = None
    cost: Annotated[
        Cost | None, typer.Option(help="what people save", show_default="distance")
    ] = None
    threshold: Annotated[
        str | None,
        typer.Option(
            metavar="LIMIT",
            help="inclusive, such as 10km or 30min; a number alone is km, or minutes with "
            "--cost time",
            show_default=f"{THRESHOLDS['distance']:g}km or {THRESHOLDS['time']:g}min",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """How the page looks, and what it says."""

    panel: ClassVar[str] = "The page"

    paper: Annotated[Paper, typer.Option(help="size of the page")] = "A4"
    dpi: Annotated[float, typer.Option(help="of a PNG")] = DPI
    title: Annotated[str, typer.Option(help="instead of the map's own")] = ""
    agency: Annotated[str, typer.Option(help="who publishes it")] = ""
    author: Annotated[str, typer.Option(help="who made it")] = ""
    logo: LogoFile = None
    date: DateOption = None

    def check(self) -> None:
        """Refuse what cannot be drawn, before the work."""
        read_logo(self.logo)
        if not LEAST_DPI <= self.dpi <= MOST_DPI:
            raise InputError(
                [
                    _("--dpi {dpi} is not between {least} and {most}.").format(
                        dpi=f"{self.dpi:g}", least=f"{LEAST_DPI:g}", most=f"{MOST_DPI:g}"
                    )
                ]
            )


@dataclass(frozen=True)
class Asked:
    """A question to an area in the terms of the analysis.

    Attributes
    ----------
    area
        The area.
    to
        Facilities that count.
    mode
        Who travels.
    limit
        What is measured, and the threshold.
    max_snap
        Longest access leg, metres.
    pillar
        The only pillar that is drawn; None for all.
    pillar_limit
        Threshold of every pillar, metres or seconds; None for those of the program.
    """

    area: StudyArea
    to: str
    mode: TravelMode
    limit: Threshold
    max_snap: float
    pillar: Pillar | None
    pillar_limit: float | None


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
    notes: Provenance


@with_options
def print_map(
    area: AreaName,
    question: MapQuestion,
    travel: Travel,
    page: Page,
    out: Annotated[Path, typer.Option(help=".png, .pdf, .gpkg or .xlsx", rich_help_panel=OUTPUT)],
) -> None:
    """Write an answer as a map (PNG, PDF), for QGIS (GPKG) or as a workbook (XLSX)."""
    from layers.exports.files import provenance_bytes, write_atomically

    _check(out, question)
    limit = cost_and_threshold(question.cost, question.threshold, "distance")
    page.check()
    asked = _asked(area, question, travel, limit)
    suffix = out.suffix.lower()
    with progress(_("Measuring and drawing")):
        printed = MAKERS[question.what](asked)
        if suffix in PICTURES:
            data = _picture(asked.area, question.what, printed, page, suffix)
        else:
            data = printed.files[suffix]()
    beside = out.with_name(f"{out.name}.json")
    write_atomically(out, data)
    write_atomically(beside, provenance_bytes(printed.notes))
    say(
        _("{path} ({size} MB), provenance in {beside}").format(
            path=out, size=number(len(data) / 1e6, 1), beside=beside.name
        )
    )


def _check(out: Path, question: MapQuestion) -> None:
    """Refuse what cannot be made before anything is computed."""
    suffix, problems = out.suffix.lower(), []
    if suffix not in (*PICTURES, ".gpkg", ".xlsx"):
        problems.append(
            _("Cannot write '{name}': choose one of .png, .pdf, .gpkg, .xlsx.").format(
                name=out.name
            )
        )
    if suffix == ".xlsx" and question.what not in {"access", "coverage"}:
        problems.append(
            _("No workbook of '{what}' here: see the command {what}.").format(what=question.what)
        )
    if problems:
        raise InputError(problems)


def _asked(area: str, question: MapQuestion, travel: Travel, limit: Threshold) -> Asked:
    from layers.workspace import catalog
    from spatial.routing.modes import MODES

    return Asked(
        catalog.load_area(area),
        question.to,
        MODES[travel.mode],
        limit,
        travel.max_snap,
        question.pillar,
        None if question.threshold is None else limit.measured,
    )


def _picture(area: StudyArea, what: What, printed: Printed, page: Page, suffix: Picture) -> bytes:
    from datetime import UTC, datetime

    from layers.printmap.page import draw
    from layers.printmap.paper import PAPERS
    from layers.printmap.title_block import GROUND, Publisher, area_frame

    who = Publisher(page.agency, page.author, read_logo(page.logo))
    when = page.date or datetime.now(tz=UTC).astimezone().date()
    frame = area_frame(area, when, who, page.title, (*GROUND, *NAMED[what]))
    return draw(printed.sheet(), PAPERS[page.paper], frame, page.dpi, suffix)


def _access(asked: Asked) -> Printed:
    from layers.access import answer as answers
    from layers.access.print_map import access_sheet
    from layers.access.qgis import access_gpkg
    from layers.access.workbook import access_workbook

    if asked.to not in answers.TARGETS:
        raise InputError(
            [
                _("Unknown target '{to}'; choose one of {known}.").format(
                    to=asked.to, known=", ".join(answers.TARGETS)
                )
            ]
        )
    question = answers.AccessQuestion(asked.to, asked.mode, asked.limit.cost, asked.max_snap)
    found, limit = answers.ask(asked.area, question), asked.limit.measured
    return Printed(
        lambda: access_sheet(found, limit),
        {
            ".gpkg": lambda: access_gpkg(found, limit),
            ".xlsx": lambda: access_workbook(found, limit),
        },
        found.provenance(limit),
    )


def _coverage(asked: Asked) -> Printed:
    from layers.coverage.answer import CoverageAnswer
    from layers.coverage.print_map import coverage_sheet
    from layers.coverage.qgis import coverage_gpkg
    from layers.coverage.search import CoverageQuestion, area_ground, search
    from layers.coverage.workbook import coverage_workbook

    area = asked.area
    question = CoverageQuestion(asked.to, asked.mode, asked.limit.cost, max_snap_m=asked.max_snap)
    found = CoverageAnswer(search(area_ground(area, question), question), asked.limit.measured)
    return Printed(
        lambda: coverage_sheet(found, area),
        {
            ".gpkg": lambda: coverage_gpkg(found, area),
            ".xlsx": lambda: coverage_workbook(found),
        },
        found.provenance("coverage"),
    )


def _reach(asked: Asked) -> Printed:
    from layers.reach.answer import ask_reach
    from layers.reach.print_map import reach_sheet
    from layers.reach.qgis import reach_gpkg
    from layers.reach.question import ReachQuestion
    from layers.reach.trips import area_trips
    from spatial.routing.travel import Travel

    area = asked.area
    trips = area_trips(area, Travel(asked.mode, asked.limit.cost, asked.max_snap))
    found = ask_reach(trips, ReachQuestion(threshold=asked.limit.measured))
    return Printed(
        lambda: reach_sheet(found, area),
        {".gpkg": lambda: reach_gpkg(found, area)},
        found.provenance(area=area.title, sources=area.sources, note=area.network_note),
    )


def _pillars(asked: Asked) -> Printed:
    from layers.pillars import answer as pillars
    from layers.pillars.kinds import PILLARS
    from layers.pillars.print_map import pillar_sheet
    from layers.pillars.qgis import pillar_gpkg

    cost = asked.limit.cost
    question = pillars.PillarQuestion(asked.mode, cost, max_snap_m=asked.max_snap)
    found, settings = pillars.ask(asked.area, question), pillars.default_settings(cost)
    if asked.pillar_limit is not None:
        settings = pillars.PillarSettings(dict.fromkeys(PILLARS, asked.pillar_limit))
    if asked.pillar in found.missing:
        raise InputError(
            [
                _("{area} has no facility of pillar {pillar} in its data.").format(
                    area=asked.area.title, pillar=asked.pillar
                )
            ]
        )
    return Printed(
        lambda: pillar_sheet(found, settings, asked.pillar),
        {".gpkg": lambda: pillar_gpkg(found, settings)},
        found.provenance(settings),
    )


MAKERS: dict[What, Callable[[Asked], Printed]] = {
    "access": _access, "coverage": _coverage, "reach": _reach, "pillars": _pillars,
}  # fmt: skip
"""What can be printed, and how it is measured."""

NAMED: dict[What, tuple[str, ...]] = {
    "access": ("offices", "markets"), "coverage": ("offices", "markets", "services"),
    "reach": ("markets",), "pillars": ("offices", "markets", "services"),
}  # fmt: skip
"""Layers whose sources a map names, beside those that every map shows."""
