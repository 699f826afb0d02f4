"""Answers of the page Skenario, each computed once for all sessions."""

from __future__ import annotations

from layers.area.study_area import StudyArea
from layers.coverage.search import CoverageQuestion
from layers.scenarios.answer import ScenarioAnswer, Side, ask_scenario, measure_side
from layers.scenarios.map import scenario_paper
from layers.scenarios.scenario import Scenario
from pages.shared.cached_answer import cached_answer
from pages.shared.cached_map import DrawnMap, drawn_once


@cached_answer(16)
def side_before(area: StudyArea, question: CoverageQuestion) -> Side:
    """Measure an area as it is."""
    return measure_side(area, question)


@cached_answer(64, by_language=True)
def scenario_answer(
    area: StudyArea, scenario: Scenario, question: CoverageQuestion, thresholds: tuple[float, ...]
) -> ScenarioAnswer:
    """Answer a question about a scenario; what stands for people has a label."""
    return ask_scenario(area, scenario, question, thresholds, side_before(area, question))


def scenario_base_map(area: StudyArea) -> DrawnMap:
    """Draw boundaries and roads of an area once."""
    return drawn_once(area, ("scenario",), lambda: scenario_paper(area))
