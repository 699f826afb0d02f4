"""Searches of the page Lokasi berikutnya: in the background, kept for the session."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import geopandas as gpd
import streamlit as st

from layers.area.inputs import Weight
from layers.area.study_area import StudyArea
from layers.jobs.background import BackgroundJob
from layers.jobs.progress import Report
from layers.siting.answer import SitingAnswer
from layers.siting.job import siting_job
from layers.siting.question import SitesQuestion, SitingQuestion, slow_notes
from layers.siting.trips import SitesMeasured, area_sites
from spatial.wording import _, render

KEPT_MEASURED, KEPT_JOBS = 8, 12
QUIET_S, POLL_S = 0.4, 0.15
"""Searches shorter than this show no bar; how often the bar moves, seconds."""


class Shelf:
    """The latest measured trips, for all sessions."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, SitesMeasured] = OrderedDict()

    def get(self, key: str) -> SitesMeasured | None:
        """Return what was measured, or None."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, found: SitesMeasured) -> None:
        """Keep it; the oldest goes first."""
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT_MEASURED:
                self._kept.popitem(last=False)


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """Make the shelf once."""
    return Shelf()


def sites_key(area: StudyArea, asked: SitesQuestion, own: gpd.GeoDataFrame | None) -> str:
    """Write what is measured so that two are the same text exactly when they are the same."""
    return json.dumps([area.key, asked.key, None if own is None else own.to_json()])


def find_sites(
    area: StudyArea,
    asked: SitesQuestion,
    question: SitingQuestion,
    own: gpd.GeoDataFrame | None,
    weight: tuple[str, Weight | None],
) -> SitingAnswer:
    """Search in the background and show how far it is; the same question is searched once.

    `weight` is its name and its numbers.
    """
    place = sites_key(area, asked, own)

    def measure(report: Report) -> SitesMeasured:
        found = shelf().get(place)
        if found is None:
            found = area_sites(area, asked, own, report)
            shelf().put(place, found)
        return found

    key = json.dumps([place, question.to_dict(), weight[0]])
    job = _job(key, lambda: siting_job(measure, question, weight[1]))
    if job.wait(QUIET_S).status == "running":
        _watch(job, len(area.villages), place)
    try:
        return job.result()
    except Exception:
        _jobs().pop(key, None)
        raise


def _jobs() -> OrderedDict[str, BackgroundJob[SitingAnswer]]:
    found: OrderedDict[str, BackgroundJob[SitingAnswer]] = st.session_state.setdefault(
        "siting_jobs", OrderedDict()
    )
    return found


def _job(key: str, make: Callable[[], BackgroundJob[SitingAnswer]]) -> BackgroundJob[SitingAnswer]:
    """Return the job of a question, begun now or earlier; others that still run are stopped."""
    jobs = _jobs()
    for other, job in list(jobs.items()):
        if other != key and job.is_running:
            job.stop()
            jobs.pop(other)
    if key not in jobs:
        jobs[key] = make()
    jobs.move_to_end(key)
    while len(jobs) > KEPT_JOBS:
        jobs.popitem(last=False)
    return jobs[key]


def _watch(job: BackgroundJob[SitingAnswer], villages: int, place: str) -> None:
    """Draw a bar until the job ends; a press on the button ends it with the best so far."""
    room = st.empty()
    with room.container():
        bar = st.progress(0.0, _("Measuring trips …"))
        st.button(_("Stop and take the best so far"), on_click=job.stop, key="siting_stop")
        notes = st.empty()
        while (view := job.wait(POLL_S)).status == "running":
            text = render(view.progress.text) or _("Measuring trips …")
            bar.progress(view.share, text)
            measured = shelf().get(place)
            if measured is not None:
                sites = int((~measured.sites["existing"]).sum())
                notes.caption("  \n".join(slow_notes(villages, sites)))
    room.empty()
