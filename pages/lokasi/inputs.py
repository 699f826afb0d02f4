"""Further choices of the page Lokasi berikutnya: candidates, weight, rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers.area.inputs import Weight
from layers.imports.uploads import UploadFolder
from layers.population.village_people import PeopleSource
from layers.siting.candidates import (
    CANDIDATES,
    OWN_COLUMNS,
    SEAT_NOTE,
    typed_points,
    uploaded_points,
)
from layers.siting.question import SitesQuestion
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.sidebar import current_area
from spatial.wording import _

EACH_ONE = "villages"
TIME_LIMITS = (10.0, 60.0, 300.0, 1800.0)


def choose_candidates() -> tuple[tuple[str, ...], gpd.GeoDataFrame | None]:
    """Draw what may be chosen; return the kinds, and the user's own points."""
    area = current_area()
    kinds = [key for key in CANDIDATES if key != "markets" or not area.lacks("market")]
    begin_with("siting_candidates", ["villages"])
    chosen = st.multiselect(
        _("Candidates"),
        kinds,
        format_func=lambda key: _(CANDIDATES[key]),
        key="siting_candidates",
        persist_state=KEEP,
        placeholder=_("Choose at least one"),
    )
    own = own_points() if "own" in chosen else None
    return tuple(chosen), own


def own_points() -> gpd.GeoDataFrame:
    """Draw a table to type points into, and a place for a file; return the points."""
    blank = pd.DataFrame("", index=range(2), columns=list(OWN_COLUMNS))
    headings = {"name": _("Name"), "lat": _("Latitude"), "lon": _("Longitude")}
    typed = st.data_editor(
        blank,
        num_rows="dynamic",
        hide_index=True,
        key="siting_typed",
        column_config={key: st.column_config.TextColumn(text) for key, text in headings.items()},
    )
    file = st.file_uploader(
        _("Or a file of points (CSV, GeoPackage, GeoJSON)"),
        type=["csv", "gpkg", "geojson", "json", "zip"],
        key="siting_file",
    )
    parts = [typed_points(_records(typed.fillna("")))]
    if file is not None:
        folder = st.session_state.setdefault("siting_uploads", UploadFolder())
        loaded = uploaded_points(file.name, file.getvalue(), folder.path).to_crs(4326)
        parts.append(loaded.assign(id="f" + loaded["id"].astype(str)))
    joined = pd.concat([part[["id", "name", "geometry"]] for part in parts], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=4326)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def choose_weight(sources: Mapping[str, PeopleSource]) -> tuple[str, Weight | None]:
    """Draw the choice of what villages count as; return its key, and the numbers."""
    area = current_area()
    labels = {EACH_ONE: _("each village counts as one")}
    labels |= {key: source.label for key, source in sources.items()}
    key = st.selectbox(
        _("Counted by"),
        list(labels),
        format_func=lambda name: labels.get(name, name),
        key=f"siting_weight_{area.name}",
        help=_(
            "Columns of numbers of the villages (people, families, migrant workers) appear "
            "here if there are any."
        ),
    )
    if key == EACH_ONE:
        return key, None
    source = sources[key]
    values = source.people.reindex(area.villages["id"]).set_axis(area.villages.index)
    return key, Weight(source.label, values, source.estimated)


def choose_rules() -> tuple[bool, bool, float]:
    """Draw whether what is there stays, who is served first, and the time limit."""
    keep = st.checkbox(
        _("Keep what is there already"),
        value=True,
        key="siting_keep",
        persist_state=KEEP,
    )
    first = st.checkbox(
        _("First serve villages that have no trip yet"),
        value=True,
        key="siting_first",
        persist_state=KEEP,
        help=_(
            "Such as an island without an office. If not, p-median and p-center leave those "
            "villages out."
        ),
    )
    seconds = st.select_slider(
        _("Time limit of the search (seconds)"),
        TIME_LIMITS,
        value=60.0,
        format_func=lambda value: f"{value:.0f}",
        key="siting_limit",
        persist_state=KEEP,
    )
    return keep, first, float(seconds)


def candidate_notes(asked: SitesQuestion) -> list[str]:
    """Say what stands for kecamatan seats."""
    return [_(SEAT_NOTE)] if "seats" in asked.candidates else []
