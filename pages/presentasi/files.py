"""Slides and files of the page Presentasi, cached while nothing in them changes."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from layers.area.study_area import StudyArea
from layers.meeting.build import MeetingQuestion, build_slide, stamp
from layers.meeting.formats import FILES, make_file
from layers.slides.html_deck import html_bytes
from layers.slides.pictures import slide_pictures
from layers.slides.story import Kind, Slide, Story
from pages.shared.cached_answer import cached_answer
from spatial.wording import _

FILES_KEY = "meeting_files"


@dataclass
class StoryFiles:
    """What a session made of a story: pictures of the maps, and files by format."""

    story: str
    pictures: dict[str, bytes] | None = None
    files: dict[str, bytes] = field(default_factory=dict)


@cached_answer(64, by_language=True, also=stamp)
def cached_slide(area: StudyArea, kind: Kind, question: MeetingQuestion) -> Slide:
    """Answer one statement; the table of owners counts, too."""
    return build_slide(area, kind, question)


@cached_answer(8)
def deck_html(story: Story) -> str:
    """Write the slides for the screen."""
    return html_bytes(story).decode("utf-8")


def made_file(which: str, story: Story) -> bytes | None:
    """Return a file of the story if this session has made it."""
    return _made(story).files.get(which)


def make_story_file(which: str, story: Story) -> None:
    """Make a file with a progress bar; the maps are drawn once for all formats."""
    made = _made(story)
    bar = st.progress(0.0)

    def report(done: float, total: float, what: str = "", /) -> None:
        bar.progress(done / max(total, 1), text=_("Making {what} …").format(what=what))

    if FILES[which].needs_pictures and made.pictures is None:
        made.pictures = slide_pictures(story, report)
    made.files[which] = make_file(which, story, report, made.pictures or {})
    bar.empty()


def _made(story: Story) -> StoryFiles:
    """Return what this session made of the story; another story starts anew."""
    made: StoryFiles | None = st.session_state.get(FILES_KEY)
    if made is None or made.story != story.key:
        made = st.session_state[FILES_KEY] = StoryFiles(story.key)
    return made
