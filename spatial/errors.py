"""Exceptions raised by the program, all subclasses of `DesmigratifError`."""

from __future__ import annotations

from collections.abc import Sequence

from spatial.wording import render


class DesmigratifError(Exception):
    """Base of every error that this program raises on purpose; phrases are shown translated."""

    def __str__(self) -> str:
        return "\n".join(render(text) for text in self.args)


class InputError(DesmigratifError):
    """Input that cannot be used; carries every problem that was found, not only the first.

    Parameters
    ----------
    problems
        One plain sentence per problem: what is wrong, where, and what to do; texts or phrases.

    Attributes
    ----------
    phrases
        The problems as they were given, to be shown later or by another.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.phrases = tuple(problems)
        super().__init__(*self.phrases)

    @property
    def problems(self) -> tuple[str, ...]:
        """The problems in the language of the user."""
        return tuple(render(problem) for problem in self.phrases)


class NetworkError(DesmigratifError):
    """A road network that cannot be built, saved or loaded."""
