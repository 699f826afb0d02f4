"""Cached searches of the page Kesenjangan layanan; a new threshold needs none of them anew."""

from __future__ import annotations

import json

import streamlit as st

from layers.area_population import area_polygons
from layers.catalog import StudyArea
from layers.coverage_answers import CoverageAnswer
from layers.coverage_base import CoverageBase, CoverageQuestion, all_trips, area_ground, search
from layers.coverage_map import coverage_paper
from layers.facility_sets import facility_sets
from layers.village_people import PeopleSource, people_sources
from pages.drawn_map import DrawnMap, drawn_once
from spatial.access import AccessMatrix
from spatial.surface import Surface, surface


def question_key(question: CoverageQuestion) -> str:
    """Write a question so that two are the same text exactly when they ask the same."""
    facts = [question.facility, question.cost, question.chosen, question.max_snap_m]
    return json.dumps([*facts, question.mode.to_dict()], sort_keys=True)


_KEYS = {StudyArea: lambda area: area.digest, CoverageQuestion: question_key}


@st.cache_resource(max_entries=16, show_spinner="Menghitung perjalanan …", hash_funcs=_KEYS)
def base(of: StudyArea, question: CoverageQuestion) -> CoverageBase:
    """Search once per area, facilities, mode and cost."""
    return search(area_ground(of, question), question)


@st.cache_resource(
    max_entries=8, show_spinner="Menghitung perjalanan ke tiap titik …", hash_funcs=_KEYS
)
def trips(of: StudyArea, question: CoverageQuestion) -> AccessMatrix:
    """Measure every village to every facility once."""
    return all_trips(base(of, question))


@st.cache_resource(max_entries=8, show_spinner="Menghitung permukaan …", hash_funcs=_KEYS)
def surface_of(of: StudyArea, question: CoverageQuestion, cell_m: float) -> Surface:
    """Measure the grid of an area once."""
    return surface(base(of, question).field, area_polygons(of).union_all(), cell_m)


def paper(of: StudyArea, answer: CoverageAnswer) -> DrawnMap:
    """Draw once what no threshold changes; area and question name the facilities on it."""
    question = answer.base.question
    return drawn_once(
        of,
        ("coverage", question_key(question)),
        lambda: coverage_paper(
            of, answer.base.ground.facilities, facility_sets(of)[question.facility]
        ),
    )


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=_KEYS)
def people(of: StudyArea) -> dict[str, PeopleSource]:
    """List once what can stand for the people of each village."""
    return people_sources(of)
