"""Lokasi berikutnya: where the next service helps most."""

from __future__ import annotations

import geopandas as gpd
import streamlit as st

from layers.access.thresholds import NO_RULE
from layers.area.facilities import facility_sets
from layers.area.inputs import Weight
from layers.siting.answer import SitingAnswer
from layers.siting.question import AIMS, SitesQuestion, SitingQuestion
from layers.siting.trips import existing_facilities
from pages.lokasi.inputs import candidate_notes, choose_candidates, choose_rules, choose_weight
from pages.lokasi.results import show_answer
from pages.lokasi.search import find_sites
from pages.shared.answers import village_people_sources
from pages.shared.inputs import cost_input, threshold_input
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import reported
from spatial.siting.task import MODELS, Model
from spatial.wording import _

MOST_SITES = 50


def choose_facility() -> str:
    """Draw the choice of a set of facilities; return its key."""
    labels = facility_sets(current_area())
    if st.session_state.get("siting_facility") not in labels:
        st.session_state["siting_facility"] = next(iter(labels))
    return st.selectbox(
        _("Service"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="siting_facility",
        persist_state=KEEP,
    )


def choose_aim() -> Model:
    """Draw the choice of what is best; return the model."""
    begin_with("siting_model", MODELS[0])
    model: Model = st.selectbox(
        _("Destination"),
        list(MODELS),
        format_func=lambda key: _(AIMS[key]),
        key="siting_model",
        persist_state=KEEP,
    )
    return model


def choose_number(model: Model) -> int:
    """Draw how many sites; the model that finds the number itself does not ask."""
    begin_with("siting_sites", 2)
    return int(
        st.number_input(
            _("New point"),
            min_value=1,
            max_value=MOST_SITES,
            step=1,
            key="siting_sites",
            persist_state=KEEP,
            disabled=model == "lscp",
            help=_("The most sites to add. LSCP finds the number itself."),
        )
    )


def controls() -> tuple[
    SitesQuestion, SitingQuestion, gpd.GeoDataFrame | None, tuple[str, Weight | None]
]:
    """Draw what is asked."""
    area = current_area()
    columns = st.columns([1.0, 2.45, 0.75, 1.75, 0.85, 0.85], vertical_alignment="bottom")
    with columns[0]:
        facility = choose_facility()
    with columns[1]:
        model = choose_aim()
    with columns[2]:
        sites = choose_number(model)
    with columns[3]:
        cost = cost_input()
    with columns[4]:
        limit = threshold_input(cost)
    with columns[5], st.popover(_("More options"), width="stretch"):
        candidates, own = choose_candidates()
        weight = choose_weight(village_people_sources(area))
        keep, first, seconds = choose_rules()
    asked = SitesQuestion(facility, current_mode(), cost, candidates)
    question = SitingQuestion(model, sites, limit, keep, first, seconds)
    return asked, question, own, weight


def show_rule(asked: SitesQuestion, question: SitingQuestion) -> None:
    """Say what the threshold is, and that there may be nothing yet."""
    there = len(existing_facilities(current_area(), asked.facility))
    notes = [_(NO_RULE).split(". ")[0] + "."]
    if not there:
        notes.append(_("This area has no such service yet: the first site is sought."))
    elif not question.keep:
        notes.append(_("What is there already is ignored, as if there were nothing."))
    notes += candidate_notes(asked)
    st.caption(" ".join(notes))


st.title(_("Where does the next service help most?"))
with reported():
    asked, question, own, weight = controls()
    show_rule(asked, question)
    answer: SitingAnswer = find_sites(current_area(), asked, question, own, weight)
    show_answer(answer)
