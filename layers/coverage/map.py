"""The map of coverage: service areas in bands, villages inside and outside, clusters of gaps.

What a threshold changes is one layer, so that a new threshold needs no new map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.coverage.answer import CoverageAnswer
from layers.coverage.tables import REASONS, threshold_text, value_text
from layers.text import formats
from layers.webmap import style
from layers.webmap.base import areas, lines, points
from layers.webmap.elements import LegendContent
from layers.webmap.facility_map import FACILITY
from layers.webmap.symbols import Entry, Symbol
from spatial.wording import N_, _

BLUES: Final = {
    1: ("#9ecae1",),
    2: ("#6baed6", "#c6dbef"),
    3: ("#4292c6", "#9ecae1", "#deebf7"),
}
"""ColorBrewer Blues (Brewer & Harrower), near to far: safe for the colour-blind, ordered in grey;
the orange of the villages outside is distinguished from them by all (Okabe & Ito 2008)."""

BAND: Final = Symbol("area", "#9ecae1", "#2171b5", 18, 0.7)
INSIDE: Final = Symbol("circle", "#ffffff", "#08306b", 9, 1.3)
OUTSIDE: Final = Symbol("circle", "#e66101", "#222222", 12, 1)
CLUSTER: Final = Symbol("line", "none", "#7b3294", 22, 2.2, "2 5")
BAND_TOLERANCE_DEG: Final = 0.0002
"""About twenty metres: drawings only."""

LEAST_VILLAGES: Final = 3
MOST_CLUSTERS: Final = 8
"""Clusters of fewer villages, and those that rank lower, are in the table only."""

NOTE: Final = N_("Villages are judged by their trip, not by whether they lie in the blue area.")


def coverage_layer(answer: CoverageAnswer, label: str) -> folium.FeatureGroup:
    """Draw what a threshold changes: bands, villages, clusters of gaps, and the legend.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer.
    label : str
        What the facilities are called.

    Returns
    -------
    folium.FeatureGroup
        A layer for ``feature_group_to_add`` of streamlit-folium, or for the map itself.
    """
    layer = folium.FeatureGroup(_("Service area and villages"))
    entries = _add_bands(layer, answer)
    entries += _add_clusters(layer, answer)
    entries += _add_villages(layer, answer)
    entries += [
        Entry(_("Other")),
        Entry(label, FACILITY, len(answer.base.ground.facilities)),
        Entry(_("Road"), style.MAIN_ROAD),
    ]
    LegendContent(entries, NOTE).add_to(layer)
    return layer


def band_colours(count: int) -> Sequence[str]:
    """Choose the colours of bands, the nearest first.

    Parameters
    ----------
    count : int
        1 to 3.

    Returns
    -------
    sequence of str
        `count` colours, dark to light.
    """
    return BLUES[count]


def band_symbols(answer: CoverageAnswer) -> tuple[list[Symbol], list[Entry]]:
    """Choose the looks of the service areas.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer; one to three thresholds.

    Returns
    -------
    symbols : list of Symbol
        One per threshold, the nearest first, in the order of ``answer.areas``.
    entries : list of Entry
        The lines of the legend.
    """
    limits = answer.thresholds
    symbols = [replace(BAND, fill=colour) for colour in band_colours(len(limits))]
    texts = [threshold_text(answer, limit) for limit in limits]
    return symbols, [
        Entry(_("Service areas")),
        *(
            Entry(_("within {threshold}").format(threshold=text), s)
            for text, s in zip(texts, symbols, strict=True)
        ),
    ]


def _add_bands(layer: folium.FeatureGroup, answer: CoverageAnswer) -> list[Entry]:
    """Draw the largest area first: the smaller ones lie within it."""
    found = answer.areas
    symbols, entries = band_symbols(answer)
    for row in reversed(range(len(found))):
        shapes = found.geometry.iloc[[row]]
        if not shapes.iloc[0].is_empty:
            areas(shapes, symbols[row], tolerance=BAND_TOLERANCE_DEG).add_to(layer)
    return entries


def shown_clusters(answer: CoverageAnswer) -> gpd.GeoDataFrame:
    """Choose the clusters of gaps that a map shows.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows of ``answer.clusters``.
    """
    found = answer.clusters
    return found[found["villages"] >= LEAST_VILLAGES].head(MOST_CLUSTERS)


def _add_clusters(layer: folium.FeatureGroup, answer: CoverageAnswer) -> list[Entry]:
    shown = shown_clusters(answer)
    if shown.empty:
        return []
    template = _("Cluster {cluster}: {count} villages")
    labels = [
        template.format(cluster=row.cluster, count=formats.number(row.villages))
        for row in shown.itertuples()
    ]
    lines(shown.geometry.boundary, CLUSTER, pd.Series(labels)).add_to(layer)
    return [
        Entry(_("Cluster of gaps, {count} villages or more").format(count=LEAST_VILLAGES), CLUSTER)
    ]


def village_symbols(answer: CoverageAnswer) -> tuple[npt.NDArray[np.object_], list[Entry]]:
    """Choose the symbols of villages inside and outside, and of those without a trip.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer, with n villages.

    Returns
    -------
    symbols : ndarray of Symbol, shape (n,)
        As they are drawn, on the screen and on paper.
    entries : list of Entry
        The lines of the legend.
    """
    villages, trips = answer.base.ground.villages, answer.base.trips
    within, ok = answer.is_within.to_numpy(), (trips["status"] == "ok").to_numpy()
    drawn = np.empty(len(villages), dtype=object)
    drawn[:] = [INSIDE if inside else OUTSIDE for inside in within]
    drawn[~ok] = [style.NO_WAY[status][1] for status in trips["status"][~ok]]
    special = np.zeros(len(villages), dtype=bool)
    if "desmigratif" in villages:
        special = villages["desmigratif"].astype(bool).to_numpy()
    drawn[special] = [replace(s, size=s.size * 1.7, width=s.width + 1) for s in drawn[special]]
    text = threshold_text(answer, answer.threshold)
    entries = [
        Entry(_("Villages by the threshold of {threshold}").format(threshold=text)),
        Entry(_("within (≤)"), INSIDE, int(within.sum())),
        Entry(_("beyond"), OUTSIDE, int((ok & ~within).sum())),
    ]
    counts = trips["status"].value_counts()
    entries += [
        Entry(_("beyond: {status}").format(status=_(label).lower()), symbol, int(counts[key]))
        for key, (label, symbol) in style.NO_WAY.items()
        if key in counts
    ]
    if special.any():
        larger = replace(INSIDE, size=INSIDE.size * 1.7, width=INSIDE.width + 1)
        entries.append(Entry(_("Large circle: desmigratif"), larger))
    return drawn, entries


def _add_villages(layer: folium.FeatureGroup, answer: CoverageAnswer) -> list[Entry]:
    villages, facts = answer.base.ground.villages, _facts(answer)
    drawn, entries = village_symbols(answer)
    within = answer.is_within.to_numpy()
    ok = (answer.base.trips["status"] == "ok").to_numpy()
    for some in (ok & within, ok & ~within, ~ok):
        if some.any():
            points(villages[some], drawn[some].tolist(), facts[some]).add_to(layer)
    return entries


def _facts(answer: CoverageAnswer) -> pd.DataFrame:
    """Tell each village's trip in words; n rows on the villages' index."""
    villages, trips = answer.base.ground.villages, answer.base.trips
    ok, value = trips["status"] == "ok", answer.base.question.measure.values(trips)
    text = threshold_text(answer, answer.threshold)
    outside = _("beyond {threshold}, by {excess}")
    over = (value - answer.threshold).map(
        lambda more: outside.format(threshold=text, excess=value_text(answer, more))
    )
    verdict = pd.Series(_("within {threshold}").format(threshold=text), index=trips.index).where(
        answer.is_within, over
    )
    facts = {
        _("District"): villages["district"].fillna("").astype(str),
        _("Destination"): trips["destination_name"].fillna("").astype(str),
        _("Distance"): trips["total_m"].map(formats.km).where(ok, ""),
        _("Time"): trips["minutes"].map(formats.minutes).where(ok, ""),
        _("Coverage"): verdict.where(
            ok, trips["status"].map({key: _(text) for key, text in REASONS.items()})
        ),
        _("Clusters of gaps"): answer.gaps["cluster"]
        .reindex(trips.index)
        .map(formats.number, "ignore"),
        _("Code"): villages["id"].astype(str),
    }
    return pd.DataFrame(facts, index=trips.index).fillna("")
