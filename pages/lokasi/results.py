"""The answer on the page Lokasi berikutnya: how sure, key figures, map, tables."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers.area.facilities import facility_sets
from layers.scenarios.proposals import MOBILE_DAYS
from layers.scenarios.store import default_scenarios
from layers.siting.answer import SitingAnswer, filed_gain_curve, gain_curve
from layers.siting.candidates import CANDIDATES
from layers.siting.charts import gain_chart
from layers.siting.map import siting_layer
from layers.siting.print_map import siting_sheet
from layers.siting.tables import KeyFigures, district_table, key_figures, site_table, village_table
from layers.siting.to_scenario import siting_scenario
from layers.siting.tour import STAY_S, WORKDAY_S, MobileTour, TourQuestion, mobile_tour
from layers.text import measures
from layers.text.formats import MISSING, km, minutes, number, percent
from layers.webmap.facility_map import facility_base_map
from pages.shared import messages
from pages.shared.cached_map import drawn_once
from pages.shared.print_popover import print_popover
from pages.shared.sidebar import current_area
from pages.shared.widgets import QUIET, download_buttons, lazy_tabs, show_map
from pages.skenario import state
from spatial.access.measure import HOUR_S, TIME
from spatial.access.nearest import OK
from spatial.wording import N_, _, ngettext, pgettext

DAYS_OF_MONTH = 22.0


def show_scenario_form(answer: SitingAnswer) -> None:
    """Draw a title and days, and keep the sites as a scenario on the click."""
    st.caption(
        _(
            "As a scenario, these new sites can be compared before and after on the page "
            "Scenarios, joined with changes of roads, and sent as one file."
        )
    )
    if not len(answer.result.chosen):
        st.info(_("There is no new site to keep."))
        return
    columns = st.columns([2, 1, 1], vertical_alignment="bottom")
    title = columns[0].text_input(
        _("Title of the scenario"),
        value=pgettext("page", "Where next"),
        max_chars=200,
        key="siting_title",
    )
    mobile = columns[1].checkbox(_("Mobile service"), key="siting_mobile")
    days = columns[1].number_input(
        _("Days per month"), 0.5, DAYS_OF_MONTH, MOBILE_DAYS, 0.5, format="%.1f",
        key="siting_days", disabled=not mobile,
    )  # fmt: skip
    columns[2].button(
        _("Keep as a scenario"), type="primary", key="siting_save", width="stretch",
        on_click=_save, args=(answer, title, days if mobile else None),
    )  # fmt: skip
    messages.show()
    if st.session_state.get("siting_saved") == (current_area().name, title):
        st.page_link("pages/skenario/page.py", label=_("Open the page Scenarios"))


def _save(answer: SitingAnswer, title: str, days: float | None) -> None:
    """Keep it under a free name, and let the page Skenario open with it and its question."""
    area = current_area()

    def do() -> None:
        kept = default_scenarios().add(siting_scenario(area, answer, title, days), area.name)
        state.work_of(area)
        state.open_kept(area, kept.name)
        st.session_state[f"{state.CHOICE}_{area.name}"] = kept.name
        st.session_state["coverage_facility"] = answer.measured.question.facility
        st.session_state["siting_saved"] = (area.name, title)

    messages.attempt(do, _("Kept with the area: {title}.").format(title=title.strip()))


CURVE_SITES = 6


def show_curve(answer: SitingAnswer) -> None:
    """Draw what each further site gains; searched on request, as it is a search for each."""
    if answer.question.model == "lscp":
        st.info(_("LSCP finds the number of sites itself; choose another aim for this curve."))
        return
    facts = {name: fact for name, fact in answer.provenance("").items() if name != "created"}
    key = json.dumps(facts, sort_keys=True, default=str)
    kept = st.session_state.get("siting_curve")
    st.caption(
        _(
            "How much the 1st, 2nd, … up to {most} sites add: every number is searched for itself."
        ).format(most=CURVE_SITES)
    )
    if st.button(_("Compute the curve"), key="siting_curve_start"):
        bar = st.progress(0.0, _("Searching …"))

        def report(done: float, total: float, _text: str = "", /) -> None:
            bar.progress(done / total)

        most = min(CURVE_SITES, int((~answer.measured.sites["existing"]).sum()))
        kept = (key, gain_curve(answer, most, report))
        bar.empty()
        st.session_state["siting_curve"] = kept
    if kept is None or kept[0] != key:
        return
    table = kept[1]
    st.altair_chart(gain_chart(table, answer), width="stretch")
    filed, notes = filed_gain_curve(answer, table), answer.provenance("gain of each further site")
    download_buttons(filed, notes, "lokasi_kurva")


def show_tour(answer: SitingAnswer) -> MobileTour | None:
    """Draw the route of a mobile service; return it for the map."""
    there = answer.measured.ground.facilities
    if there.empty or not len(answer.result.chosen):
        st.info(_("A route needs an office to start from and at least one site."))
        return None
    labels = dict(zip(there["id"].astype(str), there["name"].astype(str), strict=True))
    columns = st.columns([2, 1, 1])
    base = columns[0].selectbox(
        _("Starts from"), list(labels), format_func=lambda key: labels.get(key, key),
        key="siting_base",
    )  # fmt: skip
    stay = columns[1].number_input(
        _("Minutes at each site"),
        0.0,
        600.0,
        TIME.displayed(STAY_S),
        15.0,
        format="%.0f",
        key="siting_stay",
    )
    hours = columns[2].number_input(
        _("Hours in a day"), 1.0, 24.0, WORKDAY_S / HOUR_S, 0.5, format="%.1f", key="siting_day"
    )
    tour = mobile_tour(answer, TourQuestion(base, TIME.threshold(stay), hours * HOUR_S))
    show_days(answer, tour)
    return tour


def show_days(answer: SitingAnswer, tour: MobileTour) -> None:
    """Say how long the route is, and list its legs."""
    route = tour.route
    sure = (
        _("the order is proven to be the shortest") if route.proven
        else _("the order was found by search, perhaps not the shortest")
    )  # fmt: skip
    st.markdown(
        ngettext(
            "**{days} day**, {km} and {travel} on the road; {sure}.",
            "**{days} days**, {km} and {travel} on the road; {sure}.",
            route.days,
        ).format(
            days=number(route.days),
            km=km(tour.km * 1000),
            travel=minutes(TIME.displayed(route.travel)),
            sure=sure,
        )
    )
    names = answer.measured.sites.set_index("id")["name"]
    for ids, text in (
        (route.left_out, _("Without a way there and back: {names}.")),
        (route.too_far, _("Too far for a day: {names}.")),
    ):
        if ids:
            st.warning(text.format(names=", ".join(str(names[one]) for one in ids)))
    shown = pd.DataFrame(
        {
            _("Day"): tour.legs["day"],
            _("From"): tour.legs["from_name"],
            _("To"): tour.legs["to_name"],
            _("Distance"): tour.legs["total_m"].map(km),
            _("Time"): tour.legs["minutes"].map(minutes),
        }
    )
    st.dataframe(shown, hide_index=True)
    download_buttons(tour.legs, answer.provenance("route of a mobile service"), "lokasi_rute")


def show_limits(answer: SitingAnswer) -> None:
    """Say what the model does not know."""
    st.markdown(
        _(
            "- Every village is taken to use its **nearest** site; people may choose "
            "another.\n- Not counted: price of land, permits, buildings that are there, "
            "staff, capacity, electricity and signal.\n- Times are free-flow, without jams "
            "and waiting; a bad road shows only where its speed was changed.\n- Village "
            "points lie inside the village, not at people's houses; an estimated weight stays "
            "an estimate.\n- Several choices may be equally good; one of them is shown.\n- "
            "Threshold and aim are your choice: another aim gives other sites."
        )
    )
    objective, bound = answer.objective_and_bound()
    st.caption(
        _(
            "Search: HiGHS, with a model written only for pairs that are possible; value "
            "{value}, bound {bound}, {seconds} seconds."
        ).format(
            value=number(objective, 1), bound=number(bound, 1),
            seconds=number(answer.result.seconds, 1),
        )
    )  # fmt: skip


TABS = (
    N_("New point"), N_("By village"), N_("By district"), N_("Gain of each site"),
    N_("Mobile service"), N_("Make a scenario"), N_("What the model does not know"),
)  # fmt: skip
NAMES_SHOWN = 8


def show_answer(answer: SitingAnswer) -> None:
    """Draw everything below the controls."""
    show_verdict(answer)
    if answer.result.status == "infeasible":
        return
    figures = key_figures(answer)
    show_figures(answer, figures)
    room = st.container()
    tour = show_tabs(answer)
    with room:
        show_sites_map(answer, tour)


def value_text(answer: SitingAnswer, value: float) -> str:
    """Write a distance or a time."""
    return measures.value_text(answer.measured.question.measure, value)


def limit_words(answer: SitingAnswer) -> str:
    """Write the threshold with its unit."""
    return measures.long_threshold_text(
        answer.measured.question.measure, answer.question.threshold
    )


def site_words(sites: gpd.GeoDataFrame) -> str:
    """Name sites with their kecamatan."""
    names = [
        f"**{row['name']}**" + (f" ({row['district']})" if row["district"] else "")
        for _, row in sites.fillna({"district": ""}).head(NAMES_SHOWN).iterrows()
    ]
    more = len(sites) - len(names)
    return ", ".join(names) + (_(" and {count} more").format(count=number(more)) if more else "")


def show_verdict(answer: SitingAnswer) -> None:
    """Say which sites, and how sure that is."""
    found = answer.result
    if found.status == "infeasible":
        st.error(_("No candidate can serve any village."))
        return
    if not len(found.chosen):
        st.success(_("No new site is needed: no candidate adds anything."))
    else:
        text = _("New sites: {names}.").format(names=site_words(site_table(answer)))
        if answer.question.model == "lscp":
            text = ngettext(
                "**{count} new site** is needed for all villages that can be reached to lie "
                "within {limit}: {names}.",
                "**{count} new sites** are needed for all villages that can be reached to lie "
                "within {limit}: {names}.",
                len(found.chosen),
            ).format(
                count=number(len(found.chosen)),
                limit=limit_words(answer),
                names=site_words(site_table(answer)),
            )
        if found.status == "optimal":
            sure = _("Proven: no choice is better.")
            st.success(f"{text} {sure}", icon=":material/verified:")
        else:
            sure = _(
                "The best so far: another choice may be better, by at most {gap}. Give it "
                "more time, or fewer candidates, for a proof."
            ).format(gap=percent(found.gap, 2))
            st.warning(f"{text} {sure}")
    if answer.question.model != "lscp" and 0 < len(found.chosen) < answer.question.sites:
        st.caption(
            ngettext(
                "{count} of {asked} sites is enough: further ones add nothing to this aim.",
                "{count} of {asked} sites are enough: further ones add nothing to this aim.",
                len(found.chosen),
            ).format(count=number(len(found.chosen)), asked=number(answer.question.sites))
        )
    show_left_out(answer)


def show_left_out(answer: SitingAnswer) -> None:
    """Name whom no site can serve, and count whom the chosen ones do not."""
    names = answer.measured.ground.villages["name"].to_numpy(dtype=object)
    for reason in ("unreachable", "beyond"):
        rows = answer.result.left_out(reason)
        if len(rows):
            shown = ", ".join(str(name) for name in names[rows[:NAMES_SHOWN]])
            more = " …" if len(rows) > NAMES_SHOWN else ""
            words = _left_out_text(reason, len(rows)).format(
                count=number(len(rows)), names=shown + more, limit=limit_words(answer)
            )
            st.caption(f":orange[{words}]")


def _left_out_text(reason: str, count: int) -> str:
    if reason == "unreachable":
        return ngettext(
            "No site has a road to this village: {names}.",
            "No site has a road to these {count} villages: {names}.",
            count,
        )
    return ngettext(
        "No site lies within {limit} of this village: {names}.",
        "No site lies within {limit} of these {count} villages: {names}.",
        count,
    )


def show_figures(answer: SitingAnswer, figures: KeyFigures) -> None:
    """Draw before and after."""
    before, after = figures.before, figures.after
    columns = st.columns(4)
    was = _("before: {value}")
    columns[0].metric(
        _("Mean trip"), value_text(answer, after.mean),
        was.format(value=value_text(answer, before.mean)),
        help=_("By weight, of the villages with a trip."), **QUIET,
    )  # fmt: skip
    columns[1].metric(
        _("Villages within {limit}").format(limit=limit_words(answer)),
        _("{within} of {all}").format(
            within=number(after.within_villages), all=number(figures.villages)
        ),
        was.format(value=number(before.within_villages)), **QUIET,
    )  # fmt: skip
    columns[2].metric(
        _("Longest trip"), value_text(answer, after.worst),
        _("{name}; before: {value}").format(
            name=after.worst_name or MISSING, value=value_text(answer, before.worst)
        ), **QUIET,
    )  # fmt: skip
    if answer.weight is None:
        columns[3].metric(
            _("Villages without a trip"), number(after.without),
            was.format(value=number(before.without)), **QUIET,
        )  # fmt: skip
        return
    label = _("Weight within the threshold")
    if answer.weight.estimated:
        label = _("Weight within the threshold (estimate)")
    columns[3].metric(
        label, percent(after.within_share),
        was.format(value=percent(before.within_share)), help=answer.weight.label, **QUIET,
    )  # fmt: skip


def show_sites_map(answer: SitingAnswer, tour: MobileTour | None) -> None:
    """Draw the map; the answer is one layer on it."""
    area = current_area()
    label = facility_sets(area)[answer.measured.question.facility]
    paper = drawn_once(
        area,
        ("siting", answer.measured.question.facility),
        lambda: facility_base_map(area, answer.measured.ground.facilities, label),
    )
    show_map(paper, "siting_map", siting_layer(answer, label, tour))
    layers = ("offices", "markets", "services")
    print_popover(lambda: siting_sheet(answer, area, tour), "lokasi", layers)


def show_tabs(answer: SitingAnswer) -> MobileTour | None:
    """Draw the tables; return the tour where one is shown."""
    tabs = lazy_tabs(TABS, "siting_tab")
    with tabs[0]:
        show_sites(answer)
    with tabs[1]:
        if tabs[1].open:
            show_villages(answer)
    with tabs[2]:
        if tabs[2].open:
            show_districts(answer)
    with tabs[3]:
        if tabs[3].open:
            show_curve(answer)
    tour = None
    with tabs[4]:
        if tabs[4].open:
            tour = show_tour(answer)
    with tabs[5]:
        show_scenario_form(answer)
    with tabs[6]:
        show_limits(answer)
    return tour


def show_sites(answer: SitingAnswer) -> None:
    """Draw the table of the chosen sites, and its downloads."""
    table = site_table(answer)
    shown = pd.DataFrame(
        {
            _("Point"): table["name"],
            _("Candidate"): table["kind"].map(lambda kind: _(CANDIDATES[kind])),
            _("District"): table["district"],
            _("Villages served"): table["villages"],
            _("Mean"): _mean(answer, table).map(lambda value: value_text(answer, value)),
            _("Latitude"): table["lat"].map(lambda value: number(value, 5)),
            _("Longitude"): table["lon"].map(lambda value: number(value, 5)),
        }
    )
    st.dataframe(shown, hide_index=True)
    download_buttons(table, answer.provenance("chosen sites"), "lokasi_titik")


def _mean(answer: SitingAnswer, table: pd.DataFrame) -> pd.Series:
    """Return the mean trips to the sites, metres or seconds."""
    measure = answer.measured.question.measure
    return measure.from_file_unit(table[f"mean_{measure.file_unit}"])


def show_villages(answer: SitingAnswer) -> None:
    """Draw the table of the villages, those that gain most first, and its downloads."""
    table = village_table(answer)
    measure = answer.measured.question.measure
    saved = f"saved_{measure.file_unit}"
    ordered = table.sort_values(saved, ascending=False, na_position="last")

    def trip(word: str) -> pd.Series:
        text: pd.Series = measure.from_file_unit(ordered[f"{measure.column}_{word}"]).map(
            lambda value: value_text(answer, value)
        )
        shown: pd.Series = text.where(ordered[f"status_{word}"] == OK, MISSING)
        return shown

    columns = {_("Village"): ordered["name"]}
    if "district" in ordered:
        columns[_("District")] = ordered["district"]
    shown = pd.DataFrame(
        {
            **columns,
            _("Before"): trip("before"),
            _("After"): trip("after"),
            pgettext("distance or time", "Saved"): measure.from_file_unit(ordered[saved]).map(
                lambda value: value_text(answer, value)
            ),
            _("Served at"): ordered["site_after"],
        }
    )
    st.dataframe(shown, hide_index=True)
    download_buttons(table, answer.provenance("villages before and after"), "lokasi_desa")


def show_districts(answer: SitingAnswer) -> None:
    """Draw the table of the kecamatan."""
    if "district" not in answer.measured.ground.villages:
        st.info(_("The villages of these data do not state their kecamatan."))
        return
    table, measure = district_table(answer), answer.measured.question.measure

    def mean(word: str) -> pd.Series:
        values = measure.from_file_unit(table[f"mean_{word}"])
        return values.map(lambda value: value_text(answer, value))

    shown = pd.DataFrame(
        {
            _("District"): table["district"],
            _("Village"): table["villages"],
            _("Mean before"): mean("before"),
            _("Mean after"): mean("after"),
            _("Within the threshold before"): table["within_before"],
            _("Within the threshold after"): table["within_after"],
            _("New point"): table["new_sites"],
        }
    )
    st.dataframe(shown, hide_index=True)
    download_buttons(table, answer.provenance("kecamatan before and after"), "lokasi_kecamatan")
