"""The scenario that a browser tab works on: it outlives a change of page, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from layers.area.study_area import StudyArea
from layers.editing.place import Place
from layers.scenarios.scenario import Scenario, ScenarioHistory, area_fingerprint, new_scenario
from layers.scenarios.store import NEW, default_scenarios
from layers.store.area_name import slug
from pages.shared import messages
from spatial.errors import InputError
from spatial.wording import _

WORKS, PICKS, TURN, CHOICE = "scenario_works", "scenario_picks", "scenario_turn", "scenario_choice"
AT = "scenario_area"
FRESH = ""
"""Choice of the select box for a scenario that is not kept yet."""


@dataclass(frozen=True)
class Work:
    """A scenario under work.

    Attributes
    ----------
    history
        What it is, was, and was before an undo.
    kept
        What of it is kept with the area; None where nothing is.
    """

    history: ScenarioHistory
    kept: Scenario | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is now."""
        return self.history.current

    @property
    def unsaved(self) -> bool:
        """Whether it differs from what is kept."""
        return self.scenario.changes != (() if self.kept is None else self.kept.changes)


def work_of(area: StudyArea) -> Work:
    """Return the work on an area, or begin with a scenario without changes."""
    works: dict[str, Work] = st.session_state.setdefault(WORKS, {})
    if st.session_state.get(AT) != area.name:  # places that were picked lie in another area
        st.session_state[AT] = area.name
        clear_picks()
    if area.name not in works:
        works[area.name] = Work(ScenarioHistory(fresh(area)))
    return works[area.name]


def fresh(area: StudyArea) -> Scenario:
    """Return a scenario without changes, under a name that is still free."""
    taken = default_scenarios().names(area.name)
    number = next(n for n in range(1, len(taken) + 2) if f"skenario-{n}" not in taken)
    title = _("Scenario {number}").format(number=number)
    return new_scenario(area, f"skenario-{number}", title)


def put(area: str, work: Work) -> None:
    """Go on with another state of the work."""
    st.session_state[WORKS][area] = work
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def step(area: str, do: Callable[[Scenario], Scenario]) -> bool:
    """Do one step that can be undone, or leave the message why not."""
    work: Work = st.session_state[WORKS][area]
    with messages.caught():
        put(area, replace(work, history=work.history.then(do(work.scenario))))
        return True
    put(area, work)  # a table goes back to what is
    return False


def undo(area: str) -> None:
    """Take the last step back."""
    work: Work = st.session_state[WORKS][area]
    put(area, replace(work, history=work.history.undo()))


def redo(area: str) -> None:
    """Do the step again that was taken back last."""
    work: Work = st.session_state[WORKS][area]
    put(area, replace(work, history=work.history.redo()))


def open_kept(area: StudyArea, name: str) -> None:
    """Go over to a scenario that is kept with the area, or to a fresh one."""
    with messages.caught():
        found = None if name == FRESH else default_scenarios().load(area.name, name)
        put(area.name, Work(ScenarioHistory(found or fresh(area)), found))
        clear_picks()


def take(area: StudyArea, scenario: Scenario) -> None:
    """Go over to a scenario that is not kept yet."""
    nothing = scenario.model_copy(update={"changes": ()})
    put(area.name, Work(ScenarioHistory(nothing).then(scenario)))
    clear_picks()


def save(area: StudyArea, title: str) -> None:
    """Keep the scenario with the area: as a new version, or as another one for a new title."""
    work = work_of(area)
    kept = work.kept

    def do() -> None:
        same = kept is not None and title.strip() == kept.title
        name = kept.name if same and kept is not None else _free(area.name, slug(title))
        history = _renamed(work.history, {"name": name, "title": title.strip()[:200],
                                          "area_digest": area_fingerprint(area)})  # fmt: skip
        based_on = kept.digest() if same and kept is not None else NEW
        default_scenarios().save(history.current, based_on=based_on)
        put(area.name, Work(history, history.current))
        st.session_state[f"{CHOICE}_{area.name}"] = name

    if not title.strip():
        messages.leave("error", _("The scenario has no title yet."))
        return
    messages.attempt(do, _("Kept with the area: {title}.").format(title=title.strip()))


def remove(area: StudyArea, name: str) -> None:
    """Delete a kept scenario; the work on it goes on as one that is not kept."""

    def do() -> None:
        default_scenarios().delete(area.name, name)
        work = work_of(area)
        if work.kept is not None and work.kept.name == name:
            put(area.name, replace(work, kept=None))
            st.session_state[f"{CHOICE}_{area.name}"] = FRESH

    messages.attempt(do, _("The scenario was deleted."))


def picks() -> list[Place]:
    """Return the places that were picked for the next change."""
    found: list[Place] = st.session_state.setdefault(PICKS, [])
    return found


def pick(place: Place, *, only: bool) -> None:
    """Pick one more place, or this one instead of another."""
    st.session_state[PICKS] = [place] if only else [*picks(), place]


def unpick() -> None:
    """Forget the place that was picked last."""
    st.session_state[PICKS] = picks()[:-1]


def clear_picks() -> None:
    """Forget the places that were picked."""
    st.session_state[PICKS] = []


def _renamed(history: ScenarioHistory, facts: dict[str, str]) -> ScenarioHistory:
    """Let an undo take back changes, and not the name."""
    past, future = (
        tuple(step.model_copy(update=facts) for step in steps)
        for steps in (history.past, history.future)
    )
    return ScenarioHistory(history.current.model_copy(update=facts), past, future)


def _free(area: str, name: str) -> str:
    taken = default_scenarios().names(area)
    if name in taken:
        raise InputError([_("There is a scenario of that title already; write another one.")])
    return name
