"""How long work reports its progress and hears a cancel: one protocol for the whole program."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from spatial.errors import DesmigratifError


class CancelledError(DesmigratifError):
    """The user has cancelled the work."""


class Report(Protocol):
    """What counted work calls as it goes on, such as the writing of a file."""

    def __call__(self, done: float, total: float, text: str = "", /) -> None:
        """Take the steps that are done, those in all, and what comes next."""


def no_report(_done: float, _total: float, _text: str = "", /) -> None:
    """Report to nobody."""


@dataclass(frozen=True)
class Progress:
    """Where long work stands.

    Attributes
    ----------
    done, total
        Steps, such as queries or sheets; a total of 0 is not known yet.
    objects
        What was found so far, such as objects of OpenStreetMap.
    waiting_for
        What it waits for; empty when it goes on at once.
    text
        What it does now or next.
    """

    done: float = 0
    total: float = 0
    objects: int = 0
    waiting_for: str = ""
    text: str = ""

    @property
    def share(self) -> float:
        """Share of the steps that is done, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


@dataclass(frozen=True)
class Monitor:
    """Whom long work reports to, who may cancel it, and how it pauses.

    Attributes
    ----------
    progress
        Is called with where the work stands.
    cancelled
        Is asked now and then whether to stop.
    sleep
        Pauses for some seconds; tests put in a clock that does not.
    """

    progress: Callable[[Progress], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
    sleep: Callable[[float], None] = time.sleep

    def report(self, done: float, total: float, text: str = "", /) -> None:
        """Report counted steps; a `Report`."""
        self.progress(Progress(done, total, text=text))

    def wait_for(self, what: str) -> None:
        """Report what the work waits for; an empty text when it goes on."""
        self.progress(Progress(waiting_for=what))

    def check(self, problem: str) -> None:
        """Raise `CancelledError` with a text if the user has cancelled."""
        if self.cancelled():
            raise CancelledError(problem)

    def part(self, now: Progress) -> Monitor:
        """Return the monitor of one step, whose waits are reported with where the whole stands."""
        return replace(
            self, progress=lambda step: self.progress(replace(now, waiting_for=step.waiting_for))
        )
