"""What the journey to market costs, and how far a product that spoils can go.

Prices and time limits are the user's: the program has none of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from spatial.checks import InputChecks
from spatial.wording import _


@dataclass(frozen=True)
class OwnVehicle:
    """A vehicle of one's own: rupiah per km = rp_per_litre / km_per_litre + other_rp_per_km.

    Attributes
    ----------
    rp_per_litre
        Price of fuel, 0 or more.
    km_per_litre
        Kilometres per litre, above 0.
    other_rp_per_km
        Tyres, oil, wear, 0 or more.
    fixed_rp
        Rupiah per journey, there and back once: parking, tolls, a ferry; 0 or more.

    Examples
    --------
    >>> OwnVehicle(rp_per_litre=10_000, km_per_litre=40).rp_per_km
    250.0
    """

    rp_per_litre: float
    km_per_litre: float
    other_rp_per_km: float = 0.0
    fixed_rp: float = 0.0

    def __post_init__(self) -> None:
        checks = InputChecks()
        checks.number(self.rp_per_litre, _("price of fuel"))
        checks.number(self.km_per_litre, _("kilometres per litre"), positive=True)
        checks.number(self.other_rp_per_km, _("other cost per km"))
        checks.number(self.fixed_rp, _("fixed cost"))
        checks.raise_problems()

    @property
    def rp_per_km(self) -> float:
        """Rupiah per kilometre."""
        return self.rp_per_litre / self.km_per_litre + self.other_rp_per_km


@dataclass(frozen=True)
class Fare:
    """A fare: fixed_rp + rp_per_km · km for the whole journey.

    Attributes
    ----------
    rp_per_km
        Rupiah per kilometre, 0 or more.
    fixed_rp
        Rupiah per journey, there and back once, 0 or more.
    """

    rp_per_km: float
    fixed_rp: float = 0.0

    def __post_init__(self) -> None:
        checks = InputChecks()
        checks.number(self.rp_per_km, _("fare per km"))
        checks.number(self.fixed_rp, _("fixed fare"))
        checks.raise_problems()


Price = OwnVehicle | Fare


def journey_rp(
    metres: pd.DataFrame,
    price: Price,
    *,
    return_trip: bool = True,
    back_metres: pd.DataFrame | None = None,
    load_kg: float | None = None,
) -> pd.DataFrame:
    """Price every journey.

    rp = fixed_rp + rp_per_km · (km there + km back), divided by the load where one is given.

    Parameters
    ----------
    metres
        (villages, markets) metres, as `AccessMatrix.total_m()`: with the legs off the road, which
        goods travel, too.
    price
        The user's prices.
    return_trip
        Count the way back.
    back_metres
        (villages, markets) metres of the way **back**, as `total_m().T` of the matrix of markets
        to villages; without it the way back is taken to be as long as the way there, which is not
        exact on one-way roads.
    load_kg
        Load per journey, above 0; the result is then rupiah per kilogram.

    Returns
    -------
    pandas.DataFrame
        Rupiah per journey, or per kilogram, shaped and labelled as `metres`; NaN where there is no
        trip, or none back. It is a cost matrix for all models of reach.

    Raises
    ------
    InputError
        For matrices that cannot be used or differ in their labels, and a load of 0 or less.

    Examples
    --------
    >>> metres = pd.DataFrame([[5000.0]], ["a"], ["m1"])
    >>> journey_rp(metres, Fare(rp_per_km=1000, fixed_rp=2000), load_kg=20).to_numpy().tolist()
    [[600.0]]
    """
    checks = InputChecks()
    there = checks.costs(metres, _("matrix of metres"))
    back = there
    if back_metres is not None:
        back = checks.costs(back_metres, _("matrix of metres back"))
        for own, other in (
            (metres.index, back_metres.index),
            (metres.columns, back_metres.columns),
        ):
            checks.same_labels(own, other, _("The matrices there and back"))
    if load_kg is not None:
        checks.number(load_kg, _("load"), positive=True)
    checks.raise_problems()
    km = (there + back if return_trip else there) / 1000
    rupiah = price.fixed_rp + price.rp_per_km * km
    per = 1.0 if load_kg is None else load_kg
    return pd.DataFrame(rupiah / per, index=metres.index, columns=metres.columns)


@dataclass(frozen=True)
class Product:
    """A product that spoils.

    Attributes
    ----------
    name
        As shown.
    limit_s
        Seconds from harvest or landing to the market, at most, inclusive; the user's.
    loading_s
        Part of the limit that passes before the trip: loading, waiting; 0 by default.
    """

    name: str
    limit_s: float
    loading_s: float = 0.0

    def __post_init__(self) -> None:
        checks = InputChecks()
        checks.number(self.limit_s, _("time limit of '{name}'").format(name=self.name))
        checks.number(self.loading_s, _("loading time of '{name}'").format(name=self.name))
        if not checks.problems and self.loading_s > self.limit_s:
            checks.problems.append(
                _(
                    "Loading '{name}' takes longer ({loading_minutes:g} minutes) than it "
                    "lasts ({limit_minutes:g}); correct one of the two."
                ).format(
                    name=self.name,
                    loading_minutes=self.loading_s / 60,
                    limit_minutes=self.limit_s / 60,
                )
            )
        checks.raise_problems()

    @property
    def travel_s(self) -> float:
        """Seconds left for the trip."""
        return self.limit_s - self.loading_s

    def to_dict(self) -> dict[str, object]:
        """Return the product for a provenance, in minutes."""
        return {
            "name": self.name,
            "limit_minutes": self.limit_s / 60,
            "loading_minutes": self.loading_s / 60,
        }


def fresh(seconds: pd.DataFrame, product: Product) -> pd.DataFrame:
    """Say which markets a product reaches before it spoils.

    Parameters
    ----------
    seconds
        (villages, markets) seconds, as `AccessMatrix.seconds()`.
    product
        The product.

    Returns
    -------
    pandas.DataFrame
        True where loading and trip take at most the limit (inclusive); False where there is no
        trip. `cost.where(fresh(...))` is the cost matrix of this product for all models of reach.

    Raises
    ------
    InputError
        For a matrix that cannot be used.

    Examples
    --------
    >>> seconds = pd.DataFrame([[1200.0, 1860.0]], ["a"], ["m1", "m2"])
    >>> fresh(seconds, Product("lele", limit_s=2400, loading_s=600)).to_numpy().tolist()
    [[True, False]]
    """
    checks = InputChecks()
    values = checks.costs(seconds)
    checks.raise_problems()
    return pd.DataFrame(values <= product.travel_s, seconds.index, seconds.columns)
