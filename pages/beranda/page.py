"""Beranda: what this is, the area at a glance, and where to go next."""

from __future__ import annotations

import streamlit as st

from layers.access.answer import AccessQuestion
from layers.exports import files as export
from layers.text.formats import MISSING, km, number, percent
from layers.webmap.area_map import overview_map
from pages.shared.answers import access_answer, national_villages
from pages.shared.inputs import require_facilities, threshold_input
from pages.shared.labels import MODE_LABELS
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import localized_table, reported, show_map
from spatial.access.summary import summarise
from spatial.wording import mark, tr, trn

PLACES = (
    (
        mark("Perencana daerah"),
        mark("Lihat lapisan wilayah, cari desa, dan temukan desa yang jauh dari layanan."),
        "pages/peta/page.py",
        mark("Buka peta"),
    ),
    (
        mark("Peneliti"),
        mark("Ukur jarak setiap desa, periksa rutenya, dan unduh angka beserta asal-usulnya."),
        "pages/jarak_akses/page.py",
        mark("Ukur jarak akses"),
    ),
    (
        mark("Penyaji rapat"),
        mark("Tunjukkan satu desa dan jalannya ke Disnaker; semua peta tampil tanpa internet."),
        "pages/jarak_akses/page.py",
        mark("Tunjukkan satu desa"),
    ),
    (
        mark("Wilayah Anda sendiri"),
        mark(
            "Bawa berkas RBI, BPS atau dinas, atau ambil dari OpenStreetMap; semua diperiksa dulu."
        ),
        "pages/data/page.py",
        mark("Bawa data"),
    ),
)

area = current_area()
st.title(tr("Seberapa dekat layanan dari desa-desa {area}?").format(area=area.title))
st.write(
    tr(
        "Desmigratif (Desa Migran Produktif) menyiapkan desa asal pekerja migran dengan empat "
        "pilar: layanan migrasi, usaha produktif, pengasuhan bersama, dan koperasi. Dasbor ini "
        "memperlihatkan sisi ruangnya: jauhnya desa dari Disnaker dan pasar lewat jalan."
    )
)
require_facilities("disnaker")
with reported():
    found = access_answer(area, AccessQuestion("disnaker", current_mode()))
limit_column, *columns = st.columns([1.3, 1, 1, 1, 1, 1])
with limit_column:
    limit = threshold_input("distance")
key = summarise(found.trips, "total_m", limit * 1000)
counts = len(area.villages), int(area.villages["desmigratif"].sum()), len(area.offices)
for column, label, value in zip(
    columns,
    (
        trn("Desa/kelurahan", "Desa/kelurahan", counts[0]),
        trn("Desa desmigratif", "Desa desmigratif", counts[1]),
        trn("Kantor tenaga kerja", "Kantor tenaga kerja", counts[2]),
        trn("Pasar", "Pasar", len(area.markets)),
        tr("Jalan terpetakan"),
    ),
    (
        *map(number, counts),
        number(len(area.markets)),
        km(area.network.total_km * 1000, 0),
    ),
    strict=True,
):
    column.metric(label, value)
st.subheader(
    tr("{share} desa ({within} dari {all}) berada dalam {limit} km dari Disnaker").format(
        share=percent(key.share_within),
        within=number(key.within),
        all=number(key.origins),
        limit=number(limit, 0 if limit == int(limit) else 1),
    )
)
st.caption(
    tr(
        "Lewat jalan, {mode}, kaki awal dan akhir termasuk. {count} desa tanpa jalan terhitung "
        "di luar."
    ).format(
        mode=MODE_LABELS[current_mode().name].lower(),
        count=number(key.unreachable + key.off_network),
    )
)

left, right = st.columns([3, 2], gap="medium")
with left:
    show_map(overview_map(area), "home_map", height=470)
with right:
    st.markdown(tr("**Kecamatan, dari yang paling jauh**"))
    districts = found.by_district(limit * 1000)
    shown = districts.assign(
        median=(districts["median"] / 1000).round(1), worst=(districts["worst"] / 1000).round(1)
    )
    st.dataframe(
        localized_table(shown),
        hide_index=True,
        placeholder=MISSING,
        height=390,
        column_config={
            "district": tr("Kecamatan"),
            "villages": trn("Desa", "Desa", 2),
            "within": tr("Di dalam"),
            "median": tr("Median (km)"),
            "worst": tr("Terjauh (km)"),
        },
    )
    notes = found.provenance(limit * 1000)
    st.download_button(
        tr("Unduh tabel kecamatan (Excel)"),
        data=lambda: export.xlsx_bytes(districts, notes),
        file_name=f"kecamatan_{area.name}.xlsx",
        icon=":material/download:",
        on_click="ignore",
    )

st.subheader(tr("Mulai dari mana?"))
for column, (who, what, page, action) in zip(st.columns(len(PLACES)), PLACES, strict=True):
    with column.container(border=True):
        st.markdown("**" + tr(who) + "**")
        st.write(tr(what))
        st.page_link(page, label=tr(action), icon=":material/arrow_forward:")
national = national_villages()
st.caption(
    tr(
        "Secara nasional program ini menjangkau sedikitnya 402 desa sampai 2019-2020; {count} di "
        "antaranya dan calonnya diketahui namanya di sini (halaman Peta)."
    ).format(count=number(len(national)))
)
