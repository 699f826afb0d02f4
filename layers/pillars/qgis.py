"""The matrix of the pillars as layers for QGIS."""

from __future__ import annotations

from layers.jobs.progress import Report
from layers.pillars.answer import PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS
from layers.pillars.map import FACILITY_SYMBOLS, village_symbols
from layers.qgis.base import classed, facility_layer, ground_layers
from layers.qgis.styles import styled_gpkg
from spatial.wording import _


def pillar_gpkg(
    answer: PillarAnswer, settings: PillarSettings, progress: Report | None = None
) -> bytes:
    """Write the matrix of the pillars for QGIS: villages, facilities, roads, kecamatan.

    Parameters
    ----------
    answer, settings
        What was measured and how it is judged.
    progress : callable, optional
        As in `layers.qgis.styles.styled_gpkg`.

    Returns
    -------
    bytes
        GeoPackage.
    """
    table = answer.table(settings)
    symbols, entries = village_symbols(table)
    found = {
        f"{key} {_(PILLARS[key].short)}": (answer.facilities[key], FACILITY_SYMBOLS[key])
        for key in answer.trips
    }
    layers = [
        classed("desa", table, symbols, entries),
        facility_layer(found),
        *ground_layers(answer.area),
    ]
    return styled_gpkg(layers[::-1], answer.provenance(settings), progress)
