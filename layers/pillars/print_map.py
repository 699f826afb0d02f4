"""Which pillars do not reach which village, as a map for print."""

from __future__ import annotations

from typing import Final

import geopandas as gpd

from layers.pillars.answer import PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS
from layers.pillars.map import FACILITY_SYMBOLS, village_symbols
from layers.printmap.base_map import (
    MODE_WORDS,
    Drawn,
    breaks_of,
    sheet_on,
    view_of,
    within_words,
)
from layers.printmap.sheet import MapSheet, Points, village_points
from layers.printmap.symbols import LOST_DISC
from layers.text.formats import number
from layers.text.measures import long_threshold_text
from layers.webmap.measure_view import measure_symbols
from layers.webmap.symbols import Entry
from spatial.access.nearest import UNREACHABLE
from spatial.access.summary import summarise
from spatial.wording import N_, _

GAPS_NOTE: Final = N_("The larger and darker, the more pillars lie beyond their threshold.")


def pillar_sheet(
    answer: PillarAnswer, settings: PillarSettings, pillar: str | None = None
) -> MapSheet:
    """Map how many pillars do not reach each village, or how far the facilities of one pillar are.

    Parameters
    ----------
    answer : PillarAnswer
        The answer.
    settings : PillarSettings
        Thresholds and weights.
    pillar : str, optional
        A key of `PILLARS` that the area has facilities of; all together by default.

    Returns
    -------
    MapSheet
        The map.
    """
    return _all_pillars(answer, settings) if pillar is None else _pillar(answer, settings, pillar)


def _all_pillars(answer: PillarAnswer, settings: PillarSettings) -> MapSheet:
    table = answer.table(settings).sort_values(["gaps", "score"])
    symbols, entries = village_symbols(table)
    lost = _without_road(table)
    if any(lost):
        text = _("Hatched: no road to one of the pillars")
        entries.append(Entry(text, LOST_DISC, sum(lost)))
    none = int((table["gaps"] == 0).sum())
    template = _(
        "{within} of {total} villages have all pillars within the threshold; thresholds "
        "{limits}; {mode}."
    )
    measure = answer.question.measure
    titles = {key: _(PILLARS[key].title) for key in answer.trips}
    limits = ", ".join(
        f"{key} {long_threshold_text(measure, settings.limits[key])}" for key in answer.trips
    )
    facilities = {
        f"{key} {titles[key]}": (answer.facilities[key], FACILITY_SYMBOLS[key])
        for key in answer.trips
    }
    return sheet_on(
        answer.area,
        _("Which pillars do not yet reach the villages?"),
        template.format(
            within=number(none), total=number(len(table)), limits=limits,
            mode=_(MODE_WORDS[answer.question.mode.name]),
        ),
        Drawn(
            Points(table.geometry, tuple(symbols), is_lost=lost), entries,
            facilities=facilities,
            are_named=False, caveat=_(GAPS_NOTE),
        ),
    )  # fmt: skip


def _without_road(table: gpd.GeoDataFrame) -> tuple[bool, ...]:
    """Tell which villages stand on a part of the network that misses a pillar."""
    status = table[[column for column in table if str(column).endswith("_status")]]
    return tuple((status == UNREACHABLE).any(axis=1).tolist())


def _pillar(answer: PillarAnswer, settings: PillarSettings, pillar: str) -> MapSheet:
    trips, measure = answer.trips[pillar], answer.question.measure
    limit = settings.limits[pillar]
    view = view_of(measure, limit)
    villages = answer.area.villages
    symbols, entries = measure_symbols(villages, trips, view)
    found = summarise(trips, measure, limit)
    words = PILLARS[pillar]
    return sheet_on(
        answer.area,
        _("Pillar {pillar}: how far are the villages from {service}?").format(
            pillar=pillar, service=_(words.noun)
        ),
        within_words(
            (found.within, found.origins), long_threshold_text(measure, limit),
            answer.question.mode.name,
        ),
        Drawn(
            village_points(villages, symbols.tolist(), trips["status"]), entries,
            facilities={_(words.noun).capitalize(): (
                answer.facilities[pillar], FACILITY_SYMBOLS[pillar]
            )},
            breaks=breaks_of(trips, view),
        ),
    )  # fmt: skip
