"""Answers that several pages show, each computed once for all sessions."""

from __future__ import annotations

import geopandas as gpd

from layers.access import answer as access
from layers.access.answer import AccessAnswer, AccessQuestion
from layers.area.study_area import StudyArea
from layers.coverage.search import CoverageBase, CoverageQuestion, all_trips, area_ground, search
from layers.imports.national_villages import load_national_villages
from layers.population.area import area_polygons
from layers.population.village_people import PeopleSource, people_sources
from layers.reach.answer import ReachAnswer, ask_reach
from layers.reach.question import ReachQuestion
from layers.reach.seller_day import DayQuestion, MarketDay, plan_day
from layers.reach.trips import MarketTrips, area_trips
from layers.workspace import catalog
from pages.shared.cached_answer import cached_answer
from spatial.access.nearest import AccessMatrix
from spatial.routing.modes import TravelMode
from spatial.routing.travel import Cost, Travel
from spatial.service_areas.cost_raster import Surface, surface
from spatial.wording import N_


@cached_answer(8, N_("Loading the study area …"), also=catalog.area_stamp)
def load_area(name: str) -> StudyArea:
    """Load a study area, anew each time that it was saved."""
    return catalog.load_area(name)


@cached_answer(1)
def national_villages() -> gpd.GeoDataFrame:
    """Load the known desmigratif villages of Indonesia."""
    return load_national_villages()


@cached_answer(64, N_("Measuring distances …"))
def access_answer(area: StudyArea, question: AccessQuestion) -> AccessAnswer:
    """Answer a question about access."""
    return access.ask(area, question)


@cached_answer(16, N_("Measuring trips to markets …"))
def market_trips(area: StudyArea, mode: TravelMode, cost: Cost) -> MarketTrips:
    """Measure the trips to markets; every model and threshold works on them."""
    return area_trips(area, Travel(mode, cost))


@cached_answer(64)
def reach_answer(
    area: StudyArea, mode: TravelMode, cost: Cost, question: ReachQuestion
) -> ReachAnswer:
    """Answer a question about market reach."""
    return ask_reach(market_trips(area, mode, cost), question)


@cached_answer(64, N_("Looking for the best round of markets …"))
def market_day(
    area: StudyArea, mode: TravelMode, question: ReachQuestion, day: DayQuestion
) -> MarketDay:
    """Plan a seller's day."""
    return plan_day(reach_answer(area, mode, "time", question), day)


@cached_answer(16, N_("Computing trips …"))
def coverage_base(area: StudyArea, question: CoverageQuestion) -> CoverageBase:
    """Search from the facilities; every threshold works on it."""
    return search(area_ground(area, question), question)


@cached_answer(8, N_("Measuring trips to every point …"))
def coverage_trips(area: StudyArea, question: CoverageQuestion) -> AccessMatrix:
    """Measure every village to every facility."""
    return all_trips(coverage_base(area, question))


@cached_answer(8, N_("Measuring the surface …"))
def travel_surface(area: StudyArea, question: CoverageQuestion, cell_m: float) -> Surface:
    """Measure the cells of an area to their nearest facility."""
    return surface(coverage_base(area, question).field, area_polygons(area).union_all(), cell_m)


@cached_answer(8, by_language=True)
def village_people_sources(area: StudyArea) -> dict[str, PeopleSource]:
    """List what can stand for the people of each village."""
    return people_sources(area)
