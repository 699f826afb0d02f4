"""The map and the table of "Sunting titik"."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig
from streamlit_folium import st_folium

from layers.area.labels import KINDS, PRECISION
from layers.editing.map import CLOSE_ZOOM, RETURNED, background, changing_layers, map_click
from layers.editing.place import Place, length_text, place_text, road_distances_m
from layers.editing.session import LAYERS, EditSession, kinds, table_edits
from layers.text.formats import MISSING
from pages.shared import edit_state, messages
from pages.shared.edit_state import ADD, EDITS, LAT, LON, TASK, TURN, VIEW, map_key, point_key
from pages.shared.sidebar import current_mode
from spatial.errors import DesmigratifError
from spatial.routing.snapping import point_lonlat
from spatial.wording import N_, Labels, _

SHOWN = "edit_shown"
HEIGHT = 440
TABLE_TEXTS = Labels(
    {
        "district": N_("District"),
        "regency": N_("Regency/city"),
        "address": N_("Address"),
        "status": N_("Programme status"),
        "note": N_("Note"),
        "source": N_("Source"),
    }
)
FLAGS = Labels({"desmigratif": N_("Desmigratif"), "confirmed": N_("Confirmed")})
EDITABLE = ("name", "kind", "precision", *FLAGS, *TABLE_TEXTS)


def points_map(session: EditSession, layer: str, pin: Place | None) -> None:
    """Draw the map; the points change on it without building it again."""
    name, adds = session.area.name, st.session_state.get(TASK) == ADD
    key = map_key(name, layer)
    chosen = None if adds else st.session_state.get(point_key(name, layer))
    view = st.session_state.get(VIEW, ("", None))
    centre = view[1] if view[0] == key else None
    st_folium(
        background(session.area, layer, LAYERS[layer]),
        key=key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=list(RETURNED),
        feature_group_to_add=changing_layers(
            session.points(layer), layer, chosen, pin, clickable=not adds
        ),
        center=centre,
        zoom=CLOSE_ZOOM if centre else None,
        on_change=lambda: _clicked(name, layer, key),
    )


def _clicked(name: str, layer: str, key: str) -> None:
    """Choose the point that was clicked, or take the place for the new one."""
    state, last = st.session_state.get(key), st.session_state.get(f"{key}_last")
    click = map_click(state, last)
    st.session_state[f"{key}_last"] = state
    if click.point_id is not None:
        if st.session_state.get(TASK) != ADD:
            st.session_state[point_key(name, layer)] = click.point_id
            edit_state.clear()
    elif click.place is not None:
        st.session_state[LON], st.session_state[LAT] = place_text(click.place)


def points_table(session: EditSession, layer: str) -> None:
    """Draw the points as a table that can be edited; it begins anew after every other step."""
    name = session.area.name
    if _table_key(layer) not in st.session_state:  # a table that was away forgot its edits
        edit_state.turn()
    key = _table_key(layer)
    stamp = (name, session.area.digest, key)
    known = st.session_state.get(SHOWN)
    if known is None or known[0] != stamp:
        known = st.session_state[SHOWN] = stamp, _shown(session, layer)
    frame = known[1]
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        placeholder=MISSING,
        height=270,
        disabled=["road", "id"],
        column_config=_columns(session, layer),
        on_change=_table_edited,
        args=(name, layer, frame, key),
    )
    st.caption(
        _(
            "Double-click a cell to change it: name, kind, precision, district and others. "
            "Places are changed on the map above. Other pages see the changes once they are "
            "saved."
        )
    )


def _table_key(layer: str) -> str:
    return f"edit_table_{layer}_{st.session_state.get(TURN, 0)}"


def _shown(session: EditSession, layer: str) -> pd.DataFrame:
    """Return the points as the table shows them."""
    points = session.points(layer)
    columns = [column for column in EDITABLE if column in points]
    frame = pd.DataFrame(points[columns])
    texts = [column for column in columns if column not in FLAGS]
    frame[texts] = frame[texts].astype(object).where(frame[texts].notna(), None)
    frame[[c for c in columns if c in FLAGS]] = frame[[c for c in columns if c in FLAGS]].astype(
        bool
    )
    try:
        legs = road_distances_m(session.area, current_mode(), point_lonlat(points))
        roads = [length_text(float(leg)) for leg in legs]
    except DesmigratifError:
        roads = [MISSING] * len(points)
    frame.insert(2, "road", roads)
    return frame.assign(id=points["id"].astype(str)).reset_index(drop=True)


def _columns(session: EditSession, layer: str) -> dict[str, ColumnConfig]:
    config = st.column_config
    return {
        "name": config.TextColumn(_("Name"), required=True),
        "kind": config.SelectboxColumn(
            _("Kind"),
            options=kinds(session.points(layer), layer),
            format_func=lambda k: str(KINDS.get(k, k)),
            required=True,
        ),
        "road": config.TextColumn(
            _("To road"), help=_("Straight line to the nearest road"), width="small"
        ),
        "precision": config.SelectboxColumn(
            _("Precision"),
            options=[str(key) for key in PRECISION],
            format_func=lambda key: PRECISION[str(key)],
            required=True,
            width=220,
        ),
        **{key: config.CheckboxColumn(label) for key, label in FLAGS.items()},
        **{
            key: config.TextColumn(label, required=key == "source")
            for key, label in TABLE_TEXTS.items()
        },
        "id": config.TextColumn(_("Code")),
    }


def _table_edited(name: str, layer: str, frame: pd.DataFrame, key: str) -> None:
    """Take over what was edited; where that cannot be, the table goes back to what is."""
    edits = table_edits(frame, st.session_state[key]["edited_rows"], EDITABLE)
    sessions = st.session_state[EDITS]
    with messages.caught():
        sessions[name] = sessions[name].correct(layer, edits)
        return
    edit_state.turn()
