"""The panel of "Sunting titik": the chosen point, or a new one, and its place."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from layers.area.labels import KINDS, PRECISION
from layers.area.study_area import StudyArea
from layers.editing.place import Place, place_text, place_words, typed_place
from layers.editing.session import EditSession, NewPoint, kinds
from pages.shared import edit_state
from pages.shared.edit_state import (
    ADD,
    CHANGE,
    EDITS,
    LAT,
    LON,
    TASK,
    TASKS,
    VIEW,
    map_key,
    point_key,
)
from pages.shared.persistent_choices import KEEP
from pages.shared.sidebar import current_mode
from spatial.errors import DesmigratifError, InputError
from spatial.wording import _

NAME, CODE = "edit_name", "edit_code"


def panel(session: EditSession, layer: str) -> Place | None:
    """Draw the panel beside the map; return the new place that it holds."""
    task = st.segmented_control(
        _("Task"),
        list(TASKS),
        format_func=TASKS.__getitem__,
        default=CHANGE,
        required=True,
        key=TASK,
        label_visibility="collapsed",
        persist_state=KEEP,
    )
    return _add_panel(session, layer) if task == ADD else _change_panel(session, layer)


def _change_panel(session: EditSession, layer: str) -> Place | None:
    """Draw what can be done with the chosen point."""
    frame = session.points(layer)
    labels = {
        str(row.id): ", ".join(part for part in (row.name, row.district) if isinstance(part, str))
        for row in frame[["id", "name", "district"]].itertuples(index=False)
    }
    key = point_key(session.area.name, layer)
    if st.session_state.get(key) not in labels:
        st.session_state[key] = None
    chosen = st.selectbox(
        _("Point"),
        sorted(labels, key=labels.__getitem__),
        format_func=labels.__getitem__,
        index=None,
        placeholder=_("Click a point on the map, or type its name"),
        key=key,
        on_change=_look_at,
        args=(session.area.name, layer, key),
    )
    if chosen is None:
        st.info(_("Choose the point to change, then click its new place on the map."))
        return None
    row = frame[frame["id"] == chosen].iloc[0]
    now = (float(row.geometry.x), float(row.geometry.y))
    st.caption(
        _("Now: {now} · {precision} · {hint}").format(
            now="; ".join(place_text(now)),
            precision=PRECISION[row["precision"]],
            hint=_hint(session.area, now, None),
        )
    )
    pin = _place_inputs(session.area, now)
    precision, source = _place_facts(str(row["precision"]))
    move, remove = st.columns(2)
    move.button(
        _("Move it here"),
        key="edit_move",
        icon=":material/pin_drop:",
        type="primary",
        width="stretch",
        disabled=pin is None,
        on_click=_move,
        args=(session.area.name, layer, chosen, pin, precision, source),
    )
    remove.button(_("Delete point"), key="edit_remove", icon=":material/delete:", width="stretch",
                  on_click=edit_state.take_step,
                  args=(session.area.name, lambda s: s.remove(layer, chosen)))  # fmt: skip
    return pin


def _look_at(name: str, layer: str, key: str) -> None:
    """Bring the point that was chosen by its name into view."""
    frame = st.session_state[EDITS][name].points(layer)
    found = frame[frame["id"] == st.session_state[key]]
    if len(found):
        place = found.geometry.iloc[0]
        st.session_state[VIEW] = (map_key(name, layer), (place.y, place.x))


def _move(  # noqa: PLR0913
    name: str, layer: str, point: str, pin: Place, precision: str, source: str
) -> None:
    if edit_state.step(name, lambda s: s.move(layer, point, *pin, precision, source)):
        edit_state.clear()


def _add_panel(session: EditSession, layer: str) -> Place | None:
    """Draw the form of a new point."""
    first, second = st.columns(2)
    name = first.text_input(_("Name"), key=NAME)
    kind = second.selectbox(
        _("Kind"),
        kinds(session.points(layer), layer),
        format_func=lambda k: str(KINDS.get(k, k)),
        key=f"edit_kind_{layer}",
    )
    code = ""
    if layer == "villages":
        code = st.text_input(
            _("Kemendagri code (may be empty)"), key=CODE, placeholder="33.21.14.2014"
        )
    pin = _place_inputs(session.area, None)
    precision, source = _place_facts("published")
    st.button(_("Add"), key="edit_add", icon=":material/add_location:", type="primary",
              disabled=pin is None or not name.strip(), on_click=_add,
              args=(session.area.name, layer, name, kind, code, pin, precision,
                    source))  # fmt: skip
    return pin


def _add(  # noqa: PLR0913
    name: str,
    layer: str,
    title: str,
    kind: str,
    code: str,
    pin: Place,
    precision: str,
    source: str,
) -> None:
    def step(session: EditSession) -> EditSession:
        new = NewPoint(title, kind, *pin, precision, source, code)
        added, point = session.add(layer, new)
        st.session_state[point_key(name, layer)] = point
        return added

    if edit_state.step(name, step):
        edit_state.clear()
        st.session_state[NAME] = st.session_state[CODE] = ""


def _place_inputs(area: StudyArea, before: Place | None) -> Place | None:
    """Draw the inputs of a place and what it means; return the place if there is one."""
    first, second = st.columns(2)
    lon = first.text_input(
        _("Longitude of the new place"), key=LON, placeholder=_("click the map, or 110.6312")
    )
    lat = second.text_input(
        _("Latitude of the new place"), key=LAT, placeholder=_("click the map, or -6.8912")
    )
    if not lon.strip() and not lat.strip():
        return None
    try:
        place = typed_place(lon, lat)
    except InputError as error:
        st.caption(f":red[{' '.join(error.problems)}]")
        return None
    st.markdown(f":material/near_me: **{_hint(area, place, before)}**")
    return place


def _hint(area: StudyArea, place: Place, before: Place | None) -> str:
    try:
        return place_words(area, current_mode(), place, before)
    except DesmigratifError as error:
        return str(error)


def _place_facts(precision: str) -> tuple[str, str]:
    """Draw how good a place is and where it is known from."""
    first, second = st.columns(2)
    words = list(PRECISION)
    chosen = first.selectbox(
        _("Precision"),
        words,
        index=words.index(precision),
        format_func=PRECISION.__getitem__,
        key=f"edit_precision_{precision}",
    )
    today = datetime.now(tz=UTC).astimezone()
    source = second.text_input(
        _("Source of the place"), key="edit_source", placeholder=_("e.g. GPS survey, July 2026")
    )
    pointed = _("pointed out on the map, {day}").format(day=today.date().isoformat())
    return str(chosen), source.strip() or pointed
