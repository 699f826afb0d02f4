"""Data: a study area of one's own, from files, OpenStreetMap or a database."""

from __future__ import annotations

import streamlit as st

from pages import common, data_baru

SECTIONS = {
    "Wilayah baru dari berkas": data_baru.section,
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
