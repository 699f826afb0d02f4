"""Study areas: find, load and validate their layers and their road network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers import schema
from layers.provenance import file_facts
from layers.readers import read_vector
from layers.roads import RoadSource, roads_from_lines
from spatial.errors import InputError
from spatial.network import RoadNetwork

DATA = Path(__file__).resolve().parent.parent / "data"
NATIONAL_VILLAGES = DATA / "villages" / "desmigratif.geojson"

FACILITIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"disnaker": ("offices", "disnaker"), "market": ("markets", "")}
)
"""Facilities that can be asked for: the layer, and the kind within it (all kinds if empty)."""


class LayerFiles(BaseModel):
    """Files of each layer, relative to the manifest's folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    boundaries: list[str] = Field(min_length=1)
    villages: list[str] = Field(min_length=1)
    offices: list[str] = Field(min_length=1)
    markets: list[str] = Field(min_length=1)
    roads: list[str] = Field(min_length=1)


class LayerSources(BaseModel):
    """Where each layer comes from, in words (Indonesian)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    boundaries: str
    villages: str
    offices: str
    markets: str
    roads: str


class Manifest(BaseModel):
    """What `<name>.json` says of a study area."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: str
    regency: str
    layers: LayerFiles
    sources: LayerSources
    tolerance_m: float = Field(ge=0)
    data_date: str
    network_note: str


@dataclass(frozen=True, eq=False)
class StudyArea:
    """A named area with its boundaries, point layers and road network.

    Attributes
    ----------
    name, title
        Short name for commands, and the name that people read.
    boundaries, villages, offices, markets
        Validated layers, EPSG:4326.
    roads
        The road lines as their source drew them, EPSG:4326.
    roads_source
        The network made from `roads`, and how.
    sources
        Per layer its files (with SHA-256) and where they come from.
    network_note
        What the reader of a distance must know about the network (Indonesian).
    digest
        Changes whenever a file of the area changes.
    """

    name: str
    title: str
    boundaries: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    offices: gpd.GeoDataFrame
    markets: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    roads_source: RoadSource
    sources: Mapping[str, Any]
    network_note: str
    digest: str

    @property
    def network(self) -> RoadNetwork:
        """The road network."""
        return self.roads_source.network

    def facilities(self, which: str) -> gpd.GeoDataFrame:
        """Return the facilities of a kind in `FACILITIES`.

        Raises
        ------
        InputError
            If the area has none, or the kind is unknown.
        """
        if which not in FACILITIES:
            raise InputError(
                [f"Unknown facility '{which}'; choose one of {', '.join(FACILITIES)}."]
            )
        layer, kind = FACILITIES[which]
        points: gpd.GeoDataFrame = getattr(self, layer)
        chosen = points[points["kind"] == kind] if kind else points
        if chosen.empty:
            raise InputError([f"{self.title} has no facility of the kind '{which}' in its data."])
        return chosen


def area_names(folder: Path = DATA) -> list[str]:
    """List the study areas in a folder: every `<name>.json` is the manifest of one."""
    return sorted(path.stem for path in folder.glob("*.json"))


def load_area(name: str, folder: Path = DATA) -> StudyArea:
    """Load a study area.

    Raises
    ------
    InputError
        If there is no such area, or a layer breaks its schema (all problems are listed).
    """
    if name not in area_names(folder):
        raise InputError(
            [
                f"There is no study area '{name}'. "
                f"Available: {', '.join(area_names(folder)) or 'none'}."
            ]
        )
    manifest = _read_manifest(folder / f"{name}.json")
    files = {
        layer: [folder / part for part in parts]
        for layer, parts in manifest.layers.model_dump().items()
    }
    frames = {layer: _read_layer(layer, paths) for layer, paths in files.items()}
    in_area = frames["offices"]["regency"] == manifest.regency
    facts = {layer: [file_facts(path) for path in paths] for layer, paths in files.items()}
    described = manifest.sources.model_dump()
    return StudyArea(
        name=name,
        title=manifest.title,
        boundaries=frames["boundaries"],
        villages=frames["villages"],
        offices=frames["offices"][in_area].reset_index(drop=True),
        markets=frames["markets"],
        roads=frames["roads"],
        roads_source=roads_from_lines(frames["roads"], manifest.tolerance_m),
        sources=MappingProxyType(
            {layer: {"description": described[layer], "files": facts[layer]} for layer in files}
        ),
        network_note=manifest.network_note,
        digest=_digest(manifest, facts),
    )


def load_national_villages() -> gpd.GeoDataFrame:
    """Load the known desmigratif villages of Indonesia."""
    return schema.validate(read_vector(NATIONAL_VILLAGES), "villages")


def _read_manifest(path: Path) -> Manifest:
    try:
        return Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        problems = [
            f"{path.name}: {'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}."
            for fault in error.errors()
        ]
        raise InputError(problems) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([f"{path.name} cannot be read: {error}."]) from error


def _read_layer(layer: str, paths: list[Path]) -> gpd.GeoDataFrame:
    """Read and validate a layer that may lie in several files."""
    frames = [read_vector(path) for path in paths]
    joined = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    try:
        return schema.validate(joined, layer)
    except InputError as error:
        raise InputError([f"{layer}: {problem}" for problem in error.problems]) from error


def _digest(manifest: Manifest, facts: Mapping[str, Any]) -> str:
    sums = {layer: [file["sha256"] for file in files] for layer, files in facts.items()}
    text = json.dumps([manifest.model_dump(), sums], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
