"""A lock between processes and threads that the system lets go when its holder dies.

The lock lies on an open file, not on the file's existence: after a crash nothing is left to
clear away, and there is no age at which a lock would have to be called stale.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spatial.errors import InputError

TIMEOUT_S = 30.0
PAUSE_S = 0.05

if sys.platform == "win32":
    import msvcrt

    def _try(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, what: str, timeout_s: float = TIMEOUT_S) -> Iterator[None]:
    """Hold the lock of a file while the block runs.

    Parameters
    ----------
    path
        The lock file; made if missing and never deleted. Its folder must exist.
    what
        What is locked, in words.
    timeout_s
        How long to wait for another holder, seconds.

    Raises
    ------
    InputError
        If another process or thread held it all that time.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait(handle, what, timeout_s)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, what: str, timeout_s: float) -> None:
    end = time.monotonic() + timeout_s
    while True:
        try:
            _try(handle)
        except OSError as error:
            if time.monotonic() >= end:
                raise InputError(
                    [f"{what} is being used by another program; try again in a moment."]
                ) from error
            time.sleep(PAUSE_S)
        else:
            return
