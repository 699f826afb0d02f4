"""Answers of the page Pilar, each computed once for all sessions."""

from __future__ import annotations

import geopandas as gpd

from layers.area.study_area import StudyArea
from layers.pillars import answer as pillars
from layers.pillars.agencies import FacilityTrips, facility_trips
from layers.pillars.answer import PillarAnswer, PillarQuestion, PillarSettings
from pages.shared.cached_answer import cached_answer
from spatial.wording import N_


@cached_answer(16, N_("Measuring distances to the four pillars …"))
def pillar_answer(area: StudyArea, question: PillarQuestion) -> tuple[PillarAnswer, FacilityTrips]:
    """Measure all pillars, and every kind of facility by itself."""
    found = pillars.ask(area, question)
    return found, facility_trips(found)


@cached_answer(32, N_("Building the matrix …"), by_language=True)
def pillar_table(
    area: StudyArea, question: PillarQuestion, settings: PillarSettings
) -> gpd.GeoDataFrame:
    """Judge what was measured; the reasons are texts."""
    return pillar_answer(area, question)[0].table(settings)
