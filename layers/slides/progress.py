"""How far a long export is: what writers tell while they work."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what comes next, in the reader's language."""


def untold(_done: int, _total: int, _what: str) -> None:
    """Tell nobody."""
