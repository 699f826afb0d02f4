"""A file that is uploaded while a run of the page starts arrives."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from pages.shared.upload_replies import retain_replies
from tests.browser_cases import served


def message(kind):
    made = ForwardMsg()
    getattr(made, kind).SetInParent()
    return made


@pytest.fixture
def queue(monkeypatch):
    """A queue with every kind of message that matters, guarded twice."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", ForwardMsgQueue.clear)
    retain_replies()
    retain_replies()
    made = ForwardMsgQueue()
    for kind in ("new_session", "delta", "file_urls_response", "backend_operation_response"):
        made.enqueue(message(kind))
    return made


def kinds(queue):
    return [sent.WhichOneof("type") for sent in queue.flush()]


@pytest.mark.parametrize("fragments", [None, ["one"]])
def test_a_starting_run_retains_replies(queue, fragments):
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)
    found = kinds(queue)
    assert sorted(set(found) - {"delta"}) == [
        "backend_operation_response", "file_urls_response", "new_session",
    ]  # fmt: skip
    assert len(found) == len(set(found))
    assert ("delta" in found) == (fragments is not None)


def test_sending_empties_the_queue(queue):
    assert len(kinds(queue)) == 4
    assert queue.is_empty()


APP = """
import streamlit as st
from streamlit.runtime.app_session import AppSession

from pages.shared.sidebar import configure

configure()
if not hasattr(AppSession, "answers"):
    AppSession.answers = AppSession._handle_file_urls_request

    def answer_as_a_run_starts(session, request):
        session.answers(request)
        session._clear_queue()

    AppSession._handle_file_urls_request = answer_as_a_run_starts
for file in st.file_uploader("Jalan", accept_multiple_files=True):
    st.write(f"{file.name}: {len(file.getvalue())}")
"""


@pytest.fixture
def app_url(tmp_path):
    script = tmp_path / "app.py"
    script.write_text(APP, encoding="utf-8")
    with served(script) as url:
        yield url


@pytest.mark.browser
def test_a_file_arrives_though_a_run_starts_before_its_address_is_sent(page, app_url):
    page.goto(app_url)
    uploader = page.get_by_test_id("stFileUploader")
    sent = {"name": "jalan.csv", "mimeType": "text/csv", "buffer": b"1,2,3"}
    uploader.locator("input[type=file]").set_input_files(sent)
    page.get_by_text("jalan.csv: 5").wait_for()
    assert page.faults == []
