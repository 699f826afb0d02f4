"""How a map shows the distance or time of trips: classes, their colours, and the legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.text.formats import limit_text
from layers.text.measures import unit_text
from layers.webmap import style
from layers.webmap.symbols import (
    Entry,
    Symbol,
    class_breaks,
    class_colours,
    class_labels,
    class_of,
)
from spatial.access.measure import DISTANCE, Measure
from spatial.routing.travel import Cost
from spatial.wording import N_, _

TITLES: Mapping[Cost, str] = {
    "distance": N_("Distance to the destination"),
    "time": N_("Travel time to the destination"),
}


@dataclass(frozen=True)
class MeasureView:
    """What a map of the distance or time of trips shows.

    Attributes
    ----------
    measure : Measure
        Total distance or time.
    threshold : float or None
        Limit of reach, inclusive, metres or seconds; one of the class limits.
    selected : str or None
        Id of a village to mark and zoom to; for pages on their own. In the app leave it out
        and pass `route_layer` beside the map.
    attribution : str
        Sources of the data, shown in the corner.
    """

    measure: Measure = DISTANCE
    threshold: float | None = None
    selected: str | None = None
    attribution: str = style.CREDIT

    @property
    def limit(self) -> float | None:
        """The threshold as it is shown, km or minutes."""
        return None if self.threshold is None else self.measure.displayed_threshold(self.threshold)


def measure_symbols(
    villages: gpd.GeoDataFrame, access: pd.DataFrame, view: MeasureView
) -> tuple[npt.NDArray[np.object_], list[Entry]]:
    """Choose the symbols of villages by class; those without a way have symbols of their own.

    Parameters
    ----------
    villages : geopandas.GeoDataFrame
        n villages.
    access : pandas.DataFrame
        Their trips, on the same index.
    view : MeasureView
        Measure and threshold.

    Returns
    -------
    symbols : ndarray of Symbol, shape (n,)
        As they are drawn, on the screen and on paper.
    entries : list of Entry
        The lines of the legend.
    """
    ok = (access["status"] == "ok").to_numpy()
    value = view.measure.displayed(view.measure.values(access)[ok])
    breaks = class_breaks(value, view.limit)
    classes = class_of(value, breaks)
    symbols = _class_symbols(breaks, view.limit)
    drawn = np.empty(len(ok), dtype=object)
    drawn[ok] = [symbols[place] for place in classes]
    drawn[~ok] = [style.NO_WAY[status][1] for status in access["status"][~ok]]
    special = villages["desmigratif"].astype(bool).to_numpy()
    drawn[special] = [_larger(symbol) for symbol in drawn[special]]
    entries = _class_entries(breaks, symbols, np.bincount(classes, minlength=len(symbols)), view)
    if special.any():
        entries.append(Entry(_("Large circle: desmigratif village"), _larger(symbols[0])))
    return drawn, entries + _no_way_entries(access["status"])


def _class_symbols(breaks: Sequence[float], threshold: float | None) -> list[Symbol]:
    """Return a symbol per class; those beyond the threshold have a heavier outline."""
    limit = np.inf if threshold is None else threshold
    return [
        replace(style.BEYOND if low >= limit else style.WITHIN, fill=colour)
        for low, colour in zip((-np.inf, *breaks), class_colours(len(breaks) + 1), strict=True)
    ]


def _larger(symbol: Symbol) -> Symbol:
    return replace(symbol, size=symbol.size * 1.6, width=symbol.width + 0.8)


def _class_entries(
    breaks: Sequence[float],
    symbols: Sequence[Symbol],
    counts: npt.NDArray[np.intp],
    view: MeasureView,
) -> list[Entry]:
    """Return the legend of the classes, parted where the threshold is."""
    title, unit = TITLES[view.measure.cost], unit_text(view.measure)
    entries = [Entry(_("{title} (number of villages)").format(title=_(title)))]
    for low, label, symbol, count in zip(
        (None, *breaks), class_labels(breaks, unit), symbols, counts, strict=True
    ):
        if low is not None and low == view.limit:
            entries.append(
                Entry(
                    _("Beyond the threshold of {limit} {unit}").format(
                        limit=limit_text(low), unit=unit
                    )
                )
            )
        entries.append(Entry(label, symbol, int(count)))
    return entries


def _no_way_entries(status: pd.Series) -> list[Entry]:
    counts = status.value_counts()
    found = [
        Entry(_(label), symbol, int(counts[key]))
        for key, (label, symbol) in style.NO_WAY.items()
        if key in counts
    ]
    return [Entry(_("Without a figure")), *found] if found else []
