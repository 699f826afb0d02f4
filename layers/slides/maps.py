"""Maps of a story whose layers come after the map: on a page they change, here they stay."""

from __future__ import annotations

import folium

from layers.webmap.assets import OfflineMap
from layers.webmap.base import number_parts


def with_layer(paper: OfflineMap, layer: folium.FeatureGroup) -> OfflineMap:
    """Add a layer to a finished map.

    Parameters
    ----------
    paper
        The map, with its legend and its layer control.
    layer
        What streamlit-folium would add later; it fills the legend. The layer control, which is
        made before it, does not list it.

    Returns
    -------
    OfflineMap
        The same map.
    """
    layer.control = False
    layer.add_to(paper)
    number_parts(paper)
    return paper
