"""Whether the numbers of a population grid can be people: units, densities, known totals."""

from __future__ import annotations

import re
from functools import partial
from typing import Literal

import numpy as np

from layers.imports.coordinates import to_degrees
from layers.imports.report import Problem, Severity
from layers.text.formats import number, percent
from spatial.population.grid import PopulationGrid
from spatial.population.grid_geometry import cell_areas_m2
from spatial.wording import lazy_gettext, lazy_ngettext

Unit = Literal["count", "per_km2", "per_ha"]

PEOPLE_PER_M2: dict[Unit, float] = {"per_km2": 1e-6, "per_ha": 1e-4}
"""What one unit of a density means per square metre."""

UNIT_WORDS: dict[Unit, str] = {
    "count": lazy_gettext("people per cell"),
    "per_km2": lazy_gettext("people per km²"),
    "per_ha": lazy_gettext("people per hectare"),
}

DENSITY_WORDS = re.compile(
    r"densit|kepadatan|per[ _]?km|/ ?km|per[ _]?ha\b|/ ?ha\b|per[ _]?sq|[_-]pd[_-]|[_-]pph[_-]",
    re.IGNORECASE,
)
"""Words of density layers. WorldPop names people per pixel `ppp`, per hectare `pph` and per km²
`pd` (https://data.worldpop.org, README of its country folders)."""

MOST_PER_KM2_CELL = 50_000
MOST_PER_KM2_AREA = 25_000
"""People per km² that a cell, and an area, hardly ever reach in Indonesia. The densest province,
DKI Jakarta, had 15,978 in 2021 (BPS)."""

LEAST_PER_KM2_AREA = 0.2
"""Fewer people per km² than any kabupaten has: the numbers are in another unit."""

TOLERANCE = 0.25
"""Difference from a known total from which on it gives a finding."""


FAR_OFF = 20.0
"""This many times more, or fewer, people than are known: the raster holds something else."""


def density_hint(unit: Unit, texts: list[str]) -> list[Problem]:
    """Warn where the name, unit or description of a raster speaks of a density.

    Parameters
    ----------
    unit
        As the user states it; only counts are doubted.
    texts
        File name, descriptions, units and tags.
    """
    words = [text for text in texts if DENSITY_WORDS.search(text)]
    if unit != "count" or not words:
        return []
    return [
        Problem(
            None,
            lazy_gettext("unit"),
            words[0],
            lazy_gettext("its name or description speaks of a density"),
            lazy_gettext(
                "Its numbers are read as people per cell; state per_km2 or per_ha if they are not"
            ),
            "warning",
        )
    ]


def density_problems(grid: PopulationGrid) -> list[Problem]:
    """Warn where cells, or the grid as a whole, hold more people per km² than can be, or fewer."""
    km2 = np.broadcast_to(cell_areas_m2(grid.transform, grid.shape, grid.crs) / 1e6, grid.shape)
    density = np.nan_to_num(grid.counts / km2)
    crowded = int((density > MOST_PER_KM2_CELL).sum())
    mean = grid.total() / float(km2[np.isfinite(grid.counts)].sum())
    found = []
    if crowded:
        place = _middle(grid, int(density.argmax()))
        found.append(
            Problem(
                None,
                lazy_gettext("density"),
                lazy_gettext(
                    "{density} people/km²", density=partial(number, float(density.max()))
                ),
                lazy_ngettext(
                    "{crowded} cell is denser than {most} people/km²",
                    "{crowded} cells are denser than {most} people/km²",
                    crowded,
                    crowded=partial(number, crowded),
                    most=partial(number, MOST_PER_KM2_CELL),
                ),
                lazy_gettext("Check the densest cell on the map and the unit of the file"),
                "warning",
                place,
            )
        )
    if mean > MOST_PER_KM2_AREA or mean < LEAST_PER_KM2_AREA:
        size = lazy_gettext("large") if mean > MOST_PER_KM2_AREA else lazy_gettext("small")
        found.append(
            Problem(
                None,
                lazy_gettext("total"),
                lazy_gettext("{total} people", total=partial(number, grid.total())),
                lazy_gettext(
                    "{mean} people/km² on average, too {size} for numbers of people",
                    mean=partial(number, mean, 2),
                    size=size,
                ),
                lazy_gettext("Check its unit (people per cell, per km² or per hectare)"),
                "warning",
            )
        )
    return found


def _middle(grid: PopulationGrid, cell: int) -> tuple[float, float]:
    row, column = divmod(cell, grid.shape[1])
    step = grid.transform
    x, y = step.c + step.a * (column + 0.5), step.f + step.e * (row + 0.5)
    lon, lat = to_degrees(np.array([x]), np.array([y]), grid.crs)
    return float(lon[0]), float(lat[0])


def total_problems(people: float, known: float, unit: Unit, cell_m2: float) -> list[Problem]:
    """Report where the people of an area are far from a number that is known.

    Parameters
    ----------
    people
        Of the grid, within the area.
    known
        Of the area, from another source; above 0.
    unit
        In which the raster was read.
    cell_m2
        Area of a cell of the file, to see whether another unit fits better.
    """
    if abs(people / known - 1) <= TOLERANCE:
        return []
    raw = people / (PEOPLE_PER_M2[unit] * cell_m2 if unit != "count" else 1.0)
    totals: dict[Unit, float] = {
        other: raw * (PEOPLE_PER_M2[other] * cell_m2 if other != "count" else 1.0)
        for other in UNIT_WORDS
    }
    fitting = [o for o, total in totals.items() if abs(total / known - 1) <= TOLERANCE]
    fix = (
        lazy_gettext(
            "The numbers fit if the unit is {unit_word}: state {fitting}",
            unit_word=UNIT_WORDS[fitting[0]],
            fitting=fitting[0],
        )
        if fitting
        else lazy_gettext("Check unit, year and extent of the file")
    )
    severity: Severity = "warning" if 1 / FAR_OFF < people / known < FAR_OFF else "error"
    return [
        Problem(
            None,
            lazy_gettext("total"),
            lazy_gettext("{people} people", people=partial(number, people)),
            lazy_gettext(
                "{difference} off the {known} people that are known",
                difference=partial(percent, people / known - 1),
                known=partial(number, known),
            ),
            fix,
            severity,
        )
    ]
