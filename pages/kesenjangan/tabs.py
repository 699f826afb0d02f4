"""The tabs of the page Kesenjangan layanan: gaps, kecamatan, curve, closures, surface, files."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.coverage.answer import CoverageAnswer
from layers.coverage.charts import curve_chart, lorenz_chart
from layers.coverage.file_units import filed_counts, filed_curve, filed_gaps, filed_groups
from layers.coverage.qgis import coverage_gpkg
from layers.coverage.surface import class_table, surface_bytes, surface_layer
from layers.coverage.tables import REGENCY, gap_table, place_table, threshold_text, value_text
from layers.coverage.workbook import coverage_workbook
from layers.exports import files as export
from layers.text.formats import MISSING, counted, number, percent
from layers.text.measures import measure_name, unit_text
from pages.kesenjangan.base_map import coverage_base_map
from pages.shared.answers import coverage_trips, travel_surface
from pages.shared.persistent_choices import KEEP
from pages.shared.print_popover import in_page_language
from pages.shared.sidebar import current_area
from pages.shared.widgets import download_buttons, lazy_tabs, localized_table, show_map
from spatial.access.measure import MEASURES
from spatial.wording import N_, _, ngettext

MANY_FACILITIES = 200
"""From here on every trip of every village takes seconds: only on request."""


def show_closures(answer: CoverageAnswer, _unused: pd.DataFrame) -> None:
    """Draw who would fall out if one facility shut."""
    points = answer.base.ground.facilities
    many = len(points) > MANY_FACILITIES
    if many and not st.toggle(
        ngettext(
            "Calculate for {count} point (takes time)",
            "Calculate for {count} points (takes time)",
            len(points),
        ).format(count=number(len(points)))
    ):
        return
    trips = coverage_trips(current_area(), answer.base.question)
    table = answer.closures(trips)
    times = answer.covered_times(trips)
    main = threshold_text(answer, answer.threshold)
    st.markdown(
        _(
            "Within {threshold}: no facility for **{none}**, a single facility for **{one}**, "
            "two or more for **{more}**."
        ).format(
            threshold=main,
            none=counted((times == 0).sum(), "villages"),
            one=counted((times == 1).sum(), "villages"),
            more=counted((times > 1).sum(), "villages"),
        )
    )
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        shown = table[["name", "nearest_of", "covers", "lost"]]
        if answer.weight is not None:
            shown = shown.assign(weight_lost=table["weight_lost"].round())
        st.dataframe(
            localized_table(shown),
            hide_index=True,
            height=min(330, 36 * (len(shown) + 1)),
            column_config={
                "name": st.column_config.TextColumn(_("Facility"), width="medium"),
                "nearest_of": _("Nearest for"),
                "covers": _("Within {threshold}").format(threshold=main),
                "lost": _("Lost if closed"),
                "weight_lost": _("Weight lost"),
            },
        )
        st.caption(
            _("Figures: numbers of villages. Lost: no other facility within the threshold.")
        )
    with right:
        _show_fallen(answer, table)


def _show_fallen(answer: CoverageAnswer, table: pd.DataFrame) -> None:
    labels = dict(zip(table["id"], table["name"], strict=True))
    facility = st.selectbox(
        _("If this closes"), list(labels), format_func=lambda key: labels.get(key, key)
    )
    trips = coverage_trips(current_area(), answer.base.question)
    fallen = answer.fallen(trips, facility)
    if fallen.empty:
        st.success(_("No village loses its service within the threshold."))
        return
    if len(labels) == 1:
        st.warning(_("This is the only facility: if it closes, there is no other in this area."))
    shown = pd.DataFrame(
        {
            _("Village"): fallen["name"],
            _("Now"): fallen["before"].map(lambda value: value_text(answer, value)),
            _("Then"): fallen["after"].map(lambda value: value_text(answer, value)),
            _("Replacement"): fallen["next_name"],
        }
    )
    st.dataframe(shown, hide_index=True, placeholder=MISSING, height=250)


TABS = (
    N_("Villages beyond the threshold"),
    N_("By district"),
    N_("Curve and equity"),
    N_("If one office closes"),
    N_("Travel time surface"),
    N_("Download"),
)
CELLS_M = (1000, 500, 250)


def show_tabs(answer: CoverageAnswer, places: pd.DataFrame) -> None:
    """Draw the tab that is open; the others would only slow a new threshold down."""
    shows = (
        show_gaps,
        show_places,
        show_curve,
        show_closures,
        show_surface,
        show_files,
    )
    tabs = lazy_tabs(TABS, "coverage_tab")
    for tab, draw in zip(tabs, shows, strict=True):
        if tab.open:
            with tab:
                draw(answer, places)


def show_gaps(answer: CoverageAnswer, _unused: pd.DataFrame) -> None:
    """Draw the gaps by rank."""
    gaps = gap_table(answer)
    if gaps.empty:
        st.success(
            _("All villages are within {threshold}.").format(
                threshold=threshold_text(answer, answer.threshold)
            )
        )
        return
    measure = answer.base.question.measure
    unit = unit_text(measure)
    shown = pd.DataFrame(gaps[["rank", "name", "district", "reason", "destination_name"]])
    shown["value"] = measure.displayed(gaps["value"]).round(1)
    shown["beyond"] = measure.displayed(gaps["beyond"]).round(1)
    if answer.weight is not None:
        shown["weight"] = gaps["weight"].round()
        shown["burden"] = measure.displayed(gaps["burden"]).round()
    shown["cluster"] = gaps["cluster"]
    st.dataframe(
        localized_table(shown),
        hide_index=True,
        placeholder=MISSING,
        height=420,
        column_config={
            "rank": st.column_config.NumberColumn(_("Rank"), width="small"),
            "name": _("Village"),
            "district": _("District"),
            "reason": st.column_config.TextColumn(_("Why beyond"), width="medium"),
            "destination_name": st.column_config.TextColumn(_("Nearest facility"), width="medium"),
            "value": _("Total ({unit})").format(unit=unit),
            "beyond": _("More than the threshold by ({unit})").format(unit=unit),
            "weight": _("Weight"),
            "burden": _("Weight times excess ({unit})").format(unit=unit),
            "cluster": st.column_config.NumberColumn(_("Cluster"), width="small"),
        },
    )
    st.caption(
        _(
            "Villages without a trip come first: they have no distance, and none is made up. "
            "Then come the villages with the heaviest burden."
        )
    )


def show_places(answer: CoverageAnswer, places: pd.DataFrame) -> None:
    """Draw the table per kecamatan, and per kabupaten where there are several."""
    _show_shares(answer, places, {"district": _("District"), "regency": _("Regency/city")})
    if len(set(places["regency"])) > 1:
        st.markdown(_("**By regency/city**"))
        _show_shares(answer, place_table(answer, REGENCY), {"regency": _("Regency/city")})


def _show_shares(answer: CoverageAnswer, table: pd.DataFrame, names: dict[str, str]) -> None:
    several = len(set(table["regency"])) > 1
    main = threshold_text(answer, answer.threshold)
    headings = {
        **{key: label for key, label in names.items() if key != "regency" or several},
        "villages": _("Villages"),
        "within": _("Within {threshold}").format(threshold=main),
        "outside": _("Beyond"),
        "no_trip": _("Without a trip"),
    }
    shown = pd.DataFrame(table[list(headings)]).rename(columns=headings)
    bars = {_("Share ≤ {threshold}").format(threshold=main): "share_within"}
    bars |= {
        _("Share ≤ {threshold}").format(
            threshold=threshold_text(answer, limit)
        ): f"share_within_{limit:g}"
        for limit in answer.thresholds
        if limit != answer.threshold
    }
    for heading, column in bars.items():
        shown[heading] = table[column] * 100
    for name, heading in (
        ("weight", _("Weight beyond")),
        ("people", _("People beyond (raster)")),
    ):
        if f"{name}_outside" in table:
            shown[heading] = table[f"{name}_outside"].round()
    shown[_("First gap")] = table["first"]
    config = {
        heading: st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100)
        for heading in bars
    }
    st.dataframe(
        localized_table(shown),
        hide_index=True,
        placeholder=MISSING,
        height="content",
        column_config=config,
    )


def show_curve(answer: CoverageAnswer, _unused: pd.DataFrame) -> None:
    """Draw the coverage of every threshold, and how unequally access is spread."""
    cost = answer.base.question.cost
    curves = {"villages" if answer.weight is None else "weight": answer.curve()}
    people = answer.people_curve()
    if people is not None:
        curves["people"] = people
    found = answer.equity()
    left, right = st.columns(2)
    left.altair_chart(curve_chart(curves, cost, answer.thresholds))
    left.caption(
        _(
            "The steeper the curve near the line of the threshold, the more villages come "
            "within if the threshold is eased a little. The curve does not reach 100 % if "
            "there are villages without a trip."
        )
    )
    right.altair_chart(lorenz_chart(found))
    word = measure_name(MEASURES[cost])
    right.caption(
        _(
            "**Gini index {gini}**: 0 means that the {measure} of all villages is equal; the "
            "closer to 1, the more the burden of {measure} falls on a few villages. "
            "Calculated from {counted} villages; {lost} villages without a trip are left out, "
            "although they are served worst. A low index does not mean close: if all are "
            "equally far, the index is zero."
        ).format(
            gini=number(found.gini, 2),
            measure=word,
            counted=number(found.counted),
            lost=number(found.no_trip),
        )
    )


def show_surface(answer: CoverageAnswer, _unused: pd.DataFrame) -> None:
    """Draw the surface, once it is asked for."""
    area, question = current_area(), answer.base.question
    word = measure_name(question.measure)
    st.markdown(
        _(
            "The surface measures {measure} from **every cell** of the area, so that hamlets "
            "and settlements without a village point show, too."
        ).format(measure=word)
    )
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    cell = left.selectbox(
        _("Width of cells (m)"), CELLS_M, index=1, format_func=number, key="surface_cell",
        persist_state=KEEP,
    )  # fmt: skip
    key = (area.digest, question.key, cell)
    if right.button(_("Calculate the surface"), type="primary"):
        st.session_state["surface_asked"] = key
    if st.session_state.get("surface_asked") != key:
        return
    found = travel_surface(area, question, float(cell))
    paper = coverage_base_map(area, answer)
    show_map(paper, "surface_map", surface_layer(found, answer.threshold))
    table = class_table(found, answer.threshold)
    st.dataframe(
        localized_table(
            pd.DataFrame(
                {
                    _("Class"): table["label"],
                    _("Cells"): table["cells"],
                    _("Area (km²)"): table["km2"].round(1),
                    _("Share of the area"): table["share"].map(percent),
                }
            )
        ),
        hide_index=True,
        height="content",
    )
    st.caption(
        _(
            "Area of land, not people: cells of rice fields, fishponds and forest count, too. "
            "Cells with their centre more than 2 km from a road get no figure."
        )
    )
    notes = answer.provenance("surface of access", cell_m=cell, cells=found.counts())
    st.download_button(
        _("Surface (GeoTIFF)"),
        data=lambda: surface_bytes(found, notes),
        file_name=f"permukaan_{question.facility.replace(':', '_')}_{area.name}_{cell}m.tif",
        icon=":material/download:",
        on_click="ignore",
    )


def show_files(answer: CoverageAnswer, places: pd.DataFrame) -> None:
    """Offer the tables and the service areas as files."""
    labels = {
        "celah": _("Villages beyond the threshold"),
        "kecamatan": _("Coverage by district"),
        "daerah_layanan": _("Service areas (polygons)"),
        "kurva": _("Coverage curve"),
    }
    which = st.selectbox(_("What to download"), list(labels), format_func=labels.__getitem__)
    everything = {
        "celah": filed_gaps(answer, gap_table(answer)),
        "kecamatan": filed_groups(answer, places),
        "daerah_layanan": filed_counts(answer, answer.areas),
        "kurva": filed_curve(answer, answer.curve()),
    }
    facility = answer.base.question.facility.replace(":", "_")
    stem = f"{which}_{facility}_{current_area().name}"
    rich = {
        ".gpkg": in_page_language(lambda *_: coverage_gpkg(answer, current_area())),
        ".xlsx": in_page_language(lambda *_: coverage_workbook(answer)),
    }
    writers = {**export.WRITERS, **(rich if which == "celah" else {})}
    download_buttons(everything[which], answer.provenance(labels[which]), stem, writers)
    st.caption(
        _(
            "Distances in metres, times in minutes. Every file comes with its provenance: "
            "data sources, speeds, threshold and versions. The surface (GeoTIFF) is "
            "downloaded in its own tab."
        )
    )
