"""What is typed as 10 km and 30 min is 10,000 m and 1,800 s in every question of a command."""

from __future__ import annotations

import pytest

import cli
from commands.options import Travel
from commands.pillars import Judgement
from commands.present import MeetingOptions
from commands.siting import SitingOptions
from commands.thresholds import one_threshold, parse_thresholds

TYPED = [("10km", "distance", 10_000.0), ("30min", "time", 1_800.0)]
typed = pytest.mark.parametrize(("text", "cost", "inside"), TYPED)


class Asked(BaseException):
    """Ends a command where it asks, with what it asks."""


def stop(monkeypatch, name):
    """Replace a function by one that ends the command with its arguments."""

    def asked(*args, **named):
        raise Asked(args, named)

    monkeypatch.setattr(name, asked)


def arguments(*words):
    with pytest.raises(Asked) as raised:
        cli.main([*words, "--area", "demak"])
    return raised.value.args[0]


@typed
def test_parsing(text, cost, inside):
    assert parse_thresholds(text) == {cost: [inside]}
    found = one_threshold(text)
    assert (found.cost, found.measured) == (cost, inside)


@typed
def test_coverage(text, cost, inside, monkeypatch, tmp_path):
    monkeypatch.setattr("layers.coverage.search.search", lambda _ground, question: question)
    stop(monkeypatch, "layers.coverage.answer.CoverageAnswer")
    question, threshold, more, _ = arguments(
        "coverage", "--threshold", text, "--out-dir", str(tmp_path)
    )
    assert (question.cost, threshold, more) == (cost, inside, (inside,))


@typed
def test_reach(text, cost, inside, monkeypatch):
    stop(monkeypatch, "layers.reach.answer.ask_reach")
    trips, question = arguments("reach", "--threshold", text, "--spoils-after", "30")
    assert (trips.cost, question.threshold) == (cost, inside)
    assert question.catchment.limits == (inside,)
    assert question.product.limit_s == 1_800.0


@typed
def test_scenario(text, cost, inside, monkeypatch, tmp_path):
    file = tmp_path / "a.skenario.json"
    assert (
        cli.main(["scenario", "new", "--area", "demak", "--title", "A", "--out", str(file)]) == 0
    )
    stop(monkeypatch, "layers.scenarios.answer.ask_scenario")
    out = str(tmp_path / "a.csv")
    _, _, question, thresholds = arguments(
        "scenario", "run", "--file", str(file), "--threshold", text, "--out", out
    )
    assert (question.cost, thresholds) == (cost, [inside])


@typed
def test_access(text, cost, inside, monkeypatch, tmp_path):
    stop(monkeypatch, "layers.access.answer.AccessAnswer.provenance")
    answer, threshold = arguments("print", "--threshold", text, "--out", str(tmp_path / "a.png"))
    assert (answer.question.cost, threshold) == (cost, inside)


@typed
def test_siting(text, cost, inside):
    limit = one_threshold(text)
    assert (limit.cost, SitingOptions(threshold=text).question(limit).threshold) == (cost, inside)


@pytest.mark.parametrize(
    ("number", "cost", "inside"), [("10", "distance", 10_000.0), ("30", "time", 1_800.0)]
)
def test_pillars(number, cost, inside):
    assert Judgement(limit=[f"III={number}"]).settings(cost).limits["III"] == inside


@typed
def test_meeting(text, cost, inside):
    question = MeetingOptions(threshold=text, reach=30.0).question(Travel())
    assert (question.cost, question.threshold, question.reach_s) == (cost, inside, 1_800.0)
