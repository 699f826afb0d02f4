"""Tiles that are too large are asked in parts, once and for good."""

import re
from dataclasses import replace

import pytest

from layers.jobs.progress import CancelledError, Progress
from layers.osm.area import fetch_area, plan
from layers.osm.http_errors import TooLargeError
from layers.osm.overpass import Question, fetch_all, on_disk
from layers.osm.queries import quarters, touches
from tests.layers import overpass_server as fake
from tests.layers.osm_cases import AREA, CROSS, node, way
from tests.layers.test_overpass import MEMORY, TIME

WHOLE = Question("whole", lambda: [Question(f"part {k}") for k in range(4)])
LAST = Question("last")


def too_large_is(server, *queries, fault=None):
    """Refuse some queries as too large; answer one node to all others."""
    refuse = fault or fake.answer(remark=MEMORY)
    good = fake.answer(node(1, 0, 0))

    def usual(handler):
        act = refuse if server.queries[-1] in queries else good
        act(handler)

    server.usual = usual


@pytest.mark.parametrize(
    "fault",
    [fake.answer(remark=MEMORY), fake.answer(remark=TIME), fake.body(b" " * 2_000_000)],
)
def test_a_tile_that_is_too_large_is_asked_in_parts(server, settings, listener, fault):
    too_large_is(server, "whole", fault=fault)
    limited = replace(settings, max_reply_mb=1)
    whole, last = fetch_all([WHOLE, LAST], limited, listener.caller)
    assert (len(whole), len(last)) == (4, 1)
    assert server.queries == ["whole", "part 0", "part 1", "part 2", "part 3", "last"]
    steps = [(p.done, p.total) for p in listener.heard if not p.waiting_for]
    assert steps == [(0, 2), (0, 5), (1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert listener.heard[-1] == Progress(5, 5, 5)
    assert listener.slept == 0


def test_parts_are_remembered_after_a_break(server, settings, listener):
    too_large_is(server, "whole")
    listener.cancel_when = lambda: len(server.queries) == 3
    with pytest.raises(CancelledError):
        fetch_all([WHOLE, LAST], settings, listener.caller)
    assert on_disk([WHOLE, LAST], settings) in {(1, 5), (2, 5)}
    listener.cancel_when = None
    server.queries.clear()
    fetch_all([WHOLE, LAST], settings, listener.caller)
    assert "whole" not in server.queries
    assert "part 0" not in server.queries
    assert on_disk([WHOLE, LAST], settings) == (5, 5)
    server.queries.clear()
    assert [len(some) for some in fetch_all([WHOLE, LAST], settings)] == [4, 1]
    assert server.queries == []


def test_answers_that_are_not_there_in_time_twice_count_as_too_large(server, settings, listener):
    too_large_is(server, "whole", fault=fake.silent(server.release))
    quick = replace(settings, timeout_s=0.2)
    ((whole),) = fetch_all([WHOLE], quick, listener.caller)
    assert len(whole) == 4
    assert server.queries[:3] == ["whole", "whole", "part 0"]


def test_a_busy_server_is_not_asked_for_more(server, settings, listener):
    server.acts = [fake.status(504), fake.status(504)]
    fetch_all([WHOLE], settings, listener.caller)
    assert server.queries == ["whole"] * 3


@pytest.mark.usefixtures("indonesian")
def test_what_cannot_be_cut_any_further_is_an_error(server, settings):
    too_large_is(server, "whole", "part 2")
    with pytest.raises(TooLargeError, match="lebih kecil"):
        fetch_all([WHOLE], settings)
    assert on_disk([WHOLE], settings) == (2, 4)


def test_depth_is_bounded_and_parts_cover_the_tile(settings):
    questions = plan(AREA, replace(settings, tile_km=200))
    assert len(questions) == 2 * 2 + 1, "the margin reaches over the equator"
    depth = 0
    level = [questions[0]]
    while level := [part for question in level for part in question.parts()]:
        depth += 1
    assert depth == 3
    tile = (0.0, 100.0, 2.0, 104.0)
    assert quarters(tile) == [
        (0, 100, 1, 102), (0, 102, 1, 104), (1, 100, 2, 102), (1, 102, 2, 104),
    ]  # fmt: skip
    assert touches(tile, AREA) is False


def test_an_area_from_parts_is_the_same_area(server, settings):
    roads = fake.answer(*CROSS, way(1, [1, 2, 3, 4, 5], highway="primary"))
    refused = fake.answer(remark=MEMORY)

    def is_large(query):
        south, _, north, _ = map(float, re.search(r"\(([-\d.,]+)\);", query)[1].split(","))
        return north - south > 0.15 and "ferry" in query

    def usual(handler):
        act = refused if is_large(server.queries[-1]) else roads
        act(handler)

    server.usual = usual
    found = fetch_area(AREA, settings)
    assert found.roads.network.n_edges == 1
    assert found.facts["replies"] == 2 + 2
    assert len(server.queries) == 2 + 2 + 2 + 1


def test_how_long_a_server_may_work_does_not_matter_for_what_is_kept(server, settings):
    fetch_all([Question("[out:json][timeout:180];a")], settings)
    fetch_all([Question("[out:json][timeout:20];a")], settings)
    assert len(server.queries) == 1
