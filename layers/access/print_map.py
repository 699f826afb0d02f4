"""How far villages are from a service, as a map for print."""

from __future__ import annotations

from typing import Final

import geopandas as gpd

from layers.access.answer import BOTH, AccessAnswer
from layers.area.study_area import StudyArea
from layers.printmap.base_map import Drawn, breaks_of, sheet_on, view_of, within_words
from layers.printmap.sheet import MapSheet, village_points
from layers.text.measures import long_threshold_text
from layers.webmap.measure_view import measure_symbols
from layers.webmap.style import MARKET, OFFICE
from layers.webmap.symbols import Symbol
from spatial.access.summary import summarise
from spatial.wording import N_, _

TARGET_TITLES: Final = {
    "disnaker": N_("How far are the villages from Disnaker?"),
    "market": N_("How far are the villages from a market?"),
    "both": N_("How far are villages from the labour office and a market?"),
}


def access_sheet(answer: AccessAnswer, threshold: float) -> MapSheet:
    """Map how far villages are from the service they would go to.

    Parameters
    ----------
    answer : AccessAnswer
        The answer.
    threshold : float
        Limit of reach, inclusive, metres or seconds as the answer measures.

    Returns
    -------
    MapSheet
        The map.
    """
    area, asked = answer.area, answer.question
    view = view_of(asked.measure, threshold)
    symbols, entries = measure_symbols(area.villages, answer.trips, view)
    found = summarise(answer.trips, asked.measure, threshold)
    counts = (found.within, found.origins)
    return sheet_on(
        area,
        _(TARGET_TITLES[asked.target]),
        within_words(counts, long_threshold_text(asked.measure, threshold), asked.mode.name),
        Drawn(
            village_points(area.villages, symbols.tolist(), answer.trips["status"]), entries,
            facilities=facilities_of_target(area, asked.target),
            breaks=breaks_of(answer.trips, view),
        ),
    )  # fmt: skip


def facilities_of_target(
    area: StudyArea, target: str
) -> dict[str, tuple[gpd.GeoDataFrame, Symbol]]:
    """Return what a question of access goes to.

    Parameters
    ----------
    area : StudyArea
        The area.
    target : str
        A key of `layers.access.answer.TARGETS`.

    Returns
    -------
    dict
        Points and their symbol by label.
    """
    found = {}
    if target in {"disnaker", BOTH}:
        found[_("Labour office")] = (area.facilities("disnaker"), OFFICE)
    if target in {"market", BOTH}:
        found[_("Market")] = (area.facilities("market"), MARKET)
    return found
