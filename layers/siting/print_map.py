"""Where the next service helps most, as a map on paper."""

from __future__ import annotations

from typing import Final

import geopandas as gpd

from layers.area.facilities import facility_sets
from layers.area.study_area import StudyArea
from layers.printmap.base_map import MODE_WORDS, Drawn, sheet_on
from layers.printmap.sheet import MapSheet, Points, Shapes, facility_points, village_points
from layers.siting.answer import SitingAnswer
from layers.siting.map import FACILITY, NOTE, SITE, SPIDER, TOUR, spider_lines, village_symbols
from layers.siting.tables import Side, key_figures
from layers.siting.tour import MobileTour
from layers.text.formats import number
from layers.text.measures import long_threshold_text, value_text
from layers.webmap.symbols import Entry
from spatial.wording import N_, _, ngettext

TITLE: Final = N_("Where would the next {service} help most?")
MODEL_NOTE: Final = N_(
    "New points are proposed by a computation: the model knows nothing of land, cost and permits."
)


def siting_sheet(
    answer: SitingAnswer, area: StudyArea, tour: MobileTour | None = None
) -> MapSheet:
    """Map the new sites, and the villages by their new trip.

    Parameters
    ----------
    answer : SitingAnswer
        The answer.
    area : StudyArea
        The area that it is about, for boundaries and roads.
    tour : MobileTour, optional
        The route of a mobile service.

    Returns
    -------
    MapSheet
        The map.
    """
    asked, villages = answer.measured.question, answer.measured.ground.villages
    symbols, entries = village_symbols(answer)
    label = facility_sets(area).get(asked.facility, asked.facility)
    chosen = answer.chosen
    sites = Points(
        chosen.geometry, (SITE,) * len(chosen), tuple(chosen["name"].astype(str)), may_cover=4
    )
    new = [Entry(_("New point"), SITE, len(chosen))]
    there = answer.measured.ground.facilities if answer.question.keep else None
    kept = [] if there is None or there.empty else [facility_points(there, label, FACILITY)]
    lines, tour_entries = _lines(answer, tour)
    return sheet_on(
        area,
        _(TITLE).format(service=label),
        _caption(answer),
        Drawn(
            village_points(villages, symbols.tolist(), answer.after["status"]), entries,
            more=((sites, new), *kept), entries_more=tour_entries, lines=lines,
            caveat=f"{_(NOTE)} {_(MODEL_NOTE)}",
        ),
    )  # fmt: skip


def _lines(
    answer: SitingAnswer, tour: MobileTour | None
) -> tuple[tuple[Shapes, ...], tuple[Entry, ...]]:
    """Return the lines below the villages, and those of them that the legend names."""
    spider = spider_lines(answer)
    found = [Shapes(spider, SPIDER)] if len(spider) else []
    if tour is None or tour.legs.empty:
        return tuple(found), ()
    route = gpd.GeoSeries(tour.legs.geometry.to_numpy(), crs=4326)
    return (*found, Shapes(route, TOUR)), (Entry(_("Route of the mobile service"), TOUR),)


def _caption(answer: SitingAnswer) -> str:
    """Say what the new sites change."""
    asked, figures = answer.measured.question, key_figures(answer)
    limit = long_threshold_text(asked.measure, answer.question.threshold)
    text = ngettext(
        "{count} new point. Villages within {limit}: from {before} to {after} of {total}; "
        "mean {mean_before} to {mean_after}; {mode}.",
        "{count} new points. Villages within {limit}: from {before} to {after} of {total}; "
        "mean {mean_before} to {mean_after}; {mode}.",
        len(answer.chosen),
    )
    return text.format(
        count=number(len(answer.chosen)), limit=limit,
        before=number(figures.before.within_villages),
        after=number(figures.after.within_villages), total=number(figures.villages),
        mean_before=_mean(answer, figures.before), mean_after=_mean(answer, figures.after),
        mode=_(MODE_WORDS[asked.mode.name]),
    )  # fmt: skip


def _mean(answer: SitingAnswer, side: Side) -> str:
    return value_text(answer.measured.question.measure, side.mean)
