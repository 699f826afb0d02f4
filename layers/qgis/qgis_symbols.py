"""The symbols of the maps as QGIS writes them in a style file (QML).

Names of properties are those of QGIS 3 (`QgsSimpleMarkerSymbolLayer::properties` and its like in
`src/core/symbology`); each stands twice, as `Option` for QGIS from 3.18 on and as `prop` before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal
from xml.etree import ElementTree as ET

from layers.webmap.symbols import Symbol

MM_PER_PX: Final = 25.4 / 96
"""A pixel of CSS is 1/96 inch (CSS Values and Units 3, section 6.2)."""

CIRCLE_SHARE: Final = 0.8
"""Circles are drawn on four fifths of their square."""

MARKERS: Final = {
    "circle": "circle", "square": "square", "triangle": "triangle", "star": "star",
    "diamond": "diamond", "pentagon": "pentagon", "plus": "cross_fill", "cross": "cross2",
}  # fmt: skip
Kind = Literal["marker", "line", "fill"]


def kind_of(symbol: Symbol) -> Kind:
    """Tell what kind of QGIS symbol a symbol becomes."""
    if symbol.shape == "line":
        return "line"
    return "fill" if symbol.shape == "area" else "marker"


def symbol_element(symbol: Symbol, name: str) -> ET.Element:
    """
    Write a symbol.

    Parameters
    ----------
    symbol : Symbol
        As the maps draw it.
    name : str
        Its name within the style.

    Returns
    -------
    xml.etree.ElementTree.Element
        Element ``symbol``.
    """
    kind = kind_of(symbol)
    element = ET.Element(
        "symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    writers = {"marker": _marker, "line": _line, "fill": _fill}
    layer_class, facts = writers[kind](symbol)
    layer = ET.SubElement(
        element, "layer", {"class": layer_class, "enabled": "1", "locked": "0", "pass": "0"}
    )
    _properties(layer, facts)
    return element


def colour_text(colour: str) -> str:
    """
    Write a colour as QGIS does.

    Parameters
    ----------
    colour : str
        ``#rrggbb``, or ``none``.

    Returns
    -------
    str
        ``r,g,b,a``.

    Examples
    --------
    >>> colour_text("#ffeda0")
    '255,237,160,255'
    """
    if colour == "none":
        return "0,0,0,0"
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _marker(symbol: Symbol) -> tuple[str, dict[str, str]]:
    share = CIRCLE_SHARE if symbol.shape == "circle" else 1.0
    return "SimpleMarker", {
        "name": MARKERS[symbol.shape],
        "color": colour_text(symbol.fill),
        "outline_color": colour_text(symbol.stroke),
        "outline_style": "solid",
        "outline_width": _mm(symbol.width),
        "outline_width_unit": "MM",
        "size": _mm(symbol.size * share),
        "size_unit": "MM",
        "scale_method": "diameter",
        "angle": "0",
    }


def _line(symbol: Symbol) -> tuple[str, dict[str, str]]:
    facts = {
        "line_color": colour_text(symbol.stroke),
        "line_width": _mm(symbol.width),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "round",
        "joinstyle": "round",
        "use_custom_dash": "0",
    }
    if symbol.dash:
        dashes = ";".join(_mm(float(part)) for part in symbol.dash.split())
        facts |= {
            "use_custom_dash": "1", "customdash": dashes, "customdash_unit": "MM",
            "capstyle": "flat",
        }  # fmt: skip
    return "SimpleLine", facts


def _fill(symbol: Symbol) -> tuple[str, dict[str, str]]:
    return "SimpleFill", {
        "color": colour_text(symbol.fill),
        "style": "no" if symbol.fill == "none" else "solid",
        "outline_color": colour_text(symbol.stroke),
        "outline_style": "dash" if symbol.dash else "solid",
        "outline_width": _mm(symbol.width),
        "outline_width_unit": "MM",
        "joinstyle": "bevel",
    }


def _mm(pixels: float) -> str:
    return f"{pixels * MM_PER_PX:.3f}"


def _properties(layer: ET.Element, facts: Mapping[str, str]) -> None:
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in facts.items():
        ET.SubElement(options, "Option", type="QString", name=key, value=value)
    for key, value in facts.items():
        ET.SubElement(layer, "prop", k=key, v=value)
