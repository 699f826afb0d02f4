"""Any road source to a `RoadNetwork`: osmnx GraphML, or drawn lines in any vector format."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from layers.area.road_source import RoadSource
from layers.imports.failures import explains_failures
from layers.imports.options import ReadOptions
from layers.imports.road_classes import guess_class_column, guess_name_column, line_classes
from layers.imports.road_columns import has_nodes, standard_columns
from layers.imports.vector_files import read_layer, read_vector
from spatial.errors import InputError
from spatial.network.cleaning import clean_lines
from spatial.network.edge_table import merge_opposite_edges
from spatial.network.positions import at_positions
from spatial.network.road_network import RoadNetwork
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import _, lazy_gettext


@explains_failures
def read_roads(
    path: Path,
    tolerance_m: float = 5.0,
    options: ReadOptions | None = None,
    *,
    join_crossings: bool = True,
) -> RoadSource:
    """Read a road network from a file.

    Parameters
    ----------
    path
        An osmnx GraphML file, or a line layer (GPKG, GeoJSON, shapefile, GeoParquet, ...). Lines
        with columns `u` and `v` (node ids) are taken as the edges of a graph, not as drawn lines.
    tolerance_m
        For line layers: gaps at dead ends that are closed, metres.
    options
        What the user states about the file: layer, coordinate system, encoding.
    join_crossings
        For line layers: whether crossings without a shared vertex are joined.

    Raises
    ------
    InputError
        If the file is missing, cannot be read or holds no roads.
    """
    if path.suffix.lower() == ".graphml":
        return RoadSource(_read_graphml(path), "osmnx graph", "highway", None)
    lines = _lines(path, options or ReadOptions())
    if has_nodes(lines):
        lines = standard_columns(lines)
        column = "highway" if "highway" in lines else None
        return RoadSource(RoadNetwork.from_edges(lines), "edge table", column, None)
    return roads_from_lines(lines, tolerance_m, join_crossings=join_crossings)


def _lines(path: Path, options: ReadOptions) -> gpd.GeoDataFrame:
    """Read lines in their own coordinate system, or as the user states."""
    if options == ReadOptions() and path.suffix.lower() != ".zip":
        return read_vector(path)
    return read_layer(path, crs=options.crs, encoding=options.encoding, layer=options.layer).frame


def roads_from_lines(
    lines: gpd.GeoDataFrame,
    tolerance_m: float,
    mapping: Mapping[str, str] | None = None,
    *,
    column: str | None = None,
    join_crossings: bool = True,
) -> RoadSource:
    """Make a network from drawn lines; see `spatial.network.cleaning.clean_lines`.

    Parameters
    ----------
    lines
        Drawn road lines with a CRS.
    tolerance_m
        Gaps at dead ends that are closed, metres.
    mapping
        The user's road class for words of the class column, see
        `layers.imports.road_classes.class_mapping`; words that it leaves out keep the guessed
        class.
    column
        The column with the class; guessed if None.
    join_crossings
        Whether crossings without a shared vertex are joined, except those of toll roads.

    Raises
    ------
    InputError
        If the lines cannot be used, or column or mapping do not fit them.
    """
    chosen = guess_class_column(lines) if column is None else column
    if chosen is None and mapping:
        raise InputError(
            [lazy_gettext("The road layer has no column of classes; show which it is.")]
        )
    if chosen is not None and chosen not in lines.columns:
        raise InputError([lazy_gettext("The road layer has no column '{chosen}'.", chosen=chosen)])
    name = guess_name_column(lines, chosen)
    table = standard_columns(lines).assign(
        highway=line_classes(lines, chosen, mapping),
        name="" if name is None else lines[name],
    )
    edges, report = clean_lines(table, tolerance_m, join_crossings=join_crossings)
    return RoadSource(RoadNetwork.from_edges(edges), "drawn lines", chosen, report)


def joins_table(source: RoadSource, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """List the gaps that cleaning closed, widest first.

    Parameters
    ----------
    source
        A network made from drawn lines.
    roads
        The lines it was made from, in the same order.

    Returns
    -------
    geopandas.GeoDataFrame
        `name` of the road whose end was joined, `gap_m` in metres, and the connecting line,
        EPSG:4326; no rows for a network that is a graph already.
    """
    if source.cleaning is None:
        return gpd.GeoDataFrame({"name": [], "gap_m": []}, geometry=[], crs=4326)
    joins = source.cleaning.joins
    named = joins.assign(name=at_positions(roads["name"], joins["line"]))
    ordered = named.sort_values("gap_m", ascending=False, ignore_index=True)
    return ordered[["name", "gap_m", "geometry"]]


def crossings_table(source: RoadSource, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """List the places where drawn roads cross without a shared vertex.

    Parameters
    ----------
    source
        A network made from drawn lines.
    roads
        The lines it was made from, in the same order.

    Returns
    -------
    geopandas.GeoDataFrame
        `name` and `row` (number of the line in its file) of one road, `other_name` and
        `other_row` of the other, `toll` (one of them is a toll road), `joined` (whether the
        network connects them there), `lon`, `lat` (degrees) and the place, EPSG:4326; no rows for
        a graph, and for networks of versions that did not list them.
    """
    report = source.cleaning
    if report is None or report.open_crossings is None:
        columns = ("name", "row", "other_name", "other_row", "toll", "joined", "lon", "lat")
        blank: dict[str, list[object]] = {column: [] for column in columns}
        return gpd.GeoDataFrame(blank, geometry=[], crs=4326)
    found = report.open_crossings
    return gpd.GeoDataFrame(
        {
            "name": at_positions(roads["name"], found["line"]),
            "row": found["row"].to_numpy(),
            "other_name": at_positions(roads["name"], found["other"]),
            "other_row": found["other_row"].to_numpy(),
            "toll": found["toll"].to_numpy(dtype=bool),
            "joined": found["joined"].to_numpy(dtype=bool),
            "lon": found.geometry.x.round(7).to_numpy(),
            "lat": found.geometry.y.round(7).to_numpy(),
        },
        geometry=found.geometry.to_numpy(),
        crs=4326,
    )


def near_lines_table(source: RoadSource, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """List the gaps in mid-line: drawn roads near each other that do not meet.

    Parameters
    ----------
    source
        A network made from drawn lines.
    roads
        The lines it was made from, in the same order.

    Returns
    -------
    geopandas.GeoDataFrame
        `name`, `row`, `other_name`, `other_row` as of `crossings_table`, `gap_m` in metres,
        `apart` (the two are on different parts of the drawing), `closed`, `lon`, `lat` of the
        middle (degrees) and the connecting line, EPSG:4326; no rows for a graph.
    """
    report = source.cleaning
    if report is None or report.near_lines is None:
        columns = (
            "name", "row", "other_name", "other_row", "gap_m", "apart", "closed", "lon", "lat",
        )  # fmt: skip
        blank: dict[str, list[object]] = {column: [] for column in columns}
        return gpd.GeoDataFrame(blank, geometry=[], crs=4326)
    found = report.near_lines
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(found.geometry.to_numpy(), 0.5, normalized=True)
    )
    return gpd.GeoDataFrame(
        {
            "name": at_positions(roads["name"], found["line"]),
            "row": found["row"].to_numpy(),
            "other_name": at_positions(roads["name"], found["other"]),
            "other_row": found["other_row"].to_numpy(),
            "gap_m": found["gap_m"].to_numpy(dtype=float),
            "apart": found["apart"].to_numpy(dtype=bool),
            "closed": found["closed"].to_numpy(dtype=bool),
            "lon": middle[:, 0].round(7),
            "lat": middle[:, 1].round(7),
        },
        geometry=found.geometry.to_numpy(),
        crs=4326,
    )


def _read_graphml(path: Path) -> RoadNetwork:
    if not path.is_file():
        raise InputError([_("The file {path} does not exist.").format(path=path)])
    import osmnx  # noqa: PLC0415  (2 s to import, and only graphs need it)

    try:
        graph = osmnx.load_graphml(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nodes, edges = osmnx.graph_to_gdfs(graph, fill_edge_geometry=True)
        edges = edges.reset_index().to_crs(4326)
        table = gpd.GeoDataFrame(
            {
                "u": edges["u"],
                "v": edges["v"],
                "length_m": edges["length"].astype(float),
                "highway": _slowest(edges["highway"]) if "highway" in edges else "",
                "maxspeed": _joined(edges["maxspeed"]) if "maxspeed" in edges else None,
                "name": _joined(edges["name"]) if "name" in edges else "",
            },
            geometry=edges.geometry,
        )
        where = nodes.to_crs(4326).geometry
    except Exception as error:  # any fault of the file: XML, keys, types, missing attributes
        problem = lazy_gettext(
            "{file} is not a graph as osmnx writes it, or it is damaged. Save the graph with "
            "osmnx.save_graphml.",
            file=path.name,
        )
        raise InputError([problem]) from error
    places = pd.DataFrame({"id": nodes.index, "lon": where.x.array, "lat": where.y.array})
    both_ways = merge_opposite_edges(table) if graph.is_directed() else table.assign(oneway=False)
    return RoadNetwork.from_edges(both_ways, places)


def _as_list(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(v) for v in value]
    return [] if value is None or value != value else re.split(r"\s*;\s*", str(value))  # noqa: PLR0124


def _joined(values: pd.Series) -> pd.Series:
    """Join the values that osmnx collected when it merged edges."""
    return values.map(lambda value: "; ".join(_as_list(value)))


def _slowest(values: pd.Series) -> pd.Series:
    """Keep the slowest, for cars, of the classes that osmnx collected when it merged edges."""

    def car_speed(road: str) -> float:
        speed = ROAD_CLASSES[road].car if road in ROAD_CLASSES else 0.0
        return speed or math.inf

    return values.map(lambda value: min(_as_list(value), key=car_speed, default=""))
