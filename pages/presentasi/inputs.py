"""What the presenter decides on the page Presentasi: statements, thresholds, cover, messages."""

from __future__ import annotations

import hashlib
from datetime import date

import streamlit as st

from layers.access.thresholds import DEFAULTS
from layers.area.study_area import StudyArea
from layers.meeting.build import (
    MeetingQuestion,
    first_cover,
    label_of,
    meeting_language,
    possible,
    scenario_titles,
)
from layers.printmap.logo import checked_logo
from layers.slides.story import MOST_CHARACTERS, MOST_SLIDES, Cover, Kind, Slide
from pages.shared.inputs import cost_input, threshold_input
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.sidebar import current_mode
from pages.shared.widgets import show_problems
from spatial.access.measure import TIME
from spatial.errors import InputError
from spatial.wording import _

CHOSEN = "meeting_statements"
LOGO_EDITION = "meeting_logo_edition"


def choose_statements(area: StudyArea) -> list[Kind]:
    """Draw the choice of statements; return them in the order of the slides."""
    lacks = possible(area)
    usable = [kind for kind, lack in lacks.items() if not lack]
    kept = [kind for kind in st.session_state.get(CHOSEN, usable) if kind in usable]
    st.session_state[CHOSEN] = kept
    chosen: list[Kind] = st.multiselect(
        _("Statements, in the order of the slides"),
        usable,
        format_func=label_of,
        max_selections=MOST_SLIDES,
        key=CHOSEN,
        persist_state=KEEP,
        placeholder=_("Choose up to six"),
    )
    for kind, lack in lacks.items():
        if lack:
            label = label_of(kind)
            st.caption(f"{label}: {lack}.")
    return chosen


def choose_thresholds(area: StudyArea) -> MeetingQuestion:
    """Draw the thresholds; return what is asked."""
    cost = cost_input()
    left, right = st.columns(2)
    with left:
        limit = threshold_input(cost)
    begin_with("meeting_reach", TIME.displayed_threshold(DEFAULTS["time"]))
    reach = right.number_input(
        _("To markets (minutes)"),
        min_value=1.0,
        max_value=500.0,
        step=5.0,
        format="%.0f",
        key="meeting_reach",
        persist_state=KEEP,
    )
    scenario, sites = choose_future(area)
    mode = current_mode()
    return MeetingQuestion(mode, cost, limit, TIME.threshold(reach), scenario, sites)


def choose_future(area: StudyArea) -> tuple[str, int]:
    """Draw the choice of a scenario and of the number of new sites; return them."""
    titles = {"": _("Proposal: mobile services in the two worst kecamatan")} | scenario_titles(
        area
    )
    key = f"meeting_scenario_{area.name}"
    if st.session_state.get(key, "") not in titles:
        st.session_state[key] = ""
    left, right = st.columns([1.7, 1])
    scenario = left.selectbox(
        _("Scenario"),
        list(titles),
        format_func=lambda name: titles.get(name, name),
        key=key,
        persist_state=KEEP,
    )
    begin_with("meeting_sites", 2)
    sites = right.number_input(
        _("New point"),
        min_value=1,
        max_value=8,
        key="meeting_sites",
        persist_state=KEEP,
    )
    return scenario, int(sites)


def fill_cover(area: StudyArea) -> Cover:
    """Draw title, agency, date and logo; return the cover."""
    first = first_cover(area, date.today())  # noqa: DTZ011 - the presenter's own day
    words = f"{area.name}_{meeting_language()}"
    title = _text(_("Title"), f"meeting_title_{words}", first.title, 90)
    subtitle = _text(_("Subtitle"), f"meeting_subtitle_{words}", first.subtitle, 90)
    agency = _text(_("Agency"), "meeting_agency", "", 90, _("such as Bappeda Kabupaten …"))
    begin_with("meeting_day", date.today())  # noqa: DTZ011
    day = st.date_input(
        _("Date of the meeting"), format="DD/MM/YYYY", key="meeting_day", persist_state=KEEP
    )
    dated = first_cover(area, day)
    return Cover(title or first.title, area.title, dated.date, agency, subtitle, choose_logo())


def _text(label: str, key: str, first: str, most: int, hint: str = "") -> str:
    begin_with(key, first)
    found = st.text_input(label, max_chars=most, key=key, placeholder=hint, persist_state=KEEP)
    return " ".join(found.split())


def choose_logo() -> bytes | None:
    """Draw the upload of a logo; keep it for the session; return it checked."""
    edition = st.session_state.get(LOGO_EDITION, 0)
    file = st.file_uploader(
        _("Logo (PNG or JPEG)"), type=["png", "jpg", "jpeg"], key=f"meeting_file_{edition}"
    )
    if file is not None:
        try:
            st.session_state["meeting_logo"] = checked_logo(file.getvalue())
        except InputError as error:
            show_problems(error.problems)
    kept: bytes | None = st.session_state.get("meeting_logo")
    if kept is not None:
        st.button(_("Remove logo"), icon=":material/delete:", on_click=_forget_logo)
    return kept


def _forget_logo() -> None:
    """Forget the logo, and the uploaded file with it: a new field has none."""
    st.session_state["meeting_logo"] = None
    st.session_state[LOGO_EDITION] = st.session_state.get(LOGO_EDITION, 0) + 1


def edit_messages(area: StudyArea, slides: list[Slide]) -> dict[str, str]:
    """Draw a field per slide and arrows to move it; return the presenter's own messages."""
    own = _own(area)
    for place, slide in enumerate(slides):
        _edit(slide, own, place, len(slides))
    return {kind: text for kind, (text, _) in own.items()}


def _own(area: StudyArea) -> dict[str, tuple[str, str]]:
    """Return the session's own messages, each with the message that it stands for."""
    kept: dict[str, dict[str, tuple[str, str]]] = st.session_state.setdefault("meeting_own", {})
    return kept.setdefault(f"{area.name}_{meeting_language()}", {})


def _edit(slide: Slide, own: dict[str, tuple[str, str]], place: int, count: int) -> None:
    shown, basis = own.get(slide.kind, (slide.message, slide.message))
    version = hashlib.sha256(f"{shown}{slide.message}{meeting_language()}".encode()).hexdigest()[
        :12
    ]
    key = f"meeting_message_{slide.kind}_{version}"
    label = label_of(slide.kind)
    field, up, down = st.columns([8, 1, 1], vertical_alignment="center")
    field.text_area(
        f"{place + 1}. {label}",
        value=shown,
        key=key,
        height=90,
        max_chars=max(MOST_CHARACTERS, len(shown)),
        on_change=_keep,
        args=(slide, own, key),
    )
    last = count - 1
    for column, to, icon, label in (
        (up, place - 1, ":material/arrow_upward:", _("Move up")),
        (down, place + 1, ":material/arrow_downward:", _("Move down")),
    ):
        column.button(
            "",
            icon=icon,
            key=f"meeting_{icon}_{slide.kind}",
            help=label,
            disabled=not 0 <= to <= last,
            on_click=_move,
            args=(slide.kind, to),
        )
    if slide.kind in own and basis != slide.message:
        st.warning(
            _("This sentence is yours, and the numbers have changed since. Now: {text}").format(
                text=slide.message
            )
        )


def _move(kind: Kind, to: int) -> None:
    chosen = [other for other in st.session_state[CHOSEN] if other != kind]
    chosen.insert(to, kind)
    st.session_state[CHOSEN] = chosen


def _keep(slide: Slide, own: dict[str, tuple[str, str]], key: str) -> None:
    """Keep an edited message; an empty one, or the program's own, brings that back."""
    text = " ".join(st.session_state[key].split())
    if text in {"", slide.message}:
        own.pop(slide.kind, None)
    else:
        own[slide.kind] = (text[:MOST_CHARACTERS], slide.message)
