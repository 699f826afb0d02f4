"""The map of where the next service helps most: sites, villages by their new trip, the tour."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.area.labels import STATUS
from layers.siting.answer import SitingAnswer
from layers.siting.candidates import CANDIDATES
from layers.siting.tables import site_table, village_table
from layers.siting.tour import MobileTour
from layers.text import formats
from layers.text.measures import long_threshold_text
from layers.webmap import style
from layers.webmap.base import lines, points
from layers.webmap.elements import LegendContent
from layers.webmap.symbols import Entry, Symbol
from spatial.access.nearest import OK
from spatial.wording import N_, _

CLASSES: Final = ("#2171b5", "#9ecae1", "#fdae6b", "#d94801")
"""Near to far: two blues within the threshold, two oranges beyond (ColorBrewer, Brewer &
Harrower); blue and orange can be distinguished by the colour-blind (Okabe & Ito 2008)."""

VILLAGE: Final = Symbol("circle", CLASSES[0], "#ffffff", 9, 0.8)
MOVED_EDGE: Final = "#222222"
"""Outline of villages whose nearest site is a new one."""

SITE: Final = Symbol("star", "#c2007a", "#ffffff", 26, 1.4)
FACILITY: Final = Symbol("square", "#26348b", "#ffffff", 15, 1.2)
SPIDER: Final = Symbol("line", "none", "#c2007a", 22, 0.8)
TOUR: Final = Symbol("line", "none", "#222222", 22, 4)

NOTE: Final = N_("Thin lines: to which site a village goes. Distances are measured by road.")


def siting_layer(
    answer: SitingAnswer, label: str, tour: MobileTour | None = None
) -> folium.FeatureGroup:
    """Draw the answer on `layers.webmap.facility_map.facility_base_map`.

    Parameters
    ----------
    answer : SitingAnswer
        The answer.
    label : str
        What the facilities are called.
    tour : MobileTour, optional
        The route of a mobile service.

    Returns
    -------
    folium.FeatureGroup
        A layer for ``feature_group_to_add`` of streamlit-folium, or for the map itself.
    """
    layer = folium.FeatureGroup(_("New sites and villages"))
    _add_spider(layer, answer)
    if tour is not None and len(tour.legs):
        _add_tour(layer, tour)
    entries = _add_villages(layer, answer)
    _add_sites(layer, answer)
    sites = [Entry(_("New point"), SITE, len(answer.chosen))]
    if answer.question.keep:
        sites.append(Entry(label, FACILITY, len(answer.measured.existing)))
    if tour is not None:
        sites.append(Entry(_("Route of the mobile service"), TOUR))
    more = [Entry(_("Other")), Entry(_("Road"), style.MAIN_ROAD)]
    LegendContent([*sites, *entries, *more], _(NOTE)).add_to(layer)
    return layer


def trip_classes(answer: SitingAnswer) -> tuple[pd.Series, list[str]]:
    """Put the villages into four classes of their new trip, around the threshold.

    Parameters
    ----------
    answer : SitingAnswer
        The answer.

    Returns
    -------
    tuple
        The class from 0 (up to half the threshold) to 3 (beyond twice it), -1 without a trip, on
        the villages' index; and the texts of the four.
    """
    limit, measure = answer.question.threshold, answer.measured.question.measure
    limits = [limit / 2, limit, 2 * limit]
    value = measure.values(answer.after)
    ok = answer.after["status"] == OK
    found = pd.Series(np.searchsorted(limits, value.to_numpy(), side="left"), value.index)
    words = [long_threshold_text(measure, one) for one in limits]
    texts = [
        _("up to {limit}").format(limit=words[0]),
        _("up to {limit} (threshold)").format(limit=words[1]),
        _("up to {limit}").format(limit=words[2]),
        _("more than {limit}").format(limit=words[2]),
    ]
    return found.where(ok, -1), texts


def village_symbols(answer: SitingAnswer) -> tuple[pd.Series, list[Entry]]:
    """Choose the symbols of villages by the class of their new trip.

    Parameters
    ----------
    answer : SitingAnswer
        The answer.

    Returns
    -------
    symbols : pandas.Series
        Symbols on the villages' index, as they are drawn on the screen and on paper.
    entries : list of Entry
        The lines of the legend.
    """
    classes, texts = trip_classes(answer)
    moved = answer.after["site"].isin(answer.result.chosen)
    plain = [replace(VILLAGE, fill=colour) for colour in CLASSES]
    ringed = [replace(symbol, stroke=MOVED_EDGE, width=1.8) for symbol in plain]
    status = answer.after["status"]
    symbols = pd.Series(
        [
            style.NO_WAY[word][1] if place < 0 else (ringed if new else plain)[place]
            for word, place, new in zip(status, classes, moved, strict=True)
        ],
        index=classes.index,
    )
    entries = [Entry(_("Villages by their new trip"))]
    entries += [
        Entry(text, symbol, int((classes == number).sum()))
        for number, (text, symbol) in enumerate(zip(texts, plain, strict=True))
    ]
    entries += [
        Entry(_(text), symbol, int((status == key).sum()))
        for key, (text, symbol) in style.NO_WAY.items()
        if (status == key).any()
    ]
    if moved.any():
        ring = replace(VILLAGE, fill="none", stroke=MOVED_EDGE, width=1.8)
        entries.append(Entry(_("Black ring: now goes to a new site"), ring, int(moved.sum())))
    return symbols, entries


def _add_villages(layer: folium.FeatureGroup, answer: SitingAnswer) -> list[Entry]:
    """Draw the villages, the near ones on top, and those without a trip above all."""
    table = village_table(answer)
    symbols, entries = village_symbols(answer)
    facts, (classes, _) = _facts(table), trip_classes(answer)
    status = answer.after["status"]
    groups = [classes == number for number in (3, 2, 1, 0)]
    for here in (*groups, *((status == key) & (classes < 0) for key in style.NO_WAY)):
        if here.any():
            points(table[here], symbols[here].tolist(), facts[here]).add_to(layer)
    return entries


def _facts(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Tell each village's trips in words; n rows on the villages' index."""

    def trip(word: str) -> pd.Series:
        ok = table[f"status_{word}"] == OK
        text = table[f"total_m_{word}"].map(formats.km) + ", "
        text = text + table[f"minutes_{word}"].map(formats.minutes)
        found: pd.Series = text.where(ok, table[f"status_{word}"].map(lambda key: STATUS[key]))
        return found

    district = table["district"] if "district" in table else pd.Series("", table.index)
    return pd.DataFrame(
        {
            _("District"): district.fillna("").astype(str),
            _("After"): trip("after"),
            _("To"): table["site_after"].fillna("").astype(str),
            _("Before"): trip("before"),
            _("Code"): table["id"].astype(str),
        },
        index=table.index,
    )


def _add_sites(layer: folium.FeatureGroup, answer: SitingAnswer) -> None:
    sites = site_table(answer)
    if sites.empty:
        return
    facts = pd.DataFrame(
        {
            _("Candidate"): sites["kind"].map(lambda kind: _(CANDIDATES[kind])),
            _("District"): sites["district"].fillna("").astype(str),
            _("Villages served"): sites["villages"].map(formats.number),
        },
        index=sites.index,
    )
    points(sites, [SITE] * len(sites), facts).add_to(layer)


def _add_spider(layer: folium.FeatureGroup, answer: SitingAnswer) -> None:
    found = spider_lines(answer)
    if len(found):
        lines(found, SPIDER).add_to(layer)


def spider_lines(answer: SitingAnswer) -> gpd.GeoSeries:
    """Join each village that goes to a new site with it by a straight line.

    Parameters
    ----------
    answer : SitingAnswer
        The answer.

    Returns
    -------
    geopandas.GeoSeries
        Lines, EPSG:4326; perhaps none.
    """
    site = answer.after["site"]
    here = site.isin(answer.result.chosen)
    if not here.any():
        return gpd.GeoSeries([], crs=4326)
    ends = answer.measured.sites.geometry.iloc[site[here].to_numpy(dtype=np.int64)]
    starts = answer.measured.ground.villages.geometry[here].to_crs(4326)
    pairs = np.stack(
        [shapely.get_coordinates(starts.to_numpy()), shapely.get_coordinates(ends.to_numpy())],
        axis=1,
    )
    return gpd.GeoSeries(shapely.linestrings(pairs), crs=4326)


def _add_tour(layer: folium.FeatureGroup, tour: MobileTour) -> None:
    shapes = tour.legs.geometry
    lines(shapes, style.ROUTE_EDGE, pane="route").add_to(layer)
    names = tour.legs["from_name"].astype(str) + " → " + tour.legs["to_name"].astype(str)
    lines(shapes, TOUR, names, pane="route").add_to(layer)
