"""Kesenjangan layanan: which villages and how many people a service does not reach."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.access.thresholds import DEFAULTS, NO_RULE, presets_for
from layers.area.facilities import facilities_of, facility_sets
from layers.area.inputs import Weight
from layers.coverage.answer import WEIGHT, CoverageAnswer
from layers.coverage.map import LEAST_VILLAGES, coverage_layer
from layers.coverage.print_map import coverage_sheet
from layers.coverage.search import CoverageQuestion
from layers.coverage.tables import place_table, threshold_text
from layers.text.formats import MISSING, number, percent, villages
from pages.kesenjangan.base_map import coverage_base_map
from pages.kesenjangan.tabs import show_tabs
from pages.shared.answers import coverage_base, village_people_sources
from pages.shared.inputs import cost_input, require_facilities, threshold_input
from pages.shared.labels import TARGET_LABELS
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.print_popover import print_popover
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import QUIET, reported, show_map
from spatial.access.coverage import PEOPLE, VILLAGES
from spatial.routing.travel import Cost
from spatial.wording import tr

COUNT_VILLAGES = "villages"


def choose_facility() -> str:
    """Draw the choice of a set of facilities; return its key."""
    labels = facility_sets(current_area())
    if st.session_state.get("coverage_facility") not in labels:
        st.session_state["coverage_facility"] = next(iter(labels))
    return st.selectbox(
        tr("Layanan"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="coverage_facility",
        persist_state=KEEP,
    )


def choose_preset(cost: Cost) -> None:
    """Draw the thresholds of other programmes."""
    st.selectbox(
        tr("Ambang acuan"),
        list(presets_for(cost)),
        index=None,
        format_func=tr,
        placeholder=tr("Pilih bila perlu"),
        key=f"coverage_preset_{cost}",
        help=tr(NO_RULE),
        on_change=use_preset,
        args=(cost,),
    )


def use_preset(cost: Cost) -> None:
    """Take over the value of the preset that was chosen."""
    preset = presets_for(cost).get(st.session_state[f"coverage_preset_{cost}"])
    if preset is not None:
        st.session_state[f"threshold_{cost}"] = preset.value


def choose_more(cost: Cost) -> tuple[float, ...]:
    """Draw two further thresholds, in km or minutes; the first starts at twice the usual one."""
    unit = "km" if cost == "distance" else tr("menit")
    begin_with(f"coverage_second_{cost}", 2 * DEFAULTS[cost])
    values = [
        st.number_input(
            tr("Ambang {word} ({unit}), boleh kosong").format(word=word, unit=unit),
            min_value=0.5,
            max_value=500.0,
            value=None,
            step=1.0,
            format="%.1f",
            key=f"coverage_{key}_{cost}",
            persist_state=KEEP,
        )
        for key, word in (("second", tr("kedua")), ("third", tr("ketiga")))
    ]
    return tuple(float(value) for value in values if value is not None)


def choose_points(facility: str) -> tuple[str, ...]:
    """Draw the choice of single facilities; return their ids, none for all."""
    points = facilities_of(current_area(), facility)
    labels = dict(zip(points["id"], points["name"], strict=True))
    return tuple(
        st.multiselect(
            tr("Titik yang dihitung"),
            list(labels),
            format_func=lambda code: labels.get(code, code),
            key=f"coverage_points_{current_area().name}_{facility}",
            placeholder=tr("Semua ({count})").format(count=number(len(labels))),
        )
    )


def choose_weight() -> Weight | None:
    """Draw the choice of what villages count as; None counts each as 1."""
    area = current_area()
    sources = village_people_sources(area)
    labels = {COUNT_VILLAGES: tr("tiap desa dihitung satu")}
    labels |= {key: source.label for key, source in sources.items()}
    key = st.selectbox(
        tr("Dihitung menurut"),
        list(labels),
        format_func=lambda name: labels.get(name, name),
        key=f"coverage_weight_{area.name}",
        help=tr("Kolom angka desa (penduduk, keluarga, pekerja migran) muncul di sini bila ada."),
    )
    if key == COUNT_VILLAGES:
        return None
    source = sources[key]
    values = source.people.reindex(area.villages["id"]).set_axis(area.villages.index)
    return Weight(source.label, values, source.estimated)


def controls() -> CoverageAnswer:
    """Draw what is asked; return the answer."""
    columns = st.columns([1.5, 1.5, 0.9, 1.5, 1.0], vertical_alignment="bottom")
    with columns[0]:
        facility = choose_facility()
    if facility in TARGET_LABELS:
        require_facilities(facility)
    with columns[1]:
        cost = cost_input()
    with columns[3]:
        choose_preset(cost)
    with columns[2]:
        limit = threshold_input(cost)
    with columns[4], st.popover(tr("Pilihan lain"), width="stretch"):
        more, chosen, weight = choose_more(cost), choose_points(facility), choose_weight()
    show_rule(cost, limit)
    question = CoverageQuestion(facility, current_mode(), cost, chosen)
    scale = 1000.0 if cost == "distance" else 1.0
    base = coverage_base(current_area(), question)
    return CoverageAnswer(base, limit * scale, tuple(value * scale for value in more), weight)


def show_rule(cost: Cost, limit: float) -> None:
    """Say that no regulation sets the threshold, and what a preset was made for."""
    preset = presets_for(cost).get(st.session_state.get(f"coverage_preset_{cost}") or "")
    if preset is not None and preset.value == limit:
        st.caption(
            tr(
                "Tidak ada peraturan yang menetapkan jarak desa ke Disnaker. "
                "Ambang {label} dibuat untuk: {purpose}. Sumber: {source}."
            ).format(label=tr(preset.label), purpose=tr(preset.purpose), source=tr(preset.source))
        )
    else:
        st.caption(
            tr(
                "Tidak ada peraturan yang menetapkan jarak desa ke Disnaker: "
                "ambang ini pilihan Anda. Waktu = arus bebas, tanpa macet dan "
                "tanpa menunggu."
            )
        )


def show_key_figures(answer: CoverageAnswer, places: pd.DataFrame) -> None:
    """Draw the key figures."""
    row = answer.of(VILLAGES)
    columns = st.columns([1.1, 1.1, 1.4, 1.5, 1, 1])
    columns[0].metric(
        tr("Desa dalam ambang"),
        percent(row["share_within"]),
        tr("{within} dari {all} desa").format(
            within=number(row["within"]), all=number(row["total"])
        ),
        **QUIET,
    )
    lost = row["unreachable"] + row["off_network"]
    columns[1].metric(
        tr("Desa di luar"),
        number(row["outside"]),
        tr("{count} tanpa perjalanan").format(count=number(lost)),
        help=tr("Tanpa perjalanan: tidak terhubung jalan, atau tidak ada jalan dalam 2 km."),
        **QUIET,
    )
    with columns[2]:
        show_people(answer)
    if len(places):
        worst = places.iloc[0]
        columns[3].metric(
            tr("Kecamatan paling tertinggal"),
            str(worst["district"] or MISSING),
            tr("{within} dari {all} desa dalam ambang").format(
                within=number(worst["within"]), all=number(worst["villages"])
            ),
            **QUIET,
        )
    sizes = answer.clusters["villages"]
    columns[4].metric(
        tr("Gugus celah"),
        number((sizes >= LEAST_VILLAGES).sum()),
        tr("terbesar {villages}").format(villages=villages(int(sizes.max())))
        if len(sizes)
        else tr("tidak ada"),
        help=tr(
            "Kelompok {least} desa atau lebih di luar ambang yang berdekatan: "
            "antartitik paling jauh {km} km (anggapan)."
        ).format(least=LEAST_VILLAGES, km=number(answer.cluster_m / 1000)),
        **QUIET,
    )
    areas = answer.areas.set_index("threshold").loc[answer.threshold]
    columns[5].metric(
        tr("Daerah layanan"),
        f"{number(areas['area_km2'])} km²",
        tr("{length} km jalan").format(length=number(areas["road_km"])),
        help=tr("Lahan dalam batas wilayah yang dekat jalan dalam ambang."),
        **QUIET,
    )


def show_people(answer: CoverageAnswer) -> None:
    """Draw how many people live outside, or that nobody knows."""
    found = PEOPLE if answer.base.cells is not None else WEIGHT
    if found == WEIGHT and answer.weight is None:
        st.metric(
            tr("Penduduk di luar"),
            MISSING,
            tr("data desa tanpa angka"),
            **QUIET,
            help=tr(
                "Unggah desa dengan kolom angka atau raster penduduk di halaman Data, atau pilih "
                "perkiraan di Pilihan lain, Dihitung menurut."
            ),
        )
        return
    row = answer.of(found)
    estimated = answer.weight is not None and answer.weight.estimated
    label = tr("Penduduk di luar (raster)")
    if found == WEIGHT:
        label = tr("Di luar (perkiraan)") if estimated else tr("Di luar, menurut bobot")
    st.metric(
        label,
        number(row["outside"]),
        tr("dari {total}").format(total=number(row["total"])),
        **QUIET,
        help=None if answer.weight is None else answer.weight.label,
    )


def show_coverage_map(answer: CoverageAnswer) -> None:
    """Draw the map; a new threshold changes one layer of it."""
    area = current_area()
    label = facility_sets(area)[answer.base.question.facility]
    paper = coverage_base_map(area, answer)
    show_map(paper, "coverage_map", coverage_layer(answer, label))
    st.caption(
        tr(
            "Bidang biru menunjukkan dari mana orang dapat berjalan kaki ke "
            "jalan yang masih dalam ambang. Desa dihitung dari perjalanannya "
            "sendiri (titik desa → jalan → fasilitas), bukan dari letaknya di "
            "dalam bidang: keduanya dapat berbeda di tepi. Klik desa untuk "
            "rincian."
        )
    )
    layers = ("offices", "markets", "services")
    print_popover(lambda: coverage_sheet(answer, area), "kesenjangan", layers)


def show_count_note(answer: CoverageAnswer) -> None:
    """Say what is counted."""
    if answer.weight is None:
        st.caption(
            tr(
                "Tiap desa dihitung satu, karena tidak ada angka per desa yang "
                "dipilih. Peringkat = kelebihan di atas {threshold}."
            ).format(threshold=threshold_text(answer, answer.threshold))
        )
    elif answer.weight.estimated:
        st.caption(
            tr(
                ":orange[Perkiraan, bukan hasil hitung per desa]: {label}. "
                "Peringkat = angka itu kali kelebihan di atas ambang."
            ).format(label=answer.weight.label)
        )
    else:
        st.caption(
            tr("Peringkat = {label} kali kelebihan di atas ambang.").format(
                label=answer.weight.label
            )
        )


st.title(tr("Siapa yang belum terjangkau layanan?"))
with reported():
    answer = controls()
    figures = st.container()
    show_coverage_map(answer)
    places = place_table(answer)
    with figures:
        show_key_figures(answer, places)
    show_count_note(answer)
    show_tabs(answer, places)
