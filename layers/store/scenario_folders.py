"""Folders of scenarios beside the areas, every save a version of its own.

    scenarios/<area>/<scenario>/v000003.json

The version with the highest number counts. A version is written whole, flushed and renamed into
place, so a crash at any moment leaves what was there before. The folders lie beside the areas and
not within them: an embedded area has no folder of its own, and scenarios outlive the deletion of
an area, to be there again when an area of that name is.

What a scenario says is the business of `layers.scenarios`; here it is bytes.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from layers.store.area_files import flush
from layers.store.area_name import check_name, name_problem
from layers.store.locks import locked
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import _

SCENARIOS, LOCKS, TRASH = "scenarios", ".locks", ".trash-"
KEPT: Final = 50
"""Versions that are kept of a scenario; the oldest goes first."""
_VERSION = re.compile(r"v(\d{6})\.json")


@dataclass(frozen=True)
class ScenarioFolders:
    """Versioned files of scenarios by area; several processes may use them at once.

    Attributes
    ----------
    root
        The folder; made when the first scenario is saved.
    """

    root: Path

    def areas(self) -> list[str]:
        """List the areas that have scenarios; one of them may be gone itself."""
        return [name for name in _folders(self.root) if self.names(name)]

    def names(self, area: str) -> list[str]:
        """List the scenarios of an area."""
        folder = self.root / check_name(area)
        return [name for name in _folders(folder) if _versions(folder / name)]

    def versions(self, area: str, name: str) -> dict[int, Path]:
        """Return the files of a scenario by the number of their version."""
        return _versions(self.root / area / name)

    def current(self, area: str, name: str) -> Path:
        """Return the file of the version that counts.

        Raises
        ------
        InputError
            If the area has no scenario of that name.
        """
        known = self.names(area)
        if name not in known:
            text = _("The area '{area}' has no scenario '{name}'. There is: {known}.")
            raise InputError(
                [text.format(area=area, name=f"{name:.60}", known=", ".join(known) or "-")]
            )
        versions = self.versions(area, name)
        return versions[max(versions)]

    def write(self, area: str, name: str, data: bytes) -> None:
        """Write a new version and drop the oldest; the area is held by the caller."""
        folder = self.root / area / name
        folder.mkdir(parents=True, exist_ok=True)
        versions = _versions(folder)
        number = max(versions, default=0) + 1
        _write(folder / f"v{number:06}.json", data)
        for old in sorted(versions)[: len(versions) + 1 - KEPT]:
            versions[old].unlink(missing_ok=True)

    def delete(self, area: str, name: str) -> None:
        """Delete a scenario with all its versions.

        Raises
        ------
        InputError
            If there is none of that name, or a file is in use.
        """
        with self.hold(area):
            self.current(area, name)
            self._throw_away(self.root / area / name)

    def move_area(self, old: str, new: str) -> None:
        """Let the scenarios follow an area that was renamed.

        Where the new name has a scenario of the same name already, left by an area that was
        deleted, the one that moves gets another name.
        """
        if not self.names(old):
            return
        with self.hold(old, new):
            (self.root / new).mkdir(exist_ok=True)
            for name in self.names(old):
                free = next(n for k in range(1, 1000)
                            if (n := name if k == 1 else f"{name[:55]}-{k}")
                            not in self.names(new))  # fmt: skip
                (self.root / old / name).rename(self.root / new / free)
            flush(self.root / new)

    def _throw_away(self, folder: Path) -> None:
        """Take a folder out of sight in one step, then clear it and what is left of others."""
        folder.rename(self.root / f"{TRASH}{uuid.uuid4().hex}")
        flush(self.root)
        for left in self.root.glob(f"{TRASH}*"):
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def hold(self, *areas: str) -> Iterator[None]:
        """Lock areas' scenarios in one order; explain system errors."""
        try:
            (self.root / LOCKS).mkdir(parents=True, exist_ok=True)
            with ExitStack() as locks:
                for area in sorted(set(areas)):
                    what = _("The scenarios of area '{name}'").format(name=area)
                    locks.enter_context(locked(self.root / LOCKS / check_name(area), what))
                yield
        except OSError as error:
            text = _("Scenarios cannot be stored: {where}: {why}.")
            where = error.filename or self.root
            raise InputError([text.format(where=where, why=os_words(error))]) from error


def _folders(root: Path) -> list[str]:
    if not root.is_dir():
        return []
    return sorted(p.name for p in root.iterdir() if not name_problem(p.name) and p.is_dir())


def _versions(folder: Path) -> dict[int, Path]:
    found = ((_VERSION.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(match[1]): path for match, path in found if match is not None}


def read_bytes(path: Path) -> bytes:
    """Read a version.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        text = _("{file} cannot be read: {why}.")
        raise InputError([text.format(file=path.name, why=os_words(error))]) from error


def _write(path: Path, data: bytes) -> None:
    """Write a file whole and to the disk before it has its name; leave nothing if that fails."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        beside.write_bytes(data)
        flush(beside)
        beside.replace(path)
        flush(path.parent)
    finally:
        beside.unlink(missing_ok=True)
