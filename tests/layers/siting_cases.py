"""The road of `coverage_cases`, and questions about where its next office should stand."""

from __future__ import annotations

from layers.area.inputs import Weight
from layers.siting.answer import ask_siting
from layers.siting.question import SitesQuestion, SitingQuestion
from layers.siting.trips import candidate_parts, measure_sites
from spatial.routing.modes import CAR
from tests.layers.coverage_cases import WALK, E, ground
from tests.spatial.builders import line, network, points

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


def triangle():
    """Three villages of one kecamatan whose median by metres is not that by minutes.

    a-b 1,000 m and b-c 1,200 m at 10 km/h (6 and 7.2 minutes), c-a 2,000 m at 60 km/h (2
    minutes): the straight way is the shortest and the fastest between any two.

    Metres from all: a 1000 + 2000 = 3000, b 1000 + 1200 = 2200, c 1200 + 2000 = 3200.
    Minutes: a 6 + 2 = 8, b 6 + 7.2 = 13.2, c 7.2 + 2 = 9.2.
    """
    slow, fast = {"highway": "living_street"}, {"highway": "trunk"}
    roads = network(
        {"u": 0, "v": 1, "line": line((0, 0), (9, 0)), "length_m": 1000.0, **slow},
        {"u": 1, "v": 2, "line": line((9, 0), (9, 11)), "length_m": 1200.0, **slow},
        {"u": 2, "v": 0, "line": line((9, 11), (0, 0)), "length_m": 2000.0, **fast},
    )
    villages = points((0, 0), (9, 0), (9, 11)).assign(
        id=list("abc"), name=["A", "B", "C"], district="Jati", desmigratif=False
    )
    return roads, villages, CAR.with_speeds({"living_street": 10.0, "trunk": 60.0})
