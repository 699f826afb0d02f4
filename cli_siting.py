"""Command `siting`: where the next service helps most, from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

import cli_inputs
from cli_inputs import Inputs
from layers.coverage.answer import Weight, column_weight
from layers.coverage.search import Ground, no_boundaries
from layers.exports import frame_files as export
from layers.imports.headings import fold_heading
from layers.imports.readers import good_points, read_points
from layers.population.village_people import people_sources
from layers.scenarios.file import scenario_bytes
from layers.siting.answer import SitingAnswer, ask_siting
from layers.siting.candidates import CANDIDATES
from layers.siting.question import SitesQuestion, SitingQuestion, slow_notes
from layers.siting.tables import key_figures, site_table, village_table
from layers.siting.to_scenario import siting_scenario
from layers.siting.tour import STAY_MIN, WORKDAY_MIN, TourQuestion, mobile_tour
from layers.siting.trips import area_sites, candidate_parts, measure_sites
from spatial.errors import InputError
from spatial.routing.modes import MODES
from spatial.routing.od_solver import Cost
from spatial.siting.task import MODELS, SitingProgress, Watch

ROLES = ("villages", "facilities")
SAY_EVERY_S = 5.0


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `siting`; it sets `run`."""
    text = "where the next facilities help most: p-median, mclp, lscp or p-center"
    parser = commands.add_parser("siting", help=text, description=text)
    parser.set_defaults(run=_siting)
    source = cli_inputs.source_arguments(parser, ROLES)
    source.add_argument(
        "--to",
        default="disnaker",
        help="facilities of the area: disnaker (default), market, offices, services:<kind>",
    )
    _question_arguments(parser.add_argument_group("question"))
    cli_inputs.mode_arguments(parser, mode="motorcycle")
    cli_inputs.out_argument(parser)
    parser.add_argument("--by-village", type=Path, help="every village before and after")
    parser.add_argument(
        "--scenario", type=Path, metavar="FILE", help="the sites as a scenario; needs --area"
    )
    tour = parser.add_argument_group("mobile service: the route over the chosen stops")
    tour.add_argument("--tour", type=Path, help="the legs of the route")
    tour.add_argument("--base", metavar="ID", help="facility where it starts (default: first)")
    tour.add_argument("--stay", type=float, default=STAY_MIN, metavar="MIN", help="at each stop")
    tour.add_argument("--day", type=float, default=WORKDAY_MIN, metavar="MIN", help="longest day")


def _question_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--model", choices=MODELS, default="p-median")
    group.add_argument("--sites", type=int, default=1, help="most new sites (not for lscp)")
    group.add_argument(
        "--candidates",
        default="villages",
        metavar="LIST",
        help=f"of {', '.join(CANDIDATES)}; own needs --points",
    )
    group.add_argument("--points", type=Path, help="candidates of your own, CSV or vector file")
    group.add_argument(
        "--threshold",
        default="10km",
        help="inclusive limit such as 10km or 30min; its unit is what is measured",
    )
    group.add_argument("--existing", choices=["keep", "ignore"], default="keep")
    group.add_argument(
        "--unserved",
        choices=["first", "leave"],
        default="first",
        help="of p-median and p-center: whether villages without any trip are served first",
    )
    group.add_argument(
        "--weight",
        metavar="COLUMN",
        help="number column of the villages; with --area also 'raster' and 'district'",
    )
    group.add_argument("--time-limit", type=float, default=60.0, metavar="S", help="seconds")


def one_threshold(text: str) -> tuple[Cost, float]:
    """Read the one threshold that a question has, such as `10km` or `30min`.

    Raises
    ------
    InputError
        If it is none, or there are several.
    """
    found = cli_inputs.parse_thresholds(text)
    (cost, limits), *more = found.items()
    if more or len(limits) > 1:
        raise InputError([f"'{text}' are several thresholds; siting asks about one."])
    return cost, limits[0]


def _siting(options: argparse.Namespace) -> None:
    targets = {"--out": options.out, "--by-village": options.by_village, "--tour": options.tour}
    cli_inputs.check_targets(targets)
    if options.scenario is not None and options.area is None:
        raise InputError(["A scenario belongs to a study area: --scenario needs --area."])
    cost, threshold = one_threshold(options.threshold)
    given = _read(options)
    cli_inputs.tell_network(given.roads)
    asked = SitesQuestion(
        options.to if given.area is not None else "own facilities", MODES[options.mode], cost,
        _candidates(options), options.max_snap,
    )  # fmt: skip
    question = SitingQuestion(
        options.model, options.sites, threshold, options.existing == "keep",
        options.unserved == "first", options.time_limit,
    )  # fmt: skip
    answer = _ask(options, given, asked, question)
    _write(options, answer)
    if options.scenario is not None and given.area is not None:
        made = siting_scenario(given.area, answer, options.scenario.name.split(".")[0])
        export.write_atomically(options.scenario, scenario_bytes(made))
        cli_inputs.say(f"{len(made.changes)} changes in {options.scenario}")
    _tell(answer)


def _candidates(options: argparse.Namespace) -> tuple[str, ...]:
    """Check the kinds of candidates before anything is measured."""
    kinds = tuple(part.strip() for part in options.candidates.split(",") if part.strip())
    unknown = [kind for kind in kinds if kind not in CANDIDATES]
    if unknown or not kinds:
        raise InputError(
            [f"Candidates '{', '.join(unknown)}' are unknown; choose of {', '.join(CANDIDATES)}."]
        )
    if "own" in kinds and options.points is None:
        raise InputError(["Candidates 'own' need a file of points: give it with --points."])
    if options.points is not None and "own" not in kinds:
        kinds = (*kinds, "own")
    if "markets" in kinds and options.area is None:
        raise InputError(["Candidates 'markets' need --area; for files give them with --points."])
    return kinds


def _read(options: argparse.Namespace) -> Inputs:
    if not options.time_limit >= 0:
        raise InputError([f"The time limit is {options.time_limit:g} s; give 0 or more."])
    return cli_inputs.read_inputs(options, ROLES, options.to)


def _ask(
    options: argparse.Namespace, given: Inputs, asked: SitesQuestion, question: SitingQuestion
) -> SitingAnswer:
    own = None
    if options.points is not None:
        label = options.points.name
        own = good_points(read_points(options.points), skip_bad=options.skip_bad, label=label)
    if given.area is not None:
        measured = area_sites(given.area, asked, own, cli_inputs.show_progress)
    else:
        ground = Ground(
            "own files", given.roads, given.first, given.second, no_boundaries(), None, given.facts
        )
        parts = candidate_parts(ground, given.second.iloc[:0], asked, own)
        measured = measure_sites(ground, asked, parts, cli_inputs.show_progress)
    for note in slow_notes(*measured.cost.shape):
        cli_inputs.say(note)
    weight = _weight(options.weight, given)
    return ask_siting(measured, question, weight, Watch(question.limit_s, _progress()))


def _weight(name: str | None, given: Inputs) -> Weight | None:
    if name is None:
        return None
    if given.area is not None and name in ("raster", "district"):
        sources = people_sources(given.area)
        if name not in sources:
            raise InputError([f"{given.area.title} has no people by '{name}'."])
        source = sources[name]
        numbers = source.people.reindex(given.first["id"]).set_axis(given.first.index)
        return Weight(source.label, numbers, source.estimated)
    return column_weight(given.first, fold_heading(name))


def _progress() -> Callable[[SitingProgress], None]:
    """Return what says now and then how far the search is."""
    said = [0.0]

    def tell(now: SitingProgress) -> None:
        if now.seconds - said[0] < SAY_EVERY_S:
            return
        said[0] = now.seconds
        gap = "" if now.gap is None else f", gap {now.gap:.2%}"
        cli_inputs.say(f"searching for {now.seconds:.0f} s{gap}")

    return tell


def _write(options: argparse.Namespace, answer: SitingAnswer) -> None:
    sites = site_table(answer)
    _put(options.out, sites, answer, "chosen sites")
    if options.by_village is not None:
        _put(options.by_village, village_table(answer), answer, "villages before and after")
    if options.tour is not None:
        there = answer.measured.ground.facilities["id"].astype(str)
        base = there.iloc[0] if options.base is None else options.base
        tour = mobile_tour(answer, TourQuestion(str(base), options.stay, options.day))
        _put(options.tour, tour.legs, answer, "route of a mobile service")
        proof = "proven" if tour.route.proven else "not proven to be the best order"
        cli_inputs.say(
            f"tour: {len(tour.route.stops)} stops in {tour.route.days} days, {tour.km:.1f} km, "
            f"{tour.route.travel:.0f} min on the road, longest day {tour.route.longest:.0f} min; "
            f"{proof}"
        )
        for names, why in ((tour.route.left_out, "no trip there and back"),
                           (tour.route.too_far, "too far for a day")):  # fmt: skip
            if names:
                cli_inputs.say(f"not on the tour ({why}): {', '.join(names)}")


def _put(path: Path | None, table: gpd.GeoDataFrame, answer: SitingAnswer, what: str) -> None:
    facts = answer.provenance(what)
    if path is None:
        plain = pd.DataFrame(table.drop(columns=table.geometry.name))
        print(export.csv_bytes(plain, facts).decode(), end="")
        return
    beside = export.write_result(path, table, facts)
    cli_inputs.say(f"{len(table)} rows in {path}, provenance in {beside.name}")


def _tell(answer: SitingAnswer) -> None:
    found, figures = answer.result, key_figures(answer)
    by_km = answer.measured.question.cost == "distance"
    unit, scale = ("km", 1000.0) if by_km else ("min", 1.0)
    sure = "optimal" if found.status == "optimal" else f"{found.status}, gap {found.gap:.2%}"
    cli_inputs.say(
        f"{answer.question.model}: {sure}, {len(found.chosen)} new sites, {found.seconds:.1f} s"
    )
    before, after = figures.before, figures.after
    cli_inputs.say(
        f"within the threshold {before.within_villages} -> {after.within_villages} of "
        f"{figures.villages} villages; mean {before.mean / scale:.2f} -> {after.mean / scale:.2f} "
        f"{unit}; worst {before.worst / scale:.2f} -> {after.worst / scale:.2f} {unit}; "
        f"without a trip {before.without} -> {after.without}"
    )
    left = answer.measured.ground.villages.iloc[found.left_out("unreachable", "beyond")]
    if len(left):
        names = ", ".join(left["name"].astype(str).head(10)) + (" …" if len(left) > 10 else "")
        cli_inputs.say(f"no site can serve {len(left)} villages: {names}")
