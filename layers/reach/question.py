"""What can be asked about market reach: the model, its limits, and what the user knows."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from layers.area.question import Question
from spatial.access.measure import Measure
from spatial.reach.decay import LUO_QI_2009, Decay, Exponential, Gaussian, Power, Zones, within
from spatial.reach.journey_cost import OwnVehicle, Price, Product
from spatial.routing.travel import Cost

Model = Literal["cumulative", "hansen", "huff", "2sfca", "e2sfca"]
DecayName = Literal["exponential", "gaussian", "power"]
MODELS: tuple[Model, ...] = ("cumulative", "hansen", "huff", "2sfca", "e2sfca")
DECAYS: tuple[DecayName, ...] = ("power", "exponential", "gaussian")

HALF_AT: dict[Cost, float] = {"time": 15.0, "distance": 5.0}
"""Minutes or kilometres at which the pull of a market has halved: a value to begin with, not
measured anywhere."""

POWER_BETA = 2.0
"""Exponent to begin with: the square of the distance, as in Reilly's law of retail gravitation
(1931); not measured here."""

POWER_MINIMUM = 1.0
"""Costs below a minute or a kilometre count as one, so that the power decay has an end."""

SQUARE = Power(POWER_BETA, POWER_MINIMUM)


def half_life_decay(
    name: DecayName, half_at: float = HALF_AT["time"], beta: float = POWER_BETA
) -> Decay:
    """Build a decay from what people can picture: where the pull of a market has halved.

    Parameters
    ----------
    name
        One of `DECAYS`.
    half_at
        Cost, above 0, at which an exponential or Gaussian weight is one half: beta = ln 2 / half;
        sigma = half / √(2 ln 2).
    beta
        Exponent of the power decay, which has no such cost.

    Raises
    ------
    InputError
        For parameters out of range.

    Examples
    --------
    >>> import numpy as np
    >>> half_life_decay("gaussian", 15).weight(np.array([0.0, 15.0, 30.0])).round(4).tolist()
    [1.0, 0.5, 0.0625]
    """
    if name == "power":
        return Power(beta, POWER_MINIMUM)
    if name == "gaussian":
        return Gaussian(half_at / math.sqrt(2 * math.log(2)))
    return Exponential(math.log(2) / half_at if half_at > 0 else math.nan)


@dataclass(frozen=True)
class ReachQuestion(Question):
    """A question about market reach.

    Attributes
    ----------
    model
        Which figure answers: one of `MODELS`. All figures are computed in any case.
    threshold
        Limit of reach, inclusive, seconds, or metres where distance counts.
    decay
        For Hansen and Huff; of minutes, or of kilometres where distance counts, as its parameters
        are stated.
    weights, weights_of
        One number of 0 or more per market, in the order of the trips' markets, and what it
        counts; None where all markets count the same.
    people, people_of
        The same for the villages: customers, producers.
    product
        A product that spoils: markets beyond its limit drop out of all figures.
    price, load_kg
        The user's prices; without them nothing is priced. With a load, rupiah per kilogram.
    """

    model: Model = "cumulative"
    threshold: float = 1_800.0
    decay: Decay = SQUARE
    weights: tuple[float, ...] | None = None
    weights_of: str = ""
    people: tuple[float, ...] | None = None
    people_of: str = ""
    product: Product | None = None
    price: Price | None = None
    load_kg: float | None = None

    @property
    def catchment(self) -> Zones:
        """The catchment of the floating catchment models.

        One zone up to the threshold for 2SFCA; for E2SFCA three equal zones with the weights of
        Luo & Qi (2009): with 30 minutes exactly theirs.
        """
        if self.model != "e2sfca":
            return within(self.threshold)
        thirds = tuple(self.threshold * zone / 3 for zone in (1, 2, 3))
        return Zones(thirds, LUO_QI_2009.weights)

    def to_dict(self, measure: Measure) -> dict[str, Any]:
        """Return the question as plain values, for the provenance of an answer.

        Parameters
        ----------
        measure
            What the trips minimise; thresholds are written in minutes or kilometres.
        """
        shown = measure.displayed_threshold
        zones = self.catchment
        catchment = Zones(tuple(map(shown, zones.limits)), zones.weights)
        kind = "own vehicle" if isinstance(self.price, OwnVehicle) else "fare"
        return {
            "model": self.model,
            "threshold": shown(self.threshold),
            "threshold_rule": "within means <= threshold",
            "decay": self.decay.to_dict(),
            "catchment": catchment.to_dict(),
            "weights_of": self.weights_of or "all markets count the same",
            "people_of": self.people_of or "all villages count the same",
            "product": None if self.product is None else self.product.to_dict(),
            "price": None if self.price is None else {"kind": kind, **asdict(self.price)},
            "load_kg": self.load_kg,
        }
