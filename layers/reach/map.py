"""The map of market reach: villages by the chosen figure, markets by their share.

Only the boundaries and roads belong to the map itself. Whatever a question changes comes in
layers that streamlit-folium exchanges without building the map again: the view stays.
"""

import math
from dataclasses import replace
from typing import Final

import folium
import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.labels import PRECISION, ROUGH, STATUS
from layers.reach.answer import ReachAnswer
from layers.reach.indicator import Figure, figure_of
from layers.reach.tables import TOO_LATE
from layers.text.formats import km, minutes, number, percent
from layers.text.formats import villages as counted
from layers.webmap import style
from layers.webmap.assets import OfflineMap
from layers.webmap.base import MANY_POINTS, base_map, finish, points
from layers.webmap.common_layers import MapArea, add_boundaries, add_quiet_roads, first_view
from layers.webmap.elements import Legend, LegendContent
from layers.webmap.symbols import (
    YELLOW_TO_BLUE,
    Entry,
    Symbol,
    class_breaks,
    class_colours,
    class_labels,
    class_of,
)
from spatial.access.nearest import OK
from spatial.wording import N_, _

NO_FIGURE: Final = {
    **style.NO_WAY,
    TOO_LATE: (
        N_("Product spoils before it reaches a market"),
        Symbol("square", "#c9c9c9", "#222222", 10, 1.6),
    ),
}
LARGER_SAMPLE: Final = replace(style.WITHIN, fill=YELLOW_TO_BLUE[2], size=style.WITHIN.size * 1.6)
NO_MARKET: Final = Symbol("circle", "#ffffff", "#111111", 12, 2)
SMALLEST, LARGEST = 9.0, 24.0
"""Widths of the symbols of a market without customers, and of the one with the most, pixels."""

NOTE: Final = N_(
    "Shares are calculated by a model, not surveyed. Hollow market: approximate location."
)
VILLAGE, MARKET = "desa:", "pasar:"
"""What the ids on the map begin with: a village and a market may have the same id."""


def reach_map(area: MapArea) -> OfflineMap:
    """Start the map: what no question changes.

    Parameters
    ----------
    area : MapArea
        The area.

    Returns
    -------
    OfflineMap
        Boundaries, roads and a legend that `reach_layer` fills.
    """
    many = len(area.villages) > MANY_POINTS
    paper = base_map(first_view(area, None), style.CREDIT, many_points=many)
    add_boundaries(paper, area.boundaries)
    add_quiet_roads(paper, area.roads)
    return finish(paper, Legend([]))


def reach_layer(found: ReachAnswer) -> folium.FeatureGroup:
    """Draw villages by the figure of the model, and markets by their share of customers.

    Parameters
    ----------
    found : ReachAnswer
        The answer.

    Returns
    -------
    folium.FeatureGroup
        For ``feature_group_to_add`` of streamlit-folium; brings the legend with it.
    """
    layer = folium.FeatureGroup(_("Market reach"))
    entries = _add_villages(layer, found) + _add_markets(layer, found)
    entries.append(Entry(_("Main market and the road to it"), style.ROUTE))
    LegendContent(entries, NOTE).add_to(layer)
    return layer


def clicked_place(code: str | None) -> tuple[str, str] | None:
    """Tell which village or market was clicked.

    Parameters
    ----------
    code : str or None
        Id on the map.

    Returns
    -------
    tuple of str or None
        `VILLAGE` or `MARKET`, and the id.
    """
    for kind in (VILLAGE, MARKET):
        if code is not None and code.startswith(kind):
            return kind, code.removeprefix(kind)
    return None


def village_symbols(found: ReachAnswer) -> tuple[list[Symbol], list[Entry]]:
    """Choose the symbols of villages by class; those without a figure have symbols of their own.

    Parameters
    ----------
    found : ReachAnswer
        The answer, with n villages.

    Returns
    -------
    symbols : list of Symbol
        n symbols, as they are drawn on the screen and on paper.
    entries : list of Entry
        The lines of the legend.
    """
    villages, status = found.trips.villages, found.villages["status"]
    symbols, entries = _classes(figure_of(found), status)
    special = villages["desmigratif"].astype(bool) if "desmigratif" in villages else None
    if special is not None and special.any():
        symbols = [
            replace(symbol, size=symbol.size * 1.6, width=symbol.width + 0.8) if large else symbol
            for symbol, large in zip(symbols, special, strict=True)
        ]
        entries.append(Entry(_("Large circle: desmigratif"), LARGER_SAMPLE))
    return symbols, entries + _without(status)


def _add_villages(layer: folium.FeatureGroup, found: ReachAnswer) -> list[Entry]:
    villages = found.trips.villages.assign(id=VILLAGE + found.trips.villages["id"].astype(str))
    symbols, entries = village_symbols(found)
    facts = _village_facts(found, figure_of(found))
    shape = np.array([symbol.shape == "circle" for symbol in symbols])
    for some in (shape, ~shape):
        if some.any():
            chosen = [symbol for symbol, here in zip(symbols, some, strict=True) if here]
            points(villages[some], chosen, facts[some]).add_to(layer)
    return entries


def _classes(figure: Figure, status: pd.Series) -> tuple[list[Symbol], list[Entry]]:
    """Give every village its symbol; return the legend, too."""
    known = figure.numbers.notna() & (status == OK)
    counts = figure.digits == 0 and figure.unit != ""
    values = figure.numbers[known]
    breaks = class_breaks(values, 0.0 if counts else None, whole=counts)
    colours = class_colours(len(breaks) + (0 if counts else 1), YELLOW_TO_BLUE)
    symbols = [replace(style.WITHIN, fill=colour) for colour in colours]
    labels = class_labels(breaks, figure.unit)
    if counts:
        symbols, labels = [NO_MARKET, *symbols], [_("none"), *labels[1:]]
    place = pd.Series(class_of(values, breaks), index=values.index)
    number_in = np.bincount(place, minlength=len(symbols))
    entries = [Entry(_("{title} (number of villages)").format(title=figure.title))]
    entries += [
        Entry(label.strip(), symbol, int(count))
        for label, symbol, count in zip(labels, symbols, number_in, strict=True)
    ]
    lost = status.where(status != OK, "off_network")
    drawn = [
        symbols[place[village]] if known[village] else NO_FIGURE[lost[village]][1]
        for village in status.index
    ]
    return drawn, entries


def _without(status: pd.Series) -> list[Entry]:
    counts = status.value_counts()
    entries = [
        Entry(_(label), symbol, int(counts[key]))
        for key, (label, symbol) in NO_FIGURE.items()
        if key in counts
    ]
    return [Entry(_("Without a figure")), *entries] if entries else []


def market_symbols(found: ReachAnswer) -> tuple[list[Symbol], list[Entry]]:
    """Choose the symbols of markets: the larger, the more customers the model gives them.

    Parameters
    ----------
    found : ReachAnswer
        The answer, with n markets.

    Returns
    -------
    symbols : list of Symbol
        n symbols, as they are drawn on the screen and on paper.
    entries : list of Entry
        The lines of the legend.
    """
    markets = found.trips.markets
    share = found.markets["share"].fillna(0.0)
    top = float(share.max())
    size = (share / top if top > 0 else share).map(_width)
    rough = markets.get("precision", pd.Series("", index=markets.index)).isin(ROUGH)
    symbols = [_market(width, hollow=hollow) for width, hollow in zip(size, rough, strict=True)]
    return symbols, [
        Entry(_("Markets by share (Huff model)")),
        Entry(_("largest: {top}").format(top=percent(top)), _market(LARGEST)),
        Entry(_("a tenth of it: {top}").format(top=percent(top / 10)), _market(_width(0.1))),
    ]


def _add_markets(layer: folium.FeatureGroup, found: ReachAnswer) -> list[Entry]:
    markets = found.trips.markets.assign(id=MARKET + found.trips.markets["id"].astype(str))
    symbols, entries = market_symbols(found)
    points(markets, symbols, market_facts(found)).add_to(layer)
    return entries


def _width(share_of_largest: float) -> float:
    """Width of a market's symbol: its area grows with the share."""
    return SMALLEST + (LARGEST - SMALLEST) * math.sqrt(share_of_largest)


def _market(width: float, *, hollow: bool = False) -> Symbol:
    symbol = replace(style.MARKET, size=round(float(width), 1))
    return symbol.imprecise() if hollow else symbol


def _village_facts(found: ReachAnswer, figure: Figure) -> pd.DataFrame:
    """Tell each village's reach in words."""
    villages, names = found.villages, found.trips.markets["name"]
    way = villages["nearest_minutes"].map(minutes) + ", " + (
        villages["nearest_km"] * 1000
    ).map(km)  # fmt: skip
    main = villages["main_id"].map(names).fillna("") + villages["main_probability"].map(
        lambda share: _(" (probability {share})").format(share=percent(share))
    )
    facts = {
        _("District"): _texts(found.trips.villages, "district"),
        figure.title: pd.Series({village: figure.text(village) for village in villages.index}),
        _("Markets within the threshold"): villages["markets_within"].map(number),
        _("Nearest market"): villages["nearest_id"].map(names).fillna("") + ": " + way,
        _("Main market"): main,
        _("Rival villages"): villages["rivals"].map(lambda n: "" if pd.isna(n) else number(n)),
        _("Status"): villages["status"].map({**STATUS, TOO_LATE: _(LATE)}),
    }
    ok = villages["status"] == OK
    popup_facts = pd.DataFrame(facts)
    lost = [column for column in popup_facts if column not in {_("District"), _("Status")}]
    cleared = {str(column): popup_facts[column].where(ok, "") for column in lost}
    return popup_facts.assign(**cleared)


LATE: Final = N_("connected, but the product spoils before it reaches any market")


def market_facts(found: ReachAnswer) -> pd.DataFrame:
    """Tell each market's figures in words.

    Parameters
    ----------
    found : ReachAnswer
        The answer.

    Returns
    -------
    pandas.DataFrame
        Texts by market id; the columns are the labels of a popup.
    """
    markets = found.markets
    popup_facts = {
        _("Kind"): _texts(found.trips.markets, "kind"),
        _("District"): _texts(found.trips.markets, "district"),
        _("Share (model)"): markets["share"].map(percent),
        _("Catchment"): markets["catchment"].map(lambda n: counted(int(n))),
        _("Villages within reach"): markets["villages_within"].map(number),
        _("Precision"): _texts(found.trips.markets, "precision").map(
            lambda word: PRECISION.get(word, word)
        ),
    }
    if "weight" in markets:
        popup_facts[_("Weight")] = markets["weight"].map(number) + f" {found.question.weights_of}"
    return pd.DataFrame(popup_facts)


def _texts(places: gpd.GeoDataFrame, column: str) -> pd.Series:
    empty = pd.Series("", index=places.index)
    found: pd.Series = places.get(column, empty).fillna("").astype(str)
    return found
