"""The commands `cli.py scenario ...`: what changes if, from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import cli_inputs
from cli_inputs import parse_thresholds
from layers import catalog, export
from layers.area_name import slug
from layers.coverage_base import CoverageQuestion
from layers.os_faults import os_words
from layers.scenario import Scenario, area_differences, new_scenario
from layers.scenario_answers import ScenarioAnswer, ask_scenario
from layers.scenario_export import comparison, write_scenario_result
from layers.scenario_file import MAX_BYTES, read_scenario, scenario_bytes
from layers.scenario_proposals import MOBILE_DAYS, mobile_in_worst_districts
from layers.scenario_store import NEW, default_scenarios
from layers.study_area import StudyArea
from spatial.errors import InputError
from spatial.travel import MODES
from spatial.wording import tr, trn

Command = Callable[[argparse.Namespace], None]


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Give a parser the subcommands of `scenario`, which each set `run`."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Command, text: str, *places: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        for place in places:
            added.add_argument(place)
        return added

    _new_arguments(command("new", _new, "make a scenario"))
    listing = command("list", _list, "list the scenarios that are kept with their areas")
    listing.add_argument("--area", help="of this area only")
    running = command("run", _run, "compare an area without and with a scenario")
    _question_arguments(running)
    words = "XLSX (all tables); CSV, GPKG or GeoJSON (the villages)"
    running.add_argument("--out", type=Path, required=True, help=words)
    comparing = command("compare", _compare, "put scenarios in one table")
    _question_arguments(comparing)
    cli_inputs.out_argument(comparing)
    exporting = command("export", _export, "write a kept scenario as one file", "name")
    exporting.add_argument("--area", required=True)
    exporting.add_argument("--out", type=Path, required=True, help="<name>.skenario.json")
    importing = command("import", _import, "keep a scenario that somebody sent", "file")
    importing.add_argument("--area", help="the area to keep it with (default: its own)")
    deleting = command("delete", _delete, "delete a kept scenario with all its versions", "name")
    deleting.add_argument("--area", required=True)
    deleting.add_argument("--confirm", default="", metavar="NAME", help="the name once more")
    back = command("rollback", _roll_back, "make the version before count again", "name")
    back.add_argument("--area", required=True)


def _new_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", required=True, help="a study area, e.g. demak")
    parser.add_argument("--title", help="what people read")
    parser.add_argument("--name", help="short name (default: from the title)")
    words = "a mobile service point in each of the N worst kecamatan"
    parser.add_argument("--mobile-in-worst", type=int, metavar="N", help=words)
    parser.add_argument("--days", type=float, default=MOBILE_DAYS, metavar="D",
                        help=f"days per month of each (default: {MOBILE_DAYS:g})")  # fmt: skip
    _travel_arguments(parser)
    parser.add_argument("--cost", choices=["distance", "time"], default="distance")
    parser.add_argument("--out", type=Path, help="write it as one file: <name>.skenario.json")
    parser.add_argument("--save", action="store_true", help="keep it with the area")


def _travel_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", default="disnaker",
                        help="disnaker (default), market, offices, services:<kind>")  # fmt: skip
    cli_inputs.mode_arguments(parser, mode="motorcycle")


def _question_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", required=True, help="a study area, e.g. demak")
    parser.add_argument("--file", type=Path, action="append", default=[],
                        help="a scenario file; compare takes several")  # fmt: skip
    parser.add_argument("--name", action="append", default=[],
                        help="a scenario kept with the area; compare takes several")  # fmt: skip
    parser.add_argument("--threshold", required=True, metavar="LIST",
                        help="inclusive limits such as 10km,30min")  # fmt: skip
    _travel_arguments(parser)


def _new(options: argparse.Namespace) -> None:
    if options.out is None and not options.save:
        raise InputError([tr("Say where the scenario goes: --out FILE, --save, or both.")])
    area = catalog.load_area(options.area)
    if options.mobile_in_worst is None:
        if not options.title:
            problem = tr("Give the scenario a --title, or ask for --mobile-in-worst N.")
            raise InputError([problem])
        made = new_scenario(area, options.name or slug(options.title), options.title)
    else:
        question = CoverageQuestion(
            options.to, MODES[options.mode], options.cost, max_snap_m=options.max_snap
        )
        found = mobile_in_worst_districts(area, question, options.mobile_in_worst, options.days)
        made = found.named(options.name or found.name, options.title or found.title, found.note)
        # The names that a user gives pass the same checks as a file that somebody sent.
        made = read_scenario(scenario_bytes(made), "--name, --title")
    if options.save:
        default_scenarios().save(made, based_on=NEW)
        cli_inputs.say(tr("kept with {area} as {name}").format(area=area.name, name=made.name))
    if options.out is not None:
        export.write_atomically(options.out, scenario_bytes(made))
        _say_changes(len(made.changes), options.out)


def _list(options: argparse.Namespace) -> None:
    store = default_scenarios()
    problems: list[str] = []
    known = catalog.area_names()
    for area in store.areas() if options.area is None else [options.area]:
        gone = "" if area in known else "\t" + tr("the area is gone")
        for entry in store.entries(area):
            when = f"{entry.saved:%Y-%m-%d %H:%M} UTC"
            counts = f"{_changes(entry.changes)}\t{when}\t{_versions(entry.versions)}"
            print(f"{area}\t{entry.name}\t{entry.title}\t{counts}{gone}")
            problems += entry.problem.splitlines()
    if problems:
        raise InputError(problems)


def _run(options: argparse.Namespace) -> None:
    export.check_format(options.out)
    parse_thresholds(options.threshold)
    area, scenarios = _given(options)
    if len(scenarios) != 1:
        raise InputError([tr("Give one scenario: --file FILE or --name NAME.")])
    answers = _answers(options, area, scenarios)[0]
    for path in write_scenario_result(options.out, answers):
        count = len(area.villages)
        cli_inputs.say(
            trn(
                "{count} village in {path}, provenance in {path}.json",
                "{count} villages in {path}, provenance in {path}.json",
                count,
            ).format(count=count, path=path)
        )
    for answer in answers:
        _tell(answer)


def _compare(options: argparse.Namespace) -> None:
    cli_inputs.check_targets({"--out": options.out})
    if len(parse_thresholds(options.threshold)) > 1:
        problem = tr("Compare by distance or by time: give thresholds of one unit.")
        raise InputError([problem])
    area, scenarios = _given(options)
    if not scenarios:
        store = default_scenarios()
        scenarios = [store.load(area.name, name) for name in store.names(area.name)]
    answers = [found for (found,) in _answers(options, area, scenarios)]
    table, facts = comparison(answers)
    if options.out is None:
        print(export.csv_bytes(table, facts).decode(), end="")
        return
    export.write_result(options.out, table, facts)
    cli_inputs.say(
        trn("{count} scenario in {out}", "{count} scenarios in {out}", len(table)).format(
            count=len(table), out=options.out
        )
    )


def _given(options: argparse.Namespace) -> tuple[StudyArea, list[Scenario]]:
    """Read the area and the scenarios; say where they were made for other data."""
    area = catalog.load_area(options.area)
    store = default_scenarios()
    scenarios = [read_scenario(_bytes(path), path.name) for path in options.file]
    scenarios += [store.load(area.name, name) for name in options.name]
    for scenario in scenarios:
        for line in area_differences(area, scenario):
            cli_inputs.say(tr("warning: {line}").format(line=line))
    return area, scenarios


def _answers(
    options: argparse.Namespace, area: StudyArea, scenarios: list[Scenario]
) -> list[list[ScenarioAnswer]]:
    """Answer each scenario, once per cost of the thresholds."""
    limits = parse_thresholds(options.threshold)
    questions = {
        cost: CoverageQuestion(options.to, MODES[options.mode], cost, max_snap_m=options.max_snap)
        for cost in sorted(limits)
    }
    return [
        [ask_scenario(area, scenario, questions[cost], limits[cost]) for cost in questions]
        for scenario in scenarios
    ]


def _tell(answer: ScenarioAnswer) -> None:
    found = answer.summary()
    cli_inputs.say(
        trn(
            "{better} village nearer, {worse} farther, {same} the same, {newly_reachable} newly "
            "reachable, {newly_unreachable} no longer reachable, {no_trip} still without a trip",
            "{better} villages nearer, {worse} farther, {same} the same, {newly_reachable} newly "
            "reachable, {newly_unreachable} no longer reachable, {no_trip} still without a trip",
            int(found["better"]),
        ).format(**found)
    )
    for row in answer.coverage[answer.coverage["quantity"] == "villages"].to_dict("records"):
        unit = "km" if answer.question.cost == "distance" else "min"
        limit = row["threshold"] / (1000 if unit == "km" else 1)
        cli_inputs.say(
            tr(
                "within {limit:g} {unit}: {within_before:.0f} before, {within_after:.0f} after "
                "({mobile_only_after:.0f} of them by mobile service only), of {total:.0f}"
            ).format(limit=limit, unit=unit, **{str(name): value for name, value in row.items()})
        )


def _changes(count: int) -> str:
    return trn("{count} change", "{count} changes", count).format(count=count)


def _versions(count: int) -> str:
    return trn("{count} version", "{count} versions", count).format(count=count)


def _say_changes(count: int, path: Path) -> None:
    line = trn("{count} change in {out}", "{count} changes in {out}", count)
    cli_inputs.say(line.format(count=count, out=path))


def _export(options: argparse.Namespace) -> None:
    found = default_scenarios().load(options.area, options.name)
    export.write_atomically(options.out, scenario_bytes(found))
    _say_changes(len(found.changes), options.out)


def _import(options: argparse.Namespace) -> None:
    path = Path(options.file)
    found = read_scenario(_bytes(path), path.name)
    name = options.area or found.area
    area = catalog.load_area(name)
    for line in area_differences(area, found):
        cli_inputs.say(tr("warning: {line}").format(line=line))
    kept = default_scenarios().add(found, area.name)
    cli_inputs.say(tr("kept with {area} as {name}").format(area=area.name, name=kept.name))


def _delete(options: argparse.Namespace) -> None:
    if options.confirm != options.name:
        problem = tr("'{name}' was not deleted: confirm with its exact name.")
        raise InputError([problem.format(name=options.name)])
    default_scenarios().delete(options.area, options.name)
    cli_inputs.say(tr("deleted {name}").format(name=f"{options.area}/{options.name}"))


def _roll_back(options: argparse.Namespace) -> None:
    found = default_scenarios().roll_back(options.area, options.name)
    cli_inputs.say(f"{options.name}: {_changes(len(found.changes))}")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(
            [tr("{file} cannot be read: {error}.").format(file=path, error=os_words(error))]
        ) from error
