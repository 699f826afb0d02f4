"""Questions to an Overpass server: every reply is checked, then kept on disk.

A download of many tiles that breaks, is cancelled or is started again after a restart asks only
for the tiles that are not on disk yet.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from layers import reply_cache
from layers.download import Hooks, Request, ask
from layers.http_faults import BusyError, DownloadError, TooLargeError, plain_words
from layers.osm_settings import OsmSettings

Element = Mapping[str, Any]
OLDER = "Raise the age of kept replies (cache_days) to use the older one on disk, with data of"


@dataclass(frozen=True)
class Progress:
    """Where a download stands.

    Attributes
    ----------
    done, planned
        Queries answered, of all.
    objects
        Objects in the replies so far.
    waiting_for
        What it waits for, in words; empty when it goes on at once.
    """

    done: int
    planned: int
    objects: int
    waiting_for: str = ""


@dataclass(frozen=True)
class Reply:
    """A checked reply.

    Attributes
    ----------
    elements
        OSM objects as in Overpass JSON: nodes with `lat` and `lon`, ways with `nodes`, ...
    timestamp
        Moment of the OpenStreetMap data, ISO 8601; else when it was downloaded.
    from_cache
        Whether it was on disk.
    """

    elements: Sequence[Element]
    timestamp: str
    from_cache: bool


@dataclass(frozen=True)
class Caller:
    """How a download of many queries talks to its caller; see `layers.download.Hooks`."""

    progress: Callable[[Progress], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
    sleep: Callable[[float], None] = time.sleep


def fetch_all(
    queries: Sequence[str], settings: OsmSettings, caller: Caller | None = None
) -> list[Reply]:
    """Answer all queries, from disk where possible, one after the other.

    Parameters
    ----------
    queries
        Overpass QL with `[out:json]`.
    settings
        Server, time-outs and cache.
    caller
        Progress, cancel and sleep.

    Returns
    -------
    list of Reply
        In the order of the queries.

    Raises
    ------
    DownloadError, OfflineError, TooLargeError, CancelledError
        As `layers.download.ask`; replies that had arrived are on disk.
    """
    caller = caller or Caller()
    replies: list[Reply] = []
    for query in queries:
        now = Progress(len(replies), len(queries), sum(len(r.elements) for r in replies))
        caller.progress(now)
        hooks = Hooks(_told(caller, now), caller.cancelled, caller.sleep)
        hooks.check()
        replies.append(fetch(query, settings, hooks))
    total = sum(len(reply.elements) for reply in replies)
    caller.progress(Progress(len(replies), len(queries), total))
    return replies


def _told(caller: Caller, now: Progress) -> Callable[[str], None]:
    return lambda words: caller.progress(replace(now, waiting_for=words))


def fetch(query: str, settings: OsmSettings, hooks: Hooks | None = None) -> Reply:
    """Answer one query, from disk if it was answered within `cache_days`; see `fetch_all`."""
    stored = reply_cache.load(settings.cache, query)
    kept = None if stored is None else _kept(stored)
    if kept is not None and stored is not None and stored.is_fresh(settings.cache_days):
        return kept
    request = Request("POST", settings.endpoint, {"data": query})
    try:
        document = ask(request, read_document, settings, hooks or Hooks())
    except DownloadError as error:
        if kept is None:
            raise
        raise type(error)([*error.problems, f"{OLDER} {kept.timestamp}."]) from error
    fetched = reply_cache.store(settings.cache, query, document).fetched
    return _reply(document, fetched, from_cache=False)


def _kept(stored: reply_cache.Stored) -> Reply | None:
    """Check a reply from disk as strictly as one from the server; None if it does not hold."""
    try:
        check_document(stored.reply)
    except (BusyError, DownloadError):
        return None
    return _reply(stored.reply, stored.fetched, from_cache=True)


def _reply(document: Mapping[str, Any], fetched: datetime, *, from_cache: bool) -> Reply:
    facts = document.get("osm3s")
    base = facts.get("timestamp_osm_base") if isinstance(facts, dict) else None
    timestamp = base if isinstance(base, str) and base else fetched.isoformat(timespec="seconds")
    return Reply(document["elements"], timestamp, from_cache)


def read_document(body: bytes) -> dict[str, Any]:
    """Read the body of a reply.

    Raises
    ------
    BusyError
        If it is no whole JSON: cut off, or a page in its place, as busy servers send with
        status 200.
    TooLargeError, DownloadError
        See `check_document`.
    """
    try:
        document = json.loads(body)
    except ValueError as error:
        text = body[:4000].decode("utf-8", "replace")
        if text.lstrip().startswith("<"):
            raise BusyError(f"it sent a page in place of data: {plain_words(text)!r}") from error
        raise BusyError("its answer is cut off or damaged") from error
    check_document(document)
    checked: dict[str, Any] = document
    return checked


def check_document(document: object) -> None:
    """Check a reply: an object with `elements`, whole ones, and no error in its `remark`.

    Raises
    ------
    TooLargeError
        If the server ran out of memory or time over the query: it would again.
    BusyError
        For another runtime error of the server.
    DownloadError
        If this is not an answer of Overpass.

    Notes
    -----
    A query that fails while it runs ends with status 200, the elements so far, and a `remark`
    that begins with "runtime error" (OSM wiki, Overpass API, "Error handling").
    """
    if not isinstance(document, dict) or not isinstance(document.get("elements"), list):
        raise DownloadError(["The answer is not one of Overpass. Check the server's address."])
    remark = str(document.get("remark", ""))
    if re.search(r"runtime error.*(out of memory|timed out)", remark, re.IGNORECASE | re.DOTALL):
        raise TooLargeError(
            [
                f"The server gave up on this tile ({remark.strip()[:200]}). Use smaller tiles; "
                "tiles that had arrived are kept where the tile size stays the same."
            ]
        )
    if "error" in remark.lower():
        raise BusyError(f"it reports {remark.strip()[:200]!r}")
    bad = sum(not _is_whole(element) for element in document["elements"])
    if bad:
        raise BusyError(f"{bad} objects in its answer are incomplete")


def _is_whole(element: object) -> bool:
    """Tell whether an object can be used without further checks."""
    if not isinstance(element, dict) or not _is_id(element.get("id")):
        return False
    tags, nodes = element.get("tags", {}), element.get("nodes", [])
    members, centre = element.get("members", []), element.get("center")
    return (
        (element.get("type") != "node" or _is_placed(element))
        and (centre is None or _is_placed(centre))
        and isinstance(tags, dict)
        and all(isinstance(value, str) for value in tags.values())
        and isinstance(nodes, list)
        and all(map(_is_id, nodes))
        and isinstance(members, list)
        and all(isinstance(m, dict) and _is_id(m.get("ref")) for m in members)
    )


def _is_id(value: object) -> bool:
    return isinstance(value, int) and 0 < value < 2**63


def _is_placed(value: object) -> bool:
    """Tell whether `lon` and `lat` are degrees."""
    return isinstance(value, dict) and all(
        isinstance(value.get(key), int | float) and -most <= value[key] <= most
        for key, most in (("lon", 180), ("lat", 90))
    )
