"""What can go wrong between here and a server, in plain words, and whether it may pass."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import requests
import urllib3.exceptions as broken
from urllib3.util import Retry

from spatial.errors import InputError
from spatial.wording import lazy_gettext

BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed later (RFC 9110, 15.5.9 and 15.6; RFC 6585,
section 4 for 429). The public Overpass servers send 429 and 504 when they are busy."""
OFFLINE_WAYS = lazy_gettext(
    "Without internet an area can still be made from files: an OpenStreetMap extract "
    "(.osm.pbf), road lines of RBI or the public works office (Dinas PUPR) as a shapefile, or "
    "an osmnx graph (.graphml)."
)
"""What remains without internet; the sentences of this module are Indonesian, as the user's."""


def host_of(url: str) -> str:
    """Return the server of an address, with its port."""
    return urlsplit(url).netloc


class DownloadError(InputError):
    """A download that failed for good; what was stored before is untouched."""


class OfflineError(DownloadError):
    """The server cannot be reached at all."""


class TooLargeError(DownloadError):
    """The server ran out of time or memory over the question, or the answer is too large."""


class BusyError(Exception):
    """An error that may pass; `pause_s` is how long the server asks to wait, if it does."""

    def __init__(self, message: str, pause_s: float | None = None) -> None:
        self.pause_s = pause_s
        super().__init__(message)


class SlowError(BusyError):
    """The answer was not there in time: a busy server, a slow line, or too large a question."""


def check_status(response: requests.Response) -> None:
    """Raise unless the status is 200.

    Raises
    ------
    BusyError
        For a status in `BUSY`, with the pause of Retry-After.
    DownloadError
        For any other.
    """
    status, host = response.status_code, host_of(response.url)
    if status == 200:
        return
    if status in BUSY:
        reason = (
            lazy_gettext("too many requests")
            if status == 429
            else lazy_gettext("the server is too busy")
        )
        pause_s = _retry_after_s(response.headers.get("Retry-After"))
        raise BusyError(
            lazy_gettext("{reason} (status {status})", reason=reason, status=status), pause_s
        )
    if 300 <= status < 400:
        problem = lazy_gettext(
            "{host} redirects the request elsewhere (status {status}). If this network asks "
            "for a login, log in with a browser first; if not, correct the address of the "
            "server.",
            host=host,
            status=status,
        )
        raise DownloadError([problem])
    body = response.raw.read1(2000, decode_content=True).decode("utf-8", "replace")
    problem = lazy_gettext(
        "{host} refuses the request (status {status}): {body}",
        host=host,
        status=status,
        body=plain_words(body) or lazy_gettext("no reason given"),
    )
    raise DownloadError([problem])


def _retry_after_s(value: str | None) -> float | None:
    """Read the header Retry-After: seconds or a date (RFC 9110, section 10.2.3)."""
    try:
        return None if value is None else Retry().parse_retry_after(value)
    except (broken.InvalidHeader, ValueError):
        return None


def translated(error: Exception, url: str, timeout_s: float) -> Exception:
    """Say in our words what went wrong on the way."""
    host = host_of(url)
    if isinstance(error, requests.exceptions.SSLError):
        return DownloadError(
            [
                lazy_gettext(
                    "The connection to {host} is not secure ({error}); check the computer's "
                    "clock and the network.",
                    host=host,
                    error=error,
                )
            ]
        )
    if _no_connection(error):
        return OfflineError(
            [
                lazy_gettext(
                    "{host} cannot be reached; check the internet. {offline_ways}",
                    host=host,
                    offline_ways=OFFLINE_WAYS,
                )
            ]
        )
    if isinstance(error, requests.exceptions.Timeout | broken.TimeoutError):
        return SlowError(
            lazy_gettext("no answer within {timeout_s:g} seconds", timeout_s=timeout_s)
        )
    if isinstance(
        error,
        requests.exceptions.ConnectionError
        | requests.exceptions.ChunkedEncodingError
        | broken.HTTPError,
    ):
        return BusyError(lazy_gettext("the connection broke before the answer was complete"))
    return DownloadError([lazy_gettext("{url} cannot be asked: {error}", url=url, error=error)])


def _no_connection(error: Exception) -> bool:
    """Tell whether there never was a connection: no name, refused, no route, no answer to it."""
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, broken.NewConnectionError | broken.ConnectTimeoutError)


def plain_words(page: str) -> str:
    """Return the first words of a page without its markup, for an error message."""
    text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", page)
    return re.sub(r"\s+", " ", text).strip()[:200]
