"""Kesenjangan layanan: which villages and how many people a service does not reach."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.access.thresholds import DEFAULTS, NO_RULE, presets_for
from layers.area.facilities import facilities_of, facility_sets
from layers.area.inputs import Weight
from layers.coverage.answer import WEIGHT, CoverageAnswer
from layers.coverage.map import LEAST_VILLAGES, coverage_layer
from layers.coverage.print_map import coverage_sheet
from layers.coverage.search import CoverageQuestion
from layers.coverage.tables import place_table, threshold_text
from layers.text.formats import MISSING, number, percent, villages
from layers.text.measures import unit_text
from pages.kesenjangan.base_map import coverage_base_map
from pages.kesenjangan.tabs import show_tabs
from pages.shared.answers import coverage_base, village_people_sources
from pages.shared.inputs import cost_input, require_facilities, threshold_input
from pages.shared.labels import TARGET_LABELS
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.print_popover import print_popover
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import QUIET, reported, show_map
from spatial.access.coverage import PEOPLE, VILLAGES
from spatial.access.measure import MEASURES
from spatial.routing.travel import Cost
from spatial.wording import _, ngettext

COUNT_VILLAGES = "villages"


def choose_facility() -> str:
    """Draw the choice of a set of facilities; return its key."""
    labels = facility_sets(current_area())
    if st.session_state.get("coverage_facility") not in labels:
        st.session_state["coverage_facility"] = next(iter(labels))
    return st.selectbox(
        _("Service"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="coverage_facility",
        persist_state=KEEP,
    )


def choose_preset(cost: Cost) -> None:
    """Draw the thresholds of other programmes."""
    st.selectbox(
        _("Reference threshold"),
        list(presets_for(cost)),
        index=None,
        format_func=_,
        placeholder=_("Choose if needed"),
        key=f"coverage_preset_{cost}",
        help=_(NO_RULE),
        on_change=use_preset,
        args=(cost,),
    )


def use_preset(cost: Cost) -> None:
    """Take over the value of the preset that was chosen."""
    preset = presets_for(cost).get(st.session_state[f"coverage_preset_{cost}"])
    if preset is not None:
        st.session_state[f"threshold_{cost}"] = MEASURES[cost].displayed_threshold(preset.value)


def choose_more(cost: Cost) -> tuple[float, ...]:
    """Draw two further thresholds; the first starts at twice the usual one.

    Returns
    -------
    tuple of float
        Those that are filled in, metres or seconds.
    """
    measure = MEASURES[cost]
    unit = unit_text(measure)
    begin_with(f"coverage_second_{cost}", measure.displayed_threshold(2 * DEFAULTS[cost]))
    values = [
        st.number_input(
            _("{word} threshold ({unit}), may be empty").format(word=word, unit=unit),
            min_value=0.5,
            max_value=500.0,
            value=None,
            step=1.0,
            format="%.1f",
            key=f"coverage_{key}_{cost}",
            persist_state=KEEP,
        )
        for key, word in (("second", _("Second")), ("third", _("Third")))
    ]
    return tuple(measure.threshold(value) for value in values if value is not None)


def choose_points(facility: str) -> tuple[str, ...]:
    """Draw the choice of single facilities; return their ids, none for all."""
    points = facilities_of(current_area(), facility)
    labels = dict(zip(points["id"], points["name"], strict=True))
    return tuple(
        st.multiselect(
            _("Points that count"),
            list(labels),
            format_func=lambda code: labels.get(code, code),
            key=f"coverage_points_{current_area().name}_{facility}",
            placeholder=_("All ({count})").format(count=number(len(labels))),
        )
    )


def choose_weight() -> Weight | None:
    """Draw the choice of what villages count as; None counts each as 1."""
    area = current_area()
    sources = village_people_sources(area)
    labels = {COUNT_VILLAGES: _("each village counts as one")}
    labels |= {key: source.label for key, source in sources.items()}
    key = st.selectbox(
        _("Counted by"),
        list(labels),
        format_func=lambda name: labels.get(name, name),
        key=f"coverage_weight_{area.name}",
        help=_(
            "Columns of numbers of the villages (people, families, migrant workers) appear "
            "here if there are any."
        ),
    )
    if key == COUNT_VILLAGES:
        return None
    source = sources[key]
    values = source.people.reindex(area.villages["id"]).set_axis(area.villages.index)
    return Weight(source.label, values, source.estimated)


def controls() -> CoverageAnswer:
    """Draw what is asked; return the answer."""
    columns = st.columns([1.5, 1.5, 0.9, 1.5, 1.0], vertical_alignment="bottom")
    with columns[0]:
        facility = choose_facility()
    if facility in TARGET_LABELS:
        require_facilities(facility)
    with columns[1]:
        cost = cost_input()
    with columns[3]:
        choose_preset(cost)
    with columns[2]:
        limit = threshold_input(cost)
    with columns[4], st.popover(_("More options"), width="stretch"):
        more, chosen, weight = choose_more(cost), choose_points(facility), choose_weight()
    show_rule(cost, limit)
    question = CoverageQuestion(facility, current_mode(), cost, chosen)
    return CoverageAnswer(coverage_base(current_area(), question), limit, more, weight)


def show_rule(cost: Cost, limit: float) -> None:
    """Say that no regulation sets the threshold, and what a preset was made for."""
    preset = presets_for(cost).get(st.session_state.get(f"coverage_preset_{cost}") or "")
    if preset is not None and preset.value == limit:
        st.caption(
            _(
                "No regulation sets a distance from villages to the labour office. The "
                "threshold {label} was made for: {purpose}. Source: {source}."
            ).format(label=_(preset.label), purpose=_(preset.purpose), source=_(preset.source))
        )
    else:
        st.caption(
            _(
                "No regulation sets a distance from villages to the labour office: this "
                "threshold is your choice. Time = free flow, without congestion and without "
                "waiting."
            )
        )


def show_key_figures(answer: CoverageAnswer, places: pd.DataFrame) -> None:
    """Draw the key figures."""
    row = answer.of(VILLAGES)
    columns = st.columns([1.1, 1.1, 1.4, 1.5, 1, 1])
    columns[0].metric(
        _("Villages within reach"),
        percent(row["share_within"]),
        ngettext("{within} of {all} village", "{within} of {all} villages", row["total"]).format(
            within=number(row["within"]), all=number(row["total"])
        ),
        **QUIET,
    )
    lost = row["unreachable"] + row["off_network"]
    columns[1].metric(
        _("Villages beyond"),
        number(row["outside"]),
        _("{count} without a trip").format(count=number(lost)),
        help=_("Without a trip: not connected by road, or no road within 2 km."),
        **QUIET,
    )
    with columns[2]:
        show_people(answer)
    if len(places):
        worst = places.iloc[0]
        columns[3].metric(
            _("Worst-served district"),
            str(worst["district"] or MISSING),
            ngettext(
                "{within} of {all} village within",
                "{within} of {all} villages within",
                worst["villages"],
            ).format(within=number(worst["within"]), all=number(worst["villages"])),
            **QUIET,
        )
    sizes = answer.clusters["villages"]
    columns[4].metric(
        _("Clusters of gaps"),
        number((sizes >= LEAST_VILLAGES).sum()),
        _("largest: {villages}").format(villages=villages(int(sizes.max())))
        if len(sizes)
        else _("none"),
        help=_(
            "Groups of {least} or more villages beyond the threshold that lie close together: "
            "at most {km} km from point to point (assumption)."
        ).format(least=LEAST_VILLAGES, km=number(answer.cluster_m / 1000)),
        **QUIET,
    )
    areas = answer.areas.set_index("threshold").loc[answer.threshold]
    columns[5].metric(
        _("Service areas"),
        f"{number(areas['area_km2'])} km²",
        _("{length} km of roads").format(length=number(areas["road_km"])),
        help=_("Land inside the area's boundary that is close to roads within the threshold."),
        **QUIET,
    )


def show_people(answer: CoverageAnswer) -> None:
    """Draw how many people live outside, or that nobody knows."""
    found = PEOPLE if answer.base.cells is not None else WEIGHT
    if found == WEIGHT and answer.weight is None:
        st.metric(
            _("People beyond"),
            MISSING,
            _("villages without figures"),
            **QUIET,
            help=_(
                "Upload villages with a column of numbers or a population raster on the page "
                "Data, or choose an estimate under More options, Counted by."
            ),
        )
        return
    row = answer.of(found)
    estimated = answer.weight is not None and answer.weight.estimated
    label = _("People beyond (raster)")
    if found == WEIGHT:
        label = _("Beyond (estimate)") if estimated else _("Beyond, by weight")
    st.metric(
        label,
        number(row["outside"]),
        _("of {total}").format(total=number(row["total"])),
        **QUIET,
        help=None if answer.weight is None else answer.weight.label,
    )


def show_coverage_map(answer: CoverageAnswer) -> None:
    """Draw the map; a new threshold changes one layer of it."""
    area = current_area()
    label = facility_sets(area)[answer.base.question.facility]
    paper = coverage_base_map(area, answer)
    show_map(paper, "coverage_map", coverage_layer(answer, label))
    st.caption(
        _(
            "The blue area shows from where people can walk to a road that is still within "
            "the threshold. Villages are counted by their own trip (village point → road → "
            "facility), not by whether they lie in the area: at its edge the two may differ. "
            "Click a village for details."
        )
    )
    layers = ("offices", "markets", "services")
    print_popover(lambda: coverage_sheet(answer, area), "kesenjangan", layers)


def show_count_note(answer: CoverageAnswer) -> None:
    """Say what is counted."""
    if answer.weight is None:
        st.caption(
            _(
                "Each village counts as one, because no figures per village are chosen. Rank "
                "= excess over {threshold}."
            ).format(threshold=threshold_text(answer, answer.threshold))
        )
    elif answer.weight.estimated:
        st.caption(
            _(
                ":orange[Estimate, not a count per village]: {label}. Rank = that figure "
                "times the excess over the threshold."
            ).format(label=answer.weight.label)
        )
    else:
        st.caption(
            _("Rank = {label} times the excess over the threshold.").format(
                label=answer.weight.label
            )
        )


st.title(_("Who is not reached by services yet?"))
with reported():
    answer = controls()
    figures = st.container()
    show_coverage_map(answer)
    places = place_table(answer)
    with figures:
        show_key_figures(answer, places)
    show_count_note(answer)
    show_tabs(answer, places)
