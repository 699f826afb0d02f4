"""Data: a study area of one's own, from files, OpenStreetMap or a database."""

from __future__ import annotations

import streamlit as st

from pages import common, data_baru, data_postgis


def database() -> None:
    """Draw the section of the database; what it gives goes into the new area."""
    st.caption("Titik yang diambil di sini masuk ke wilayah baru di bagian pertama.")
    data_postgis.section(data_baru.take_import)


SECTIONS = {
    "Wilayah baru": data_baru.section,
    "Basis data PostGIS": database,
}

common.require_entry()
st.title("Data apa yang Anda punya untuk wilayah Anda?")
chosen = st.segmented_control(
    "Bagian",
    list(SECTIONS),
    default=next(iter(SECTIONS)),
    required=True,
    label_visibility="collapsed",
    key="data_section",
    persist_state=common.KEEP,
)
with common.reported():
    SECTIONS[str(chosen)]()
