"""The tabs of the page Pilar: matrix, weights, agencies, owners, facilities, methods."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from layers.area.facilities import unconfirmed
from layers.area.labels import ROUGH
from layers.exports import files as export
from layers.pillars import owners as pillar_owners
from layers.pillars.agencies import (
    FacilityTrips,
    agency_summary,
    by_owner,
    owner_gaps,
)
from layers.pillars.answer import PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS, facility_label, pillar_title, present_kinds
from layers.pillars.matrix import HEAD, Measured, legend_words, matrix_view, styled_matrix
from layers.pillars.owners import PROPOSAL_NOTE
from layers.pillars.qgis import pillar_gpkg
from layers.pillars.workbook import (
    AGENCY_LABELS,
    listed_sheet,
    methods,
    pillars_workbook,
    worded_summary,
)
from layers.text.formats import MISSING, number
from pages.shared.persistent_choices import KEEP
from pages.shared.print_popover import in_page_language
from pages.shared.widgets import download_buttons, localized_table, reported
from spatial.access import priority
from spatial.wording import N_, Labels, _, ngettext

VIEWS: Labels[Measured] = Labels(
    {
        "km": N_("Distance (km)"),
        "minutes": N_("Time (minutes)"),
        "common": N_("Road shared with pillar I"),
    }
)
OWNER_COLUMNS = Labels({"agency": N_("Local agency"), "ministry": N_("Ministry/national body")})


def show_matrix(table: pd.DataFrame) -> None:
    """Draw the coloured matrix."""
    shown, legend = st.columns([1.5, 2.1], vertical_alignment="bottom")
    measured = shown.segmented_control(
        _("Show in the matrix"),
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        default="km",
        required=True,
        key="pillar_view",
        persist_state=KEEP,
    )
    legend.html(legend_words())
    st.dataframe(
        localized_table(matrix_view(table, measured), styled_matrix(table, measured)),
        hide_index=True,
        placeholder=MISSING,
        height=420,
    )
    st.caption(
        _(
            "Top 10 (%): share of {count} random sets of weights in which the village stays "
            "in the top {top}. The closer to 100, the more robust its rank."
        ).format(count=number(priority.DRAWS), top=number(priority.TOP))
    )


def show_weights(table: pd.DataFrame) -> None:
    """Draw the weights, and what each pillar adds to the score."""
    columns = st.columns(len(PILLARS) + 1)
    for column, pillar in zip(columns, PILLARS, strict=False):
        column.slider(
            _("Weight {pillar} {title}").format(pillar=pillar, title=pillar_title(pillar)),
            0.0,
            5.0,
            step=0.5,
            key=f"pillar_weight_{pillar}",
            persist_state=KEEP,
        )
    columns[-1].slider(
        _("Full shortfall from (multiple of the threshold)"),
        1.5,
        10.0,
        step=0.5,
        key="pillar_full_at",
        persist_state=KEEP,
        help=_(
            "From this multiple of the threshold on, the shortfall of a pillar is 1; it does "
            "not rise further."
        ),
    )
    parts = [str(column) for column in table if str(column).endswith("_points")]
    view = table[["rank", "name", "district", *parts, "score", "top_share", "reasons"]].copy()
    view["top_share"] = 100 * view["top_share"]
    labels = {
        part: _("Points {pillar}").format(pillar=part.removesuffix("_points")) for part in parts
    }
    view = view.rename(columns={**HEAD, **labels}).round(1)
    st.dataframe(
        localized_table(view),
        hide_index=True,
        placeholder=MISSING,
        height=360,
    )
    st.caption(
        _(
            "The points of all pillars add up to the score (0 to 100). The formula is in the "
            "tab Method."
        )
    )


def show_agencies(summary: pd.DataFrame, listed: pd.DataFrame, stem: str) -> None:
    """Draw the gaps agency by agency."""
    st.caption(_(PROPOSAL_NOTE))
    left, right = st.columns([1.2, 2])
    column = left.segmented_control(
        _("Group by"),
        list(OWNER_COLUMNS),
        format_func=OWNER_COLUMNS.__getitem__,
        default="agency",
        required=True,
        key="pillar_owner",
        persist_state=KEEP,
    )
    grouped = by_owner(listed, column)
    owner = right.selectbox(
        OWNER_COLUMNS[column], grouped[column].tolist(), key=f"pillar_owner_{column}"
    )
    st.dataframe(
        grouped,
        hide_index=True,
        height=245,
        column_config={
            **OWNER_COLUMNS,
            "pillars": _("Pillar"),
            "villages": _("Villages with a pillar gap"),
            "facility_villages": _("Villages with a facility gap"),
            "names": _("Names of villages (pillar gap)"),
        },
    )
    if owner is None:
        st.info(_("No village is beyond the threshold."))
        return
    st.markdown(_("**{owner}**: facilities it looks after").format(owner=owner))
    st.dataframe(
        worded_summary(summary[summary[column] == owner]),
        hide_index=True,
        column_config=dict(AGENCY_LABELS),
        placeholder=MISSING,
    )
    shown = listed_sheet(listed[listed[column] == owner])
    st.dataframe(
        localized_table(shown),
        hide_index=True,
        placeholder=MISSING,
        height=300,
    )
    st.download_button(
        _("Download the list of {owner} (Excel)").format(owner=owner),
        data=lambda: export.xlsx_bytes(shown, {"program": "Desmigratif Spasial", "daftar": owner}),
        file_name=f"{stem}_{owner}.xlsx",
        icon=":material/download:",
        on_click="ignore",
    )


def show_owners(owners: pillar_owners.Owners) -> None:
    """Draw the table of owners, which the user may change and keep."""
    origin = _("your own table") if owners.own else _("the proposal that comes with the program")
    st.caption(_("In use now: {origin}. {note}").format(origin=origin, note=_(PROPOSAL_NOTE)))
    edited = st.data_editor(
        owners.table,
        num_rows="dynamic",
        hide_index=True,
        height=330,
        key=f"pillar_owners_{st.session_state.get('owners_edition', 0)}",
        column_config={
            "pillar": st.column_config.SelectboxColumn(_("Pillar"), options=list(PILLARS)),
            "facility": _("Facility"),
            **{key: OWNER_COLUMNS[key] for key in ("ministry", "agency")},
        },
    )
    keep, back, _unused = st.columns([1, 1.2, 3])
    if keep.button(_("Save this table"), type="primary", key="keep_owners"):
        with reported():
            pillar_owners.save_owners(edited)
        renew_owners()
    if back.button(_("Back to the proposal"), disabled=not owners.own, key="forget_owners"):
        pillar_owners.forget_own()
        renew_owners()


def renew_owners() -> None:
    """Start the editor anew from what is kept."""
    st.session_state["owners_edition"] = st.session_state.get("owners_edition", 0) + 1
    st.rerun()


def _counted_label(pillar: str, counts: Mapping[str, int], kind: str) -> str:
    return f"{facility_label(pillar, kind)} ({number(counts[kind])})"


def show_kinds(found: PillarAnswer) -> None:
    """Draw which facilities count for each pillar, with their numbers and doubts."""
    counts = present_kinds(found.area)
    st.caption(
        _(
            "A pillar counts as reached if one of its facilities is within the threshold. "
            "ATMs stand in where bank offices are incomplete; remove them where that does not "
            "fit."
        )
    )
    for pillar, facts in PILLARS.items():
        left, right = st.columns([2, 1])
        left.multiselect(
            f"{pillar} {pillar_title(pillar)}",
            list(facts.facilities),
            format_func=partial(_counted_label, pillar, counts[pillar]),
            key=f"pillar_kinds_{pillar}",
            persist_state=KEEP,
        )
        points = found.facilities[pillar]
        rough = int(points["precision"].isin(ROUGH).sum())
        doubtful = int(unconfirmed(points).sum())
        right.markdown(
            ngettext(
                "**{count}** point: **{rough}** with an approximate location, "
                "**{doubtful}** not confirmed",
                "**{count}** points: **{rough}** with an approximate location, "
                "**{doubtful}** not confirmed",
                len(points),
            ).format(count=number(len(points)), rough=number(rough), doubtful=number(doubtful))
        )


def show_tabs(
    found: PillarAnswer,
    settings: PillarSettings,
    table: pd.DataFrame,
    trips: FacilityTrips,
    owners: pillar_owners.Owners,
) -> None:
    """Draw everything below the map."""
    stem = f"pilar_{found.area.name}"
    listed = owner_gaps(found, settings, owners.table, trips)
    summary = agency_summary(listed, owners.table, trips)
    tabs = st.tabs(
        [
            _("Matrix"),
            _("Weights"),
            _("Local agencies"),
            _("Facility owners"),
            _("Facilities"),
            _("Method"),
        ]
    )
    with tabs[0]:
        show_matrix(table)
        book = {".xlsx": lambda *_: pillars_workbook(found, settings, table, summary, listed)}
        notes = found.provenance(settings, owners.table)
        map_file = {".gpkg": in_page_language(lambda *_: pillar_gpkg(found, settings))}
        download_buttons(table, notes, stem, {**export.WRITERS, **book, **map_file})
    with tabs[1]:
        show_weights(table)
    with tabs[2]:
        show_agencies(summary, listed, stem)
    with tabs[3]:
        show_owners(owners)
    with tabs[4]:
        show_kinds(found)
    with tabs[5]:
        st.markdown("\n".join(f"- {line}" for line in methods()))
