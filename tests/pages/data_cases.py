"""The two sections of the page Data that manage and edit areas, as a small app of their own."""

from __future__ import annotations

from pathlib import Path

SCRIPT = """
from pathlib import Path

import streamlit as st

from layers.webmap.assets import publish
from pages.shared import sidebar as common
from pages.data import edit_points as data_titik, manage as data_kelola

SECTIONS = {"Kelola wilayah": data_kelola.section, "Sunting titik": data_titik.section}
common.configure()
publish(Path(__file__).parent / "static")
common.sidebar()
st.title("Data")
SECTIONS[st.segmented_control("Bagian", list(SECTIONS), key="part", required=True,
                              default="Kelola wilayah", label_visibility="collapsed")]()
"""


def write_app(folder: Path) -> Path:
    """Write the small app; its map finds Leaflet beside it."""
    path = folder / "data_app.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path
