"""The versions of a stored area: the files that say which one counts, and how one is written.

`current.json` names the version that counts and the one before it. A version is written whole and
flushed before `current.json` is replaced in one step, so a crash at any moment leaves the old
version or the new one; `layers.store.area_store` locks the area meanwhile.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from layers.area.study_area import StudyArea
from layers.store.area_files import MANIFEST, flush, write_area
from layers.store.manifest import read_area_manifest, read_model
from spatial.errors import InputError

POINTER = "current.json"
_VERSION = re.compile(r"v\d{6}")


class Pointer(BaseModel):
    """What `current.json` says: the version that counts, and the one before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    current: Annotated[str, Field(pattern=r"^v\d{6}$")]
    previous: Annotated[str, Field(pattern=r"^v\d{6}$")] | None = None


@dataclass(frozen=True)
class StoredArea:
    """What a list of the store shows of an area, without its layers.

    Attributes
    ----------
    name, title
        Title as stored; the name where the manifest cannot be read.
    saved
        Time of saving, UTC; None where the manifest cannot be read.
    counts
        Rows of each layer.
    can_roll_back
        Whether a version before this one is kept.
    problem
        Why the area cannot be loaded, as far as its manifest tells; else empty.
    previous_saved
        Time of saving of the version before, UTC; None where there is none, or where its
        manifest cannot be read.
    """

    name: str
    title: str
    saved: datetime | None
    counts: Mapping[str, int]
    can_roll_back: bool
    problem: str = ""
    previous_saved: datetime | None = None


def described(folder: Path, name: str) -> StoredArea:
    """Describe the area in a folder; one that is damaged, by what can still be read."""
    kept, before = False, None
    try:
        pointer = read_model(folder / POINTER, Pointer)
        kept = pointer.previous is not None
        before = _saved(folder, pointer.previous)
        manifest, _ = read_area_manifest(folder / pointer.current / MANIFEST)
    except InputError as error:
        return StoredArea(name, name, None, {}, kept, str(error), before)
    return StoredArea(
        name, manifest.title, manifest.saved, manifest.counts, kept, previous_saved=before
    )


def pointer_of(folder: Path) -> Pointer | None:
    """Read which version of a folder counts; None where none was ever saved.

    Raises
    ------
    InputError
        If the file that says so is damaged.
    """
    return read_model(folder / POINTER, Pointer) if (folder / POINTER).exists() else None


def _saved(folder: Path, version: str | None) -> datetime | None:
    """Return when a version was saved; None where that cannot be told."""
    try:
        return (
            None if version is None else read_area_manifest(folder / version / MANIFEST)[0].saved
        )
    except InputError:
        return None


def _versions(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if _VERSION.fullmatch(path.name))


def write_version(area: StudyArea, folder: Path) -> str:
    """Write a version that nothing names yet; leave nothing if that fails."""
    folder.mkdir(exist_ok=True)
    last = max((int(name[1:]) for name in _versions(folder)), default=0)
    version = f"v{last + 1:06}"
    (folder / version).mkdir()
    try:
        write_area(area, folder / version)
    except BaseException:
        shutil.rmtree(folder / version, ignore_errors=True)
        raise
    return version


def switch(folder: Path, pointer: Pointer) -> None:
    """Replace `current.json` in one step, then clear the versions that it no longer names."""
    flush(folder)
    beside = folder / f".{POINTER}"
    beside.write_bytes(pointer.model_dump_json().encode())
    flush(beside)
    beside.replace(folder / POINTER)
    flush(folder)
    for name in set(_versions(folder)) - {pointer.current, pointer.previous}:
        shutil.rmtree(folder / name, ignore_errors=True)
