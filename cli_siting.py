"""Command `siting`: where the next service helps most, from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

import cli_inputs
from cli_inputs import Inputs
from layers import export
from layers.coverage_answers import Weight, column_weight
from layers.coverage_base import Ground, no_boundaries
from layers.formats import number
from layers.headings import fold_heading
from layers.readers import good_points, read_points
from layers.scenario_file import scenario_bytes
from layers.siting_answers import SitingAnswer, ask_siting
from layers.siting_candidates import CANDIDATES
from layers.siting_question import SitesQuestion, SitingQuestion, slow_notes
from layers.siting_scenario import siting_scenario
from layers.siting_sites import area_sites, candidate_parts, measure_sites
from layers.siting_tables import key_figures, site_table, village_table
from layers.siting_tour import STAY_MIN, WORKDAY_MIN, TourQuestion, mobile_tour
from layers.village_people import people_sources
from spatial.errors import InputError
from spatial.siting_task import MODELS, SitingProgress, Watch
from spatial.solver import Cost
from spatial.travel import MODES
from spatial.wording import Labels, mark, tr, trn

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


STATUS = Labels(
    {
        "optimal": mark("optimal"),
        "feasible": mark("not proven to be optimal"),
        "infeasible": mark("impossible"),
    }
)
"""How sure a solution is; the statuses of `SitingResult`."""


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
        raise InputError(
            [tr("'{text}' are several thresholds; siting asks about one.").format(text=text)]
        )
    return cost, limits[0]


def _siting(options: argparse.Namespace) -> None:
    targets = {"--out": options.out, "--by-village": options.by_village, "--tour": options.tour}
    cli_inputs.check_targets(targets)
    if options.scenario is not None and options.area is None:
        problem = tr("A scenario belongs to a study area: --scenario needs --area.")
        raise InputError([problem])
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
        count = len(made.changes)
        line = trn("{count} change in {out}", "{count} changes in {out}", count)
        cli_inputs.say(line.format(count=count, out=options.scenario))
    _tell(answer)


def _candidates(options: argparse.Namespace) -> tuple[str, ...]:
    """Check the kinds of candidates before anything is measured."""
    kinds = tuple(part.strip() for part in options.candidates.split(",") if part.strip())
    unknown = [kind for kind in kinds if kind not in CANDIDATES]
    if unknown or not kinds:
        raise InputError(
            [
                tr("Candidates '{unknown}' are unknown; choose of {known}.").format(
                    unknown=", ".join(unknown), known=", ".join(CANDIDATES)
                )
            ]
        )
    if "own" in kinds and options.points is None:
        problem = tr("Candidates 'own' need a file of points: give it with --points.")
        raise InputError([problem])
    if options.points is not None and "own" not in kinds:
        kinds = (*kinds, "own")
    if "markets" in kinds and options.area is None:
        problem = tr("Candidates 'markets' need --area; for files give them with --points.")
        raise InputError([problem])
    return kinds


def _read(options: argparse.Namespace) -> Inputs:
    if not options.time_limit >= 0:
        problem = tr("The time limit is {limit:g} s; give 0 or more.")
        raise InputError([problem.format(limit=options.time_limit)])
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
            tr("own files"),
            given.roads,
            given.first,
            given.second,
            no_boundaries(),
            None,
            given.facts,
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
            problem = tr("{area} has no people by '{name}'.")
            raise InputError([problem.format(area=given.area.title, name=name)])
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
        line = tr("searching for {seconds:.0f} s")
        if now.gap is not None:
            line = tr("searching for {seconds:.0f} s, gap {gap}")
        cli_inputs.say(line.format(seconds=now.seconds, gap=_gap(now.gap)))

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
        proof = tr("proven") if tour.route.proven else tr("not proven to be the best order")
        cli_inputs.say(
            tr(
                "tour: {stops} stops in {days} days, {km} km, {travel:.0f} min on the road, "
                "longest day {longest:.0f} min; {proof}"
            ).format(
                stops=len(tour.route.stops),
                days=tour.route.days,
                km=number(tour.km, 1),
                travel=tour.route.travel,
                longest=tour.route.longest,
                proof=proof,
            )
        )
        for names, why in (
            (tour.route.left_out, tr("no trip there and back")),
            (tour.route.too_far, tr("too far for a day")),
        ):
            if names:
                cli_inputs.say(
                    tr("not on the tour ({why}): {names}").format(why=why, names=", ".join(names))
                )


def _put(path: Path | None, table: gpd.GeoDataFrame, answer: SitingAnswer, what: str) -> None:
    facts = answer.provenance(what)
    if path is None:
        plain = pd.DataFrame(table.drop(columns=table.geometry.name))
        print(export.csv_bytes(plain, facts).decode(), end="")
        return
    beside = export.write_result(path, table, facts)
    cli_inputs.say_rows(len(table), path, beside)


def _tell(answer: SitingAnswer) -> None:
    found, figures = answer.result, key_figures(answer)
    by_km = answer.measured.question.cost == "distance"
    unit, scale = ("km", 1000.0) if by_km else ("min", 1.0)
    sure = STATUS[found.status]
    if found.status != "optimal":
        sure = tr("{status}, gap {gap}").format(status=sure, gap=_gap(found.gap))
    count = len(found.chosen)
    cli_inputs.say(
        trn(
            "{model}: {sure}, {count} new site, {seconds} s",
            "{model}: {sure}, {count} new sites, {seconds} s",
            count,
        ).format(
            model=answer.question.model, sure=sure, count=count, seconds=number(found.seconds, 1)
        )
    )
    before, after = figures.before, figures.after
    cli_inputs.say(
        tr(
            "within the threshold {before} -> {after} of {villages} villages; mean {mean_before} "
            "-> {mean_after} {unit}; worst {worst_before} -> {worst_after} {unit}; without a trip "
            "{without_before} -> {without_after}"
        ).format(
            before=before.within_villages,
            after=after.within_villages,
            villages=figures.villages,
            mean_before=number(before.mean / scale, 2),
            mean_after=number(after.mean / scale, 2),
            unit=unit,
            worst_before=number(before.worst / scale, 2),
            worst_after=number(after.worst / scale, 2),
            without_before=before.without,
            without_after=after.without,
        )
    )
    left = answer.measured.ground.villages.iloc[found.left_out("unreachable", "beyond")]
    if len(left):
        names = ", ".join(left["name"].astype(str).head(10)) + (" …" if len(left) > 10 else "")
        line = trn(
            "no site can serve {count} village: {names}",
            "no site can serve {count} villages: {names}",
            len(left),
        )
        cli_inputs.say(line.format(count=len(left), names=names))


def _gap(gap: float | None) -> str:
    """Return the gap of a search in per cent."""
    return "" if gap is None else f"{number(gap * 100, 2)}%"
