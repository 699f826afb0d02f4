"""Study areas from OpenStreetMap: their parts, also from a folder that was written before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.area.road_source import RoadSource
from layers.imports.report import ImportReport
from layers.imports.vector_files import read_vector
from layers.new_area.parts import OSM_LAYERS, Part, osm_points
from layers.osm.area import POINT_LAYERS, OsmArea
from layers.osm.roads import RoadTable
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.wording import lazy_gettext


def read_folder(folder: Path) -> OsmArea:
    """Read an area that `layers.osm.area.write_area` wrote.

    Parameters
    ----------
    folder
        With `roads.gpkg`, its provenance, and the other layers; missing ones count as empty.

    Raises
    ------
    InputError
        If there are no roads, or a file cannot be read.
    """
    roads = folder / "roads.gpkg"
    if not roads.exists():
        problem = lazy_gettext(
            "{folder} is not a result of 'area fetch': there is no roads.gpkg. Check the name "
            "of the folder.",
            folder=folder,
        )
        raise InputError([problem])
    edges, facts = read_vector(roads), _facts(roads.with_name("roads.gpkg.json"))
    counts = (int(facts.get(key, 0)) for key in ("lost_steps", "ferries", "ferries_with_duration"))
    source = RoadSource(RoadNetwork.from_edges(edges), "OpenStreetMap", "highway", None)
    points = {name: _layer(folder / f"{name}.gpkg") for name in POINT_LAYERS}
    return OsmArea(
        source,
        RoadTable(edges, *counts),
        points,
        facts,
        _layer(folder / "boundaries.gpkg"),
        tuple(map(str, facts.get("broken_boundaries", ()))),
    )


def osm_parts(area: OsmArea) -> dict[str, list[Part]]:
    """Return the layers of an area from OpenStreetMap that hold a row, except its roads."""
    layers = {layer: osm_points(area, layer) for layer in OSM_LAYERS}
    layers["boundaries"] = _boundaries(area)
    return {layer: [part] for layer, part in layers.items() if len(part.rows)}


def _boundaries(area: OsmArea) -> Part:
    """Take the kecamatan; where there are none, whatever there is."""
    kecamatan = area.boundaries.get("level", pd.Series(dtype=object)) == "district"
    rows = area.boundaries[kecamatan] if kecamatan.any() else area.boundaries
    rows = rows.reset_index(drop=True)
    rows.index += 1
    source = f"OpenStreetMap ({area.facts.get('data_from', '')})"
    facts = {"description": f"{source}, ODbL 1.0", "files": [], "broken": list(area.broken)}
    return Part(rows, ImportReport(source, len(rows), len(rows)), facts)


def _facts(path: Path) -> Mapping[str, Any]:
    """Read the provenance beside the roads; none where it is missing or damaged."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _layer(path: Path) -> gpd.GeoDataFrame:
    """Read a layer as it was before it was written: texts and flags, None where empty."""
    if not path.exists():
        return gpd.GeoDataFrame({"code": [], "kind": []}, geometry=[], crs=4326, dtype=object)
    frame = read_vector(path)
    for name in frame.columns.drop(frame.geometry.name):
        values = frame[name].astype(object)
        frame[name] = values.where(values.notna(), None)
    if "confirmed" in frame:
        flags = [str(value).lower() in {"true", "1"} for value in frame["confirmed"]]
        frame["confirmed"] = pd.Series(flags, index=frame.index, dtype=object)
    return frame
