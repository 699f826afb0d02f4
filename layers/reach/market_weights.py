"""Sizes of markets that the user knows, and what to do where they are not known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.reach.opportunities import within

Blanks = Literal["equal", "median", "zero"]
"""What markets without a number do to the weights: none are used until all are known; the median
of the known ones stands for them; or they count as 0."""

SIZES: Mapping[str, str] = MappingProxyType(
    {
        "stalls": r"(?:.*_)?(?:kios|los|lapak|toko|stalls?)(?:_.*)?",
        "traders": r"(?:.*_)?(?:pedagang|traders?|vendors?)(?:_.*)?",
    }
)
"""Sizes that the dashboard asks for, and the headings (folded) that files have for them."""


@dataclass(frozen=True, eq=False)
class MarketWeights:
    """Weights that can be used, or None, and how many markets have no number.

    Attributes
    ----------
    weights
        One number per market; None where all markets have to count the same.
    unknown
        Markets without a number of their own.
    """

    weights: pd.Series | None
    unknown: int


def size_table(markets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Start the table of sizes that the user fills in.

    Parameters
    ----------
    markets
        Points labelled with their ids, with `name`; number columns with a fitting heading give
        what is known.

    Returns
    -------
    pandas.DataFrame
        By market id: `name`, `kind`, `district`, and a float column for each of `SIZES`, NaN
        where nothing is known.
    """
    facts = pd.DataFrame(markets.reindex(columns=["name", "kind", "district"]))
    return facts.assign(**{size: _known(markets, words) for size, words in SIZES.items()})


def _known(markets: gpd.GeoDataFrame, words: str) -> pd.Series:
    for name in markets.columns:
        if re.fullmatch(words, str(name)) and pd.api.types.is_numeric_dtype(markets[name]):
            known: pd.Series = markets[name].astype(float)
            return known
    return pd.Series(np.nan, index=markets.index)


def market_weights(sizes: pd.Series, blanks: Blanks = "equal") -> MarketWeights:
    """Make weights of sizes that may not all be known.

    Parameters
    ----------
    sizes
        One number of 0 or more per market, NaN where it is not known.
    blanks
        What to do with those; without any known size all markets count the same in any case.

    Examples
    --------
    >>> sizes = pd.Series([10.0, np.nan, 30.0], ["m1", "m2", "m3"])
    >>> market_weights(sizes, "median").weights.tolist(), market_weights(sizes).weights
    ([10.0, 20.0, 30.0], None)
    """
    unknown = int(sizes.isna().sum())
    if unknown == len(sizes) or (unknown and blanks == "equal"):
        return MarketWeights(None, unknown)
    filled = sizes.fillna(float(sizes.median()) if blanks == "median" else 0.0)
    return MarketWeights(filled, unknown)


def people_around(costs: pd.DataFrame, people: pd.Series, threshold: float) -> pd.Series:
    """Count the people of the villages from which a market lies within a threshold (inclusive).

    Parameters
    ----------
    costs
        (villages, markets), NaN without a trip.
    people
        By village id.
    threshold
        In the unit of the costs.

    Returns
    -------
    pandas.Series
        One number per market.
    """
    return within(costs.T, threshold, people)["weight_within"]
