"""Entry of the dashboard: navigation, and the sidebar that every page shares."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from layers.assets import publish
from pages import common

HERE = Path(__file__).resolve().parent

st.set_page_config(
    page_title="Desmigratif Spasial",
    page_icon=str(HERE / "static" / "icon.svg"),
    layout="wide",
    initial_sidebar_state="expanded",
)
publish(HERE / "static")
common.style()
page = st.navigation(
    [
        st.Page("pages/beranda.py", title="Beranda", icon=":material/home:", default=True),
        st.Page("pages/peta.py", title="Peta", icon=":material/layers:"),
        st.Page("pages/jarak_akses.py", title="Jarak akses", icon=":material/route:"),
    ]
)
common.sidebar()
page.run()
