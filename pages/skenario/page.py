"""Skenario: what changes if a service point, a road or a ferry comes, moves or goes."""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from layers.access.thresholds import DEFAULTS
from layers.area.facilities import facility_sets
from layers.area.study_area import StudyArea
from layers.coverage.search import CoverageQuestion
from layers.editing.map import RETURNED, map_click
from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.map import VIEWS, View, picked_layer, scenario_layers
from layers.scenarios.print_map import scenario_sheet
from layers.scenarios.proposals import MOBILE_DAYS, mobile_in_worst_districts
from layers.scenarios.scenario import Scenario, area_differences
from layers.scenarios.store import default_scenarios
from layers.text.measures import unit_text
from pages.shared import messages
from pages.shared.inputs import cost_input, threshold_input
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.print_popover import print_popover
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import reported, show_problems
from pages.skenario import changes_panel, state
from pages.skenario.answers import scenario_answer, scenario_base_map, side_before
from pages.skenario.results import show_key_figures, show_tabs
from pages.skenario.state import CHOICE, FRESH, Work
from spatial.access.measure import MEASURES
from spatial.errors import DesmigratifError
from spatial.routing.travel import Cost
from spatial.wording import N_, Labels, _, ngettext

HEIGHT = 470
VIEW_LABELS = Labels({"change": N_("Change"), "before": N_("Before"), "after": N_("After")})


def controls(area: StudyArea) -> tuple[CoverageQuestion, tuple[float, ...]]:
    """Draw what is asked; return the question and its thresholds, metres or seconds."""
    columns = st.columns([2, 1.3, 1.75, 1.05, 1.25], vertical_alignment="bottom")
    with columns[0]:
        _choose(area)
    labels = facility_sets(area)
    if st.session_state.get("coverage_facility") not in labels:
        st.session_state["coverage_facility"] = next(iter(labels))
    facility = columns[1].selectbox(
        _("Service"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="coverage_facility",
        persist_state=KEEP,
    )
    with columns[2]:
        cost = cost_input()
    with columns[3]:
        limit = threshold_input(cost)
    with columns[4]:
        more = _second(cost)
    limits = tuple(sorted({limit, *more}))
    return CoverageQuestion(str(facility), current_mode(), cost), limits


def _choose(area: StudyArea) -> None:
    """Draw the choice between the kept scenarios and one that is not kept yet."""
    kept = {entry.name: entry.title for entry in default_scenarios().entries(area.name)}
    key = f"{CHOICE}_{area.name}"
    if st.session_state.get(key, FRESH) not in kept:
        st.session_state[key] = FRESH
    st.selectbox(
        _("Scenario"),
        [FRESH, *kept],
        format_func=lambda name: kept.get(name, _("New scenario (not saved)")),
        key=key,
        persist_state=KEEP,
        on_change=lambda: state.open_kept(area, st.session_state[key]),
    )


def _second(cost: Cost) -> tuple[float, ...]:
    """Draw a further threshold; it starts at twice the usual one."""
    measure = MEASURES[cost]
    unit = unit_text(measure)
    key = f"coverage_second_{cost}"
    begin_with(key, measure.displayed_threshold(2 * DEFAULTS[cost]))
    value = st.number_input(
        _("Second threshold ({unit})").format(unit=unit),
        min_value=0.5,
        max_value=500.0,
        value=None,
        step=1.0,
        format="%.1f",
        key=key,
        persist_state=KEEP,
    )
    return () if value is None else (measure.threshold(value),)


def bar(area: StudyArea, work: Work, question: CoverageQuestion) -> None:
    """Draw what is not kept yet, and undo, redo, proposals, save."""
    columns = st.columns([3.8, 1.2, 1, 1, 1.2], vertical_alignment="center")
    columns[0].markdown(_change_count(work))
    with columns[1].popover(_("Proposal"), icon=":material/lightbulb:", width="stretch"):
        _proposal(area, question)
    columns[2].button(_("Undo"), key="scenario_undo", icon=":material/undo:", width="stretch",
                      disabled=not work.history.past, on_click=state.undo,
                      args=(area.name,))  # fmt: skip
    columns[3].button(_("Redo"), key="scenario_redo", icon=":material/redo:", width="stretch",
                      disabled=not work.history.future, on_click=state.redo,
                      args=(area.name,))  # fmt: skip
    with columns[4].popover(_("Save"), icon=":material/save:", width="stretch"):
        title = st.text_input(_("Title"), work.scenario.title, max_chars=200,
                              key=f"scenario_title_{work.scenario.name}")  # fmt: skip
        st.caption(_("Another title saves another scenario; the old one stays."))
        st.button(_("Save with the area"), key="scenario_save", type="primary",
                  on_click=state.save, args=(area, title))  # fmt: skip


def _change_count(work: Work) -> str:
    count = len(work.scenario.changes)
    words = ngettext(
        "**{title}** · {count} change", "**{title}** · {count} changes", count
    ).format(title=work.scenario.title, count=count)
    if work.unsaved:
        unsaved = _("not saved")
        return f"{words} · :orange[{unsaved}]"
    saved = "" if work.kept is None else _("saved")
    return " · ".join(filter(None, [words, saved]))


def _proposal(area: StudyArea, question: CoverageQuestion) -> None:
    """Draw the ready-made scenario; the shell has the same."""
    st.markdown(_("**Mobile service** in the kecamatan with the farthest median"))
    most = max(area.villages["district"].nunique(), 1)
    count = st.number_input(_("Number of kecamatan"), 1, most, min(2, most), key="scenario_count")
    days = st.number_input(
        _("Days of service per month"), 0.5, 22.0, MOBILE_DAYS, 1.0, key="scenario_mobile_days"
    )
    st.caption(
        _(
            "The point: the village with the least sum of trips from all villages of the "
            "kecamatan. On the command line: scenario new --mobile-in-worst."
        )
    )
    st.button(_("Make this scenario"), key="scenario_propose", type="primary",
              on_click=_propose, args=(area, question, int(count), float(days)))  # fmt: skip


def _propose(area: StudyArea, question: CoverageQuestion, count: int, days: float) -> None:
    with messages.caught():
        side = side_before(area, question)
        state.take(area, mobile_in_worst_districts(area, question, count, days, side))
        st.session_state[f"{CHOICE}_{area.name}"] = FRESH


def show_scenario_map(area: StudyArea, answer: ScenarioAnswer | None) -> None:
    """Draw the map; a click picks a place for the next change."""
    view: View = st.segmented_control(
        _("The map shows"),
        list(VIEWS),
        format_func=VIEW_LABELS.__getitem__,
        default="change",
        required=True,
        key="scenario_view",
        persist_state=KEEP,
        label_visibility="collapsed",
    )
    layers = [] if answer is None else scenario_layers(answer, view)
    st_folium(
        scenario_base_map(area),
        key="scenario_map",
        height=HEIGHT,
        use_container_width=True,
        returned_objects=list(RETURNED),
        feature_group_to_add=[*layers, picked_layer(state.picks())],
        on_change=lambda: _clicked(area),
    )
    if answer is not None:
        sources = ("offices", "markets", "services")
        print_popover(lambda: scenario_sheet(answer, view), f"skenario_{view}", sources)


def _clicked(area: StudyArea) -> None:
    """Take what was clicked for the next change: a point, its place, or a place beside all."""
    state = st.session_state.get("scenario_map")
    click = map_click(state, st.session_state.get("scenario_map_last"))
    st.session_state["scenario_map_last"] = state
    kind = st.session_state[changes_panel.KIND]
    if click.point_id is not None:
        changes_panel.clicked_point(area, kind, click.point_id)
    elif click.place is not None:
        changes_panel.clicked(kind, click.place)


def answered(
    area: StudyArea, scenario: Scenario, question: CoverageQuestion, limits: tuple[float, ...]
) -> ScenarioAnswer | None:
    """Answer, or show why the scenario cannot be made; its changes can be corrected then."""
    for line in area_differences(area, scenario):
        st.warning(line, icon=":material/difference:")
    try:
        with st.spinner(_("Measuring before and after …")):
            return scenario_answer(area, scenario, question, limits)
    except DesmigratifError as error:
        show_problems(str(error).splitlines())
        return None


def show_page() -> None:
    """Draw the page."""
    area = current_area()
    work = state.work_of(area)
    question, limits = controls(area)
    bar(area, work, question)
    messages.show()
    if not work.scenario.changes:
        st.info(
            _(
                "The world is still as it is now. Choose a change at the right and click the "
                "map, or begin with a **Proposal**; figures and map then show before → after. "
                "The base data never change."
            ),
            icon=":material/alt_route:",
        )
    answer = answered(area, work.scenario, question, limits)
    if answer is not None:
        show_key_figures(answer)
    left, right = st.columns([2.1, 1], gap="medium")
    with right:
        changes_panel.panel(area, work.scenario)
    with left:
        show_scenario_map(area, answer)
    changes_panel.table(area, work.scenario)
    show_tabs(area, work, answer, question, limits)


st.title(_("What changes if …?"))
with reported():
    show_page()
