"""Cached searches of the page Kesenjangan layanan; a new threshold needs none of them anew."""

from __future__ import annotations

import json

import streamlit as st

from layers.area.facilities import facility_sets
from layers.area.study_area import StudyArea
from layers.coverage.answer import CoverageAnswer
from layers.coverage.search import CoverageBase, CoverageQuestion, all_trips, area_ground, search
from layers.population.area import area_polygons
from layers.population.village_people import PeopleSource, people_sources
from layers.webmap.facility_map import facility_base_map
from pages.shared.cached_map import DrawnMap, drawn_once
from spatial.access.nearest import AccessMatrix
from spatial.service_areas.cost_raster import Surface, surface
from spatial.wording import Language, language, tr


def question_key(question: CoverageQuestion) -> str:
    """Write a question so that two are the same text exactly when they ask the same."""
    facts = [question.facility, question.cost, question.chosen, question.max_snap_m]
    return json.dumps([*facts, question.mode.to_dict()], sort_keys=True)


_KEYS = {StudyArea: lambda area: area.digest, CoverageQuestion: question_key}


def base(of: StudyArea, question: CoverageQuestion) -> CoverageBase:
    """Search once per area, facilities, mode and cost."""
    with st.spinner(tr("Menghitung perjalanan …")):
        return _base(of, question)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_KEYS)
def _base(of: StudyArea, question: CoverageQuestion) -> CoverageBase:
    return search(area_ground(of, question), question)


def trips(of: StudyArea, question: CoverageQuestion) -> AccessMatrix:
    """Measure every village to every facility once."""
    with st.spinner(tr("Menghitung perjalanan ke tiap titik …")):
        return _trips(of, question)


def paper(of: StudyArea, answer: CoverageAnswer) -> DrawnMap:
    """Draw once what no threshold changes; area and question name the facilities on it."""
    question = answer.base.question
    return drawn_once(
        of,
        ("coverage", question_key(question)),
        lambda: facility_base_map(
            of, answer.base.ground.facilities, facility_sets(of)[question.facility]
        ),
    )


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=_KEYS)
def _trips(of: StudyArea, question: CoverageQuestion) -> AccessMatrix:
    return all_trips(_base(of, question))


def surface_of(of: StudyArea, question: CoverageQuestion, cell_m: float) -> Surface:
    """Measure the grid of an area once."""
    with st.spinner(tr("Menghitung permukaan …")):
        return _surface(of, question, cell_m)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=_KEYS)
def _surface(of: StudyArea, question: CoverageQuestion, cell_m: float) -> Surface:
    return surface(_base(of, question).field, area_polygons(of).union_all(), cell_m)


def people(of: StudyArea) -> dict[str, PeopleSource]:
    """List once per language what can stand for the people of each village."""
    return _people(of, language())


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=_KEYS)
def _people(
    of: StudyArea,
    spoken: Language | None,  # noqa: ARG001  (key of the cache: the sources have names)
) -> dict[str, PeopleSource]:
    return people_sources(of)
