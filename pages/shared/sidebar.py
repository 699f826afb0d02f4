"""The entry of every page: configuration, navigation, and the sidebar with area and mode."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

import layers.text.catalogues  # noqa: F401 - says how the catalogues are read
from layers.area.study_area import StudyArea
from layers.workspace import catalog
from pages.shared import edit_state, persistent_choices, style
from pages.shared.answers import load_area
from pages.shared.labels import MODE_LABELS
from pages.shared.persistent_choices import KEEP
from pages.shared.upload_replies import retain_replies
from spatial.errors import DesmigratifError
from spatial.routing.modes import MODES, TravelMode
from spatial.wording import LANGUAGES, Language, _, pgettext, set_language_source

LANGUAGE_LABELS: dict[Language, str] = {"id": "Indonesia", "en": "English"}
ICON = Path(__file__).resolve().parents[2] / "static" / "icon.svg"


def chosen_language() -> Language | None:
    """Give the language of the session that is being served; None outside of one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    chosen: Language = st.session_state.get("language", "id")
    return chosen


set_language_source(chosen_language)


def configure() -> None:
    """Set the page's title, icon, width and spacing, and guard uploads."""
    retain_replies()
    st.set_page_config(
        page_title="Desmigratif Spasial",
        page_icon=str(ICON),
        layout="wide",
        initial_sidebar_state="auto",
    )
    style.apply()


def navigation() -> StreamlitPage:
    """Draw the navigation; return the page that was asked for, which names the window."""
    home, *others = (
        st.Page(
            f"pages/{name}/page.py",
            url_path=name if place else "",
            title=title,
            icon=f":material/{icon}:",
            default=not place,
        )
        for place, (name, title, icon) in enumerate(page_titles())
    )
    page = st.navigation([home, *others, _home_by_name(home)])
    st.set_page_config(page_title=f"{page.title} · Desmigratif Spasial")
    return page


def _home_by_name(home: StreamlitPage) -> StreamlitPage:
    """Return the hidden page `/beranda`: Streamlit serves the first page at `/` only."""
    name, title, _icon = page_titles()[0]

    def open_home() -> None:
        st.switch_page(home)

    return st.Page(open_home, url_path=name, title=title, visibility="hidden")


def page_titles() -> list[tuple[str, str, str]]:
    """List the pages in order: folder, title, icon."""
    return [
        ("beranda", _("Home"), "home"),
        ("peta", _("Map"), "layers"),
        ("jarak_akses", _("Access distance"), "route"),
        ("kesenjangan", pgettext("page", "Service gaps"), "rule"),
        ("jangkauan", pgettext("page", "Market reach"), "storefront"),
        ("pilar", _("Pillars"), "view_module"),
        ("skenario", _("Scenario"), "alt_route"),
        ("lokasi", pgettext("page", "Where next"), "add_location_alt"),
        ("presentasi", _("Presentation"), "slideshow"),
        ("data", _("Data"), "upload_file"),
    ]


def sidebar() -> None:
    """Draw the choices that every page shares: the area and the mode."""
    with st.sidebar:
        st.markdown("**Desmigratif Spasial**")
        titles = catalog.area_titles()
        wanted = st.session_state.pop("area_wanted", None)
        if wanted in titles:
            st.session_state["area"] = wanted
        st.selectbox(
            _("Study area"),
            list(titles),
            format_func=lambda name: titles.get(name, name),
            key="area",
            persist_state=KEEP,
        )
        st.radio(
            _("Mode of travel"),
            list(MODE_LABELS),
            format_func=MODE_LABELS.__getitem__,
            key="mode",
            persist_state=KEEP,
        )
        _area_note()
        st.segmented_control(
            _("Language"),
            LANGUAGES,
            format_func=LANGUAGE_LABELS.__getitem__,
            key="language",
            default="id",
            required=True,
            persist_state=KEEP,
            on_change=persistent_choices.keep,
        )


def _area_note() -> None:
    """Tell what to know of the area; where it cannot be loaded, the pages stay usable."""
    try:
        st.caption(_(current_area().network_note))
    except DesmigratifError:
        st.error(
            _("This area cannot be opened. Choose another area, or restore it on the page Data.")
        )
    for name, count in edit_state.unsaved().items():
        st.caption(
            _(":orange[**{count} unsaved change(s)** to '{name}'] (Data, Edit points)").format(
                count=count, name=name
            )
        )


def current_area() -> StudyArea:
    """Return the area chosen in the sidebar."""
    return load_area(st.session_state["area"])


def current_mode() -> TravelMode:
    """Return the mode chosen in the sidebar, with the speeds that the user changed."""
    name = st.session_state["mode"]
    changed: dict[str, float] = st.session_state.get("speeds", {}).get(name, {})
    return MODES[name].with_speeds(changed)
