"""The files of one version of a study area: GeoPackage, network, population, manifest."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from layers.area import schema
from layers.area.road_source import RoadSource
from layers.area.study_area import AREA_LAYERS, StudyArea
from layers.store.manifest import (
    AreaManifest,
    FileFacts,
    NetworkFacts,
    describe,
    read_area_manifest,
)
from layers.store.population_file import grid_bytes, read_grid
from layers.text.catalogues import source_text
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.network.cleaning import CleaningReport
from spatial.network.positions import NOWHERE
from spatial.network.road_network import RoadNetwork
from spatial.population.grid import PopulationGrid
from spatial.wording import _

GEOPACKAGE, NETWORK, MANIFEST = "area.gpkg", "network.npz", "manifest.json"
POPULATION = "population.tif"
"""Only where the area has a population grid."""

JOINS = "joins"
"""Further layer of the GeoPackage: the gaps that cleaning closed, where roads were drawn lines."""
CROSSINGS = "crossings"
"""Likewise: crossings without a shared vertex; areas of older versions do not have it."""
NEAR = "near_lines"
"""Likewise: gaps in mid-line."""
CLEANING_LAYERS = frozenset({JOINS, CROSSINGS, NEAR})
COUNTED = frozenset({"joins", "joined_m", "doubtful", "toll_apart", "near_closed", "near_open"})
"""Facts of the cleaning that follow from its layers."""
SAME_PLACE_DEG = 2e-7
"""Two places this near are the same: 2 cm, twice the distance at which cleaning joins ends."""
AREAS = "village_areas"
"""Further layer of the GeoPackage: polygons of villages, only where the area has some."""
LATER_LAYERS = frozenset({"services"})
"""Layers that areas of older versions do not have."""

_SHAPES = {
    "boundaries": "MultiPolygon",
    "roads": "LineString",
    JOINS: "LineString",
    NEAR: "LineString",
}
_TAKEN = frozenset({"fid", "geom"})
"""Columns that a GeoPackage made by GDAL has for itself."""


def write_area(area: StudyArea, folder: Path) -> None:
    """Write an area into an empty folder, flushed to the disk.

    What was written is read again and validated, so a folder that this function has finished
    can be loaded.

    Raises
    ------
    InputError
        If a layer breaks its schema or cannot be written.
    OSError
        If the disk cannot take it.
    """
    geopackage, network = folder / GEOPACKAGE, folder / NETWORK
    frames = {layer: area.layer(layer) for layer in AREA_LAYERS}
    frames |= {AREAS: area.village_areas} if len(area.village_areas) else {}
    frames |= _cleaning_frames(area.roads_source.cleaning)
    for layer, frame in frames.items():
        _write_layer(frame, geopackage, layer)
    content = {layer: _content(_read_layer(geopackage, layer)) for layer in frames}
    network.write_bytes(area.network.to_bytes())
    written = [geopackage, network, *_write_population(area, folder)]
    facts = {path.name: measure(path) for path in written}
    (folder / MANIFEST).write_bytes(describe(area, facts, content))
    for path in (*written, folder / MANIFEST):
        flush(path)
    flush(folder)


def _cleaning_frames(report: CleaningReport | None) -> dict[str, gpd.GeoDataFrame]:
    """Return what cleaning listed, by layer of the GeoPackage."""
    if report is None:
        return {}
    listed = {JOINS: report.joins, CROSSINGS: report.open_crossings, NEAR: report.near_lines}
    return {layer: frame for layer, frame in listed.items() if frame is not None}


def read_area(folder: Path, name: str) -> StudyArea:
    """Read what `write_area` wrote; the area gets `name`.

    A layer that the program did not know when the area was saved comes back empty.

    Raises
    ------
    InputError
        If a file is missing, damaged, changed since, or breaks its schema.
    NetworkError
        If the stored network cannot be read.
    """
    manifest, digest = read_area_manifest(folder / MANIFEST)
    network = RoadNetwork.from_bytes(_checked_bytes(folder, NETWORK, manifest))
    stored = [n for n in AREA_LAYERS if n not in LATER_LAYERS or n in manifest.counts]
    further = sorted(CLEANING_LAYERS & {*manifest.content, JOINS})
    extra = [AREAS] if AREAS in manifest.content else []
    layers = [*stored, *extra, *(further if manifest.network.cleaning else [])]
    frames = _read_layers(folder / GEOPACKAGE, layers, manifest)
    areas = frames.pop(AREAS) if extra else schema.empty(AREAS)
    later = {layer: schema.empty(layer) for layer in AREA_LAYERS if layer not in stored}
    listed = {layer: frames.pop(layer) for layer in layers if layer in CLEANING_LAYERS}
    if JOINS in listed:
        listed[JOINS] = _placed(listed[JOINS], frames["roads"])
    source = _road_source(network, manifest.network, listed)
    return StudyArea(
        name=name,
        title=manifest.title,
        roads_source=source,
        sources=manifest.sources,
        network_note=source_text(manifest.network_note),
        digest=digest,
        regency=manifest.regency,
        data_date=manifest.data_date,
        settings=manifest.settings,
        population=_read_population(folder, manifest),
        village_areas=areas,
        **frames,
        **later,
    )


def flush(path: Path) -> None:
    """Make the system write a file or folder to the disk now."""
    if path.is_dir() and os.name == "nt":  # Windows flushes no folders
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def measure(path: Path) -> FileFacts:
    """Return size and SHA-256 of a file."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileFacts(bytes=path.stat().st_size, sha256=sha256)


def _placed(joins: gpd.GeoDataFrame, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Let the joins name the road that ends where they begin.

    Earlier versions stored the number of the road in its file, which is another road's position,
    or none's. A join whose road ends elsewhere gets the road that ends there.
    """
    if joins.empty:
        return joins
    first = shapely.get_coordinates(shapely.get_point(joins.geometry.to_numpy(), 0))
    starts = np.asarray(shapely.points(first))
    join, road = roads.sindex.query(starts, predicate="dwithin", distance=SAME_PLACE_DEG)
    tips = shapely.boundary(roads.geometry.to_numpy()[road])
    at_end = shapely.distance(tips, starts[join]) <= SAME_PLACE_DEG
    fits = pd.DataFrame({"join": join[at_end], "road": road[at_end]})
    stated = joins["line"].to_numpy()
    fits["other"] = fits["road"].to_numpy() != stated[fits["join"]]
    best = fits.sort_values(["other", "road"]).drop_duplicates("join").set_index("join")["road"]
    known = best.reindex(range(len(joins)), fill_value=NOWHERE)
    return joins.assign(line=known.to_numpy(dtype=np.int64))


def _write_layer(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    shape = _SHAPES.get(layer, "Point") if frame.empty else None
    try:
        pyogrio.write_dataframe(
            _storable(frame), path, layer=layer, driver="GPKG", append=path.exists(),
            geometry_type=shape,
        )  # fmt: skip
    except OSError:
        raise
    except Exception as error:  # GDAL, Arrow and geopandas each raise their own
        raise InputError(
            [_("{layer} cannot be stored: {error}").format(layer=layer, error=error)]
        ) from error


def _storable(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return rows from 0, columns that SQLite can distinguish, and values of one type."""
    plain = frame.reset_index(drop=True).infer_objects()
    seen = set(_TAKEN)
    names = {}
    for column in map(str, plain.columns):
        free = column
        while free.lower() in seen:
            free += "_"
        seen.add(free.lower())
        names[column] = free
    mixed = [c for c in plain.columns if plain[c].dtype == object]
    texts = {c: plain[c].map(str, na_action="ignore") for c in mixed}
    return plain.assign(**texts).rename(columns=names)


def _read_layer(path: Path, layer: str) -> gpd.GeoDataFrame:
    try:
        frame = pyogrio.read_dataframe(path, layer=layer, on_invalid="warn")
    except Exception as error:  # as above
        problem = _("{file}: {layer} cannot be read: it is damaged.").format(
            file=path.name, layer=layer
        )
        raise InputError([problem]) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(
            [_("{file}: {layer} has no geometry.").format(file=path.name, layer=layer)]
        )
    if layer in CLEANING_LAYERS:
        return frame
    try:
        return schema.validate(frame, layer)
    except InputError as error:
        raise InputError(schema.of_layer(layer, error.problems)) from error


def _read_layers(
    path: Path, layers: list[str], manifest: AreaManifest
) -> dict[str, gpd.GeoDataFrame]:
    """Read the layers; where the file's bytes changed, the values must be the same still."""
    if not path.is_file():
        raise InputError([_("{file} is missing.").format(file=path.name)])
    _check_tables(path, layers)
    frames = {layer: _read_layer(path, layer) for layer in layers}
    if manifest.files.get(GEOPACKAGE) != measure(path):
        changed = [n for n in layers if manifest.content.get(n) != _content(frames[n])]
        if changed:
            problem = _(
                "{file} was changed outside this program: {changed}. Save the changed layer "
                "as a file of its own and read that in; the last good version comes back with "
                "a roll back."
            ).format(file=path.name, changed=", ".join(changed))
            raise InputError([problem])
    return frames


def _check_tables(path: Path, layers: list[str]) -> None:
    """Refuse layers that are no plain tables: a view may compute without end."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            rows = file.execute("SELECT name, sql FROM sqlite_master").fetchall()
    except sqlite3.Error as error:
        raise InputError(
            [_("{file} is not a GeoPackage, or it is damaged.").format(file=path.name)]
        ) from error
    plain = {name for name, sql in rows if str(sql).startswith("CREATE TABLE ")}
    views = {name for name, sql in rows if str(sql).lstrip().upper().startswith("CREATE VIEW")}
    if any(str(name).lower().startswith("gpkg_") for name in views):
        problem = _("{file} is not a GeoPackage, or it is damaged.").format(file=path.name)
        raise InputError([problem])
    missing = [layer for layer in layers if layer not in plain]
    if missing:
        problem = _("{file} has no table {missing}.").format(
            file=path.name, missing=", ".join(missing)
        )
        raise InputError([problem])


def _write_population(area: StudyArea, folder: Path) -> list[Path]:
    """Write the population, if there is any; return the file."""
    if area.population is None:
        return []
    path = folder / POPULATION
    data = grid_bytes(area.population)
    read_grid(data, path.name)
    path.write_bytes(data)
    return [path]


def _read_population(folder: Path, manifest: AreaManifest) -> PopulationGrid | None:
    if POPULATION not in manifest.files:
        return None
    return read_grid(_checked_bytes(folder, POPULATION, manifest), POPULATION)


def _checked_bytes(folder: Path, name: str, manifest: AreaManifest) -> bytes:
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            [_("{file} cannot be read: {error}.").format(file=path.name, error=os_words(error))]
        ) from error
    found = FileFacts(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
    if manifest.files.get(name) != found:
        problem = _("{file} is damaged: its SHA-256 is not that of the manifest.").format(
            file=path.name
        )
        raise InputError([problem])
    return data


def _road_source(
    network: RoadNetwork, facts: NetworkFacts, listed: dict[str, gpd.GeoDataFrame]
) -> RoadSource:
    report = None
    if facts.cleaning is not None and JOINS in listed:
        counts = facts.cleaning.model_dump(exclude=set(COUNTED))
        report = CleaningReport(
            joins=listed[JOINS],
            open_crossings=listed.get(CROSSINGS),
            near_lines=listed.get(NEAR),
            **counts,
        )
    found = (network.n_nodes, network.n_edges, network.n_components)
    if found != (facts.nodes, facts.edges, facts.components):
        problem = _("{file} is not the network that the manifest describes.").format(file=NETWORK)
        raise InputError([problem])
    return RoadSource(network, facts.kind, facts.class_column, report)


def _content(frame: gpd.GeoDataFrame) -> str:
    """SHA-256 of a layer's values."""
    table = pd.DataFrame(frame.drop(columns="geometry"))
    found = hashlib.sha256(table.to_json(orient="split", index=False).encode())
    for shape in frame.geometry.to_wkb():
        found.update(shape)
    return found.hexdigest()
