"""Jangkauan pemasaran: which markets a village's products can reach, and who competes there."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.exports import files as export
from layers.reach.answer import ReachAnswer
from layers.reach.focus_map import market_focus, village_focus
from layers.reach.indicator import WORDS
from layers.reach.map import (
    MARKET,
    VILLAGE,
    clicked_place,
    reach_layer,
    reach_map,
)
from layers.reach.print_map import reach_sheet
from layers.reach.qgis import reach_gpkg
from layers.reach.question import MODELS, Model
from layers.text.formats import MISSING, km, minutes, number, percent
from layers.text.formats import villages as counted
from layers.text.measures import unit_text
from pages.jangkauan.details import (
    choose_market,
    choose_village,
    reading_help,
    show_day,
    show_market,
    show_village,
    status_words,
)
from pages.jangkauan.inputs import basis, question_input
from pages.shared.answers import market_trips, reach_answer
from pages.shared.cached_map import drawn_once
from pages.shared.inputs import require_facilities, threshold_input
from pages.shared.labels import COST_LABELS
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.print_popover import in_page_language, print_popover
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import (
    QUIET,
    download_buttons,
    lazy_tabs,
    localized_table,
    reported,
    show_map,
)
from spatial.access.measure import TIME
from spatial.routing.travel import Cost
from spatial.wording import N_, Labels, _, ngettext

VILLAGE_TABLE = Labels(
    {
        "name": N_("Village"),
        "district": N_("District"),
        "status": N_("Status"),
        "markets_within": N_("Markets within the threshold"),
        "weight_within": N_("Weight within the threshold"),
        "nearest_name": N_("Nearest market"),
        "nearest_minutes": N_("Minutes"),
        "nearest_km": N_("Km"),
        "nearest_rp": N_("Rp to the nearest market"),
        "main_name": N_("Main market (Huff)"),
        "main_probability": N_("Prob. (%)"),
        "rivals": N_("Rival villages"),
        "accessibility_index": N_("Hansen (best = 100)"),
        "crowding_index": N_("Markets per user (average = 100)"),
        "people_within": N_("People within the threshold"),
    }
)
MARKET_TABLE = Labels(
    {
        "name": N_("Market"),
        "kind": N_("Kind"),
        "district": N_("District"),
        "weight": N_("Weight"),
        "share": N_("Share (%)"),
        "catchment": N_("Villages in catchment"),
        "villages_within": N_("Villages within reach"),
        "people_within": N_("People within the threshold"),
        "customers": N_("Buyers by the model"),
    }
)
TABS = (
    N_("Table of villages"),
    N_("Table of markets"),
    N_("A day's round of markets"),
    N_("How to read it"),
)
KINDS = Labels({VILLAGE: N_("Village"), MARKET: N_("Market")})


def controls() -> tuple[Model, Cost, float]:
    """Draw model, measure and threshold; return them, the threshold in metres or seconds."""
    model_column, cost_column, limit_column = st.columns([3.4, 1.35, 1])
    model = model_column.segmented_control(
        _("What to show?"),
        list(MODELS),
        format_func=lambda name: _(WORDS[name].label),
        default="cumulative",
        required=True,
        key="reach_model",
        persist_state=KEEP,
    )
    cost: Cost = cost_column.segmented_control(
        _("Measured by"),
        ["time", "distance"],
        format_func=COST_LABELS.__getitem__,
        default="time",
        required=True,
        key="reach_cost",
        persist_state=KEEP,
    )
    with limit_column:
        limit = threshold_input(cost)
    method, says, silent = map(_, (WORDS[model].method, WORDS[model].says, WORDS[model].silent))
    st.caption(f"**{method}: {says}** {silent}")
    return model, cost, limit


def show_key_figures(found: ReachAnswer) -> None:
    """Draw the key figures."""
    villages, asked = found.villages, found.question
    some = int((villages["markets_within"] > 0).sum())
    measure = found.trips.measure
    limit = number(measure.displayed_threshold(asked.threshold))
    columns = st.columns([1.5, 1, 1.2, 1.6, 1.2])
    columns[0].metric(
        _("With a market within {limit} {unit}").format(limit=limit, unit=unit_text(measure)),
        percent(some / len(villages)),
        ngettext("{within} of {all} village", "{within} of {all} villages", len(villages)).format(
            within=number(some), all=number(len(villages))
        ),
        **QUIET,
    )
    columns[1].metric(_("Median markets/village"), number(villages["markets_within"].median()))
    near = (
        minutes(villages["nearest_minutes"].median())
        if found.trips.measure == TIME
        else km(1000 * villages["nearest_km"].median())
    )
    columns[2].metric(_("Median to the nearest"), near)
    top = found.market_table().iloc[0]
    columns[3].metric(
        _("Largest share (Huff model)"),
        percent(top["share"]),
        top["name"],
        **QUIET,
    )
    lost = int((villages["status"] != "ok").sum())
    columns[4].metric(
        _("Without a trip"),
        counted(lost),
        help=_("Not connected by road, too far from any road, or the product spoils on the way."),
    )


def choose_place(found: ReachAnswer) -> tuple[str, str]:
    """Draw the choice of a village or a market; return its kind and id."""
    clicked = st.session_state.pop("reach_clicked", None)
    if clicked is not None:
        st.session_state["reach_kind"] = clicked[0]
        st.session_state["village" if clicked[0] == VILLAGE else "reach_market"] = clicked[1]
    begin_with("reach_kind", VILLAGE)
    kind = st.segmented_control(
        _("Look at"),
        list(KINDS),
        format_func=KINDS.__getitem__,
        required=True,
        key="reach_kind",
        label_visibility="collapsed",
        persist_state=KEEP,
    )
    if kind == VILLAGE:
        return VILLAGE, choose_village(found)
    return MARKET, choose_market(found)


def show_map_and_place(found: ReachAnswer) -> str:
    """Draw the map and, beside it, the chosen village or market; return the chosen village."""
    left, right = st.columns([2.1, 1], gap="medium")
    with right:
        kind, place = choose_place(found)
        if kind == VILLAGE:
            show_village(found, place)
            focus = village_focus(found, place)
        else:
            show_market(found, place)
            focus = market_focus(found, place)
    with left:
        area = current_area()
        paper = drawn_once(area, ("reach",), lambda: reach_map(area))
        clicked = clicked_place(show_map(paper, "reach_map", [reach_layer(found), focus]))
        st.caption(
            _(
                "Click a village for its markets (pink rings: markets within the threshold; "
                "blue line: road to the main market). Click a market for its catchment.  \n"
                "Calculated with: {basis}."
            ).format(basis=basis(found))
        )
        print_popover(lambda: reach_sheet(found, area), "jangkauan", ("markets",))
    if clicked is not None and clicked != (kind, place):
        st.session_state["reach_clicked"] = clicked
        st.rerun()
    return place if kind == VILLAGE else str(st.session_state.get("village") or "")


def show_table(table: pd.DataFrame, labels: Labels[str]) -> None:
    """Draw a table with the columns that it has."""
    shown = table[[column for column in labels if column in table]].copy()
    for share in {"main_probability", "share"} & set(shown):
        shown[share] = (100 * shown[share]).round(1)
    if "status" in shown:
        shown["status"] = shown["status"].map(status_words())
    st.dataframe(
        localized_table(shown.round(1)),
        hide_index=True,
        placeholder=MISSING,
        height=400,
        column_config=dict(labels),
    )


def show_results(found: ReachAnswer, village: str) -> None:
    """Draw the tables, the seller's day and the words about reading the map."""
    villages, markets, day, reading = lazy_tabs(TABS, "reach_tab")
    area = current_area()
    notes = found.provenance(area=area.title, sources=area.sources, note=area.network_note)
    with villages:
        if villages.open:
            table = found.village_table()
            show_table(table, VILLAGE_TABLE)
            map_file = {".gpkg": in_page_language(lambda *_: reach_gpkg(found, area))}
            writers = {**export.WRITERS, **map_file}
            download_buttons(table, notes, f"jangkauan_desa_{area.name}", writers)
    with markets:
        if markets.open:
            table = found.market_table()
            show_table(table, MARKET_TABLE)
            download_buttons(table, notes, f"jangkauan_pasar_{area.name}")
    with day:
        if day.open:
            show_day(found, village)
    with reading:
        st.markdown(reading_help())


st.title(_("In which markets can the villages sell?"))
with reported():
    require_facilities("market")
    model, cost, limit = controls()
    area, mode = current_area(), current_mode()
    trips = market_trips(area, mode, cost)
    question = question_input(trips, model, limit)
    found = reach_answer(area, mode, cost, question)
    show_key_figures(found)
    village = show_map_and_place(found)
    show_results(found, village)
