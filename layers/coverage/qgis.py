"""Who is within reach of a service, as layers for QGIS."""

from __future__ import annotations

from dataclasses import replace

from layers.area.facilities import facility_sets
from layers.area.study_area import StudyArea
from layers.coverage.answer import CoverageAnswer
from layers.coverage.file_units import filed_counts, filed_groups
from layers.coverage.map import CLUSTER, band_symbols, shown_clusters, village_symbols
from layers.coverage.tables import threshold_text
from layers.jobs.progress import Report
from layers.qgis.base import CLASS, classed, facility_layer, ground_layers, title_of
from layers.qgis.styles import (
    Category,
    StyledLayer,
    boundaries_of,
    layer_of,
    styled_gpkg,
)
from layers.webmap.facility_map import FACILITY


def coverage_gpkg(
    answer: CoverageAnswer, area: StudyArea, progress: Report | None = None
) -> bytes:
    """Write an answer on coverage for QGIS: villages, facilities, service areas, clusters of gaps.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer.
    area : StudyArea
        The area that it is about.
    progress : callable, optional
        As in `layers.qgis.styles.styled_gpkg`.

    Returns
    -------
    bytes
        GeoPackage.
    """
    symbols, entries = village_symbols(answer)
    asked = answer.base.question.facility
    label = facility_sets(area).get(asked, asked)
    trips, ground = answer.base.trips, answer.base.ground
    columns = [name for name in trips if name not in ground.villages]
    villages = ground.villages.join(trips[columns]).assign(within=answer.is_within)
    bands, _ = band_symbols(answer)
    drawn = boundaries_of(answer.areas)
    words = [threshold_text(answer, limit) for limit in drawn["threshold"]]
    areas = filed_counts(answer, drawn)
    service = StyledLayer(
        "daerah_layanan", title_of("daerah_layanan"), areas.assign(**{CLASS: words})[::-1],
        tuple(Category(word, word, look) for word, look in zip(words, bands, strict=True))[::-1],
        CLASS,
    )  # fmt: skip
    clusters = boundaries_of(filed_groups(answer, shown_clusters(answer)))
    layers = [
        classed("desa", villages, symbols.tolist(), entries),
        facility_layer({label: (ground.facilities, FACILITY)}),
        layer_of(
            "gugus_celah", title_of("gugus_celah"), clusters,
            replace(CLUSTER, shape="area"),
        ),
        service,
        *ground_layers(area),
    ]  # fmt: skip
    return styled_gpkg(layers[::-1], answer.provenance("coverage"), progress)
