"""An answer about the next service as tables: key figures, sites, villages, kecamatan."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.siting.answer import SitingAnswer
from spatial.access.nearest import OK


@dataclass(frozen=True)
class Side:
    """Key figures of one state, before or after.

    Attributes
    ----------
    mean
        Mean trip of those with one, weighted; metres or seconds, NaN without any.
    worst, worst_name
        The longest trip of a village that counts, and the village.
    within, within_share
        Weight within the threshold, inclusive, and its share of all.
    within_villages
        Villages within it.
    without
        Villages without any trip.
    """

    mean: float
    worst: float
    worst_name: str
    within: float
    within_share: float
    within_villages: int
    without: int


@dataclass(frozen=True)
class KeyFigures:
    """Before and after.

    Attributes
    ----------
    before, after
        As it is, and with the chosen sites.
    villages
        How many there are.
    weight
        What they count as together.
    """

    before: Side
    after: Side
    villages: int
    weight: float


def key_figures(answer: SitingAnswer) -> KeyFigures:
    """Compare the key figures before and after."""
    return KeyFigures(
        before=_side(answer, answer.before),
        after=_side(answer, answer.after),
        villages=len(answer.before),
        weight=float(answer.numbers.sum()),
    )


def _side(answer: SitingAnswer, trips: pd.DataFrame) -> Side:
    ok, weight = trips["status"] == OK, answer.numbers
    value = answer.measured.question.measure.values(trips).where(ok)
    within = ok & (value <= answer.question.threshold)
    counted = weight.where(ok, 0.0)
    total = float(counted.sum())
    longest = value.where(weight > 0).to_numpy(dtype=np.float64)
    worst = int(np.nanargmax(longest)) if np.isfinite(longest).any() else None
    names = answer.measured.ground.villages["name"].to_numpy(dtype=object)
    return Side(
        mean=float((value.fillna(0.0) * counted).sum()) / total if total else np.nan,
        worst=np.nan if worst is None else float(longest[worst]),
        worst_name="" if worst is None else str(names[worst]),
        within=float(weight[within].sum()),
        within_share=float(weight[within].sum() / weight.sum()),
        within_villages=int(within.sum()),
        without=int((~ok).sum()),
    )


def village_table(answer: SitingAnswer) -> gpd.GeoDataFrame:
    """List every village before and after.

    Returns
    -------
    geopandas.GeoDataFrame
        On the villages' index: `id`, `name`, the kecamatan and kabupaten that are known,
        `weight`; `site_before`, `status_before`, `total_m_before`, `minutes_before` and the same
        with `_after`; `site_kind` (`existing`, or the kind of the chosen candidate); `saved_m`,
        `saved_minutes` (NaN where there was or is no trip); `within_before`, `within_after`;
        `service` as `SitingResult.demand_status`; and the points.
    """
    villages = answer.measured.ground.villages
    places = [name for name in ("district", "regency") if name in villages]
    table = villages[["id", "name", *places]].assign(weight=answer.numbers)
    for word, trips in (("before", answer.before), ("after", answer.after)):
        table[f"site_{word}"] = _of_site(answer, trips, "name")
        table[f"status_{word}"] = trips["status"]
        table[f"total_m_{word}"] = trips["total_m"]
        table[f"minutes_{word}"] = trips["minutes"]
        value = answer.measured.question.measure.values(trips)
        table[f"within_{word}"] = (trips["status"] == OK) & (value <= answer.question.threshold)
    table["site_kind"] = _of_site(answer, answer.after, "kind")
    table["saved_m"] = table["total_m_before"] - table["total_m_after"]
    table["saved_minutes"] = table["minutes_before"] - table["minutes_after"]
    table["service"] = answer.result.demand_status
    return gpd.GeoDataFrame(table, geometry=villages.geometry, crs=villages.crs)


def _of_site(answer: SitingAnswer, trips: pd.DataFrame, column: str) -> pd.Series:
    values = answer.measured.sites[column].to_numpy(dtype=object)
    site = trips["site"].to_numpy()
    if not len(values):
        return pd.Series("", index=trips.index)
    return pd.Series(np.where(site >= 0, values[site], ""), index=trips.index)


def site_table(answer: SitingAnswer) -> gpd.GeoDataFrame:
    """List the chosen sites, the one that serves the most first.

    Returns
    -------
    geopandas.GeoDataFrame
        `rank`, `id`, `name`, `kind`, `district`, `villages` and `weight` served, `within` (of that
        weight, within the threshold), `mean_m`, `mean_minutes` (weighted), `lon`, `lat`, points.
    """
    after, weight = answer.after, answer.numbers
    rows = []
    for site in answer.result.chosen:
        own = after["site"] == site
        counted = weight[own]
        value = answer.measured.question.measure.values(after.loc[own])
        total = float(counted.sum())
        means = [
            float((after.loc[own, name] * counted).sum() / total) if total else np.nan
            for name in ("total_m", "minutes")
        ]
        within = float(counted[value <= answer.question.threshold].sum())
        rows.append((site, int(own.sum()), total, within, *means))
    columns = ["site", "villages", "weight", "within", "mean_m", "mean_minutes"]
    found = pd.DataFrame(rows, columns=columns).sort_values(
        ["weight", "site"], ascending=[False, True]
    )
    places = answer.measured.sites.iloc[found["site"].to_numpy(dtype=np.int64)]
    facts = places[["id", "name", "kind", "district"]].reset_index(drop=True)
    table = pd.concat([facts, found.drop(columns="site").reset_index(drop=True)], axis=1)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    shapes = places.geometry.reset_index(drop=True)
    return gpd.GeoDataFrame(table.assign(lon=shapes.x, lat=shapes.y), geometry=shapes, crs=4326)


def district_table(answer: SitingAnswer) -> pd.DataFrame:
    """Sum up per kecamatan, the one that gains most first.

    Returns
    -------
    pandas.DataFrame
        `regency` and `district` as far as known, `villages`, `weight`, `within_before`,
        `within_after` (villages), `mean_before`, `mean_after` (weighted, of those with a trip,
        metres or minutes), `saved` (their difference), `new_sites`.

    Raises
    ------
    KeyError
        If the villages do not state their kecamatan.
    """
    table = pd.DataFrame(village_table(answer).drop(columns="geometry"))
    keys = [name for name in ("regency", "district") if name in table]
    if "district" not in keys:
        raise KeyError("district")
    measure = answer.measured.question.measure.column
    for word in ("before", "after"):
        ok = table[f"status_{word}"] == OK
        table[f"counted_{word}"] = table["weight"].where(ok, 0.0)
        table[f"sum_{word}"] = (table[f"{measure}_{word}"] * table["weight"]).where(ok, 0.0)
    groups = table.fillna(dict.fromkeys(keys, "")).groupby(keys, sort=True)
    found = groups[["weight", "within_before", "within_after"]].sum()
    found.insert(0, "villages", groups.size())
    for word in ("before", "after"):
        sums = groups[[f"sum_{word}", f"counted_{word}"]].sum()
        found[f"mean_{word}"] = (sums[f"sum_{word}"] / sums[f"counted_{word}"]).where(
            sums[f"counted_{word}"] > 0
        )
    found["saved"] = found["mean_before"] - found["mean_after"]
    there = answer.chosen["district"].value_counts()
    found["new_sites"] = (
        there.reindex(found.index.get_level_values("district")).fillna(0).to_numpy()
    )
    found = found.astype({"within_before": int, "within_after": int, "new_sites": int})
    return found.reset_index().sort_values("saved", ascending=False, na_position="first")
