"""Tables of coverage as people read them: per kecamatan, and gaps with their reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from layers.coverage.answer import WEIGHT, CoverageAnswer
from layers.text import measures
from layers.text.formats import km, number
from spatial.access.coverage import PEOPLE, VILLAGES
from spatial.access.gaps import BEYOND, gaps_by
from spatial.access.measure import DISTANCE
from spatial.wording import N_, _

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "unreachable": N_("no road leads to a facility"),
        "off_network": N_("no road near the village point"),
    }
)
"""Why a village without a trip is a gap."""

DISTRICT, REGENCY = ("regency", "district"), ("regency",)


def threshold_text(answer: CoverageAnswer, threshold: float) -> str:
    """Write a threshold with its unit, such as `10 km` or `30 menit`."""
    return measures.threshold_text(answer.base.question.measure, threshold)


def value_text(answer: CoverageAnswer, value: float) -> str:
    """Write a distance or a time of the answer."""
    return measures.value_text(answer.base.question.measure, value)


def excess_text(answer: CoverageAnswer, value: float) -> str:
    """Write what is beyond a threshold, with a decimal: it may be less than a minute."""
    if answer.base.question.measure == DISTANCE:
        return km(value)
    shown = answer.base.question.measure.displayed(value)
    return _("{count} min").format(count=number(shown, 1))


def gap_table(answer: CoverageAnswer) -> gpd.GeoDataFrame:
    """List the gaps, the most pressing first.

    Returns
    -------
    geopandas.GeoDataFrame
        `rank`, `id`, `name`, the kecamatan and kabupaten that are known, `reason` in words,
        `destination_name` (nearest facility), `value` and `beyond` (metres or seconds; NaN
        without a trip), `weight`, `burden`, `cluster`, and the points.
    """
    found = answer.gaps
    limit_words = threshold_text(answer, answer.threshold)
    words = [
        _("{excess} more than {limit}").format(
            excess=excess_text(answer, row.beyond), limit=limit_words
        )
        if row.reason == BEYOND
        else _(REASONS[row.reason])
        for row in found[["reason", "beyond"]].itertuples()
    ]
    places = [name for name in ("district", "regency") if name in found]
    table = found.assign(
        reason=words, destination_name=answer.base.trips["destination_name"].reindex(found.index)
    )
    columns = [
        "rank", "id", "name", *places, "reason", "destination_name", "value", "beyond",
        "weight", "burden", "cluster", "geometry",
    ]  # fmt: skip
    ordered: gpd.GeoDataFrame = table[columns].reset_index(drop=True)
    return ordered


def place_table(answer: CoverageAnswer, by: tuple[str, ...] = DISTRICT) -> pd.DataFrame:
    """Sum up coverage per kecamatan or kabupaten, the worst served first.

    Parameters
    ----------
    answer
        The answer.
    by
        `DISTRICT` or `REGENCY`.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, `villages`, `within` and `outside` (villages), `no_trip` (of those
        outside), `share_within` and, for further thresholds, `share_within_<threshold>`;
        `weight_total` and `weight_outside` where villages have a weight; `people_total` and
        `people_outside` where there is a raster; `burden` (sum over the gaps) and `first` (the
        gap that ranks first). With polygons of the area as a GeoDataFrame.
    """
    counts = answer.counts(by)
    main = _at(counts, VILLAGES, answer.threshold, by)
    table = main[["total", "within", "outside"]].astype(int)
    table = table.rename(columns={"total": "villages"})
    table["no_trip"] = (main["unreachable"] + main["off_network"]).astype(int)
    table["share_within"] = main["share_within"]
    for threshold in answer.thresholds:
        if threshold != answer.threshold:
            part = _at(counts, VILLAGES, threshold, by)
            table[f"share_within_{threshold:g}"] = part["share_within"]
    for quantity, name in ((WEIGHT, "weight"), (PEOPLE, "people")):
        part = _at(counts, quantity, answer.threshold, by)
        if len(part):
            table[f"{name}_total"] = part["total"]
            table[f"{name}_outside"] = part["outside"]
    named = answer.gaps.fillna(dict.fromkeys(by, ""))
    pressing = gaps_by(named, by).set_index(list(by))[["burden", "first"]]
    table = table.join(pressing).reset_index()
    table["burden"] = table["burden"].fillna(0.0)
    ordered = table.sort_values(["share_within", "outside"], ascending=[True, False])
    return _with_polygons(ordered.reset_index(drop=True), answer.base.ground.boundaries, by)


def _at(
    counts: pd.DataFrame, quantity: str, threshold: float, by: tuple[str, ...]
) -> pd.DataFrame:
    rows = (counts["quantity"] == quantity) & (counts["threshold"] == threshold)
    table: pd.DataFrame = counts[rows].set_index(list(by))
    return table


def _with_polygons(
    table: pd.DataFrame, boundaries: gpd.GeoDataFrame, by: tuple[str, ...]
) -> pd.DataFrame:
    """Join the polygon of each place; without polygons the table stays as it is."""
    if boundaries.empty:
        return table
    named = boundaries.assign(district=boundaries["name"])[["regency", "district", "geometry"]]
    named = named.fillna({"regency": ""})
    one_each = not named.duplicated(list(by)).any()
    shapes = (named.set_index(list(by)) if one_each else named.dissolve(list(by))).geometry
    keys = pd.MultiIndex.from_frame(table[list(by)]) if len(by) > 1 else table[by[0]]
    placed: pd.DataFrame = gpd.GeoDataFrame(
        table, geometry=shapes.reindex(keys).to_numpy(), crs=boundaries.crs
    )
    return placed
