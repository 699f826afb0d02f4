"""How far villages are from a service, as layers for QGIS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from layers.access.answer import AccessAnswer, answer_routes
from layers.access.print_map import facilities_of_target
from layers.jobs.progress import Report
from layers.printmap.base_map import view_of
from layers.qgis.base import classed, facility_layer, ground_layers, title_of
from layers.qgis.styles import layer_of, styled_gpkg
from layers.webmap import style
from layers.webmap.measure_view import measure_symbols


def access_gpkg(answer: AccessAnswer, threshold: float, progress: Report | None = None) -> bytes:
    """Write an answer on access for QGIS: villages, facilities, routes, roads, kecamatan.

    Parameters
    ----------
    answer : AccessAnswer
        The answer.
    threshold : float
        Metres or seconds.
    progress : callable, optional
        As in `layers.qgis.styles.styled_gpkg`.

    Returns
    -------
    bytes
        GeoPackage.
    """
    area = answer.area
    view = view_of(answer.question.measure, threshold)
    symbols, entries = measure_symbols(area.villages, answer.trips, view)
    facts = area.villages[["district", "kind", "desmigratif", "precision", "geometry"]]
    villages = gpd.GeoDataFrame(
        answer.trips.join(facts), geometry="geometry", crs=area.villages.crs
    )
    traced = [answer_routes(answer, kind) for kind in answer.by_facility]
    layers = [
        classed("desa", villages, symbols.tolist(), entries),
        facility_layer(facilities_of_target(area, answer.question.target)),
        layer_of("rute", title_of("rute"), _joined(traced), replace(style.ROUTE, width=2)),
        *ground_layers(area),
    ]
    return styled_gpkg(layers[::-1], answer.provenance(threshold), progress)


def _joined(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    joined = pd.concat(frames, ignore_index=True)
    there = joined.geometry.notna() & ~joined.geometry.is_empty
    return gpd.GeoDataFrame(joined[there], geometry="geometry", crs=4326)
