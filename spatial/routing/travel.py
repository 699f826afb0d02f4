"""How people travel and what is minimised: the choice that every analysis of trips shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spatial.routing.modes import CAR, TravelMode
from spatial.routing.snapping import MAX_SNAP_M

Cost = Literal["distance", "time"]
"""What a trip minimises: metres or free-flow seconds, access and egress legs included."""


@dataclass(frozen=True)
class Travel:
    """How people travel.

    Attributes
    ----------
    mode
        Mode of travel, with its speeds.
    cost
        Minimise the total `distance` (metres) or the total `time` (free-flow seconds).
    max_snap_m
        Longest access or egress leg, metres, inclusive.

    Notes
    -----
    The analyses validate it when they use it: an unknown cost or a negative `max_snap_m` raises
    an `InputError` there.
    """

    mode: TravelMode = CAR
    cost: Cost = "distance"
    max_snap_m: float = MAX_SNAP_M


BY_CAR = Travel()
"""The shortest way by car: the default of the analyses."""
