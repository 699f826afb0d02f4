"""The desk where downloads are ordered: one at a time, seen by every session of the program."""

from __future__ import annotations

import threading
from pathlib import Path

from layers.osm.area import OsmArea
from layers.osm.download_job import FetchJob, JobView
from layers.osm.download_request import FetchMemory, FetchOrder
from layers.store.user_folder import data_home
from spatial.errors import InputError
from spatial.wording import phrase


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
