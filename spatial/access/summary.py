"""Key figures of an access table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from spatial.access.measure import Measure
from spatial.access.nearest import OFF_NETWORK, OK, UNREACHABLE


@dataclass(frozen=True)
class AccessSummary:
    """Key figures of one measure over all origins.

    Attributes
    ----------
    origins, ok, unreachable, off_network
        Counts; the last three add up to the first.
    median, p90, worst
        Of the reachable origins, metres or seconds; NaN if there are none. Percentiles
        interpolate linearly (Hyndman & Fan 1996, type 7).
    worst_id, worst_name
        The origin that is farthest; None if there is none.
    within
        Origins whose measure is at most the threshold (`<=`); 0 without a threshold.
    """

    origins: int
    ok: int
    unreachable: int
    off_network: int
    median: float
    p90: float
    worst: float
    worst_id: str | None
    worst_name: str | None
    within: int

    @property
    def share_within(self) -> float:
        """Share of *all* origins within the threshold; unreachable ones count as outside."""
        return self.within / self.origins if self.origins else float("nan")


def summarise(
    access: pd.DataFrame, measure: Measure, threshold: float | None = None
) -> AccessSummary:
    """Summarise an access table with one row per origin.

    Parameters
    ----------
    access
        As `access.nearest` returns it for k = 1.
    measure
        What to summarise.
    threshold
        Metres or seconds, inclusive.
    """
    status = access["status"]
    values = measure.values(access).where(status == OK)
    reached = values.dropna()
    row = None if reached.empty else reached.to_numpy().argmax()
    worst = None if row is None else access.loc[values.notna().to_numpy()].iloc[row]
    return AccessSummary(
        origins=len(access),
        ok=int((status == OK).sum()),
        unreachable=int((status == UNREACHABLE).sum()),
        off_network=int((status == OFF_NETWORK).sum()),
        median=float(np.median(reached)) if len(reached) else float("nan"),
        p90=float(np.percentile(reached, 90)) if len(reached) else float("nan"),
        worst=float("nan") if row is None else float(reached.iloc[row]),
        worst_id=None if worst is None else str(worst["origin_id"]),
        worst_name=None if worst is None else str(worst["origin_name"]),
        within=int((reached <= threshold).sum()) if threshold is not None else 0,
    )


def farther_of(first: pd.DataFrame, second: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Keep, per origin, the trip to the farther of two kinds of facility.

    A village is served by both kinds within a threshold exactly when this trip is within it.

    Parameters
    ----------
    first, second
        Access tables of the same origins on one index, one row each.
    measure
        What decides, distance or time.

    Returns
    -------
    pandas.DataFrame
        Rows of `first` or `second`; where one of them is not reachable, that row.
    """
    a, b = (
        measure.values(table).where(table["status"] == OK, np.inf) for table in (first, second)
    )
    return first.where(a >= b, second)
