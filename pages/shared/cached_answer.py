"""`cached_answer`: a decorator that computes an answer once for all sessions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar, runtime_checkable

import streamlit as st

from layers.area.question import content_key
from spatial.wording import _, current_language

P = ParamSpec("P")
T = TypeVar("T")

_COMPUTING = ContextVar("computing", default=False)


@runtime_checkable
class Keyed(Protocol):
    """An argument that writes its content itself: a study area, a question, a scenario."""

    @property
    def key(self) -> str:
        """A text that two share exactly when their contents are equal."""


def cached_answer(
    max_entries: int,
    spinner: str = "",
    *,
    by_language: bool = False,
    also: Callable[..., str] | None = None,
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache the results of a function by the contents of its arguments.

    All sessions share one result: it must not be changed. Errors are not cached.

    Parameters
    ----------
    max_entries : int
        Results that are held; the oldest goes first.
    spinner : str
        What is shown while it is computed, marked for translation; nothing while another answer
        is being computed.
    by_language : bool
        Whether the result holds texts in the language of the session.
    also : callable, optional
        Takes the arguments, gives a text for what the result depends on beside them.

    Returns
    -------
    callable
        The decorator. Arguments are `Keyed`, or what `layers.area.question.content_key` takes.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(function)

        def compute(key: tuple[str, ...], _call: Callable[[], T]) -> T:  # noqa: ARG001 - cache key
            with _computing():
                return _call()

        # Streamlit tells the caches of functions apart by these names
        compute.__module__, compute.__qualname__ = function.__module__, function.__qualname__
        cached = st.cache_resource(max_entries=max_entries, show_spinner=False)(compute)

        @wraps(function)
        def answered(*args: P.args, **kwargs: P.kwargs) -> T:
            with _spinner(spinner):
                given = signature.bind(*args, **kwargs)
                given.apply_defaults()
                parts = [_key(value) for value in given.arguments.values()]
                parts.append((current_language() or "") if by_language else "")
                parts.append("" if also is None else also(*args, **kwargs))
                return cached(tuple(parts), lambda: function(*args, **kwargs))

        return answered

    return decorate


def _key(value: object) -> str:
    return value.key if isinstance(value, Keyed) else content_key(value)


def _spinner(text: str) -> AbstractContextManager[None]:
    return st.spinner(_(text)) if text and not _COMPUTING.get() else nullcontext()


@contextmanager
def _computing() -> Iterator[None]:
    token = _COMPUTING.set(True)
    try:
        yield
    finally:
        _COMPUTING.reset(token)
