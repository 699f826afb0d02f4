"""What every file for QGIS holds beside the result: facilities, roads, kecamatan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import pandas as pd

from layers.area.labels import ROUGH
from layers.area.study_area import StudyArea
from layers.printmap.sheet import KECAMATAN, rough_label
from layers.qgis.styles import Category, StyledLayer, boundaries_of, layer_of
from layers.webmap import style
from layers.webmap.symbols import Entry, Symbol
from spatial.wording import N_, _

CLASS: Final = "kelas"
"""Column of the class that the style goes by; its values are the words of the legend."""

TITLES: Final = {
    "desa": N_("Villages by result"),
    "fasilitas": N_("Facility"),
    "rute": N_("Routes of the villages"),
    "jalan": N_("Road"),
    "kecamatan": N_("District"),
    "daerah_layanan": N_("Service areas"),
    "gugus_celah": N_("Clusters of gaps"),
}


def title_of(name: str) -> str:
    """Give a layer's title in the user's language; `name` is a key of `TITLES`."""
    return _(TITLES[name])


def facility_layer(found: Mapping[str, tuple[gpd.GeoDataFrame, Symbol]]) -> StyledLayer:
    """Put all facilities into one layer, hollow where their place is rough.

    Parameters
    ----------
    found : mapping
        Points with ``name``, and the symbol of those whose place is known, by label.

    Returns
    -------
    StyledLayer
        The layer, with column `CLASS`.
    """
    looks: dict[str, Symbol] = {}
    parts = []
    for label, (frame, symbol) in found.items():
        if frame.empty:
            continue
        rough = (
            frame["precision"].isin(ROUGH)
            if "precision" in frame
            else pd.Series(data=False, index=frame.index)
        )
        words = rough.map({True: rough_label(label), False: label})
        looks |= {label: symbol, rough_label(label): symbol.imprecise()}
        parts.append(frame.assign(**{CLASS: words}))
    joined = pd.concat(parts, ignore_index=True)
    used = set(joined[CLASS])
    categories = tuple(Category(w, w, look) for w, look in looks.items() if w in used)
    frame = gpd.GeoDataFrame(joined, geometry="geometry", crs=4326)
    return StyledLayer("fasilitas", title_of("fasilitas"), frame, categories, CLASS, "name")


def ground_layers(area: StudyArea) -> list[StyledLayer]:
    """Return roads and kecamatan.

    Parameters
    ----------
    area : StudyArea
        The area.

    Returns
    -------
    list of StyledLayer
        From top to bottom.
    """
    keys = [key for key in style.ROADS if (style.road_class(area.roads) == key).any()]
    categories = tuple(Category(key, *_road_look(key)) for key in reversed(keys))
    roads = area.roads.assign(**{CLASS: style.road_class(area.roads).astype(str)})
    fill = replace(style.KECAMATAN, stroke=KECAMATAN.stroke)
    return [
        StyledLayer("jalan", title_of("jalan"), roads, categories, CLASS),
        layer_of("kecamatan", title_of("kecamatan"), boundaries_of(area.boundaries), fill, "name"),
    ]


def _road_look(key: str) -> tuple[str, Symbol]:
    label, symbol = style.ROADS[key]
    return _(label), symbol


def classed(
    name: str, frame: gpd.GeoDataFrame, symbols: Sequence[Symbol], entries: Sequence[Entry]
) -> StyledLayer:
    """Give each row the words that the legend has for its symbol, and the layer those classes.

    Parameters
    ----------
    name : str
        A key of `TITLES`.
    frame : geopandas.GeoDataFrame
        n rows.
    symbols : sequence of Symbol
        n symbols.
    entries : sequence of Entry
        The legend; larger symbols of the same colours are those of desmigratif villages.

    Returns
    -------
    StyledLayer
        The layer, with column `CLASS`.
    """
    legend = {entry.symbol: entry.label for entry in entries if entry.count is not None}
    words = [legend.get(symbol) or _larger_words(symbol, legend) for symbol in symbols]
    known = {symbol: label for symbol, label in legend.items() if symbol is not None}
    known |= dict(zip(symbols, words, strict=True))
    categories = tuple(Category(word, word, symbol) for symbol, word in known.items())
    return StyledLayer(name, title_of(name), frame.assign(**{CLASS: words}), categories, CLASS)


def _larger_words(symbol: Symbol, legend: Mapping[Symbol | None, str]) -> str:
    for known, label in legend.items():
        alike = known is not None and (known.shape, known.fill) == (symbol.shape, symbol.fill)
        if alike and known is not None and known.stroke == symbol.stroke:
            return _("{label}, desmigratif").format(label=label)
    return ""
