"""A lock between processes and threads that the system lets go when its holder dies.

The lock lies on an open file (`filelock`), not on the file's existence: after a crash nothing is
left to clear away, and there is no age at which a lock would have to be called stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from spatial.errors import InputError
from spatial.wording import _

TIMEOUT_S = 30.0
PAUSE_S = 0.05


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
    lock = FileLock(path, mode=0o644, thread_local=False, preserve_lock_file=True)
    try:
        lock.acquire(timeout=timeout_s, poll_interval=PAUSE_S)
    except Timeout as error:
        problem = _("{what} is being used by another program; try again in a moment.").format(
            what=what
        )
        raise InputError([problem]) from error
    try:
        yield
    finally:
        lock.release()
