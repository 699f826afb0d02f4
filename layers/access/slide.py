"""Statement: which villages are served worst, and how far they have to go."""

from __future__ import annotations

import math

import pandas as pd

from layers.access.answer import AccessAnswer, destinations
from layers.access.map import access_map
from layers.access.print_map import access_sheet
from layers.access.qgis import access_gpkg
from layers.access.workbook import access_sheets
from layers.printmap.base_map import view_of
from layers.slides.story import MOST_ROWS, BigNumber, Slide, SlideData, SlideMap
from layers.slides.texts import (
    doubt_words,
    method_words,
    mode_words,
    no_way_words,
    sentences,
    short_table,
    source_line,
)
from layers.text.formats import km, minutes, number
from layers.text.measures import unit_text
from spatial.access.measure import DISTANCE
from spatial.access.nearest import OK
from spatial.errors import InputError
from spatial.wording import _


def worst_slide(answer: AccessAnswer, limit: float) -> Slide:
    """Say which village is farthest from its labour office, and name those that follow.

    Parameters
    ----------
    answer
        Trips to Disnaker.
    limit
        The meeting's threshold in metres or seconds, for the map.

    Raises
    ------
    InputError
        If no village has a trip.
    """
    ranked = _ranked(answer)
    first = ranked.iloc[0]
    return Slide(
        kind="worst",
        message=_message(answer, ranked),
        figure=_figure(answer, first),
        map=_map(answer, limit),
        table=short_table(
            (_("Village"), _("District"), "km", _("minutes")),
            [_row(row) for _, row in ranked.iterrows()],
        ),
        sources=source_line(answer.area, ("villages", "offices", "roads")),
        caveat=sentences(
            no_way_words(answer.trips),
            doubt_words(answer.area.villages, destinations(answer.area, answer.question.target)),
        ),
        method=method_words(answer.area, answer.question.mode.name),
        provenance=answer.provenance(limit),
        data=SlideData(
            lambda: [*access_sheets(answer, limit)], lambda: access_gpkg(answer, limit)
        ),
    )


def _ranked(answer: AccessAnswer) -> pd.DataFrame:
    """Sort the villages that have a trip, the farthest first."""
    trips = answer.trips[answer.trips["status"] == OK]
    if trips.empty:
        raise InputError([_("No village is connected to Disnaker; check the road network.")])
    placed = trips.assign(district=answer.area.villages["district"].reindex(trips.index))
    return placed.sort_values(
        [answer.question.measure.column, "origin_name"], ascending=[False, True], kind="stable"
    )


def _message(answer: AccessAnswer, ranked: pd.DataFrame) -> str:
    first, few = ranked.iloc[0], ranked.head(MOST_ROWS)
    name = _name(first)
    value = _value(answer, first)
    if len(few) < 2:
        return _("{village} travels {value} to Disnaker").format(village=name, value=value)
    return _(
        "{village} is farthest: {value} to Disnaker; the {count} farthest are at least "
        "{least} away"
    ).format(village=name, value=value, count=len(few), least=_least(answer, few.iloc[-1]))


def _name(row: pd.Series) -> str:
    if not isinstance(row["district"], str):
        return str(row["origin_name"])
    return f"{row['origin_name']} ({row['district']})"


def _value(answer: AccessAnswer, row: pd.Series) -> str:
    measure = answer.question.measure
    return km(row["total_m"]) if measure == DISTANCE else minutes(row["minutes"])


def _least(answer: AccessAnswer, row: pd.Series) -> str:
    """Write the last value of the list, rounded down: 'at least' must hold."""
    if answer.question.measure == DISTANCE:
        return f"{number(math.floor(row['total_m'] / 1000))} km"
    return minutes(math.floor(row["minutes"]))


def _figure(answer: AccessAnswer, first: pd.Series) -> BigNumber:
    """Take the farthest village; the other measure goes into the explanation."""
    measure = answer.question.measure
    by_km = measure == DISTANCE
    value = number(first["total_m"] / 1000, 1) if by_km else number(first["minutes"])
    other = minutes(first["minutes"]) if by_km else km(first["total_m"])
    words = _("from {village} to {office}; {other}, {mode}, without traffic jams").format(
        village=first["origin_name"],
        office=first["destination_name"],
        other=other,
        mode=mode_words(answer.question.mode.name),
    )
    return BigNumber(value, unit_text(measure), words)


def _row(row: pd.Series) -> tuple[str, ...]:
    district = row["district"] if isinstance(row["district"], str) else ""
    return (
        str(row["origin_name"]),
        district,
        number(row["total_m"] / 1000, 1),
        number(row["minutes"]),
    )


def _map(answer: AccessAnswer, limit: float) -> SlideMap:
    view = view_of(answer.question.measure, limit)
    to = destinations(answer.area, answer.question.target)
    return SlideMap(
        lambda: access_map(answer.area, answer.trips, to, view),
        lambda: access_sheet(answer, limit),
        _("Map of the distance from every village to Disnaker; the darker, the farther."),
    )
