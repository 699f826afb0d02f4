"""Statement: how many markets the villages' products reach."""

from __future__ import annotations

import pandas as pd

from layers.area.study_area import StudyArea
from layers.reach.answer import ReachAnswer
from layers.reach.map import reach_layer, reach_map
from layers.reach.print_map import reach_sheet
from layers.reach.qgis import reach_gpkg
from layers.reach.workbook import reach_sheets
from layers.slides.maps import with_layer
from layers.slides.story import BigNumber, Slide, SlideData, SlideMap
from layers.slides.texts import (
    doubt_words,
    method_words,
    mode_words,
    no_way_words,
    sentences,
    short_table,
    source_line,
    villages_unit,
)
from layers.text.formats import MISSING, number, percent
from layers.text.measures import threshold_text
from layers.webmap.assets import OfflineMap
from spatial.access.measure import DISTANCE
from spatial.access.nearest import OK
from spatial.wording import _


def reach_slide(area: StudyArea, found: ReachAnswer) -> Slide:
    """Say how many villages reach a market in time, and which reach fewest.

    Parameters
    ----------
    area
        The area that was asked.
    found
        Cumulative reach.
    """
    asked = found.question
    return Slide(
        kind="reach",
        message=_message(found),
        figure=_figure(found),
        map=_map(area, found),
        table=short_table(
            (_("Village"), _("District"), _("Market"), _("Nearest")),
            [_row(found, row) for _, row in _poorest(found).iterrows()],
        ),
        sources=source_line(area, ("villages", "markets", "roads")),
        caveat=sentences(
            _("Market days and opening hours are not considered."),
            no_way_words(_statuses(found)),
            doubt_words(found.trips.villages, found.trips.markets),
        ),
        method=method_words(area, found.trips.mode.name),
        provenance=found.provenance(area=area.title, sources=area.sources, note=area.network_note)
        | {"threshold": found.trips.measure.displayed_threshold(asked.threshold)},
        data=SlideData(lambda: reach_sheets(found), lambda: reach_gpkg(found, area)),
    )


def _limit(found: ReachAnswer) -> str:
    return threshold_text(found.trips.measure, found.question.threshold)


def _message(found: ReachAnswer) -> str:
    within = found.villages["markets_within"]
    some, median = int((within > 0).sum()), _median(within)
    words = _("{share} of villages ({some} of {total}) reach a market within {limit}").format(
        share=percent(some / len(within)),
        some=number(some),
        total=number(len(within)),
        limit=_limit(found),
    )
    if not median:
        return words
    return _("{words}; half of the villages at least {median}").format(
        words=words, median=number(median)
    )


def _median(within: pd.Series) -> int:
    """Return the most that half of the villages reach at least: the lower of two middles."""
    return int(within.sort_values().iloc[(len(within) - 1) // 2])


def _figure(found: ReachAnswer) -> BigNumber:
    within = found.villages["markets_within"]
    if not _median(within):
        none = int((within == 0).sum())
        sentence = _("reach no market at all within {limit} ({mode})").format(
            limit=_limit(found), mode=mode_words(found.trips.mode.name)
        )
        return BigNumber(number(none), villages_unit(none), sentence)
    words = _("or more are reached by half of the villages within {limit} ({mode})").format(
        limit=_limit(found), mode=mode_words(found.trips.mode.name)
    )
    return BigNumber(number(_median(within)), _("market"), words)


def _poorest(found: ReachAnswer) -> pd.DataFrame:
    """Sort the villages that have trips, those with the fewest markets first."""
    table = found.village_table()
    measured = table[table["status"] == OK]
    by = ["markets_within", "nearest_minutes", "name"]
    ordered: pd.DataFrame = measured.sort_values(by, ascending=[True, False, True])
    return ordered


def _row(found: ReachAnswer, row: pd.Series) -> tuple[str, ...]:
    by_km = found.trips.measure == DISTANCE
    nearest = number(row["nearest_km"] if by_km else row["nearest_minutes"])
    district = row["district"] if isinstance(row["district"], str) else ""
    far = nearest
    if nearest != MISSING:
        far = f"{nearest} km" if by_km else _("{count} min").format(count=nearest)
    return str(row["name"]), district, number(row["markets_within"]), far


def _statuses(found: ReachAnswer) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "status": found.villages["status"],
            "origin_name": found.trips.villages["name"].reindex(found.villages.index),
        }
    )


def _map(area: StudyArea, found: ReachAnswer) -> SlideMap:
    def interactive() -> OfflineMap:
        paper = reach_map(area)
        return with_layer(paper, reach_layer(found))

    return SlideMap(
        interactive,
        lambda: reach_sheet(found, area),
        _("Map of the number of markets that every village reaches within {limit}.").format(
            limit=_limit(found)
        ),
    )
