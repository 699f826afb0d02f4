"""The smallest app around the section: it says what it was handed."""

import streamlit as st

from pages.data.osm import section
from pages.shared.sidebar import configure


def take(found, polygon, title):
    st.session_state["taken"] = (
        f"{title}: {len(found.points['markets'])} pasar, {polygon.geom_type}, "
        f"{set(found.points['markets']['regency'])}"
    )


configure()
if "taken" in st.session_state:
    st.write("Diterima: " + st.session_state["taken"])
section(take)
