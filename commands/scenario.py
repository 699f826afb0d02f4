"""Commands `scenario …`: what changes if an office, a service or a road is added or closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from commands.choices import MOBILE_DAYS
from commands.console import progress, say
from commands.inputs import check_targets, read_bytes, write_table
from commands.options import (
    DATA,
    OUTPUT,
    QUESTION,
    AreaName,
    MeasuredTravel,
    TableOutput,
    Travel,
    with_options,
)
from commands.thresholds import parse_thresholds
from layers.text.formats import counted, number
from spatial.errors import InputError
from spatial.wording import _, ngettext

if TYPE_CHECKING:
    from layers.area.study_area import StudyArea
    from layers.scenarios.answer import ScenarioAnswer
    from layers.scenarios.scenario import Scenario

Name = Annotated[str, typer.Argument(help="short name of the scenario")]
Target = Annotated[
    str, typer.Option(help="disnaker, market, offices, services:<kind>", rich_help_panel=QUESTION)
]


@dataclass(frozen=True, kw_only=True)
class NewScenario:
    """How a scenario is made and named."""

    panel: ClassVar[str] = "Scenario"

    title: Annotated[str | None, typer.Option(help="what people read")] = None
    name: Annotated[str | None, typer.Option(help="short name (default: from the title)")] = None
    mobile_in_worst: Annotated[
        int | None,
        typer.Option(metavar="N", help="a mobile service point in each of the N worst kecamatan"),
    ] = None
    days: Annotated[float, typer.Option(metavar="D", help="days per month of each")] = MOBILE_DAYS


@dataclass(frozen=True, kw_only=True)
class ScenarioOutput:
    """Where a scenario goes."""

    panel: ClassVar[str] = OUTPUT

    out: Annotated[
        Path | None, typer.Option(help="write it as one file: <name>.skenario.json")
    ] = None
    save: Annotated[bool, typer.Option("--save", help="keep it with the area")] = False


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Which scenarios are compared with the area as it is."""

    panel: ClassVar[str] = DATA

    area: AreaName
    file: Annotated[list[Path], typer.Option(help="a scenario file; compare takes several")] = (
        field(default_factory=list)
    )
    name: Annotated[
        list[str], typer.Option(help="a scenario kept with the area; compare takes several")
    ] = field(default_factory=list)
    threshold: Annotated[
        str,
        typer.Option(
            metavar="LIST", help="inclusive limits such as 10km,30min", rich_help_panel=QUESTION
        ),
    ]
    to: Target = "disnaker"


@with_options
def new(
    area: AreaName,
    made: NewScenario,
    travel: MeasuredTravel,
    output: ScenarioOutput,
    to: Target = "disnaker",
) -> None:
    """Make a scenario."""
    from layers.exports.files import write_atomically
    from layers.scenarios.file import scenario_bytes
    from layers.scenarios.store import NEW, default_scenarios
    from layers.workspace import catalog

    if output.out is None and not output.save:
        raise InputError([_("Say where the scenario goes: --out FILE, --save, or both.")])
    place = catalog.load_area(area)
    scenario = (
        _empty(place, made)
        if made.mobile_in_worst is None
        else _mobile(place, made, made.mobile_in_worst, travel, to)
    )
    if output.save:
        default_scenarios().save(scenario, based_on=NEW)
        _say_stored(place.name, scenario.name)
    if output.out is not None:
        write_atomically(output.out, scenario_bytes(scenario))
        _say_changes(scenario, output.out)


def _empty(area: StudyArea, made: NewScenario) -> Scenario:
    from layers.scenarios.scenario import new_scenario
    from layers.store.area_name import slug

    if not made.title:
        raise InputError([_("Give the scenario a --title, or ask for --mobile-in-worst N.")])
    return new_scenario(area, made.name or slug(made.title), made.title)


def _mobile(
    area: StudyArea, made: NewScenario, count: int, travel: MeasuredTravel, to: str
) -> Scenario:
    from layers.coverage.search import CoverageQuestion
    from layers.scenarios.file import read_scenario, scenario_bytes
    from layers.scenarios.proposals import mobile_in_worst_districts
    from spatial.routing.modes import MODES

    question = CoverageQuestion(to, MODES[travel.mode], travel.cost, max_snap_m=travel.max_snap)
    with progress(_("Measuring")):
        found = mobile_in_worst_districts(area, question, count, made.days)
    named = found.named(made.name or found.name, made.title or found.title, found.note)
    # The names that a user gives pass the same checks as a file that somebody sent.
    return read_scenario(scenario_bytes(named), "--name, --title")


def list_scenarios(
    area: Annotated[str | None, typer.Option(help="of this area only")] = None,
) -> None:
    """List the scenarios that are kept with their areas."""
    from layers.scenarios.store import default_scenarios
    from layers.workspace import catalog

    store = default_scenarios()
    problems: list[str] = []
    known = catalog.area_names()
    for place in store.areas() if area is None else [area]:
        gone = [] if place in known else [_("the area is gone")]
        for entry in store.entries(place):
            saved = f"{entry.saved:%Y-%m-%d %H:%M} UTC"
            counts = counted(entry.changes, "changes"), saved, counted(entry.versions, "versions")
            print("\t".join((place, entry.name, entry.title, *counts, *gone)))
            problems += entry.problem.splitlines()
    if problems:
        raise InputError(problems)


@with_options
def run(
    compared: Compared,
    travel: Travel,
    out: Annotated[
        Path,
        typer.Option(
            help="XLSX (all tables); CSV, GPKG or GeoJSON (the villages)", rich_help_panel=OUTPUT
        ),
    ],
) -> None:
    """Compare an area without and with a scenario."""
    from layers.exports.files import check_format
    from layers.scenarios.export import write_scenario_result

    check_format(out)
    parse_thresholds(compared.threshold)
    area, scenarios = _given(compared)
    if len(scenarios) != 1:
        raise InputError([_("Give one scenario: --file FILE or --name NAME.")])
    answers = _answers(compared, travel, area, scenarios)[0]
    for path in write_scenario_result(out, answers):
        say(
            ngettext(
                "{villages} village in {path}, provenance in {beside}",
                "{villages} villages in {path}, provenance in {beside}",
                len(area.villages),
            ).format(villages=len(area.villages), path=path, beside=f"{path.name}.json")
        )
    for answer in answers:
        _summarise(answer)


@with_options
def compare(compared: Compared, travel: Travel, output: TableOutput) -> None:
    """Put scenarios in one table."""
    from layers.scenarios.export import comparison
    from layers.scenarios.store import default_scenarios

    check_targets({"--out": output.out})
    if len(parse_thresholds(compared.threshold)) > 1:
        raise InputError([_("Compare by distance or by time: give thresholds of one unit.")])
    area, scenarios = _given(compared)
    if not scenarios:
        store = default_scenarios()
        scenarios = [store.load(area.name, name) for name in store.names(area.name)]
    answers = [found for (found,) in _answers(compared, travel, area, scenarios)]
    table, facts = comparison(answers)
    write_table(output.out, table, facts)


def _given(compared: Compared) -> tuple[StudyArea, list[Scenario]]:
    """Read the area and the scenarios; warn where they were made for other data."""
    from layers.scenarios.store import default_scenarios
    from layers.workspace import catalog

    area = catalog.load_area(compared.area)
    store = default_scenarios()
    scenarios = [_read(path) for path in compared.file]
    scenarios += [store.load(area.name, name) for name in compared.name]
    for scenario in scenarios:
        _warn(area, scenario)
    return area, scenarios


def _warn(area: StudyArea, scenario: Scenario) -> None:
    from layers.scenarios.scenario import area_differences

    for line in area_differences(area, scenario):
        say(_("warning: {line}").format(line=line))


def _read(path: Path) -> Scenario:
    from layers.scenarios.file import MAX_BYTES, read_scenario

    return read_scenario(read_bytes(path, MAX_BYTES), path.name)


def _answers(
    compared: Compared, travel: Travel, area: StudyArea, scenarios: list[Scenario]
) -> list[list[ScenarioAnswer]]:
    """Answer each scenario, once per cost of the thresholds."""
    from layers.coverage.search import CoverageQuestion
    from layers.scenarios.answer import ask_scenario
    from spatial.routing.modes import MODES

    limits = parse_thresholds(compared.threshold)
    questions = {
        cost: CoverageQuestion(compared.to, MODES[travel.mode], cost, max_snap_m=travel.max_snap)
        for cost in sorted(limits)
    }
    with progress(_("Comparing")):
        return [
            [ask_scenario(area, scenario, questions[cost], limits[cost]) for cost in questions]
            for scenario in scenarios
        ]


def _summarise(answer: ScenarioAnswer) -> None:
    from layers.text.measures import unit_text

    say(
        ngettext(
            "{better} village nearer, {worse} farther, {same} the same, {newly_reachable} "
            "newly reachable, {newly_unreachable} no longer reachable, {no_trip} still "
            "without a trip",
            "{better} villages nearer, {worse} farther, {same} the same, {newly_reachable} "
            "newly reachable, {newly_unreachable} no longer reachable, {no_trip} still "
            "without a trip",
            answer.summary()["better"],
        ).format(**answer.summary())
    )
    measure = answer.question.measure
    for row in answer.coverage[answer.coverage["quantity"] == "villages"].to_dict("records"):
        limit = measure.displayed(row["threshold"])
        say(
            _(
                "within {limit} {unit}: {before} before, {after} after ({mobile} of them by "
                "mobile service only), of {total}"
            ).format(
                limit=f"{limit:g}",
                unit=unit_text(measure),
                before=number(row["within_before"]),
                after=number(row["within_after"]),
                mobile=number(row["mobile_only_after"]),
                total=number(row["total"]),
            )
        )


def export_scenario(
    name: Name,
    area: AreaName,
    out: Annotated[Path, typer.Option(help="<name>.skenario.json", rich_help_panel=OUTPUT)],
) -> None:
    """Write a kept scenario as one file."""
    from layers.exports.files import write_atomically
    from layers.scenarios.file import scenario_bytes
    from layers.scenarios.store import default_scenarios

    found = default_scenarios().load(area, name)
    write_atomically(out, scenario_bytes(found))
    _say_changes(found, out)


def import_scenario(
    file: Annotated[Path, typer.Argument(help="the file that somebody sent")],
    area: Annotated[
        str | None, typer.Option(help="the area to keep it with (default: its own)")
    ] = None,
) -> None:
    """Keep a scenario that somebody sent."""
    from layers.scenarios.store import default_scenarios
    from layers.workspace import catalog

    found = _read(file)
    place = catalog.load_area(area or found.area)
    _warn(place, found)
    stored = default_scenarios().add(found, place.name)
    _say_stored(place.name, stored.name)


def delete(
    name: Name,
    area: AreaName,
    confirm: Annotated[str, typer.Option(metavar="NAME", help="the name once more")] = "",
) -> None:
    """Delete a kept scenario with all its versions."""
    from layers.scenarios.store import default_scenarios

    if confirm != name:
        raise InputError(
            [_("'{name}' was not deleted: confirm with its exact name.").format(name=name)]
        )
    default_scenarios().delete(area, name)
    say(_("deleted {name}").format(name=f"{area}/{name}"))


def roll_back(name: Name, area: AreaName) -> None:
    """Make the version before count again."""
    from layers.scenarios.store import default_scenarios

    found = default_scenarios().roll_back(area, name)
    say(
        ngettext("{name}: {count} change", "{name}: {count} changes", len(found.changes)).format(
            name=name, count=len(found.changes)
        )
    )


def _say_stored(area: str, name: str) -> None:
    say(_("kept with {area} as {name}").format(area=area, name=name))


def _say_changes(scenario: Scenario, path: Path) -> None:
    say(
        ngettext(
            "{count} change in {path}", "{count} changes in {path}", len(scenario.changes)
        ).format(count=len(scenario.changes), path=path)
    )
