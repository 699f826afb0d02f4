"""Work in a thread of its own: observed from anywhere, cancelled at once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Generic, Literal, TypeVar

from layers.jobs.progress import CancelledError, Monitor, Progress
from spatial.errors import DesmigratifError, InputError
from spatial.wording import N_, current_language, lazy_gettext, render, use_language

T = TypeVar("T")
Status = Literal["running", "done", "cancelled", "failed"]
UNEXPECTED = N_("An unexpected error ({error}); what had arrived is kept. Try again.")

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobView(Generic[T]):
    """What a job is doing at one moment.

    Attributes
    ----------
    status
        `running`, or how it ended.
    progress
        Where it stands.
    waited_s
        Seconds since the progress last changed.
    result
        What the work gave, once `done`.
    problems
        Why it ended otherwise: one phrase each; see `problem_texts`.
    """

    status: Status
    progress: Progress
    waited_s: float = 0.0
    result: T | None = None
    problems: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Share of the planned steps that is done, 0 to 1."""
        return self.progress.share

    def problem_texts(self) -> tuple[str, ...]:
        """Return why it ended, in the language of the session."""
        return tuple(render(problem) for problem in self.problems)


class BackgroundJob(Generic[T]):
    """Work that runs in a thread of its own until it ends, is stopped or is cancelled.

    Its messages are phrases, for every session in its language; whatever else it says is in the
    language of the session that started it. The thread is a daemon: a silent server does not hold
    the end of the program.

    Parameters
    ----------
    work
        Is called with the `Monitor` through which it reports its progress, asks whether it was
        stopped, and sleeps.
    name
        For the log.
    unexpected
        Message for an error that is none of the program's own, marked for translation; `{error}`
        is its type.
    cancelled
        Message after `cancel`.
    """

    def __init__(
        self,
        work: Callable[[Monitor], T],
        name: str,
        *,
        unexpected: str = UNEXPECTED,
        cancelled: str = "",
    ) -> None:
        self._work, self._name = work, name
        self._unexpected, self._cancelled = unexpected, cancelled
        self._language = current_language()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._future: Future[T] = Future()
        self._progress = Progress()
        self._changed = time.monotonic()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return not self._future.done()

    def view(self) -> JobView[T]:
        """Return what it is doing now."""
        with self._lock:
            progress, waited_s = self._progress, time.monotonic() - self._changed
            if not self._future.done():
                return JobView("running", progress, waited_s)
            error = self._future.exception()
            if error is None:
                return JobView("done", progress, waited_s, self._future.result())
            status: Status = "cancelled" if isinstance(error, CancelledError) else "failed"
            return JobView(status, progress, waited_s, problems=_problems(error))

    def stop(self) -> None:
        """Ask the work to end; what it gives then counts, such as the best of a search."""
        self._stop.set()

    def cancel(self) -> None:
        """Stop; the job is `cancelled` from now on, whatever its thread still does."""
        self.stop()
        self._end(partial(self._future.set_exception, CancelledError(self._cancelled)))

    def wait(self, timeout_s: float) -> JobView[T]:
        """Wait at most so many seconds for the thread to end; return what it is doing."""
        self._thread.join(timeout_s)
        return self.view()

    def result(self) -> T:
        """Wait for the end and return what the work gave.

        Raises
        ------
        DesmigratifError
            What went wrong.
        """
        return self._future.result()

    def _run(self) -> None:
        monitor = Monitor(self._report, self._stop.is_set, self._sleep)
        with nullcontext() if self._language is None else use_language(self._language):
            try:
                self._end(partial(self._future.set_result, self._work(monitor)))
            except DesmigratifError as error:
                self._end(partial(self._future.set_exception, error))
            except Exception as error:  # noqa: BLE001  (a job must not look as if it ran for ever)
                _LOG.exception("%s failed", self._name)
                problem = lazy_gettext(self._unexpected, error=type(error).__name__)
                self._end(partial(self._future.set_exception, DesmigratifError(problem)))

    def _sleep(self, seconds: float) -> None:
        self._stop.wait(seconds)

    def _report(self, progress: Progress) -> None:
        with self._lock:
            if progress != self._progress and not self._future.done():
                self._progress = progress
                self._changed = time.monotonic()

    def _end(self, settle: Callable[[], None]) -> None:
        """End the job, unless it has ended already."""
        with self._lock:
            if not self._future.done():
                settle()


def _problems(error: BaseException) -> tuple[str, ...]:
    return error.phrases if isinstance(error, InputError) else error.args
