"""How unequally access is spread: Lorenz curve and Gini index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from spatial.arrays import Floats
from spatial.errors import InputError
from spatial.wording import _, ngettext


@dataclass(frozen=True, eq=False)
class Equity:
    """How unequally a burden, such as minutes to the office, is spread over villages or people.

    Attributes
    ----------
    gini
        0: the same for all; towards 1: borne by few. NaN if nothing can be compared.
    lorenz
        `share_people` and `share_burden`, both 0 to 1, those with the least burden first; the
        first row is (0, 0), the last one (1, 1).
    counted
        Villages that are in the figure.
    no_trip
        Villages without a trip: they have no number and are **not** in the figure, though they
        are the worst served. Show this count beside the index.
    no_weight
        Villages with a trip whose weight is unknown; not in the figure.
    """

    gini: float
    lorenz: pd.DataFrame
    counted: int
    no_trip: int
    no_weight: int


def equity(values: pd.Series[float], weights: pd.Series[float] | None = None) -> Equity:
    """Measure how unequally access is spread.

    Parameters
    ----------
    values
        Metres or seconds of each village, not negative; NaN where there is no trip.
    weights
        People of each village, on the same index; NaN where unknown. Every village counts once by
        default.

    Raises
    ------
    InputError
        If a value or a weight is negative or infinite, or the indexes differ.

    Notes
    -----
    With villages ordered by value, p the cumulated share of weight and L that of weight times
    value, the Lorenz curve runs through (p, L) and G = 1 - Σ (p_i - p_{i-1}) (L_i + L_{i-1}).
    Lorenz, M. O. (1905), Publ. Am. Stat. Assoc. 9(70), 209-219; Gini, C. (1914), Atti del Reale
    Istituto Veneto 73, 1203-1248; the weighted form equals the covariance form of Lerman, R. I. &
    Yitzhaki, S. (1984), Economics Letters 15, 363-368. Without the correction n / (n - 1) for
    small samples: these are all villages, no sample.
    """
    weight = pd.Series(1.0, index=values.index) if weights is None else weights
    _check(values, weight)
    x: Floats = np.asarray(values, dtype=np.float64)
    w: Floats = np.asarray(weight, dtype=np.float64)
    trip, known = ~np.isnan(x), ~np.isnan(w)
    use = trip & known
    people, burden = _lorenz(x[use], w[use])
    steps = np.diff(people) * (burden[1:] + burden[:-1])
    return Equity(
        gini=float(1 - steps.sum()) if np.isfinite(people).all() else float("nan"),
        lorenz=pd.DataFrame({"share_people": people, "share_burden": burden}),
        counted=int(use.sum()),
        no_trip=int((~trip).sum()),
        no_weight=int((trip & ~known).sum()),
    )


def _lorenz(x: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Shares of weight and of weight times value, from (0, 0); NaN where the sum is 0."""
    order = np.argsort(x, kind="stable")
    people, burden = (np.append(0.0, np.cumsum(part[order])) for part in (w, w * x))
    if not (people[-1] > 0 and burden[-1] > 0):
        return np.full(len(people), np.nan), np.full(len(people), np.nan)
    return people / people[-1], burden / burden[-1]


def _bad_values(count: int) -> str:
    return ngettext(
        "{count} value is negative or infinite: row {rows}.",
        "{count} values are negative or infinite: rows {rows}.",
        count,
    )


def _bad_weights(count: int) -> str:
    return ngettext(
        "{count} weight is negative or infinite: row {rows}.",
        "{count} weights are negative or infinite: rows {rows}.",
        count,
    )


def _check(values: pd.Series[float], weights: pd.Series[float]) -> None:
    problems = []
    if not values.index.equals(weights.index):
        problems.append(
            _("Values and weights are not of the same villages: their indexes differ.")
        )
    for series, text in ((values, _bad_values), (weights, _bad_weights)):
        bad = (series < 0) | np.isinf(series.astype(float))
        if bad.any():
            rows = ", ".join(map(str, series.index[bad][:10]))
            count = int(bad.sum())
            problems.append(text(count).format(count=count, rows=rows))
    if problems:
        raise InputError(problems)
