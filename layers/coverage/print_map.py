"""Who is within reach of a service, as a map for print."""

from __future__ import annotations

from typing import Final

from layers.area.facilities import facility_sets
from layers.area.study_area import StudyArea
from layers.coverage.answer import CoverageAnswer
from layers.coverage.map import (
    CLUSTER,
    LEAST_VILLAGES,
    band_symbols,
    shown_clusters,
    village_symbols,
)
from layers.coverage.tables import threshold_text
from layers.printmap.base_map import Drawn, sheet_on, within_words
from layers.printmap.sheet import MapSheet, Shapes, village_points
from layers.webmap.facility_map import FACILITY
from layers.webmap.symbols import Entry
from spatial.access.coverage import VILLAGES
from spatial.wording import N_, _

BAND_NOTE: Final = N_(
    "Blue: from there people can walk to a road that is still within the threshold. Villages "
    "are counted by their trip, not by whether they lie in the blue."
)


def coverage_sheet(answer: CoverageAnswer, area: StudyArea) -> MapSheet:
    """Map the service areas, and the villages inside and outside.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer.
    area : StudyArea
        The area that it is about, for the roads.

    Returns
    -------
    MapSheet
        The map; service areas from the largest to the smallest, each on top of the last.
    """
    ground, asked = answer.base.ground, answer.base.question
    symbols, entries = village_symbols(answer)
    bands, band_entries = band_symbols(answer)
    shapes = [Shapes(answer.areas.geometry.iloc[[i]], bands[i]) for i in range(len(bands))]
    clusters = shown_clusters(answer)
    if len(clusters):
        text = _("Cluster of gaps, {count} villages or more").format(count=LEAST_VILLAGES)
        band_entries.append(Entry(text, CLUSTER))
    row = answer.of(VILLAGES)
    label = facility_sets(area).get(asked.facility, asked.facility)
    return sheet_on(
        area,
        _("Who is not yet within reach of {service}?").format(service=label),
        within_words(
            (int(row["within"]), int(row["total"])), threshold_text(answer, answer.threshold),
            asked.mode.name,
        ),
        Drawn(
            village_points(ground.villages, symbols.tolist(), answer.base.trips["status"]),
            [*band_entries, *entries],
            facilities={label: (ground.facilities, FACILITY)},
            areas=tuple(reversed(shapes)),
            lines=(Shapes(clusters.geometry.boundary, CLUSTER),) if len(clusters) else (),
            caveat=_(BAND_NOTE),
        ),
    )  # fmt: skip
