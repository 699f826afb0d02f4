"""The road of `coverage_cases`, and questions about where its next office should stand."""

from __future__ import annotations

from layers.area.inputs import Weight
from layers.siting.answer import ask_siting
from layers.siting.question import SitesQuestion, SitingQuestion
from layers.siting.trips import candidate_parts, measure_sites
from tests.layers.coverage_cases import WALK, E, ground

MIGRANTS = (5, 5, 5, 30, 10, 7, 1)


def measured(candidates=("villages",), facilities=((0, 0),), cost="distance", **columns):
    """Villages at steps 2, 4, 8, 20 and 22 of a road, one on an islet, one without a road."""
    place = ground(facilities, **columns)
    question = SitesQuestion("disnaker", WALK, cost, candidates)
    parts = candidate_parts(place, place.facilities.iloc[:0], question)
    return measure_sites(place, question, parts)


def answered(weight=None, **asked):
    """Ask with an office at step 0 of the road and one on the islet."""
    sites = measured(facilities=((0, 0), (2, 60)))
    question = SitingQuestion(**({"threshold": 5 * E} | asked))
    return ask_siting(sites, question, weight)


def migrants(villages):
    return Weight("migran", villages["id"].map(dict(zip(villages["id"], MIGRANTS, strict=True))))
