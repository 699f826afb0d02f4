"""Which markets the products of villages reach, as a map for print."""

from __future__ import annotations

from typing import Final

from layers.area.study_area import StudyArea
from layers.printmap.base_map import MODE_WORDS, Drawn, sheet_on
from layers.printmap.sheet import MapSheet, Points, village_points
from layers.reach.answer import ReachAnswer
from layers.reach.indicator import WORDS
from layers.reach.map import market_symbols, village_symbols
from layers.text.formats import limit_text, number
from layers.text.measures import unit_text
from spatial.wording import N_, _

MODEL_NOTE: Final = N_("Market shares are computed by a model, not surveyed.")


def reach_sheet(answer: ReachAnswer, area: StudyArea) -> MapSheet:
    """Map the reach of markets: villages by the figure of the model, markets by their share.

    Parameters
    ----------
    answer : ReachAnswer
        The answer.
    area : StudyArea
        The area that it is about, for boundaries and roads.

    Returns
    -------
    MapSheet
        The map.
    """
    villages, markets = answer.trips.villages, answer.trips.markets
    symbols, entries = village_symbols(answer)
    market, market_entries = market_symbols(answer)
    words, measure = WORDS[answer.question.model], answer.trips.measure
    some = int((answer.villages["markets_within"] > 0).sum())
    template = _(
        "{method}. {within} of {total} villages have a market within {limit} {unit}; {mode}."
    )
    largest = sorted(range(len(markets)), key=lambda i: -market[i].size)
    shops = Points(
        markets.geometry.iloc[largest], tuple(market[i] for i in largest),
        tuple(markets["name"].astype(str).iloc[largest]),
    )  # fmt: skip
    return sheet_on(
        area,
        _("Which markets can the villages' products reach?"),
        template.format(
            method=_(words.method), within=number(some), total=number(len(villages)),
            limit=limit_text(measure.displayed_threshold(answer.question.threshold)),
            unit=unit_text(measure), mode=_(MODE_WORDS[answer.trips.mode.name]),
        ),
        Drawn(
            village_points(villages, symbols, answer.villages["status"]), entries,
            more=((shops, market_entries),), caveat=_(MODEL_NOTE),
        ),
    )  # fmt: skip
