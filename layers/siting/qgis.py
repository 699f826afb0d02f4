"""The next sites as layers for QGIS."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd

from layers.area.study_area import StudyArea
from layers.qgis.base import classed, facility_layer, ground_layers
from layers.qgis.styles import styled_gpkg
from layers.siting.answer import SitingAnswer
from layers.siting.map import CLASSES, FACILITY, SITE, VILLAGE, trip_classes
from layers.siting.tables import village_table
from layers.webmap import style
from layers.webmap.symbols import Entry, Symbol
from spatial.wording import _


def village_looks(answer: SitingAnswer) -> tuple[list[Symbol], list[Entry]]:
    """Choose the symbols of n villages by their new trip, and the legend of it."""
    classes, texts = trip_classes(answer)
    symbols = [replace(VILLAGE, fill=colour, stroke="#555555", size=12) for colour in CLASSES]
    status = answer.after["status"]
    drawn = [
        symbols[place] if place >= 0 else style.NO_WAY[state][1]
        for place, state in zip(classes, status, strict=True)
    ]
    entries = [Entry(_("Villages by their new trip"))]
    entries += [
        Entry(text, symbols[place], int((classes == place).sum()))
        for place, text in enumerate(texts)
    ]
    entries += [
        Entry(_(text), symbol, int((status == key).sum()))
        for key, (text, symbol) in style.NO_WAY.items()
        if (status == key).any()
    ]
    return drawn, entries


def shown_facilities(
    answer: SitingAnswer, label: str
) -> dict[str, tuple[gpd.GeoDataFrame, Symbol]]:
    """Return the facilities that are there and the new sites, with their symbols, by label."""
    there = answer.measured.ground.facilities
    return {label: (there, FACILITY), _("New point"): (answer.chosen, SITE)}


def siting_gpkg(area: StudyArea, answer: SitingAnswer, label: str) -> bytes:
    """Write the villages by their new trip, facilities and new sites, roads, kecamatan."""
    drawn, entries = village_looks(answer)
    layers = [
        classed("desa", village_table(answer), drawn, entries),
        facility_layer(shown_facilities(answer, label)),
        *ground_layers(area),
    ]
    return styled_gpkg(layers[::-1], answer.provenance("where next"))
