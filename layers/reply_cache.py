"""Replies of servers on disk: one file each, written whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from layers.export import write_atomically
from spatial.errors import InputError


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
        raise InputError([f"Cannot make the folder {folder}: {error.strerror}."]) from error
    data = gzip.compress(json.dumps(record, ensure_ascii=False).encode(), compresslevel=4)
    write_atomically(path_of(folder, question), data)
    return stored
