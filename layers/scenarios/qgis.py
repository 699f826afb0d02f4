"""A scenario as layers for QGIS."""

from __future__ import annotations

from layers.qgis.base import classed, facility_layer, ground_layers
from layers.qgis.styles import styled_gpkg
from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.map import change_symbols
from layers.webmap.style import OFFICE
from spatial.wording import _


def scenario_gpkg(answer: ScenarioAnswer) -> bytes:
    """Write the villages by what a scenario changes, the facilities after it, roads, kecamatan."""
    symbols, entries = change_symbols(answer)
    villages = answer.villages.reindex(answer.area.villages.index)
    layers = [
        classed("desa", villages, symbols, entries),
        facility_layer({_("After"): (answer.after.facilities, OFFICE)}),
        *ground_layers(answer.area),
    ]
    return styled_gpkg(layers[::-1], answer.provenance())
