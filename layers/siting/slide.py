"""Statement: where the next service helps most."""

from __future__ import annotations

from layers.area.study_area import StudyArea
from layers.printmap.base_map import Drawn, sheet_on
from layers.printmap.sheet import MapSheet, village_points
from layers.siting.answer import SitingAnswer
from layers.siting.candidates import CANDIDATES
from layers.siting.map import siting_layer
from layers.siting.qgis import shown_facilities, siting_gpkg, village_looks
from layers.siting.tables import KeyFigures, key_figures, site_table
from layers.siting.workbook import siting_sheets
from layers.slides.maps import with_layer
from layers.slides.story import BigNumber, Slide, SlideData, SlideMap
from layers.slides.texts import (
    doubt_words,
    listed,
    method_words,
    mode_words,
    no_way_words,
    sentences,
    short_table,
    source_line,
    villages_unit,
)
from layers.text.formats import number, percent
from layers.text.measures import threshold_text
from layers.webmap.assets import OfflineMap
from layers.webmap.facility_map import facility_base_map
from spatial.wording import _, ngettext


def siting_slide(area: StudyArea, answer: SitingAnswer, label: str) -> Slide:
    """Say where new sites help most, and how many villages they bring within the threshold.

    Parameters
    ----------
    area
        The area that was asked.
    answer
        The sites that cover most (`mclp`), every village counting as 1.
    label
        What the facilities are called.
    """
    figures = key_figures(answer)
    return Slide(
        kind="siting",
        message=_message(answer, figures),
        figure=_figure(answer, figures),
        map=_map(area, answer, label),
        table=short_table(
            (_("New point"), _("District"), _("Village"), f"≤ {_limit(answer)}"),
            _rows(answer),
        ),
        sources=source_line(area, ("villages", "offices", "roads")),
        caveat=sentences(
            _sure_words(answer),
            _candidate_words(answer),
            no_way_words(answer.after.assign(origin_name=area.villages["name"])),
            doubt_words(area.villages, answer.measured.ground.facilities),
        ),
        method=method_words(area, answer.measured.question.mode.name),
        provenance=answer.provenance("where next"),
        data=SlideData(lambda: siting_sheets(answer), lambda: siting_gpkg(area, answer, label)),
    )


def _limit(answer: SitingAnswer) -> str:
    return threshold_text(answer.measured.question.measure, answer.question.threshold)


def _message(answer: SitingAnswer, figures: KeyFigures) -> str:
    names = site_table(answer)["name"].astype(str).tolist()
    if not names:
        return _("No new site brings more villages within {limit}").format(limit=_limit(answer))
    return _("Next sites: {sites}; villages within {limit} from {before} to {after}").format(
        sites=listed(names),
        limit=_limit(answer),
        before=number(figures.before.within_villages),
        after=number(figures.after.within_villages),
    )


def _figure(answer: SitingAnswer, figures: KeyFigures) -> BigNumber:
    gained = figures.after.within_villages - figures.before.within_villages
    words = ngettext(
        "within {limit} ({mode}) with {count} new site: {before} to {after} of villages",
        "within {limit} ({mode}) with {count} new sites: {before} to {after} of villages",
        len(answer.chosen),
    ).format(
        limit=_limit(answer),
        mode=mode_words(answer.measured.question.mode.name),
        count=number(len(answer.chosen)),
        before=percent(figures.before.within_villages / figures.villages),
        after=percent(figures.after.within_villages / figures.villages),
    )
    sign = "+" if gained > 0 else ""
    return BigNumber(f"{sign}{number(gained)}", villages_unit(abs(gained)), words)


def _rows(answer: SitingAnswer) -> list[tuple[str, ...]]:
    return [
        (
            str(row["name"]),
            row["district"] if isinstance(row["district"], str) else "",
            number(row["villages"]),
            number(row["within"]),
        )
        for _, row in site_table(answer).iterrows()
    ]


def _sure_words(answer: SitingAnswer) -> str:
    """Say whether a better choice may exist."""
    found = answer.result
    if found.status == "optimal":
        return _("Proven best for this aim.")
    return _("Best so far; another choice may be better by up to {gap}.").format(
        gap=percent(found.gap)
    )


def _candidate_words(answer: SitingAnswer) -> str:
    """Say where a site may stand, and what does not count."""
    kinds = [_(CANDIDATES[key]).lower() for key in answer.measured.question.candidates]
    return _("Candidates: {candidates}; land, cost and staff are not considered.").format(
        candidates=", ".join(kinds)
    )


def _sheet(area: StudyArea, answer: SitingAnswer, label: str) -> MapSheet:
    drawn, entries = village_looks(answer)
    villages = village_points(area.villages, drawn, answer.after["status"])
    title = _("Where should the next service stand?")
    shown = Drawn(villages, entries, facilities=shown_facilities(answer, label))
    return sheet_on(area, title, _message(answer, key_figures(answer)), shown)


def _map(area: StudyArea, answer: SitingAnswer, label: str) -> SlideMap:
    def interactive() -> OfflineMap:
        paper = facility_base_map(area, answer.measured.ground.facilities, label)
        return with_layer(paper, siting_layer(answer, label))

    return SlideMap(
        interactive,
        lambda: _sheet(area, answer, label),
        _("Map of the new sites, and of villages by their trip to the nearest service then."),
    )
