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

MOST_EQUAL = 0.6
"""Share of equal neighbours from which on the values are those of whole districts."""

SMOOTH = 1.25
"""Root mean square of the second differences of a row over that of the first. Terrain runs on as
it began: (4 - 4^H)^0.5, about 1.1 for a Hurst exponent H of 0.7 (Mandelbrot and Van Ness 1968);
independent cells have 1.73. The two real rasters of the tests have 1.32 to 1.40."""

STEPS, MOST_STEP, ALIKE = 0.05, 2.0, 0.95
"""Whole numbers of terrain: share of neighbours that differ, their usual difference, and how they
correlate. Counts of people that correlate so differ by more, by chance alone (Poisson)."""

LARGE_KM2 = 800.0
MOST_PER_KM2_LARGE = 5_000.0
"""No kabupaten, and no kota of that size, has so many people per km²; the densest kabupaten have
about 3,500 (Sidoarjo, Tangerang; BPS 2020). Several kota together may: then it is confirmed."""

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
    """Report densities that no city, or no kabupaten as a whole, has."""
    km2 = np.broadcast_to(cell_areas_m2(grid.transform, grid.shape, grid.crs) / 1e6, grid.shape)
    known = np.isfinite(grid.counts)
    peopled = known & (grid.counts > 0)
    if int(peopled.sum()) < CELLS:
        return []
    size = float(km2[known].sum())
    mean = grid.total() / size
    crowded = float((grid.counts[peopled] / km2[peopled] > MOST_PER_KM2_CELL).mean())
    total = lazy_gettext("{total} people", total=partial(number, grid.total()))
    if crowded >= CROWDED:
        reason = lazy_gettext(
            "{share} of the cells are above {most} people/km²: too large for numbers of people",
            share=partial(percent, crowded),
            most=partial(number, MOST_PER_KM2_CELL),
        )
        return [(lazy_gettext("density"), total, reason)]
    if size >= LARGE_KM2 and mean > MOST_PER_KM2_LARGE:
        reason = lazy_gettext(
            "{mean} people/km² on {size} km²: no kabupaten is so dense",
            mean=partial(number, mean),
            size=partial(number, size),
        )
        return [(lazy_gettext("density"), total, reason)]
    return []


def _spread(grid: PopulationGrid) -> list[Sign]:
    """Report values that hardly differ, or that change as evenly as terrain."""
    values = grid.counts[np.isfinite(grid.counts)]
    if len(values) < CELLS or len(np.unique(values)) <= FEW:
        return []
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    if middle > 0 and low >= EVEN[0] * middle and high <= EVEN[1] * middle:
        reason = lazy_gettext(
            "the cells hardly differ, as elevations, an index or values per person do"
        )
        return [(lazy_gettext("value"), _range(low, high), reason)]
    axes = (grid.counts, grid.counts.T)
    if not (all(map(_runs_on, axes)) or (_whole(values) and all(map(_in_steps, axes)))):
        return []
    reason = lazy_gettext("the values change as evenly from cell to cell as the ground rises")
    return [(lazy_gettext("value"), _range(low, high), reason)]


def _runs_on(rows: NDArray[np.float64]) -> bool:
    """Tell whether the values of each row run on smoothly."""
    first, second = np.diff(rows, axis=1), np.diff(rows, n=2, axis=1)
    first, second = first[np.isfinite(first)], second[np.isfinite(second)]
    if len(second) < CELLS or not first.any() or float((first == 0).mean()) > MOST_EQUAL:
        return False
    return float(np.sqrt((second**2).mean() / (first**2).mean())) < SMOOTH


def _whole(values: NDArray[np.float64]) -> bool:
    return bool((values == np.floor(values)).all())


def _in_steps(rows: NDArray[np.float64]) -> bool:
    """Tell whether whole numbers go up and down by one or two, as elevations in metres do."""
    one, other = rows[:, :-1], rows[:, 1:]
    both = np.isfinite(one) & np.isfinite(other)
    a, b = one[both], other[both]
    moved = np.abs(a - b)[a != b]
    if len(a) < CELLS or len(moved) < STEPS * len(a) or not a.std() or not b.std():
        return False
    return float(np.median(moved)) <= MOST_STEP and float(np.corrcoef(a, b)[0, 1]) >= ALIKE


def _range(low: float, high: float) -> LazyText:
    return lazy_gettext(
        "{low} to {high}", low=partial(number, float(low), 1), high=partial(number, float(high), 1)
    )


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
