"""Areas by name from Nominatim.

The same careful request as for Overpass, in place of osmnx's geocoder, which repeats a 429 or 504
for ever and cannot be cancelled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

from layers.jobs.progress import Monitor
from layers.osm import reply_cache
from layers.osm.download import Request, ask
from layers.osm.http_errors import BusyError, DownloadError, plain_words
from layers.osm.queries import checked_area
from layers.osm.settings import OsmSettings
from spatial.errors import InputError
from spatial.wording import lazy_gettext, lazy_ngettext

MOST = 10


@dataclass(frozen=True)
class Place:
    """A place that has an extent.

    Attributes
    ----------
    name
        Full name with the areas that it lies in.
    osm_id
        For instance `relation/123`.
    area
        Degrees.
    """

    name: str
    osm_id: str
    area: Polygon | MultiPolygon


def find_places(name: str, settings: OsmSettings, monitor: Monitor | None = None) -> list[Place]:
    """Find the areas of a name, best match first.

    Parameters
    ----------
    name
        For instance `Kabupaten Lembata, Nusa Tenggara Timur, Indonesia`.
    settings, monitor
        See `layers.osm.download.ask`.

    Returns
    -------
    list of Place
        At most `MOST`; more than one means that the name is ambiguous and a person must choose.

    Raises
    ------
    InputError
        If the name is empty, or no place of the name has a boundary.
    DownloadError, OfflineError, CancelledError
        As `layers.osm.download.ask`.
    """
    words = " ".join(name.split())
    if not words:
        raise InputError([lazy_gettext("Write the name of the area.")])
    question = f"nominatim: {words}"
    stored = reply_cache.load(settings.cache, question)
    if stored is not None and stored.is_fresh(settings.cache_days):
        document = stored.reply
    else:
        document = ask(_request(words, settings), read_places, settings, monitor or Monitor())
        reply_cache.store(settings.cache, question, document)
    places = [place for entry in document if (place := _place(entry)) is not None]
    if not places:
        problem = lazy_gettext(
            "OpenStreetMap knows no area with boundaries by the name '{words}'. Write it like "
            "'Kabupaten Lembata, Nusa Tenggara Timur, Indonesia', or give a polygon.",
            words=words,
        )
        raise InputError([problem])
    return places


def pick_place(
    name: str, number: int | None, settings: OsmSettings, monitor: Monitor | None = None
) -> Place:
    """Return the one place of a name, or the one that was picked from its list.

    Parameters
    ----------
    name, settings, monitor
        See `find_places`.
    number
        Which one of several, counted from 1; None where no one has picked.

    Raises
    ------
    InputError
        If there are several and none was picked (they are listed), or fewer than `number`; and as
        `find_places`.
    """
    places = find_places(name, settings, monitor)
    if number is None and len(places) == 1:
        return places[0]
    if number is not None and 1 <= number <= len(places):
        return places[number - 1]
    listed = [f"{k}: {place.name} ({place.osm_id})" for k, place in enumerate(places, start=1)]
    raise InputError(
        [
            lazy_ngettext(
                "'{name}' fits {count} place. Choose it by its number:",
                "'{name}' fits {count} places. Choose one by its number:",
                len(places),
                name=name,
                count=len(places),
            ),
            *listed,
        ]
    )


def _request(words: str, settings: OsmSettings) -> Request:
    fields = {
        "q": words,
        "format": "jsonv2",
        "polygon_geojson": "1",
        "countrycodes": "id",
        "limit": str(MOST),
    }
    return Request("GET", settings.geocoder, fields)


def read_places(body: bytes) -> list[dict[str, Any]]:
    """Read the body of a reply: a list of objects.

    Raises
    ------
    BusyError
        If it is no whole JSON.
    DownloadError
        If it is not an answer of Nominatim.
    """
    try:
        document = json.loads(body)
    except ValueError as error:
        text = plain_words(body[:4000].decode("utf-8", "replace"))
        raise BusyError(
            lazy_gettext("the answer is damaged or no data: {text!r}", text=text)
        ) from error
    if not isinstance(document, list) or not all(isinstance(entry, dict) for entry in document):
        raise DownloadError(
            [lazy_gettext("The answer is not from Nominatim. Check the address of the server.")]
        )
    return document


def _place(entry: Mapping[str, Any]) -> Place | None:
    """Read one place; None if it is only a point or a line, or its shape is damaged."""
    try:
        area = checked_area(shape(entry["geojson"]))
    except (KeyError, TypeError, ValueError, AttributeError, InputError, shapely.GEOSException):
        return None
    name = str(entry.get("display_name") or "?")
    return Place(name, f"{entry.get('osm_type', '?')}/{entry.get('osm_id', '?')}", area)
