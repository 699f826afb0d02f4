"""The list of all kabupaten and kota, offered where an area is named, made or fetched."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from layers.imports.area_names import fold_regency
from layers.imports.regencies import Regency, known_regencies, suggestions, unknown_regency
from pages.shared.persistent_choices import KEEP
from spatial.wording import _

NOT_CHOSEN = ""
PLACE_KEY, AREA_KEY = "osm_regency", "draft_regency"


def choose_regency(key: str, label: str, chosen: Callable[[Regency], None], about: str) -> str:
    """Draw the choice of a kabupaten or kota; return its name, empty while there is none.

    Parameters
    ----------
    key, label, about
        Of the widget; `about` explains what the choice does.
    chosen
        Called with the kabupaten when the user picks one.
    """
    known = known_regencies()

    def took() -> None:
        regency = known.get(st.session_state[key])
        if regency is not None:
            chosen(regency)

    code = st.selectbox(
        label,
        [NOT_CHOSEN, *known],
        format_func=lambda code: known[code].label() if code else _("(not chosen)"),
        key=key,
        on_change=took,
        help=about,
        persist_state=KEEP,
    )
    return known[code].name if code else ""


def hint(title: str) -> None:
    """Draw the kabupaten that may be meant where a title names none that exists."""
    unknown = unknown_regency(title) if fold_regency(title)[0] else None
    if unknown is not None and suggestions(title):
        _field, value, reason, fix = unknown.words()
        st.caption(f"{value}: {reason}. {fix}.")


def name_the_search(regency: Regency) -> None:
    """Put a kabupaten into the search of OpenStreetMap."""
    st.session_state["osm_name"] = f"{regency.name}, {regency.province}, Indonesia"


def name_the_area(regency: Regency) -> None:
    """Give the area the name of its kabupaten, unless it has one already."""
    if not str(st.session_state.get("draft_title", "")).strip():
        st.session_state["draft_title"] = regency.name
