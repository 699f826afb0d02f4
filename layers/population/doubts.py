"""Whether a raster holds people at all, or elevations, classes, an index, values per person.

Nothing in a GeoTIFF says what its numbers are. Each sign here is one that counts of people do not
have; a raster with one of them is used only after the user confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from layers.imports.report import ImportReport, Problem
from layers.population.checks import MOST_PER_KM2_CELL
from layers.population.raster_values import FEW, ValueSurvey, number_text
from layers.text.formats import number, percent
from spatial.errors import InputError
from spatial.population.grid import PopulationGrid
from spatial.population.grid_geometry import cell_areas_m2
from spatial.wording import LazyText, lazy_gettext

WORDS = re.compile(
    r"(?<![a-z])(?:dem|dsm|dtm|demnas|srtm|aster_?gdem|alos|copdem|elevation|elevasi|elev|height"
    r"|altitude|ketinggian|topo\w*|bathy\w*|slope|lereng|kemiringan|aspect|hillshade|ndvi|ndbi|ndwi"
    r"|evi|savi|landcover|land_?use|lulc|tutupan|penggunaan_?lahan|worldcover|dynamic_?world|class(?:es)?"
    r"|kelas|klasifikasi|temperature|suhu|lst|rain(?:fall)?|hujan|chirps|precip\w*|viirs|ntl|night_?light\w*"
    r"|indeks|index|idm|ipm|hdi|per_?capita|per_?kapita|perkapita|poverty|kemiskinan|persen|percent"
    r"|ratio|rasio|friction|distance|jarak|soil|tanah|zscore|probability|friksi|cost)(?![a-z])"
)
"""Words of rasters that hold no people, small letters."""

PEOPLE_WORDS = re.compile(
    r"popul|penduduk|people|jiwa|ppp|ghs_?pop|worldpop|gpw|hrsl|landscan|orang|census|sensus"
)
"""Words that speak of people after all, such as `idn_ppp_2020_height_adjusted`."""

CELLS = 400
"""Fewer cells show nothing."""

NEGATIVE_KINDS = 20
NEGATIVE_SHARE = 0.01
"""Elevations and indices have many different negative values; a fill value is one."""

CROWDED = 0.2
"""Share of the cells with people above `MOST_PER_KM2_CELL` from which on no city explains it."""

EVEN = (1 / 3, 3.0)
"""Nine tenths of the cells within these multiples of the median: people are spread less evenly."""

MOST_EQUAL = 0.5
"""Share of equal neighbours from which on the values are those of whole districts."""

SMOOTH = 0.985
SMALL_STEP = 0.15
"""Correlation of neighbouring cells, and the usual step between them in terms of the spread (the
distance of the quartiles), as terrain has them. People by 100 m cells have about 0.7 to 0.95."""

MOST_INDEX = 1.0
INDEX_CELL_M2 = 80.0**2
"""In cells of this size a whole kabupaten has some with more than one person."""


def doubt_problems(
    grid: PopulationGrid,
    survey: ValueSurvey,
    texts: Sequence[str],
) -> list[Problem]:
    """Find the signs that a raster holds no numbers of people.

    Parameters
    ----------
    grid
        As it was read.
    survey
        What its cells hold.
    texts
        File name, descriptions, units and tags.

    Returns
    -------
    list of Problem
        Errors of the file as a whole; see `confirmed_report`.
    """
    found = [
        *_words(texts),
        *_negative(survey),
        *_index(grid, survey),
        *_classes(survey),
        *_densities(grid),
        *_spread(grid),
    ]
    return [Problem(None, field, value, reason, _fix(), "error") for field, value, reason in found]


def _fix() -> LazyText:
    return lazy_gettext(
        "Choose a raster of people; if it does hold people, confirm it (--people, or the tick on "
        "the page)"
    )


Sign = tuple[LazyText | str, LazyText | str, LazyText | str]


def _words(texts: Sequence[str]) -> list[Sign]:
    said = [text for text in texts if text]
    folded = [re.sub(r"[^a-z0-9]+", "_", text.lower()) for text in said]
    if any(PEOPLE_WORDS.search(text) for text in folded):
        return []
    for text, plain in zip(said, folded, strict=True):
        word = WORDS.search(plain.replace("_", " ")) or WORDS.search(plain)
        if word is not None:
            reason = lazy_gettext("'{word}' speaks of something else than people", word=word[0])
            return [(lazy_gettext("name"), text, reason)]
    return []


def _negative(survey: ValueSurvey) -> list[Sign]:
    count = survey.negative.total() + survey.other_negative
    if len(survey.negative) < NEGATIVE_KINDS or count < NEGATIVE_SHARE * survey.cells:
        return []
    reason = lazy_gettext("many different negative values, as elevations or an index have")
    return [(lazy_gettext("value"), partial_number(count), reason)]


def partial_number(value: float) -> LazyText:
    """Write a number of cells in the language of the user."""
    return lazy_gettext("{count} cells", count=partial(number, value))


def _index(grid: PopulationGrid, survey: ValueSurvey) -> list[Sign]:
    people = survey.cells - survey.dropped()
    side_m2 = float(np.mean(cell_areas_m2(grid.transform, grid.shape, grid.crs)))
    if people < CELLS or not 0 < survey.largest <= MOST_INDEX or side_m2 < INDEX_CELL_M2:
        return []
    reason = lazy_gettext("no cell has more than 1: a share or an index, not people")
    return [(lazy_gettext("value"), number_text(survey.largest), reason)]


def _classes(survey: ValueSurvey) -> list[Sign]:
    if not survey.looks_like_classes():
        return []
    values = ", ".join(map(number_text, sorted(survey.distinct)))[:80]
    reason = lazy_gettext("only a few whole numbers, like classes (such as land cover)")
    return [(lazy_gettext("value"), values, reason)]


def _densities(grid: PopulationGrid) -> list[Sign]:
    """Report densities that no city has, over a good part of the area."""
    km2 = np.broadcast_to(cell_areas_m2(grid.transform, grid.shape, grid.crs) / 1e6, grid.shape)
    peopled = np.isfinite(grid.counts) & (grid.counts > 0)
    if int(peopled.sum()) < CELLS:
        return []
    crowded = float((grid.counts[peopled] / km2[peopled] > MOST_PER_KM2_CELL).mean())
    if crowded < CROWDED:
        return []
    reason = lazy_gettext(
        "{share} of the cells are above {most} people/km²: too large for numbers of people",
        share=partial(percent, crowded),
        most=partial(number, MOST_PER_KM2_CELL),
    )
    total = lazy_gettext("{total} people", total=partial(number, grid.total()))
    return [(lazy_gettext("density"), total, reason)]


def _spread(grid: PopulationGrid) -> list[Sign]:
    """Report values that hardly differ, or that change as evenly as terrain."""
    values = grid.counts[np.isfinite(grid.counts)]
    if len(values) < CELLS or len(np.unique(values)) <= FEW or _plateaus(grid.counts) > MOST_EQUAL:
        return []
    low, q1, middle, q3, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
    if middle > 0 and low >= EVEN[0] * middle and high <= EVEN[1] * middle:
        reason = lazy_gettext(
            "the cells hardly differ, as elevations, an index or values per person do"
        )
        return [(lazy_gettext("value"), _range(low, high), reason)]
    steps = [_steps(grid.counts, axis) for axis in (0, 1)]
    if any(step is None for step in steps):
        return []
    smooth = all(step is not None and step[0] >= SMOOTH for step in steps)
    small = all(step is not None and step[1] <= SMALL_STEP * (q3 - q1) for step in steps)
    if not (smooth and small and q3 > q1):
        return []
    reason = lazy_gettext("the values change as evenly from cell to cell as the ground rises")
    return [(lazy_gettext("value"), _range(low, high), reason)]


def _plateaus(values: NDArray[np.float64]) -> float:
    """Return the share of neighbours that are equal: counts spread evenly over their units."""
    one, other = values[:, :-1], values[:, 1:]
    both = np.isfinite(one) & np.isfinite(other)
    return float((one[both] == other[both]).mean()) if both.any() else 1.0


def _range(low: float, high: float) -> LazyText:
    return lazy_gettext(
        "{low} to {high}", low=partial(number, float(low), 1), high=partial(number, float(high), 1)
    )


def _steps(values: NDArray[np.float64], axis: int) -> tuple[float, float] | None:
    """Return how neighbours correlate, and the usual step between those that differ."""
    one = values[:-1] if axis == 0 else values[:, :-1]
    other = values[1:] if axis == 0 else values[:, 1:]
    both = np.isfinite(one) & np.isfinite(other)
    if int(both.sum()) < CELLS:
        return None
    a, b = one[both], other[both]
    if not a.std() or not b.std():
        return None
    change = np.abs(a - b)
    moved = change[change > 0]
    return float(np.corrcoef(a, b)[0, 1]), float(np.median(moved)) if len(moved) else np.inf


def confirmed_report(report: ImportReport) -> ImportReport:
    """Return the report of a raster that the user confirmed: its doubts are warnings."""
    problems = tuple(
        replace(p, severity="warning") if p.severity == "error" and p.row is None else p
        for p in report.problems
    )
    return replace(report, problems=problems)


def require_people(report: ImportReport) -> None:
    """Refuse a raster that seems to hold something else than people.

    Raises
    ------
    InputError
        With every sign of it.
    """
    doubts = [p for p in report.problems if p.severity == "error"]
    if doubts:
        raise InputError([f"{report.source}: {problem.sentence()}" for problem in doubts])
