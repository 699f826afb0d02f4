"""The map of the page Kesenjangan layanan without what a threshold changes."""

from __future__ import annotations

from layers.area.facilities import facility_sets
from layers.area.study_area import StudyArea
from layers.coverage.answer import CoverageAnswer
from layers.webmap.facility_map import facility_base_map
from pages.shared.cached_map import DrawnMap, drawn_once


def coverage_base_map(area: StudyArea, answer: CoverageAnswer) -> DrawnMap:
    """Draw once what no threshold changes; area and question name the facilities on it."""
    question = answer.base.question
    return drawn_once(
        area,
        ("coverage", question.key),
        lambda: facility_base_map(
            area, answer.base.ground.facilities, facility_sets(area)[question.facility]
        ),
    )
