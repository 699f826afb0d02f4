"""Jarak akses: how far every village is from Disnaker and market, by which road."""

from __future__ import annotations

from functools import partial

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers.access.answer import AccessAnswer, AccessQuestion, destinations
from layers.access.charts import detour_chart, distribution_chart
from layers.access.map import access_map, route_layer
from layers.access.print_map import access_sheet
from layers.access.qgis import access_gpkg
from layers.access.thresholds import NO_RULE, presets_for
from layers.access.workbook import access_workbook
from layers.area.labels import PRECISION
from layers.area.study_area import FACILITIES
from layers.exports import files as export
from layers.printmap.base_map import view_of
from layers.text.formats import MISSING, km, number, percent
from layers.text.measures import value_text
from layers.webmap.area_map import focus
from pages.jarak_akses.village import choose_village, show_village
from pages.shared.answers import access_answer
from pages.shared.cached_map import drawn_once
from pages.shared.inputs import cost_input, require_facilities, threshold_input
from pages.shared.labels import MODE_LABELS, STATUS_LABELS, TARGET_LABELS
from pages.shared.persistent_choices import KEEP
from pages.shared.print_popover import in_page_language, print_popover
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import QUIET, download_buttons, localized_table, reported, show_map
from spatial.access.measure import MEASURES, STRAIGHT
from spatial.access.summary import summarise
from spatial.routing.modes import MODES
from spatial.routing.speed_classes import speed_table
from spatial.routing.travel import Cost
from spatial.wording import N_, Labels, _, ngettext

TABLE = Labels(
    {
        "origin_name": N_("Village"),
        "district": N_("District"),
        "facility": N_("Service"),
        "destination_name": N_("Destination"),
        "status": N_("Status"),
        "total_km": N_("Total (km)"),
        "minutes": N_("Time (minutes)"),
        "access_km": N_("First leg (km)"),
        "network_km": N_("Road (km)"),
        "egress_km": N_("Last leg (km)"),
        "straight_km": N_("Straight line (km)"),
        "detour": N_("Detour index"),
        "nearest_road_km": N_("Nearest road, loose or not (km)"),
        "precision": N_("Precision of the point"),
    }
)


def controls() -> tuple[AccessQuestion, float]:
    """Draw what is asked; return the question and the threshold in metres or seconds."""
    target_column, cost_column, limit_column, preset_column = st.columns([1.5, 1.4, 1, 1.6])
    target = target_column.segmented_control(
        _("Where to?"),
        list(TARGET_LABELS),
        format_func=TARGET_LABELS.__getitem__,
        default="disnaker",
        required=True,
        key="target",
        persist_state=KEEP,
        help=_(
            "Both: a village must reach the labour office and a market; the farther one decides."
        ),
    )
    with cost_column:
        cost = cost_input()
    presets = presets_for(cost)
    with preset_column:
        st.selectbox(
            _("Reference threshold"),
            list(presets),
            index=None,
            format_func=_,
            placeholder=_("Choose if needed"),
            key=f"preset_{cost}",
            help=_(NO_RULE),
            on_change=use_preset,
            args=(cost,),
        )
    with limit_column:
        limit = threshold_input(cost)
    chosen = presets.get(st.session_state.get(f"preset_{cost}") or "")
    if chosen is not None and chosen.value == limit:
        st.caption(
            _("The threshold {label} was made for: {purpose}. Source: {source}.").format(
                label=_(chosen.label), purpose=_(chosen.purpose), source=_(chosen.source)
            )
        )
    return AccessQuestion(target, current_mode(), cost), limit


def use_preset(cost: Cost) -> None:
    """Take over the value of the preset that was chosen."""
    preset = presets_for(cost).get(st.session_state[f"preset_{cost}"])
    if preset is not None:
        st.session_state[f"threshold_{cost}"] = MEASURES[cost].displayed_threshold(preset.value)


def show_key_figures(found: AccessAnswer, limit: float) -> None:
    """Draw the key figures."""
    measure = found.question.measure
    text = partial(value_text, measure)
    key = summarise(found.trips, measure, limit)
    straight = summarise(found.trips, STRAIGHT)
    columns = st.columns([1.35, 1, 1, 1.35, 1, 1])
    columns[0].metric(
        _("Within the threshold"),
        percent(key.share_within),
        ngettext("{within} of {all} village", "{within} of {all} villages", key.origins).format(
            within=number(key.within), all=number(key.origins)
        ),
        **QUIET,
    )
    columns[1].metric(
        _("Median"),
        text(key.median),
        _("straight {length}").format(length=km(straight.median)),
        **QUIET,
    )
    columns[2].metric(_("90th percentile"), text(key.p90))
    columns[3].metric(
        _("Farthest"),
        text(key.worst),
        key.worst_name,
        **QUIET,
    )
    columns[4].metric(
        _("Not connected"),
        number(key.unreachable),
        help=_("Its road network is separate from all destinations."),
    )
    columns[5].metric(
        _("Far from roads"),
        number(key.off_network),
        help=_("There is no road within 2 km of the village point."),
    )


def show_map_and_village(found: AccessAnswer, limit: float) -> None:
    """Draw the map with the chosen village's route, and that village's figures beside it."""
    left, right = st.columns([2.1, 1], gap="medium")
    with right:
        village = choose_village(found)
        route = found.route(village)
        show_village(found, village, route)
    shown = view_of(found.question.measure, limit)
    facilities = destinations(found.area, found.question.target)
    paper = drawn_once(
        found.area,
        ("access", found.question.key, str(shown)),
        lambda: access_map(found.area, found.trips, facilities, shown),
    )
    row = found.area.villages.set_index("id", drop=False).loc[village]
    with left:
        near = st.session_state.get("zoom_to_route") and not route.empty
        view = focus(tuple(route.total_bounds), width=700) if near else None
        clicked = show_map(paper, "access_map", route_layer(route, row), view)
        st.toggle(_("Zoom the map to the route"), key="zoom_to_route", persist_state=KEEP)
        layers = [FACILITIES[kind][0] for kind in found.by_facility]
        print_popover(lambda: access_sheet(found, limit), "akses", layers)
    if clicked in set(found.area.villages["id"]) and clicked != village:
        st.session_state["clicked_village"] = clicked
        st.rerun()


def show_table(found: AccessAnswer) -> gpd.GeoDataFrame:
    """Draw the table of all trips; return it for the downloads."""
    table = found.table()
    shown = pd.DataFrame(
        {
            **{
                column: table[column] for column in ("origin_name", "district", "destination_name")
            },
            "facility": table["facility"].map(TARGET_LABELS),
            "status": table["status"].map(STATUS_LABELS),
            **{
                f"{leg}_km": (table[f"{leg}_m"] / 1000).round(2)
                for leg in (
                    "total",
                    "access",
                    "network",
                    "egress",
                    "straight",
                    "nearest_road",
                )
            },
            "minutes": table["minutes"].round(1),
            "detour": table["detour"].round(2),
            "precision": table["precision"].map(PRECISION),
        }
    )
    narrow = st.column_config.TextColumn(TABLE["destination_name"], width="medium")
    st.dataframe(
        localized_table(shown[list(TABLE)]),
        hide_index=True,
        placeholder=MISSING,
        height=420,
        column_config={**TABLE, "destination_name": narrow},
    )
    return table


def show_distribution(found: AccessAnswer, limit: float) -> None:
    """Draw how the measure is distributed, and what the road adds to the straight line."""
    left, right = st.columns(2)
    left.altair_chart(distribution_chart(found.trips, found.question.cost, limit))
    right.altair_chart(detour_chart(found.trips))


def show_speeds() -> None:
    """Draw the speed table of the mode, which the user may change."""
    mode = current_mode()
    table = speed_table()
    table.insert(0, "speed", [float(mode.speeds_kmh[road]) for road in table.index])
    st.caption(
        _(
            "Free-flow time: length divided by the speed of the road class; no congestion, no "
            "waiting. First and last leg are walked at {speed} km/h. A speed of 0 means that "
            "this mode may not pass. The limits of PP 79/2013 art. 23 are a ceiling, not an "
            "expectation."
        ).format(speed=number(mode.leg_kmh, 1))
    )
    edited = st.data_editor(
        table[["label", "rbi", "speed", "cap", "source"]],
        disabled=["highway", "label", "rbi", "cap", "source"],
        height=300,
        key=f"speeds_{mode.name}_{st.session_state.get('speed_edition', 0)}",
        column_config={
            "highway": _("OSM class"),
            "label": _("Road class"),
            "rbi": _("RBI class"),
            "speed": st.column_config.NumberColumn(
                _("{mode} (km/h)").format(mode=MODE_LABELS[mode.name]),
                min_value=0.0,
                max_value=130.0,
            ),
            "cap": _("Limit (km/h)"),
            "source": _("Source"),
        },
    )
    apply, reset, _unused = st.columns([1, 1, 3])
    if apply.button(_("Use these speeds"), type="primary"):
        st.session_state.setdefault("speeds", {})[mode.name] = edited["speed"].to_dict()
        st.rerun()
    if reset.button(_("Back to the defaults"), disabled=mode == MODES[mode.name]):
        st.session_state["speeds"].pop(mode.name, None)
        st.session_state["speed_edition"] = st.session_state.get("speed_edition", 0) + 1
        st.rerun()


st.title(_("How far are villages from the labour office and a market?"))
with reported():
    question, limit = controls()
    require_facilities(question.target)
    found = access_answer(current_area(), question)
    show_key_figures(found, limit)
    show_map_and_village(found, limit)
    tabs = st.tabs([_("Table"), _("Distribution"), _("Speeds")])
    with tabs[0]:
        table = show_table(found)
        rich = {
            ".xlsx": in_page_language(lambda *_: access_workbook(found, limit)),
            ".gpkg": in_page_language(lambda *_: access_gpkg(found, limit)),
        }
        stem = f"akses_{question.target}_{found.area.name}"
        download_buttons(table, found.provenance(limit), stem, {**export.WRITERS, **rich})
    with tabs[1]:
        show_distribution(found, limit)
    with tabs[2]:
        show_speeds()
