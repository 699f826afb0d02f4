"""Answers as layers for QGIS, with the classes, colours and words of the maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from layers.access.answer import AccessAnswer
from layers.access.map import village_symbols as access_symbols
from layers.area.facilities import facility_sets
from layers.area.study_area import StudyArea
from layers.coverage.answer import CoverageAnswer
from layers.coverage.map import CLUSTER, FACILITY, band_symbols, shown_clusters
from layers.coverage.map import village_symbols as coverage_symbols
from layers.coverage.tables import threshold_text
from layers.pillars.answer import PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS
from layers.pillars.map import FACILITY_SYMBOLS
from layers.pillars.map import village_symbols as pillar_symbols
from layers.printmap.base_map import view_of
from layers.printmap.figure_answers import facilities_of_target
from layers.qgis.base import CLASS, facility_layer, ground_layers, title_of
from layers.qgis.styles import (
    Category,
    Progress,
    StyledLayer,
    boundaries_of,
    layer_of,
    styled_gpkg,
)
from layers.reach.answer import ReachAnswer
from layers.reach.map import village_symbols as reach_symbols
from layers.webmap import style
from layers.webmap.symbols import Entry, Symbol
from spatial.access import routes
from spatial.wording import tr


def access_gpkg(answer: AccessAnswer, threshold: float, progress: Progress | None = None) -> bytes:
    """Write an answer on access for QGIS: villages, facilities, routes, roads, kecamatan.

    Parameters
    ----------
    answer : AccessAnswer
        The answer.
    threshold : float
        Metres or minutes.
    progress : callable, optional
        As in `layers.qgis.styles.styled_gpkg`.

    Returns
    -------
    bytes
        GeoPackage.
    """
    area = answer.area
    view = view_of(answer.question.measure, threshold)
    symbols, entries = access_symbols(area.villages, answer.trips, view)
    facts = area.villages[["district", "kind", "desmigratif", "precision", "geometry"]]
    villages = gpd.GeoDataFrame(
        answer.trips.join(facts), geometry="geometry", crs=area.villages.crs
    )
    traced = [answer_routes(answer, kind) for kind in answer.by_facility]
    layers = [
        classed("desa", villages, symbols.tolist(), entries),
        facility_layer(facilities_of_target(area, answer.question.target)),
        layer_of("rute", title_of("rute"), _joined(traced), replace(style.ROUTE, width=2)),
        *ground_layers(area),
    ]
    return styled_gpkg(layers[::-1], answer.provenance(threshold), progress)


def coverage_gpkg(
    answer: CoverageAnswer, area: StudyArea, progress: Progress | None = None
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
    symbols, entries = coverage_symbols(answer)
    asked = answer.base.question.facility
    label = facility_sets(area).get(asked, asked)
    trips, ground = answer.base.trips, answer.base.ground
    columns = [name for name in trips if name not in ground.villages]
    villages = ground.villages.join(trips[columns]).assign(within=answer.is_within)
    bands, _ = band_symbols(answer)
    areas = boundaries_of(answer.areas)
    words = [threshold_text(answer, limit) for limit in areas["threshold"]]
    service = StyledLayer(
        "daerah_layanan", title_of("daerah_layanan"), areas.assign(**{CLASS: words})[::-1],
        tuple(Category(word, word, look) for word, look in zip(words, bands, strict=True))[::-1],
        CLASS,
    )  # fmt: skip
    layers = [
        classed("desa", villages, symbols.tolist(), entries),
        facility_layer({label: (ground.facilities, FACILITY)}),
        layer_of(
            "gugus_celah", title_of("gugus_celah"), boundaries_of(shown_clusters(answer)),
            replace(CLUSTER, shape="area"),
        ),
        service,
        *ground_layers(area),
    ]  # fmt: skip
    return styled_gpkg(layers[::-1], answer.provenance("coverage"), progress)


def reach_gpkg(answer: ReachAnswer, area: StudyArea, progress: Progress | None = None) -> bytes:
    """Write an answer on market reach for QGIS: villages, markets, roads, kecamatan.

    Parameters
    ----------
    answer, area, progress
        As in `coverage_gpkg`.

    Returns
    -------
    bytes
        GeoPackage.
    """
    symbols, entries = reach_symbols(answer)
    layers = [
        classed("desa", answer.village_table(), symbols, entries),
        facility_layer({tr("Pasar"): (answer.market_table(), style.MARKET)}),
        *ground_layers(area),
    ]
    notes = answer.provenance(area=area.title, sources=area.sources, note=area.network_note)
    return styled_gpkg(layers[::-1], notes, progress)


def pillar_gpkg(
    answer: PillarAnswer, settings: PillarSettings, progress: Progress | None = None
) -> bytes:
    """Write the matrix of the pillars for QGIS: villages, facilities, roads, kecamatan.

    Parameters
    ----------
    answer, settings
        What was measured and how it is judged.
    progress : callable, optional
        As in `layers.qgis.styles.styled_gpkg`.

    Returns
    -------
    bytes
        GeoPackage.
    """
    table = answer.table(settings)
    symbols, entries = pillar_symbols(table)
    found = {
        f"{key} {PILLARS[key].short}": (answer.facilities[key], FACILITY_SYMBOLS[key])
        for key in answer.trips
    }
    layers = [
        classed("desa", table, symbols, entries),
        facility_layer(found),
        *ground_layers(answer.area),
    ]
    return styled_gpkg(layers[::-1], answer.provenance(settings), progress)


def classed(
    name: str, frame: gpd.GeoDataFrame, symbols: Sequence[Symbol], entries: Sequence[Entry]
) -> StyledLayer:
    """Give each row the words that the legend has for its symbol, and the layer those classes.

    Parameters
    ----------
    name : str
        A key of `TITLES`.
    frame : geopandas.GeoDataFrame
        n rows.
    symbols : sequence of Symbol
        n symbols.
    entries : sequence of Entry
        The legend; larger symbols of the same colours are those of desmigratif villages.

    Returns
    -------
    StyledLayer
        The layer, with column `CLASS`.
    """
    legend = {entry.symbol: entry.label for entry in entries if entry.count is not None}
    words = [legend.get(symbol) or _larger_words(symbol, legend) for symbol in symbols]
    known = {symbol: label for symbol, label in legend.items() if symbol is not None}
    known |= dict(zip(symbols, words, strict=True))
    categories = tuple(Category(word, word, symbol) for symbol, word in known.items())
    return StyledLayer(name, title_of(name), frame.assign(**{CLASS: words}), categories, CLASS)


def _larger_words(symbol: Symbol, legend: Mapping[Symbol | None, str]) -> str:
    for known, label in legend.items():
        alike = known is not None and (known.shape, known.fill) == (symbol.shape, symbol.fill)
        if alike and known is not None and known.stroke == symbol.stroke:
            return tr("{label}, desmigratif").format(label=label)
    return ""


def answer_routes(answer: AccessAnswer, kind: str) -> gpd.GeoDataFrame:
    """Trace the trips of all villages to one kind of facility.

    Parameters
    ----------
    answer : AccessAnswer
        The answer.
    kind : str
        A key of ``answer.by_facility``.

    Returns
    -------
    geopandas.GeoDataFrame
        As `spatial.access.routes.routes` gives it, with `facility`.
    """
    area, asked = answer.area, answer.question
    traced = routes.routes(
        area.network, area.villages, area.facilities(kind), answer.by_facility[kind], asked.mode,
        cost=asked.cost, max_snap_m=asked.max_snap_m,
    )  # fmt: skip
    return traced.assign(facility=kind)


def _joined(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    joined = pd.concat(frames, ignore_index=True)
    there = joined.geometry.notna() & ~joined.geometry.is_empty
    return gpd.GeoDataFrame(joined[there], geometry="geometry", crs=4326)
