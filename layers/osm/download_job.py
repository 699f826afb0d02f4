"""A download in the background: observed from anywhere, cancelled at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from layers.jobs.background import BackgroundJob, JobView
from layers.jobs.progress import Monitor
from layers.osm.area import OsmArea
from layers.osm.download_request import FetchMemory, FetchOrder
from layers.osm.server_lock import CANCELLED
from layers.store.user_folder import data_home
from layers.text.formats import counted
from spatial.errors import InputError
from spatial.wording import _, lazy_gettext, ngettext, render

T = TypeVar("T")
LONG_WAIT_S = 2
"""Waits shorter than this are not counted in the text, seconds."""


def download_job(work: Callable[[Monitor], T]) -> BackgroundJob[T]:
    """Start a download, or a search on a server, in a thread of its own."""
    return BackgroundJob(work, "download", cancelled=CANCELLED)


def download_text(view: JobView[T]) -> str:
    """Write in one line how far a download is and what it waits for."""
    now = view.progress
    if not now.total:
        done = _("Starting")
    else:
        done = ngettext(
            "{done} of {planned} tile, {objects}",
            "{done} of {planned} tiles, {objects}",
            now.total,
        ).format(done=now.done, planned=now.total, objects=counted(now.objects, "objects"))
    if not now.waiting_for:
        return f"{done} …"
    waited = int(view.waited_s)
    so_far = _(" ({waited} seconds so far)") if waited >= LONG_WAIT_S else ""
    return _("{done}. Waiting for {holder}{so_far} …").format(
        done=done, holder=render(now.waiting_for), so_far=so_far.format(waited=waited)
    )


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
        self._job: BackgroundJob[OsmArea] | None = None
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
                    [lazy_gettext("A download is still running; wait for it or cancel it first.")]
                )
            self.memory.keep_order(order)
            self.order = order
            self._job = download_job(partial(order.run, self.memory.replies))

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
