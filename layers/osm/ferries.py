"""Ferries of OpenStreetMap: which ways they are, and how fast."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from layers.osm.overpass import Element

MAX_FERRY_KMH = 80.0
"""A `duration` that makes a ferry faster is taken for a mistake: fast passenger craft run 35 to
40 knots, which is 65 to 74 km/h."""


@dataclass(frozen=True)
class FerryRoute:
    """A relation `route=ferry`: its member ways, and its minutes (NaN where untagged)."""

    ways: tuple[int, ...]
    minutes: float


def tags_of(element: Element) -> Mapping[str, str]:
    """Return the tags of an object; none where it has none."""
    tags: Mapping[str, str] = element.get("tags") or {}
    return tags


def ferry_routes(relations: Iterable[Element]) -> dict[int, FerryRoute]:
    """Return the ferry relation of each of their member ways."""
    found: dict[int, FerryRoute] = {}
    for relation in relations:
        if tags_of(relation).get("route") == "ferry":
            ways = tuple(m["ref"] for m in relation.get("members", ()) if m.get("type") == "way")
            route = FerryRoute(ways, duration_minutes(tags_of(relation).get("duration", "")))
            found |= dict.fromkeys(ways, route)
    return found


def is_ferry(way: Element, routes: Mapping[int, FerryRoute]) -> bool:
    """Tell whether a way is a ferry by its own tags, or as a part of a ferry route."""
    tags = tags_of(way)
    return tags.get("route") == "ferry" or (way["id"] in routes and "highway" not in tags)


def ferry_speed_kmh(
    way: Element, routes: Mapping[int, FerryRoute], metres: Mapping[int, float]
) -> float:
    """Speed of a ferry from `duration`, its own or its route's.

    Parameters
    ----------
    way
        The ferry.
    routes
        As `ferry_routes` gives them.
    metres
        Length of each ferry way, metres.

    Returns
    -------
    float
        km/h = length / duration; NaN where no duration is tagged, where a part of its route is
        unknown, or where the speed is above `MAX_FERRY_KMH`.
    """
    timed = FerryRoute((way["id"],), duration_minutes(tags_of(way).get("duration", "")))
    if math.isnan(timed.minutes):
        timed = routes.get(way["id"], timed)
    if math.isnan(timed.minutes) or any(part not in metres for part in timed.ways):
        return math.nan
    speed = sum(metres[part] for part in timed.ways) / 1000 / (timed.minutes / 60)
    return speed if speed <= MAX_FERRY_KMH else math.nan


def duration_minutes(text: str) -> float:
    """Read a duration.

    Parameters
    ----------
    text
        `hh:mm`, `hh:mm:ss`, minutes, or ISO 8601 such as `PT2H30M` (OSM wiki, Key:duration).

    Returns
    -------
    float
        Minutes; NaN where it is not understood or not above 0.

    Examples
    --------
    >>> duration_minutes("01:30"), duration_minutes("45"), duration_minutes("PT2H")
    (90.0, 45.0, 120.0)
    """
    words = text.strip().upper()
    iso = re.fullmatch(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", words)
    clock = re.fullmatch(r"(\d+):([0-5]?\d)(?::([0-5]?\d))?", words)
    if clock:
        hours, minutes, seconds = (float(part or 0) for part in clock.groups())
        total = hours * 60 + minutes + seconds / 60
    elif iso and ("T" in words or "D" in words):
        days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        total = days * 1440 + hours * 60 + minutes + seconds / 60
    else:
        total = float(words) if re.fullmatch(r"\d+(\.\d+)?", words) else math.nan
    return total if total > 0 else math.nan
