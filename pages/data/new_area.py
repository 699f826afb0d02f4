"""Section of the page Data: a new study area from files, typed points and parts taken ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import streamlit as st

from layers.imports.points import PointImport
from layers.imports.uploads import UploadFolder, keep_uploads
from layers.new_area.draft import Draft, FileInput
from layers.new_area.draft_map import draft_map
from layers.new_area.osm_folder import osm_parts
from layers.new_area.parts import Part, RoadPart, osm_roads, points_part
from layers.new_area.typed_points import TYPED_LAYERS, typed_parts, typed_table
from layers.osm.area import OsmArea
from layers.text.formats import MISSING, km, number
from layers.workspace import area_list
from pages.data import file_cards, other_sources
from pages.data.regency_choice import AREA_KEY, choose_regency, hint, name_the_area
from pages.data.save import Collected, create, show_done
from pages.shared.persistent_choices import KEEP
from pages.shared.widgets import show_map
from spatial.errors import DesmigratifError, InputError
from spatial.wording import N_, Labels, _, ngettext, render

LABELS = file_cards.LABELS
HINTS = Labels(
    {
        "roads": N_(
            "Road lines of RBI or the public works office, Dinas PUPR (shapefile, zip, "
            "GeoPackage, GeoJSON, KML), or an OpenStreetMap graph (GraphML)."
        ),
        "villages": N_(
            "Points or boundaries of villages: shapefile, GeoPackage, GeoJSON, KML, Excel, CSV."
        ),
        "offices": N_("Points of labour offices (Disnaker): Excel, CSV, or a map layer."),
        "markets": N_("Points of markets: Excel, CSV, or a map layer."),
        "services": N_(
            "Points of facilities: Excel, CSV, or a map layer. The column of kinds is "
            "recognised by its words."
        ),
        "boundaries": N_(
            "Polygons of regencies, districts or villages with Kemendagri or BPS codes. "
            "Villages without coordinates are looked up here."
        ),
    }
)
OPTIONAL = ("offices", "markets", "services")


def section() -> None:
    """Draw the section."""
    if done := st.session_state.get("draft_done"):
        show_done(done)
        return
    left, right = st.columns([5, 6], gap="medium")
    with left:
        name, place = st.columns(2)
        with place:
            regency = choose_regency(
                AREA_KEY,
                _("Regency/city"),
                name_the_area,
                _("For points that do not name theirs; without a choice, the name of the area."),
            )
        title = name.text_input(
            _("Name of the area"),
            key="draft_title",
            placeholder=_("e.g. Kabupaten Kudus"),
            persist_state=KEEP,
        )
        hint(title)
        parts: dict[FileInput, Part] = {}
        roads = _roads()
        areas = _boundary_areas(parts)
        parts |= _points("villages", areas)
        typed = _typed()
        with st.expander(_("More files: offices, markets, services, boundaries")):
            for layer in OPTIONAL:
                parts |= _points(layer, areas)
            _boundary_cards()
            people = other_sources.population_file(_folder())
        layers = _gathered(_draft(), parts, typed)
        other_sources.osm_file(layers, _folder(), take_osm)
    with right:
        _overview(roads, layers)
        found = Collected(_draft(), roads, parts, typed, people)
        create(title, found, regency)


def take(layer: str, part: Part) -> None:
    """Take rows that came ready into the draft."""
    _keep(_draft().with_part(layer, part))


def take_import(layer: str, read: PointImport) -> None:
    """Take points from a database into the draft."""
    facts = {"description": read.report.source, "files": [], "notes": list(read.report.notes)}
    take(layer, points_part(read, facts))


def take_osm(area: OsmArea, title: str) -> None:
    """Take roads, facilities and places from OpenStreetMap into the draft."""
    _keep(_draft().with_osm(osm_roads(area), osm_parts(area)))
    if title and not st.session_state.get("draft_title"):
        st.session_state["draft_title"] = title


def _draft() -> Draft:
    draft: Draft = st.session_state.setdefault("draft", Draft())
    return draft


def _keep(draft: Draft) -> None:
    st.session_state["draft"] = draft


def _folder() -> Path:
    """Return the session's folder for uploads; it goes when the session goes."""
    if "draft_folder" not in st.session_state:
        st.session_state["draft_folder"] = UploadFolder()
    kept: UploadFolder = st.session_state["draft_folder"]
    return kept.path


def _uploader(layer: str) -> None:
    """Draw the uploader of a layer; what comes goes into the draft and the uploader empties."""
    turn = st.session_state.setdefault(f"draft_turn_{layer}", 0)
    files = st.file_uploader(
        LABELS[layer],
        accept_multiple_files=True,
        key=f"draft_{layer}_{turn}",
        help=HINTS[layer],
    )
    if not files:
        return
    try:
        named = [(file.name, file.getvalue()) for file in files]
        path = keep_uploads(named, _folder() / layer)
    except InputError as error:
        st.error("\n".join(f"- {problem}" for problem in error.problems))
        return
    # Every access to the session's state may end this run in favour of a newer one: the file goes
    # into the draft before the uploader is emptied, so that no interruption loses it.
    _keep(_draft().with_file(FileInput(layer, path)))
    st.session_state[f"draft_turn_{layer}"] = turn + 1
    st.rerun()


def _roads() -> RoadPart | None:
    """Draw the roads of the draft; return them if they can be used."""
    draft = _draft()
    if draft.roads is None and not draft.of("roads"):
        _uploader("roads")
        return None
    if draft.roads is not None:
        _ready("roads", draft.roads.facts, lambda: _keep(_draft().with_roads(None)))
        return draft.roads
    for file in draft.of("roads"):
        return file_cards.roads_card(file, _change, _remove)
    return None


def _boundary_areas(parts: dict[FileInput, Part]) -> gpd.GeoDataFrame | None:
    """Read the boundaries before the points, which are looked up in them."""
    for file in _draft().of("boundaries"):
        try:
            part, _ = file_cards.boundaries_read(file)
        except DesmigratifError:
            return None
        parts[file] = part
        return part.rows
    ready = _draft().ready("boundaries")
    return ready[0].rows if ready else None


def _boundary_cards() -> None:
    files = _draft().of("boundaries")
    if not files:
        _uploader("boundaries")
    for file in files:
        file_cards.boundaries_card(file, _change, _remove)
    _ready_parts("boundaries")


def _points(layer: str, areas: gpd.GeoDataFrame | None) -> dict[FileInput, Part]:
    """Draw the point files of a layer; return what can be used."""
    files = _draft().of(layer)
    if not (files and layer == "villages"):
        _uploader(layer)
    found = {}
    for file in files:
        part = file_cards.points_card(file, areas, _change, _remove)
        if part is not None:
            found[file] = part
    _ready_parts(layer)
    return found


def _ready_parts(layer: str) -> None:
    for place, part in enumerate(_draft().ready(layer)):
        _ready(
            layer,
            part.facts,
            partial(_drop_part, part),
            place,
            len(part.rows),
        )


def _drop_part(part: Part) -> None:
    _keep(_draft().without_part(part))


def _ready(
    layer: str,
    facts: Mapping[str, Any],
    drop: Callable[[], None],
    place: int = 0,
    rows: int | None = None,
) -> None:
    """Name a part that came ready, with a button that takes it out."""
    words, button = st.columns([6, 1], vertical_alignment="center")
    count = (
        ""
        if rows is None
        else ngettext(": {rows} point", ": {rows} points", rows).format(rows=number(rows))
    )
    described = render(facts.get("description", ""))
    words.markdown(f"**{LABELS[layer]}** · {described}{count}")
    if button.button(
        ":material/close:",
        key=f"drop_{layer}_{place}",
        help=_("Remove"),
        type="tertiary",
    ):
        drop()
        st.rerun()


def _typed() -> dict[str, Part]:
    """Draw the table of typed points; return its layers."""
    st.markdown(
        _("**Typed points** · places whose position you know"),
        help=_(
            "Latitude and longitude with decimal comma or point, or in degrees, minutes and "
            "seconds. In Google Maps: right-click the place, then copy."
        ),
    )
    table = st.data_editor(
        st.session_state.setdefault("draft_typed", typed_table()),
        key="draft_typed_table",
        num_rows="dynamic",
        hide_index=True,
        height=142,
        column_config={
            "layer": st.column_config.SelectboxColumn(
                _("Layer"),
                options=list(TYPED_LAYERS),
                format_func=lambda key: TYPED_LAYERS[str(key)],
                default="offices",
                required=True,
                width=88,
            ),
            "name": st.column_config.TextColumn(_("Name"), width=146),
            "lat": st.column_config.TextColumn(_("Latitude"), help=_("e.g. -6.8048"), width=104),
            "lon": st.column_config.TextColumn(_("Longitude"), help=_("e.g. 110.8405"), width=104),
        },
    )
    try:
        parts = typed_parts(table)
    except InputError as error:
        st.error("\n".join(f"- {problem}" for problem in error.problems))
        return {}
    for layer, part in parts.items():
        if part.report.problems:
            file_cards.findings(part.report, f"typed_{layer}")
    return parts


def _gathered(
    draft: Draft, parts: Mapping[FileInput, Part], typed: Mapping[str, Part]
) -> dict[str, list[Part]]:
    """Put what could be read together, by layer."""
    layers: dict[str, list[Part]] = {}
    for file, part in parts.items():
        layers.setdefault(file.layer, []).append(part)
    for layer, part in (*draft.taken, *typed.items()):
        layers.setdefault(layer, []).append(part)
    return layers


def _overview(roads: RoadPart | None, layers: Mapping[str, list[Part]]) -> None:
    """Draw the map of all that was read, with the figures above it."""
    columns = st.columns(4)
    length = MISSING if roads is None else km(roads.source.network.total_km * 1000, 0)
    columns[0].metric(_("Roads"), length)
    pieces = 0 if roads is None else roads.source.network.n_components
    columns[1].metric(
        ngettext("Network part", "Network parts", pieces),
        number(pieces),
        help=_("1 means that all roads are connected."),
    )
    for column, layer in zip(columns[2:], ("villages", "offices"), strict=True):
        kept = sum(part.report.kept for part in layers.get(layer, []))
        column.metric(area_list.COUNTED[layer], number(kept))
    show_map(draft_map(roads, layers), "draft_map", height=430)


def _change(old: FileInput, new: FileInput) -> None:
    _keep(_draft().changed(old, new))


def _remove(file: FileInput) -> None:
    _keep(_draft().without_file(file))
