"""A search for sites in the background: observed from anywhere, stopped with the best so far."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from layers.area.inputs import Weight
from layers.jobs.background import BackgroundJob
from layers.jobs.progress import Monitor, Progress, Report
from layers.siting.answer import SitingAnswer, ask_siting
from layers.siting.question import SitingQuestion
from layers.siting.trips import SitesMeasured
from layers.text.formats import number, percent
from spatial.siting.task import SitingProgress, Watch
from spatial.wording import N_, lazy_gettext, lazy_ngettext


def siting_job(
    measure: Callable[[Report], SitesMeasured], question: SitingQuestion, weight: Weight | None
) -> BackgroundJob[SitingAnswer]:
    """Measure and search in a thread of its own; `stop` ends it with the best found so far.

    The progress counts the searches of the network while it measures, and seconds of the time
    limit after.

    Parameters
    ----------
    measure
        Gives the trips; is called with what it reports its progress to.
    question, weight
        As in `layers.siting.answer.ask_siting`.
    """

    def work(monitor: Monitor) -> SitingAnswer:
        def measuring(done: float, total: float, _text: str = "", /) -> None:
            share = partial(percent, done / total, 0)
            monitor.report(done, total, lazy_gettext("Measuring trips: {share}", share=share))

        def searching(now: SitingProgress) -> None:
            monitor.progress(Progress(now.seconds, question.limit_s, text=_search_text(now)))

        measured = measure(measuring)
        watch = Watch(question.limit_s, searching, monitor.cancelled)
        return ask_siting(measured, question, weight, watch)

    return BackgroundJob(work, "siting", unexpected=N_("The search failed; try again."))


def _search_text(now: SitingProgress) -> str:
    text = lazy_ngettext(
        "Searching for {seconds} second",
        "Searching for {seconds} seconds",
        now.seconds,
        seconds=partial(number, now.seconds),
    )
    if now.gap is None:
        return lazy_gettext("{text} …", text=text)
    return lazy_gettext(
        "{text}; the best so far is at most {gap} away from what is possible",
        text=text,
        gap=partial(percent, now.gap, 2),
    )
