"""Data, "Sunting titik": add, move, correct and remove the points of the current area."""

from __future__ import annotations

import streamlit as st

from layers.editing import saving
from layers.editing.session import LAYERS, EditSession
from layers.store.area_name import slug
from layers.store.area_store import NEW, default_store
from pages.data.edit_panel import panel
from pages.data.edit_view import points_map, points_table
from pages.shared import edit_state, messages
from pages.shared.edit_state import EDITS, LAYER
from pages.shared.persistent_choices import KEEP
from pages.shared.sidebar import current_area
from pages.shared.widgets import reported
from spatial.wording import _, ngettext


def section() -> None:
    """Draw the section."""
    with reported():
        area = current_area()
        session = edit_state.session_of(area)
    layer = _bar(session)
    messages.show()
    _stale(session)
    left, right = st.columns([3, 2])
    with right:
        pin = panel(session, layer)
    with left:
        points_map(session, layer, pin)
    points_table(session, layer)


def _bar(session: EditSession) -> str:
    """Draw the choice of the layer, what is not stored yet, and undo, redo, discard, save."""
    name = session.area.name
    choose, status, undo, redo, discard, save = st.columns(
        [4.8, 2.9, 1.35, 1.35, 1.6, 1.5], vertical_alignment="center"
    )
    layer = choose.segmented_control(
        _("Layer"),
        list(LAYERS),
        format_func=LAYERS.__getitem__,
        default="villages",
        required=True,
        label_visibility="collapsed",
        key=LAYER,
        persist_state=KEEP,
    )
    history = session.histories[layer]
    status.markdown(_status(session))
    undo.button(_("Undo"), key="edit_undo", icon=":material/undo:", width="stretch",
                disabled=not history.past, on_click=edit_state.take_step,
                args=(name, lambda s: s.undo(layer)))  # fmt: skip
    redo.button(_("Redo"), key="edit_redo", icon=":material/redo:", width="stretch",
                disabled=not history.future, on_click=edit_state.take_step,
                args=(name, lambda s: s.redo(layer)))  # fmt: skip
    with discard.popover(_("Discard"), icon=":material/delete_sweep:", width="stretch",
                         disabled=not session.changes):  # fmt: skip
        st.markdown(
            ngettext(
                "Discard **{changes} change** that is not saved?",
                "Discard **{changes} changes** that are not saved?",
                session.changes,
            ).format(changes=session.changes)
        )
        st.button(_("Discard changes"), key="edit_discard", on_click=_discard, args=(name,))
    save.button(_("Save"), key="edit_save", icon=":material/save:", type="primary",
                width="stretch", disabled=not session.changes, on_click=_save,
                args=(session,))  # fmt: skip
    if session.based_on == NEW:
        st.caption(
            _(
                "Built-in data: saving makes a copy of your own ('{name}') that is used in "
                "its place; delete that copy in Manage areas to go back to the built-in data."
            ).format(name=name)
        )
    return str(layer)


def _status(session: EditSession) -> str:
    if not session.changes:
        return _("All saved.")
    return ngettext(
        ":orange[**{changes} change** not saved]",
        ":orange[**{changes} changes** not saved]",
        session.changes,
    ).format(changes=session.changes)


def _discard(name: str) -> None:
    count = st.session_state[EDITS].pop(name).changes
    edit_state.turn()
    messages.leave(
        "info",
        ngettext("{count} change was discarded.", "{count} changes were discarded.", count).format(
            count=count
        ),
    )


def _save(session: EditSession) -> None:
    done = (
        _("Saved as a copy of your own, which is now used in place of the built-in data.")
        if session.based_on == NEW
        else _("Saved. You can go back to the previous version in Manage areas.")
    )
    if messages.attempt(lambda: saving.save(session, default_store()), done):
        st.session_state[EDITS].pop(session.area.name)


def _stale(session: EditSession) -> None:
    """Warn where somebody else saved the area, and offer a way out."""
    if not session.changes or not saving.is_stale(session, default_store()):
        return
    st.warning(
        _(
            "This area was saved from elsewhere since you began to edit. Save your edits as a "
            "new area, or discard them and start from the new version."
        )
    )
    title = st.text_input(
        _("Title of the new area"), _("{title} (edited)").format(title=session.area.title)
    )
    st.button(_("Save as a new area"), key="edit_save_as", on_click=_save_as,
              args=(session, title))  # fmt: skip


def _save_as(session: EditSession, title: str) -> None:
    def save() -> None:
        name = slug(title)
        saving.save_as(session, default_store(), name, title.strip())
        st.session_state[EDITS].pop(session.area.name)
        st.session_state["area"] = name

    messages.attempt(save, _("Saved as a new area: {title}.").format(title=title.strip()))
