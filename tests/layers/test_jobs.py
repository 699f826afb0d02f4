"""The protocol of long work: shares, cancelling, the monitor of a part, and the job's ends."""

import threading

import pytest

from layers.jobs.background import BackgroundJob
from layers.jobs.progress import CancelledError, Monitor, Progress
from spatial.errors import InputError

LONG = 20


@pytest.mark.parametrize(
    ("progress", "share"),
    [(Progress(), 0.0), (Progress(3, 0), 0.0), (Progress(3, 4), 0.75), (Progress(5, 4), 1.0)],
    ids=["start", "total unknown", "under way", "over time"],
)
def test_share(progress, share):
    assert progress.share == share


def test_steps_and_waits_reach_one_listener():
    heard = []
    monitor = Monitor(heard.append)
    monitor.report(1, 3, "a sheet")
    monitor.wait_for("a server")
    assert heard == [Progress(1, 3, text="a sheet"), Progress(waiting_for="a server")]


def test_a_part_waits_with_where_the_whole_stands():
    heard = []
    monitor = Monitor(heard.append, cancelled=lambda: len(heard) == 1, sleep=heard.append)
    part = monitor.part(Progress(2, 5, 70))
    part.check("stopped")
    part.wait_for("a server")
    assert heard == [Progress(2, 5, 70, "a server")]
    with pytest.raises(CancelledError, match="stopped"):
        part.check("stopped")
    part.sleep(1.5)
    assert heard[-1] == 1.5


def test_a_stop_leaves_the_end_to_the_work():
    def work(monitor):
        monitor.sleep(LONG)
        return "stopped" if monitor.cancelled() else "slept"

    job = BackgroundJob(work, "test")
    job.stop()
    assert job.result() == "stopped"
    assert job.view().status == "done"


def test_a_cancel_counts_before_the_thread_ends():
    end = threading.Event()
    job = BackgroundJob(lambda _: end.wait(LONG), "test", cancelled="stopped by hand")
    assert job.is_running
    job.cancel()
    assert not job.is_running
    assert (job.view().status, job.view().problems) == ("cancelled", ("stopped by hand",))
    with pytest.raises(CancelledError):
        job.result()
    end.set()
    assert job.wait(LONG).status == "cancelled"


def test_every_problem_of_an_input_is_listed():
    def work(_):
        raise InputError(["one", "two"])

    view = BackgroundJob(work, "test").wait(LONG)
    assert (view.status, view.result, view.problem_texts()) == ("failed", None, ("one", "two"))
