"""A surface of distance or time as a picture in colour classes on a map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import affine
import folium
import numpy as np
import pandas as pd
import rasterio
from numpy.typing import NDArray
from rasterio.io import MemoryFile
from rasterio.warp import Resampling, reproject, transform_bounds

from layers.exports.files import provenance_bytes
from layers.text.measures import unit_text
from layers.webmap.elements import LegendContent
from layers.webmap.symbols import (
    Entry,
    Symbol,
    class_breaks,
    class_colours,
    class_labels,
    class_of,
)
from spatial.access.measure import DISTANCE, TIME, Measure
from spatial.crs import WGS84
from spatial.service_areas.cost_raster import OFF_NETWORK, OK, OUTSIDE, UNREACHABLE, Surface
from spatial.wording import N_, _

MERCATOR: Final = "EPSG:3857"
PIXELS: Final = 1_500_000
"""Of the picture, at most; about the cells of a large area at four pixels a side."""

FINEST: Final = 4.0
"""Pixels along a cell at most, so that the browser's smoothing leaves cells as they are."""

NO_TRIP: Final = {
    UNREACHABLE: (N_("Not connected by road"), "#525252"),
    OFF_NETWORK: (N_("Too far from any road"), "#bdbdbd"),
}
NOTE: Final = N_(
    "Each cell is measured from its centre: leg to the road + road + leg to the facility."
)


@dataclass(frozen=True, eq=False)
class ClassedSurface:
    """A surface in classes.

    Attributes
    ----------
    classes : ndarray of uint8, shape (rows, columns)
        0 outside the area; then the classes of `labels`, from 1.
    labels, colours : list of str
        Of the classes, near to far, then those without a trip that occur.
    cells : list of int
        Number of cells of each class.
    """

    classes: NDArray[np.uint8]
    labels: list[str]
    colours: list[str]
    cells: list[int]


def classed(surface: Surface, threshold: float | None = None) -> ClassedSurface:
    """Sort the cells of a surface into classes.

    Parameters
    ----------
    surface : Surface
        The surface.
    threshold : float, optional
        A limit that must part two classes, metres or seconds.

    Returns
    -------
    ClassedSurface
        The classes, in km or minutes.
    """
    measure = _measure(surface)
    unit = unit_text(measure)
    there = surface.status == OK
    values = measure.displayed(np.asarray(surface.values)[there])
    limit = None if threshold is None else measure.displayed_threshold(threshold)
    breaks = class_breaks(values, limit)
    labels, colours = class_labels(breaks, unit), class_colours(len(breaks) + 1)
    classes = np.zeros(surface.status.shape, dtype=np.uint8)
    classes[there] = class_of(values, breaks) + 1
    for status, (label, colour) in NO_TRIP.items():
        labels.append(_(label))
        colours.append(colour)
        classes[surface.status == status] = len(labels)
    cells = np.bincount(classes.ravel(), minlength=len(labels) + 1)[1:]
    return ClassedSurface(classes, labels, colours, cells.tolist())


def _measure(surface: Surface) -> Measure:
    return DISTANCE if surface.unit == DISTANCE.unit else TIME


def surface_layer(surface: Surface, threshold: float | None = None) -> folium.FeatureGroup:
    """Draw a surface.

    Parameters
    ----------
    surface : Surface
        The surface.
    threshold : float, optional
        A limit that must part two classes, metres or seconds.

    Returns
    -------
    folium.FeatureGroup
        A layer for ``feature_group_to_add`` of streamlit-folium, with the legend.
    """
    found = classed(surface, threshold)
    picture, (west, south, east, north) = mercator_picture(surface, found)
    layer = folium.FeatureGroup(_("Surface"))
    # Above the boundaries, and below the roads: in a pane Leaflet puts pictures below lines.
    folium.raster_layers.ImageOverlay(
        picture, [[south, west], [north, east]], opacity=0.85, pane="line"
    ).add_to(layer)
    word = _("Distance") if surface.unit == "m" else _("Travel time")
    entries = [
        Entry(_("{measure} to the nearest facility (number of cells)").format(measure=word))
    ]
    entries += [
        Entry(label, Symbol("area", colour, "#777777", 18, 0.5), count)
        for label, colour, count in zip(found.labels, found.colours, found.cells, strict=True)
        if count
    ]
    LegendContent(entries, NOTE).add_to(layer)
    return layer


def mercator_picture(
    surface: Surface, found: ClassedSurface
) -> tuple[NDArray[np.uint8], tuple[float, float, float, float]]:
    """Bring classes into the projection of web maps, where a picture has straight edges.

    Parameters
    ----------
    surface : Surface
        Where the cells lie.
    found : ClassedSurface
        Their classes.

    Returns
    -------
    picture : ndarray of uint8, shape (h, w, 4)
        Red, green, blue and opacity; nothing outside the area.
    bounds : tuple of float
        West, south, east, north in degrees.
    """
    rows, columns = found.classes.shape
    source = rasterio.CRS.from_wkt(surface.crs.to_wkt())
    left, top = surface.transform.c, surface.transform.f
    right, bottom = surface.transform @ (columns, rows)
    x0, y0, x1, y1 = transform_bounds(source, MERCATOR, left, bottom, right, top)
    fine = min(FINEST, (PIXELS / (rows * columns)) ** 0.5)
    height, width = (max(1, round(size * fine)) for size in (rows, columns))
    classes = np.zeros((height, width), dtype=np.uint8)
    reproject(
        found.classes, classes, src_transform=surface.transform, src_crs=source,
        dst_transform=affine.Affine((x1 - x0) / width, 0, x0, 0, (y0 - y1) / height, y1),
        dst_crs=MERCATOR,
        resampling=Resampling.nearest,
    )  # fmt: skip
    west, south, east, north = transform_bounds(MERCATOR, WGS84.to_wkt(), x0, y0, x1, y1)
    return _palette(found.colours)[classes], (west, south, east, north)


def _palette(colours: list[str]) -> NDArray[np.uint8]:
    """(n + 1, 4) colours by class; class 0 cannot be seen."""
    seen = [[*bytes.fromhex(colour.removeprefix("#")), 255] for colour in colours]
    return np.array([[0, 0, 0, 0], *seen], dtype=np.uint8)


def class_table(surface: Surface, threshold: float | None = None) -> pd.DataFrame:
    """Count the cells and the land of each class.

    Parameters
    ----------
    surface : Surface
        The surface.
    threshold : float, optional
        As `surface_layer`.

    Returns
    -------
    pandas.DataFrame
        `label`, `cells`, `km2` and `share` of the area's cells.
    """
    found = classed(surface, threshold)
    table = pd.DataFrame({"label": found.labels, "cells": found.cells})
    table["km2"] = table["cells"] * abs(surface.transform.a * surface.transform.e) / 1e6
    table["share"] = table["cells"] / max(1, int((surface.status != OUTSIDE).sum()))
    return table[table["cells"] > 0].reset_index(drop=True)


PROVENANCE_TAG = "DESMIGRATIF_PROVENANCE"
UNIT_WORDS = {"m": "metres", "s": "minutes"}
"""Of the values in a file, by the unit of the surface."""

NODATA = -1.0
"""No distance or time is negative, and every program understands it, unlike NaN."""


def surface_bytes(surface: Surface, provenance: Mapping[str, Any]) -> bytes:
    """Write a surface as a GeoTIFF with two bands of float32.

    Parameters
    ----------
    surface
        The surface.
    provenance
        As `layers.area.provenance` collects it; goes into the tags as JSON.

    Returns
    -------
    bytes
        Band 1: metres or minutes to the nearest facility, `NODATA` without a trip. Band 2: what
        the cell is (1 with a trip, 2 not connected, 3 no road near), `NODATA` outside the area.
    """
    rows, columns = np.shape(surface.values)
    found = _measure(surface).in_file_unit(surface.values)
    values = np.where(np.isfinite(found), found, NODATA).astype(np.float32)
    status = np.where(surface.status == OUTSIDE, NODATA, surface.status).astype(np.float32)
    facts = json.loads(provenance_bytes(provenance))
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", width=columns, height=rows, count=2, dtype="float32",
            crs=rasterio.CRS.from_wkt(surface.crs.to_wkt()), transform=surface.transform,
            nodata=NODATA, compress="deflate", predictor=3,
        ) as file:  # fmt: skip
            file.write(values, 1)
            file.write(status, 2)
            file.set_band_description(1, f"{UNIT_WORDS[surface.unit]} to the nearest facility")
            file.set_band_description(2, "1 trip, 2 not connected, 3 no road near")
            file.units = (UNIT_WORDS[surface.unit], "")
            file.update_tags(
                **{PROVENANCE_TAG: json.dumps(facts, ensure_ascii=False)},
                TIFFTAG_SOFTWARE=f"Desmigratif Spasial {facts.get('version', '')}".strip(),
            )
        return bytes(memory.getbuffer())
