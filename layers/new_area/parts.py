"""The parts of a study area in the making: layers from files, OpenStreetMap or typed rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.area import schema
from layers.area.provenance import file_facts
from layers.area.road_source import RoadSource
from layers.imports.boundaries import BoundaryImport, import_boundaries
from layers.imports.points import PointImport, PointOptions, import_points
from layers.imports.report import ImportReport
from layers.imports.road_classes import guess_name_column
from layers.imports.road_columns import has_nodes
from layers.imports.road_lines import RoadImport, import_roads
from layers.imports.roads import read_roads
from layers.imports.validation import check_import
from layers.osm.area import OsmArea
from spatial.wording import N_

"""Columns of an edge table, as `area fetch` and osmnx write it: it is a graph already."""

OSM_VILLAGES = ("village",)
"""Places of OpenStreetMap that stand for a desa; hamlets are parts of one."""

OSM_LAYERS: Mapping[str, str] = {
    "offices": "offices",
    "markets": "markets",
    "services": "facilities",
    "villages": "places",
}
"""Layers of an area, and those of OpenStreetMap that fill them."""


@dataclass(frozen=True, eq=False)
class Part:
    """Rows for one layer, from one source.

    Attributes
    ----------
    rows
        Labelled with their numbers in the source; rows with an error are there, too.
    report
        What was found wrong with them.
    facts
        Where they come from: `description`, `files` and more, for the provenance.
    shapes
        What a map layer has for each row, on the index of `rows`: polygons of villages are a
        layer of their own. None for a table.
    """

    rows: gpd.GeoDataFrame
    report: ImportReport
    facts: Mapping[str, Any]
    shapes: gpd.GeoSeries | None = None


@dataclass(frozen=True, eq=False)
class RoadPart:
    """The roads of an area.

    Attributes
    ----------
    lines
        As the map draws them: schema `roads`.
    source
        The network made from them.
    report
        What was found wrong; None for a graph.
    facts
        As for `Part`.
    settings
        What the network was made with, such as `tolerance_m`.
    note
        What a reader of distances must know of it; it is kept with the area, and translated where
        it is shown.
    """

    lines: gpd.GeoDataFrame
    source: RoadSource
    report: ImportReport | None
    facts: Mapping[str, Any]
    settings: Mapping[str, Any] = field(default_factory=dict)
    note: str = N_("Road network from the user's files; look at the findings on the page Map.")


def facts_of(*paths: Path) -> dict[str, Any]:
    """Describe files for the provenance: names, sizes and SHA-256."""
    names = ", ".join(path.name for path in paths)
    return {"description": names, "files": [file_facts(path) for path in paths]}


def points_part(
    read: PointImport, facts: Mapping[str, Any], areas: gpd.GeoDataFrame | None = None
) -> Part:
    """Check imported points; see `layers.imports.validation.check_points`."""
    checked = check_import(read, areas)
    return Part(checked.points, checked.report, facts, checked.shapes)


def points_from_file(layer: str, path: Path) -> Part:
    """Read a layer of points with everything guessed.

    A village is an area, so its point is only one inside it.

    Raises
    ------
    InputError
        If the file as a whole cannot be used.
    """
    precision = "village point" if layer == "villages" else "published"
    options = PointOptions(precision=precision, target=layer)
    return points_part(import_points(path, options), facts_of(path))


def boundaries_part(read: BoundaryImport, facts: Mapping[str, Any]) -> Part:
    """Bring imported boundaries into the schema.

    An area without a code, or with that of an earlier one, gets one of its own, which is none of
    Kemendagri or BPS; an area without a name is called by its code.
    """
    description = str(facts.get("description") or "berkas pengguna")
    rows = read.areas.assign(source=description, precision="dari berkas pengguna")
    code, numbers = rows["code"], rows.index.to_series().astype(str)
    own = code.mask(code == "", "baris-" + numbers)
    own = own.mask(own.duplicated(), own + "-" + numbers)
    named = rows["name"].where(rows["name"] != "", own)
    return Part(rows.assign(code=own, name=named), read.report, facts)


def boundaries_from_file(path: Path) -> Part:
    """Read boundaries with everything guessed.

    Raises
    ------
    InputError
        If the file as a whole cannot be used.
    """
    return boundaries_part(import_boundaries(path), facts_of(path))


def drawn_roads(
    read: RoadImport,
    facts: Mapping[str, Any],
    tolerance_m: float = 5.0,
    mapping: Mapping[str, str] | None = None,
    *,
    join_crossings: bool = True,
) -> RoadPart:
    """Make drawn lines into a network; see `layers.imports.roads.roads_from_lines`.

    Raises
    ------
    InputError
        If the lines cannot be used, or the mapping of classes does not fit them.
    """
    name = guess_name_column(read.lines, read.column)
    names = "" if name is None else read.lines[name]
    lines = read.classed(mapping).assign(name=names).reset_index(drop=True)
    source = read.network(tolerance_m, mapping, join_crossings=join_crossings)
    settings: dict[str, Any] = {"tolerance_m": tolerance_m}
    if not join_crossings:
        settings["join_crossings"] = False
    if mapping:
        settings["road_classes"] = dict(mapping)
    return RoadPart(_road_lines(lines), source, read.report, facts, settings)


def roads_from_file(
    path: Path, tolerance_m: float = 5.0, *, join_crossings: bool = True
) -> RoadPart:
    """Read an osmnx graph, or drawn lines with everything guessed.

    Raises
    ------
    InputError
        If the file as a whole cannot be used.
    """
    if is_graph(path):
        return _graph(path)
    read = import_roads(path)
    if has_nodes(read.lines):
        return _graph(path)
    return drawn_roads(read, facts_of(path), tolerance_m, join_crossings=join_crossings)


def _graph(path: Path) -> RoadPart:
    source = read_roads(path)
    return RoadPart(
        _road_lines(source.network.edges_frame()), source, None, facts_of(path),
        note=N_("Road network from the user's OpenStreetMap graph."),
    )  # fmt: skip


def is_graph(path: Path) -> bool:
    """Tell whether a file is a finished graph and not drawn lines."""
    return path.suffix.lower() == ".graphml"


def osm_roads(area: OsmArea) -> RoadPart:
    """Take the roads of an area from OpenStreetMap."""
    return RoadPart(
        _road_lines(area.table.edges),
        area.roads,
        None,
        {"description": f"{_osm_source(area)}, ODbL 1.0", "files": [], **area.facts},
        note=N_(
            "Road network of OpenStreetMap; how complete it is differs from region to region."
        ),
    )


def osm_points(area: OsmArea, layer: str) -> Part:
    """Take a layer of points from OpenStreetMap; only places of the rank of a village."""
    rows = area.points[OSM_LAYERS[layer]]
    if layer == "villages":
        rows = rows[rows["kind"].isin(OSM_VILLAGES)].assign(kind="")
    texts = ("regency", "district", "code", "province")
    blank = {name: "" for name in texts if name not in rows}
    rows = rows.assign(**blank).reset_index(drop=True)
    filled = {name: rows[name].astype(object).where(rows[name].notna(), "") for name in texts}
    rows = rows.assign(**filled)
    rows.index += 1
    source = _osm_source(area)
    report = ImportReport(source, len(rows), len(rows))
    return Part(rows, report, {"description": f"{source}, ODbL 1.0", "files": []})


def _osm_source(area: OsmArea) -> str:
    return f"OpenStreetMap ({area.facts.get('data_from', '')})"


def _road_lines(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep what the map and the schema need of road lines; an unknown class is `road`."""
    blank = pd.Series("", index=lines.index, dtype=object)
    name = lines.get("name", blank).astype(object)
    highway = lines["highway"].astype(object).replace("", "road")
    columns = {"name": name.where(name.notna(), ""), "highway": highway}
    frame = gpd.GeoDataFrame(columns, geometry=lines.geometry, crs=lines.crs)
    return schema.validate(frame.reset_index(drop=True), "roads")
