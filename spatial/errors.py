"""Exceptions raised by the program, all subclasses of `DesmigratifError`."""

from __future__ import annotations

from collections.abc import Sequence


class DesmigratifError(Exception):
    """Base of every error that this program raises on purpose."""


class InputError(DesmigratifError):
    """Input that cannot be used; carries every problem that was found, not only the first.

    Parameters
    ----------
    problems
        One plain sentence per problem: what is wrong, where, and what to do.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class NetworkError(DesmigratifError):
    """A road network that cannot be built, saved or loaded."""
