"""The choice of an area for OpenStreetMap: by name, from a boundary layer, or a polygon."""

from __future__ import annotations

import hashlib
from functools import partial

import geopandas as gpd
import streamlit as st

from layers.imports.boundaries import import_boundaries
from layers.jobs.background import BackgroundJob
from layers.osm.area import read_area
from layers.osm.area_choice import (
    Area,
    AreaChoice,
    Level,
    area_choices,
    from_upload,
    place_title,
    regency_of,
)
from layers.osm.download_job import download_job
from layers.osm.download_request import search
from layers.osm.nominatim import Place
from layers.osm.settings import OsmSettings
from layers.workspace import catalog
from pages.data.regency_choice import PLACE_KEY, choose_regency, name_the_search
from pages.shared.answers import load_area
from pages.shared.widgets import reported, show_problems
from spatial.wording import N_, Labels, _, ngettext, render

BY_NAME, BY_LAYER, BY_POLYGON = "name", "layer", "polygon"
WAYS = Labels(
    {
        BY_NAME: N_("By name"),
        BY_LAYER: N_("From a boundary layer"),
        BY_POLYGON: N_("Uploaded polygon"),
    }
)
LEVELS: Labels[Level] = Labels({"regency": N_("Regency/city"), "district": N_("District")})
MAP_TYPES = ["geojson", "json", "gpkg", "zip", "kml", "kmz", "fgb"]
UPLOAD = ""
"""In place of a stored area: a file of the user."""
POLL_S = 0.5
USUAL_S = 1.0
"""Most searches are answered within so many seconds; only longer ones show that they wait."""


def choose(settings: OsmSettings) -> tuple[AreaChoice | None, gpd.GeoDataFrame | None]:
    """Draw the choice of an area; return it and the boundaries that it was picked from."""
    way = st.segmented_control(
        _("Area"),
        [BY_NAME, BY_LAYER, BY_POLYGON],
        format_func=WAYS.__getitem__,
        default=BY_NAME,
        key="osm_way",
    )
    if way == BY_LAYER:
        return _picked_from_layer()
    if way == BY_POLYGON:
        return _uploaded_polygon(), None
    return _found_by_name(settings), None


def _found_by_name(settings: OsmSettings) -> AreaChoice | None:
    """Search a name in the background, so that a silent server never holds the page."""
    choose_regency(
        PLACE_KEY,
        _("Regency/city"),
        name_the_search,
        _("Puts the name of a kabupaten or kota into the search; any other place can be typed."),
    )
    name = st.text_input(
        _("Name of the area"),
        placeholder="Kabupaten Lembata, Nusa Tenggara Timur, Indonesia",
        key="osm_name",
    )
    if st.button(
        _("Search"), icon=":material/search:", key="osm_search", disabled=not name.strip()
    ):
        earlier = st.session_state.get("osm_found")
        if earlier is not None:
            earlier[1].cancel()
        job = download_job(partial(search, name, settings))
        job.wait(USUAL_S)
        st.session_state["osm_found"] = (name, job)
    asked, job = st.session_state.get("osm_found", ("", None))
    if job is None:
        return None
    view = job.view()
    if view.status == "running":
        _searching(job)
        return None
    if view.status != "done":
        show_problems(view.problem_texts())
        return None
    place = st.selectbox(
        ngettext(
            "{count} area found for '{asked}'",
            "{count} areas found for '{asked}'",
            len(view.result),
        ).format(count=len(view.result), asked=asked),
        view.result,
        format_func=lambda place: f"{place.name} ({place.osm_id})",
        key="osm_place",
    )
    title = place_title(place.name, asked)
    return AreaChoice(title, place.name, regency_of(title), place.area)


@st.fragment(run_every=POLL_S)
def _searching(job: BackgroundJob[list[Place]]) -> None:
    view = job.view()
    if view.status != "running":
        st.rerun()
    st.caption(
        _("Searching the name. Waiting for {holder} …").format(
            holder=render(view.progress.waiting_for) or "server"
        )
    )
    if st.button(_("Cancel the search"), key="osm_search_cancel"):
        job.cancel()
        st.rerun()


def _picked_from_layer() -> tuple[AreaChoice | None, gpd.GeoDataFrame | None]:
    titles = catalog.area_titles()
    source = st.selectbox(
        _("Boundary layer"),
        [UPLOAD, *titles],
        format_func=lambda name: titles.get(name, name) or _("(upload a file)"),
        key="osm_source",
    )
    areas = _uploaded_boundaries() if source == UPLOAD else _stored_boundaries(source)
    if areas is None:
        return None, None
    level = st.radio(
        _("Severity"),
        list(LEVELS),
        format_func=LEVELS.__getitem__,
        horizontal=True,
        key="osm_level",
    )
    choices = area_choices(areas, level)
    if not choices:
        st.info(
            _("This layer holds no {level} to choose from.").format(level=LEVELS[level].lower())
        )
        return None, None
    labels = {choice.label: choice for choice in choices}
    label = st.selectbox(LEVELS[level], list(labels), key=f"osm_pick_{level}")
    return labels[label], areas


def _stored_boundaries(name: str) -> gpd.GeoDataFrame:
    with reported():
        return load_area(name).boundaries


def _uploaded_boundaries() -> gpd.GeoDataFrame | None:
    file = st.file_uploader(_("Boundary file"), MAP_TYPES, key="osm_boundaries")
    if file is None:
        return None
    data = file.getvalue()
    with reported(), st.spinner(_("Reading boundaries …")):
        return _boundaries(file.name, hashlib.sha256(data).hexdigest(), data)


@st.cache_resource(max_entries=2, show_spinner=False)
def _boundaries(name: str, digest: str, _data: bytes) -> gpd.GeoDataFrame:  # noqa: ARG001
    return from_upload(name, _data, import_boundaries).areas


def _uploaded_polygon() -> AreaChoice | None:
    file = st.file_uploader(_("Polygon file"), MAP_TYPES, key="osm_polygon")
    title = st.text_input(
        _("What to call this area"), placeholder=_("Kabupaten Lembata"), key="osm_title"
    )
    if file is None or not title.strip():
        return None
    data = file.getvalue()
    with reported(), st.spinner(_("Reading the polygon …")):
        area = _polygon(file.name, hashlib.sha256(data).hexdigest(), data)
    return AreaChoice(title.strip(), title.strip(), regency_of(title.strip()), area)


@st.cache_resource(max_entries=2, show_spinner=False)
def _polygon(name: str, digest: str, _data: bytes) -> Area:  # noqa: ARG001
    return from_upload(name, _data, read_area)
