"""Manifests: the small readable files that describe study areas, and how they are read."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers.area.study_area import AREA_LAYERS, StudyArea
from layers.exports.files import provenance_bytes
from layers.text.error_texts import model_problems, os_words
from spatial import __version__
from spatial.errors import InputError
from spatial.wording import _

FORMAT: Final = 1
"""Version of the folder of a stored area: files, layers and manifest."""

Model = TypeVar("Model", bound=BaseModel)
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
_STRICT = ConfigDict(extra="forbid", frozen=True)


class FileFacts(BaseModel):
    """Size and SHA-256 of a file."""

    model_config = _STRICT
    bytes: Count
    sha256: Digest


class CleaningFacts(BaseModel):
    """What `spatial.network.cleaning.CleaningReport.to_dict` says.

    Areas of versions before do not have the counts of open crossings and near lines.
    """

    model_config = _STRICT
    lines_in: Count
    edges_out: Count
    empty: Count
    duplicates: Count
    self_crossing: Count
    crossings: Count
    doubtful: Count | None = None
    toll_apart: Count | None = None
    join_crossings: bool = True
    near_closed: Count | None = None
    near_open: Count | None = None
    joins: Count
    joined_m: float
    tolerance_m: float


class NetworkFacts(BaseModel):
    """What `layers.area.road_source.RoadSource.to_dict` tells."""

    model_config = _STRICT
    kind: str
    class_column: str | None
    nodes: Count
    edges: Count
    km: float
    components: Count
    cleaning: CleaningFacts | None


class AreaManifest(BaseModel):
    """What `manifest.json` says of a stored area.

    `name` is the name at the time of saving; the folder's name counts. `files` are checked byte
    by byte. `content` are the SHA-256 of the layers' values: QGIS changes bytes of a GeoPackage
    by opening it.
    """

    model_config = _STRICT
    format: Literal[1]
    name: str
    title: Annotated[str, Field(min_length=1, max_length=200)]
    regency: str
    data_date: str
    saved: datetime
    program: str
    sources: dict[str, Any]
    settings: dict[str, Any]
    counts: dict[str, Count]
    network: NetworkFacts
    network_note: str
    files: dict[str, FileFacts]
    content: dict[str, Digest]


def describe(area: StudyArea, files: dict[str, FileFacts], content: dict[str, str]) -> bytes:
    """Write the manifest of an area whose files are written: indented JSON, UTF-8.

    Raises
    ------
    InputError
        If the area says something of itself that a manifest cannot hold.
    """
    facts = {
        "format": FORMAT,
        "name": area.name,
        "title": area.title,
        "regency": area.regency,
        "data_date": area.data_date,
        "saved": datetime.now(tz=UTC).isoformat(timespec="milliseconds"),
        "program": __version__,
        "sources": area.sources,
        "settings": area.settings,
        "counts": {layer: len(area.layer(layer)) for layer in AREA_LAYERS},
        "network": area.roads_source.to_dict(),
        "network_note": area.network_note,
        "files": {name: file.model_dump() for name, file in files.items()},
        "content": content,
    }
    try:
        data = provenance_bytes(facts)
    except (TypeError, ValueError) as error:
        raise InputError(
            [_("The manifest cannot be written: {error}.").format(error=error)]
        ) from error
    parse(data, _("The manifest"), AreaManifest)
    return data


def read_area_manifest(path: Path) -> tuple[AreaManifest, str]:
    """Read the manifest of a stored area and its digest.

    Raises
    ------
    InputError
        If it is missing, damaged, or of a version that this program does not know.
    """
    data = _read_bytes(path)
    try:
        found = json.loads(data)["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            [_("{file} is not the manifest of a stored area.").format(file=path.name)]
        ) from error
    if found != FORMAT:
        problem = _(
            "{file} has format {found!s:.20}, this program reads {format}. Update the "
            "program, or export the area again with this version."
        ).format(file=path.name, found=found, format=FORMAT)
        raise InputError([problem])
    return parse(data, path.name, AreaManifest), hashlib.sha256(data).hexdigest()[:16]


def read_model(path: Path, model: type[Model]) -> Model:
    """Read a JSON file as a pydantic model.

    Raises
    ------
    InputError
        If it cannot be read, or says something else than the model (all problems are listed).
    """
    return parse(_read_bytes(path), path.name, model)


def parse(data: bytes, name: str, model: type[Model]) -> Model:
    """Read JSON as a pydantic model; `name` is the file's, for messages.

    Raises
    ------
    InputError
        As `read_model`.
    """
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise InputError(model_problems(error, name)) from error


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            [_("{file} cannot be read: {error}.").format(file=path.name, error=os_words(error))]
        ) from error
