"""Statement: which agency owns how many of the gaps of the four pillars."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from layers.pillars.agencies import FacilityTrips, by_owner, owner_gaps
from layers.pillars.answer import PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS
from layers.pillars.map import pillar_map
from layers.pillars.print_map import pillar_sheet
from layers.pillars.qgis import pillar_gpkg
from layers.pillars.workbook import pillar_sheets
from layers.slides.story import BigNumber, Slide, SlideData, SlideMap
from layers.slides.texts import (
    method_words,
    sentences,
    short_table,
    source_line,
    villages_unit,
)
from layers.text.formats import number, percent
from layers.text.measures import threshold_text
from spatial.access.nearest import OK
from spatial.wording import _, ngettext


@dataclass(frozen=True, eq=False)
class PillarFindings:
    """What the statement is made of.

    Attributes
    ----------
    answer, settings
        What was measured, and how it is judged.
    trips
        To every single kind of facility.
    owners
        Who owns which facility.
    """

    answer: PillarAnswer
    settings: PillarSettings
    trips: FacilityTrips
    owners: pd.DataFrame

    def agencies(self) -> pd.DataFrame:
        """Count the villages that concern each agency; those without any are left out."""
        listed = owner_gaps(self.answer, self.settings, self.owners, self.trips)
        table = by_owner(listed, "agency")
        return table[table["villages"] > 0].reset_index(drop=True)

    def table(self) -> gpd.GeoDataFrame:
        """Return the matrix of villages and pillars."""
        return self.answer.table(self.settings)


def agencies_slide(found: PillarFindings) -> Slide:
    """Say which agency has most villages in gaps, and list the others."""
    answer, area = found.answer, found.answer.area
    agencies = found.agencies()
    return Slide(
        kind="agencies",
        message=_message(found, agencies),
        figure=_figure(found),
        map=_map(found),
        table=short_table(
            (_("Local agency"), _("Pillar"), _("Village")),
            [
                (str(row["agency"]), str(row["pillars"]), number(row["villages"]))
                for _, row in agencies.iterrows()
            ],
        ),
        sources=source_line(area, ("villages", "services", "roads")),
        caveat=sentences(
            _("Which agency owns what is a proposal; adapt it to the local duties."),
            _missing_words(answer),
            _no_way(answer),
        ),
        method=sentences(method_words(area, answer.question.mode.name), _limits(found)),
        provenance=answer.provenance(found.settings),
        data=SlideData(
            lambda: pillar_sheets(found.table(), agencies),
            lambda: pillar_gpkg(answer, found.settings),
        ),
    )


def _message(found: PillarFindings, agencies: pd.DataFrame) -> str:
    count = len(found.answer.area.villages)
    total = number(count)
    if agencies.empty:
        return _("The four pillars reach all {total} villages within their thresholds").format(
            total=total
        )
    most = agencies["villages"].max()
    first = agencies.loc[agencies["villages"] == most, "agency"].astype(str).tolist()
    others = len(agencies) - len(first)
    words = ngettext(
        "Most gaps belong to {agency}: {count} of {total} village",
        "Most gaps belong to {agency}: {count} of {total} villages",
        count,
    ).format(agency=_joined(first), count=number(most), total=total)
    if not others:
        return words
    return ngettext(
        "{words}; {others} other agency has gaps, too",
        "{words}; {others} other agencies have gaps, too",
        others,
    ).format(words=words, others=number(others))


def _joined(names: list[str]) -> str:
    """Name two agencies with the same count; of more, the first, and how many they are."""
    if len(names) <= 2:
        return _(" and ").join(names)
    return ngettext(
        "{name} and {count} other", "{name} and {count} others", len(names) - 1
    ).format(name=names[0], count=number(len(names) - 1))


def _figure(found: PillarFindings) -> BigNumber:
    lacking = found.answer.gaps(found.settings).any(axis=1)
    count = int(lacking.sum())
    words = ngettext(
        "village ({share}) lacks at least one of the {pillars} pillars measured",
        "villages ({share}) lack at least one of the {pillars} pillars measured",
        count,
    ).format(share=percent(lacking.mean()), pillars=len(found.answer.trips))
    return BigNumber(number(count), villages_unit(count), words)


def _limits(found: PillarFindings) -> str:
    measure, limits = found.answer.question.measure, found.settings.limits
    parts = [
        " ".join((pillar, _(PILLARS[pillar].title), threshold_text(measure, limits[pillar])))
        for pillar in found.answer.trips
    ]
    return _("Thresholds per pillar: {limits}.").format(limits="; ".join(parts))


def _missing_words(answer: PillarAnswer) -> str:
    if not answer.missing:
        return ""
    return _("Pillar {pillars} is not measured: there are no data yet.").format(
        pillars=", ".join(answer.missing)
    )


def _no_way(answer: PillarAnswer) -> str:
    """Count the villages that have no way to some pillar: they count as gaps."""
    status = pd.DataFrame({pillar: trips["status"] for pillar, trips in answer.trips.items()})
    lost = int((status != OK).any(axis=1).sum())
    if not lost:
        return ""
    return _("Villages without a way to some pillar: {count}; they count as gaps.").format(
        count=number(lost)
    )


def _map(found: PillarFindings) -> SlideMap:
    area, facilities = found.answer.area, found.answer.facilities
    return SlideMap(
        lambda: pillar_map(area, found.table(), facilities),
        lambda: pillar_sheet(found.answer, found.settings),
        _("Map of villages by the number of pillars beyond their threshold."),
    )
