"""Replies of an Overpass server: read, and checked before anything is made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from layers.osm.http_faults import BusyError, DownloadError, TooLargeError, plain_words
from spatial.wording import phrase

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
                phrase("mengirim halaman, bukan data: {text!r}", text=plain_words(text))
            ) from error
        raise BusyError(phrase("jawabannya terpotong atau rusak")) from error
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
        raise DownloadError([phrase("Jawabannya bukan dari Overpass. Periksa alamat server.")])
    remark = str(document.get("remark", ""))
    if re.search(r"runtime error.*(out of memory|timed out)", remark, re.IGNORECASE | re.DOTALL):
        problem = phrase(
            "Server tidak sanggup mengerjakan petak ini ({remark}). Pakai petak "
            "yang lebih "
            "kecil; petak yang sudah tiba tetap tersimpan selama ukuran petak "
            "tidak diubah.",
            remark=remark.strip()[:200],
        )
        raise TooLargeError([problem])
    if "error" in remark.lower():
        raise BusyError(phrase("melaporkan {remark!r}", remark=remark.strip()[:200]))
    bad = sum(not _is_whole(element) for element in document["elements"])
    if bad:
        raise BusyError(phrase("{bad} objek dalam jawabannya tidak lengkap", bad=bad))


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
