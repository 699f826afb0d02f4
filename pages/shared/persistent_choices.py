"""What the user has chosen, through a change of the language.

The browser sends a choice as the words that it shows, and Streamlit looks those up among the
options as they are worded now: after a change of the language it would find none of them, and go
back to the default. A callback runs before the page does, when the options are still worded as
they were; what it reads then, and sets again, reaches the browser in the new words.
"""

from __future__ import annotations

from typing import Final, TypeVar

import streamlit as st

T = TypeVar("T")

KEEP: Final = "session"
"""Value of `persist_state`: a choice outlives a change of page."""


def begin_with(key: str, first: T) -> T:
    """Give a widget its first value, unless it has one; return what it has.

    It is set anew in every run: on a page after the first, Streamlit would else show a kept number
    as the least that the widget takes.
    """
    value: T = st.session_state.get(key, first)
    st.session_state[key] = value
    return value


def keep() -> None:
    """Hold on to every choice; for ``on_change`` of the switch of the language."""
    for key in list(st.session_state):
        value = st.session_state[key]
        if _is_choice(value):
            st.session_state[key] = value


def _is_choice(value: object) -> bool:
    """Tell what a list of options gives; buttons (bool), tables and files cannot be set."""
    if isinstance(value, list | tuple):
        return bool(value) and all(_is_choice(part) for part in value)
    return isinstance(value, str | int | float) and not isinstance(value, bool)
