"""Whose turn it is to ask a server: one request at a time, for all programs of this user.

The locks lie on open files (`filelock`), so the system lets them go when their holder dies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from layers.jobs.progress import Monitor
from layers.store.user_folder import data_home
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import lazy_gettext

POLL_S = 0.1
"""How often a waiting request looks whether the user has cancelled, seconds."""


CANCELLED = lazy_gettext(
    "The download was cancelled; everything that had arrived stays on this computer."
)


class ServerTurn:
    """One server: who may ask, and whether a request is on its way.

    `turn` is held by who asks, pauses included. `wire` is busy while a request runs, even if
    after a cancel nobody waits for its answer any more; another thread may release it.
    """

    def __init__(self, host: str) -> None:
        """Find the locks of a server in the user's data folder, whatever cache is used.

        Raises
        ------
        InputError
            If the folder cannot be made.
        """
        folder = data_home() / "osm" / "locks"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = lazy_gettext(
                "The folder {folder} cannot be made: {error}.",
                folder=folder,
                error=os_words(error),
            )
            raise InputError([problem]) from error
        name = re.sub(r"[^\w.-]", "_", host)
        self.turn, self.wire = (
            FileLock(folder / f"{name}.{role}.lock", thread_local=False, preserve_lock_file=True)
            for role in ("turn", "wire")
        )


@contextmanager
def held(lock: FileLock, monitor: Monitor, holder: str) -> Iterator[None]:
    """Hold a lock while the block runs; see `acquire`."""
    acquire(lock, monitor, holder)
    try:
        yield
    finally:
        lock.release()


def acquire(lock: FileLock, monitor: Monitor, holder: str) -> None:
    """Take a lock as soon as it is free.

    Parameters
    ----------
    lock
        Of a `ServerTurn`.
    monitor
        What is waited for is reported to it; it may cancel.
    holder
        Who holds the lock, in words.

    Raises
    ------
    CancelledError
        If the user has cancelled.
    InputError
        If the lock file cannot be written.
    """
    monitor.check(CANCELLED)
    if _taken(lock, 0):
        return
    monitor.wait_for(holder)
    while not _taken(lock, POLL_S):
        monitor.check(CANCELLED)


def _taken(lock: FileLock, seconds: float) -> bool:
    try:
        lock.acquire(timeout=seconds, poll_interval=POLL_S / 4)
    except Timeout:
        return False
    except OSError as error:
        where = f"{lock.lock_file}: {os_words(error)}"
        raise InputError(
            [lazy_gettext("The lock file cannot be written: {where}.", where=where)]
        ) from error
    return True
