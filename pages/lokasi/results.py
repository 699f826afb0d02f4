"""The answer on the page Lokasi berikutnya: how sure, key figures, map, tables."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import streamlit as st

from layers.area.facilities import facility_sets
from layers.coverage.map import coverage_paper
from layers.printmap.figures import siting_sheet
from layers.siting.answer import SitingAnswer
from layers.siting.candidates import CANDIDATES
from layers.siting.map import siting_layer
from layers.siting.tables import KeyFigures, district_table, key_figures, site_table, village_table
from layers.siting.tour import MobileTour
from layers.text.formats import MISSING, km, minutes, number, percent
from layers.webmap.symbols import limit_text
from pages.lokasi import lokasi_lanjut, lokasi_skenario
from pages.shared import print_popover as print_map
from pages.shared import sidebar as common
from pages.shared.cached_map import drawn_once
from spatial.access.nearest import OK
from spatial.wording import mark, tr

TABS = (
    mark("Titik baru"), mark("Per desa"), mark("Per kecamatan"), mark("Tambahan tiap titik"),
    mark("Layanan keliling"), mark("Jadikan skenario"), mark("Yang tidak diketahui model"),
)  # fmt: skip
NAMES_SHOWN = 8


def show(answer: SitingAnswer) -> None:
    """Draw everything below the controls."""
    show_verdict(answer)
    if answer.result.status == "infeasible":
        return
    figures = key_figures(answer)
    show_figures(answer, figures)
    room = st.container()
    tour = show_tabs(answer)
    with room:
        show_map(answer, tour)


def value_text(answer: SitingAnswer, value: float) -> str:
    """Write a distance or a time."""
    return km(value) if answer.measured.question.cost == "distance" else minutes(value)


def limit_words(answer: SitingAnswer) -> str:
    """Write the threshold with its unit."""
    limit = answer.question.threshold
    by_km = answer.measured.question.cost == "distance"
    unit, scale = ("km", 1000) if by_km else (tr("menit"), 1)
    return f"{limit_text(limit / scale)} {unit}"


def site_words(sites: gpd.GeoDataFrame) -> str:
    """Name sites with their kecamatan."""
    names = [
        f"**{row['name']}**" + (f" ({row['district']})" if row["district"] else "")
        for _, row in sites.fillna({"district": ""}).head(NAMES_SHOWN).iterrows()
    ]
    more = len(sites) - len(names)
    return ", ".join(names) + (tr(" dan {count} lagi").format(count=number(more)) if more else "")


def show_verdict(answer: SitingAnswer) -> None:
    """Say which sites, and how sure that is."""
    found = answer.result
    if found.status == "infeasible":
        st.error(tr("Tidak ada calon titik yang dapat melayani satu desa pun."))
        return
    if not len(found.chosen):
        st.success(tr("Tidak perlu titik baru: tidak ada calon yang menambah apa pun."))
    else:
        text = tr("Titik baru: {names}.").format(names=site_words(site_table(answer)))
        if answer.question.model == "lscp":
            text = tr(
                "Perlu **{count} titik baru** agar semua desa yang dapat dijangkau berada dalam "
                "{limit}: {names}."
            ).format(
                count=number(len(found.chosen)), limit=limit_words(answer),
                names=site_words(site_table(answer)),
            )  # fmt: skip
        if found.status == "optimal":
            sure = tr("Terbukti: tidak ada pilihan yang lebih baik.")
            st.success(f"{text} {sure}", icon=":material/verified:")
        else:
            sure = tr(
                "Terbaik sejauh ini: pilihan lain mungkin lebih baik, paling banyak {gap}. Beri "
                "waktu lebih lama, atau calon lebih sedikit, untuk bukti."
            ).format(gap=percent(found.gap, 2))
            st.warning(f"{text} {sure}")
    if answer.question.model != "lscp" and 0 < len(found.chosen) < answer.question.sites:
        st.caption(
            tr(
                "{count} dari {asked} titik sudah cukup: titik lain tidak menambah apa pun bagi "
                "tujuan ini."
            ).format(count=number(len(found.chosen)), asked=number(answer.question.sites))
        )
    show_left_out(answer)


def show_left_out(answer: SitingAnswer) -> None:
    """Name whom no site can serve, and count whom the chosen ones do not."""
    names = answer.measured.ground.villages["name"].to_numpy(dtype=object)
    for reason, text in (
        ("unreachable", mark("Tidak ada titik yang punya jalan ke {count} desa ini: {names}.")),
        ("beyond", mark("Tidak ada titik dalam {limit} dari {count} desa ini: {names}.")),
    ):
        rows = answer.result.left_out(reason)
        if len(rows):
            shown = ", ".join(str(name) for name in names[rows[:NAMES_SHOWN]])
            more = " …" if len(rows) > NAMES_SHOWN else ""
            st.caption(
                ":orange[" + tr(text).format(
                    count=number(len(rows)), names=shown + more, limit=limit_words(answer)
                ) + "]"
            )  # fmt: skip


def show_figures(answer: SitingAnswer, figures: KeyFigures) -> None:
    """Draw before and after."""
    before, after = figures.before, figures.after
    columns = st.columns(4)
    quiet = {"delta_color": "off", "delta_arrow": "off"}
    was = tr("sebelum: {value}")
    columns[0].metric(
        tr("Rata-rata perjalanan"), value_text(answer, after.mean),
        was.format(value=value_text(answer, before.mean)),
        help=tr("Menurut bobot, bagi desa yang punya perjalanan."), **quiet,
    )  # fmt: skip
    columns[1].metric(
        tr("Desa dalam {limit}").format(limit=limit_words(answer)),
        tr("{within} dari {all}").format(
            within=number(after.within_villages), all=number(figures.villages)
        ),
        was.format(value=number(before.within_villages)), **quiet,
    )  # fmt: skip
    columns[2].metric(
        tr("Perjalanan terjauh"), value_text(answer, after.worst),
        tr("{name}; sebelum: {value}").format(
            name=after.worst_name or MISSING, value=value_text(answer, before.worst)
        ), **quiet,
    )  # fmt: skip
    if answer.weight is None:
        columns[3].metric(
            tr("Desa tanpa perjalanan"), number(after.without),
            was.format(value=number(before.without)), **quiet,
        )  # fmt: skip
        return
    label = tr("Bobot dalam ambang")
    if answer.weight.estimated:
        label = tr("Bobot dalam ambang (perkiraan)")
    columns[3].metric(
        label, percent(after.within_share),
        was.format(value=percent(before.within_share)), help=answer.weight.label, **quiet,
    )  # fmt: skip


def show_map(answer: SitingAnswer, tour: MobileTour | None) -> None:
    """Draw the map; the answer is one layer on it."""
    area = common.current_area()
    label = facility_sets(area)[answer.measured.question.facility]
    paper = drawn_once(
        area,
        ("siting", answer.measured.question.facility),
        lambda: coverage_paper(area, answer.measured.ground.facilities, label),
    )
    common.show_map(paper, "siting_map", siting_layer(answer, label, tour))
    layers = ("offices", "markets", "services")
    print_map.popover(lambda: siting_sheet(answer, area, tour), "lokasi", layers)


def show_tabs(answer: SitingAnswer) -> MobileTour | None:
    """Draw the tables; return the tour where one is shown."""
    tabs = common.filled_when_open(TABS, "siting_tab")
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
            lokasi_lanjut.show_curve(answer)
    tour = None
    with tabs[4]:
        if tabs[4].open:
            tour = lokasi_lanjut.show_tour(answer)
    with tabs[5]:
        lokasi_skenario.show(answer)
    with tabs[6]:
        lokasi_lanjut.show_limits(answer)
    return tour


def show_sites(answer: SitingAnswer) -> None:
    """Draw the table of the chosen sites, and its downloads."""
    table = site_table(answer)
    shown = pd.DataFrame(
        {
            tr("Titik"): table["name"],
            tr("Calon"): table["kind"].map(lambda kind: tr(CANDIDATES[kind])),
            tr("Kecamatan"): table["district"],
            tr("Desa yang dilayani"): table["villages"],
            tr("Rata-rata"): table[
                "mean_m" if answer.measured.question.cost == "distance" else "mean_minutes"
            ].map(lambda value: value_text(answer, value)),
            tr("Lintang"): table["lat"].map(lambda value: number(value, 5)),
            tr("Bujur"): table["lon"].map(lambda value: number(value, 5)),
        }
    )
    st.dataframe(shown, hide_index=True)
    common.downloads(table, answer.provenance("chosen sites"), "lokasi_titik")


def show_villages(answer: SitingAnswer) -> None:
    """Draw the table of the villages, those that gain most first, and its downloads."""
    table = village_table(answer)
    measure = answer.measured.question.measure
    saved = "saved_m" if measure == "total_m" else "saved_minutes"
    ordered = table.sort_values(saved, ascending=False, na_position="last")

    def trip(word: str) -> pd.Series:
        text = ordered[f"{measure}_{word}"].map(lambda value: value_text(answer, value))
        return text.where(ordered[f"status_{word}"] == OK, MISSING)

    columns = {tr("Desa"): ordered["name"]}
    if "district" in ordered:
        columns[tr("Kecamatan")] = ordered["district"]
    shown = pd.DataFrame(
        {
            **columns,
            tr("Sebelum"): trip("before"),
            tr("Sesudah"): trip("after"),
            tr("Berkurang"): ordered[saved].map(lambda value: value_text(answer, value)),
            tr("Dilayani di"): ordered["site_after"],
        }
    )
    st.dataframe(shown, hide_index=True)
    common.downloads(table, answer.provenance("villages before and after"), "lokasi_desa")


def show_districts(answer: SitingAnswer) -> None:
    """Draw the table of the kecamatan."""
    if "district" not in answer.measured.ground.villages:
        st.info(tr("Desa di data ini tanpa kecamatan."))
        return
    table = district_table(answer)
    shown = pd.DataFrame(
        {
            tr("Kecamatan"): table["district"],
            tr("Desa"): table["villages"],
            tr("Rata-rata sebelum"): table["mean_before"].map(lambda v: value_text(answer, v)),
            tr("Rata-rata sesudah"): table["mean_after"].map(lambda v: value_text(answer, v)),
            tr("Dalam ambang sebelum"): table["within_before"],
            tr("Dalam ambang sesudah"): table["within_after"],
            tr("Titik baru"): table["new_sites"],
        }
    )
    st.dataframe(shown, hide_index=True)
    common.downloads(table, answer.provenance("kecamatan before and after"), "lokasi_kecamatan")
