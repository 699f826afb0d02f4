"""What can be changed in a road network, told by places and never by edges.

A change can therefore be made again on a network that was prepared anew.

How a speed of one's own is carried: as the `maxspeed_kmh` of the edge, which
`spatial.routing.modes` takes instead of the speed of the class, for cars and motorcycles, up to
the legal cap of the class; `spatial.road_changes.scenario` refuses a speed above the cap rather
than have it lowered there quietly. Walkers keep their own speed, except on a ferry, whose speed
counts for everybody who may board.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from spatial.road_changes.draft import LonLat

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
    """Stretches from junction to junction that nobody may use: the nearest to each place."""

    places: tuple[LonLat, ...]
    tolerance_m: float = TOLERANCE_M


@dataclass(frozen=True)
class BrokenBridge:
    """A place where the nearest road is broken; both sides of it can still be used."""

    place: LonLat
    tolerance_m: float = TOLERANCE_M


@dataclass(frozen=True)
class UpgradedRoad:
    """Stretches that get another class, speed or both: the nearest to each place.

    With a new class and no speed, the tagged speed limit of the stretch no longer counts.
    """

    places: tuple[LonLat, ...]
    highway: str | None = None
    speed_kmh: float | None = None
    tolerance_m: float = TOLERANCE_M


RoadChange: TypeAlias = NewRoad | NewFerry | ClosedRoad | BrokenBridge | UpgradedRoad
