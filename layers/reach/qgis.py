"""Which markets the products of villages reach, as layers for QGIS."""

from __future__ import annotations

from layers.area.study_area import StudyArea
from layers.jobs.progress import Report
from layers.qgis.base import classed, facility_layer, ground_layers
from layers.qgis.styles import styled_gpkg
from layers.reach.answer import ReachAnswer
from layers.reach.map import village_symbols
from layers.webmap import style
from spatial.wording import _


def reach_gpkg(answer: ReachAnswer, area: StudyArea, progress: Report | None = None) -> bytes:
    """Write an answer on market reach for QGIS: villages, markets, roads, kecamatan.

    Parameters
    ----------
    answer, area, progress
        As in `coverage_gpkg`.

    Returns
    -------
    bytes
        GeoPackage.
    """
    symbols, entries = village_symbols(answer)
    layers = [
        classed("desa", answer.village_table(), symbols, entries),
        facility_layer({_("Market"): (answer.market_table(), style.MARKET)}),
        *ground_layers(area),
    ]
    notes = answer.provenance(area=area.title, sources=area.sources, note=area.network_note)
    return styled_gpkg(layers[::-1], notes, progress)
