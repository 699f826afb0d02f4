"""A search for sites in the background: watched from anywhere, stopped with the best so far."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from layers.area.inputs import Weight
from layers.siting.answer import SitingAnswer, ask_siting
from layers.siting.question import SitingQuestion
from layers.siting.trips import Measuring, SitesMeasured
from spatial.errors import DesmigratifError
from spatial.siting.task import SitingProgress, Watch
from spatial.wording import language, speaking, tr

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobView:
    """What a job is doing.

    Attributes
    ----------
    share
        0 to 1: of the searches of the network while it measures, of the time limit after.
    search
        How far the search is; None while it measures.
    is_over
        Whether it has ended.
    """

    share: float
    search: SitingProgress | None
    is_over: bool


class SitingJob:
    """Measures and searches in a thread of its own.

    Parameters
    ----------
    measure
        Gives the trips; is called with what it tells its progress to.
    question, weight
        As in `layers.siting.answer.ask_siting`.
    """

    def __init__(
        self,
        measure: Callable[[Measuring], SitesMeasured],
        question: SitingQuestion,
        weight: Weight | None,
    ) -> None:
        self._measure, self._question, self._weight = measure, question, weight
        self._stop = threading.Event()
        self._share = 0.0
        self._search: SitingProgress | None = None
        self._answer: SitingAnswer | None = None
        self._problem: DesmigratifError | None = None
        self._spoken = language()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def view(self) -> JobView:
        """Return what it is doing now."""
        share = self._share
        if self._search is not None:
            share = min(self._search.seconds / max(self._question.limit_s, 1e-9), 1.0)
        return JobView(share, self._search, not self._thread.is_alive())

    def stop(self) -> None:
        """End the search at once; its answer is the best found so far."""
        self._stop.set()

    def wait(self, timeout_s: float) -> bool:
        """Wait at most so many seconds for the end; return whether it has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def answer(self) -> SitingAnswer:
        """Wait for the end and return the answer.

        Raises
        ------
        DesmigratifError
            What went wrong.
        """
        self._thread.join()
        if self._answer is None:
            raise self._problem or DesmigratifError(tr("Pencarian gagal; coba lagi."))
        return self._answer

    def _run(self) -> None:
        with nullcontext() if self._spoken is None else speaking(self._spoken):
            try:
                measured = self._measure(self._measuring)
                watch = Watch(self._question.limit_s, self._told, self._stop.is_set)
                self._answer = ask_siting(measured, self._question, self._weight, watch)
            except DesmigratifError as error:
                self._problem = error
            except Exception:  # noqa: BLE001  (a job must not look as if it ran for ever)
                _LOG.exception("siting failed")

    def _measuring(self, done: int, steps: int) -> None:
        self._share = done / steps

    def _told(self, progress: SitingProgress) -> None:
        self._search = progress
