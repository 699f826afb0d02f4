"""What every map is made of: paper, panes, layers of points, lines and areas, legend."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from branca.element import Element
from folium.map import CustomPane

from layers.webmap.assets import OfflineMap
from layers.webmap.elements import (
    Facts,
    Furniture,
    IdTip,
    Legend,
    NameLabels,
    NameTip,
    inert,
)
from layers.webmap.interaction import FirstView, KeyboardAndTouch
from layers.webmap.symbols import Symbol
from spatial.wording import _

# Panes from bottom to top; layers keep their place when they are switched off and on again.
PANES: Final = {"area": 380, "line": 390, "route": 400, "label": 410, "point": 420, "halo": 430}

DECIMALS: Final = 5  # about a metre
TOLERANCE_DEG: Final = 0.00003  # about three metres: drawings only, results keep every vertex
LEGEND_PX: Final = 300
MANY_POINTS: Final = 2000  # from here on a canvas draws faster than SVG

Properties = Mapping[str, str | list[str]]
Bounds = tuple[float, float, float, float]


def base_map(
    bounds: Bounds, attribution: str, *, many_points: bool = False, legend_px: int = LEGEND_PX
) -> OfflineMap:
    """Start a map: plain paper, with OpenStreetMap as a choice that is off.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in degrees; the first view.
    attribution : str
        Sources of the data, shown in the corner.
    many_points : bool, default False
        Draw on a canvas, for thousands of points.
    legend_px : int, optional
        Width in pixels to keep clear at the right.

    Returns
    -------
    OfflineMap
        The map, with the panes of `PANES`.
    """
    west, south, east, north = (round(float(value), DECIMALS) for value in bounds)
    centre = [(south + north) / 2, (west + east) / 2]
    paper = OfflineMap(
        centre, tiles=None, zoom_control=False, font_size="13px",
        prefer_canvas=many_points, zoom_snap=0.5,
    )  # fmt: skip
    paper.options.update(min_zoom=4, max_zoom=18)
    for name, z_index in PANES.items():
        CustomPane(name, z_index, pointer_events=name in {"line", "point"}).add_to(paper)
    folium.FeatureGroup(_("No base map"), overlay=False).add_to(paper)
    folium.TileLayer(
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png", attr=_("© OpenStreetMap contributors"),
        name=_("OpenStreetMap (needs internet)"), show=False,
    ).add_to(paper)  # fmt: skip
    Furniture(attribution).add_to(paper)
    KeyboardAndTouch().add_to(paper)
    FirstView([[south, west], [north, east]], legend_px).add_to(paper)
    return paper


def finish(paper: OfflineMap, legend: Legend) -> OfflineMap:
    """Add legend and layer control, and number the parts.

    Folium names the parts of a map at random. Here they get names that depend on their place
    only, so that the same input gives the same page.

    Parameters
    ----------
    paper : OfflineMap
        The map with all its layers.
    legend : Legend
        Its legend.

    Returns
    -------
    OfflineMap
        The same map.
    """
    folium.LayerControl(collapsed=True).add_to(paper)
    legend.add_to(paper)
    number_parts(paper)
    return paper


def number_parts(paper: OfflineMap) -> None:
    """Give the parts of a map names that depend on their place only."""
    for place, part in enumerate(_parts(paper)):
        part._id = hashlib.sha256(str(place).encode()).hexdigest()[:32]  # noqa: SLF001


def _parts(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - folium has no other way
        yield from _parts(child)


def group(paper: OfflineMap, name: str, *layers: folium.GeoJson, show: bool = True) -> None:
    """Put layers on the map as one that the user can switch off.

    Parameters
    ----------
    paper : OfflineMap
        The map.
    name : str
        Name in the layer control.
    *layers : folium.GeoJson
        Its parts, from bottom to top.
    show : bool, default True
        Whether it is switched on at first.
    """
    together = folium.FeatureGroup(name, show=show)
    for layer in layers:
        layer.add_to(together)
    together.add_to(paper)


def points(
    frame: gpd.GeoDataFrame,
    symbols: Sequence[Symbol],
    facts: pd.DataFrame | None = None,
    *,
    pane: str = "point",
) -> folium.GeoJson:
    """Draw points with a tooltip and a popup.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        n points with columns ``id`` and ``name``.
    symbols : sequence of Symbol
        n symbols. All circles become paths; any other shape makes all of them icons.
    facts : pandas.DataFrame, optional
        n rows of text; the columns are the labels in the popup. Empty texts are left out.
        Without columns there is no popup, only the tooltip.
        Without it the points answer neither mouse nor touch.
    pane : str, default "point"
        A key of `PANES`, for circles.

    Returns
    -------
    folium.GeoJson
        One layer.
    """
    circles = all(symbol.shape == "circle" for symbol in symbols)
    styles = [s.path_style() if circles else s.icon_style() for s in symbols]
    marker = folium.CircleMarker() if circles else folium.Marker(icon=folium.DivIcon())
    marker.options |= {"interactive": facts is not None, "keyboard": False}
    marker.options |= {"pane": pane} if circles else {}
    layer = folium.GeoJson(
        _collection(frame.geometry, _properties(frame, facts)),
        style_function=lambda feature: styles[int(feature["id"])],
        marker=marker,
    )
    if facts is not None:
        (Facts(list(facts.columns)) if len(facts.columns) else IdTip()).add_to(layer)
    return layer


def names_at(places: gpd.GeoSeries, direction: str = "top") -> folium.GeoJson:
    """Write names on the map.

    Parameters
    ----------
    places : geopandas.GeoSeries
        Points in degrees; the index holds the names.
    direction : str, default "top"
        Where the names stand: ``"top"``, ``"right"``, ``"center"``, …

    Returns
    -------
    folium.GeoJson
        One layer, of invisible points.
    """
    layer = folium.GeoJson(
        _collection(places, [{"name": str(name)} for name in places.index]),
        marker=folium.CircleMarker(radius=0, stroke=False, interactive=False),
    )
    NameLabels(direction).add_to(layer)
    return layer


def lines(
    geometries: gpd.GeoSeries,
    symbol: Symbol,
    names: pd.Series | None = None,
    *,
    pane: str = "line",
) -> folium.GeoJson:
    """Draw lines in one style.

    Parameters
    ----------
    geometries : geopandas.GeoSeries
        n lines in degrees; simplified by about three metres.
    symbol : Symbol
        Their look.
    names : pandas.Series, optional
        n names for a tooltip. Without them the lines are drawn as one, which is quicker.
    pane : str, default "line"
        A key of `PANES`.

    Returns
    -------
    folium.GeoJson
        One layer.
    """
    simple = geometries.simplify(TOLERANCE_DEG)
    if names is None:
        simple = gpd.GeoSeries([shapely.MultiLineString(simple.explode().to_list())])
        return _drawn(simple, [""], symbol, pane)
    layer = _drawn(simple, names, symbol, pane, interactive=True)
    NameTip().add_to(layer)
    return layer


def areas(
    geometries: gpd.GeoSeries,
    symbol: Symbol,
    names: pd.Series | None = None,
    *,
    tolerance: float = TOLERANCE_DEG,
) -> folium.GeoJson:
    """Draw areas, perhaps with their names on them; they let the mouse through.

    Parameters
    ----------
    geometries : geopandas.GeoSeries
        n areas in degrees.
    symbol : Symbol
        Their look.
    names : pandas.Series, optional
        n names.
    tolerance : float, optional
        Degrees by which the areas are simplified; about three metres by default.

    Returns
    -------
    folium.GeoJson
        One layer.
    """
    simple = geometries.simplify(tolerance)
    if names is None:
        return _drawn(simple, [""] * len(simple), symbol, "area")
    layer = _drawn(simple, names, symbol, "area")
    NameLabels().add_to(layer)
    return layer


def _drawn(
    geometries: gpd.GeoSeries,
    names: Iterable[str],
    symbol: Symbol,
    pane: str,
    *,
    interactive: bool = False,
) -> folium.GeoJson:
    style = symbol.path_style()
    return folium.GeoJson(
        _collection(geometries, [{"name": name} for name in names]),
        style_function=lambda _: style,
        pane=pane,
        interactive=interactive,
    )


def _properties(frame: gpd.GeoDataFrame, facts: pd.DataFrame | None) -> list[Properties]:
    """Return n sets of properties, all text."""
    if facts is None:
        return [{}] * len(frame)
    rows = facts.astype(str).to_numpy().tolist()
    return [
        {"id": str(code), "name": str(name), "facts": row}
        for code, name, row in zip(frame["id"], frame["name"], rows, strict=True)
    ]


def _collection(geometries: gpd.GeoSeries, properties: Sequence[Properties]) -> dict[str, Any]:
    """Make a GeoJSON collection with rounded coordinates, inert texts and 0, 1, 2, … as ids."""
    rounded = shapely.transform(geometries.to_numpy(), _round)
    features = [
        {
            "type": "Feature",
            "id": str(i),
            "properties": {key: inert(value) for key, value in facts.items()},
            "geometry": shapely.geometry.mapping(shape),
        }
        for i, (shape, facts) in enumerate(zip(rounded, properties, strict=True))
    ]
    return {"type": "FeatureCollection", "features": features}


def _round(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return coordinates.round(DECIMALS)
