"""The map of the pillars: how many of them do not reach each village."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import pandas as pd

from layers.area.labels import STATUS
from layers.pillars.kinds import PILLARS, facility_label, pillar_title
from layers.text.formats import km, minutes, number
from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import MANY_POINTS, base_map, finish, group, points
from layers.webmap.common_layers import (
    MapArea,
    add_boundaries,
    add_points,
    add_quiet_roads,
    first_view,
)
from layers.webmap.elements import Legend
from layers.webmap.symbols import YELLOW_TO_RED, Entry, Symbol
from spatial.access.nearest import OFF_NETWORK, OK
from spatial.wording import N_, _, ngettext

GAP_COLOURS: Final = ("#ffffff", *(YELLOW_TO_RED[place] for place in (0, 3, 5, 7)))
"""Colour of a village by its number of gaps: white, then YlOrRd from light to dark."""

SYMBOLS: Final = tuple(
    Symbol("circle", colour, "#333333", 9 + 2 * gaps, 1.0)
    for gaps, colour in enumerate(GAP_COLOURS)
)
FACILITY_SYMBOLS: Final[Mapping[str, Symbol]] = {
    "I": style.OFFICE,
    "II": style.MARKET,
    "III": Symbol("diamond", "#0072b2", "#ffffff", 13, 1),
    "IV": Symbol("pentagon", "#7b3294", "#ffffff", 14, 1),
}
NOTE: Final = N_(
    "The larger and darker, the more pillars lie beyond their threshold. Hollow symbol: "
    "approximate location."
)


def pillar_map(
    area: MapArea,
    table: gpd.GeoDataFrame,
    facilities: Mapping[str, gpd.GeoDataFrame],
    *,
    selected: str | None = None,
    attribution: str = style.CREDIT,
) -> OfflineMap:
    """Map the villages by the number of pillars beyond their thresholds.

    Parameters
    ----------
    area : MapArea
        The area.
    table : geopandas.GeoDataFrame
        As `layers.pillars.answer.PillarAnswer.table` gives it.
    facilities : mapping
        Per pillar its points; layers of their own, of which only pillar I is switched on at first.
    selected : str, optional
        Id of a village to zoom to.
    attribution : str, optional
        Sources of the data, shown in the corner.

    Returns
    -------
    OfflineMap
        The map. Villages off all roads have a symbol of their own.
    """
    many = len(table) > MANY_POINTS
    paper = base_map(first_view(area, selected), attribution, many_points=many)
    add_boundaries(paper, area.boundaries)
    entries = _add_villages(paper, table)
    entries.append(Entry(_("Facilities (layer button)")))
    for pillar, layer in facilities.items():
        label = f"{pillar} {pillar_title(pillar)}"
        kinds = [facility_label(pillar, kind) for kind in layer["facility"]]
        shown = layer.assign(kind=kinds) if len(layer) else layer
        symbol = FACILITY_SYMBOLS[pillar]
        entries += add_points(paper, label, shown, symbol, show=pillar == "I")
    entries += add_quiet_roads(paper, area.roads)
    return finish(paper, Legend(entries, NOTE))


def _add_villages(paper: OfflineMap, table: gpd.GeoDataFrame) -> list[Entry]:
    """Draw the villages, those with most gaps on top; return the lines of the legend."""
    ordered = table.sort_values(["gaps", "score"])
    symbols, entries = village_symbols(ordered)
    group(
        paper,
        _("Villages by pillars beyond the threshold"),
        points(ordered, symbols, _facts(ordered)),
    )
    return entries


def village_symbols(table: gpd.GeoDataFrame) -> tuple[list[Symbol], list[Entry]]:
    """Choose the symbols of villages by the number of pillars beyond their thresholds.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        n villages, as `layers.pillars.answer.PillarAnswer.table` gives them.

    Returns
    -------
    symbols : list of Symbol
        n symbols, as they are drawn on the screen and on paper.
    entries : list of Entry
        The lines of the legend.
    """
    status = table[[column for column in table if str(column).endswith("_status")]]
    off = (status == OFF_NETWORK).all(axis=1)
    label, grey = style.NO_WAY[OFF_NETWORK]
    symbols = [
        grey if away else SYMBOLS[gaps] for gaps, away in zip(table["gaps"], off, strict=True)
    ]
    counts = table.loc[~off, "gaps"].value_counts()
    entries = [Entry(_("Pillars beyond the threshold (number of villages)"))]
    for gaps in range(status.shape[1] + 1):
        text = (
            ngettext("{count} pillar", "{count} pillars", gaps).format(count=gaps)
            if gaps
            else _("all within the threshold")
        )
        entries.append(Entry(text, SYMBOLS[gaps], int(counts.get(gaps, 0))))
    if off.any():
        entries.append(Entry(_(label), grey, int(off.sum())))
    return symbols, entries


def _facts(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Tell each village's pillars in words; n rows on the table's index."""
    popup_facts = {
        _("District"): table["district"].fillna("").astype(str),
        _("Rank"): table["rank"].astype(str),
        _("Score"): table["score"].map(lambda value: number(value, 1)),
        _("Reasons"): table["reasons"],
    }
    for pillar in (key for key in PILLARS if f"{key}_status" in table):
        popup_facts[f"{pillar} {pillar_title(pillar)}"] = pd.Series(
            [
                f"{name}: {km(metres)}, {minutes(time)}" if status == OK else STATUS[status]
                for name, metres, time, status in zip(
                    table[f"{pillar}_facility"],
                    table[f"{pillar}_total_m"],
                    table[f"{pillar}_minutes"],
                    table[f"{pillar}_status"],
                    strict=True,
                )
            ],
            index=table.index,
        )
    return pd.DataFrame(popup_facts)
