"""Gravity models of market reach: Hansen's accessibility, Huff's probabilities, market shares.

All functions take a cost matrix (see `reach_inputs`) and a `decay`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from spatial.arrays import Floats
from spatial.checks import InputChecks, Weights
from spatial.reach.decay import Decay
from spatial.wording import _

TIE = 1e-12
"""Probabilities closer than this are equal: rounding of the sums is about 1e-15."""


def hansen(cost: pd.DataFrame, decay: Decay, weights: Weights | None = None) -> pd.Series:
    """Sum what can be reached, each weighted by a decay: gravity accessibility.

    A_i = Σ_j w_j f(c_ij) (Hansen 1959). With `cost.T` and people as weights it is the potential
    of every market.

    Parameters
    ----------
    cost
        (o, d) cost matrix; pairs without a trip contribute nothing.
    decay
        f, with parameters in the unit of the matrix.
    weights
        w, size of every column; 1 for all where there are none.

    Returns
    -------
    pandas.Series
        `accessibility` on the index of `cost`, in the unit of the weights; NaN for rows without
        any trip. It has a meaning only beside others of the same decay and weights.

    Raises
    ------
    InputError
        Listing every problem of matrix and weights.

    References
    ----------
    Hansen, W. G. (1959). How accessibility shapes land use. Journal of the American Institute of
    Planners 25(2), 73-76.

    Examples
    --------
    >>> from spatial.reach.decay import Power
    >>> cost = pd.DataFrame([[10.0, 20.0], [np.nan, np.nan]], ["a", "b"], ["m1", "m2"])
    >>> hansen(cost, Power(beta=1, minimum=1), [100, 400]).round(6).tolist()
    [30.0, nan]
    """
    checks = InputChecks()
    values = checks.costs(cost)
    size = checks.weights(weights, cost.columns, _("weight"))
    checks.raise_problems()
    reached = decay.weight(values) @ size
    some = ~np.isnan(values).all(axis=1)
    return pd.Series(np.where(some, reached, np.nan), index=cost.index, name="accessibility")


def huff(
    cost: pd.DataFrame,
    decay: Decay,
    weights: Weights | None = None,
    *,
    attraction: float = 1.0,
) -> pd.DataFrame:
    """Estimate the probability that a customer of each row chooses each column.

    P_ij = w_j^a f(c_ij) / Σ_k w_k^a f(c_ik) (Huff 1963, 1964, there with a = 1 and the power
    decay; a as in Nakanishi & Cooper 1974).

    Parameters
    ----------
    cost
        (o, d) cost matrix.
    decay
        f, with parameters in the unit of the matrix.
    weights
        w, attractiveness of every column (Huff: sales area); 1 for all where there are none.
    attraction
        a, the exponent of the weights, above 0.

    Returns
    -------
    pandas.DataFrame
        Shaped and labelled as `cost`. Rows sum to 1; a column without a trip, or of weight 0, has
        probability 0. All NaN where a row has nothing to choose from.

    Raises
    ------
    InputError
        Listing every problem of matrix, weights and exponent.

    Notes
    -----
    The ratios are taken of logarithms (softmax), so they are right also where every weight is too
    small for a number, as with steep decays of long trips.

    References
    ----------
    Huff, D. L. (1963). A probabilistic analysis of shopping center trade areas. Land Economics
    39(1), 81-90. Huff, D. L. (1964). Defining and estimating a trading area. Journal of Marketing
    28(3), 34-38. Nakanishi, M. & Cooper, L. G. (1974). Parameter estimation for a multiplicative
    competitive interaction model. Journal of Marketing Research 11(3), 303-311.

    Examples
    --------
    >>> from spatial.reach.decay import Power
    >>> cost = pd.DataFrame([[10.0, 20.0]], ["a"], ["m1", "m2"])
    >>> huff(cost, Power(beta=2, minimum=1), [100, 400]).round(6).to_numpy().tolist()
    [[0.5, 0.5]]
    """
    checks = InputChecks()
    values = checks.costs(cost)
    size = checks.weights(weights, cost.columns, _("weight"))
    checks.number(attraction, _("attraction exponent"), positive=True)
    checks.raise_problems()
    with np.errstate(divide="ignore"):
        pull = decay.log_weight(values) + attraction * np.log(size)
    top = pull.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        share = np.exp(pull - top)
    share /= share.sum(axis=1, keepdims=True)
    return pd.DataFrame(share, index=cost.index, columns=cost.columns)


def main_market(probability: pd.DataFrame) -> pd.DataFrame:
    """Find the column that each row chooses most: the rows of one column are its catchment.

    Parameters
    ----------
    probability
        As `huff` returns it.

    Returns
    -------
    pandas.DataFrame
        On the index of `probability`: `market_id` (None where there is nothing to choose from),
        `probability`, and `equal`, how many columns share the highest probability; of these the
        first is named. A probability well below 0.5 is a weak claim.

    Examples
    --------
    >>> table = pd.DataFrame([[0.2, 0.8], [0.5, 0.5]], ["a", "b"], ["m1", "m2"])
    >>> main_market(table)
      market_id  probability  equal
    a        m2          0.8      1
    b        m1          0.5      2
    """
    values = _filled(probability)
    top = values.max(axis=1)
    first = (values >= top[:, None] - TIE).argmax(axis=1)
    some = top > 0
    labels = probability.columns.to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "market_id": np.where(some, labels[first], None),
            "probability": np.where(some, top, np.nan),
            "equal": np.where(some, (values >= top[:, None] - TIE).sum(axis=1), 0),
        },
        index=probability.index,
    )


def market_shares(probability: pd.DataFrame, people: Weights | None = None) -> pd.DataFrame:
    """Estimate the customers of every market and its share of them.

    E_j = Σ_i n_i P_ij (Huff 1964), n_i people of row i.

    Parameters
    ----------
    probability
        As `huff` returns it.
    people
        n, people (or buyers, or money) of every row; 1 for all where there are none.

    Returns
    -------
    pandas.DataFrame
        On the markets: `customers`; `share` of the people who have a market to choose (sums to
        1); `share_of_all` people, so that what is missing to 1 has none; the catchment by
        `main_market`: `villages` and `people` of the rows that choose this market most.

    Raises
    ------
    InputError
        Listing people that are missing or negative.

    Examples
    --------
    >>> table = pd.DataFrame([[0.2, 0.8], [np.nan, np.nan]], ["a", "b"], ["m1", "m2"])
    >>> market_shares(table, [100, 300])[["customers", "share", "share_of_all"]]
        customers  share  share_of_all
    m1       20.0    0.2          0.05
    m2       80.0    0.8          0.20
    """
    checks = InputChecks()
    size = checks.weights(people, probability.index, _("people"))
    checks.raise_problems()
    customers = size @ _filled(probability)
    chosen, whole = float(customers.sum()), float(size.sum())
    main = pd.Series(main_market(probability)["market_id"].to_numpy())
    groups = pd.Series(size).groupby(main)
    labels = probability.columns
    return pd.DataFrame(
        {
            "customers": customers,
            "share": customers / chosen if chosen else np.nan,
            "share_of_all": customers / whole if whole else np.nan,
            "villages": groups.size().reindex(labels, fill_value=0).to_numpy(),
            "people": groups.sum().reindex(labels, fill_value=0.0).to_numpy(),
        },
        index=labels,
    )


def _filled(probability: pd.DataFrame) -> Floats:
    values = probability.to_numpy(dtype=np.float64)
    return np.where(np.isnan(values), 0.0, values)
