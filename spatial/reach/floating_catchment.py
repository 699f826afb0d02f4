"""Crowding at markets: the two-step floating catchment area methods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from spatial.checks import InputChecks, Weights
from spatial.reach.decay import Decay
from spatial.wording import _


@dataclass(frozen=True, eq=False)
class Crowding:
    """Supply against the demand for it.

    Attributes
    ----------
    villages
        On the rows: `supply_per_demand`, A_i; NaN without any trip, 0 where there are trips but
        none with a weight.
    markets
        On the columns: `demand`, the weighted demand in the catchment; `supply_per_demand`, R_j,
        NaN where the catchment holds no demand.
    """

    villages: pd.Series
    markets: pd.DataFrame


def two_step(
    cost: pd.DataFrame,
    decay: Decay,
    supply: Weights | None = None,
    demand: Weights | None = None,
) -> Crowding:
    """Measure supply per demand within reach, allowing for everyone who shares it.

    Step 1, per market: R_j = S_j / Σ_i D_i f(c_ij). Step 2, per village: A_i = Σ_j R_j f(c_ij).

    With `decay.within(threshold)` this is 2SFCA (Luo & Wang 2003); with `decay.Zones`, such as
    `decay.LUO_QI_2009`, it is E2SFCA (Luo & Qi 2009). Σ_i D_i A_i = Σ_j S_j over
    markets that have demand.

    Parameters
    ----------
    cost
        (o, d) cost matrix; pairs without a trip contribute nothing.
    decay
        f; limits are inclusive.
    supply
        S, of every column: stalls, traders, buyers' places; 1 for all where there are none.
    demand
        D, of every row: people or producers; 1 for all where there are none.

    Returns
    -------
    Crowding
        A market whose catchment holds no demand has no ratio and contributes nothing; PySAL's
        `access` divides by 0 there.

    Raises
    ------
    InputError
        Listing every problem of matrix, supply and demand.

    References
    ----------
    Luo, W. & Wang, F. (2003). Measures of spatial accessibility to health care in a GIS
    environment. Environment and Planning B 30(6), 865-884. Luo, W. & Qi, Y. (2009). An enhanced
    two-step floating catchment area (E2SFCA) method. Health & Place 15(4), 1100-1107.

    Examples
    --------
    >>> from spatial.reach.decay import within
    >>> cost = pd.DataFrame([[10.0, 25.0], [20.0, np.nan]], ["a", "b"], ["m1", "m2"])
    >>> found = two_step(cost, within(30), supply=[40, 10], demand=[100, 300])
    >>> found.villages.tolist(), found.markets["supply_per_demand"].tolist()
    ([0.2, 0.1], [0.1, 0.1])
    """
    checks = InputChecks()
    values = checks.costs(cost)
    offered = checks.weights(supply, cost.columns, _("supply"))
    wanted = checks.weights(demand, cost.index, _("demand"))
    checks.raise_problems()
    weight = decay.weight(values)
    crowd = wanted @ weight
    ratio = np.divide(offered, crowd, out=np.zeros_like(crowd), where=crowd > 0)
    reached = weight @ ratio
    some = ~np.isnan(values).all(axis=1)
    villages = pd.Series(np.where(some, reached, np.nan), cost.index, name="supply_per_demand")
    known = np.where(crowd > 0, ratio, np.nan)
    markets = pd.DataFrame({"demand": crowd, "supply_per_demand": known}, index=cost.columns)
    return Crowding(villages, markets)
