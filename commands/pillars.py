"""Command `pillars`: which pillar does not reach which village, and who owns the gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from commands.choices import FULL_AT, TOLERANCE_M, Cost
from commands.console import progress, say
from commands.file_options import PointReading
from commands.inputs import write_table
from commands.options import OUTPUT, MeasuredTravel, with_options
from layers.text.formats import number
from spatial.errors import InputError
from spatial.wording import _, ngettext

if TYPE_CHECKING:
    import pandas as pd

    from layers.area.study_area import StudyArea
    from layers.pillars.answer import PillarAnswer, PillarSettings
    from layers.pillars.kinds import Choice

LAYERS = ("offices", "markets", "services")

LayerFile = Annotated[Path | None, typer.Option(help="CSV or a vector file")]


@dataclass(frozen=True, kw_only=True)
class PillarSource:
    """A study area, or files of one's own."""

    panel: ClassVar[str] = "A study area, or your own files"

    area: Annotated[str | None, typer.Option(help="a study area, e.g. demak")] = None
    roads: Annotated[Path | None, typer.Option(help="osmnx GraphML, or any line layer")] = None
    villages: Annotated[
        Path | None, typer.Option("--villages", "--origins", help="CSV or a vector file")
    ] = None
    offices: LayerFile = None
    markets: LayerFile = None
    services: LayerFile = None
    tolerance: Annotated[float, typer.Option(metavar="M", help="gaps of roads closed, metres")] = (
        TOLERANCE_M
    )


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """How the trips are judged."""

    panel: ClassVar[str] = "How it is judged; lists may be given several times"

    limit: Annotated[
        list[str], typer.Option(metavar="PILLAR=N", help="threshold, km or minutes")
    ] = field(default_factory=list)
    weight: Annotated[list[str], typer.Option(metavar="PILLAR=N", help="weight, 0 or more")] = (
        field(default_factory=list)
    )
    kinds: Annotated[
        list[str], typer.Option(metavar="PILLAR=A,B", help="facilities that count")
    ] = field(default_factory=list)
    full_at: Annotated[float, typer.Option(metavar="N", help="a shortfall is full from N x")] = (
        FULL_AT
    )
    owners: Annotated[
        Path | None, typer.Option(help="CSV: pillar, facility, ministry, agency")
    ] = None

    def settings(self, cost: Cost) -> PillarSettings:
        """Return thresholds and weights; those that are not given are the program's."""
        from layers.pillars.answer import PillarSettings, default_settings
        from spatial.access.measure import MEASURES

        start, measure = default_settings(cost), MEASURES[cost]
        given = {key: measure.threshold(n) for key, n in _numbers(self.limit, "--limit").items()}
        return PillarSettings(
            {**start.limits, **given},
            {**start.weights, **_numbers(self.weight, "--weight")},
            self.full_at,
        )

    def choice(self) -> Choice:
        """Return the facilities that count for each pillar."""
        from layers.pillars.kinds import DEFAULT_CHOICE

        chosen = _pairs(self.kinds, "--kinds")
        return tuple(
            (pillar, tuple(kind.strip() for kind in chosen[pillar].split(",") if kind.strip()))
            if pillar in chosen
            else (pillar, kinds)
            for pillar, kinds in DEFAULT_CHOICE
        )

    def owner_table(self) -> pd.DataFrame:
        """Return who owns which facility."""
        from layers.pillars.owners import load_owners, read_owners

        return load_owners().table if self.owners is None else read_owners(self.owners)


@with_options
def pillars(
    source: PillarSource,
    reading: PointReading,
    travel: MeasuredTravel,
    judged: Judgement,
    out: Annotated[
        Path | None,
        typer.Option(
            help="XLSX (all sheets), CSV, GPKG or GeoJSON (the matrix)", rich_help_panel=OUTPUT
        ),
    ] = None,
) -> None:
    """Show the gaps of the four pillars."""
    from layers.exports.files import check_format
    from layers.pillars.answer import PillarQuestion, ask
    from spatial.routing.modes import MODES

    if out is not None:
        check_format(out)
    settings, choice = judged.settings(travel.cost), judged.choice()
    owners = judged.owner_table()
    question = PillarQuestion(MODES[travel.mode], travel.cost, choice, max_snap_m=travel.max_snap)
    area = _area(source, reading)
    with progress(_("Measuring the pillars")):
        answer = ask(area, question)
    table = answer.table(settings)
    if out is not None and out.suffix.lower() == ".xlsx":
        _write_workbook(out, answer, settings, owners)
    else:
        write_table(out, table, answer.provenance(settings, owners))
    _summarise(answer, table)


def _pairs(texts: list[str], option: str) -> dict[str, str]:
    """Split `PILLAR=VALUE` texts; every problem is listed."""
    from layers.pillars.kinds import PILLARS

    pairs: dict[str, str] = {}
    problems = []
    for text in texts:
        pillar, equals, value = (part.strip() for part in text.partition("="))
        if not equals or pillar not in PILLARS:
            problems.append(
                _("{option} {text}: write PILLAR=VALUE, the pillar one of {known}.").format(
                    option=option, text=text, known=", ".join(PILLARS)
                )
            )
        pairs[pillar] = value
    if problems:
        raise InputError(problems)
    return pairs


def _numbers(texts: list[str], option: str) -> dict[str, float]:
    numbers: dict[str, float] = {}
    problems = []
    for pillar, text in _pairs(texts, option).items():
        try:
            numbers[pillar] = float(text.replace(",", "."))
        except ValueError:
            problems.append(
                _("{option} {pillar}={text}: '{text}' is not a number.").format(
                    option=option, pillar=pillar, text=text
                )
            )
    if problems:
        raise InputError(problems)
    return numbers


def _area(source: PillarSource, reading: PointReading) -> StudyArea:
    from layers.workspace import catalog

    own = {name: getattr(source, name) for name in ("roads", "villages", *LAYERS)}
    if source.area is None:
        return _own_area(source, reading)
    if any(own.values()):
        raise InputError([_("Give either --area, or --roads, --villages and facilities.")])
    return catalog.load_area(source.area)


def _own_area(source: PillarSource, reading: PointReading) -> StudyArea:
    from layers.new_area.build import AreaFiles, make_area

    if (
        source.roads is None
        or source.villages is None
        or not any(getattr(source, layer) for layer in LAYERS)
    ):
        missing = [f"--{name}" for name in ("roads", "villages") if not getattr(source, name)]
        problem = _(
            "{missing} missing: give a study area with --area, or --roads, --villages and at "
            "least one of --offices, --markets, --services."
        ).format(missing=", ".join(missing) or _("Facilities"))
        raise InputError([problem])
    files = AreaFiles(
        source.roads,
        source.villages,
        source.offices,
        source.markets,
        reading.boundaries,
        source.services,
    )
    with progress(_("Reading the files and making the road network")):
        made = make_area(
            _("Own files"),
            files,
            tolerance_m=source.tolerance,
            keep=reading.decision(),
            stated={
                layer: reading.file_input(layer, path, files.given())
                for layer, path in files.given().items()
            },
        )
    for reports in made.reports.values():
        for report in reports:
            say(report.summary())
    return made.area


def _write_workbook(
    out: Path, answer: PillarAnswer, settings: PillarSettings, owners: pd.DataFrame
) -> None:
    from layers.exports.files import provenance_bytes, write_atomically
    from layers.pillars.agencies import agency_summary, facility_trips, owner_gaps
    from layers.pillars.workbook import pillars_workbook

    table, trips = answer.table(settings), facility_trips(answer)
    listed = owner_gaps(answer, settings, owners, trips)
    summary = agency_summary(listed, owners, trips)
    book = pillars_workbook(answer, settings, table, summary, listed)
    facts = provenance_bytes(answer.provenance(settings, owners))
    beside = out.with_name(f"{out.name}.json")
    write_atomically(out, book)
    write_atomically(beside, facts)
    say(
        ngettext(
            "{rows} row in {path}, provenance in {beside}",
            "{rows} rows in {path}, provenance in {beside}",
            len(table),
        ).format(rows=len(table), path=out, beside=beside.name)
    )


def _summarise(answer: PillarAnswer, table: pd.DataFrame) -> None:
    from layers.pillars.reasons import missing_words

    for pillar in answer.trips:
        say(
            ngettext(
                "pillar {pillar}: {gaps} of {villages} village beyond the threshold",
                "pillar {pillar}: {gaps} of {villages} villages beyond the threshold",
                len(table),
            ).format(pillar=pillar, gaps=int(table[f"{pillar}_gap"].sum()), villages=len(table))
        )
    for pillar in answer.missing:
        say(missing_words(answer.area, pillar))
    if len(table):
        first = table.iloc[0]
        say(
            _("first: {name}, score {score}: {reasons}").format(
                name=first["name"], score=number(first["score"], 1), reasons=first["reasons"]
            )
        )
