"""Data, "Kelola wilayah": the user's study areas, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any

import streamlit as st

from layers.area.study_area import StudyArea
from layers.scenarios.store import default_scenarios
from layers.store.area_store import default_store
from layers.text.formats import MISSING, moment
from layers.workspace import area_list, catalog
from layers.workspace.area_list import ListedArea
from layers.workspace.bundle import bundle_bytes, read_bundle_bytes, read_bundle_scenarios
from pages.shared import edit_state, messages
from pages.shared.answers import load_area
from pages.shared.widgets import localized_table, reported
from spatial.wording import N_, Labels, _

CHOSEN, SENT, REPLACE, OTHER = "manage_area", "manage_sent", "manage_replace", "manage_other"
TURN = "manage_turn"
TAKE_IN = Labels(
    {
        OTHER: N_("Save under another name"),
        REPLACE: N_("Replace it; the present one becomes the previous version"),
    }
)


@st.cache_resource(show_spinner=False)
def _embedded(name: str) -> StudyArea:
    return catalog.load_embedded(name)


def section() -> None:
    """Draw the section."""
    messages.show()
    with reported(), st.spinner(_("Loading the built-in areas …")):
        embedded = [_embedded(name) for name in catalog.embedded_names()]
        areas = {area.name: area for area in area_list.listing(default_store(), embedded)}
    st.dataframe(
        localized_table(area_list.table(areas.values()), counts=area_list.COUNTED.values()),
        hide_index=True,
        placeholder=MISSING,
        height="auto",
        column_config={
            _("Title"): st.column_config.TextColumn(width="medium"),
            _("Origin"): st.column_config.TextColumn(width="medium"),
            **{
                word: st.column_config.NumberColumn(width="small")
                for word in area_list.COUNTED.values()
            },
        },
    )
    if st.session_state.get(CHOSEN) not in areas:
        st.session_state[CHOSEN] = _first(areas)
    chosen = st.selectbox(
        _("Area to manage"),
        list(areas),
        format_func=lambda name: f"{areas[name].title} ({name})",
        key=CHOSEN,
    )
    _actions(areas[chosen], areas)
    _import(areas)


def _first(areas: dict[str, ListedArea]) -> str:
    current = st.session_state.get("area")
    return current if current in areas else next(iter(areas))


def _actions(area: ListedArea, areas: dict[str, ListedArea]) -> None:
    """Draw what can be done with an area."""
    if area.problem:
        st.error(
            _(
                "This area cannot be opened: {problem}\n\nGo back to its previous version, or "
                "delete it and bring it in again from a zip file."
            ).format(problem=area.problem)
        )
    first, second, third, fourth, fifth = st.columns(5)
    first.button(
        _("Open"),
        key="manage_open",
        icon=":material/folder_open:",
        type="primary",
        width="stretch",
        disabled=bool(area.problem),
        on_click=_open,
        args=(area,),
        help=_("Makes it the study area in the sidebar."),
    )
    _export(second, area)
    if area.embedded:
        third.button(
            _("Save a copy to edit"),
            key="manage_copy",
            icon=":material/content_copy:",
            width="stretch",
            on_click=_copy,
            args=(area.name,),
        )
        st.caption(
            _(
                "A built-in area cannot be changed or deleted. Its copy has the same name and "
                "is used in its place; delete the copy to go back to the built-in data."
            )
        )
        return
    with third.popover(_("Rename"), icon=":material/edit:", width="stretch"):
        _rename(area, areas)
    fourth.button(
        _("Previous version"),
        key="manage_roll_back",
        icon=":material/history:",
        width="stretch",
        disabled=not area.can_roll_back,
        on_click=_roll_back,
        args=(area,),
        help=area_list.roll_back_words(area),
    )
    if fifth.button(_("Delete …"), key="manage_delete", icon=":material/delete:", width="stretch"):
        _delete_dialog(area)
    if area.can_roll_back:
        st.caption(
            _("Present version: {saved}. {other}").format(
                saved=moment(area.saved), other=area_list.roll_back_words(area)
            )
        )


def _open(area: ListedArea) -> None:
    def load() -> None:
        load_area(area.name)
        st.session_state["area"] = area.name

    messages.attempt(load, _("Opened: {area}.").format(area=area.title))


def _copy(name: str) -> None:
    def copy() -> None:
        area_list.copy_embedded(default_store(), _embedded(name))

    messages.attempt(
        copy,
        _(
            "The copy '{name}' is saved and now used in place of the built-in data. Edit its "
            "points in the section Edit points."
        ).format(name=name),
    )


def _export(place: Any, area: ListedArea) -> None:  # noqa: ANN401 - a container of Streamlit
    """Offer the area as one zip file, made on the click."""
    place.download_button(
        _("Download (zip)"),
        data=lambda: bundle_bytes(
            catalog.load_area(area.name), default_scenarios().load_all(area.name)
        ),
        file_name=f"{area.name}.zip",
        mime="application/zip",
        key="manage_export",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
        disabled=bool(area.problem),
        help=_(
            "The whole area in one file: boundaries, points, roads, network and where they "
            "come from."
        ),
    )


def _rename(area: ListedArea, areas: dict[str, ListedArea]) -> None:
    title = st.text_input(_("Title (for people)"), area.title, key=f"title_{area.name}")
    st.button(
        _("Save title"),
        key="manage_retitle",
        disabled=title.strip() in {"", area.title} or bool(area.problem),
        on_click=_done,
        args=(
            partial(area_list.retitle, default_store(), area.name, title),
            _("The title was changed."),
        ),
    )
    name = st.text_input(_("Short name (for files and commands)"), area.name,
                         key=f"name_{area.name}").strip()  # fmt: skip
    remark = "" if name == area.name else area_list.name_remark(name, areas)
    if remark:
        st.caption(f":red[{remark}]")
    st.button(
        _("Save name"),
        key="manage_rename",
        disabled=name == area.name or bool(remark),
        on_click=_renamed,
        args=(area.name, name),
    )


def _done(action: Callable[[], object], words: str) -> None:
    messages.attempt(action, words)


def _renamed(name: str, new: str) -> None:
    if messages.attempt(
        lambda: default_store().rename(name, new),
        _("'{name}' is now '{new}'.").format(name=name, new=new),
    ):
        edit_state.forget(name)
        st.session_state[CHOSEN] = new
        if st.session_state.get("area") == name:
            st.session_state["area"] = new


def _roll_back(area: ListedArea) -> None:
    messages.attempt(
        lambda: default_store().roll_back(area.name),
        _("{area}: the version saved {saved} is in use again. Press once more to undo.").format(
            area=area.title, saved=moment(area.previous_saved)
        ),
    )


def _delete_dialog(area: ListedArea) -> None:
    st.dialog(_("Delete this area?"))(_confirm_delete)(area)


def _confirm_delete(area: ListedArea) -> None:
    st.markdown(
        _(
            "**{area}** and all its versions are deleted from this computer. This cannot be "
            "undone; download its zip first if in doubt."
        ).format(area=area.title)
    )
    typed = st.text_input(
        _("Type its name to make sure: {name}").format(name=area.name), key="manage_confirm"
    )
    if st.button(
        _("Delete for good"),
        key="manage_delete_sure",
        type="primary",
        disabled=typed.strip() != area.name,
        on_click=_deleted,
        args=(area,),
    ):
        st.rerun()


def _deleted(area: ListedArea) -> None:
    def delete() -> None:
        default_store().delete(area.name, confirm=area.name)

    if messages.attempt(
        delete, _("Deleted: {area} ({name}).").format(area=area.title, name=area.name)
    ):
        edit_state.forget(area.name)
        names = catalog.area_names()
        if st.session_state.get("area") not in names:
            st.session_state["area"] = names[0]


def _import(areas: dict[str, ListedArea]) -> None:
    """Take an area in from a zip file."""
    st.markdown(_("##### Bring in from a zip file"))
    file = st.file_uploader(
        _("Zip file made by 'Download (zip)', on this computer or another"),
        type="zip",
        key=f"manage_upload_{st.session_state.get(TURN, 0)}",
    )
    if file is None:
        st.session_state.pop(SENT, None)
        return
    with reported():
        area = _sent(file.getvalue(), file.name)
    st.success(
        _("The file was checked and is sound. {facts}.").format(facts=area_list.facts_text(area))
    )
    stored = {name for name, entry in areas.items() if not entry.embedded}
    name, replaces = _import_name(area, stored, areas)
    remark = area_list.name_remark(name, set() if replaces else stored)
    if remark:
        st.caption(f":red[{remark}]")
    if name in areas and areas[name].embedded:
        st.caption(
            _("'{name}' is a built-in area; the one brought in will stand in its place.").format(
                name=name
            )
        )
    st.button(
        _("Save this area"),
        key="manage_take_in",
        type="primary",
        icon=":material/save:",
        disabled=bool(remark),
        on_click=_taken_in,
        args=(area, name, replaces),
    )


def _import_name(
    area: StudyArea, stored: set[str], areas: dict[str, ListedArea]
) -> tuple[str, bool]:
    """Ask under which name the area is stored, and whether one of that name is replaced."""
    if area.name not in stored:
        return area.name, False
    choice = st.radio(
        _("There is an area named '{name}' already ({title}).").format(
            name=area.name, title=areas[area.name].title
        ),
        [OTHER, REPLACE],
        format_func=TAKE_IN.__getitem__,
        key=REPLACE,
    )
    if choice == REPLACE:
        return area.name, True
    return st.text_input(_("Another name"), f"{area.name}-2", key=OTHER).strip(), False


def _sent(data: bytes, file_name: str) -> StudyArea:
    """Read the file once, not at every run of the page."""
    digest = sha256(data).hexdigest()
    known = st.session_state.get(SENT)
    if known is None or known[0] != digest:
        area = read_bundle_bytes(data, file_name)
        known = st.session_state[SENT] = digest, area, read_bundle_scenarios(BytesIO(data))
    found: StudyArea = known[1]
    return found


def _taken_in(area: StudyArea, name: str, replaces: bool) -> None:
    def store() -> None:
        area_list.take_in(default_store(), area, name, may_replace=replaces)
        for scenario in st.session_state[SENT][2]:
            default_scenarios().add(scenario, name)

    if messages.attempt(
        store, _("Saved: {area} (name: {name}).").format(area=area.title, name=name)
    ):
        st.session_state[CHOSEN] = name
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
        st.session_state.pop(SENT, None)
