"""The tabs of the page Kesenjangan layanan: gaps, kecamatan, curve, closures, surface, files."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.coverage.answer import CoverageAnswer
from layers.coverage.charts import curve_chart, lorenz_chart
from layers.coverage.qgis import coverage_gpkg
from layers.coverage.surface import class_table, surface_bytes, surface_layer
from layers.coverage.tables import REGENCY, gap_table, place_table, threshold_text, value_text
from layers.coverage.workbook import coverage_workbook
from layers.exports import files as export
from layers.text.formats import MISSING, number, percent
from pages.kesenjangan.base_map import coverage_base_map
from pages.shared.answers import coverage_trips, travel_surface
from pages.shared.persistent_choices import KEEP
from pages.shared.print_popover import in_page_language
from pages.shared.sidebar import current_area
from pages.shared.widgets import download_buttons, lazy_tabs, localized_table, show_map
from spatial.wording import mark, tr, trn

MANY_FACILITIES = 200
"""From here on every trip of every village takes seconds: only on request."""


def show_closures(answer: CoverageAnswer, _: pd.DataFrame) -> None:
    """Draw who would fall out if one facility shut."""
    points = answer.base.ground.facilities
    many = len(points) > MANY_FACILITIES
    if many and not st.toggle(
        tr("Hitung untuk {count} titik (perlu waktu)").format(count=number(len(points)))
    ):
        return
    trips = coverage_trips(current_area(), answer.base.question)
    table = answer.closures(trips)
    times = answer.covered_times(trips)
    main = threshold_text(answer, answer.threshold)
    st.markdown(
        tr(
            "Dalam {threshold}: **{none}** desa tanpa fasilitas, **{one}** desa "
            "bergantung pada satu fasilitas, **{more}** desa punya dua atau "
            "lebih."
        ).format(
            threshold=main,
            none=number((times == 0).sum()),
            one=number((times == 1).sum()),
            more=number((times > 1).sum()),
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
                "name": st.column_config.TextColumn(tr("Fasilitas"), width="medium"),
                "nearest_of": tr("Terdekat bagi"),
                "covers": tr("Dalam {threshold}").format(threshold=main),
                "lost": tr("Hilang bila tutup"),
                "weight_lost": tr("Bobot yang hilang"),
            },
        )
        st.caption(tr("Angka: banyaknya desa. Hilang: tidak ada fasilitas lain dalam ambang."))
    with right:
        _show_fallen(answer, table)


def _show_fallen(answer: CoverageAnswer, table: pd.DataFrame) -> None:
    labels = dict(zip(table["id"], table["name"], strict=True))
    facility = st.selectbox(
        tr("Bila tutup"), list(labels), format_func=lambda key: labels.get(key, key)
    )
    trips = coverage_trips(current_area(), answer.base.question)
    fallen = answer.fallen(trips, facility)
    if fallen.empty:
        st.success(tr("Tidak ada desa yang kehilangan layanan dalam ambang."))
        return
    if len(labels) == 1:
        st.warning(
            tr("Ini satu-satunya fasilitas: bila tutup, tidak ada pengganti di wilayah ini.")
        )
    shown = pd.DataFrame(
        {
            tr("Desa"): fallen["name"],
            tr("Sekarang"): fallen["before"].map(lambda value: value_text(answer, value)),
            tr("Menjadi"): fallen["after"].map(lambda value: value_text(answer, value)),
            tr("Pengganti"): fallen["next_name"],
        }
    )
    st.dataframe(shown, hide_index=True, placeholder=MISSING, height=250)


TABS = (
    mark("Desa di luar ambang"),
    mark("Per kecamatan"),
    mark("Kurva dan pemerataan"),
    mark("Bila satu kantor tutup"),
    mark("Permukaan waktu tempuh"),
    mark("Unduh"),
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


def show_gaps(answer: CoverageAnswer, _: pd.DataFrame) -> None:
    """Draw the gaps by rank."""
    gaps = gap_table(answer)
    if gaps.empty:
        st.success(
            tr("Semua desa berada dalam {threshold}.").format(
                threshold=threshold_text(answer, answer.threshold)
            )
        )
        return
    by_km = answer.base.question.cost == "distance"
    scale, unit = (1000, "km") if by_km else (1, tr("menit"))
    shown = pd.DataFrame(gaps[["rank", "name", "district", "reason", "destination_name"]])
    shown["value"] = (gaps["value"] / scale).round(1)
    shown["beyond"] = (gaps["beyond"] / scale).round(1)
    if answer.weight is not None:
        shown["weight"] = gaps["weight"].round()
        shown["burden"] = (gaps["burden"] / scale).round()
    shown["cluster"] = gaps["cluster"]
    st.dataframe(
        localized_table(shown),
        hide_index=True,
        placeholder=MISSING,
        height=420,
        column_config={
            "rank": st.column_config.NumberColumn(tr("Peringkat"), width="small"),
            "name": tr("Desa"),
            "district": tr("Kecamatan"),
            "reason": st.column_config.TextColumn(tr("Mengapa di luar"), width="medium"),
            "destination_name": st.column_config.TextColumn(
                tr("Fasilitas terdekat"), width="medium"
            ),
            "value": tr("Total ({unit})").format(unit=unit),
            "beyond": tr("Lebih dari ambang ({unit})").format(unit=unit),
            "weight": tr("Bobot"),
            "burden": tr("Bobot kali kelebihan ({unit})").format(unit=unit),
            "cluster": st.column_config.NumberColumn(tr("Gugus"), width="small"),
        },
    )
    st.caption(
        tr(
            "Desa tanpa perjalanan berada di atas: jaraknya tidak ada dan tidak "
            "dikarang. Sesudahnya desa dengan beban terbesar."
        )
    )


def show_places(answer: CoverageAnswer, places: pd.DataFrame) -> None:
    """Draw the table per kecamatan, and per kabupaten where there are several."""
    _show_shares(answer, places, {"district": tr("Kecamatan"), "regency": tr("Kabupaten/kota")})
    if len(set(places["regency"])) > 1:
        st.markdown(tr("**Per kabupaten/kota**"))
        _show_shares(answer, place_table(answer, REGENCY), {"regency": tr("Kabupaten/kota")})


def _show_shares(answer: CoverageAnswer, table: pd.DataFrame, names: dict[str, str]) -> None:
    several = len(set(table["regency"])) > 1
    main = threshold_text(answer, answer.threshold)
    headings = {
        **{key: label for key, label in names.items() if key != "regency" or several},
        "villages": trn("Desa", "Desa", 2),
        "within": tr("Dalam {threshold}").format(threshold=main),
        "outside": tr("Di luar"),
        "no_trip": tr("Tanpa perjalanan"),
    }
    shown = pd.DataFrame(table[list(headings)]).rename(columns=headings)
    bars = {tr("Bagian ≤ {threshold}").format(threshold=main): "share_within"}
    bars |= {
        tr("Bagian ≤ {threshold}").format(
            threshold=threshold_text(answer, limit)
        ): f"share_within_{limit:g}"
        for limit in answer.thresholds
        if limit != answer.threshold
    }
    for heading, column in bars.items():
        shown[heading] = table[column] * 100
    for name, heading in (
        ("weight", tr("Bobot di luar")),
        ("people", tr("Penduduk di luar (raster)")),
    ):
        if f"{name}_outside" in table:
            shown[heading] = table[f"{name}_outside"].round()
    shown[tr("Celah pertama")] = table["first"]
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


def show_curve(answer: CoverageAnswer, _: pd.DataFrame) -> None:
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
        tr(
            "Makin curam kurva di sekitar garis ambang, makin banyak desa yang "
            "masuk bila ambang dilonggarkan sedikit. Kurva tidak mencapai 100 % "
            "bila ada desa tanpa perjalanan."
        )
    )
    right.altair_chart(lorenz_chart(found))
    word = tr("jarak") if cost == "distance" else tr("waktu tempuh")
    right.caption(
        tr(
            "**Indeks Gini {gini}**: 0 berarti {measure} semua desa sama; makin "
            "dekat ke 1, makin terpusat beban {measure} pada sedikit desa. "
            "Dihitung dari {counted} desa; {lost} desa tanpa perjalanan tidak "
            "ikut, padahal merekalah yang paling tidak terlayani. Indeks rendah "
            "bukan berarti dekat: bila semua sama-sama jauh, indeksnya nol."
        ).format(
            gini=number(found.gini, 2),
            measure=word,
            counted=number(found.counted),
            lost=number(found.no_trip),
        )
    )


def show_surface(answer: CoverageAnswer, _: pd.DataFrame) -> None:
    """Draw the surface, once it is asked for."""
    area, question = current_area(), answer.base.question
    word = tr("jarak") if question.cost == "distance" else tr("waktu tempuh")
    st.markdown(
        tr(
            "Permukaan mengukur {measure} dari **setiap sel** wilayah, sehingga "
            "dusun dan permukiman yang bukan titik desa pun terlihat."
        ).format(measure=word)
    )
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    cell = left.selectbox(
        tr("Lebar sel (m)"), CELLS_M, index=1, format_func=number, key="surface_cell",
        persist_state=KEEP,
    )  # fmt: skip
    key = (area.digest, question.key, cell)
    if right.button(tr("Hitung permukaan"), type="primary"):
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
                    tr("Kelas"): table["label"],
                    tr("Sel"): table["cells"],
                    tr("Luas (km²)"): table["km2"].round(1),
                    tr("Bagian wilayah"): table["share"].map(percent),
                }
            )
        ),
        hide_index=True,
        height="content",
    )
    st.caption(
        tr(
            "Luas lahan, bukan penduduk: sel sawah, tambak dan hutan ikut "
            "dihitung. Sel yang titik tengahnya lebih dari 2 km dari jalan tidak "
            "diberi angka."
        )
    )
    notes = answer.provenance("surface of access", cell_m=cell, cells=found.counts())
    st.download_button(
        tr("Permukaan (GeoTIFF)"),
        data=lambda: surface_bytes(found, notes),
        file_name=f"permukaan_{question.facility.replace(':', '_')}_{area.name}_{cell}m.tif",
        icon=":material/download:",
        on_click="ignore",
    )


def show_files(answer: CoverageAnswer, places: pd.DataFrame) -> None:
    """Offer the tables and the service areas as files."""
    labels = {
        "celah": tr("Desa di luar ambang"),
        "kecamatan": tr("Cakupan per kecamatan"),
        "daerah_layanan": tr("Daerah layanan (poligon)"),
        "kurva": tr("Kurva cakupan"),
    }
    which = st.selectbox(tr("Yang diunduh"), list(labels), format_func=labels.__getitem__)
    everything = {
        "celah": gap_table(answer),
        "kecamatan": places,
        "daerah_layanan": answer.areas,
        "kurva": answer.curve(),
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
        tr(
            "Jarak dalam meter, waktu dalam menit. Tiap berkas disertai "
            "asal-usul: sumber data, kecepatan, ambang dan versi. Permukaan "
            "(GeoTIFF) diunduh pada tabnya."
        )
    )
