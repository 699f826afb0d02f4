"""What the user knows about markets, villages, products and prices; nothing is invented."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.formats import number
from layers.market_trips import MarketTrips
from layers.market_weights import (
    Blanks,
    MarketWeights,
    market_weights,
    people_around,
    size_table,
)
from layers.reach_answers import ReachAnswer
from layers.reach_question import (
    DECAYS,
    HALF_AT,
    POWER_BETA,
    DecayName,
    Model,
    ReachQuestion,
    half_life_decay,
)
from layers.village_people import PeopleSource, number_columns_of, people_sources
from pages import common
from spatial.decay import Decay
from spatial.journey_cost import Fare, OwnVehicle, Price, Product

SIZES = {"stalls": "kios/los", "traders": "pedagang"}
SAME, AROUND = "", "around"
BLANKS: dict[Blanks, str] = {
    "equal": "Belum dipakai: semua pasar tetap sama",
    "median": "Anggap sebesar median pasar yang terisi",
    "zero": "Tidak dihitung (0)",
}
DECAY_LABELS: dict[DecayName, str] = {
    "power": "Pangkat",
    "exponential": "Eksponensial",
    "gaussian": "Gauss",
}


def question(trips: MarketTrips, model: Model, limit: float) -> ReachQuestion:
    """Draw what the user may tell; return the whole question."""
    columns = st.columns(5)
    with columns[1].popover("Penduduk desa", icon=":material/groups:", width="stretch"):
        people = _people()
    with columns[0].popover("Bobot pasar", icon=":material/storefront:", width="stretch"):
        weights, weights_of = _weights(trips, people, limit)
    with columns[2].popover("Biaya perjalanan", icon=":material/payments:", width="stretch"):
        price, load = _price()
    with columns[3].popover("Produk cepat rusak", icon=":material/timer:", width="stretch"):
        product = _product()
    with columns[4].popover("Peluruhan jarak", icon=":material/trending_down:", width="stretch"):
        decay = _decay(trips)
    if weights.weights is None and weights_of:
        st.warning(
            f"{weights_of.capitalize()} belum diketahui untuk {weights.unknown} pasar: semua "
            "pasar masih dihitung sama.",
            icon=":material/info:",
        )
    return ReachQuestion(
        model,
        limit,
        decay,
        None if weights.weights is None else tuple(weights.weights),
        "" if weights.weights is None else weights_of,
        None if people is None else tuple(people.people),
        "" if people is None else people.label,
        product,
        price,
        load,
    )


def _people() -> PeopleSource | None:
    """Draw what stands for the people of the villages."""
    sources = people_sources(common.current_area())
    chosen = st.radio(
        "Penduduk tiap desa",
        [SAME, *sources],
        format_func=lambda key: sources[key].label if key else "tidak dipakai: semua desa sama",
        key="reach_people",
        persist_state=common.KEEP,
        help="Dipakai untuk pangsa pasar, kepadatan, dan penduduk dalam ambang.",
    )
    found = sources.get(chosen or "")
    if found is not None and found.estimated:
        st.caption("Ini perkiraan, bukan hitungan penduduk per desa. Sebutkan bila dikutip.")
    if not sources:
        st.caption("Data wilayah ini tidak memuat penduduk desa.")
    return found


def _weights(
    trips: MarketTrips, people: PeopleSource | None, limit: float
) -> tuple[MarketWeights, str]:
    """Draw the sizes of the markets; return the weights and what they count."""
    own = number_columns_of(trips.markets)
    labels = {SAME: "semua pasar sama", **SIZES, **{f"column:{c}": f"kolom {c}" for c in own}}
    if people is not None:
        labels[AROUND] = "penduduk sekitar (dalam ambang)"
    if st.session_state.get("reach_weight") not in labels:
        st.session_state["reach_weight"] = SAME
    chosen = st.radio(
        "Bobot pasar menurut",
        list(labels),
        format_func=labels.__getitem__,
        key="reach_weight",
        persist_state=common.KEEP,
        horizontal=True,
    )
    sizes = _size_editor(trips)
    if chosen == SAME:
        return MarketWeights(None, 0), ""
    if chosen == AROUND and people is not None:
        around = people_around(trips.costs, people.people, limit)
        return market_weights(around), labels[AROUND]
    if chosen not in SIZES:
        return market_weights(trips.markets[chosen.removeprefix("column:")]), labels[chosen]
    weights = market_weights(sizes[chosen])
    if 0 < weights.unknown < len(sizes):
        blanks = st.selectbox(
            f"{weights.unknown} pasar belum berangka",
            list(BLANKS),
            format_func=BLANKS.__getitem__,
            key="reach_blanks",
            persist_state=common.KEEP,
        )
        weights = market_weights(sizes[chosen], blanks)
    return weights, labels[chosen]


def _size_editor(trips: MarketTrips) -> pd.DataFrame:
    """Draw the table of sizes; what was typed stays for the session."""
    area = common.current_area()
    kept, widget = f"reach_sizes_{area.digest}", f"reach_size_editor_{area.digest}"
    if widget not in st.session_state:
        filled = st.session_state.get(kept)
        st.session_state[f"{kept}_start"] = size_table(trips.markets) if filled is None else filled
    st.caption("Isi bila tahu; sel kosong berarti tidak diketahui. Dapat ditempel dari Excel.")
    edited = st.data_editor(
        st.session_state[f"{kept}_start"],
        hide_index=True,
        disabled=["name", "kind", "district"],
        column_order=["name", "stalls", "traders", "kind", "district"],
        height=260,
        key=widget,
        placeholder="",
        column_config={
            "name": "Pasar",
            "kind": "Jenis",
            "district": "Kecamatan",
            "stalls": st.column_config.NumberColumn("Kios/los", min_value=0),
            "traders": st.column_config.NumberColumn("Pedagang", min_value=0),
        },
    )
    st.session_state[kept] = edited
    return edited


def _amount(label: str, key: str, hint: str, *, least: float = 0.0) -> float | None:
    """Draw a number that may be left empty."""
    return st.number_input(
        label, min_value=least, value=None, placeholder=hint, key=key, persist_state=common.KEEP
    )


def _price() -> tuple[Price | None, float | None]:
    """Draw the user's prices; without them nothing is priced."""
    st.caption("Harga dari Anda; kosong berarti biaya tidak dihitung. Pergi dan pulang.")
    way = st.radio(
        "Dihitung dari",
        ["fuel", "fare"],
        format_func={"fuel": "bahan bakar kendaraan sendiri", "fare": "ongkos per km"}.__getitem__,
        key="reach_price_way",
        persist_state=common.KEEP,
        horizontal=True,
    )
    if way == "fuel":
        litre = _amount("Harga bahan bakar (Rp per liter)", "reach_rp_litre", "kosong")
        reach = _amount("Jarak per liter (km)", "reach_km_litre", "kosong", least=0.1)
    else:
        fare = _amount("Ongkos (Rp per km)", "reach_rp_km", "kosong")
    fixed = _amount("Biaya tetap per perjalanan (Rp)", "reach_rp_fixed", "kosong: 0") or 0.0
    load = _amount("Muatan (kg), untuk biaya per kg", "reach_load", "kosong", least=0.1)
    if way == "fuel":
        given = litre is not None and reach is not None
        return (OwnVehicle(litre, reach, fixed_rp=fixed) if given else None), load
    return (None if fare is None else Fare(fare, fixed)), load


def _product() -> Product | None:
    """Draw the time limit of a product that spoils; without it none is set."""
    st.caption("Pasar yang lebih jauh dari batas waktu produk tidak ikut dalam semua hitungan.")
    name = st.text_input(
        "Produk", key="reach_product", placeholder="mis. ikan segar", persist_state=common.KEEP
    )
    limit = _amount("Tahan paling lama (menit)", "reach_lasts", "kosong: tanpa batas")
    loading = _amount("Bongkar muat sebelum jalan (menit)", "reach_loading", "kosong: 0") or 0.0
    return None if limit is None else Product(name.strip() or "produk", limit, loading)


def _decay(trips: MarketTrips) -> Decay:
    """Draw how the pull of a market fades; for Hansen and Huff."""
    unit = "menit" if trips.cost == "time" else "km"
    st.caption(
        "Untuk Hansen dan Huff. Nilai awal tidak diukur di sini; ganti bila ada survei pembeli."
    )
    name = st.radio(
        "Bentuk",
        DECAYS,
        format_func=DECAY_LABELS.__getitem__,
        key="reach_decay",
        persist_state=common.KEEP,
        horizontal=True,
    )
    if name == "power":
        st.session_state.setdefault("reach_beta", POWER_BETA)
        beta = st.number_input(
            "Pangkat", 0.0, 6.0, step=0.1, key="reach_beta", persist_state=common.KEEP,
            help=f"Daya tarik = {unit} pangkat minus angka ini; di bawah 1 {unit} dihitung 1.",
        )  # fmt: skip
        return half_life_decay(name, beta=beta)
    key = f"reach_half_{trips.cost}"
    st.session_state.setdefault(key, HALF_AT[trips.cost])
    half = st.number_input(
        f"Daya tarik tinggal separuh pada ({unit})", 0.5, 500.0, step=1.0, key=key,
        persist_state=common.KEEP,
    )  # fmt: skip
    decay = half_life_decay(name, half)
    shown = decay.to_dict()
    parameter = "beta" if name == "exponential" else "sigma"
    st.caption(f"{parameter} = {number(float(str(shown[parameter])), 4)}")
    return decay


def basis(found: ReachAnswer) -> str:
    """Say in one line what the figures stand on."""
    asked = found.question
    parts = [
        f"bobot pasar: {asked.weights_of}" if asked.weights is not None else "semua pasar sama",
        asked.people_of or "semua desa sama",
        "biaya tidak dihitung" if asked.price is None else "biaya menurut harga Anda",
    ]
    if asked.product is not None:
        lasts = number(asked.product.travel_minutes)
        parts.append(f"{asked.product.name} tahan {lasts} menit perjalanan")
    return "; ".join([*parts, "hari pasaran tidak diketahui"])
