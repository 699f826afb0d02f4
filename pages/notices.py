"""Messages that a callback leaves for the next run of a page, errors of the program included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from spatial.errors import DesmigratifError

_KEY = "notices"


def leave(kind: str, text: str) -> None:
    """Leave a message: `success`, `info`, `warning` or `error`."""
    st.session_state.setdefault(_KEY, []).append((kind, text))


@contextmanager
def caught() -> Iterator[None]:
    """Leave the program's own errors as a message instead of a trace, and go on."""
    try:
        yield
    except DesmigratifError as error:
        leave("error", "\n".join(f"- {line}" for line in str(error).splitlines()))


def attempt(action: Callable[[], object], done: str) -> bool:
    """Do something, and leave a message: `done`, or what went wrong. Return whether it went."""
    try:
        action()
    except DesmigratifError as error:
        leave("error", "\n".join(f"- {line}" for line in str(error).splitlines()))
        return False
    leave("success", done)
    return True


def show() -> None:
    """Show the messages that were left, once."""
    for kind, text in st.session_state.pop(_KEY, []):
        getattr(st, kind)(text)
