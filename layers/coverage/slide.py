"""Statement: how many villages lie beyond the threshold of the labour office."""

from __future__ import annotations

from layers.area.study_area import StudyArea
from layers.coverage.answer import CoverageAnswer
from layers.coverage.map import coverage_layer
from layers.coverage.print_map import coverage_sheet
from layers.coverage.qgis import coverage_gpkg
from layers.coverage.tables import DISTRICT, place_table
from layers.coverage.workbook import coverage_sheets
from layers.slides.maps import with_layer
from layers.slides.story import BigNumber, Slide, SlideData, SlideMap, SlideTable
from layers.slides.texts import (
    doubt_words,
    method_words,
    mode_words,
    no_way_words,
    sentences,
    short_table,
    source_line,
)
from layers.text.formats import number, percent
from layers.text.measures import threshold_text
from layers.webmap.assets import OfflineMap
from layers.webmap.facility_map import facility_base_map
from spatial.access.coverage import PEOPLE, VILLAGES
from spatial.access.measure import DISTANCE
from spatial.wording import _, pgettext


def coverage_slide(area: StudyArea, answer: CoverageAnswer, label: str) -> Slide:
    """Say which share of the villages is outside, and in which kecamatan.

    Parameters
    ----------
    area
        The area that was asked.
    answer
        Coverage of one kind of facility.
    label
        What the facilities are called.
    """
    ground = answer.base.ground
    return Slide(
        kind="coverage",
        message=_message(answer, label),
        figure=_figure(answer),
        map=_map(area, answer, label),
        table=_table(answer),
        sources=source_line(area, ("villages", "offices", "roads")),
        caveat=sentences(
            _("No regulation sets this threshold; it is the meeting's choice."),
            no_way_words(answer.base.trips),
            doubt_words(ground.villages, ground.facilities),
        ),
        method=method_words(area, answer.base.question.mode.name),
        provenance=answer.provenance("coverage"),
        data=SlideData(lambda: [*coverage_sheets(answer)], lambda: coverage_gpkg(answer, area)),
    )


def limit_of(answer: CoverageAnswer) -> str:
    """Write the deciding threshold with its unit."""
    return threshold_text(answer.base.question.measure, answer.threshold)


def _message(answer: CoverageAnswer, label: str) -> str:
    row = answer.of(VILLAGES)
    facts = {
        "share": percent(1 - row["share_within"]),
        "outside": number(row["outside"]),
        "total": number(row["total"]),
        "limit": limit_of(answer),
        "service": label,
    }
    if answer.base.question.measure == DISTANCE:
        words = _(
            "{share} of villages ({outside} of {total}) are more than {limit} from {service}"
        )
    else:
        words = _("{share} of villages ({outside} of {total}) need more than {limit} to {service}")
    return words.format(**facts)


def _figure(answer: CoverageAnswer) -> BigNumber:
    row = answer.of(VILLAGES)
    words = _("of villages beyond {limit} ({mode}): {outside} of {total}").format(
        limit=limit_of(answer),
        mode=mode_words(answer.base.question.mode.name),
        outside=number(row["outside"]),
        total=number(row["total"]),
    )
    if answer.base.cells is not None:
        people = answer.of(PEOPLE)
        words += _("; people by the raster: {share}").format(
            share=percent(people["outside"] / people["total"])
        )
    return BigNumber(number(100 * (1 - row["share_within"]), 1), "%", words)


def _table(answer: CoverageAnswer) -> SlideTable:
    """List the kecamatan with most villages outside first."""
    known = answer.base.ground.villages
    if "district" not in known or "regency" not in known:
        return SlideTable((), ())
    places = place_table(answer, DISTRICT).sort_values(
        ["outside", "share_within", "district"], ascending=[False, True, True]
    )
    rows = [
        (
            str(row["district"]),
            number(row["villages"]),
            number(row["outside"]),
            percent(row["outside"] / row["villages"], 0),
        )
        for _, row in places.iterrows()
    ]
    return short_table((_("District"), _("Village"), _("Beyond"), pgettext("share", "Part")), rows)


def _map(area: StudyArea, answer: CoverageAnswer, label: str) -> SlideMap:
    def interactive() -> OfflineMap:
        paper = facility_base_map(area, answer.base.ground.facilities, label)
        return with_layer(paper, coverage_layer(answer, label))

    return SlideMap(
        interactive,
        lambda: coverage_sheet(answer, area),
        _(
            "Map of the service area of {service}, and of villages inside and outside {limit}."
        ).format(service=label, limit=limit_of(answer)),
    )
