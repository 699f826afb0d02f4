"""Presentasi: a finished story for a meeting, on the screen and as files, without internet."""

from __future__ import annotations

import streamlit as st

from layers.meeting.build import assemble
from layers.meeting.formats import FILES
from layers.slides.story import Slide, Story
from pages.presentasi import inputs
from pages.presentasi.files import cached_slide, deck_html, made_file, make_story_file
from pages.shared.sidebar import current_area
from pages.shared.widgets import reported, show_problems
from spatial.errors import InputError
from spatial.wording import _

DECK_HEIGHT = 520
IN_A_ROW = 4


def build() -> tuple[Story | None, list[Slide]]:
    """Draw the choices; return the story with the presenter's words, None without statements."""
    area = current_area()
    statements, cover_tab, words_tab = st.tabs([_("Content"), _("Cover"), _("Sentences")])
    with statements:
        chosen = inputs.choose_statements(area)
        question = inputs.choose_thresholds(area)
    with cover_tab:
        cover = inputs.fill_cover(area)
    slides: list[Slide] = []
    problems: list[str] = []
    with st.spinner(_("Putting slides together …")):
        for kind in chosen:
            try:
                slides.append(cached_slide(area, kind, question))
            except InputError as error:
                problems += error.problems
    if problems:
        show_problems(problems)
    with words_tab:
        own = inputs.edit_messages(area, slides)
    if not slides:
        return None, slides
    return assemble(area, slides, question, cover).saying(own), slides


def show_deck(story: Story) -> None:
    """Show the slides as they will be shown in the meeting."""
    with st.spinner(_("Drawing maps …")):
        page = deck_html(story)
    st.iframe(page, height=DECK_HEIGHT, alt=_("Slides of the meeting"))
    st.caption(
        _(
            "Click the slides, then: → or space forward, ← back, f full screen. All of it "
            "works without internet."
        )
    )


def show_files(story: Story) -> None:
    """Offer the files; each is made when asked for, then saved with a second click."""
    st.markdown(_("**Take to the meeting**"))
    place = st.container()
    columns = [column for _ in range(0, len(FILES), IN_A_ROW) for column in st.columns(IN_A_ROW)]
    for column, (which, file) in zip(columns, FILES.items(), strict=False):
        label = _(file.label)
        data = made_file(which, story)
        if data is None:
            if column.button(label, key=f"make_{which}", icon=":material/build:", width="stretch"):
                with place:
                    make_story_file(which, story)
                st.rerun()
            continue
        column.download_button(
            _("Save {file}").format(file=label),
            data=data,
            file_name=f"rapat_{current_area().name}{file.ending}",
            mime=file.mime,
            key=f"save_{which}",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            width="stretch",
        )


def show_page() -> None:
    """Draw the page."""
    left, right = st.columns([1, 2.3], gap="medium")
    with left:
        story, _unused = build()
    with right:
        if story is None:
            st.info(_("Choose at least one statement."))
            return
        show_deck(story)
        show_files(story)


st.title(_("What does the meeting need to know?"))
with reported():
    show_page()
