"""What a page shows as 10 km and 30 minutes is 10,000 m and 1,800 s in every question."""

from __future__ import annotations

import pytest
import streamlit as st

from layers.access.answer import AccessAnswer
from layers.coverage.answer import CoverageAnswer
from layers.meeting.build import MeetingQuestion
from layers.pillars.answer import PillarSettings
from layers.reach.question import ReachQuestion
from layers.scenarios.answer import ScenarioAnswer
from layers.siting.question import SitingQuestion
from tests.pages.test_pages import app, open_page

__all__ = ["app"]


@pytest.fixture(autouse=True)
def nothing_is_cached():
    """Let every question be made anew: the answers of other tests would hide it."""
    st.cache_data.clear()
    st.cache_resource.clear()


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("indonesian")]

INSIDE = {"distance": 10_000.0, "time": 1_800.0}
SHOWN = {"distance": 10.0, "time": 30.0}


def made(monkeypatch, kind, name="__init__"):
    """Collect the arguments of a method, which works as before; the object first."""
    calls, real = [], getattr(kind, name)

    def recorded(self, *args, **named):
        calls.append((self, args, named))
        return real(self, *args, **named)

    monkeypatch.setattr(kind, name, recorded)
    return calls


def shown(app, page, cost):
    """Open a page with 10 km and 30 minutes in its widgets."""
    open_page(app, page).run()
    for key in ("cost", "reach_cost", "pillar_cost"):
        app.session_state[key] = cost
    for one, value in SHOWN.items():
        app.session_state[f"threshold_{one}"] = value
        app.session_state[f"coverage_second_{one}"] = 2 * value
        for pillar in ("I", "II", "III", "IV"):
            app.session_state[f"pillar_limit_{one}_{pillar}"] = value
    app.run()
    assert not app.exception


@pytest.mark.parametrize("cost", ["distance", "time"])
@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("kesenjangan", CoverageAnswer),
        ("jangkauan", ReachQuestion),
        ("lokasi", SitingQuestion),
        ("presentasi", MeetingQuestion),
    ],
)
def test_one_threshold(app, monkeypatch, page, kind, cost):
    calls = made(monkeypatch, kind)
    shown(app, page, cost)
    assert calls[-1][0].threshold == INSIDE[cost]


@pytest.mark.parametrize("cost", ["distance", "time"])
def test_several_thresholds(app, monkeypatch, cost):
    scenarios, coverages = (made(monkeypatch, kind) for kind in (ScenarioAnswer, CoverageAnswer))
    both = [INSIDE[cost], 2 * INSIDE[cost]]
    shown(app, "kesenjangan", cost)
    assert coverages[-1][0].thresholds == both
    shown(app, "skenario", cost)
    assert [*scenarios[-1][0].thresholds] == both


@pytest.mark.parametrize("cost", ["distance", "time"])
def test_pillars(app, monkeypatch, cost):
    calls = made(monkeypatch, PillarSettings)
    shown(app, "pilar", cost)
    assert dict(calls[-1][0].limits) == dict.fromkeys(("I", "II", "III", "IV"), INSIDE[cost])


@pytest.mark.parametrize("cost", ["distance", "time"])
def test_access(app, monkeypatch, cost):
    calls = made(monkeypatch, AccessAnswer, "provenance")
    shown(app, "jarak_akses", cost)
    assert calls[-1][1] == (INSIDE[cost],)
