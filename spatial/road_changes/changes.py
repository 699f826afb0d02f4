"""What can be changed in a road network, given by places and never by edges.

A change can therefore be made again on a network that was prepared anew.

How a speed of one's own is carried: as the `maxspeed_kmh` of the edge, which
`spatial.routing.modes` takes instead of the speed of the class, for cars and motorcycles, up to
the legal cap of the class; `spatial.road_changes.scenario` refuses a speed above the cap rather
than have it lowered there quietly. Walkers keep their own speed, except on a ferry, whose speed
counts for everybody who may board.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely

from spatial import crs
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.road_changes.draft import Hit, LonLat, Road, RoadDraft
from spatial.routing.modes import FERRY, MAX_SPEED_KMH
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import _

TOLERANCE_M = 500.0
"""How far from a road a place of a change may lie: a few pixels of a map of a whole kabupaten
(assumption)."""


@dataclass(frozen=True)
class NewRoad:
    """A road between two places, joined to the roads nearest to its ends, and only there.

    Attributes
    ----------
    line
        Two or more places, degrees.
    highway
        Class, a key of `spatial.routing.speed_classes.ROAD_CLASSES`.
    speed_kmh
        Own speed; that of the class if None.
    length_m
        Metres; the geodesic length of the line if None.
    name
        Its name.
    oneway
        True where traffic may only go along the line.
    open_end
        The end that is farther from a road stays where it is, a dead end, as of a road to a
        village without any.
    tolerance_m
        How far an end may be from the road that it is joined to, metres.
    """

    line: tuple[LonLat, ...]
    highway: str
    speed_kmh: float | None = None
    length_m: float | None = None
    name: str = ""
    oneway: bool = False
    open_end: bool = False
    tolerance_m: float = TOLERANCE_M


@dataclass(frozen=True)
class NewFerry:
    """A ferry between two places; either `minutes` (waiting included, if wanted) or `speed_kmh`.

    Other attributes as those of `NewRoad`.
    """

    line: tuple[LonLat, ...]
    minutes: float | None = None
    speed_kmh: float | None = None
    name: str = ""
    tolerance_m: float = TOLERANCE_M


@dataclass(frozen=True)
class ClosedRoad:
    """EdgeSegments from junction to junction that nobody may use: the nearest to each place."""

    places: tuple[LonLat, ...]
    tolerance_m: float = TOLERANCE_M


@dataclass(frozen=True)
class BrokenBridge:
    """A place where the nearest road is broken; both sides of it can still be used."""

    place: LonLat
    tolerance_m: float = TOLERANCE_M


@dataclass(frozen=True)
class UpgradedRoad:
    """EdgeSegments that get another class, speed or both: the nearest to each place.

    With a new class and no speed, the tagged speed limit of the stretch no longer counts.
    """

    places: tuple[LonLat, ...]
    highway: str | None = None
    speed_kmh: float | None = None
    tolerance_m: float = TOLERANCE_M


RoadChange: TypeAlias = NewRoad | NewFerry | ClosedRoad | BrokenBridge | UpgradedRoad


MIN_SPEED_KMH = 1.0
SLOWEST_FERRY_KMH = 0.01
"""Waiting counts as part of a short crossing."""
TOLL = frozenset({"motorway", "motorway_link"})
"""Roads that others meet only at interchanges."""


@dataclass(frozen=True, eq=False)
class ChangedNetwork:
    """A changed network, and what each change did to it.

    Attributes
    ----------
    network
        The new network; the same one where there was no change.
    drawn
        By label of the change: the roads that it made, took or upgraded, or the broken place.
    """

    network: RoadNetwork
    drawn: Mapping[str, shapely.Geometry]


def change_network(network: RoadNetwork, changes: Mapping[str, RoadChange]) -> ChangedNetwork:
    """Make changes of a network, one after the other.

    Parameters
    ----------
    network
        The network; it stays as it is.
    changes
        Changes by a label for messages, in their order.

    Raises
    ------
    InputError
        Listing every change that hits no road within its tolerance, or makes no sense.
    """
    draft, problems = RoadDraft(network), []
    drawn: dict[str, shapely.Geometry] = {}
    for label, change in changes.items():
        try:
            drawn[label] = _make(draft, change)
        except InputError as error:
            problems += [f"{label}: {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems)
    return ChangedNetwork(draft.build(), drawn)


def _make(draft: RoadDraft, change: RoadChange) -> shapely.Geometry:
    match change:
        case NewRoad():
            return _new_road(draft, change)
        case NewFerry():
            return _new_ferry(draft, change)
        case ClosedRoad():
            return _close(draft, change)
        case BrokenBridge():
            hit = _hits(draft, (change.place,), change.tolerance_m)[0]
            draft.sever(hit)
            return shapely.Point(hit.place)
        case UpgradedRoad():
            return _upgrade(draft, change)


def _new_road(draft: RoadDraft, change: NewRoad) -> shapely.LineString:
    if change.highway not in ROAD_CLASSES or change.highway == FERRY:
        raise InputError([_("road class '{word}' is unknown.").format(word=change.highway)])
    _check_speed(change.speed_kmh, change.highway)
    start, stop = _ends(draft, change, change.highway, open_end=change.open_end)
    line, length = _line(change, start, stop)
    length = length if change.length_m is None else change.length_m
    speed = np.nan if change.speed_kmh is None else change.speed_kmh
    u, v = _joined(draft, change, start, stop)
    draft.add(Road(u, v, length, change.oneway, speed, change.highway, change.name, line))
    return line


def _new_ferry(draft: RoadDraft, change: NewFerry) -> shapely.LineString:
    if (change.minutes is None) == (change.speed_kmh is None):
        raise InputError(
            [_("give one of the two: time of the crossing (minutes) or speed (km/h).")]
        )
    start, stop = _ends(draft, change, FERRY)
    line, length = _line(change, start, stop)
    speed = change.speed_kmh
    if speed is None:
        if not (change.minutes is not None and change.minutes > 0):
            raise InputError([_("the time of the crossing must be more than 0 minutes.")])
        speed = length / 1000 / (change.minutes / 60)
    _check_speed(speed, FERRY, least=SLOWEST_FERRY_KMH)
    u, v = _joined(draft, change, start, stop)
    draft.add(Road(u, v, length, oneway=False, maxspeed_kmh=speed, highway=FERRY,
                   name=change.name, line=line))  # fmt: skip
    return line


def _close(draft: RoadDraft, change: ClosedRoad) -> shapely.Geometry:
    hits = _hits(draft, change.places, change.tolerance_m)
    lines = []
    for edge in dict.fromkeys(hit.edge for hit in hits):
        lines.append(draft.road(edge).line)
        draft.close(edge)
    return shapely.MultiLineString(lines)


def _upgrade(draft: RoadDraft, change: UpgradedRoad) -> shapely.Geometry:
    if change.highway is None and change.speed_kmh is None:
        raise InputError([_("give a new road class, a speed, or both.")])
    if change.highway is not None and change.highway not in ROAD_CLASSES:
        raise InputError([_("road class '{word}' is unknown.").format(word=change.highway)])
    hits = _hits(draft, change.places, change.tolerance_m)
    edges = list(dict.fromkeys(hit.edge for hit in hits))
    for edge in edges:
        _check_speed(change.speed_kmh, change.highway or draft.road(edge).highway)
    for edge in edges:
        draft.upgrade(
            edge,
            change.highway or draft.road(edge).highway,
            np.nan if change.speed_kmh is None else change.speed_kmh,
        )
    return shapely.MultiLineString([draft.road(edge).line for edge in edges])


def _ends(
    draft: RoadDraft, change: NewRoad | NewFerry, highway: str, *, open_end: bool = False
) -> tuple[Hit | None, Hit | None]:
    """Find the roads that a new one is joined to; None for an end that stays open."""
    if len(change.line) < 2:
        raise InputError([_("the line needs at least two points.")])

    def wanted(road: str) -> bool:
        return _may_join(road, highway)

    places = (change.line[0], change.line[-1])
    first, last = (draft.nearest(place, change.tolerance_m, wanted) for place in places)
    lost = [
        _nothing_near(place, change.tolerance_m)
        for place, hit in zip(places, (first, last), strict=True)
        if hit is None
    ]
    if len(lost) > open_end:
        raise InputError(lost)
    return _opened(first, last) if open_end else (first, last)


def _opened(first: Hit | None, last: Hit | None) -> tuple[Hit | None, Hit | None]:
    """Let the end that is farther from a road stay where it is."""
    if first is None or last is None:
        return first, last
    return (first, None) if first.metres <= last.metres else (None, last)


def _may_join(road: str, new: str) -> bool:
    """Check whether a new road of a class may be joined to a road of another."""
    if road == FERRY or (road in TOLL and new not in TOLL):
        return False
    speeds = ROAD_CLASSES.get(road)
    drives = speeds is None or max(speeds.car, speeds.motorcycle) > 0
    own = ROAD_CLASSES[new]
    return drives or max(own.car, own.motorcycle) == 0


def _line(
    change: NewRoad | NewFerry, start: Hit | None, stop: Hit | None
) -> tuple[shapely.LineString, float]:
    """Draw a new road from road to road; return it and its geodesic length, metres."""
    first = change.line[0] if start is None else start.place
    last = change.line[-1] if stop is None else stop.place
    line = shapely.LineString([first, *change.line[1:-1], last])
    length = float(crs.line_lengths_m(np.array([line]))[0])
    if length <= 0:
        raise InputError([_("both its ends fall on the same place.")])
    return line, length


def _joined(
    draft: RoadDraft, change: NewRoad | NewFerry, start: Hit | None, stop: Hit | None
) -> tuple[int, int]:
    """Split the roads at both ends; return the nodes there."""
    u = draft.node(change.line[0]) if start is None else draft.split(start)
    if stop is None:
        return u, draft.node(change.line[-1])
    if start is not None and stop.edge == start.edge:  # the first split renumbered that road
        again = draft.nearest(stop.place, max(change.tolerance_m, 1.0), lambda _: True)
        stop = stop if again is None else again
    return u, draft.split(stop)


def _hits(draft: RoadDraft, places: tuple[LonLat, ...], within_m: float) -> list[Hit]:
    """Find the road nearest to each place.

    Raises
    ------
    InputError
        Listing the places that no road is near, or that there are none.
    """
    if not places:
        raise InputError([_("point at one place of that road at least.")])
    found = [draft.nearest(place, within_m, lambda _: True) for place in places]
    lost = [
        _nothing_near(place, within_m)
        for place, hit in zip(places, found, strict=True)
        if hit is None
    ]
    if lost:
        raise InputError(lost)
    return [hit for hit in found if hit is not None]


def _nothing_near(place: LonLat, within_m: float) -> str:
    return _(
        "there is no road within {metres} m of longitude {lon}, latitude {lat}; move the "
        "point to the road."
    ).format(metres=f"{within_m:g}", lon=f"{place[0]:.5f}", lat=f"{place[1]:.5f}")


def _check_speed(speed: float | None, highway: str, least: float = MIN_SPEED_KMH) -> None:
    """Refuse a speed that `spatial.routing.modes` would lower to the legal cap."""
    known = ROAD_CLASSES.get(highway)
    cap = MAX_SPEED_KMH if known is None else known.cap
    if speed is None or least <= speed <= cap:
        return
    text = _(
        "speed {speed} km/h is not between {least} and {most} km/h, the limits of class "
        "'{word}'; change the speed or the class."
    )
    facts = {"speed": f"{speed:g}", "least": f"{least:g}", "most": f"{cap:g}"}
    raise InputError([text.format(word=highway or "?", **facts)])
