"""A GeoPackage that QGIS opens as the map looks: layers, and their styles beside them.

QGIS keeps styles in a table `layer_styles` of the file and takes the default one of a layer when
it is opened (QGIS user guide, "Save and load layer properties"; columns as `QgsOgrProvider` makes
them).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from layers.exports.frame_files import PROVENANCE_LAYER, Provenance, facts_table, without_lists
from layers.qgis.qgis_symbols import colour_text, symbol_element
from layers.webmap.symbols import Symbol
from spatial import __version__

DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
QGIS_VERSION: Final = "3.22.0-Białowieża"
"""The oldest version that the styles are checked with."""

STYLES_TABLE: Final = "layer_styles"
GEOMETRY: Final = "geom"
STYLE_NAME_LENGTH: Final = 30
Progress = Callable[[float, str], None]


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
    layers: Sequence[StyledLayer], provenance: Provenance, progress: Progress | None = None
) -> bytes:
    """
    Write layers, their styles and the provenance as a GeoPackage.

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
                progress(place / len(shown), layer.title)
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
    """
    Return the rows of `layer_styles`.

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
    """
    Write the style of a layer.

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
    """
    Return a layer of one look.

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
