"""Pilar: which pillar does not reach which village, and who owns the gap."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.area.study_area import StudyArea
from layers.pillars import owners as pillar_owners
from layers.pillars.answer import (
    BASE,
    LIMIT_NOTE,
    PillarAnswer,
    PillarQuestion,
    PillarSettings,
    default_settings,
)
from layers.pillars.kinds import DEFAULT_CHOICE, PILLARS, pillar_title
from layers.pillars.map import pillar_map
from layers.pillars.matrix import HEAD, matrix_view
from layers.pillars.print_map import pillar_sheet
from layers.pillars.reasons import doubt_words, missing_words
from layers.text.formats import MISSING, km, minutes, number, percent, villages
from layers.text.measures import threshold_text, unit_text
from layers.webmap.common_layers import highlight_layer
from pages.pilar.answers import pillar_answer, pillar_table
from pages.pilar.tabs import show_tabs
from pages.shared.labels import COST_LABELS, STATUS_LABELS
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.print_popover import print_popover
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import QUIET, localized_table, reported, show_map
from spatial.access import priority
from spatial.access.measure import MEASURES
from spatial.routing.travel import Cost
from spatial.wording import _

TOP_ROWS = 10


def controls() -> tuple[PillarQuestion, PillarSettings]:
    """Draw what is asked and the thresholds; the rest stands in the tabs below."""
    columns = st.columns([1.5, 1, 1, 1, 1])
    cost: Cost = columns[0].segmented_control(
        _("Measured by"),
        list(COST_LABELS),
        format_func=COST_LABELS.__getitem__,
        default="distance",
        required=True,
        key="pillar_cost",
        persist_state=KEEP,
    )
    start = default_settings(cost)
    measure = MEASURES[cost]
    unit = unit_text(measure)
    limits = {}
    for column, (pillar, facts) in zip(columns[1:], PILLARS.items(), strict=True):
        key = f"pillar_limit_{cost}_{pillar}"
        begin_with(key, measure.displayed_threshold(start.limits[pillar]))
        shown = column.number_input(
            _("Threshold {pillar} ({unit})").format(pillar=pillar, unit=unit),
            min_value=0.5,
            max_value=500.0,
            step=1.0,
            format="%.1f",
            key=key,
            persist_state=KEEP,
            help=_("{title}. Within means ≤ threshold. {note}").format(
                title=_(facts.title), note=_(LIMIT_NOTE)
            ),
        )
        limits[pillar] = measure.threshold(shown)
    weights = {pillar: float(begin_with(f"pillar_weight_{pillar}", 1.0)) for pillar in PILLARS}
    full_at = float(begin_with("pillar_full_at", priority.FULL_AT))
    choice = tuple(
        (pillar, tuple(begin_with(f"pillar_kinds_{pillar}", list(kinds))))
        for pillar, kinds in DEFAULT_CHOICE
    )
    question = PillarQuestion(current_mode(), cost, choice)
    return question, PillarSettings(limits, weights, full_at)


def show_missing(found: PillarAnswer) -> None:
    """Say which pillars have no facilities, and how to load them."""
    for pillar in found.missing:
        st.warning(missing_words(found.area, pillar), icon=":material/layers_clear:")


def show_key_figures(found: PillarAnswer, settings: PillarSettings, table: pd.DataFrame) -> None:
    """Draw how many villages each pillar does not reach."""
    columns = st.columns(len(found.trips) + 2)
    total = len(table)
    for column, pillar in zip(columns, found.trips, strict=False):
        lacking = int(table[f"{pillar}_gap"].sum())
        limit = threshold_text(found.question.measure, settings.limits[pillar])
        column.metric(
            f"{pillar} {pillar_title(pillar)}",
            villages(lacking),
            _("{share} beyond {limit}").format(share=percent(lacking / total, 0), limit=limit),
            **QUIET,
        )
    columns[-2].metric(
        _("All within the threshold"),
        villages(int((table["gaps"] == 0).sum())),
        _("of {total}").format(total=number(total)),
        **QUIET,
    )
    columns[-1].metric(
        _("Without a road"),
        villages(int((table["no_way"] > 0).sum())),
        _("to at least one pillar"),
        **QUIET,
        help=_("These villages have no distance; by rule their shortfall counts in full."),
    )


def choose_village(area: StudyArea) -> str:
    """Draw the choice of a village; return its id."""
    places = area.villages
    labels: dict[str, str] = dict(
        zip(places["id"], places["name"] + ", " + places["district"].fillna(""), strict=True)
    )
    clicked = st.session_state.pop("clicked_pillar_village", None)
    if clicked is not None or st.session_state.get("village") not in labels:
        special = places.loc[places["desmigratif"].astype(bool), "id"]
        st.session_state["village"] = (
            clicked or (special if len(special) else places["id"]).iloc[0]
        )
    return st.selectbox(
        _("Chosen village"),
        sorted(labels, key=labels.__getitem__),
        format_func=labels.__getitem__,
        key="village",
        persist_state=KEEP,
        help=_("Type to search, or click a village on the map."),
    )


def show_village(found: PillarAnswer, table: pd.DataFrame, village: str) -> None:
    """Draw one village's way to every pillar."""
    row = table[table["id"] == village].iloc[0]
    place = _("{rank} of {all}").format(rank=number(int(row["rank"])), all=number(len(table)))
    st.markdown(
        _("Rank **{place}**, score **{score}**: {reasons}.").format(
            place=place, score=number(row["score"], 1), reasons=row["reasons"]
        )
    )
    for pillar in found.trips:
        mark = ":material/error:" if row[f"{pillar}_gap"] else ":material/check_circle:"
        title = f"{mark} **{pillar} {pillar_title(pillar)}**"
        if row[f"{pillar}_status"] != "ok":
            st.markdown(f"{title}: {STATUS_LABELS[row[f'{pillar}_status']]}")
            continue
        st.markdown(
            f"{title}: {km(row[f'{pillar}_total_m'])} · {minutes(row[f'{pillar}_minutes'])}  \n"
            f"{row[f'{pillar}_facility']} ({doubt_words(row, pillar)}){same_road(row, pillar)}"
        )


def same_road(row: pd.Series, pillar: str) -> str:
    """Say how much of the road to a pillar also leads to the base pillar."""
    share = row[f"{pillar}_common"]
    if pillar == BASE or pd.isna(share):
        return ""
    return _("; {share} of its road is shared with the road to pillar {pillar}").format(
        share=percent(share, 0), pillar=BASE
    )


def show_map_and_village(
    found: PillarAnswer, settings: PillarSettings, table: pd.DataFrame
) -> None:
    """Draw the map, and beside it the first villages and the chosen one."""
    left, right = st.columns([2.3, 1], gap="medium")
    with right:
        village = choose_village(found.area)
        first, chosen = st.tabs([_("First ten"), _("Chosen village")])
        with first:
            show_first(table)
        with chosen:
            show_village(found, table, village)
    paper = pillar_map(found.area, table, found.facilities)
    marked = found.area.villages.set_index("id", drop=False).loc[village]
    with left:
        clicked = show_map(paper, "pillar_map", highlight_layer(marked))
        layers = ("offices", "markets", "services")
        print_popover(lambda: pillar_sheet(found, settings), "pilar", layers)
    if clicked in set(found.area.villages["id"]) and clicked != village:
        st.session_state["clicked_pillar_village"] = clicked
        st.rerun()


def show_first(table: pd.DataFrame) -> None:
    """Draw the villages that come first, with their reasons."""
    view = matrix_view(table, "km").head(TOP_ROWS)
    st.dataframe(
        localized_table(view[[HEAD[name] for name in ("rank", "name", "score", "reasons")]]),
        hide_index=True,
        placeholder=MISSING,
        height=390,
    )


def show_page() -> None:
    """Draw the page."""
    question, settings = controls()
    area = current_area()
    owners = pillar_owners.load_owners()
    found, trips = pillar_answer(area, question)
    table = pillar_table(area, question, settings)
    show_missing(found)
    show_key_figures(found, settings, table)
    show_map_and_village(found, settings, table)
    show_tabs(found, settings, table, trips, owners)


st.title(_("Which pillar does not reach which villages yet?"))
with reported():
    show_page()
