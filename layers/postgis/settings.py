"""Which table of the database is which layer: remembered, without any password."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from layers.area.schema import Precision
from layers.exports.files import write_atomically
from layers.store.locks import locked
from layers.store.manifest import read_model
from layers.store.user_folder import data_home
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import _

FILE: Final = "postgis.json"
LOCK: Final = ".postgis.lock"

Layer = Literal["villages", "offices", "markets", "services"]
_STRICT = ConfigDict(extra="forbid", frozen=True)
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class LayerMapping(BaseModel):
    """Where a layer comes from, and what its columns mean.

    `database` is the label of `layers.postgis.connection.Database`: server and name only. `place`
    is schema, table and column of the places, `roles` the column of each role of
    `layers.imports.headings.POINT_HEADINGS`, `crs` the EPSG code that the user stated.
    """

    model_config = _STRICT
    database: _Text
    place: tuple[_Text, _Text, _Text]
    roles: dict[str, str | None] = Field(default_factory=dict)
    crs: Annotated[str, Field(max_length=20)] = ""
    precision: Precision = "published"


class PostgisSettings(BaseModel):
    """The content of the file."""

    model_config = _STRICT
    format: Literal[1] = 1
    layers: dict[Layer, LayerMapping] = Field(default_factory=dict)

    def of(self, layer: Layer, database: str) -> LayerMapping | None:
        """Return what is remembered of a layer, unless it was of another database."""
        known = self.layers.get(layer)
        return known if known is not None and known.database == database else None


def settings_path() -> Path:
    """Return the file in the user's data folder."""
    return data_home() / FILE


def load_settings() -> PostgisSettings:
    """Read what is remembered; nothing is, at first.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    path = settings_path()
    return read_model(path, PostgisSettings) if path.exists() else PostgisSettings()


def remember(layer: Layer, mapping: LayerMapping) -> None:
    """Keep the mapping of one layer; those of the others stay.

    Raises
    ------
    InputError
        If the folder cannot be written, or the file that is there is damaged: it is not replaced.
    """
    path = settings_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = _("Cannot write to {folder}: {error}.").format(
            folder=path.parent, error=os_words(error)
        )
        raise InputError([problem]) from error
    with locked(path.with_name(LOCK), _("The file {file}").format(file=FILE)):
        known = load_settings()
        changed = known.model_copy(update={"layers": {**known.layers, layer: mapping}})
        write_atomically(path, changed.model_dump_json(indent=2).encode())
