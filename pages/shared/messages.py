"""Messages that a callback leaves for the next runs of a page, errors of the program included.

A map may run the page once more by itself right after a callback, so a message stays for some
seconds, or until the next action.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from spatial.errors import DesmigratifError
from spatial.wording import current_language

STAY_S = 10.0
_KEY = "notices"


def leave(kind: str, text: str) -> None:
    """Leave a message: `success`, `info`, `warning` or `error`; it replaces what was left."""
    st.session_state[_KEY] = (kind, text, time.monotonic(), current_language())


@contextmanager
def caught() -> Iterator[None]:
    """Leave the program's own errors as a message instead of a trace, and go on."""
    st.session_state.pop(_KEY, None)
    try:
        yield
    except DesmigratifError as error:
        leave("error", "\n".join(f"- {line}" for line in str(error).splitlines()))


def attempt(action: Callable[[], object], done: str) -> bool:
    """Do something, and leave a message: `done`, or what went wrong. Return whether it went."""
    with caught():
        action()
        leave("success", done)
        return True
    return False


def show() -> None:
    """Show the message that was left, as long as it is new and in the user's language."""
    kind, text, since, spoken = st.session_state.get(_KEY, ("", "", 0.0, None))
    if kind and time.monotonic() - since < STAY_S and spoken == current_language():
        getattr(st, kind)(text)
