"""The two sections of the page Data that manage and edit areas, as a small app of their own."""

from __future__ import annotations

from pathlib import Path

SCRIPT = """
from pathlib import Path

import streamlit as st

from layers.webmap.assets import publish
from pages.data import edit_points, manage
from pages.shared.sidebar import configure, sidebar

SECTIONS = {"Kelola wilayah": manage.section, "Sunting titik": edit_points.section}
configure()
publish(Path(__file__).parent / "static")
sidebar()
st.title("Data")
SECTIONS[st.segmented_control("Bagian", list(SECTIONS), key="part", required=True,
                              default="Kelola wilayah", label_visibility="collapsed")]()
"""


def write_app(folder: Path) -> Path:
    """Write the small app; its map finds Leaflet beside it."""
    path = folder / "data_app.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path
