"""Replies of servers on disk: one file each, written whole or not at all.

The time of change of a file is when its reply arrived, the time of access when a download last
needed it; both are set here, since many systems do not record the latter.

`requests-cache` (1.3.3) does not replace this module: it overwrites files in place, reads the
whole body within `Session.send` (so no deadline counts for the body), stores what a check of the
body refuses or deletes the older reply for it, and may evict replies of a download under way.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import os
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from layers.exports.files import write_atomically
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import lazy_gettext

IN_USE_S = 86_400.0
"""Replies that a download needed in the last day are never cleared away, seconds."""
DAY_S = 86_400.0


@dataclass(frozen=True)
class Stored:
    """A reply as it was stored.

    Attributes
    ----------
    fetched
        When it arrived, UTC.
    reply
        The JSON of the reply.
    """

    fetched: datetime
    reply: Any

    def is_fresh(self, max_days: float) -> bool:
        """Tell whether the reply is at most `max_days` days old; infinity is allowed."""
        if math.isinf(max_days):
            return True
        return datetime.now(tz=UTC) - self.fetched <= timedelta(days=max_days)


def has(folder: Path, question: str, max_days: float) -> bool:
    """Tell, without reading it, whether a reply of at most `max_days` days is on disk."""
    try:
        stored = datetime.fromtimestamp(path_of(folder, question).stat().st_mtime, tz=UTC)
    except OSError:
        return False
    return Stored(stored, None).is_fresh(max_days)


def path_of(folder: Path, question: str) -> Path:
    """Return the file of a question: the first 24 digits of the SHA-256 of its text."""
    return folder / f"{hashlib.sha256(question.encode()).hexdigest()[:24]}.json.gz"


def load(folder: Path, question: str) -> Stored | None:
    """Return the stored reply to a question; None if there is none that can be read."""
    try:
        record = json.loads(gzip.decompress(path_of(folder, question).read_bytes()))
        if record["question"] != question:
            return None
        return Stored(datetime.fromisoformat(record["fetched"]), record["reply"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
        return None


def store(folder: Path, question: str, reply: Any) -> Stored:  # noqa: ANN401  (any JSON)
    """Store a reply in place of an older one.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    stored = Stored(datetime.now(tz=UTC), reply)
    record = {"question": question, "fetched": stored.fetched.isoformat(), "reply": reply}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = lazy_gettext(
            "The folder {folder} cannot be made: {error}.",
            folder=folder,
            error=os_words(error),
        )
        raise InputError([problem]) from error
    data = gzip.compress(json.dumps(record, ensure_ascii=False).encode(), compresslevel=4)
    write_atomically(path_of(folder, question), data)
    return stored


def mark_used(folder: Path, questions: Sequence[str]) -> None:
    """Say that a download needs these replies, so that no other program clears them away."""
    now = time.time()
    for question in questions:
        path = path_of(folder, question)
        with suppress(OSError):
            os.utime(path, (now, path.stat().st_mtime))


def prune(folder: Path, keep_days: float, max_mb: float) -> int:
    """Clear away replies that are old, and the least lately used of too many.

    Parameters
    ----------
    folder
        The replies; other files in it are left alone.
    keep_days
        Replies that arrived longer ago go, days.
    max_mb
        Megabytes that may stay.

    Returns
    -------
    int
        Number of files that went; none that was used in the last `IN_USE_S` seconds.
    """
    now = time.time()
    files = sorted(_files(folder), key=lambda file: file[1].st_atime, reverse=True)
    gone, size = 0, 0
    for path, facts in files:
        size += facts.st_size
        is_old = now - facts.st_mtime > keep_days * DAY_S
        if now - facts.st_atime > IN_USE_S and (is_old or size > max_mb * 1e6):
            with suppress(OSError):
                path.unlink()
                gone += 1
    return gone


def _files(folder: Path) -> list[tuple[Path, os.stat_result]]:
    found = []
    for path in folder.glob("*.json.gz"):
        with suppress(OSError):
            found.append((path, path.stat()))
    return found
