"""Answers as maps on paper, with the symbols, classes and legends of the maps on the screen."""

from __future__ import annotations

from typing import Final

import geopandas as gpd

from layers.access.answer import BOTH, AccessAnswer
from layers.access.map import village_symbols as access_symbols
from layers.area.facilities import facility_sets
from layers.area.study_area import StudyArea
from layers.coverage.answer import VILLAGES, CoverageAnswer
from layers.coverage.map import (
    CLUSTER,
    FACILITY,
    LEAST_VILLAGES,
    band_symbols,
    shown_clusters,
)
from layers.coverage.map import village_symbols as coverage_symbols
from layers.coverage.tables import threshold_text
from layers.pillars.answer import PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS
from layers.pillars.map import FACILITY_SYMBOLS
from layers.pillars.map import village_symbols as pillar_symbols
from layers.printmap.base_map import (
    MODE_WORDS,
    Drawn,
    breaks_of,
    limit_words,
    sheet_on,
    unit_of,
    view_of,
    within_words,
)
from layers.printmap.sheet import MapSheet, Points, Shapes, village_points
from layers.printmap.symbols import LOST_DISC
from layers.reach.answer import ReachAnswer
from layers.reach.indicator import WORDS
from layers.reach.map import market_symbols
from layers.reach.map import village_symbols as reach_symbols
from layers.text.formats import number
from layers.webmap.style import MARKET, OFFICE
from layers.webmap.symbols import Entry, Symbol, limit_text
from spatial.access.nearest import UNREACHABLE
from spatial.access.summary import summarise
from spatial.wording import mark, tr

TARGET_TITLES: Final = {
    "disnaker": mark("Seberapa jauh desa dari Disnaker?"),
    "market": mark("Seberapa jauh desa dari pasar?"),
    "both": mark("Seberapa jauh desa dari Disnaker dan pasar?"),
}
BAND_NOTE: Final = mark(
    "Bidang biru: dari sana orang dapat berjalan kaki ke jalan yang masih dalam ambang. Desa "
    "dihitung dari perjalanannya, bukan dari letaknya di bidang itu."
)
GAPS_NOTE: Final = mark("Makin besar dan gelap, makin banyak pilar di luar ambang.")
MODEL_NOTE: Final = mark("Pangsa pasar adalah hitungan model, bukan survei.")


def access_sheet(answer: AccessAnswer, threshold: float) -> MapSheet:
    """Map how far villages are from the service they would go to.

    Parameters
    ----------
    answer : AccessAnswer
        The answer.
    threshold : float
        Limit of reach, inclusive, metres or minutes as the answer measures.

    Returns
    -------
    MapSheet
        The map.
    """
    area, asked = answer.area, answer.question
    view = view_of(asked.measure, threshold)
    symbols, entries = access_symbols(area.villages, answer.trips, view)
    found = summarise(answer.trips, asked.measure, threshold)
    counts = (found.within, found.origins)
    return sheet_on(
        area,
        tr(TARGET_TITLES[asked.target]),
        within_words(counts, limit_words(asked.measure, threshold), asked.mode.name),
        Drawn(
            village_points(area.villages, symbols.tolist(), answer.trips["status"]), entries,
            facilities=facilities_of_target(area, asked.target),
            breaks=breaks_of(answer.trips, view),
        ),
    )  # fmt: skip


def facilities_of_target(
    area: StudyArea, target: str
) -> dict[str, tuple[gpd.GeoDataFrame, Symbol]]:
    """Return what a question of access goes to.

    Parameters
    ----------
    area : StudyArea
        The area.
    target : str
        A key of `layers.access.answer.TARGETS`.

    Returns
    -------
    dict
        Points and their symbol by label.
    """
    found = {}
    if target in {"disnaker", BOTH}:
        found[tr("Disnaker")] = (area.facilities("disnaker"), OFFICE)
    if target in {"market", BOTH}:
        found[tr("Pasar")] = (area.facilities("market"), MARKET)
    return found


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
    symbols, entries = coverage_symbols(answer)
    bands, band_entries = band_symbols(answer)
    shapes = [Shapes(answer.areas.geometry.iloc[[i]], bands[i]) for i in range(len(bands))]
    clusters = shown_clusters(answer)
    if len(clusters):
        text = tr("Gugus celah, {count} desa atau lebih").format(count=LEAST_VILLAGES)
        band_entries.append(Entry(text, CLUSTER))
    row = answer.of(VILLAGES)
    label = facility_sets(area).get(asked.facility, asked.facility)
    return sheet_on(
        area,
        tr("Siapa yang belum terjangkau {service}?").format(service=label),
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
            caveat=tr(BAND_NOTE),
        ),
    )  # fmt: skip


def reach_sheet(answer: ReachAnswer, area: StudyArea) -> MapSheet:
    """Map the reach of markets: villages by the figure of the model, markets by their share.

    Parameters
    ----------
    answer : ReachAnswer
        The answer.
    area : StudyArea
        The area that it is about, for boundaries and roads.

    Returns
    -------
    MapSheet
        The map.
    """
    villages, markets = answer.trips.villages, answer.trips.markets
    symbols, entries = reach_symbols(answer)
    market, market_entries = market_symbols(answer)
    words, unit = WORDS[answer.question.model], unit_of(answer.trips.cost)
    some = int((answer.villages["markets_within"] > 0).sum())
    told = tr("{method}. {within} dari {total} desa punya pasar dalam {limit} {unit}; {mode}.")
    largest = sorted(range(len(markets)), key=lambda i: -market[i].size)
    shops = Points(
        markets.geometry.iloc[largest], tuple(market[i] for i in largest),
        tuple(markets["name"].astype(str).iloc[largest]),
    )  # fmt: skip
    return sheet_on(
        area,
        tr("Pasar mana yang terjangkau produk desa?"),
        told.format(
            method=tr(words.method), within=number(some), total=number(len(villages)),
            limit=limit_text(answer.question.threshold), unit=unit,
            mode=tr(MODE_WORDS[answer.trips.mode.name]),
        ),
        Drawn(
            village_points(villages, symbols, answer.villages["status"]), entries,
            more=((shops, market_entries),), caveat=tr(MODEL_NOTE),
        ),
    )  # fmt: skip


def pillar_sheet(
    answer: PillarAnswer, settings: PillarSettings, pillar: str | None = None
) -> MapSheet:
    """Map how many pillars do not reach each village, or how far the facilities of one pillar are.

    Parameters
    ----------
    answer : PillarAnswer
        The answer.
    settings : PillarSettings
        Thresholds and weights.
    pillar : str, optional
        A key of `PILLARS` that the area has facilities of; all together by default.

    Returns
    -------
    MapSheet
        The map.
    """
    return _all_pillars(answer, settings) if pillar is None else _pillar(answer, settings, pillar)


def _all_pillars(answer: PillarAnswer, settings: PillarSettings) -> MapSheet:
    table = answer.table(settings).sort_values(["gaps", "score"])
    symbols, entries = pillar_symbols(table)
    lost = _without_road(table)
    if any(lost):
        text = tr("Arsir: tidak ada jalan ke salah satu pilar")
        entries.append(Entry(text, LOST_DISC, sum(lost)))
    none = int((table["gaps"] == 0).sum())
    told = tr(
        "{within} dari {total} desa punya semua pilar dalam ambang; ambang {limits}; {mode}."
    )
    unit = unit_of(answer.question.cost)
    titles = {key: tr(PILLARS[key].title) for key in answer.trips}
    limits = ", ".join(f"{key} {limit_text(settings.limits[key])} {unit}" for key in answer.trips)
    facilities = {
        f"{key} {titles[key]}": (answer.facilities[key], FACILITY_SYMBOLS[key])
        for key in answer.trips
    }
    return sheet_on(
        answer.area,
        tr("Pilar mana yang belum menjangkau desa?"),
        told.format(
            within=number(none), total=number(len(table)), limits=limits,
            mode=tr(MODE_WORDS[answer.question.mode.name]),
        ),
        Drawn(
            Points(table.geometry, tuple(symbols), is_lost=lost), entries,
            facilities=facilities,
            are_named=False, caveat=tr(GAPS_NOTE),
        ),
    )  # fmt: skip


def _without_road(table: gpd.GeoDataFrame) -> tuple[bool, ...]:
    """Tell which villages stand on a part of the network that misses a pillar."""
    status = table[[column for column in table if str(column).endswith("_status")]]
    return tuple((status == UNREACHABLE).any(axis=1).tolist())


def _pillar(answer: PillarAnswer, settings: PillarSettings, pillar: str) -> MapSheet:
    trips, measure = answer.trips[pillar], answer.question.measure
    limit = answer.limits(settings)[pillar]
    view = view_of(measure, limit)
    villages = answer.area.villages
    symbols, entries = access_symbols(villages, trips, view)
    found = summarise(trips, measure, limit)
    words = PILLARS[pillar]
    return sheet_on(
        answer.area,
        tr("Pilar {pillar}: seberapa jauh desa dari {service}?").format(
            pillar=pillar, service=tr(words.noun)
        ),
        within_words(
            (found.within, found.origins), limit_words(measure, limit), answer.question.mode.name
        ),
        Drawn(
            village_points(villages, symbols.tolist(), trips["status"]), entries,
            facilities={tr(words.noun).capitalize(): (
                answer.facilities[pillar], FACILITY_SYMBOLS[pillar]
            )},
            breaks=breaks_of(trips, view),
        ),
    )  # fmt: skip
