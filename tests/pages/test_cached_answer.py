"""An answer is computed once per content of its arguments, and per language where it has texts."""

from types import SimpleNamespace

import pandas as pd
import pytest

from layers.access.answer import AccessQuestion
from layers.area.question import content_key
from layers.coverage.search import CoverageQuestion
from layers.meeting.build import MeetingQuestion
from layers.pillars.answer import PillarQuestion
from layers.reach.question import ReachQuestion
from layers.reach.seller_day import DayQuestion
from layers.siting.question import SitesQuestion, SitingQuestion
from pages.shared.cached_answer import cached_answer
from spatial.errors import InputError
from spatial.reach.decay import Power
from spatial.reach.journey_cost import Fare, OwnVehicle
from spatial.routing.modes import MODES
from spatial.wording import use_language

CAR = MODES["car"]
SLOW = CAR.with_speeds({"primary": 11.0})


@pytest.fixture
def calls():
    return []


@pytest.fixture
def ask(calls, request):
    def ask(area, question, limit=1.0):
        calls.append((area.key, question, limit))
        return object()

    ask.__qualname__ = request.node.name  # a cache of its own
    return cached_answer(8)(ask)


def area(key):
    return SimpleNamespace(key=key)


def test_equal_contents_give_the_same_object(ask, calls):
    first = ask(area("a"), AccessQuestion("market", CAR))
    assert ask(area("a"), AccessQuestion("market", CAR)) is first
    assert ask(area=area("a"), question=AccessQuestion("market", CAR), limit=1.0) is first
    assert len(calls) == 1


@pytest.mark.parametrize(
    "other",
    [
        (area("b"), AccessQuestion("market", CAR)),
        (area("a"), AccessQuestion("disnaker", CAR)),
        (area("a"), AccessQuestion("market", SLOW)),
        (area("a"), AccessQuestion("market", CAR, "time")),
        (area("a"), AccessQuestion("market", CAR), 2.0),
    ],
    ids=["area", "target", "speed", "cost", "default"],
)
def test_other_contents_are_computed_anew(ask, calls, other):
    assert ask(area("a"), AccessQuestion("market", CAR)) is not ask(*other)
    assert len(calls) == 2


def test_two_functions_do_not_share_results(ask):
    @cached_answer(8)
    def other(area, question, limit=1.0):
        return f"{area.key} {question.target} {limit}"

    given = area("a"), AccessQuestion("market", CAR)
    ask(*given)
    assert other(*given) == "a market 1.0"


@pytest.mark.parametrize(("by_language", "expected"), [(True, 2), (False, 1)])
def test_texts_are_computed_once_per_language(calls, by_language, expected):
    @cached_answer(8, by_language=by_language)
    def label(name):
        calls.append(name)
        return name

    for spoken in ("id", "en", "id", "en"):
        with use_language(spoken):
            label("x")
    assert len(calls) == expected


def test_what_else_counts_is_asked_at_every_call(calls):
    stamps = iter("aab")

    @cached_answer(8, also=lambda _: next(stamps))
    def load(name):
        calls.append(name)
        return len(calls)

    assert [load("x"), load("x"), load("x")] == [1, 1, 2]


def test_an_error_is_raised_and_not_cached(calls):
    @cached_answer(8)
    def fail(name):
        calls.append(name)
        raise InputError([name])

    for _ in range(2):
        with pytest.raises(InputError):
            fail("x")
    assert len(calls) == 2


def test_an_argument_whose_content_is_not_compared_is_refused(ask):
    with pytest.raises(TypeError, match="DataFrame has no content key"):
        ask(area("a"), pd.DataFrame({"x": [1]}))


DIFFERENT = [
    AccessQuestion("market", CAR),
    AccessQuestion("market", SLOW),
    CoverageQuestion("market", CAR),
    CoverageQuestion("market", CAR, chosen=("1",)),
    CoverageQuestion("market", CAR, max_snap_m=500.0),
    PillarQuestion(CAR),
    PillarQuestion(CAR, choice=(("I", ("disnaker",)),)),
    ReachQuestion(),
    ReachQuestion(decay=Power(1.5, 1.0)),
    ReachQuestion(weights=(1.0, 2.0)),
    ReachQuestion(people=(1.0, 2.0)),
    ReachQuestion(price=Fare(10.0, 5.0)),
    ReachQuestion(price=OwnVehicle(10.0, 5.0)),
    DayQuestion("1"),
    DayQuestion("1", home=False),
    MeetingQuestion(),
    MeetingQuestion(scenario="s"),
    MeetingQuestion(sites=3),
    SitesQuestion("market", CAR),
    SitingQuestion(),
    SitingQuestion(keep=False),
]


def test_questions_have_the_same_key_exactly_when_they_ask_the_same():
    keys = [question.key for question in DIFFERENT]
    assert len(set(keys)) == len(DIFFERENT)
    assert AccessQuestion("market", CAR).key == AccessQuestion("market", MODES["car"]).key


def test_the_order_of_a_mapping_does_not_count():
    assert content_key({"a": 1, "b": 2}) == content_key({"b": 2, "a": 1})
    assert content_key({"a": 1}) != content_key({"a": "1"})
