"""Answers on scenarios, kept for all sessions; the side before is measured once per question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from layers.area.study_area import StudyArea
from layers.coverage.search import CoverageQuestion
from layers.scenarios.answer import ScenarioAnswer, Side, ask_scenario, measure_side
from layers.scenarios.map import scenario_paper
from layers.scenarios.scenario import Scenario
from pages.kesenjangan.cache import question_key
from pages.shared.cached_map import DrawnMap, drawn_once
from spatial.wording import language

_KEYS: dict[str | type, Callable[[Any], object]] = {
    StudyArea: lambda area: area.digest,
    CoverageQuestion: question_key,
    Scenario: lambda scenario: scenario.digest(),
}


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_KEYS)
def before(of: StudyArea, question: CoverageQuestion) -> Side:
    """Measure an area as it is once per question."""
    return measure_side(of, question)


def answer(
    of: StudyArea, scenario: Scenario, question: CoverageQuestion, thresholds: tuple[float, ...]
) -> ScenarioAnswer:
    """Answer a question about a scenario once per language; do not change the answer."""
    return _answer(of, scenario, question, thresholds, language() or "")


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_KEYS)
def _answer(
    of: StudyArea,
    scenario: Scenario,
    question: CoverageQuestion,
    thresholds: tuple[float, ...],
    spoken: str,  # noqa: ARG001 - key of the cache: what stands for people has a label
) -> ScenarioAnswer:
    return ask_scenario(of, scenario, question, thresholds, before(of, question))


def paper(of: StudyArea) -> DrawnMap:
    """Draw boundaries and roads of an area once."""
    return drawn_once(of, ("scenario",), lambda: scenario_paper(of))
