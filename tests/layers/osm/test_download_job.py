"""Work in the background: its progress, its ends, and a cancel that does not wait."""

import threading
from functools import partial

import pytest

from layers.jobs.background import JobView
from layers.jobs.progress import Progress
from layers.osm.download_job import download_job, download_text
from layers.osm.overpass import Question, fetch_all
from layers.osm.server_lock import CANCELLED
from layers.store.area_name import check_name
from layers.text import catalogues as languages  # noqa: F401  (reads the catalogues)
from spatial.errors import InputError
from spatial.wording import lazy_gettext, use_language
from tests.layers import overpass_server as fake
from tests.layers.osm_cases import node

LONG = 20


def settled(job):
    view = job.wait(LONG)
    assert view.status != "running"
    return view


def test_a_download_in_the_background(server, settings):
    server.usual = fake.answer(node(1, 0, 0), node(2, 0, 0))
    job = download_job(lambda caller: fetch_all([Question("a"), Question("b")], settings, caller))
    view = settled(job)
    assert view.status == "done"
    assert [len(group[0].elements) for group in view.result] == [2, 2]
    assert (view.progress, view.share, view.problems) == (Progress(2, 2, 4), 1.0, ())


def test_cancel_counts_at_once_even_if_the_server_is_silent(server, settings):
    server.acts = [fake.answer(node(1, 0, 0)), fake.silent(server.release)]
    job = download_job(lambda caller: fetch_all([Question("a"), Question("b")], settings, caller))
    while len(server.queries) < 2:
        assert job.view().status == "running"
    job.cancel()
    view = job.view()
    assert (view.status, view.problems) == ("cancelled", (CANCELLED,))
    assert server.running == 1, "the server has not answered yet"
    assert settled(job).progress.done == 1
    server.release.set()


@pytest.mark.usefixtures("indonesian")
def test_cancel_ends_a_pause(server, settings):
    server.usual = fake.status(429, Retry_After="60")
    job = download_job(lambda caller: fetch_all([Question("a")], settings, caller))
    while "dicoba lagi dalam 60 detik" not in download_text(job.view()):
        assert job.view().status == "running"
    job.cancel()
    assert settled(job).status == "cancelled"
    assert len(server.queries) == 1


def test_what_comes_after_a_cancel_does_not_count():
    gate = threading.Event()

    def stubborn(caller):
        gate.wait(LONG)
        caller.progress(Progress(9, 9, 9))
        return "too late"

    job = download_job(stubborn)
    job.cancel()
    gate.set()
    view = settled(job)
    assert (view.status, view.result, view.progress) == ("cancelled", None, Progress(0, 0, 0))


def fail_with(error, caller):
    caller.progress(Progress(1, 4, 7, "sesuatu"))
    raise error


def test_errors_are_sentences():
    view = settled(download_job(partial(fail_with, InputError(["satu", "dua"]))))
    assert (view.status, view.problems, view.share) == ("failed", ("satu", "dua"), 0.25)


def test_a_fault_of_the_program_does_not_run_for_ever(caplog):
    view = settled(download_job(partial(fail_with, ZeroDivisionError("x"))))
    assert view.status == "failed"
    assert "ZeroDivisionError" in view.problems[0]
    assert "download failed" in caplog.text


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("progress", "waited_s", "words"),
    [
        (Progress(0, 0, 0), 0, "Memulai …"),
        (Progress(12, 40, 5321), 9, "12 dari 40 petak, 5.321 objek …"),
        (Progress(1, 2, 3, "jawaban x"), 1.9, "1 dari 2 petak, 3 objek. Menunggu jawaban x …"),
        (Progress(1, 2, 3, "jawaban x"), 12.3,
         "1 dari 2 petak, 3 objek. Menunggu jawaban x (sudah 12 detik) …"),
    ],
)  # fmt: skip
def test_words(progress, waited_s, words):
    assert download_text(JobView("running", progress, waited_s)) == words


@pytest.mark.usefixtures("indonesian")
def test_each_reader_is_told_in_their_language():
    gate = threading.Event()

    def slow(caller):
        caller.progress(
            Progress(1, 4, 1234, lazy_gettext("the answer of {host}", host="server.example"))
        )
        gate.wait(LONG)
        raise InputError([lazy_gettext("{name} must not be negative.", name="pause_s")])

    job = download_job(slow)
    while not job.view().progress.total:
        assert job.view().status == "running"
    texts = {}
    for language in ("id", "en"):
        with use_language(language):
            texts[language] = download_text(job.view())
    gate.set()
    assert texts == {
        "id": "1 dari 4 petak, 1.234 objek. Menunggu jawaban server.example …",
        "en": "1 of 4 tiles, 1,234 objects. Waiting for the answer of server.example …",
    }
    view = settled(job)
    with use_language("en"):
        assert view.problem_texts() == ("pause_s must not be negative.",)
    assert view.problem_texts() == ("pause_s tidak boleh negatif.",)


@pytest.mark.usefixtures("indonesian")
def test_what_the_work_says_itself_is_in_the_language_of_who_ordered_it():
    with use_language("id"):
        job = download_job(lambda _: check_name("Kudus!"))
    assert "tidak dapat menjadi nama wilayah" in settled(job).problem_texts()[0]
