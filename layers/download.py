"""One polite request to a public server: bounded retries, a deadline, cancel, clear errors.

`requests` carries the bytes, not osmnx: osmnx repeats a 429 or 504 for ever with pauses of 55 s,
cannot be cancelled, and its time-out counts from one byte to the next, so that a server which
drips never ends.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import requests
import urllib3.exceptions as broken

from layers.http_faults import (
    OFFLINE_WAYS,
    BusyError,
    CancelledError,
    DownloadError,
    TooLargeError,
    check_status,
    host_of,
    translated,
)
from layers.osm_settings import OsmSettings

T = TypeVar("T")
POLL_S = 0.1
"""How often a waiting request looks whether the user has cancelled, seconds."""
PIECE = 65_536


@dataclass(frozen=True)
class Request:
    """A GET with parameters in the URL, or a POST of a form."""

    method: str
    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Hooks:
    """How a download talks to its caller.

    Attributes
    ----------
    waiting
        Is told in words what the download waits for; an empty string when it goes on.
    cancelled
        Is asked every `POLL_S` seconds whether to stop.
    sleep
        Pauses for some seconds; tests put in a clock that does not.
    """

    waiting: Callable[[str], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
    sleep: Callable[[float], None] = time.sleep

    def check(self) -> None:
        """Raise `CancelledError` if the user has cancelled."""
        if self.cancelled():
            raise CancelledError("The download was cancelled. What had arrived is kept on disk.")


class _Server:
    """One server: who may ask, and whether a request is on its way.

    `turn` is held by who asks, pauses included. `wire` is busy while a request runs, even if
    after a cancel nobody waits for its answer any more.
    """

    def __init__(self) -> None:
        self.turn, self.wire = threading.Lock(), threading.Lock()


_SERVERS: dict[str, _Server] = {}
_SERVERS_LOCK = threading.Lock()


def ask(request: Request, read: Callable[[bytes], T], settings: OsmSettings, hooks: Hooks) -> T:
    """Send a request until its answer can be read, with growing pauses, one at a time per server.

    Parameters
    ----------
    request
        What to ask.
    read
        Makes the result from the body; raises `BusyError` for a body that may be whole next time.
    settings
        Time-outs in seconds, tries, pauses.
    hooks
        Progress, cancel and sleep.

    Raises
    ------
    OfflineError
        At once, if the name cannot be resolved or no connection can be made.
    TooLargeError
        At once, if the answer is larger than `max_reply_mb`.
    DownloadError
        After `max_tries` faults that might have passed, or at once for one that will not.
    CancelledError
        Within `POLL_S` seconds after the user cancels.
    """
    server = _server(request.url)
    fault = BusyError("it was never asked")
    with _held(server.turn, hooks, "another download from this server"):
        for attempt in range(settings.max_tries):
            if attempt:
                _pause(_pause_s(attempt, fault, settings), str(fault), hooks)
            try:
                return read(_exchange(server, request, settings, hooks))
            except BusyError as error:
                fault = error
    raise DownloadError(
        [
            f"{host_of(request.url)}: {fault}, also after {settings.max_tries} tries. All that "
            "arrived before is kept; start again later and the download goes on from there, or "
            f"choose another server. {OFFLINE_WAYS}"
        ]
    ) from fault


def _pause_s(attempt: int, fault: BusyError, settings: OsmSettings) -> float:
    """Seconds before a further try: doubled each time, or as the server asks; bounded."""
    grown: float = settings.pause_s * 2 ** (attempt - 1)
    wanted = grown if fault.pause_s is None else fault.pause_s
    return max(0.0, min(wanted, settings.max_pause_s))


def _pause(seconds: float, reason: str, hooks: Hooks) -> None:
    hooks.waiting(f"{reason}; the next try is in {seconds:.0f} s")
    left = seconds
    while left > 0:
        hooks.check()
        hooks.sleep(min(left, POLL_S))
        left -= POLL_S
    hooks.check()


def _server(url: str) -> _Server:
    with _SERVERS_LOCK:
        return _SERVERS.setdefault(host_of(url), _Server())


@contextmanager
def _held(lock: threading.Lock, hooks: Hooks, holder: str) -> Iterator[None]:
    _acquire(lock, hooks, holder)
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: threading.Lock, hooks: Hooks, holder: str) -> None:
    hooks.check()
    if lock.acquire(blocking=False):
        return
    hooks.waiting(holder)
    while not lock.acquire(timeout=POLL_S):
        hooks.check()


def _exchange(server: _Server, request: Request, settings: OsmSettings, hooks: Hooks) -> bytes:
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

    hooks.waiting(f"the answer of {host_of(request.url)}")
    _acquire(server.wire, hooks, "the request that was cancelled before")
    threading.Thread(target=work, daemon=True).start()
    while not wait([answer], timeout=POLL_S).done:
        hooks.check()
    return answer.result()


def _send(request: Request, settings: OsmSettings) -> bytes:
    """Send a request and read its whole body before the deadline."""
    where = "params" if request.method == "GET" else "data"
    deadline = time.monotonic() + settings.timeout_s
    try:
        with (
            requests.Session() as session,
            session.request(
                request.method,
                request.url,
                **{where: dict(request.fields)},  # type: ignore[arg-type]
                headers={"User-Agent": settings.user_agent, "Accept": "application/json"},
                timeout=(settings.connect_timeout_s, settings.timeout_s),
                stream=True,
                allow_redirects=False,
            ) as response,
        ):
            check_status(response)
            return _body(response, deadline, settings)
    except (requests.RequestException, broken.HTTPError) as error:
        raise translated(error, request.url, settings.timeout_s) from error


def _body(response: requests.Response, deadline: float, settings: OsmSettings) -> bytes:
    """Read the body as it comes; `iter_content` would wait for full pieces past the deadline."""
    body = bytearray()
    while piece := response.raw.read1(PIECE, decode_content=True):
        body += piece
        if len(body) > settings.max_reply_mb * 1e6:
            raise TooLargeError(
                [f"The answer is larger than {settings.max_reply_mb:g} MB. Use smaller tiles."]
            )
        if time.monotonic() > deadline:
            raise BusyError(f"its answer was not complete after {settings.timeout_s:g} s")
    return bytes(body)
