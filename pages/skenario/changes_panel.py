"""The panel of Skenario where the world is changed: kinds of change, places, and the table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from layers.area.labels import KINDS as KIND_WORDS
from layers.area.schema import OFFICE_KINDS, SERVICE_KINDS
from layers.area.study_area import StudyArea
from layers.editing.place import place_text, typed_place
from layers.scenarios.changes import LABELS
from layers.scenarios.edit import (
    KINDS,
    LINES,
    NO_PLACE,
    ONE_PLACE,
    add_change,
    apply_table,
    editable_table,
    layer_of,
    make_change,
    place_of,
)
from layers.scenarios.proposals import MOBILE_DAYS
from layers.scenarios.scenario import FACILITY_LAYERS, WORKING_DAYS, Scenario
from layers.text.formats import MISSING
from pages.shared import messages
from pages.shared.persistent_choices import KEEP
from pages.skenario import state
from spatial.routing.modes import FERRY
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import N_, Labels, _

KIND = "scenario_kind"
ICONS = {
    "add_facility": "add_location", "move_facility": "pin_drop",
    "close_facility": "location_off", "add_road": "add_road", "add_ferry": "directions_boat",
    "close_road": "block", "break_bridge": "dangerous", "upgrade_road": "upgrade",
}  # fmt: skip
LAYER_LABELS = Labels(
    {"offices": N_("Office"), "markets": N_("Market"), "services": N_("Other service")}
)
PERMANENT, MOBILE = "permanent", "mobile"
OPEN_LABELS = Labels(
    {PERMANENT: N_("Permanent, every working day"), MOBILE: N_("Mobile, some days")}
)
HINTS = Labels(
    {
        "add_facility": N_("Click the map where the new point is to be."),
        "move_facility": N_("Choose the point, then click its new place on the map."),
        "close_facility": N_("Choose the point that shuts."),
        "add_road": N_(
            "Click where the road begins and ends, with bends between them if you like. A new "
            "road is joined to the nearest road at both its ends, not where it crosses others "
            "on its way."
        ),
        "add_ferry": N_("Click both landings; each is joined to the nearest road."),
        "close_road": N_(
            "Click the stretches that are closed. A stretch leads from junction to junction."
        ),
        "break_bridge": N_("Click the broken bridge; both sides of it stay usable."),
        "upgrade_road": N_("Click the stretches that are upgraded."),
    }
)


def panel(area: StudyArea, scenario: Scenario) -> None:
    """Draw the panel in which a change is put together."""
    kind = str(
        st.selectbox(
            _("What changes?"),
            list(KINDS),
            format_func=lambda k: f"{LABELS[k][:1].upper()}{LABELS[k][1:]}",
            key=KIND,
            persist_state=KEEP,
            on_change=state.clear_picks,
        )
    )
    st.caption(f":material/{ICONS[kind]}: {HINTS[kind]}")
    values = _values(area, scenario, kind)
    if kind not in NO_PLACE:
        _places()
    ready = kind in NO_PLACE or len(state.picks()) >= (2 if kind in LINES else 1)
    st.button(
        _("Add to the scenario"),
        key="scenario_add",
        type="primary",
        icon=":material/add:",
        width="stretch",
        disabled=not ready or values.get("facility", "x") is None,
        on_click=_add,
        args=(area, kind, values),
    )


def clicked(kind: str, place: tuple[float, float]) -> None:
    """Take a place that was clicked on the map."""
    if kind not in NO_PLACE:
        state.pick(place, only=kind in ONE_PLACE)


def clicked_point(area: StudyArea, kind: str, point: str) -> None:
    """Take a point that was clicked: the one that moves or shuts, or the place where it is."""
    place = place_of(area, point)
    if kind not in {"move_facility", "close_facility"}:
        if place is not None:
            clicked(kind, place)
        return
    layer = layer_of(area, point)
    if layer is not None:
        st.session_state["scenario_layer"] = layer
        st.session_state[f"scenario_point_{area.name}_{layer}"] = point
    elif place is not None:
        clicked(kind, place)


def _add(area: StudyArea, kind: str, values: dict[str, Any]) -> None:
    def do(scenario: Scenario) -> Scenario:
        change = make_change(scenario, kind, state.picks(), values)
        return add_change(area, scenario, change)

    if state.step(area.name, do):
        state.clear_picks()


def _places() -> None:
    """Draw the places that were picked, and inputs for one that is typed."""
    found = state.picks()
    if found:
        lines = [f"{n}. {'; '.join(place_text(place))}" for n, place in enumerate(found, 1)]
        text, button = st.columns([4, 1], vertical_alignment="center")
        text.markdown("  \n".join(lines))
        button.button(":material/backspace:", key="scenario_unpick", width="stretch",
                      on_click=state.unpick,
                      help=_("Forgets the place that was picked last."))  # fmt: skip
    with st.expander(_("Type a place")):
        first, second, third = st.columns([1, 1, 0.8], vertical_alignment="bottom")
        first.text_input(_("Longitude"), key="scenario_lon", placeholder="110,6312")
        second.text_input(_("Latitude"), key="scenario_lat", placeholder="-6,8912")
        third.button(_("Use"), key="scenario_type", on_click=_typed, width="stretch")


def _typed() -> None:
    with messages.caught():
        place = typed_place(st.session_state["scenario_lon"], st.session_state["scenario_lat"])
        clicked(st.session_state[KIND], place)
        st.session_state["scenario_lon"] = st.session_state["scenario_lat"] = ""


def _values(area: StudyArea, scenario: Scenario, kind: str) -> dict[str, Any]:
    """Draw the inputs of a kind of change; return what they say."""
    if kind == "add_facility":
        return _new_facility(scenario)
    if kind in {"move_facility", "close_facility"}:
        return _known_facility(area)
    if kind == "add_road":
        return _new_road()
    if kind == "add_ferry":
        minutes = st.number_input(
            _("Time of the crossing (minutes, with waiting)"), min_value=1.0, value=30.0,
            step=5.0, format="%.0f", key="scenario_minutes",
        )  # fmt: skip
        return {"minutes": float(minutes)}
    return _upgrade() if kind == "upgrade_road" else {}


def _new_facility(scenario: Scenario) -> dict[str, Any]:
    first, second = st.columns(2)
    with first:
        layer = _layer_input()
    kinds = {"offices": OFFICE_KINDS, "services": SERVICE_KINDS}.get(layer, ("pasar",))
    kind = second.selectbox(_("Of these"), kinds, key=f"scenario_fkind_{layer}",
                            format_func=lambda k: str(KIND_WORDS.get(k, k)))  # fmt: skip
    open_ = st.radio(_("Open"), list(OPEN_LABELS), format_func=OPEN_LABELS.__getitem__,
                     horizontal=True, key="scenario_open")  # fmt: skip
    days = None
    if open_ == MOBILE:
        days = float(
            st.number_input(
                _("Days of service per month"),
                min_value=0.5,
                max_value=WORKING_DAYS,
                value=MOBILE_DAYS,
                step=1.0,
                format="%.1f",
                key="scenario_days",
                help=_(
                    "Once a week = 4. A permanent point is taken to be open on {days} working "
                    "days a month."
                ).format(days=f"{WORKING_DAYS:.0f}"),
            )
        )
    typed = st.text_input(_("Name"), key="scenario_facility_name", max_chars=200,
                          placeholder=_("may be empty"))  # fmt: skip
    word = _("Mobile service") if days is not None else _("New point")
    name = typed.strip() or f"{word} {len(scenario.changes) + 1}"
    return {"layer": layer, "facility_kind": kind, "name": name, "days_per_month": days}


def _known_facility(area: StudyArea) -> dict[str, Any]:
    layer = _layer_input()
    points = area.layer(layer)
    labels = dict(zip(points["id"], points["name"], strict=True))
    chosen = st.selectbox(_("Point"), sorted(labels, key=labels.__getitem__), index=None,
                          format_func=labels.__getitem__, placeholder=_("Choose a point"),
                          key=f"scenario_point_{area.name}_{layer}")  # fmt: skip
    return {"layer": layer, "facility": chosen}


def _layer_input() -> str:
    return str(
        st.selectbox(
            _("Kind of point"),
            list(FACILITY_LAYERS),
            format_func=LAYER_LABELS.__getitem__,
            key="scenario_layer",
        )
    )


def _class_input(key: str, *, may_stay: bool) -> str | None:
    classes = [name for name in ROAD_CLASSES if name != FERRY]
    return st.selectbox(
        _("Road class"), classes, index=None if may_stay else classes.index("tertiary"),
        format_func=lambda name: _(ROAD_CLASSES[name].label), key=key,
        placeholder=_("as it is now"),
    )  # fmt: skip


def _speed_input(key: str) -> float | None:
    found = st.number_input(
        _("Own speed (km/h)"), min_value=1.0, max_value=100.0, value=None, step=5.0,
        format="%.0f", key=key, placeholder=_("of its class"),
        help=_("Counts for cars and motorcycles, up to the legal limit of the road class."),
    )  # fmt: skip
    return None if found is None else float(found)


def _new_road() -> dict[str, Any]:
    first, second = st.columns(2)
    with first:
        highway = _class_input("scenario_new_class", may_stay=False)
    with second:
        speed = _speed_input("scenario_new_speed")
    length = st.number_input(
        _("True length (km)"), min_value=0.01, value=None, step=0.5, format="%.2f",
        key="scenario_length", placeholder=_("of its line"),
    )  # fmt: skip
    open_end = st.checkbox(
        _("One end is open (a dead end, such as to a village without roads)"), key="scenario_end"
    )
    return {"highway": highway, "speed_kmh": speed, "open_end": open_end,
            "length_m": None if length is None else float(length) * 1000}  # fmt: skip


def _upgrade() -> dict[str, Any]:
    first, second = st.columns(2)
    with first:
        highway = _class_input("scenario_up_class", may_stay=True)
    with second:
        speed = _speed_input("scenario_up_speed")
    return {"highway": highway, "speed_kmh": speed}


def table(area: StudyArea, scenario: Scenario) -> None:
    """Draw the changes as a table that can be edited; it begins anew after every step."""
    if not scenario.changes:
        st.caption(_("There is no change yet. Add one above, or begin with a proposal."))
        return
    frame = editable_table(area, scenario)
    key = f"scenario_table_{area.name}_{st.session_state.get(state.TURN, 0)}"
    config = st.column_config
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        placeholder=MISSING,
        column_order=_columns(frame),
        disabled=["kind", "what"],
        column_config={
            "kind": config.TextColumn(_("Change")),
            "what": config.TextColumn(_("What"), width="large"),
            "days_per_month": config.NumberColumn(_("Days/month"), min_value=0.5,
                                                  max_value=WORKING_DAYS),
            "speed_kmh": config.NumberColumn(_("km/h"), min_value=1.0, max_value=100.0),
            "minutes": config.NumberColumn(_("Ferry minutes"), min_value=1.0),
            "note": config.TextColumn(_("Note"), max_chars=500),
            "remove": config.CheckboxColumn(_("Delete")),
        },
        on_change=_edited,
        args=(area, key),
    )  # fmt: skip


def _columns(frame: pd.DataFrame) -> list[str]:
    """Leave out the numbers that no change has, and that none may be given."""
    asked = {"days_per_month": LABELS["add_facility"], "minutes": LABELS["add_ferry"]}
    roads = {LABELS[kind] for kind in ("add_road", "upgrade_road", "add_ferry")}
    kinds = set(frame["kind"])
    hidden = {name for name, kind in asked.items() if kind not in kinds}
    if not kinds & roads:
        hidden.add("speed_kmh")
    return [str(name) for name in frame.columns if name not in hidden]


def _edited(area: StudyArea, key: str) -> None:
    edits = st.session_state[key]["edited_rows"]
    state.step(area.name, lambda scenario: apply_table(area, scenario, edits))
