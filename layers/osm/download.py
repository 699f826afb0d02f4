"""One polite request to a public server: bounded retries, a deadline, cancel, clear errors.

`requests` carries the bytes and `urllib3.Retry` counts and paces the tries. The loop around them
is ours, because a reply can also fail in its body (cut off, an HTML page, a `remark` of Overpass),
which `Retry` does not see, and because each wait ends as soon as the user cancels. The deadline
counts for the whole body: a time-out of `requests` counts from one byte to the next, so that a
server which drips never ends.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import requests
import urllib3.exceptions as broken
from urllib3.util import Retry

from layers.jobs.progress import Monitor
from layers.osm.http_errors import (
    OFFLINE_WAYS,
    BusyError,
    DownloadError,
    SlowError,
    TooLargeError,
    check_status,
    host_of,
    translated,
)
from layers.osm.server_lock import CANCELLED, POLL_S, ServerTurn, acquire, held
from layers.osm.settings import OsmSettings
from spatial.wording import lazy_gettext

T = TypeVar("T")
SLOW_TRIES = 2
"""After so many answers in a row that were not there in time, the question counts as too large."""
PIECE = 65_536


@dataclass(frozen=True)
class Request:
    """A GET with parameters in the URL, or a POST of a form."""

    method: str
    url: str
    fields: Mapping[str, str]


def ask(
    request: Request, read: Callable[[bytes], T], settings: OsmSettings, monitor: Monitor
) -> T:
    """Send a request until its answer can be read, with growing pauses, one at a time per server.

    Parameters
    ----------
    request
        What to ask.
    read
        Makes the result from the body; raises `BusyError` for a body that may be whole next time.
    settings
        Time-outs in seconds, tries, pauses.
    monitor
        Progress, cancel and sleep.

    Raises
    ------
    OfflineError
        At once, if the name cannot be resolved or no connection can be made.
    TooLargeError
        At once, if the answer is larger than `max_reply_mb`; after `SLOW_TRIES` answers in a row
        that were not there in time.
    DownloadError
        After `max_tries` errors that might have passed, or at once for one that will not.
    CancelledError
        Within `POLL_S` seconds after the user cancels.
    """
    server = ServerTurn(host_of(request.url))
    retry = _Retry(
        settings.max_tries - 1,
        backoff_factor=settings.pause_s,
        backoff_max=settings.max_pause_s,
    )
    slow = 0
    with held(server.turn, monitor, lazy_gettext("another download from this server")):
        while True:
            try:
                return read(_exchange(server, request, settings, monitor))
            except BusyError as error:
                slow = slow + 1 if isinstance(error, SlowError) else 0
                if slow == SLOW_TRIES:
                    raise TooLargeError([_too_slow(request, error)]) from error
                try:
                    retry = retry.increment(request.method, request.url, error=error)
                except broken.MaxRetryError:
                    raise DownloadError([_given_up(request, error, settings)]) from error
                _pause(retry.pause_after(error), error, monitor)


class _Retry(Retry):
    """Tries left and pauses, also before the first repetition, where `Retry` makes none."""

    def get_backoff_time(self) -> float:
        """Return the pause without a wish of the server: doubled each time, bounded, seconds."""
        grown: float = self.backoff_factor * 2 ** (len(self.history) - 1)
        return min(grown, self.backoff_max)

    def pause_after(self, error: BusyError) -> float:
        """Return the pause that the server asks for, bounded; else the back-off, seconds."""
        if error.pause_s is None:
            return self.get_backoff_time()
        return min(error.pause_s, self.backoff_max)


def _given_up(request: Request, error: BusyError, settings: OsmSettings) -> str:
    return lazy_gettext(
        "{host}: {error}, also after {max_tries} tries. Everything that had arrived is kept; "
        "try again later and the download goes on from there, or choose another server. "
        "{offline_ways}",
        host=host_of(request.url),
        error=error,
        max_tries=settings.max_tries,
        offline_ways=OFFLINE_WAYS,
    )


def _too_slow(request: Request, error: BusyError) -> str:
    return lazy_gettext(
        "{host}: {error}, {slow_tries} times in a row. Use smaller tiles or a longer time "
        "limit, or check the internet. {offline_ways}",
        host=host_of(request.url),
        error=error,
        slow_tries=SLOW_TRIES,
        offline_ways=OFFLINE_WAYS,
    )


def _pause(seconds: float, reason: BusyError, monitor: Monitor) -> None:
    monitor.wait_for(
        lazy_gettext(
            "{reason}; trying again in {seconds:.0f} seconds", reason=reason, seconds=seconds
        )
    )
    left = seconds
    while left > 0:
        monitor.check(CANCELLED)
        monitor.sleep(min(left, POLL_S))
        left -= POLL_S
    monitor.check(CANCELLED)


def _exchange(
    server: ServerTurn, request: Request, settings: OsmSettings, monitor: Monitor
) -> bytes:
    """Run one request in a thread of its own, so that cancelling never waits for a server."""
    answer: Future[bytes] = Future()

    def work() -> None:
        try:
            body = _send(request, settings)
        except BaseException as error:  # noqa: BLE001  (handed to the thread that waits)
            server.wire.release()
            answer.set_exception(error)
        else:
            server.wire.release()
            answer.set_result(body)

    monitor.wait_for(lazy_gettext("the answer of {host}", host=host_of(request.url)))
    acquire(server.wire, monitor, lazy_gettext("an earlier request that was cancelled"))
    threading.Thread(target=work, daemon=True).start()
    while not wait([answer], timeout=POLL_S).done:
        monitor.check(CANCELLED)
    return answer.result()


def _send(request: Request, settings: OsmSettings) -> bytes:
    """Send a request and read its whole body before the deadline."""
    where = "params" if request.method == "GET" else "data"
    deadline = time.monotonic() + settings.timeout_s
    try:
        with _session(host_of(request.url)).request(
            request.method,
            request.url,
            **{where: dict(request.fields)},  # type: ignore[arg-type]
            headers={"User-Agent": settings.user_agent, "Accept": "application/json"},
            timeout=(settings.connect_timeout_s, settings.timeout_s),
            stream=True,
            allow_redirects=False,
        ) as response:
            check_status(response)
            return _body(response, deadline, settings)
    except (requests.RequestException, broken.HTTPError) as error:
        raise translated(error, request.url, settings.timeout_s) from error


@cache
def _session(host: str) -> requests.Session:  # noqa: ARG001  (the key of the cache)
    """Return the session of a server, which keeps its connection open from tile to tile.

    `ServerTurn.wire` is held during each request, so that no two threads use it at a time.
    """
    return requests.Session()


def _body(response: requests.Response, deadline: float, settings: OsmSettings) -> bytes:
    """Read the body as it comes; `iter_content` would wait for full pieces past the deadline."""
    body = bytearray()
    while piece := response.raw.read1(PIECE, decode_content=True):
        body += piece
        if len(body) > settings.max_reply_mb * 1e6:
            problem = lazy_gettext(
                "The answer is larger than {max_reply_mb:g} MB. Use smaller tiles.",
                max_reply_mb=settings.max_reply_mb,
            )
            raise TooLargeError([problem])
        if time.monotonic() > deadline:
            problem = lazy_gettext(
                "the answer was not complete after {timeout_s:g} seconds",
                timeout_s=settings.timeout_s,
            )
            raise SlowError(problem)
    return bytes(body)
