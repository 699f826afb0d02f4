"""A search in the background: progress, a stop with the best so far, and its errors."""

from __future__ import annotations

import threading

import pytest

from layers.jobs.progress import Progress
from layers.siting.job import siting_job
from layers.siting.question import SitingQuestion
from layers.text import catalogues  # noqa: F401  (reads the catalogues)
from spatial.errors import DesmigratifError, InputError
from spatial.wording import render, use_language
from tests.layers.siting_cases import measured

LONG = 20


def test_the_answer_comes():
    job = siting_job(
        lambda report: report(1, 1) or measured(), SitingQuestion("mclp", 1, 600.0), None
    )
    assert job.result().result.status == "optimal"
    assert job.wait(LONG).status == "done"
    assert not job.is_running


@pytest.mark.usefixtures("indonesian")
def test_what_went_wrong_is_told_to_who_asks():
    job = siting_job(lambda _: measured(), SitingQuestion("p-median", 99), None)
    with pytest.raises(InputError, match="pilih 1 sampai 7"):
        job.result()
    assert not job.is_running


@pytest.mark.usefixtures("indonesian")
def test_a_fault_of_the_program_is_a_message(caplog):
    job = siting_job(lambda _: 1 / 0, SitingQuestion("p-median", 1), None)
    with pytest.raises(DesmigratifError, match="Pencarian gagal; coba lagi"):
        job.result()
    assert "siting failed" in caplog.text


def test_a_stopped_job_has_an_answer_at_once():
    begun, jobs = threading.Event(), []

    def measure(report):
        assert begun.wait(LONG)
        report(1, 2)
        jobs[0].stop()
        return measured()

    jobs.append(siting_job(measure, SitingQuestion("p-median", 2, 600.0, limit_s=600.0), None))
    begun.set()
    found = jobs[0].result()
    assert found.result.seconds < 60
    assert len(found.result.chosen) > 0
    assert found.result.status == "feasible"
    assert found.result.bound <= found.result.objective


@pytest.mark.usefixtures("indonesian")
def test_progress_counts_the_searches_of_the_network_in_the_language_of_who_looks():
    measuring, seen = threading.Event(), threading.Event()

    def measure(report):
        report(1, 4)
        measuring.set()
        assert seen.wait(LONG)
        return measured()

    job = siting_job(measure, SitingQuestion("mclp", 1, 600.0), None)
    assert measuring.wait(LONG)
    view = job.view()
    seen.set()
    assert (view.status, view.share) == ("running", 0.25)
    assert view.progress == Progress(1, 4, text="Mengukur perjalanan: 25 %")
    with use_language("en"):
        assert render(view.progress.text) == "Measuring trips: 25 %"
    assert job.result().result.status == "optimal"
