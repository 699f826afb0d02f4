"""Study areas: find, load and validate their layers and their road network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from layers.area import schema
from layers.area.provenance import file_facts
from layers.area.study_area import StudyArea
from layers.imports.roads import roads_from_lines
from layers.imports.vector_files import read_vector
from layers.resources.folders import resource_folder
from layers.store.area_store import default_store
from layers.store.manifest import read_model
from layers.text.catalogues import source_text
from spatial.errors import InputError
from spatial.wording import N_, _

DATA = resource_folder("data")
EMBEDDED_NOTE = N_(
    "The road network that comes with the program is generalised: national, provincial and "
    "regency roads only, with errors of 25 to 200 m. Distances are estimates until OSM or RBI "
    "roads are loaded."
)
"""What the area that comes with the program says of its roads; here for the catalogues."""


class LayerFiles(BaseModel):
    """Files of each layer, relative to the manifest's folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    boundaries: list[str] = Field(min_length=1)
    villages: list[str] = Field(min_length=1)
    offices: list[str]
    markets: list[str]
    services: list[str] = []
    roads: list[str] = Field(min_length=1)


class LayerSources(BaseModel):
    """Where each layer comes from, in words (Indonesian)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    boundaries: str
    villages: str
    offices: str
    markets: str
    services: str = ""
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


def area_names(folder: Path = DATA) -> list[str]:
    """List the study areas: the user's, and those of a folder of embedded ones.

    Parameters
    ----------
    folder
        Every `<name>.json` in it is the manifest of an embedded area.
    """
    return sorted({*embedded_names(folder), *default_store().names()})


def area_titles(folder: Path = DATA) -> dict[str, str]:
    """Give the title of each study area without loading it; the name where it is damaged."""
    embedded = {name: _embedded_title(folder, name) for name in embedded_names(folder)}
    stored = {entry.name: entry.title for entry in default_store().entries()}
    return dict(sorted({**embedded, **stored}.items()))


def area_stamp(name: str, folder: Path = DATA) -> str:
    """Return a text that changes when an area is saved again, without loading it.

    Raises
    ------
    InputError
        If there is no such area, or its manifest cannot be read.
    """
    _check_known(name, folder)
    store = default_store()
    return store.digest(name) if name in store.names() else ""


def load_area(name: str, folder: Path = DATA) -> StudyArea:
    """Load a study area: the user's, or else the embedded one of that name.

    Raises
    ------
    InputError
        If there is no such area, or a layer breaks its schema (all problems are listed).
    NetworkError
        If the network of a stored area cannot be read.
    """
    _check_known(name, folder)
    store = default_store()
    return store.load(name) if name in store.names() else load_embedded(name, folder)


def _check_known(name: str, folder: Path) -> None:
    known = area_names(folder)
    if name not in known:
        problem = _("There is no study area '{name}'. Available: {known}.").format(
            name=name, known=", ".join(known) or _("none")
        )
        raise InputError([problem])


def embedded_names(folder: Path = DATA) -> list[str]:
    """List the study areas that come with the program."""
    return sorted(path.stem for path in folder.glob("*.json"))


def _embedded_title(folder: Path, name: str) -> str:
    try:
        return read_model(folder / f"{name}.json", Manifest).title
    except InputError:
        return name


def load_embedded(name: str, folder: Path = DATA) -> StudyArea:
    """Load an area that comes with the program, whatever the store has under its name.

    Raises
    ------
    InputError
        As `load_area`.
    """
    manifest = read_model(folder / f"{name}.json", Manifest)
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
        services=frames["services"],
        roads=frames["roads"],
        roads_source=roads_from_lines(frames["roads"], manifest.tolerance_m),
        sources=MappingProxyType(
            {
                layer: {"description": described[layer], "files": facts[layer]}
                for layer, paths in files.items()
                if paths
            }
        ),
        network_note=source_text(manifest.network_note),
        digest=_digest(manifest, facts),
        regency=manifest.regency,
        data_date=manifest.data_date,
        settings=MappingProxyType({"tolerance_m": manifest.tolerance_m}),
    )


def _read_layer(layer: str, paths: list[Path]) -> gpd.GeoDataFrame:
    """Read and validate a layer that may lie in several files, or in none."""
    if not paths:
        return schema.empty(layer)
    frames = [read_vector(path) for path in paths]
    joined = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    try:
        return schema.validate(joined, layer)
    except InputError as error:
        raise InputError(schema.of_layer(layer, error.problems)) from error


def _digest(manifest: Manifest, facts: Mapping[str, Any]) -> str:
    sums = {layer: [file["sha256"] for file in files] for layer, files in facts.items()}
    text = json.dumps([manifest.model_dump(), sums], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
