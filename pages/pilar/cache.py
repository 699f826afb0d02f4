"""Answers on the four pillars, kept for all sessions."""

from __future__ import annotations

import json

import geopandas as gpd
import streamlit as st

from layers.area.study_area import StudyArea
from layers.pillars import answer as pillars
from layers.pillars.agencies import FacilityTrips, facility_trips
from layers.pillars.answer import PillarAnswer, PillarQuestion, PillarSettings
from spatial.wording import Language, language, tr


def _question_key(question: PillarQuestion) -> str:
    facts = [question.cost, question.choice, question.max_snap_m, question.mode.to_dict()]
    return json.dumps(facts, sort_keys=True)


def _settings_key(settings: PillarSettings) -> str:
    return json.dumps([settings.limits, settings.weights, settings.full_at], sort_keys=True)


def answer(of: StudyArea, question: PillarQuestion) -> tuple[PillarAnswer, FacilityTrips]:
    """Measure all pillars, and every kind of facility by itself, once."""
    with st.spinner(tr("Menghitung jarak ke keempat pilar …")):
        return _answer(of, question)


@st.cache_resource(
    max_entries=16,
    show_spinner=False,
    hash_funcs={StudyArea: lambda a: a.digest, PillarQuestion: _question_key},
)
def _answer(of: StudyArea, question: PillarQuestion) -> tuple[PillarAnswer, FacilityTrips]:
    found = pillars.ask(of, question)
    return found, facility_trips(found)


def table(of: StudyArea, question: PillarQuestion, settings: PillarSettings) -> gpd.GeoDataFrame:
    """Judge what was measured, once per language of the reasons; do not change the table."""
    with st.spinner(tr("Menyusun matriks …")):
        return _table(of, question, settings, language())


@st.cache_resource(
    max_entries=32,
    show_spinner=False,
    hash_funcs={
        StudyArea: lambda a: a.digest,
        PillarQuestion: _question_key,
        PillarSettings: _settings_key,
    },
)
def _table(
    of: StudyArea,
    question: PillarQuestion,
    settings: PillarSettings,
    spoken: Language | None,  # noqa: ARG001  (key of the cache: the reasons are words)
) -> gpd.GeoDataFrame:
    return _answer(of, question)[0].table(settings)
