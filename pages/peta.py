"""Peta: the layers of the area, a search for a village, and the national view."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers import quality
from layers.component_map import component_map
from layers.components import components, lost_villages
from layers.formats import MISSING, km, number
from layers.map_style import PART, PRECISION
from layers.maps import national_map, overview_map
from layers.roads import joins_table
from pages import common

COLUMNS = {
    "name": "Nama",
    "kind": "Jenis",
    "district": "Kecamatan",
    "regency": "Kabupaten/kota",
    "status": "Status",
    "year": "Tahun",
    "products": "Produk",
    "precision": "Ketelitian titik",
    "note": "Catatan",
    "source": "Sumber",
}
PARTS = {
    "part": "Bagian",
    "role": "Macam",
    "km": "Panjang (km)",
    "edges": "Ruas",
    "villages": "Desa",
    "facilities": "Fasilitas",
}
ROLES = {role: label for role, (label, _) in PART.items()}
POINT_LAYERS = {
    "villages": "Desa/kelurahan",
    "offices": "Kantor",
    "markets": "Pasar",
    "services": "Layanan lain",
}


def show_table(frame: pd.DataFrame, stem: str, source: str) -> None:
    """Show a point layer as a table, with its download."""
    columns = {key: label for key, label in COLUMNS.items() if key in frame}
    st.dataframe(
        frame[list(columns)].assign(precision=frame["precision"].map(PRECISION)),
        hide_index=True,
        placeholder=MISSING,
        height=300,
        column_config=columns,
    )
    notes = {"program": "Desmigratif Spasial", "layer": stem, "source": source}
    common.downloads(frame, notes, stem)


def area_view() -> None:
    """Show the area's layers."""
    area = common.current_area()
    labels = dict(
        zip(
            area.villages["id"],
            area.villages["name"] + ", " + area.villages["district"],
            strict=True,
        )
    )
    search, facts = st.columns([2, 3], vertical_alignment="bottom")
    village = search.selectbox(
        "Cari desa",
        sorted(labels, key=labels.__getitem__),
        index=None,
        format_func=labels.__getitem__,
        placeholder="Ketik nama desa atau kecamatan",
        key="map_village",
        persist_state=common.KEEP,
    )
    special = area.villages["name"][area.villages["desmigratif"].astype(bool)]
    named = f" ({', '.join(special)})" if len(special) else ""
    facts.markdown(
        f"**{number(len(area.villages))}** desa dan kelurahan, **{len(special)}** desmigratif"
        f"{named}, **{len(area.offices)}** kantor tenaga kerja, "
        f"**{len(area.markets)}** pasar, "
        f"**{number(len(area.services))}** layanan lain, "
        f"**{number(area.network.total_km)} km** jalan"
    )
    common.show_map(overview_map(area, selected=village), "area_map")
    st.caption(area.network_note)
    network_report()
    quality_report()
    component_report()
    for tab, (layer, label) in zip(
        st.tabs(list(POINT_LAYERS.values())), POINT_LAYERS.items(), strict=True
    ):
        with tab:
            points = getattr(area, layer)
            if points.empty:
                st.info(f"{label}: wilayah ini belum punya data.")
            else:
                source = area.sources.get(layer, {}).get("description", "")
                show_table(points, f"{layer}_{area.name}", source)


def network_report() -> None:
    """Tell how the network was made from the road lines: what was joined, what stays apart."""
    area = common.current_area()
    network, cleaning = area.network, area.roads_source.cleaning
    if cleaning is None:
        return
    joins = joins_table(area.roads_source, area.roads)
    parts = network.component_table()
    with st.expander("Bagaimana jaringan jalan ini dibuat dari garis gambar?"):
        st.markdown(
            f"- **{number(cleaning.lines_in)}** garis menjadi "
            f"**{number(cleaning.edges_out)}** ruas, "
            f"**{number(network.total_km, 1)} km**; dipotong di **{number(cleaning.crossings)}** "
            "tempat garis saling bertemu.\n"
            f"- **{number(len(joins))}** ujung buntu disambung ke jalan terdekat, terlebar "
            f"{number(joins['gap_m'].max())} m, seluruhnya {km(joins['gap_m'].sum())}; "
            f"toleransi {number(cleaning.tolerance_m)} m.\n"
            f"- Jaringan terdiri atas **{len(parts)}** bagian; di luar bagian terbesar tersisa "
            f"{km(parts['km'].iloc[1:].sum() * 1000)}."
        )
        st.dataframe(
            joins[["name", "gap_m"]].round(1),
            hide_index=True,
            placeholder=MISSING,
            height=200,
            column_config={
                "name": "Ruas yang ujungnya disambung",
                "gap_m": st.column_config.NumberColumn("Celah (m)", format="localized"),
            },
        )
        notes = {"program": "Desmigratif Spasial", "cleaning": cleaning.to_dict()}
        common.downloads(joins, notes, f"sambungan_{area.name}")


def quality_report() -> None:
    """Tell what to doubt in the data, and what to fix first."""
    area, mode = common.current_area(), common.current_mode()
    findings = quality.check(area, mode)
    with st.expander(f"Apa yang perlu diperbaiki dulu? {len(findings)} temuan"):
        for place, finding in enumerate(findings, start=1):
            touched = f"menyentuh {number(finding.villages)} desa; " if finding.villages else ""
            st.markdown(
                f"{place}. **{finding.title}**: {number(len(finding.rows))} temuan, {touched}"
                f"{finding.remedy[0].lower()}{finding.remedy[1:]}"
            )
        table = quality.findings_table(findings)
        st.dataframe(
            table[["finding", "name", "value"]],
            hide_index=True,
            placeholder=MISSING,
            height=220,
            column_config={"finding": "Temuan", "name": "Nama", "value": "Nilai"},
        )
        notes = {"program": "Desmigratif Spasial", "mode": mode.to_dict()}
        common.downloads(table, notes, f"temuan_{area.name}")


def component_report() -> None:
    """Tell into which parts the network falls, and which villages are not on the main one."""
    area, mode = common.current_area(), common.current_mode()
    parts, lost = components(area, mode), lost_villages(area, mode)
    off = int((lost["status"] == "off_network").sum())
    with st.expander(
        f"Apakah jaringan jalannya bersambung? {number(len(parts))} bagian, "
        f"{number(len(lost))} desa di luar bagian utama"
    ):
        st.markdown(
            f"Bagian utama: **{km(parts['km'].iloc[0] * 1000)}** dengan "
            f"**{number(parts['villages'].iloc[0])}** desa. Bagian lain: "
            f"**{km(parts['km'].iloc[1:].sum() * 1000)}** dengan "
            f"**{number(parts['villages'].iloc[1:].sum())}** desa. "
            f"Jauh dari semua jalan: **{number(off)}** desa."
        )
        if st.toggle("Tampilkan bagian-bagian itu di peta", key="show_parts"):
            common.show_map(component_map(area, parts, lost), "component_map", height=430)
        st.dataframe(
            parts[list(PARTS)].assign(role=parts["role"].map(ROLES), km=parts["km"].round(1)),
            hide_index=True,
            height=220,
            column_config={
                **PARTS,
                "km": st.column_config.NumberColumn(PARTS["km"], format="localized"),
            },
        )
        notes = {"program": "Desmigratif Spasial", "mode": mode.to_dict()}
        common.downloads(parts, notes, f"bagian_{area.name}")


def national_view() -> None:
    """Show all known desmigratif villages."""
    villages = common.national_villages()
    member = int(villages["desmigratif"].sum())
    st.markdown(
        f"**{member}** desa desmigratif yang diketahui namanya dan "
        f"**{len(villages) - member}** calon atau usulan, "
        "dari sedikitnya 402 desa program. Daftar ini tidak lengkap."
    )
    common.show_map(national_map(villages), "national_map", height=430)
    show_table(
        villages, "desmigratif_indonesia", "artikel jurnal, berita dan makalah; lihat kolom sumber"
    )


common.require_entry()
st.title("Apa yang ada di mana?")
view = st.segmented_control(
    "Tampilan",
    ["Wilayah kajian", "Indonesia"],
    default="Wilayah kajian",
    required=True,
    label_visibility="collapsed",
    key="map_view",
    persist_state=common.KEEP,
)
with common.reported():
    if view == "Indonesia":
        national_view()
    else:
        area_view()
