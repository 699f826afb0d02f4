"""Scenarios kept with their area in the user's data folder, every save a version of its own.

    scenarios/<area>/<scenario>/v000003.json

The version with the highest number counts. A version is written whole, flushed and renamed into
place, so a crash at any moment leaves what was there before. They lie beside the areas and not
within them: an embedded area has no folder of its own, and scenarios outlive the deletion of an
area, to be there again when an area of that name is.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from layers.scenarios.file import read_scenario, scenario_bytes
from layers.scenarios.scenario import Scenario
from layers.store.area_files import flush
from layers.store.area_name import check_name, name_problem
from layers.store.locks import locked
from layers.store.user_folder import data_home
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import tr

SCENARIOS, LOCKS, TRASH = "scenarios", ".locks", ".trash-"
KEPT: Final = 50
"""Versions that are kept of a scenario; the oldest goes first."""
NEW: Final = ""
"""For `ScenarioStore.save`: the scenario must not be stored yet."""
_VERSION = re.compile(r"v(\d{6})\.json")


class ScenarioChangedError(InputError):
    """The stored version is not the one that somebody's changes were based on."""


@dataclass(frozen=True)
class StoredScenario:
    """What a list shows of a scenario.

    Attributes
    ----------
    area, name, title
        Its area, its own name, and what people read (the name where it cannot be read).
    changes
        How many changes it has.
    saved
        When, UTC.
    versions
        How many versions are kept.
    problem
        Why it cannot be read; else empty.
    """

    area: str
    name: str
    title: str
    changes: int
    saved: datetime
    versions: int
    problem: str = ""


@dataclass(frozen=True)
class ScenarioStore:
    """Scenarios in a folder; several processes may use it at once.

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

    def entries(self, area: str) -> list[StoredScenario]:
        """Describe the scenarios of an area, damaged ones included, by name."""
        return [self._entry(area, name) for name in self.names(area)]

    def load(self, area: str, name: str) -> Scenario:
        """Load a scenario; it belongs to the area that it lies with.

        Raises
        ------
        InputError
            If there is none of that name, or it is damaged.
        """
        path = self._current(area, name)
        found = read_scenario(_read(path), f"{area}/{name}/{path.name}")
        return found.model_copy(update={"area": area, "name": name})

    def load_all(self, area: str) -> list[Scenario]:
        """Load the scenarios of an area that can be read."""
        return [self.load(area, e.name) for e in self.entries(area) if not e.problem]

    def save(self, scenario: Scenario, *, based_on: str | None = None) -> None:
        """Save a scenario with its area as a new version.

        Parameters
        ----------
        scenario
            The scenario; `area` and `name` say where.
        based_on
            `Scenario.digest` of the stored version that it was made from. If given, a version
            that somebody else saved meanwhile is not covered up; `NEW` covers up nothing at all.

        Raises
        ------
        ScenarioChangedError
            If the stored version is not the one of `based_on`.
        InputError
            If a name is not safe or the disk cannot take it; what was stored before stays.
        """
        folder = self.root / check_name(scenario.area) / check_name(scenario.name)
        with self._hold(scenario.area):
            if based_on is not None:
                self._check_basis(scenario, based_on)
            folder.mkdir(parents=True, exist_ok=True)
            versions = _versions(folder)
            number = max(versions, default=0) + 1
            _write(folder / f"v{number:06}.json", scenario_bytes(scenario))
            for old in sorted(versions)[: len(versions) + 1 - KEPT]:
                versions[old].unlink(missing_ok=True)

    def add(self, scenario: Scenario, area: str) -> Scenario:
        """Save a scenario that somebody sent, under a name that is still free; return it.

        Its own name is free where the same changes are stored under it already.
        """
        wanted = scenario.model_copy(update={"area": area})
        taken = self.names(area)
        for number in range(1, len(taken) + 2):
            name = scenario.name if number == 1 else f"{scenario.name[:55]}-{number}"
            if name not in taken or self._same(area, name, wanted):
                stored = wanted.model_copy(update={"name": name})
                if name not in taken:
                    self.save(stored, based_on=NEW)
                return stored
        raise AssertionError

    def roll_back(self, area: str, name: str) -> Scenario:
        """Make the version before count again, as a new version; a second call undoes it.

        Raises
        ------
        InputError
            If there is no version before, or it is damaged.
        """
        self._current(area, name)
        versions = _versions(self.root / area / name)
        if len(versions) < 2:
            text = tr("'{name}' hanya punya satu versi; tidak ada yang sebelumnya.")
            raise InputError([text.format(name=name)])
        path = versions[sorted(versions)[-2]]
        found = read_scenario(_read(path), path.name)
        before = found.model_copy(update={"area": area, "name": name})
        self.save(before)
        return before

    def delete(self, area: str, name: str) -> None:
        """Delete a scenario with all its versions.

        Raises
        ------
        InputError
            If there is none of that name, or a file is in use.
        """
        with self._hold(area):
            self._current(area, name)
            self._throw_away(self.root / area / name)

    def move_area(self, old: str, new: str) -> None:
        """Let the scenarios follow an area that was renamed.

        Where the new name has a scenario of the same name already, left by an area that was
        deleted, the one that moves gets another name.
        """
        if not self.names(old):
            return
        with self._hold(old, new):
            (self.root / new).mkdir(exist_ok=True)
            for name in self.names(old):
                free = next(n for k in range(1, 1000)
                            if (n := name if k == 1 else f"{name[:55]}-{k}")
                            not in self.names(new))  # fmt: skip
                (self.root / old / name).rename(self.root / new / free)
            flush(self.root / new)

    def _check_basis(self, scenario: Scenario, based_on: str) -> None:
        there = scenario.name in self.names(scenario.area)
        if based_on == NEW and there:
            text = tr("Sudah ada skenario '{name}'; pilih nama lain.")
            raise ScenarioChangedError([text.format(name=scenario.name)])
        if based_on != NEW and (
            not there or self.load(scenario.area, scenario.name).digest() != based_on
        ):
            text = tr("Skenario '{name}' sudah diubah dari tempat lain; buka lagi atau simpan "
                      "dengan nama lain.")  # fmt: skip
            raise ScenarioChangedError([text.format(name=scenario.name)])

    def _same(self, area: str, name: str, scenario: Scenario) -> bool:
        try:
            return self.load(area, name).changes == scenario.changes
        except InputError:
            return False

    def _current(self, area: str, name: str) -> Path:
        known = self.names(area)
        if name not in known:
            text = tr("Wilayah '{area}' tidak punya skenario '{name}'. Yang ada: {known}.")
            raise InputError(
                [text.format(area=area, name=f"{name:.60}", known=", ".join(known) or "-")]
            )
        versions = _versions(self.root / area / name)
        return versions[max(versions)]

    def _entry(self, area: str, name: str) -> StoredScenario:
        path = self._current(area, name)
        saved = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        versions = len(_versions(path.parent))
        try:
            found = self.load(area, name)
        except InputError as error:
            return StoredScenario(area, name, name, 0, saved, versions, str(error))
        return StoredScenario(area, name, found.title, len(found.changes), saved, versions)

    def _throw_away(self, folder: Path) -> None:
        """Take a folder out of sight in one step, then clear it and what is left of others."""
        folder.rename(self.root / f"{TRASH}{uuid.uuid4().hex}")
        flush(self.root)
        for left in self.root.glob(f"{TRASH}*"):
            shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def _hold(self, *areas: str) -> Iterator[None]:
        """Lock areas' scenarios in one order; explain system errors."""
        try:
            (self.root / LOCKS).mkdir(parents=True, exist_ok=True)
            with ExitStack() as locks:
                for area in sorted(set(areas)):
                    what = tr("Skenario wilayah '{name}'").format(name=area)
                    locks.enter_context(locked(self.root / LOCKS / check_name(area), what))
                yield
        except OSError as error:
            text = tr("Skenario tidak dapat disimpan: {where}: {why}.")
            where = error.filename or self.root
            raise InputError([text.format(where=where, why=os_words(error))]) from error


def default_scenarios() -> ScenarioStore:
    """Return the user's scenarios."""
    return ScenarioStore(data_home() / SCENARIOS)


def _folders(root: Path) -> list[str]:
    if not root.is_dir():
        return []
    return sorted(p.name for p in root.iterdir() if not name_problem(p.name) and p.is_dir())


def _versions(folder: Path) -> dict[int, Path]:
    found = ((_VERSION.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(match[1]): path for match, path in found if match is not None}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        text = tr("{file} tidak dapat dibaca: {why}.")
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
