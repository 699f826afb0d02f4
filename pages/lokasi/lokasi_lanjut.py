"""What follows from an answer on the page Lokasi berikutnya: curve, tour, limits."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from layers.siting.answer import SitingAnswer, gain_curve
from layers.siting.charts import gain_chart
from layers.siting.tour import STAY_MIN, WORKDAY_MIN, MobileTour, TourQuestion, mobile_tour
from layers.text.formats import km, minutes, number
from pages.shared import sidebar as common
from spatial.wording import tr

CURVE_SITES = 6


def show_curve(answer: SitingAnswer) -> None:
    """Draw what each further site gains; searched on request, as it is a search for each."""
    if answer.question.model == "lscp":
        st.info(tr("LSCP menghitung jumlah titik sendiri; pilih tujuan lain untuk kurva ini."))
        return
    facts = {name: fact for name, fact in answer.provenance("").items() if name != "created"}
    key = json.dumps(facts, sort_keys=True, default=str)
    kept = st.session_state.get("siting_curve")
    st.caption(
        tr(
            "Berapa banyak yang ditambahkan titik ke-1, ke-2, … ke-{most}: tiap jumlah dicari "
            "sendiri."
        ).format(most=CURVE_SITES)
    )
    if st.button(tr("Hitung kurva"), key="siting_curve_start"):
        bar = st.progress(0.0, tr("Mencari …"))
        most = min(CURVE_SITES, int((~answer.measured.sites["existing"]).sum()))
        kept = (key, gain_curve(answer, most, lambda done, steps: bar.progress(done / steps)))
        bar.empty()
        st.session_state["siting_curve"] = kept
    if kept is None or kept[0] != key:
        return
    table = kept[1]
    st.altair_chart(gain_chart(table, answer), width="stretch")
    common.downloads(table, answer.provenance("gain of each further site"), "lokasi_kurva")


def show_tour(answer: SitingAnswer) -> MobileTour | None:
    """Draw the route of a mobile service; return it for the map."""
    there = answer.measured.ground.facilities
    if there.empty or not len(answer.result.chosen):
        st.info(tr("Rute memerlukan satu kantor sebagai pangkalan dan paling sedikit satu titik."))
        return None
    labels = dict(zip(there["id"].astype(str), there["name"].astype(str), strict=True))
    columns = st.columns([2, 1, 1])
    base = columns[0].selectbox(
        tr("Berangkat dari"), list(labels), format_func=lambda key: labels.get(key, key),
        key="siting_base",
    )  # fmt: skip
    stay = columns[1].number_input(
        tr("Menit di tiap titik"), 0.0, 600.0, STAY_MIN, 15.0, format="%.0f", key="siting_stay"
    )
    hours = columns[2].number_input(
        tr("Jam dalam sehari"), 1.0, 24.0, WORKDAY_MIN / 60, 0.5, format="%.1f", key="siting_day"
    )
    tour = mobile_tour(answer, TourQuestion(base, stay, 60 * hours))
    show_days(answer, tour)
    return tour


def show_days(answer: SitingAnswer, tour: MobileTour) -> None:
    """Say how long the route is, and list its legs."""
    route = tour.route
    sure = (
        tr("urutan terbukti terpendek") if route.proven
        else tr("urutan hasil pencarian, mungkin bukan yang terpendek")
    )  # fmt: skip
    st.markdown(
        tr("**{days} hari**, {km} dan {travel} di jalan; {sure}.").format(
            days=number(route.days), km=km(tour.km * 1000), travel=minutes(route.travel), sure=sure
        )
    )
    names = answer.measured.sites.set_index("id")["name"]
    for ids, text in (
        (route.left_out, tr("Tanpa jalan pergi dan pulang: {names}.")),
        (route.too_far, tr("Terlalu jauh untuk sehari: {names}.")),
    ):
        if ids:
            st.warning(text.format(names=", ".join(str(names[one]) for one in ids)))
    shown = pd.DataFrame(
        {
            tr("Hari"): tour.legs["day"],
            tr("Dari"): tour.legs["from_name"],
            tr("Ke"): tour.legs["to_name"],
            tr("Jarak"): tour.legs["total_m"].map(km),
            tr("Waktu"): tour.legs["minutes"].map(minutes),
        }
    )
    st.dataframe(shown, hide_index=True)
    common.downloads(tour.legs, answer.provenance("route of a mobile service"), "lokasi_rute")


def show_limits(answer: SitingAnswer) -> None:
    """Say what the model does not know."""
    st.markdown(
        tr(
            "- Semua desa dianggap memakai titik **terdekat**; orang boleh memilih lain.\n"
            "- Tidak dihitung: harga tanah, izin, gedung yang sudah ada, petugas, daya tampung, "
            "listrik dan sinyal.\n"
            "- Waktu = arus bebas, tanpa macet dan tanpa menunggu; jalan rusak hanya terlihat "
            "bila kecepatannya diubah.\n"
            "- Titik desa berada di dalam wilayah desa, bukan di rumah warga; bobot perkiraan "
            "tetap perkiraan.\n"
            "- Beberapa pilihan bisa sama baiknya; yang tampil satu di antaranya.\n"
            "- Ambang dan tujuan adalah pilihan Anda: tujuan lain memberi titik lain."
        )
    )
    found = answer.result
    st.caption(
        tr(
            "Pencarian: HiGHS lewat model yang ditulis hanya untuk pasangan yang mungkin; nilai "
            "{value}, batas {bound}, {seconds} detik."
        ).format(
            value=number(found.objective, 1), bound=number(found.bound, 1),
            seconds=number(found.seconds, 1),
        )
    )  # fmt: skip
