"""Scenarios in the user's data folder, by area; the files are `layers.store.scenario_folders`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from layers.scenarios.file import read_scenario, scenario_bytes
from layers.scenarios.scenario import Scenario
from layers.store.area_name import check_name
from layers.store.scenario_folders import SCENARIOS, ScenarioFolders, read_bytes
from layers.store.user_folder import data_home
from spatial.errors import InputError
from spatial.wording import _

NEW: Final = ""
"""For `ScenarioStore.save`: the scenario must not be stored yet."""


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
class ScenarioStore(ScenarioFolders):
    """Scenarios in a folder; several processes may use it at once.

    Attributes
    ----------
    root
        The folder; made when the first scenario is saved.
    """

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
        path = self.current(area, name)
        found = read_scenario(read_bytes(path), f"{area}/{name}/{path.name}")
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
        check_name(scenario.area)
        check_name(scenario.name)
        with self.hold(scenario.area):
            if based_on is not None:
                self._check_basis(scenario, based_on)
            self.write(scenario.area, scenario.name, scenario_bytes(scenario))

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
        self.current(area, name)
        versions = self.versions(area, name)
        if len(versions) < 2:
            text = _("Scenario '{name}' has only one version; there is nothing before it.")
            raise InputError([text.format(name=name)])
        path = versions[sorted(versions)[-2]]
        found = read_scenario(read_bytes(path), path.name)
        before = found.model_copy(update={"area": area, "name": name})
        self.save(before)
        return before

    def _check_basis(self, scenario: Scenario, based_on: str) -> None:
        there = scenario.name in self.names(scenario.area)
        if based_on == NEW and there:
            text = _("There is a scenario '{name}' already; choose another name.")
            raise ScenarioChangedError([text.format(name=scenario.name)])
        if based_on != NEW and (
            not there or self.load(scenario.area, scenario.name).digest() != based_on
        ):
            text = _(
                "Scenario '{name}' was changed by somebody else; open it again or save under "
                "another name."
            )
            raise ScenarioChangedError([text.format(name=scenario.name)])

    def _same(self, area: str, name: str, scenario: Scenario) -> bool:
        try:
            return self.load(area, name).changes == scenario.changes
        except InputError:
            return False

    def _entry(self, area: str, name: str) -> StoredScenario:
        path = self.current(area, name)
        saved = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        versions = len(self.versions(area, name))
        try:
            found = self.load(area, name)
        except InputError as error:
            return StoredScenario(area, name, name, 0, saved, versions, str(error))
        return StoredScenario(area, name, found.title, len(found.changes), saved, versions)


def default_scenarios() -> ScenarioStore:
    """Return the user's scenarios."""
    return ScenarioStore(data_home() / SCENARIOS)
