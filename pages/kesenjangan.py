"""Kesenjangan layanan: which villages and how many people a service does not reach."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.coverage_answers import PEOPLE, VILLAGES, WEIGHT, CoverageAnswer, Weight
from layers.coverage_base import CoverageQuestion
from layers.coverage_map import LEAST_VILLAGES, coverage_layer
from layers.coverage_tables import place_table, threshold_text
from layers.facility_sets import facilities_of, facility_sets
from layers.figures import coverage_sheet
from layers.formats import MISSING, number, percent
from layers.thresholds import DEFAULTS, NO_RULE, presets_for
from pages import common, kesenjangan_hasil, kesenjangan_rinci, print_map
from spatial.solver import Cost

COUNT_VILLAGES = "villages"


def choose_facility() -> str:
    """Draw the choice of a set of facilities; return its key."""
    labels = facility_sets(common.current_area())
    if st.session_state.get("coverage_facility") not in labels:
        st.session_state["coverage_facility"] = next(iter(labels))
    return st.selectbox(
        "Layanan",
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="coverage_facility",
        persist_state=common.KEEP,
    )


def choose_preset(cost: Cost) -> None:
    """Draw the thresholds of other programmes."""
    st.selectbox(
        "Ambang acuan",
        list(presets_for(cost)),
        index=None,
        placeholder="Pilih bila perlu",
        key=f"coverage_preset_{cost}",
        help=NO_RULE,
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
    unit = "km" if cost == "distance" else "menit"
    st.session_state.setdefault(f"coverage_second_{cost}", 2 * DEFAULTS[cost])
    values = [
        st.number_input(
            f"Ambang {word} ({unit}), boleh kosong",
            min_value=0.5,
            max_value=500.0,
            value=None,
            step=1.0,
            format="%.1f",
            key=f"coverage_{key}_{cost}",
            persist_state=common.KEEP,
        )
        for key, word in (("second", "kedua"), ("third", "ketiga"))
    ]
    return tuple(float(value) for value in values if value is not None)


def choose_points(facility: str) -> tuple[str, ...]:
    """Draw the choice of single facilities; return their ids, none for all."""
    points = facilities_of(common.current_area(), facility)
    labels = dict(zip(points["id"], points["name"], strict=True))
    return tuple(
        st.multiselect(
            "Titik yang dihitung",
            list(labels),
            format_func=lambda code: labels.get(code, code),
            key=f"coverage_points_{common.current_area().name}_{facility}",
            placeholder=f"Semua ({number(len(labels))})",
        )
    )


def choose_weight() -> Weight | None:
    """Draw the choice of what villages count as; None counts each as 1."""
    area = common.current_area()
    sources = kesenjangan_hasil.people(area)
    labels = {COUNT_VILLAGES: "tiap desa dihitung satu"}
    labels |= {key: source.label for key, source in sources.items()}
    key = st.selectbox(
        "Dihitung menurut",
        list(labels),
        format_func=lambda name: labels.get(name, name),
        key=f"coverage_weight_{area.name}",
        help="Kolom angka desa (penduduk, keluarga, pekerja migran) muncul di sini bila ada.",
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
    if facility in common.TARGET_LABELS:
        common.require_facilities(facility)
    with columns[1]:
        cost = common.cost_input()
    with columns[3]:
        choose_preset(cost)
    with columns[2]:
        limit = common.threshold_input(cost)
    with columns[4], st.popover("Pilihan lain", width="stretch"):
        more, chosen, weight = choose_more(cost), choose_points(facility), choose_weight()
    show_rule(cost, limit)
    question = CoverageQuestion(facility, common.current_mode(), cost, chosen)
    scale = 1000.0 if cost == "distance" else 1.0
    base = kesenjangan_hasil.base(common.current_area(), question)
    return CoverageAnswer(base, limit * scale, tuple(value * scale for value in more), weight)


def show_rule(cost: Cost, limit: float) -> None:
    """Say that no regulation sets the threshold, and what a preset was made for."""
    preset = presets_for(cost).get(st.session_state.get(f"coverage_preset_{cost}"))
    if preset is not None and preset.value == limit:
        st.caption(
            f"Tidak ada peraturan yang menetapkan jarak desa ke Disnaker. Ambang {preset.label} "
            f"dibuat untuk: {preset.purpose}. Sumber: {preset.source}."
        )
    else:
        st.caption(
            "Tidak ada peraturan yang menetapkan jarak desa ke Disnaker: ambang ini pilihan Anda. "
            "Waktu = arus bebas, tanpa macet dan tanpa menunggu."
        )


def show_key_figures(answer: CoverageAnswer, places: pd.DataFrame) -> None:
    """Draw the key figures."""
    row = answer.of(VILLAGES)
    columns = st.columns([1.1, 1.1, 1.4, 1.5, 1, 1])
    quiet = {"delta_color": "off", "delta_arrow": "off"}
    columns[0].metric(
        "Desa dalam ambang",
        percent(row["share_within"]),
        f"{number(row['within'])} dari {number(row['total'])} desa",
        **quiet,
    )
    lost = row["unreachable"] + row["off_network"]
    columns[1].metric(
        "Desa di luar", number(row["outside"]), f"{number(lost)} tanpa perjalanan", **quiet,
        help="Tanpa perjalanan: tidak terhubung jalan, atau tidak ada jalan dalam 2 km.",
    )  # fmt: skip
    with columns[2]:
        show_people(answer)
    if len(places):
        worst = places.iloc[0]
        columns[3].metric(
            "Kecamatan paling tertinggal",
            str(worst["district"] or MISSING),
            f"{worst['within']} dari {worst['villages']} desa dalam ambang",
            **quiet,
        )
    sizes = answer.clusters["villages"]
    columns[4].metric(
        "Gugus celah",
        number((sizes >= LEAST_VILLAGES).sum()),
        f"terbesar {number(sizes.max())} desa" if len(sizes) else "tidak ada",
        help=f"Kelompok {LEAST_VILLAGES} desa atau lebih di luar ambang yang berdekatan: "
        f"antartitik paling jauh {number(answer.cluster_m / 1000)} km (anggapan).",
        **quiet,
    )
    areas = answer.areas.set_index("threshold").loc[answer.threshold]
    columns[5].metric(
        "Daerah layanan",
        f"{number(areas['area_km2'])} km²",
        f"{number(areas['road_km'])} km jalan",
        help="Lahan dalam batas wilayah yang dekat jalan dalam ambang.",
        **quiet,
    )


def show_people(answer: CoverageAnswer) -> None:
    """Draw how many people live outside, or that nobody knows."""
    found = PEOPLE if answer.base.cells is not None else WEIGHT
    if found == WEIGHT and answer.weight is None:
        st.metric(
            "Penduduk di luar", MISSING, "data desa tanpa angka", delta_color="off",
            delta_arrow="off",
            help="Unggah desa dengan kolom angka atau raster penduduk di halaman Data, atau "
            "pilih perkiraan di Pilihan lain, Dihitung menurut.",
        )  # fmt: skip
        return
    row = answer.of(found)
    estimated = answer.weight is not None and answer.weight.estimated
    label = "Penduduk di luar (raster)"
    if found == WEIGHT:
        label = "Di luar (perkiraan)" if estimated else "Di luar, menurut bobot"
    st.metric(
        label, number(row["outside"]), f"dari {number(row['total'])}", delta_color="off",
        delta_arrow="off",
        help=None if answer.weight is None else answer.weight.label,
    )  # fmt: skip


def show_map(answer: CoverageAnswer) -> None:
    """Draw the map; a new threshold changes one layer of it."""
    area = common.current_area()
    label = facility_sets(area)[answer.base.question.facility]
    paper = kesenjangan_hasil.paper(area, answer)
    common.show_map(paper, "coverage_map", coverage_layer(answer, label))
    st.caption(
        "Bidang biru menunjukkan dari mana orang dapat berjalan kaki ke jalan yang masih dalam "
        "ambang. Desa dihitung dari perjalanannya sendiri (titik desa → jalan → fasilitas), bukan "
        "dari letaknya di dalam bidang: keduanya dapat berbeda di tepi. Klik desa untuk rincian."
    )
    layers = ("offices", "markets", "services")
    print_map.popover(lambda: coverage_sheet(answer, area), "kesenjangan", layers)


def show_count_note(answer: CoverageAnswer) -> None:
    """Say what is counted."""
    if answer.weight is None:
        st.caption(
            "Tiap desa dihitung satu, karena tidak ada angka per desa yang dipilih. Peringkat = "
            f"kelebihan di atas {threshold_text(answer, answer.threshold)}."
        )
    elif answer.weight.estimated:
        st.caption(
            f":orange[Perkiraan, bukan hasil hitung per desa]: {answer.weight.label}. "
            "Peringkat = angka itu kali kelebihan di atas ambang."
        )
    else:
        st.caption(f"Peringkat = {answer.weight.label} kali kelebihan di atas ambang.")


common.require_entry()
st.title("Siapa yang belum terjangkau layanan?")
with common.reported():
    answer = controls()
    figures = st.container()
    show_map(answer)
    places = place_table(answer)
    with figures:
        show_key_figures(answer, places)
    show_count_note(answer)
    kesenjangan_rinci.show(answer, places)
