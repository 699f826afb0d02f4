"""Slides and files of the page Presentasi, kept while nothing in them changes."""

from __future__ import annotations

import json

import streamlit as st

from layers.area.study_area import StudyArea
from layers.meeting.build import MeetingQuestion, build_slide, spoken, stamp
from layers.meeting.formats import FILES, make_file
from layers.slides.html_deck import html_bytes
from layers.slides.pictures import slide_pictures
from layers.slides.story import Kind, Slide, Story
from spatial.wording import Language, tr


def question_key(question: MeetingQuestion) -> str:
    """Write a question so that two are the same text exactly when they ask the same."""
    facts = [question.cost, question.limit, question.reach_minutes, question.mode.to_dict()]
    facts += [question.scenario, question.sites]
    return json.dumps(facts, sort_keys=True)


def slide(of: StudyArea, kind: Kind, question: MeetingQuestion) -> Slide:
    """Answer one statement once per language; the table of owners counts, too."""
    return _slide(of, kind, question, spoken(), stamp(of, kind, question))


@st.cache_resource(
    max_entries=64,
    show_spinner=False,
    hash_funcs={StudyArea: lambda area: area.digest, MeetingQuestion: question_key},
)
def _slide(
    of: StudyArea,
    kind: Kind,
    question: MeetingQuestion,
    words: Language,  # noqa: ARG001 - key of the cache: a slide holds texts
    more: str,  # noqa: ARG001 - key of the cache
) -> Slide:
    return build_slide(of, kind, question)


def deck(story: Story) -> str:
    """Write the slides for the screen once per story."""
    return _deck(story.key, story)


@st.cache_resource(max_entries=8, show_spinner=False)
def _deck(key: str, _story: Story) -> str:  # noqa: ARG001 - key of the cache
    return html_bytes(_story).decode("utf-8")


def made(which: str, story: Story) -> bytes | None:
    """Return a file of the story if this session has made it."""
    kept: bytes | None = _files(story).get(which)
    return kept


def make(which: str, story: Story) -> None:
    """Make a file with a progress bar; the maps are drawn once for all formats."""
    kept = _files(story)
    bar = st.progress(0.0)

    def tell(done: int, total: int, what: str) -> None:
        bar.progress(done / max(total, 1), text=tr("Membuat {what} …").format(what=what))

    if FILES[which].needs_pictures and "pictures" not in kept:
        kept["pictures"] = slide_pictures(story, tell)
    kept[which] = make_file(which, story, tell, kept.get("pictures", {}))
    bar.empty()


def _files(story: Story) -> dict[str, object]:
    """Return what this session made of the story; another story starts anew."""
    kept = st.session_state.get("meeting_files")
    if kept is None or kept[0] != story.key:
        kept = (story.key, {})
        st.session_state["meeting_files"] = kept
    return kept[1]
