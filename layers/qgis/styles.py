"""A GeoPackage that QGIS opens as the map looks: layers, and their styles beside them.

QGIS keeps styles in a table `layer_styles` of the file and takes the default one of a layer when
it is opened (QGIS user guide, "Save and load layer properties"; columns as `QgsOgrProvider` makes
them).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from layers.exports.files import PROVENANCE_LAYER, Provenance, facts_table, without_lists
from layers.jobs.progress import Report
from layers.webmap.symbols import Symbol
from spatial import __version__

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
    """Write a symbol.

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
    """Write a colour as QGIS does.

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


DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
QGIS_VERSION: Final = "3.22.0-Białowieża"
"""The oldest version that the styles are checked with."""

STYLES_TABLE: Final = "layer_styles"
GEOMETRY: Final = "geom"
STYLE_NAME_LENGTH: Final = 30


@dataclass(frozen=True)
class Category:
    """A class of a layer.

    Attributes
    ----------
    value, label
        Value of the column, and text of the legend.
    symbol
        Its look.
    """

    value: str
    label: str
    symbol: Symbol


@dataclass(frozen=True, eq=False)
class StyledLayer:
    """A layer with its look.

    Attributes
    ----------
    name, title
        Name in the file, and words for people.
    frame
        The rows, EPSG:4326.
    categories
        From bottom to top; a single one without a column holds for all rows.
    column
        Column that the categories are values of; empty for one look.
    label
        Column whose texts are written on the map; empty for none.
    """

    name: str
    title: str
    frame: gpd.GeoDataFrame
    categories: tuple[Category, ...]
    column: str = ""
    label: str = ""


def styled_gpkg(
    layers: Sequence[StyledLayer], provenance: Provenance, progress: Report | None = None
) -> bytes:
    """Write layers, their styles and the provenance as a GeoPackage.

    Parameters
    ----------
    layers : sequence of StyledLayer
        The layers; empty ones are left out.
    provenance : mapping
        As `layers.area.provenance` collects it.
    progress : callable, optional
        Called with the share that is done, and the title of the layer that comes next.

    Returns
    -------
    bytes
        The file.
    """
    shown = [layer for layer in layers if len(layer.frame)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.gpkg"
        for place, layer in enumerate(shown):
            if progress is not None:
                progress(place, len(shown), layer.title)
            pyogrio.write_dataframe(
                without_lists(layer.frame), path, layer=layer.name, append=place > 0,
                dataset_options={"VERSION": "1.3"},
                layer_options={
                    "GEOMETRY_NAME": GEOMETRY, "IDENTIFIER": layer.title, "FID": "fid",
                },
            )  # fmt: skip
        pyogrio.write_dataframe(
            styles_table(shown), path, layer=STYLES_TABLE, append=True, layer_options={"FID": "id"}
        )
        pyogrio.write_dataframe(facts_table(provenance), path, layer=PROVENANCE_LAYER, append=True)
        return path.read_bytes()


def styles_table(layers: Sequence[StyledLayer]) -> pd.DataFrame:
    """Return the rows of `layer_styles`.

    Parameters
    ----------
    layers : sequence of StyledLayer
        n layers.

    Returns
    -------
    pandas.DataFrame
        n rows, with the columns that QGIS looks for.
    """
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": [layer.name for layer in layers],
            "f_geometry_column": GEOMETRY,
            "styleName": [layer.title[:STYLE_NAME_LENGTH] for layer in layers],
            "styleQML": [qml(layer) for layer in layers],
            "styleSLD": "",
            "useAsDefault": True,
            "description": f"Desmigratif Spasial {__version__}",
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp.now(tz="UTC").floor("s"),
        }
    )


def qml(layer: StyledLayer) -> str:
    """Write the style of a layer.

    Parameters
    ----------
    layer : StyledLayer
        The layer.

    Returns
    -------
    str
        QML; names and labels are escaped.
    """
    root = ET.Element(
        "qgis", version=QGIS_VERSION, styleCategories="Symbology|Labeling",
        labelsEnabled="1" if layer.label else "0",
    )  # fmt: skip
    renderer = ET.SubElement(
        root, "renderer-v2", forceraster="0", symbollevels="1", enableorderby="0",
        type="categorizedSymbol" if layer.column else "singleSymbol",
    )  # fmt: skip
    if layer.column:
        renderer.set("attr", layer.column)
        _add_categories(renderer, layer.categories)
    symbols = ET.SubElement(renderer, "symbols")
    for place, category in enumerate(layer.categories):
        element = symbol_element(category.symbol, str(place))
        for part in element.findall("layer"):
            part.set("pass", str(place))
        symbols.append(element)
    if layer.label:
        root.append(_labels(layer.label))
    return DOCTYPE + ET.tostring(root, encoding="unicode")


def _add_categories(renderer: ET.Element, categories: Sequence[Category]) -> None:
    """Write the categories; QGIS draws by `pass`, so that the last ones lie on top."""
    parent = ET.SubElement(renderer, "categories")
    for place, category in enumerate(categories):
        ET.SubElement(
            parent, "category", type="string", render="true", symbol=str(place),
            value=category.value, label=category.label,
        )  # fmt: skip


def _labels(column: str) -> ET.Element:
    """Write labels in dark letters with a white edge."""
    labeling = ET.Element("labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    text = ET.SubElement(
        settings, "text-style", fieldName=column, fontSize="8", fontSizeUnit="Point",
        isExpression="0", textColor=colour_text("#1c2522"), fontFamily="Open Sans",
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM",
        bufferColor=colour_text("#ffffff"), bufferOpacity="0.85",
    )  # fmt: skip
    ET.SubElement(settings, "placement", placement="0", dist="1")
    return labeling


def layer_of(
    name: str, title: str, frame: gpd.GeoDataFrame, symbol: Symbol, label: str = ""
) -> StyledLayer:
    """Return a layer of one look.

    Parameters
    ----------
    name, title : str
        Name in the file, words for people.
    frame : geopandas.GeoDataFrame
        The rows.
    symbol : Symbol
        The look.
    label : str, optional
        Column that is written on the map.

    Returns
    -------
    StyledLayer
        The layer.
    """
    return StyledLayer(name, title, frame, (Category("", title, symbol),), "", label)


def boundaries_of(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return polygons as multipolygons: a GeoPackage layer holds one kind of geometry."""
    parts = [
        shapely.MultiPolygon([shape]) if isinstance(shape, shapely.Polygon) else shape
        for shape in shapes.geometry
    ]
    return shapes.set_geometry(gpd.GeoSeries(parts, index=shapes.index, crs=shapes.crs))
