"""A download in the background: watched from anywhere, cancelled at once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, Literal, TypeVar

from layers.osm.area import OsmArea
from layers.osm.download import CANCELLED
from layers.osm.download_request import FetchMemory, FetchOrder
from layers.osm.http_errors import CancelledError
from layers.osm.overpass import Caller, Progress
from layers.store.user_folder import data_home
from layers.text.formats import number
from spatial.errors import DesmigratifError, InputError
from spatial.wording import language, mark, phrase, shown, speaking, tr

T = TypeVar("T")
Status = Literal["running", "done", "cancelled", "failed"]
UNEXPECTED = mark(
    "Kesalahan yang tidak terduga ({error}); yang sudah tiba tetap tersimpan. Coba lagi."
)
WORTH_TELLING_S = 2
"""Waits shorter than this are not counted aloud, seconds."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobView(Generic[T]):
    """What a job is doing at one moment.

    Attributes
    ----------
    status
        `running`, or how it ended.
    progress
        Queries done of planned, objects, and what it waits for.
    waited_s
        Seconds since the progress last changed.
    result
        What the work gave, once `done`.
    problems
        Why it ended otherwise: one phrase each; see `told`.
    """

    status: Status
    progress: Progress
    waited_s: float = 0.0
    result: T | None = None
    problems: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Share of the planned queries that is done, 0 to 1."""
        return self.progress.done / self.progress.planned if self.progress.planned else 0.0

    def words(self) -> str:
        """Say in one line how far it is and what it waits for."""
        now = self.progress
        if not now.planned:
            done = tr("Memulai")
        else:
            done = tr("{done} dari {planned} petak, {objects} objek").format(
                done=now.done, planned=now.planned, objects=number(now.objects)
            )
        if not now.waiting_for:
            return f"{done} …"
        waited = int(self.waited_s)
        so_far = tr(" (sudah {waited} detik)") if waited >= WORTH_TELLING_S else ""
        return tr("{done}. Menunggu {holder}{so_far} …").format(
            done=done, holder=shown(now.waiting_for), so_far=so_far.format(waited=waited)
        )

    def told(self) -> tuple[str, ...]:
        """Say in the reader's language why it ended."""
        return tuple(shown(problem) for problem in self.problems)


class FetchJob(Generic[T]):
    """Work that runs in a thread of its own until it ends or is cancelled.

    Its messages are phrases, for every reader in their language; whatever else it says is in the
    language of the reader who ordered it.

    Parameters
    ----------
    work
        Is called with the `Caller` through which it tells its progress, asks whether it was
        cancelled, and sleeps.
    """

    def __init__(self, work: Callable[[Caller], T]) -> None:
        self._work = work
        self._language = language()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._view: JobView[T] = JobView("running", Progress(0, 0, 0))
        self._changed = time.monotonic()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def view(self) -> JobView[T]:
        """Return what it is doing now."""
        with self._lock:
            return replace(self._view, waited_s=time.monotonic() - self._changed)

    def cancel(self) -> None:
        """Stop; the job is `cancelled` from now on, whatever its thread still does."""
        self._stop.set()
        self._settle("cancelled", problems=(CANCELLED,))

    def wait(self, timeout_s: float) -> JobView[T]:
        """Wait at most so many seconds for the thread to end; return what it is doing."""
        self._thread.join(timeout_s)
        return self.view()

    def _run(self) -> None:
        with nullcontext() if self._language is None else speaking(self._language):
            self._do()

    def _do(self) -> None:
        caller = Caller(self._told, self._stop.is_set, self._sleep)
        try:
            self._settle("done", self._work(caller))
        except CancelledError as error:
            self._settle("cancelled", problems=error.args)
        except InputError as error:
            self._settle("failed", problems=error.phrases)
        except DesmigratifError as error:
            self._settle("failed", problems=error.args)
        except Exception as error:  # noqa: BLE001  (a job must not look as if it ran for ever)
            _LOG.exception("download failed")
            self._settle("failed", problems=(phrase(UNEXPECTED, error=type(error).__name__),))

    def _sleep(self, seconds: float) -> None:
        self._stop.wait(seconds)

    def _told(self, progress: Progress) -> None:
        with self._lock:
            if progress != self._view.progress and self._view.status == "running":
                self._view = replace(self._view, progress=progress)
                self._changed = time.monotonic()

    def _settle(
        self, status: Status, result: T | None = None, problems: tuple[str, ...] = ()
    ) -> None:
        """End the job, unless it has ended already."""
        with self._lock:
            if self._view.status == "running":
                self._view = replace(self._view, status=status, result=result, problems=problems)


class FetchDesk:
    """The one download that may run, and the order that is not finished.

    Parameters
    ----------
    folder
        Where choices, the unfinished order and replies are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.memory = FetchMemory(folder)
        self.order = self.memory.order()
        self._job: FetchJob[OsmArea] | None = None
        self._lock = threading.Lock()

    def start(self, order: FetchOrder) -> None:
        """Start a download; it is remembered until it is closed.

        Raises
        ------
        InputError
            If one is running, a setting cannot work, or the folder cannot be written.
        """
        order.choices.settings(self.memory.replies)
        with self._lock:
            view = self.view()
            if view is not None and view.status == "running":
                raise InputError(
                    [phrase("Masih ada unduhan yang berjalan; tunggu atau batalkan dulu.")]
                )
            self.memory.keep_order(order)
            self.order = order
            self._job = FetchJob(lambda caller: order.run(self.memory.replies, caller))

    def view(self) -> JobView[OsmArea] | None:
        """Return what the download is doing; None if none was started since the program runs."""
        return None if self._job is None else self._job.view()

    def cancel(self) -> None:
        """Cancel the download; its order stays, to be started again."""
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """Put the download away, with its order; what had arrived stays on disk."""
        with self._lock:
            self.cancel()
            self.memory.forget_order()
            self._job = self.order = None


def default_folder() -> Path:
    """Return the folder of the user for downloads."""
    return data_home() / "osm"
