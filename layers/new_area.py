"""A study area of one's own, made from files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from layers import schema
from layers.area_name import check_name, slug
from layers.boundaries import import_boundaries
from layers.points import PointOptions, import_points
from layers.provenance import file_facts
from layers.report import ImportReport, Keep, kept_rows
from layers.road_files import import_roads
from layers.roads import RoadSource, read_roads
from layers.study_area import StudyArea
from layers.validation import check_import
from spatial.errors import InputError

OFFICE_WORDS: Mapping[str, str] = MappingProxyType(
    {"blk": "blk", "balai latihan": "blk", "bp3mi": "bp3mi", "bp2mi": "bp3mi", "ltsa": "ltsa"}
)
"""Words in an office's kind or name, and the kind that they mean; all others are a Disnaker."""

KELURAHAN_DIGIT = "1"
"""First digit of the last group in the Kemendagri code of a kelurahan; that of a desa is 2
(Permendagri 58/2021, appendix)."""

NETWORK_NOTE = "Jaringan jalan dari berkas pengguna; periksa temuan di halaman Peta."


@dataclass(frozen=True)
class AreaFiles:
    """The files of a new area; only roads and villages are needed."""

    roads: Path
    villages: Path
    offices: Path | None = None
    markets: Path | None = None
    boundaries: Path | None = None

    def given(self) -> dict[str, Path]:
        """Return the files that are there, by layer."""
        return {layer: path for layer, path in vars(self).items() if path is not None}


@dataclass(frozen=True, eq=False)
class NewArea:
    """A new area, and what was found in each of its files.

    Attributes
    ----------
    area
        Not stored yet; see `layers.store.AreaStore.save`.
    reports
        Per layer what was read, kept and found; roads that are a graph have none.
    """

    area: StudyArea
    reports: Mapping[str, ImportReport]


def make_area(  # noqa: PLR0913
    title: str,
    files: AreaFiles,
    *,
    name: str = "",
    regency: str = "",
    tolerance_m: float = 5.0,
    keep: Keep = "none",
) -> NewArea:
    """Make a study area from files.

    Parameters
    ----------
    title
        The name that people read, e.g. `Kabupaten Kudus`.
    files
        Roads (osmnx GraphML or drawn lines), villages (points, or polygons, which give a point
        inside), and where there are any: offices, markets, boundaries.
    name
        Short name for commands; made from the title if empty.
    regency
        Kabupaten or kota for points that do not say theirs; the title if empty.
    tolerance_m
        Gaps of drawn roads that are closed, metres.
    keep
        What becomes of files with faulty rows: `good` keeps the other rows, `none` refuses.

    Raises
    ------
    InputError
        Listing everything that keeps the files from being used.
    """
    short = check_name(name or slug(title))
    reports: dict[str, ImportReport] = {}
    problems: list[str] = []

    def take(
        layer: str, read: Callable[[Path], tuple[gpd.GeoDataFrame, ImportReport]]
    ) -> gpd.GeoDataFrame:
        path = files.given().get(layer)
        if path is None:
            return schema.empty(layer)
        try:
            frame, reports[layer] = read(path)
            good = kept_rows(frame, reports[layer], keep)
            return schema.validate(_completed(good, layer, regency or title), layer)
        except InputError as error:
            problems.extend(f"{layer}: {problem}" for problem in error.problems)
            return schema.empty(layer)

    layers = {"villages": take("villages", _read_villages)}
    layers |= {layer: take(layer, _read_points) for layer in ("offices", "markets")}
    layers["boundaries"] = take("boundaries", _read_boundaries)
    try:
        layers["roads"], source = _read_roads(files.roads, tolerance_m, reports)
    except InputError as error:
        raise InputError(
            [*problems, *(f"roads: {problem}" for problem in error.problems)]
        ) from error
    if problems:
        raise InputError(problems)
    area = StudyArea(
        name=short,
        title=title,
        **layers,
        roads_source=source,
        sources={
            layer: {"description": path.name, "files": [file_facts(path)]}
            for layer, path in files.given().items()
        },
        network_note=NETWORK_NOTE,
        digest="",
        regency=regency or title,
        data_date=f"{datetime.now(tz=UTC):%Y-%m-%d}",
        settings={"tolerance_m": tolerance_m},
    )
    return NewArea(area, MappingProxyType(reports))


def _read_points(path: Path) -> tuple[gpd.GeoDataFrame, ImportReport]:
    read = check_import(import_points(path))
    return read.points, read.report


def _read_villages(path: Path) -> tuple[gpd.GeoDataFrame, ImportReport]:
    """Read villages; a village is an area, so its point is only one inside it."""
    read = check_import(import_points(path, PointOptions(precision="village point")))
    return read.points, read.report


def _read_boundaries(path: Path) -> tuple[gpd.GeoDataFrame, ImportReport]:
    read = import_boundaries(path)
    return read.areas.assign(source=path.name, precision="dari berkas pengguna"), read.report


def _read_roads(
    path: Path, tolerance_m: float, reports: dict[str, ImportReport]
) -> tuple[gpd.GeoDataFrame, RoadSource]:
    """Read a graph or drawn lines; return the lines as the schema wants them, and the network."""
    if path.suffix.lower() == ".graphml":
        source = read_roads(path)
        edges = source.network.edges_frame()
        return schema.validate(_named_roads(edges), "roads"), source
    read = import_roads(path)
    reports["roads"] = read.report
    lines = read.classed().reset_index(drop=True)
    source = read.network(tolerance_m)
    return schema.validate(_named_roads(lines), "roads"), source


def _named_roads(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep what the map and the schema need of road lines; an unknown class is `road`."""
    blank = pd.Series("", index=lines.index, dtype=object)
    name = lines.get("name", blank)
    highway = lines["highway"].astype(object).replace("", "road")
    columns = {
        "name": name.astype(object).where(name.notna(), ""),
        "highway": highway,
    }
    return gpd.GeoDataFrame(columns, geometry=lines.geometry, crs=lines.crs)


def _completed(points: gpd.GeoDataFrame, layer: str, regency: str) -> gpd.GeoDataFrame:
    """Fill what a layer's schema needs and the file does not say."""
    frame = points.reset_index(drop=True)
    if "regency" in frame:
        frame["regency"] = frame["regency"].replace("", regency)
    if layer == "villages":
        frame["kind"] = [
            _village_kind(kind, code)
            for kind, code in zip(frame["kind"], frame["code"], strict=True)
        ]
        frame["desmigratif"] = pd.Series(data=False, index=frame.index, dtype=object)
    elif layer == "offices":
        frame["kind"] = [
            _office_kind(f"{kind} {name}")
            for kind, name in zip(frame["kind"], frame["name"], strict=True)
        ]
    elif layer == "markets":
        frame["kind"] = frame["kind"].replace("", "pasar")
    return frame


def _village_kind(kind: str, code: str) -> str:
    if kind:
        return kind
    return "kelurahan" if code.rpartition(".")[2].startswith(KELURAHAN_DIGIT) else "desa"


def _office_kind(words: str) -> str:
    return next((kind for word, kind in OFFICE_WORDS.items() if word in words.lower()), "disnaker")
