"""A study area of one's own, made from its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

from layers.area import schema
from layers.area.study_area import StudyArea
from layers.imports.facility_kinds import office_kind, service_kind, village_kind
from layers.imports.national_villages import load_national_villages
from layers.imports.report import ImportReport, Keep, kept_rows
from layers.new_area.draft import (
    FileInput,
    read_boundaries_input,
    read_points_input,
    read_roads_input,
)
from layers.new_area.parts import Part, RoadPart, roads_from_file
from layers.new_area.village_areas import as_boundaries, dissolved, village_areas
from layers.store.area_name import check_name, slug
from spatial.errors import InputError
from spatial.wording import lazy_gettext

T = TypeVar("T")
YES = ("ya", "y", "1", "true", "benar", "x", "yes", "v", "desmigratif", "peserta")
"""What files write in a column `desmigratif` for a village of the programme."""

PART_LAYERS = ("villages", "offices", "markets", "services", "boundaries")
"""Layers that are made of parts; the roads are one whole."""

READING_ORDER = ("boundaries", "villages", "offices", "markets", "services")
"""Boundaries come first: points are looked up and checked in them."""

SHAPE = "shape"
"""Column that carries the polygons of villages until they are a layer of their own."""


@dataclass(frozen=True)
class AreaFiles:
    """The files of a new area; only roads and villages are needed."""

    roads: Path
    villages: Path
    offices: Path | None = None
    markets: Path | None = None
    boundaries: Path | None = None
    services: Path | None = None

    def given(self) -> dict[str, Path]:
        """Return the files that are there, by layer."""
        return {layer: path for layer, path in vars(self).items() if path is not None}


@dataclass(frozen=True, eq=False)
class NewArea:
    """A new area, and what was found in each of its sources.

    Attributes
    ----------
    area
        Not stored yet; see `layers.store.area_store.AreaStore.save`.
    reports
        Per layer what was read, kept and found, one per source; a graph has none.
    """

    area: StudyArea
    reports: Mapping[str, tuple[ImportReport, ...]]


def make_area(  # noqa: PLR0913
    title: str,
    files: AreaFiles,
    *,
    name: str = "",
    regency: str = "",
    tolerance_m: float = 5.0,
    join_crossings: bool = True,
    keep: Keep = "none",
    stated: Mapping[str, FileInput] | None = None,
) -> NewArea:
    """Make a study area from files; what the user does not state of them is guessed.

    Parameters
    ----------
    title
        The name that people read, e.g. `Kabupaten Kudus`.
    files
        Roads (osmnx GraphML or drawn lines), villages (points, or polygons, which give a point
        inside), and where there are any: offices, markets, services, boundaries.
    name
        Short name for commands; made from the title if empty.
    regency
        Kabupaten or kota for points that do not say theirs; the title if empty.
    tolerance_m
        Gaps of drawn roads that are closed, metres.
    join_crossings
        Whether drawn roads that cross without a shared vertex are joined, except toll roads.
    keep
        What becomes of files with faulty rows: `good` keeps the other rows, `none` refuses.
    stated
        By layer what the user states about its file.

    Raises
    ------
    InputError
        Listing everything that keeps the files from being used.
    """
    check_name(name or slug(title))
    problems: list[str] = []
    given = files.given()
    inputs = {
        layer: replace(
            (stated or {}).get(layer, FileInput(layer, path)),
            tolerance_m=tolerance_m,
            join_crossings=join_crossings,
        )
        for layer, path in given.items()
    }
    parts: dict[str, list[Part | None]] = {}
    areas = None
    for layer in READING_ORDER:
        if layer not in given:
            continue
        part = _tried(layer, partial(file_part, inputs[layer], areas), problems)
        parts[layer] = [part]
        areas = part.rows if layer == "boundaries" and part is not None else areas
    roads = _tried("roads", partial(file_roads, inputs["roads"]), problems)
    found = {layer: [p for p in some if p is not None] for layer, some in parts.items()}
    problems += _problems(found, regency or title, keep)
    if roads is None or problems:
        raise InputError(problems)
    return build_area(title, roads, found, name=name, regency=regency, keep=keep)


def build_area(  # noqa: PLR0913
    title: str,
    roads: RoadPart,
    parts: Mapping[str, Sequence[Part]],
    *,
    name: str = "",
    regency: str = "",
    keep: Keep = "none",
) -> NewArea:
    """Make a study area from its parts.

    Parameters
    ----------
    title, name, regency, keep
        As for `make_area`.
    roads
        The network.
    parts
        For each of `PART_LAYERS` the sources, in order; `villages` must have one.

    Raises
    ------
    InputError
        Listing everything that keeps the parts from being used.
    """
    title = title.strip()
    short = check_name(name or slug(title))
    problems = _problems(parts, regency or title, keep)
    if not parts.get("villages"):
        problems.append(
            lazy_gettext(
                "{layer}: there is no village yet; load a file of villages or of village "
                "boundaries.",
                layer=lazy_gettext("villages"),
            )
        )
    if problems:
        raise InputError(problems)
    layers = {
        layer: _layer(layer, parts.get(layer, ()), regency or title, keep) for layer in PART_LAYERS
    }
    sources = {layer: _sources(some) for layer, some in parts.items() if some}
    shapes = layers["villages"].pop(SHAPE) if SHAPE in layers["villages"] else None
    areas = _village_areas(layers, shapes, sources)
    reports = {layer: tuple(part.report for part in parts.get(layer, ())) for layer in PART_LAYERS}
    reports["roads"] = () if roads.report is None else (roads.report,)
    area = StudyArea(
        name=short,
        title=title,
        **layers,
        roads=roads.lines,
        roads_source=roads.source,
        sources={**sources, "roads": dict(roads.facts)},
        network_note=roads.note,
        digest="",
        regency=regency or title,
        data_date=f"{datetime.now(tz=UTC):%Y-%m-%d}",
        settings=dict(roads.settings),
        village_areas=areas,
    )
    return NewArea(area, MappingProxyType({key: some for key, some in reports.items() if some}))


def file_part(file: FileInput, areas: gpd.GeoDataFrame | None = None) -> Part:
    """Read a file of points or boundaries as stated.

    Parameters
    ----------
    file
        The file.
    areas
        Boundaries that points are looked up and checked in.

    Raises
    ------
    InputError
        If the file as a whole cannot be used.
    """
    if file.layer == "boundaries":
        return read_boundaries_input(file)[0]
    return read_points_input(file, areas)[0]


def file_roads(file: FileInput) -> RoadPart:
    """Read a file of roads as stated.

    Raises
    ------
    InputError
        If the file as a whole cannot be used.
    """
    if not (file.crs or file.encoding or file.member):
        return roads_from_file(file.path, file.tolerance_m, join_crossings=file.join_crossings)
    return read_roads_input(file)[0]


def _tried(layer: str, read: Callable[[], T], problems: list[str]) -> T | None:
    """Read a layer, or collect what is wrong with it."""
    try:
        return read()
    except InputError as error:
        problems.extend(schema.of_layer(layer, error.problems))
        return None


def _problems(parts: Mapping[str, Sequence[Part]], regency: str, keep: Keep) -> list[str]:
    """List what keeps each layer from being used."""
    problems: list[str] = []
    for layer, some in parts.items():
        _tried(layer, partial(_layer, layer, some, regency, keep), problems)
    return problems


def _layer(layer: str, parts: Sequence[Part], regency: str, keep: Keep) -> gpd.GeoDataFrame:
    """Join the good rows of all sources of a layer."""
    if not parts:
        return schema.empty(layer)
    frames = [_completed(_rows(layer, part, keep), layer, regency) for part in parts]
    joined = frames[0] if len(frames) == 1 else _joined(frames)
    return schema.validate(joined, layer)


def _rows(layer: str, part: Part, keep: Keep) -> gpd.GeoDataFrame:
    """Return the good rows of a source; those of villages with what the file has for each."""
    rows = kept_rows(part.rows, part.report, keep)
    if layer != "villages" or part.shapes is None:
        return rows
    return rows.assign(**{SHAPE: part.shapes.reindex(rows.index).to_numpy(dtype=object)})


def _village_areas(
    layers: dict[str, gpd.GeoDataFrame],
    shapes: pd.Series | None,
    sources: dict[str, Any],
) -> gpd.GeoDataFrame:
    """Make the layer of village areas; without boundaries, dissolve kecamatan and kabupaten."""
    if shapes is None:
        return schema.empty("village_areas")
    source = str(sources["villages"].get("description") or "berkas pengguna")
    drawn = gpd.GeoSeries(shapes.to_numpy(dtype=object), index=shapes.index, crs=schema.CRS)
    areas = village_areas(layers["villages"], drawn, source)
    if areas.empty or len(layers["boundaries"]):
        return areas
    layers["boundaries"] = as_boundaries(dissolved(areas, "district"))
    sources["boundaries"] = dict(sources["villages"])
    around = dissolved(areas, "regency")
    return gpd.GeoDataFrame(pd.concat([areas, around], ignore_index=True), crs=schema.CRS)


def _joined(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Put sources one below the other; a number that an earlier source used gets a suffix."""
    taken: set[str] = set()
    distinct = []
    for number, frame in enumerate(frames, start=1):
        ids = frame.get("id", pd.Series(dtype=object)).astype(str)
        again = ids.where(~ids.isin(taken), ids + f"-{number}")
        distinct.append(frame if ids.empty else frame.assign(id=again))
        taken |= set(again)
    return gpd.GeoDataFrame(pd.concat(distinct, ignore_index=True), crs=frames[0].crs)


def _sources(parts: Sequence[Part]) -> dict[str, Any]:
    """Describe all sources of a layer for the provenance."""
    if len(parts) == 1:
        return dict(parts[0].facts)
    words = "; ".join(str(part.facts.get("description", "")) for part in parts)
    files = [file for part in parts for file in part.facts.get("files", [])]
    return {"description": words, "files": files}


def _completed(points: gpd.GeoDataFrame, layer: str, regency: str) -> gpd.GeoDataFrame:
    """Fill what a layer's schema needs and the source does not say."""
    frame = points.reset_index(drop=True)
    if "regency" in frame:
        frame["regency"] = frame["regency"].replace("", regency)
    if layer == "villages":
        return _villages(frame)
    if layer in {"offices", "services"}:
        words = zip(frame["kind"].astype(str), frame["name"].astype(str), strict=True)
        kinds = [
            office_kind(f"{kind} {name}") if layer == "offices" else service_kind(kind, name)
            for kind, name in words
        ]
        frame["kind"] = pd.Series(kinds, index=frame.index, dtype=object)
    if layer == "markets":
        frame["kind"] = frame["kind"].replace("", "pasar")
    return frame.drop(columns="desmigratif", errors="ignore")


def _villages(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Tell desa from kelurahan; flag those of the programme by the file or the national list."""
    known = load_national_villages()
    known = known[known["desmigratif"]].drop_duplicates("id").set_index("id")
    codes = frame["code"].astype(str)
    said = frame.get("desmigratif", pd.Series("", index=frame.index)).astype(str).str.lower()
    words = zip(frame["kind"].astype(str), codes, strict=True)
    return frame.assign(
        kind=pd.Series([village_kind(*pair) for pair in words], index=frame.index, dtype=object),
        desmigratif=(codes.isin(known.index) | said.isin(YES)).astype(object),
    )
