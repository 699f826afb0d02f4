"""Questions to an Overpass server: every reply is checked, then kept on disk.

A download of many tiles that breaks, is cancelled or is started again after a restart asks only
for the tiles that are not on disk yet. A tile that is too large is asked in parts, and it is
remembered that it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from layers.jobs.progress import Monitor, Progress
from layers.osm import reply_cache
from layers.osm.download import Request, ask
from layers.osm.http_errors import BusyError, DownloadError, TooLargeError, plain_words
from layers.osm.server_lock import CANCELLED
from layers.osm.settings import OsmSettings
from spatial.wording import lazy_gettext, lazy_ngettext

Element = Mapping[str, Any]


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
            raise BusyError(
                lazy_gettext("it sent a page, not data: {text!r}", text=plain_words(text))
            ) from error
        raise BusyError(lazy_gettext("the answer is cut off or damaged")) from error
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
        raise DownloadError(
            [lazy_gettext("The answer is not from Overpass. Check the address of the server.")]
        )
    remark = str(document.get("remark", ""))
    if re.search(r"runtime error.*(out of memory|timed out)", remark, re.IGNORECASE | re.DOTALL):
        problem = lazy_gettext(
            "The server cannot cope with this tile ({remark}). Use smaller tiles; tiles that "
            "had arrived are kept as long as the size of the tiles stays the same.",
            remark=remark.strip()[:200],
        )
        raise TooLargeError([problem])
    if "error" in remark.lower():
        raise BusyError(lazy_gettext("it reports {remark!r}", remark=remark.strip()[:200]))
    bad = sum(not _is_whole(element) for element in document["elements"])
    if bad:
        raise BusyError(
            lazy_ngettext(
                "{bad} object of the answer is not complete",
                "{bad} objects of the answer are not complete",
                bad,
                bad=bad,
            )
        )


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


@dataclass(frozen=True)
class Question:
    """A query, and the smaller ones that hold the same together.

    Attributes
    ----------
    text
        Overpass QL with `[out:json]`.
    parts
        Gives the smaller queries; none if it cannot be taken apart any further.
    """

    text: str
    parts: Callable[[], Sequence[Question]] = tuple


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


def fetch_all(
    questions: Sequence[Question], settings: OsmSettings, monitor: Monitor | None = None
) -> list[list[Reply]]:
    """Answer all questions, from disk where possible, one after the other.

    Parameters
    ----------
    questions
        What is asked; one that is too large for the server is asked in its parts.
    settings
        Server, time-outs and cache.
    monitor
        Progress, cancel and sleep.

    Returns
    -------
    list of list of Reply
        Per question its reply, or those of its parts.

    Raises
    ------
    DownloadError, OfflineError, TooLargeError, CancelledError
        As `layers.osm.download.ask`; replies that had arrived are on disk.
    """
    _mark_used(questions, settings)
    reply_cache.prune(settings.cache, settings.keep_days, settings.max_cache_mb)
    download = _Download(settings, monitor or Monitor(), Progress(0, len(questions), 0))
    replies = [download.answer(question) for question in questions]
    download.monitor.progress(download.now)
    return replies


@dataclass
class _Download:
    """A download under way."""

    settings: OsmSettings
    monitor: Monitor
    now: Progress

    def answer(self, question: Question) -> list[Reply]:
        """Answer a question, in parts where it is too large."""
        parts = _known_parts(question, self.settings)
        if not parts:
            try:
                return [self._whole(question)]
            except TooLargeError:
                parts = question.parts()
                if not parts:
                    raise
                reply_cache.store(self.settings.cache, _mark(question), len(parts))
        self.now = replace(self.now, total=self.now.total + len(parts) - 1)
        return [reply for part in parts for reply in self.answer(part)]

    def _whole(self, question: Question) -> Reply:
        self.monitor.progress(self.now)
        self.monitor.check(CANCELLED)
        reply = fetch(question.text, self.settings, self.monitor.part(self.now))
        objects = self.now.objects + len(reply.elements)
        self.now = replace(self.now, done=self.now.done + 1, objects=objects)
        return reply


def on_disk(questions: Sequence[Question], settings: OsmSettings) -> tuple[int, int]:
    """Count the queries that need no server, and all, without reading what is on disk.

    A reply on disk that is damaged is counted, and asked for again when it is read.
    """
    have = planned = 0
    for question in questions:
        parts = _known_parts(question, settings)
        is_kept = reply_cache.has(settings.cache, _key(question.text), settings.cache_days)
        more = on_disk(parts, settings) if parts else (int(is_kept), 1)
        have, planned = have + more[0], planned + more[1]
    return have, planned


def _mark_used(questions: Sequence[Question], settings: OsmSettings) -> None:
    for question in questions:
        reply_cache.mark_used(settings.cache, [_key(question.text), _mark(question)])
        _mark_used(_known_parts(question, settings), settings)


def _known_parts(question: Question, settings: OsmSettings) -> Sequence[Question]:
    """Return the parts of a question that was too large before; else none."""
    marked = reply_cache.has(settings.cache, _mark(question), settings.cache_days)
    return question.parts() if marked else ()


def _mark(question: Question) -> str:
    return f"too large: {_key(question.text)}"


def _key(query: str) -> str:
    """Return what replies are kept under: how long the server may work changes no answer."""
    return re.sub(r"\[timeout:\d+\]", "", query)


def fetch(query: str, settings: OsmSettings, monitor: Monitor | None = None) -> Reply:
    """Answer one query, from disk if it was answered within `cache_days`; see `fetch_all`."""
    stored = reply_cache.load(settings.cache, _key(query))
    kept = None if stored is None else _kept(stored)
    if kept is not None and stored is not None and stored.is_fresh(settings.cache_days):
        return kept
    request = Request("POST", settings.endpoint, {"data": query})
    try:
        document = ask(request, read_document, settings, monitor or Monitor())
    except DownloadError as error:
        if kept is None:
            raise
        older = lazy_gettext(
            "Raise the age of kept replies (days) to use the old answer on this computer, "
            "with data of {timestamp}.",
            timestamp=kept.timestamp,
        )
        raise type(error)([*error.phrases, older]) from error
    fetched = reply_cache.store(settings.cache, _key(query), document).fetched
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
