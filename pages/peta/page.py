"""Peta: the layers of the area, a search for a village, and the national view."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.area.labels import KINDS, PRECISION
from layers.imports.roads import joins_table
from layers.quality import findings as quality
from layers.quality.components import component_map, components, lost_villages
from layers.text.formats import MISSING, km, number
from layers.webmap.area_map import national_map, overview_map
from layers.webmap.style import PART
from pages.shared.answers import national_villages
from pages.shared.persistent_choices import KEEP
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import download_buttons, localized_table, reported, show_map
from spatial.wording import Labels, mark, tr, trn

COLUMNS = Labels(
    {
        "name": mark("Nama"),
        "kind": mark("Jenis"),
        "district": mark("Kecamatan"),
        "regency": mark("Kabupaten/kota"),
        "status": mark("Status"),
        "year": mark("Tahun"),
        "products": mark("Produk"),
        "precision": mark("Ketelitian titik"),
        "note": mark("Catatan"),
        "source": mark("Sumber"),
    }
)
PARTS = Labels(
    {
        "part": mark("Nomor bagian"),
        "role": mark("Macam"),
        "km": mark("Panjang (km)"),
        "edges": mark("Ruas"),
        "villages": mark("Jumlah desa"),
        "facilities": mark("Jumlah fasilitas"),
    }
)
ROLES = Labels({role: label for role, (label, _) in PART.items()})
VIEWS = mark("Wilayah kajian"), mark("Indonesia")


def layer_names() -> dict[str, str]:
    """Name the layers of points, in the reader's language."""
    return {
        "villages": trn("Desa/kelurahan", "Desa/kelurahan", 2),
        "offices": trn("Kantor", "Kantor", 2),
        "markets": trn("Pasar", "Pasar", 2),
        "services": trn("Layanan lain", "Layanan lain", 2),
    }


def show_table(frame: pd.DataFrame, stem: str, source: str) -> None:
    """Show a point layer as a table, with its download."""
    columns = {key: label for key, label in COLUMNS.items() if key in frame}
    words = {
        column: frame[column].map(lambda value, known=known: known.get(value, value))
        for column, known in (("precision", PRECISION), ("kind", KINDS))
        if column in frame
    }
    st.dataframe(
        frame[list(columns)].assign(**words),
        hide_index=True,
        placeholder=MISSING,
        height=300,
        column_config=columns,
    )
    notes = {"program": "Desmigratif Spasial", "layer": stem, "source": source}
    download_buttons(frame, notes, stem)


def area_view() -> None:
    """Show the area's layers."""
    area = current_area()
    labels = dict(
        zip(
            area.villages["id"],
            area.villages["name"] + ", " + area.villages["district"],
            strict=True,
        )
    )
    search, facts = st.columns([2, 3], vertical_alignment="bottom")
    village = search.selectbox(
        tr("Cari desa"),
        sorted(labels, key=labels.__getitem__),
        index=None,
        format_func=labels.__getitem__,
        placeholder=tr("Ketik nama desa atau kecamatan"),
        key="map_village",
        persist_state=KEEP,
    )
    special = area.villages["name"][area.villages["desmigratif"].astype(bool)]
    named = f" ({', '.join(special)})" if len(special) else ""
    facts.markdown(
        tr(
            "**{villages}** desa dan kelurahan, **{special}** "
            "desmigratif{named}, **{offices}** kantor tenaga kerja, "
            "**{markets}** pasar, **{services}** layanan lain, **{total_km} km** "
            "jalan"
        ).format(
            villages=number(len(area.villages)),
            special=number(len(special)),
            named=named,
            offices=number(len(area.offices)),
            markets=number(len(area.markets)),
            services=number(len(area.services)),
            total_km=number(area.network.total_km),
        )
    )
    show_map(overview_map(area, selected=village), "area_map")
    st.caption(tr(area.network_note))
    network_report()
    quality_report()
    component_report()
    names = layer_names()
    for tab, (layer, label) in zip(st.tabs(list(names.values())), names.items(), strict=True):
        with tab:
            points = area.layer(layer)
            if points.empty:
                st.info(tr("{label}: wilayah ini belum punya data.").format(label=label))
            else:
                source = area.sources.get(layer, {}).get("description", "")
                show_table(points, f"{layer}_{area.name}", source)


def network_report() -> None:
    """Tell how the network was made from the road lines: what was joined, what stays apart."""
    area = current_area()
    network, cleaning = area.network, area.roads_source.cleaning
    if cleaning is None:
        return
    joins = joins_table(area.roads_source, area.roads)
    parts = network.component_table()
    with st.expander(tr("Bagaimana jaringan jalan ini dibuat dari garis gambar?")):
        st.markdown(
            tr(
                "- **{lines_in}** garis menjadi **{edges_out}** ruas, "
                "**{total_km} km**; dipotong di **{crossings}** tempat garis "
                "saling bertemu.\n"
                "- **{ends}** ujung buntu disambung ke jalan terdekat, terlebar "
                "{widest} m, seluruhnya {together}; toleransi {tolerance} m.\n"
                "- Jaringan terdiri atas **{parts}** bagian; di luar bagian "
                "terbesar tersisa {left}."
            ).format(
                lines_in=number(cleaning.lines_in),
                edges_out=number(cleaning.edges_out),
                total_km=number(network.total_km, 1),
                crossings=number(cleaning.crossings),
                ends=number(len(joins)),
                widest=number(joins["gap_m"].max()),
                together=km(joins["gap_m"].sum()),
                tolerance=number(cleaning.tolerance_m),
                parts=number(len(parts)),
                left=km(parts["km"].iloc[1:].sum() * 1000),
            )
        )
        st.dataframe(
            localized_table(joins[["name", "gap_m"]].round(1)),
            hide_index=True,
            placeholder=MISSING,
            height=200,
            column_config={
                "name": tr("Ruas yang ujungnya disambung"),
                "gap_m": tr("Celah (m)"),
            },
        )
        notes = {"program": "Desmigratif Spasial", "cleaning": cleaning.to_dict()}
        download_buttons(joins, notes, f"sambungan_{area.name}")


def quality_report() -> None:
    """Tell what to doubt in the data, and what to fix first."""
    area, mode = current_area(), current_mode()
    findings = quality.check(area, mode)
    with st.expander(
        tr("Apa yang perlu diperbaiki dulu? {count} temuan").format(count=number(len(findings)))
    ):
        for place, finding in enumerate(findings, start=1):
            touched = (
                tr("menyentuh {count} desa; ").format(count=number(finding.villages))
                if finding.villages
                else ""
            )
            st.markdown(
                tr("{place}. **{title}**: {count} temuan, {touched}{remedy}").format(
                    place=place,
                    title=finding.title,
                    count=number(len(finding.rows)),
                    touched=touched,
                    remedy=finding.remedy[0].lower() + finding.remedy[1:],
                )
            )
        table = quality.findings_table(findings)
        st.dataframe(
            table[["finding", "name", "value"]],
            hide_index=True,
            placeholder=MISSING,
            height=220,
            column_config={"finding": tr("Temuan"), "name": tr("Nama"), "value": tr("Nilai")},
        )
        notes = {"program": "Desmigratif Spasial", "mode": mode.to_dict()}
        download_buttons(table, notes, f"temuan_{area.name}")


def component_report() -> None:
    """Tell into which parts the network falls, and which villages are not on the main one."""
    area, mode = current_area(), current_mode()
    parts, lost = components(area, mode), lost_villages(area, mode)
    off = int((lost["status"] == "off_network").sum())
    with st.expander(
        tr(
            "Apakah jaringan jalannya bersambung? {parts} bagian, {villages} "
            "desa di luar bagian utama"
        ).format(parts=number(len(parts)), villages=number(len(lost)))
    ):
        st.markdown(
            tr(
                "Bagian utama: **{main_km}** dengan **{main}** desa. Bagian "
                "lain: **{other_km}** dengan **{other}** desa. Jauh dari semua "
                "jalan: **{off}** desa."
            ).format(
                main_km=km(parts["km"].iloc[0] * 1000),
                main=number(parts["villages"].iloc[0]),
                other_km=km(parts["km"].iloc[1:].sum() * 1000),
                other=number(parts["villages"].iloc[1:].sum()),
                off=number(off),
            )
        )
        if st.toggle(tr("Tampilkan bagian-bagian itu di peta"), key="show_parts"):
            show_map(component_map(area, parts, lost), "component_map", height=430)
        shown = parts[list(PARTS)].assign(role=parts["role"].map(ROLES), km=parts["km"].round(1))
        st.dataframe(
            localized_table(shown),
            hide_index=True,
            height=220,
            column_config=dict(PARTS),
        )
        notes = {"program": "Desmigratif Spasial", "mode": mode.to_dict()}
        download_buttons(parts, notes, f"bagian_{area.name}")


def national_view() -> None:
    """Show all known desmigratif villages."""
    villages = national_villages()
    member = int(villages["desmigratif"].sum())
    st.markdown(
        tr(
            "**{member}** desa desmigratif yang diketahui namanya dan **{others}** calon atau "
            "usulan, dari sedikitnya 402 desa program. Daftar ini tidak lengkap."
        ).format(member=number(member), others=number(len(villages) - member))
    )
    show_map(national_map(villages), "national_map", height=430)
    show_table(
        villages,
        "desmigratif_indonesia",
        tr("artikel jurnal, berita dan makalah; lihat kolom sumber"),
    )


st.title(tr("Apa yang ada di mana?"))
view = st.segmented_control(
    tr("Tampilan"),
    VIEWS,
    default=VIEWS[0],
    format_func=tr,
    required=True,
    label_visibility="collapsed",
    key="map_view",
    persist_state=KEEP,
)
with reported():
    if view == VIEWS[1]:
        national_view()
    else:
        area_view()
