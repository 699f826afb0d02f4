"""Command `siting`: where the next service helps most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import typer

from commands.choices import CANDIDATES, STAY_MIN, WORKDAY_MIN, SitingModel
from commands.console import Line, destinations_line, progress, say
from commands.file_options import PointReading
from commands.inputs import (
    Inputs,
    check_targets,
    read_inputs,
    read_point_files,
    say_network,
    write_table,
)
from commands.options import QUESTION, ServiceSource, TableOutput, Travel, with_options
from commands.thresholds import Threshold, one_threshold
from layers.text.formats import counted, number
from spatial.errors import InputError
from spatial.wording import N_, Labels, _, ngettext

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.area.inputs import Weight
    from layers.jobs.progress import Report
    from layers.siting.answer import SitingAnswer
    from layers.siting.question import SitesQuestion, SitingQuestion
    from layers.siting.trips import SitesMeasured
    from spatial.siting.task import SitingProgress

STATUS = Labels(
    {
        "optimal": N_("optimal"),
        "feasible": N_("not proven to be optimal"),
        "infeasible": N_("impossible"),
    }
)
"""How sure a solution is; the statuses of a siting result."""
SAY_EVERY_S = 5.0
NAMED_VILLAGES = 10


@dataclass(frozen=True, kw_only=True)
class SitingOptions:
    """What is looked for."""

    panel: ClassVar[str] = QUESTION

    model: Annotated[SitingModel, typer.Option(help="what is made best")] = "p-median"
    sites: Annotated[int, typer.Option(help="most new sites (not for lscp)")] = 1
    candidates: Annotated[
        str,
        typer.Option(metavar="LIST", help=f"of {', '.join(CANDIDATES)}; own needs --points"),
    ] = "villages"
    points: Annotated[
        Path | None, typer.Option(help="candidates of your own, CSV or vector file")
    ] = None
    threshold: Annotated[
        str,
        typer.Option(
            metavar="LIMIT",
            help="inclusive, such as 10km or 30min; its unit is what is measured",
        ),
    ] = "10km"
    existing: Annotated[
        Literal["keep", "ignore"], typer.Option(help="whether what is there goes on serving")
    ] = "keep"
    unserved: Annotated[
        Literal["first", "leave"],
        typer.Option(
            help="of p-median and p-center: whether villages without any trip are served first"
        ),
    ] = "first"
    weight: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="number column of the villages; with --area also 'raster' and 'district'",
        ),
    ] = None
    time_limit: Annotated[float, typer.Option(metavar="S", help="seconds of the search")] = 60.0

    def kinds(self, area: str | None) -> tuple[str, ...]:
        """Return the kinds of candidates, checked before anything is measured."""
        kinds = tuple(part.strip() for part in self.candidates.split(",") if part.strip())
        unknown = [kind for kind in kinds if kind not in CANDIDATES]
        if unknown or not kinds:
            raise InputError(
                [
                    _("Candidates '{unknown}' are unknown; choose of {known}.").format(
                        unknown=", ".join(unknown), known=", ".join(CANDIDATES)
                    )
                ]
            )
        if "own" in kinds and self.points is None:
            raise InputError([_("Candidates 'own' need a file of points: give it with --points.")])
        if self.points is not None and "own" not in kinds:
            kinds = (*kinds, "own")
        if "markets" in kinds and area is None:
            raise InputError(
                [_("Candidates 'markets' need --area; for files give them with --points.")]
            )
        return kinds

    def question(self, limit: Threshold) -> SitingQuestion:
        """Return what is looked for, in the terms of the search."""
        from layers.siting.question import SitingQuestion

        if not self.time_limit >= 0:
            raise InputError(
                [
                    _("The time limit is {seconds} s; give 0 or more.").format(
                        seconds=f"{self.time_limit:g}"
                    )
                ]
            )
        return SitingQuestion(
            self.model,
            self.sites,
            limit.measured,
            self.existing == "keep",
            self.unserved == "first",
            self.time_limit,
        )


@dataclass(frozen=True, kw_only=True)
class SitingOutput(TableOutput):
    """Where the sites and the villages go."""

    by_village: Annotated[Path | None, typer.Option(help="every village before and after")] = None
    scenario: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="the sites as a scenario; needs --area"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class TourOptions:
    """The route of a mobile service."""

    panel: ClassVar[str] = "Mobile service: the route over the chosen stops"

    tour: Annotated[Path | None, typer.Option(help="the legs of the route")] = None
    base: Annotated[
        str | None, typer.Option(metavar="ID", help="facility where it starts (default: first)")
    ] = None
    stay: Annotated[float, typer.Option(metavar="MIN", help="at each stop")] = STAY_MIN
    day: Annotated[float, typer.Option(metavar="MIN", help="longest day")] = WORKDAY_MIN


@with_options
def siting(  # noqa: PLR0913
    source: ServiceSource,
    reading: PointReading,
    asked: SitingOptions,
    travel: Travel,
    output: SitingOutput,
    tour: TourOptions,
) -> None:
    """Find where the next facilities help most: p-median, mclp, lscp or p-center."""
    check_targets({"--out": output.out, "--by-village": output.by_village, "--tour": tour.tour})
    if output.scenario is not None and source.area is None:
        raise InputError([_("A scenario belongs to a study area: --scenario needs --area.")])
    limit = one_threshold(asked.threshold)
    question = asked.question(limit)
    given = read_inputs(source, source.to, reading)
    say_network(given.roads)
    own = _own_points(asked.points, source, reading)
    measured = _measure(given, _sites_question(source, asked, travel, limit), own)
    answer = _search(measured, question, _weight(asked.weight, given))
    _write(output, tour, answer)
    if output.scenario is not None:
        _write_scenario(output.scenario, given, answer)
    _summarise(answer)


def _sites_question(
    source: ServiceSource, asked: SitingOptions, travel: Travel, limit: Threshold
) -> SitesQuestion:
    from layers.siting.question import SitesQuestion
    from spatial.routing.modes import MODES

    return SitesQuestion(
        source.to if source.area is not None else "own facilities",
        MODES[travel.mode],
        limit.cost,
        asked.kinds(source.area),
        travel.max_snap,
    )


def _measure(given: Inputs, sites: SitesQuestion, own: gpd.GeoDataFrame | None) -> SitesMeasured:
    from layers.siting.question import slow_notes
    from layers.siting.trips import area_sites

    with progress(_("Measuring"), destinations_line) as report:
        if given.area is not None:
            measured = area_sites(given.area, sites, own, report)
        else:
            measured = _file_sites(given, sites, own, report)
    for note in slow_notes(*measured.cost.shape):
        say(note)
    return measured


def _own_points(
    path: Path | None, source: ServiceSource, reading: PointReading
) -> gpd.GeoDataFrame | None:
    if path is None:
        return None
    (points,) = read_point_files({"points": path}, reading, ("roads", *source.roles, "points"))
    return points


def _file_sites(
    given: Inputs,
    sites: SitesQuestion,
    own: gpd.GeoDataFrame | None,
    report: Report,
) -> SitesMeasured:
    from layers.area.inputs import Ground
    from layers.coverage.search import no_boundaries
    from layers.siting.trips import candidate_parts, measure_sites

    ground = Ground(
        given.title, given.roads, given.first, given.second, no_boundaries(), None, given.facts
    )
    parts = candidate_parts(ground, given.second.iloc[:0], sites, own)
    return measure_sites(ground, sites, parts, report)


def _weight(name: str | None, given: Inputs) -> Weight | None:
    from layers.area.inputs import Weight
    from layers.coverage.answer import column_weight
    from layers.imports.headings import fold_heading
    from layers.population.village_people import people_sources

    if name is None:
        return None
    if given.area is None or name not in ("raster", "district"):
        return column_weight(given.first, fold_heading(name))
    sources = people_sources(given.area)
    if name not in sources:
        raise InputError(
            [_("{area} has no people by '{name}'.").format(area=given.area.title, name=name)]
        )
    source = sources[name]
    numbers = source.people.reindex(given.first["id"]).set_axis(given.first.index)
    return Weight(source.label, numbers, source.estimated)


def _search(
    measured: SitesMeasured, question: SitingQuestion, weight: Weight | None
) -> SitingAnswer:
    from layers.siting.answer import ask_siting
    from spatial.siting.task import Watch

    with progress(_("Searching"), _now_and_then()) as report:
        watch = Watch(question.limit_s, _search_report(report, question.limit_s))
        return ask_siting(measured, question, weight, watch)


def _now_and_then() -> Line:
    """Return what writes a report every few seconds."""
    said = [0.0]

    def line(seconds: float, _limit: float, doing: str) -> str:
        if seconds - said[0] < SAY_EVERY_S:
            return ""
        said[0] = seconds
        return doing

    return line


def _search_report(report: Report, limit_s: float) -> Callable[[SitingProgress], None]:
    def show_progress(now: SitingProgress) -> None:
        seconds = number(now.seconds)
        text = (
            _("searching for {seconds} s").format(seconds=seconds)
            if now.gap is None
            else _("searching for {seconds} s, gap {gap}").format(
                seconds=seconds, gap=f"{number(now.gap * 100, 2)}%"
            )
        )
        report(now.seconds, limit_s, text)

    return show_progress


def _write(output: SitingOutput, tour: TourOptions, answer: SitingAnswer) -> None:
    from layers.siting.tables import site_table, village_table

    _write_places(output.out, site_table(answer), answer, "chosen sites")
    if output.by_village is not None:
        villages = village_table(answer)
        _write_places(output.by_village, villages, answer, "villages before and after")
    if tour.tour is not None:
        _write_tour(tour.tour, tour, answer)


def _write_places(
    path: Path | None, table: gpd.GeoDataFrame, answer: SitingAnswer, what: str
) -> None:
    import pandas as pd

    facts = answer.provenance(what)
    if path is None:
        write_table(None, pd.DataFrame(table.drop(columns=table.geometry.name)), facts)
    else:
        write_table(path, table, facts)


def _write_tour(path: Path, asked: TourOptions, answer: SitingAnswer) -> None:
    from layers.siting.tour import TourQuestion, mobile_tour
    from spatial.access.measure import TIME

    there = answer.measured.ground.facilities["id"].astype(str)
    base = there.iloc[0] if asked.base is None else asked.base
    tour = mobile_tour(
        answer, TourQuestion(str(base), TIME.threshold(asked.stay), TIME.threshold(asked.day))
    )
    _write_places(path, tour.legs, answer, "route of a mobile service")
    route = tour.route
    say(
        _(
            "tour: {stops} in {days}, {km} km, {travel} min on the road, longest day "
            "{longest} min; {proof}"
        ).format(
            stops=counted(len(route.stops), "stops"),
            days=counted(route.days, "days"),
            km=number(tour.km, 1),
            travel=number(TIME.displayed(route.travel)),
            longest=number(TIME.displayed(route.longest)),
            proof=_("proven") if route.proven else _("not proven to be the best order"),
        )
    )
    for names, why in (
        (route.left_out, _("no trip there and back")),
        (route.too_far, _("too far for a day")),
    ):
        if names:
            say(_("not on the tour ({why}): {names}").format(why=why, names=", ".join(names)))


def _write_scenario(path: Path, given: Inputs, answer: SitingAnswer) -> None:
    from layers.exports.files import write_atomically
    from layers.scenarios.file import scenario_bytes
    from layers.siting.to_scenario import siting_scenario

    if given.area is None:
        raise TypeError("a scenario belongs to a study area")
    made = siting_scenario(given.area, answer, path.name.split(".")[0])
    write_atomically(path, scenario_bytes(made))
    say(
        ngettext(
            "{count} change in {path}", "{count} changes in {path}", len(made.changes)
        ).format(count=len(made.changes), path=path)
    )


def _summarise(answer: SitingAnswer) -> None:
    from layers.siting.tables import key_figures
    from layers.text.measures import unit_text

    found, figures = answer.result, key_figures(answer)
    measure = answer.measured.question.measure
    unit, scale = unit_text(measure), measure.per_display_unit
    sure = (
        STATUS["optimal"]
        if found.status == "optimal"
        else _("{status}, gap {gap}").format(
            status=STATUS[found.status], gap=f"{number(found.gap * 100, 2)}%"
        )
    )
    say(
        ngettext(
            "{model}: {sure}, {count} new site, {seconds} s",
            "{model}: {sure}, {count} new sites, {seconds} s",
            len(found.chosen),
        ).format(
            model=answer.question.model,
            sure=sure,
            count=len(found.chosen),
            seconds=number(found.seconds, 1),
        )
    )
    before, after = figures.before, figures.after
    say(
        ngettext(
            "within the threshold {within_before} -> {within_after} of {villages} "
            "village; mean {mean_before} -> {mean_after} {unit}; worst "
            "{worst_before} -> {worst_after} {unit}; without a trip "
            "{without_before} -> {without_after}",
            "within the threshold {within_before} -> {within_after} of {villages} "
            "villages; mean {mean_before} -> {mean_after} {unit}; worst "
            "{worst_before} -> {worst_after} {unit}; without a trip "
            "{without_before} -> {without_after}",
            figures.villages,
        ).format(
            within_before=before.within_villages,
            within_after=after.within_villages,
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
    _say_left_out(answer)


def _say_left_out(answer: SitingAnswer) -> None:
    villages = answer.measured.ground.villages
    left = villages.iloc[answer.result.left_out("unreachable", "beyond")]
    if len(left):
        names = ", ".join(left["name"].astype(str).head(NAMED_VILLAGES))
        more = " …" if len(left) > NAMED_VILLAGES else ""
        say(
            ngettext(
                "no site can serve {count} village: {names}",
                "no site can serve {count} villages: {names}",
                len(left),
            ).format(count=len(left), names=names + more)
        )
