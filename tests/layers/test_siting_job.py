"""A search in the background: progress, a stop with the best so far, and its errors."""

from __future__ import annotations

import pytest

from layers.siting.job import SitingJob
from layers.siting.question import SitingQuestion
from spatial.errors import InputError
from tests.layers.siting_cases import measured


def test_the_answer_comes():
    job = SitingJob(lambda told: told(1, 1) or measured(), SitingQuestion("mclp", 1, 600.0), None)
    assert job.answer().result.status == "optimal"
    assert job.wait(1.0)
    assert job.view().is_over


def test_what_went_wrong_is_told_to_who_asks():
    job = SitingJob(lambda _: measured(), SitingQuestion("p-median", 99), None)
    with pytest.raises(InputError, match="pilih 1 sampai 7"):
        job.answer()
    assert job.view().is_over


def test_a_stopped_job_has_an_answer_at_once():
    stop = []

    def measure(told):
        told(1, 2)
        stop[0].stop()
        return measured()

    class Late(SitingJob):
        def _run(self):
            stop.append(self)
            super()._run()

    found = Late(measure, SitingQuestion("p-median", 2, 600.0, limit_s=600.0), None).answer()
    assert found.result.seconds < 60
    assert len(found.result.chosen) > 0
    assert found.result.status == "feasible"
    assert found.result.bound <= found.result.objective
