"""Data: study areas of one's own, from files, OpenStreetMap or a database; editing, keeping."""

from __future__ import annotations

import streamlit as st

from layers.imports.points import PointImport
from layers.osm.area import OsmArea
from layers.osm.area_choice import Area
from pages.data import edit_points, manage, new_area, osm, postgis
from pages.shared.persistent_choices import KEEP
from pages.shared.widgets import reported
from spatial.wording import N_, Labels, _

NEW = "new"


def fetched(area: OsmArea, _: Area, title: str) -> None:
    """Put an area from OpenStreetMap into the new area and go there."""
    new_area.take_osm(area, title)
    st.session_state["data_section_wanted"] = NEW


def imported(layer: str, read: PointImport) -> None:
    """Put points from a database into the new area and go there."""
    new_area.take_import(layer, read)
    st.session_state["data_section_wanted"] = NEW
    st.rerun()


def openstreetmap() -> None:
    """Draw the section of OpenStreetMap."""
    osm.section(fetched)


def database() -> None:
    """Draw the section of the database."""
    postgis.section(imported)


SECTIONS = {
    NEW: new_area.section,
    "osm": openstreetmap,
    "postgis": database,
    "edit": edit_points.section,
    "manage": manage.section,
}
LABELS = Labels(
    {
        NEW: N_("New area"),
        "osm": N_("Fetch from OpenStreetMap"),
        "postgis": N_("PostGIS database"),
        "edit": N_("Edit points"),
        "manage": N_("Manage areas"),
    }
)

st.title(_("What data do you have for your area?"))
if "data_section_wanted" in st.session_state:
    st.session_state["data_section"] = st.session_state.pop("data_section_wanted")
chosen = st.segmented_control(
    _("Section of this page"),
    list(SECTIONS),
    format_func=LABELS.__getitem__,
    default=NEW,
    required=True,
    label_visibility="collapsed",
    key="data_section",
    persist_state=KEEP,
)
with reported():
    SECTIONS[str(chosen)]()
