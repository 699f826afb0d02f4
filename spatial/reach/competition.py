"""Who competes for the same markets: villages that share them, and how far reach overlaps."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from spatial.checks import InputChecks, Weights
from spatial.wording import _


def rivals(main: pd.Series, producers: Weights | None = None) -> pd.DataFrame:
    """Count, for every village, the other villages with the same main market.

    Parameters
    ----------
    main
        Main market of every village, as `gravity.main_market(...)["market_id"]` or the nearest
        market; missing where there is none.
    producers
        Size of every village: producers, people, tonnes. Optional.

    Returns
    -------
    pandas.DataFrame
        On the index of `main`: `market_id`, `rivals` (missing where there is no market) and with
        producers `rival_weight`, the sum over the rivals.

    Raises
    ------
    InputError
        For repeated villages and producers that are missing or negative.

    Examples
    --------
    >>> main = pd.Series(["m1", "m1", "m2", None], ["a", "b", "c", "d"])
    >>> rivals(main)["rivals"].tolist()
    [1, 1, 0, <NA>]
    """
    checks = InputChecks()
    size = checks.weights(producers, main.index, _("producers"))
    checks.raise_problems()
    by_market = pd.DataFrame({"market": main.to_numpy(), "size": size}).groupby("market")["size"]
    others = by_market.transform("size") - 1
    table = pd.DataFrame(
        {"market_id": main.to_numpy(), "rivals": others.astype("Int64").array},
        index=main.index,
    )
    if producers is None:
        return table
    return table.assign(rival_weight=(by_market.transform("sum") - size).to_numpy())


def shared_reach(
    cost: pd.DataFrame, village: Hashable, threshold: float, weights: Weights | None = None
) -> pd.DataFrame:
    """Measure which markets within reach one village shares with every other village.

    overlap = Σ_j w_j [both reach j] / Σ_j w_j [either reaches j], the index of Jaccard (1912); a
    market is reached where its cost is at most the threshold (inclusive).

    Parameters
    ----------
    cost
        (villages, markets) cost matrix.
    village
        Label of a row.
    threshold
        0 or more, in the unit of the matrix.
    weights
        w, size of every market; 1 for all where there are none.

    Returns
    -------
    pandas.DataFrame
        On the other villages, most overlap first: `shared` markets and `overlap`, 0 to 1 (NaN
        where neither village reaches a market with a weight).

    Raises
    ------
    InputError
        Listing every problem of matrix, village, threshold and weights.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2),
    37-50.

    Examples
    --------
    >>> cost = pd.DataFrame([[1.0, 2.0], [9.0, 2.0]], ["a", "b"], ["m1", "m2"])
    >>> shared_reach(cost, "a", threshold=5)
       shared  overlap
    b       1      0.5
    """
    checks = InputChecks()
    values = checks.costs(cost)
    size = checks.weights(weights, cost.columns, _("weight"))
    checks.number(threshold, _("threshold"))
    checks.has(village, cost.index, _("village"))
    checks.raise_problems()
    near = values <= threshold
    own = near[cost.index == village].any(axis=0)
    both, either = near & own, near | own
    joint, union = both.astype(np.float64) @ size, either.astype(np.float64) @ size
    overlap = np.divide(joint, union, out=np.full(len(near), np.nan), where=union > 0)
    table = pd.DataFrame({"shared": both.sum(axis=1), "overlap": overlap}, index=cost.index)
    return table.drop(index=village).sort_values("overlap", ascending=False, kind="stable")
