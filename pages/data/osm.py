"""Part of the page Data: roads and facilities from OpenStreetMap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from layers.osm.area import OsmArea
from layers.osm.area_choice import Area
from layers.osm.download_job import FetchDesk, default_folder, download_text
from layers.osm.download_request import FetchChoices, FetchOrder
from layers.text.formats import km, number
from pages.data import osm_area
from pages.shared.widgets import show_problems
from spatial.errors import DesmigratifError
from spatial.wording import _, ngettext, render

Take = Callable[[OsmArea, Area, str], None]
POLL_S = 0.5


def section(take: Take) -> None:
    """Draw the choice of an area, its download and what came of it.

    Parameters
    ----------
    take
        Is called once with the area, its polygon (degrees) and its title when the user says that
        it is to be used; must return. An `InputError` is shown.
    """
    desk = _desk(str(default_folder()))
    view, order = desk.view(), desk.order
    if view is None or order is None:
        _not_running(desk)
    elif view.status == "running":
        _running(desk, order)
    elif view.result is not None:
        _done(desk, view.result, order, take)
    else:
        _not_running(desk)


@st.cache_resource(show_spinner=False)
def _desk(folder: str) -> FetchDesk:
    """Return the desk that all sessions share: a download outlives a reload of the page."""
    return FetchDesk(Path(folder))


def _running(desk: FetchDesk, order: FetchOrder) -> None:
    st.markdown(_("**Downloading {title} from OpenStreetMap**").format(title=order.title))
    _progress(desk)
    st.caption(
        _(
            "This page may be closed or reloaded; the download goes on. Public servers are "
            "shared, so requests are sent one at a time."
        )
    )


@st.fragment(run_every=POLL_S)
def _progress(desk: FetchDesk) -> None:
    view = desk.view()
    if view is None or view.status != "running":
        st.rerun()
    st.progress(view.share, text=download_text(view))
    if st.button(_("Cancel"), icon=":material/cancel:", key="osm_cancel"):
        desk.cancel()
        st.rerun()


def _point_counts(found: OsmArea) -> list[str]:
    count = {name: len(points) for name, points in found.points.items()}
    texts = {
        "offices": ngettext("{count} labour office", "{count} labour offices", count["offices"]),
        "markets": ngettext("{count} market", "{count} markets", count["markets"]),
        "facilities": ngettext(
            "{count} school, library, bank or cooperative",
            "{count} schools, libraries, banks and cooperatives",
            count["facilities"],
        ),
        "places": ngettext(
            "{count} village, hamlet or town",
            "{count} villages, hamlets and towns",
            count["places"],
        ),
    }
    return [text.format(count=number(count[name])) for name, text in texts.items()]


def _done(desk: FetchDesk, found: OsmArea, order: FetchOrder, take: Take) -> None:
    st.success(
        _("{order}: OpenStreetMap data of {data_from} is ready for use.").format(
            order=order.title, data_from=found.facts["data_from"][:10]
        )
    )
    network = found.roads.network
    parts = network.n_components
    joined = (
        _("all connected")
        if parts == 1
        else ngettext(
            "{parts} part that is not connected", "{parts} parts that are not connected", parts
        ).format(parts=parts)
    )
    lines = [
        ngettext(
            "roads {length}, {joined}; {ferries} ferry line",
            "roads {length}, {joined}; {ferries} ferry lines",
            found.table.ferries,
        ).format(length=km(network.total_km * 1000), joined=joined, ferries=found.table.ferries),
        *_point_counts(found),
        ngettext("{count} boundary", "{count} boundaries", len(found.boundaries)).format(
            count=number(len(found.boundaries))
        ),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    if found.broken:
        with st.expander(
            ngettext(
                "{count} boundary of OpenStreetMap cannot be used",
                "{count} boundaries of OpenStreetMap cannot be used",
                len(found.broken),
            ).format(count=len(found.broken))
        ):
            st.markdown("\n".join(f"- {line}" for line in map(render, found.broken)))
    use, drop = st.columns(2)
    if use.button(_("Use this data"), type="primary", key="osm_take", width="stretch"):
        try:
            take(found, order.area, order.title)
        except DesmigratifError as error:
            show_problems(str(error).splitlines())
            return
        desk.close()
        st.rerun()
    if drop.button(_("Close without using it"), key="osm_drop", width="stretch"):
        desk.close()
        st.rerun()


def _not_running(desk: FetchDesk) -> None:
    stopped, area = st.container(), st.container()
    choices = _choices(desk)
    if choices is None:
        return
    with stopped:
        _stopped(desk, choices)
    with area:
        chosen, places = osm_area.choose(choices.settings(desk.memory.replies))
    if chosen is not None:
        order = FetchOrder(chosen.title, chosen.area, choices, chosen.regency, places)
        _offer(desk, order)


def _stopped(desk: FetchDesk, choices: FetchChoices) -> None:
    """Say why the last download is not finished, and offer to go on."""
    order, view = desk.order, desk.view()
    if order is None:
        return
    if view is None:
        st.info(_("The last download is not finished: {order}.").format(order=order.title))
    elif view.status == "cancelled":
        st.warning(f"{order.title}: {' '.join(view.problem_texts())}")
    else:
        show_problems(view.problem_texts())
    kept = {"tracks": order.choices.tracks, "paths": order.choices.paths}
    again = replace(order, choices=choices.model_copy(update=kept))
    try:
        have, planned = again.on_disk(desk.memory.replies)
    except DesmigratifError as error:
        show_problems(str(error).splitlines())
    else:
        st.markdown(
            ngettext(
                "**{order}: {have} of {planned} tile is on this computer already.**",
                "**{order}: {have} of {planned} tiles are on this computer already.**",
                planned,
            ).format(order=order.title, have=have, planned=planned)
        )
    resume, drop = st.columns(2)
    if resume.button(_("Go on"), type="primary", key="osm_resume", width="stretch"):
        _start(desk, again)
    if drop.button(_("Close"), key="osm_drop", width="stretch"):
        desk.close()
        st.rerun()


def _offer(desk: FetchDesk, order: FetchOrder) -> None:
    """Say how much is to be downloaded, and begin on the click."""
    try:
        have, planned = order.on_disk(desk.memory.replies)
    except DesmigratifError as error:
        show_problems(str(error).splitlines())
        return
    st.markdown(
        _(
            "**{order}**: {planned} tiles (roads and facilities per {tile_km} km, and "
            "boundaries); {have} of {planned} tiles are on this computer already."
        ).format(
            order=order.title, planned=planned, tile_km=number(order.choices.tile_km, 0), have=have
        )
    )
    if st.button(_("Download from OpenStreetMap"), type="primary", key="osm_start"):
        _start(desk, order)


def _start(desk: FetchDesk, order: FetchOrder) -> None:
    try:
        desk.start(order)
    except DesmigratifError as error:
        show_problems(str(error).splitlines())
    else:
        st.rerun()


def _choices(desk: FetchDesk) -> FetchChoices | None:
    """Draw roads and settings; return them, or None if they cannot work."""
    old = desk.memory.choices()
    left, right = st.columns(2)
    tracks = left.checkbox(
        _("Farm and forest tracks (track), for motorcycles"), old.tracks, key="osm_tracks"
    )
    paths = right.checkbox(
        _("Footpaths and alleys (path, footway), for walkers"),
        old.paths,
        key="osm_paths",
    )
    with st.expander(_("Server, time limit, tiles and kept replies")):
        endpoint = st.text_input(_("Overpass address"), old.endpoint, key="osm_endpoint")
        geocoder = st.text_input(
            _("Address of the name search (Nominatim)"), old.geocoder, key="osm_geo"
        )
        columns = st.columns(3)
        timeout = columns[0].number_input(
            _("Time limit of answers (seconds)"),
            1.0,
            3600.0,
            old.timeout_s,
            30.0,
            key="osm_timeout",
        )
        tile = columns[1].number_input(
            _("Side of a tile (km)"), 1.0, 200.0, old.tile_km, 5.0, key="osm_tile",
            help=_("If you change it, the tiles that are on this computer will not be used."),
        )  # fmt: skip
        days = columns[2].number_input(
            _("Age of kept replies (days)"), 0.0, 3650.0, old.cache_days, 10.0, key="osm_days",
            help=_("Tiles older than this are downloaded again."),
        )  # fmt: skip
    new = FetchChoices(
        endpoint=endpoint.strip(),
        geocoder=geocoder.strip(),
        timeout_s=timeout,
        tile_km=tile,
        cache_days=days,
        tracks=tracks,
        paths=paths,
    )
    try:
        new.settings(desk.memory.replies)
        if new != old:
            desk.memory.keep_choices(new)
    except DesmigratifError as error:
        show_problems(str(error).splitlines())
        return None
    return new
