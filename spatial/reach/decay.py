"""How the pull of a market fades with the cost of getting there: the usual decay functions.

Every decay gives a weight f(c) for a cost c in the unit of the cost matrix; its parameters are in
the same unit. Where there is no trip (NaN) the weight is 0. Weights are stored as logarithms until
they are needed, so that ratios of very small weights stay right.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass

import numpy as np

from spatial.arrays import Floats
from spatial.checks import InputChecks
from spatial.wording import _

LARGEST_LOG = 700.0
"""exp(700) is about 1e304: a larger weight would not fit into a number."""


class Decay(ABC):
    """A weight for every cost; subclasses are dataclasses of the user's parameters."""

    @abstractmethod
    def log_weight(self, cost: Floats) -> Floats:
        """Natural logarithm of the weight, in the shape of `cost`; -inf where the weight is 0."""

    def weight(self, cost: Floats) -> Floats:
        """Weight in the shape of `cost`; 0 where there is no trip (NaN)."""
        return np.exp(self.log_weight(cost))

    def to_dict(self) -> dict[str, object]:
        """Return name and parameters as plain values, for the provenance of a result."""
        return {"decay": type(self).__name__, **asdict(self)}  # type: ignore[call-overload]


@dataclass(frozen=True)
class Power(Decay):
    """f(c) = max(c, minimum) ** -beta, the decay of Hansen (1959) and Huff (1963).

    A village at the market has a cost near 0 and would get a weight without end; costs below
    `minimum` therefore count as `minimum`.

    Attributes
    ----------
    beta
        Exponent, 0 (no decay) or more.
    minimum
        Least cost, above 0, in the unit of the cost matrix.

    Raises
    ------
    InputError
        For parameters out of range, or a weight at the minimum too large for a number.

    References
    ----------
    Hansen, W. G. (1959). How accessibility shapes land use. Journal of the American Institute of
    Planners 25(2), 73-76. Huff, D. L. (1963). A probabilistic analysis of shopping center trade
    areas. Land Economics 39(1), 81-90.

    Examples
    --------
    >>> Power(beta=2, minimum=1).weight(np.array([0.0, 1.0, 10.0, np.nan])).round(6).tolist()
    [1.0, 1.0, 0.01, 0.0]
    """

    beta: float
    minimum: float

    def __post_init__(self) -> None:
        checks = InputChecks()
        checks.number(self.beta, _("exponent of the power decay"))
        checks.number(self.minimum, _("minimum cost of the power decay"), positive=True)
        if not checks.problems and -self.beta * np.log(self.minimum) > LARGEST_LOG:
            checks.problems.append(
                _("The minimum cost of the power decay is too small; raise it.")
            )
        checks.raise_problems()

    def log_weight(self, cost: Floats) -> Floats:
        """Logarithm of the weight; -inf where it is 0."""
        return _no_trip(-self.beta * np.log(np.maximum(cost, self.minimum)))


@dataclass(frozen=True)
class Exponential(Decay):
    """f(c) = exp(-beta · c) (Wilson 1971).

    Attributes
    ----------
    beta
        Share lost per unit of cost, 0 or more; the weight halves every ln(2) / beta units.

    References
    ----------
    Wilson, A. G. (1971). A family of spatial interaction models, and associated developments.
    Environment and Planning 3(1), 1-32.

    Examples
    --------
    >>> Exponential(beta=np.log(2) / 10).weight(np.array([0.0, 10.0, 20.0])).round(6).tolist()
    [1.0, 0.5, 0.25]
    """

    beta: float

    def __post_init__(self) -> None:
        checks = InputChecks()
        checks.number(self.beta, _("parameter of the exponential decay"))
        checks.raise_problems()

    def log_weight(self, cost: Floats) -> Floats:
        """Logarithm of the weight; -inf where it is 0."""
        return _no_trip(-self.beta * cost)


@dataclass(frozen=True)
class Gaussian(Decay):
    """f(c) = exp(-c² / (2 sigma²)): slow at first, then steep (Ingram 1971; Kwan 1998).

    Both articles write exp(-c² / v): v = 2 sigma². Not normalised: f(0) = 1.

    Attributes
    ----------
    sigma
        Width, above 0, in the unit of the cost matrix: f(sigma) = 0.607.

    References
    ----------
    Ingram, D. R. (1971). The concept of accessibility: a search for an operational form. Regional
    Studies 5(2), 101-107. Kwan, M.-P. (1998). Space-time and integral measures of individual
    accessibility. Geographical Analysis 30(3), 191-216.

    Examples
    --------
    >>> Gaussian(sigma=20).weight(np.array([0.0, 20.0, 40.0])).round(4).tolist()
    [1.0, 0.6065, 0.1353]
    """

    sigma: float

    def __post_init__(self) -> None:
        checks = InputChecks()
        checks.number(self.sigma, _("width of the Gaussian decay"), positive=True)
        checks.raise_problems()

    def log_weight(self, cost: Floats) -> Floats:
        """Logarithm of the weight; -inf where it is 0."""
        return _no_trip(-((cost / self.sigma) ** 2) / 2)


@dataclass(frozen=True)
class Zones(Decay):
    """One weight per zone of cost, 0 beyond the last zone (Luo & Qi 2009).

    Attributes
    ----------
    limits
        Upper limits of the zones, rising, **inclusive**, in the unit of the cost matrix.
    weights
        One weight of 0 or more per zone.

    Raises
    ------
    InputError
        For no zones, limits that do not rise, or numbers of limits and weights that differ.

    Examples
    --------
    >>> LUO_QI_2009.weight(np.array([0.0, 10.0, 10.1, 30.0, 30.1])).round(2).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """

    limits: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        checks = InputChecks()
        if not self.limits or len(self.limits) != len(self.weights):
            checks.problems.append(
                _(
                    "There are {limits} zone limits and {weights} zone weights; give at least "
                    "one zone, and one weight for each."
                ).format(limits=len(self.limits), weights=len(self.weights))
            )
        for limit, weight in zip(self.limits, self.weights, strict=False):
            checks.number(limit, _("zone limit"))
            checks.number(weight, _("weight of the zone up to {limit:g}").format(limit=limit))
        if any(np.diff(np.array(self.limits, dtype=np.float64)) <= 0):
            checks.problems.append(_("The zone limits must rise from zone to zone."))
        checks.raise_problems()

    def log_weight(self, cost: Floats) -> Floats:
        """Logarithm of the weight; -inf where it is 0."""
        with np.errstate(divide="ignore"):
            return np.log(self.weight(cost))

    def weight(self, cost: Floats) -> Floats:
        """Weight of the zone of every cost; 0 beyond the zones and where there is no trip."""
        found = np.zeros(np.shape(cost))
        for limit, value in reversed(list(zip(self.limits, self.weights, strict=True))):
            found[cost <= limit] = value
        return found


def within(threshold: float) -> Zones:
    """Return the decay that is 1 up to a threshold (inclusive) and 0 beyond it."""
    return Zones((threshold,), (1.0,))


LUO_QI_2009 = Zones((10.0, 20.0, 30.0), (1.0, 0.68, 0.22))
"""Zones in **minutes** of Luo, W. & Qi, Y. (2009), Health & Place 15(4), 1100-1107, made for
doctors reached by car; PySAL's `access` has the same default. Not measured for markets."""


def _no_trip(log_weight: Floats) -> Floats:
    return np.where(np.isnan(log_weight), -np.inf, log_weight)
