"""The editing that is under way in a browser tab: it outlives a change of page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from layers.area.study_area import StudyArea
from layers.editing import saving
from layers.editing.session import EditSession
from layers.store.area_store import default_store
from pages.shared import messages
from spatial.wording import N_, Labels

EDITS, LAYER, TASK = "edits", "edit_layer", "edit_task"
LON, LAT, VIEW, TURN = "edit_lon", "edit_lat", "edit_view", "edit_turn"
CHANGE, ADD = "change", "add"
TASKS = Labels({CHANGE: N_("Change a point"), ADD: N_("Add a point")})


def point_key(area: str, layer: str) -> str:
    """Return the key of the widget that chooses a point."""
    return f"edit_point_{area}_{layer}"


def map_key(name: str, layer: str) -> str:
    """Return the key of the map."""
    return f"edit_map_{name}_{layer}"


def session_of(area: StudyArea) -> EditSession:
    """Return the editing that is under way, or begin one."""
    sessions: dict[str, EditSession] = st.session_state.setdefault(EDITS, {})
    found = sessions.get(area.name)
    if found is None or (not found.changes and found.area.digest != area.digest):
        found = sessions[area.name] = saving.start(area, default_store())
        turn()
    return found


def unsaved() -> dict[str, int]:
    """Return the number of steps that are not stored, for each area that has some."""
    sessions: dict[str, EditSession] = st.session_state.get(EDITS, {})
    return {name: session.changes for name, session in sessions.items() if session.changes}


def forget(name: str) -> None:
    """Drop the editing of an area."""
    st.session_state.get(EDITS, {}).pop(name, None)


def turn() -> None:
    """Let the table begin anew from the points as they are."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def step(name: str, do: Callable[[EditSession], EditSession]) -> bool:
    """Do one step of the editing of an area, or leave the message why not."""
    with messages.caught():
        st.session_state[EDITS][name] = do(st.session_state[EDITS][name])
        turn()
        return True
    return False


def take_step(name: str, do: Callable[[EditSession], EditSession]) -> None:
    """Do one step of the editing of an area; for the buttons."""
    step(name, do)


def clear() -> None:
    """Empty the inputs of a place."""
    st.session_state[LON] = st.session_state[LAT] = ""
