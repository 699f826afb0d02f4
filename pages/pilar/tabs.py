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
from spatial.wording import Labels, mark, tr, trn

VIEWS: Labels[Measured] = Labels(
    {
        "km": mark("Jarak (km)"),
        "minutes": mark("Waktu (menit)"),
        "common": mark("Jalan sama dengan pilar I"),
    }
)
OWNER_COLUMNS = Labels(
    {"agency": mark("Perangkat daerah"), "ministry": mark("Kementerian/lembaga")}
)


def show_matrix(table: pd.DataFrame) -> None:
    """Draw the coloured matrix."""
    shown, legend = st.columns([1.5, 2.1], vertical_alignment="bottom")
    measured = shown.segmented_control(
        tr("Isi matriks"),
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
        tr(
            "10 besar (%): bagian dari {count} susunan bobot acak di mana desa "
            "tetap di {top} besar. Makin dekat 100, makin kokoh peringkatnya."
        ).format(count=number(priority.DRAWS), top=number(priority.TOP))
    )


def show_weights(table: pd.DataFrame) -> None:
    """Draw the weights, and what each pillar adds to the score."""
    columns = st.columns(len(PILLARS) + 1)
    for column, pillar in zip(columns, PILLARS, strict=False):
        column.slider(
            tr("Bobot {pillar} {title}").format(pillar=pillar, title=pillar_title(pillar)),
            0.0,
            5.0,
            step=0.5,
            key=f"pillar_weight_{pillar}",
            persist_state=KEEP,
        )
    columns[-1].slider(
        tr("Kekurangan penuh mulai (kelipatan ambang)"),
        1.5,
        10.0,
        step=0.5,
        key="pillar_full_at",
        persist_state=KEEP,
        help=tr(
            "Pada kelipatan ambang ini kekurangan sebuah pilar menjadi 1; sesudahnya tidak naik."
        ),
    )
    parts = [str(column) for column in table if str(column).endswith("_points")]
    view = table[["rank", "name", "district", *parts, "score", "top_share", "reasons"]].copy()
    view["top_share"] = 100 * view["top_share"]
    labels = {
        part: tr("Poin {pillar}").format(pillar=part.removesuffix("_points")) for part in parts
    }
    view = view.rename(columns={**HEAD, **labels}).round(1)
    st.dataframe(
        localized_table(view),
        hide_index=True,
        placeholder=MISSING,
        height=360,
    )
    st.caption(tr("Poin semua pilar berjumlah skor (0 sampai 100). Rumusnya di tab Cara hitung."))


def show_agencies(summary: pd.DataFrame, listed: pd.DataFrame, stem: str) -> None:
    """Draw the gaps agency by agency."""
    st.caption(tr(PROPOSAL_NOTE))
    left, right = st.columns([1.2, 2])
    column = left.segmented_control(
        tr("Kelompokkan menurut"),
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
            "pillars": tr("Pilar"),
            "villages": tr("Desa dengan celah pilar"),
            "facility_villages": tr("Desa dengan celah fasilitas"),
            "names": tr("Nama desa (celah pilar)"),
        },
    )
    if owner is None:
        st.info(tr("Tidak ada desa di luar ambang."))
        return
    st.markdown(tr("**{owner}**: fasilitas yang diurus").format(owner=owner))
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
        tr("Unduh daftar {owner} (Excel)").format(owner=owner),
        data=lambda: export.xlsx_bytes(shown, {"program": "Desmigratif Spasial", "daftar": owner}),
        file_name=f"{stem}_{owner}.xlsx",
        icon=":material/download:",
        on_click="ignore",
    )


def show_owners(owners: pillar_owners.Owners) -> None:
    """Draw the table of owners, which the user may change and keep."""
    origin = tr("tabel Anda sendiri") if owners.own else tr("usulan bawaan")
    st.caption(
        tr("Yang dipakai sekarang: {origin}. {note}").format(origin=origin, note=tr(PROPOSAL_NOTE))
    )
    edited = st.data_editor(
        owners.table,
        num_rows="dynamic",
        hide_index=True,
        height=330,
        key=f"pillar_owners_{st.session_state.get('owners_edition', 0)}",
        column_config={
            "pillar": st.column_config.SelectboxColumn(tr("Pilar"), options=list(PILLARS)),
            "facility": tr("Fasilitas"),
            **{key: OWNER_COLUMNS[key] for key in ("ministry", "agency")},
        },
    )
    keep, back, _ = st.columns([1, 1.2, 3])
    if keep.button(tr("Simpan tabel ini"), type="primary", key="keep_owners"):
        with reported():
            pillar_owners.save_owners(edited)
        renew_owners()
    if back.button(tr("Kembali ke usulan bawaan"), disabled=not owners.own, key="forget_owners"):
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
        tr(
            "Pilar dianggap terjangkau bila salah satu fasilitasnya berada dalam "
            "ambang. ATM dihitung sebagai pengganti bila kantor bank belum "
            "lengkap; hapus bila tidak sesuai."
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
            tr(
                "**{count}** titik: **{rough}** letaknya perkiraan, "
                "**{doubtful}** belum dipastikan"
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
            tr("Matriks"),
            trn("Bobot", "Bobot", 2),
            trn("Perangkat daerah", "Perangkat daerah", 2),
            tr("Pemilik fasilitas"),
            trn("Fasilitas", "Fasilitas", 2),
            tr("Cara hitung"),
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
