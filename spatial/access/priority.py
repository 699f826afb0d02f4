"""A transparent priority of villages: weighted shortfalls of pillars, and how firm the order is.

The steps are those of the OECD/JRC Handbook on Constructing Composite Indicators (2008):
normalisation, weighting and aggregation, then robustness and sensitivity. What is put in is
visible, and the contributions of the pillars add up to the score.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from spatial.access.pillars import check_thresholds
from spatial.errors import InputError
from spatial.wording import _

FULL_AT = 3.0
"""Multiple of the threshold from which on a shortfall is complete (assumption, to be chosen)."""

POINTS = 100.0
"""The score of a village whose shortfalls are all complete."""

DRAWS, SEED, TOP = 2000, 20081, 10
_CELLS = 4_000_000
"""Scores computed at once in `top_share`: 32 MB."""

_DECIMALS = 9
"""Scores are compared after rounding, so that equal villages stay equal."""


def shortfalls(
    values: pd.DataFrame, thresholds: Mapping[str, float], full_at: float = FULL_AT
) -> pd.DataFrame:
    """Bring distances (or times) of pillars to one scale.

    Parameters
    ----------
    values
        (n, p) measure per village and pillar; NaN where there is no trip.
    thresholds
        Per pillar, in the unit of the measure, inclusive.
    full_at
        Multiple of the threshold from which on the shortfall is 1; above 1.

    Returns
    -------
    pandas.DataFrame
        (n, p) ``min(1, max(0, (value / threshold - 1) / (full_at - 1)))``: 0 within the threshold,
        1 from `full_at` times the threshold on. Without a trip it is 1, by rule: this is a score,
        not a distance.

    Raises
    ------
    InputError
        For thresholds as `pillars.gaps`, or `full_at` that is not above 1.

    Notes
    -----
    Min-max normalisation with fixed goalposts (OECD/JRC 2008, step 5; the goalposts of the Human
    Development Index are of this kind), so that adding or removing a village changes no other
    village's score, as ranks, z-scores or the observed minimum and maximum would. Weakness: it is
    linear in between and blind beyond the second goalpost, and that goalpost is a choice.

    Examples
    --------
    >>> km = pd.DataFrame({"I": [10.0, 20.0, 90.0, np.nan]})
    >>> shortfalls(km, {"I": 10.0})["I"].tolist()
    [0.0, 0.5, 1.0, 1.0]
    """
    if not full_at > 1 or not np.isfinite(full_at):
        raise InputError(
            [_("full_at is {full_at:g}; it must be above 1.").format(full_at=full_at)]
        )
    limits = check_thresholds(values, thresholds)
    scaled = (values.div(limits, axis="columns") - 1) / (full_at - 1)
    return scaled.clip(0, 1).fillna(1.0)


def shares(weights: Mapping[str, float], pillars: pd.Index) -> pd.Series:
    """Return the weights of some pillars as shares that add up to 1.

    Raises
    ------
    InputError
        If a weight is missing, negative or no number, or none is above 0.
    """
    chosen = pd.Series({pillar: weights.get(pillar, np.nan) for pillar in pillars}, dtype=float)
    wrong = [
        _("The weight of pillar {pillar} is {weight:g}; it must be 0 or more.").format(
            pillar=pillar, weight=weight
        )
        for pillar, weight in chosen.items()
        if not (weight >= 0 and np.isfinite(weight))
    ]
    if not wrong and not chosen.sum() > 0:
        wrong = [_("All weights are 0; give at least one pillar a weight above 0.")]
    if wrong:
        raise InputError(wrong)
    return chosen / chosen.sum()


def contributions(shortfall: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Return the points that each pillar adds to a village's score.

    Parameters
    ----------
    shortfall
        (n, p) as `shortfalls` returns them.
    weights
        Per pillar, 0 or more; only their proportions count.

    Returns
    -------
    pandas.DataFrame
        (n, p) ``100 * weight / sum of weights * shortfall``. A row's sum is the score: 0 (all
        within the thresholds) to 100.

    Raises
    ------
    InputError
        As `shares`.

    Notes
    -----
    A weighted sum lets a small shortfall of one pillar make up for a large one of another
    (compensability; OECD/JRC 2008, step 6). What lies within its threshold makes up for nothing.
    """
    return POINTS * shortfall.mul(shares(weights, shortfall.columns), axis="columns")


def ranks(score: pd.Series) -> pd.Series:
    """Rank scores from the highest, 1; equal scores share the better rank."""
    return score.round(_DECIMALS).rank(method="min", ascending=False).astype(int)


def top_share(
    shortfall: pd.DataFrame,
    weights: Mapping[str, float],
    *,
    top: int = TOP,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.Series:
    """Estimate how often a village is among the first ones when the weights vary.

    Parameters
    ----------
    shortfall
        (n, p) as `shortfalls` returns them.
    weights
        Pillars with weight 0 stay out of all draws; the other weights are drawn anew.
    top
        How many villages "the first ones" are.
    draws
        How many sets of weights are drawn.
    seed
        Of the random numbers: the same seed gives the same result.

    Returns
    -------
    pandas.Series
        (n,) share of the draws, 0 to 1. A village is among the first if fewer than `top` villages
        score higher and its score is above 0; equal scores can make them more than `top`.

    Raises
    ------
    InputError
        As `shares`, or if `top` or `draws` is below 1.

    Notes
    -----
    Weights from the flat Dirichlet distribution, under which all sets of shares that add up to 1
    are equally likely (Monte Carlo on weights: OECD/JRC 2008, step 7; Saisana, Saltelli and
    Tarantola 2005, J. R. Stat. Soc. A 168). The standard error of a share is at most
    ``0.5 / sqrt(draws)``: 1.1 points for 2000 draws.
    """
    if top < 1 or draws < 1:
        problem = _("top is {top} and draws is {draws}; both must be 1 or more.").format(
            top=top, draws=draws
        )
        raise InputError([problem])
    chosen = shares(weights, shortfall.columns)
    part = shortfall.loc[:, (chosen > 0).to_numpy()].to_numpy(dtype=float)
    if not len(part):
        return pd.Series(dtype=float, index=shortfall.index)
    drawn = np.random.default_rng(seed).dirichlet(np.ones(part.shape[1]), size=draws)
    counted = np.zeros(len(part))
    at_once = max(1, _CELLS // len(part))
    for start in range(0, draws, at_once):
        scores = (drawn[start : start + at_once] @ part.T).round(_DECIMALS)
        place = max(len(part) - top, 0)
        limit = np.partition(scores, place, axis=1)[:, place]
        counted += ((scores >= limit[:, None]) & (scores > 0)).sum(axis=0)
    return pd.Series(counted / draws, index=shortfall.index)
