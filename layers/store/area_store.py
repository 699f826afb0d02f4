"""The store: study areas of the user, outside the program, that survive crashes and mistakes.

An area is a folder: `current.json` names the version that counts and the one before it, each a
folder `v000001` with the files of `layers.store.area_files`. A version is written whole and
flushed before `current.json` is replaced in one step, so a crash at any moment leaves the old
version or the new one. The version before stays until the next is saved.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from layers.area.study_area import StudyArea
from layers.store.area_files import MANIFEST, flush, read_area, write_area
from layers.store.area_name import check_name, name_problem
from layers.store.locks import locked
from layers.store.manifest import read_area_manifest, read_model
from layers.store.scenario_folders import SCENARIOS, ScenarioFolders
from layers.store.user_folder import data_home
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import _

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
    """Return when a version was saved; None where that is unknown."""
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


LOCKS, TRASH = ".locks", ".trash-"
NEW = ""
"""For `AreaStore.save`: the area must not be stored yet."""


class ChangedMeanwhileError(InputError):
    """The stored version is not the one that somebody's changes were based on."""


@dataclass(frozen=True)
class AreaStore:
    """Study areas in a folder; several processes may use it at once.

    Attributes
    ----------
    root
        The folder; made when the first area is saved.
    """

    root: Path

    def names(self) -> list[str]:
        """List the names of the stored areas."""
        if not self.root.is_dir():
            return []
        return sorted(
            path.name
            for path in self.root.iterdir()
            if not name_problem(path.name) and (path / POINTER).is_file()
        )

    def entries(self) -> list[StoredArea]:
        """Describe the stored areas, damaged ones included, by name."""
        return [described(self.root / name, name) for name in self.names()]

    def digest(self, name: str) -> str:
        """Return the digest of an area without loading it; it changes with every save.

        Raises
        ------
        InputError
            If there is no such area, or its manifest cannot be read.
        """
        folder = self._folder(name)
        pointer = read_model(folder / POINTER, Pointer)
        return read_area_manifest(folder / pointer.current / MANIFEST)[1]

    def save(self, area: StudyArea, *, based_on: str | None = None) -> str:
        """Save an area under its name; an area of that name becomes the version before.

        Parameters
        ----------
        area
            The area. Its `digest` is not looked at.
        based_on
            Digest of the stored version that `area` was made from. If given, a version that
            somebody else saved meanwhile is not replaced; `NEW` replaces nothing at all.

        Returns
        -------
        str
            The digest of what was stored.

        Raises
        ------
        ChangedMeanwhileError
            If the stored version is not the one of `based_on`.
        InputError
            If the name is not safe, a layer breaks its schema, or the disk cannot take it. What
            was stored before stays.
        """
        with self._hold(area.name):
            folder = self.root / area.name
            before = pointer_of(folder)
            if based_on is not None:
                self._check_basis(area.name, before, based_on)
            version = write_version(area, folder)
            last = None if before is None else before.current
            switch(folder, Pointer(current=version, previous=last))
            return self.digest(area.name)

    def load(self, name: str) -> StudyArea:
        """Load an area; every file is checked against the manifest.

        Raises
        ------
        InputError
            If there is no such area, or a file is missing, damaged or breaks its schema.
        NetworkError
            If the stored network cannot be read.
        """
        with self._hold(name):
            folder = self._folder(name)
            return read_area(folder / read_model(folder / POINTER, Pointer).current, name)

    def roll_back(self, name: str) -> None:
        """Exchange the version that counts and the one before; a second call undoes the first.

        Raises
        ------
        InputError
            If there is no such area or no version before.
        """
        with self._hold(name):
            folder = self._folder(name)
            pointer = read_model(folder / POINTER, Pointer)
            if pointer.previous is None:
                problem = _("'{name}' has only one version; there is nothing before it.").format(
                    name=name
                )
                raise InputError([problem])
            read_area(folder / pointer.previous, name)
            switch(folder, Pointer(current=pointer.previous, previous=pointer.current))

    def rename(self, name: str, new: str) -> None:
        """Give an area another name, with all its versions and scenarios.

        Raises
        ------
        InputError
            If there is no such area, the new name is not safe or is taken, or a file is in use.
        """
        check_name(new)
        with self._hold(name, new):
            folder = self._folder(name)
            if new in self.names():
                raise InputError(
                    [_("There is an area '{name}' already; choose another name.").format(name=new)]
                )
            if (self.root / new).exists():  # left by a first save that was broken off
                self._throw_away(new)
            folder.rename(self.root / new)
            flush(self.root)
            ScenarioFolders(self.root.parent / SCENARIOS).move_area(name, new)

    def delete(self, name: str, *, confirm: str) -> None:
        """Delete an area with all its versions.

        Parameters
        ----------
        name
            The area.
        confirm
            The name once more.

        Raises
        ------
        InputError
            If `confirm` is not the name, there is no such area, or a file is in use.
        """
        if confirm != name:
            raise InputError(
                [_("'{name}' was not deleted: confirm with its exact name.").format(name=name)]
            )
        with self._hold(name):
            self._folder(name)
            self._throw_away(name)

    def _check_basis(self, name: str, pointer: Pointer | None, based_on: str) -> None:
        if based_on == NEW:
            if pointer is not None:
                problem = _("There is an area '{name}' already; choose another name.").format(
                    name=name
                )
                raise ChangedMeanwhileError([problem])
        elif pointer is None or self.digest(name) != based_on:
            problem = _("'{name}' was changed by somebody else meanwhile; load it again.").format(
                name=name
            )
            raise ChangedMeanwhileError([problem])

    def _throw_away(self, name: str) -> None:
        """Take a folder out of sight in one step, then clear it and what is left of others."""
        (self.root / name).rename(self.root / f"{TRASH}{uuid.uuid4().hex}")
        flush(self.root)
        for left in self.root.glob(f"{TRASH}*"):
            shutil.rmtree(left, ignore_errors=True)

    def _folder(self, name: str) -> Path:
        names = self.names()
        if name not in names:
            problem = _("There is no stored area '{name}'. Stored: {names}.").format(
                name=name, names=", ".join(names) or _("none")
            )
            raise InputError([problem])
        return self.root / name

    @contextmanager
    def _hold(self, *names: str) -> Iterator[None]:
        """Lock areas, in one order so that no two wait for each other; explain system errors."""
        for name in names:
            check_name(name)
        try:
            (self.root / LOCKS).mkdir(parents=True, exist_ok=True)
            with ExitStack() as locks:
                for name in sorted(set(names)):
                    locks.enter_context(
                        locked(self.root / LOCKS / name, _("The area '{name}'").format(name=name))
                    )
                yield
        except OSError as error:
            where = error.filename or self.root
            problem = _("The store cannot be used: {where}: {error}.").format(
                where=where, error=os_words(error)
            )
            raise InputError([problem]) from error


def default_store() -> AreaStore:
    """Return the user's store."""
    return AreaStore(data_home() / "areas")
