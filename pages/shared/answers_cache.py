"""What the pages work out once for all sessions: areas, distances, trips to markets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import streamlit as st

from layers.access import answer as answers
from layers.access.answer import AccessAnswer, AccessQuestion
from layers.area.study_area import StudyArea
from layers.imports.national_villages import load_national_villages
from layers.reach.answer import ReachAnswer, ask_reach
from layers.reach.question import ReachQuestion
from layers.reach.seller_day import DayQuestion, MarketDay, plan_day
from layers.reach.trips import MarketTrips, area_trips
from layers.workspace import catalog
from spatial.routing.modes import TravelMode
from spatial.routing.travel import Cost, Travel
from spatial.wording import tr


def area(name: str) -> StudyArea:
    """Load a study area once for all sessions and each time that it was saved anew."""
    with st.spinner(tr("Memuat wilayah kajian …")):
        return _loaded_area(name, catalog.area_stamp(name))


@st.cache_resource(max_entries=8, show_spinner=False)
def _loaded_area(name: str, stamp: str) -> StudyArea:  # noqa: ARG001  (stamp: key of the cache)
    return catalog.load_area(name)


@st.cache_resource(show_spinner=False)
def national_villages() -> gpd.GeoDataFrame:
    """Load the known desmigratif villages of Indonesia once."""
    return load_national_villages()


def question_key(question: AccessQuestion) -> str:
    """Write a question so that two are the same text exactly when they ask the same."""
    facts = [question.target, question.cost, question.max_snap_m, question.mode.to_dict()]
    return json.dumps(facts, sort_keys=True)


def answer(of: StudyArea, question: AccessQuestion) -> AccessAnswer:
    """Answer a question once; keyed on the area's files and everything in the question."""
    with st.spinner(tr("Menghitung jarak …")):
        return _answer(of, question)


@st.cache_resource(
    max_entries=64,
    show_spinner=False,
    hash_funcs={StudyArea: lambda a: a.digest, AccessQuestion: question_key},
)
def _answer(of: StudyArea, question: AccessQuestion) -> AccessAnswer:
    return answers.ask(of, question)


_REACH_KEYS: dict[str | type, Callable[[Any], object]] = {
    StudyArea: lambda a: a.digest,
    TravelMode: lambda mode: json.dumps(mode.to_dict(), sort_keys=True),
    ReachQuestion: repr,
    DayQuestion: repr,
}


def market_trips(of: StudyArea, mode: TravelMode, cost: Cost) -> MarketTrips:
    """Measure the trips to markets once; every model and threshold works on them."""
    with st.spinner(tr("Menghitung perjalanan ke pasar …")):
        return _market_trips(of, mode, cost)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_REACH_KEYS)
def _market_trips(of: StudyArea, mode: TravelMode, cost: Cost) -> MarketTrips:
    return area_trips(of, Travel(mode, cost))


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_REACH_KEYS)
def reach_answer(
    of: StudyArea, mode: TravelMode, cost: Cost, question: ReachQuestion
) -> ReachAnswer:
    """Answer a question about market reach once."""
    return ask_reach(_market_trips(of, mode, cost), question)


def market_day(
    of: StudyArea, mode: TravelMode, question: ReachQuestion, day: DayQuestion
) -> MarketDay:
    """Plan a seller's day once."""
    with st.spinner(tr("Mencari keliling pasar …")):
        return _market_day(of, mode, question, day)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_REACH_KEYS)
def _market_day(
    of: StudyArea, mode: TravelMode, question: ReachQuestion, day: DayQuestion
) -> MarketDay:
    return plan_day(reach_answer(of, mode, "time", question), day)
