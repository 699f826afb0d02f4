"""How people travel: modes, speeds per road class, seconds per edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import _

LEG_KMH = 4.5
"""Speed on the access and egress legs, which have no road: walking. 4.5 km/h = 1.25 m/s, within
the comfortable gait of adults, 1.2 to 1.4 m/s (Bohannon & Andrews 2011, Physiotherapy 97(3),
182-189)."""
MAX_SPEED_KMH = 130.0
"""Above this a speed in a user's table is taken for a typing error."""
FERRY = "ferry"
"""Road class that trips may use but that serves no place on its way."""


UNKNOWN_CLASS_KMH = {"car": 25.0, "motorcycle": 25.0, "walk": 4.5}
"""Speed on roads of a class that the table does not know: as on village roads (assumption)."""


@dataclass(frozen=True)
class TravelMode:
    """A way of travelling.

    Attributes
    ----------
    name
        `car`, `motorcycle` or `walk`.
    speeds_kmh
        Free-flow speed per road class, km/h; 0 where the mode may not go.
    fallback_kmh
        Speed on classes that the table does not know, km/h.
    caps_kmh
        Legal maximum per road class, km/h: bounds a tagged `maxspeed`.
    respects_oneway
        False for walkers.
    uses_maxspeed
        Whether a tagged speed limit replaces the speed of the class.
    leg_kmh
        Speed on the access and egress legs, km/h.
    """

    name: str
    speeds_kmh: Mapping[str, float]
    fallback_kmh: float
    caps_kmh: Mapping[str, float]
    respects_oneway: bool = True
    uses_maxspeed: bool = True
    leg_kmh: float = LEG_KMH

    def __hash__(self) -> int:
        return hash(
            (self.name, tuple(sorted(self.speeds_kmh.items())), self.fallback_kmh, self.leg_kmh)
        )

    def with_speeds(self, speeds_kmh: Mapping[str, float]) -> TravelMode:
        """Return the mode with some speeds replaced.

        Parameters
        ----------
        speeds_kmh
            km/h per road class; 0 closes a class to the mode.

        Raises
        ------
        InputError
            If a speed is negative, not a number or above `MAX_SPEED_KMH`.
        """
        text = _(
            "Speed {value} km/h for '{road}' is not between 0 and {most:g}. Correct it in the "
            "speed table."
        )
        problems = [
            text.format(value=value, road=road, most=MAX_SPEED_KMH)
            for road, value in speeds_kmh.items()
            if not (isinstance(value, int | float) and 0 <= value <= MAX_SPEED_KMH)
        ]
        if problems:
            raise InputError(problems)
        return replace(self, speeds_kmh={**self.speeds_kmh, **speeds_kmh})

    def to_dict(self) -> dict[str, object]:
        """Return the mode as plain values, for the provenance of a result."""
        return {
            "name": self.name,
            "speeds_kmh": dict(self.speeds_kmh),
            "fallback_kmh": self.fallback_kmh,
            "leg_kmh": self.leg_kmh,
            "respects_oneway": self.respects_oneway,
            "uses_maxspeed": self.uses_maxspeed,
        }


def _mode(name: str, *, respects_oneway: bool = True, uses_maxspeed: bool = True) -> TravelMode:
    return TravelMode(
        name=name,
        speeds_kmh={road: getattr(row, name) for road, row in ROAD_CLASSES.items()},
        fallback_kmh=UNKNOWN_CLASS_KMH[name],
        caps_kmh={road: row.cap for road, row in ROAD_CLASSES.items()},
        respects_oneway=respects_oneway,
        uses_maxspeed=uses_maxspeed,
    )


CAR = _mode("car")
MOTORCYCLE = _mode("motorcycle")
WALK = _mode("walk", respects_oneway=False, uses_maxspeed=False)
MODES: Mapping[str, TravelMode] = MappingProxyType({m.name: m for m in (CAR, MOTORCYCLE, WALK)})


def edge_speeds_kmh(network: RoadNetwork, mode: TravelMode) -> NDArray[np.float64]:
    """Speed of a mode on every edge.

    Parameters
    ----------
    network
        m edges.
    mode
        The mode; a tagged `maxspeed` counts where the mode uses it, bounded by the legal cap of
        the class. On a ferry it is the speed of the ship and counts for every mode that may board.

    Returns
    -------
    numpy.ndarray
        (m,) km/h; 0 where the mode may not go.
    """
    codes, classes = pd.factorize(network.highway)
    by_class = np.array([mode.speeds_kmh.get(road, mode.fallback_kmh) for road in classes])
    speed = by_class[codes]
    counts = np.array([mode.uses_maxspeed or road == FERRY for road in classes])[codes]
    caps = np.array([mode.caps_kmh.get(road, MAX_SPEED_KMH) for road in classes])[codes]
    tagged = np.fmin(network.maxspeed_kmh, caps)
    return np.where(np.isnan(network.maxspeed_kmh) | (speed == 0) | ~counts, speed, tagged)


def edge_seconds(network: RoadNetwork, mode: TravelMode) -> NDArray[np.float64]:
    """Free-flow seconds of a mode along every edge.

    Parameters
    ----------
    network
        m edges.
    mode
        The mode.

    Returns
    -------
    numpy.ndarray
        (m,) seconds, `length_m / (km/h / 3.6)`; infinite where the mode may not go.
    """
    speed = edge_speeds_kmh(network, mode)
    seconds = np.full(network.n_edges, np.inf)
    np.divide(network.length_m, speed / 3.6, out=seconds, where=speed > 0)
    return seconds


def leg_seconds(leg_m: NDArray[np.float64], mode: TravelMode) -> NDArray[np.float64]:
    """Seconds on access or egress legs of `leg_m` metres, walked at `mode.leg_kmh`."""
    return leg_m / (mode.leg_kmh / 3.6)


def snappable_edges(network: RoadNetwork, mode: TravelMode) -> NDArray[np.bool_]:
    """(m,) edges where a trip of a mode may begin or end: usable, and no ferry in mid-water."""
    return np.isfinite(np.where(network.highway == FERRY, np.inf, edge_seconds(network, mode)))
