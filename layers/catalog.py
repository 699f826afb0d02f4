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

from layers import schema
from layers.provenance import file_facts
from layers.readers import read_vector
from layers.roads import RoadSource, roads_from_lines
from spatial.errors import InputError
from spatial.network import RoadNetwork

DATA = Path(__file__).resolve().parent.parent / "data"
NATIONAL_VILLAGES = DATA / "villages" / "desmigratif.geojson"
POINT_LAYERS = ("villages", "offices", "markets")

FACILITIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"disnaker": ("offices", "disnaker"), "market": ("markets", "")}
)
"""Facilities that can be asked for: the layer, and the kind within it (all kinds if empty)."""


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
    manifest = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    files = {
        layer: [folder / part for part in parts] for layer, parts in manifest["layers"].items()
    }
    frames = {layer: schema.validate(_read_all(paths), layer) for layer, paths in files.items()}
    in_area = frames["offices"]["regency"] == manifest["regency"]
    facts = {layer: [file_facts(path) for path in paths] for layer, paths in files.items()}
    return StudyArea(
        name=name,
        title=manifest["title"],
        boundaries=frames["boundaries"],
        villages=frames["villages"],
        offices=frames["offices"][in_area].reset_index(drop=True),
        markets=frames["markets"],
        roads=frames["roads"],
        roads_source=roads_from_lines(frames["roads"], manifest["tolerance_m"]),
        sources=MappingProxyType(
            {
                layer: {"description": manifest["sources"][layer], "files": facts[layer]}
                for layer in files
            }
        ),
        network_note=manifest["network_note"],
        digest=_digest(manifest, facts),
    )


def load_national_villages() -> gpd.GeoDataFrame:
    """Load the known desmigratif villages of Indonesia."""
    return schema.validate(read_vector(NATIONAL_VILLAGES), "villages")


def _read_all(paths: list[Path]) -> gpd.GeoDataFrame:
    frames = [read_vector(path) for path in paths]
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _digest(manifest: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    text = json.dumps(
        [manifest, {k: [f["sha256"] for f in v] for k, v in facts.items()}], sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
