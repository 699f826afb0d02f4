"""Beranda: what this is, the area at a glance, and where to go next."""

from __future__ import annotations

import streamlit as st

from layers import export
from layers.answers import AccessQuestion
from layers.formats import MISSING, km, number, percent
from layers.maps import overview_map
from pages import common
from spatial.summary import summarise

PLACES = (
    (
        "Perencana daerah",
        "Lihat lapisan wilayah, cari desa, dan temukan desa yang jauh dari layanan.",
        "pages/peta.py",
        "Buka peta",
    ),
    (
        "Peneliti",
        "Ukur jarak setiap desa, periksa rutenya, dan unduh angka beserta asal-usulnya.",
        "pages/jarak_akses.py",
        "Ukur jarak akses",
    ),
    (
        "Penyaji rapat",
        "Tunjukkan satu desa dan jalannya ke Disnaker; semua peta tampil tanpa internet.",
        "pages/jarak_akses.py",
        "Tunjukkan satu desa",
    ),
    (
        "Wilayah Anda sendiri",
        "Bawa berkas RBI, BPS atau dinas, atau ambil dari OpenStreetMap; semua diperiksa dulu.",
        "pages/data.py",
        "Bawa data",
    ),
)

common.require_entry()
area = common.current_area()
st.title(f"Seberapa dekat layanan dari desa-desa {area.title}?")
st.write(
    "Desmigratif (Desa Migran Produktif) menyiapkan desa asal pekerja migran dengan empat pilar: "
    "layanan migrasi, usaha produktif, pengasuhan bersama, dan koperasi. Dasbor ini "
    "memperlihatkan sisi ruangnya: jauhnya desa dari Disnaker dan pasar lewat jalan."
)
common.require_facilities("disnaker")
with common.reported():
    found = common.answer(area, AccessQuestion("disnaker", common.current_mode()))
limit_column, *columns = st.columns([1.3, 1, 1, 1, 1, 1])
with limit_column:
    limit = common.threshold_input("distance")
key = summarise(found.trips, "total_m", limit * 1000)
for column, label, value in zip(
    columns,
    ("Desa/kelurahan", "Desa desmigratif", "Kantor tenaga kerja", "Pasar", "Jalan terpetakan"),
    (
        number(len(area.villages)),
        number(int(area.villages["desmigratif"].sum())),
        number(len(area.offices)),
        number(len(area.markets)),
        km(area.network.total_km * 1000, 0),
    ),
    strict=True,
):
    column.metric(label, value)
st.subheader(
    f"{percent(key.share_within)} desa ({key.within} dari {key.origins}) berada dalam "
    f"{number(limit, 1).removesuffix(',0')} km dari Disnaker"
)
st.caption(
    f"Lewat jalan, {common.MODE_LABELS[common.current_mode().name].lower()}, kaki awal dan akhir "
    f"termasuk. {key.unreachable + key.off_network} desa tanpa jalan terhitung di luar."
)

left, right = st.columns([3, 2], gap="medium")
with left:
    common.show_map(overview_map(area), "home_map", height=470)
with right:
    st.markdown("**Kecamatan, dari yang paling jauh**")
    districts = found.by_district(limit * 1000)
    shown = districts.assign(
        median=(districts["median"] / 1000).round(1), worst=(districts["worst"] / 1000).round(1)
    )
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=MISSING,
        height=390,
        column_config={
            "district": "Kecamatan",
            "villages": "Desa",
            "within": "Di dalam",
            "median": st.column_config.NumberColumn("Median (km)", format="localized"),
            "worst": st.column_config.NumberColumn("Terjauh (km)", format="localized"),
        },
    )
    notes = found.provenance(limit * 1000)
    st.download_button(
        "Unduh tabel kecamatan (Excel)",
        data=lambda: export.xlsx_bytes(districts, notes),
        file_name=f"kecamatan_{area.name}.xlsx",
        icon=":material/download:",
        on_click="ignore",
    )

st.subheader("Mulai dari mana?")
for column, (who, what, page, action) in zip(st.columns(len(PLACES)), PLACES, strict=True):
    with column.container(border=True):
        st.markdown(f"**{who}**")
        st.write(what)
        st.page_link(page, label=action, icon=":material/arrow_forward:")
national = common.national_villages()
st.caption(
    f"Secara nasional program ini menjangkau sedikitnya 402 desa sampai 2019-2020; "
    f"{len(national)} di antaranya dan calonnya diketahui namanya di sini (halaman Peta)."
)
