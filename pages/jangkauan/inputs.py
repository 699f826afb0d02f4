"""What the user knows about markets, villages, products and prices; nothing is invented."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.population.village_people import PeopleSource, number_columns_of, people_sources
from layers.reach.answer import ReachAnswer
from layers.reach.market_weights import (
    Blanks,
    MarketWeights,
    market_weights,
    people_around,
    size_table,
)
from layers.reach.question import (
    DECAYS,
    HALF_AT,
    POWER_BETA,
    DecayName,
    Model,
    ReachQuestion,
    half_life_decay,
)
from layers.reach.trips import MarketTrips
from layers.text.formats import number
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.sidebar import current_area
from spatial.reach.decay import Decay
from spatial.reach.journey_cost import Fare, OwnVehicle, Price, Product
from spatial.wording import Labels, mark, tr

SIZES = Labels({"stalls": mark("kios/los"), "traders": mark("pedagang")})
SAME, AROUND = "", "around"
BLANKS: Labels[Blanks] = Labels(
    {
        "equal": mark("Belum dipakai: semua pasar tetap sama"),
        "median": mark("Anggap sebesar median pasar yang terisi"),
        "zero": mark("Tidak dihitung (0)"),
    }
)
DECAY_LABELS: Labels[DecayName] = Labels(
    {
        "power": mark("Pangkat"),
        "exponential": mark("Eksponensial"),
        "gaussian": mark("Gauss"),
    }
)


def question_input(trips: MarketTrips, model: Model, limit: float) -> ReachQuestion:
    """Draw what the user may tell; return the whole question."""
    columns = st.columns(5)
    with columns[1].popover(tr("Penduduk desa"), icon=":material/groups:", width="stretch"):
        people = _people()
    with columns[0].popover(tr("Bobot pasar"), icon=":material/storefront:", width="stretch"):
        weights, weights_of = _weights(trips, people, limit)
    with columns[2].popover(tr("Biaya perjalanan"), icon=":material/payments:", width="stretch"):
        price, load = _price()
    with columns[3].popover(tr("Produk cepat rusak"), icon=":material/timer:", width="stretch"):
        product = _product()
    with columns[4].popover(
        tr("Peluruhan jarak"), icon=":material/trending_down:", width="stretch"
    ):
        decay = _decay(trips)
    if weights.weights is None and weights_of:
        st.warning(
            tr(
                "{weight} belum diketahui untuk {count} pasar: semua pasar masih dihitung sama."
            ).format(weight=weights_of.capitalize(), count=number(weights.unknown)),
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
    sources = people_sources(current_area())
    chosen = st.radio(
        tr("Penduduk tiap desa"),
        [SAME, *sources],
        format_func=lambda key: (
            sources[key].label if key else tr("tidak dipakai: semua desa sama")
        ),
        key="reach_people",
        persist_state=KEEP,
        help=tr("Dipakai untuk pangsa pasar, kepadatan, dan penduduk dalam ambang."),
    )
    found = sources.get(chosen or "")
    if found is not None and found.estimated:
        st.caption(tr("Ini perkiraan, bukan hitungan penduduk per desa. Sebutkan bila dikutip."))
    if not sources:
        st.caption(tr("Data wilayah ini tidak memuat penduduk desa."))
    return found


def _weights(
    trips: MarketTrips, people: PeopleSource | None, limit: float
) -> tuple[MarketWeights, str]:
    """Draw the sizes of the markets; return the weights and what they count."""
    own = number_columns_of(trips.markets)
    labels = {
        SAME: tr("semua pasar sama"),
        **SIZES,
        **{f"column:{c}": tr("kolom {name}").format(name=c) for c in own},
    }
    if people is not None:
        labels[AROUND] = tr("penduduk sekitar (dalam ambang)")
    if st.session_state.get("reach_weight") not in labels:
        st.session_state["reach_weight"] = SAME
    chosen = st.radio(
        tr("Bobot pasar menurut"),
        list(labels),
        format_func=labels.__getitem__,
        key="reach_weight",
        persist_state=KEEP,
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
            tr("{count} pasar belum berangka").format(count=number(weights.unknown)),
            list(BLANKS),
            format_func=BLANKS.__getitem__,
            key="reach_blanks",
            persist_state=KEEP,
        )
        weights = market_weights(sizes[chosen], blanks)
    return weights, labels[chosen]


def _size_editor(trips: MarketTrips) -> pd.DataFrame:
    """Draw the table of sizes; what was typed stays for the session."""
    area = current_area()
    kept, widget = f"reach_sizes_{area.digest}", f"reach_size_editor_{area.digest}"
    if widget not in st.session_state:
        filled = st.session_state.get(kept)
        st.session_state[f"{kept}_start"] = size_table(trips.markets) if filled is None else filled
    st.caption(tr("Isi bila tahu; sel kosong berarti tidak diketahui. Dapat ditempel dari Excel."))
    edited: pd.DataFrame = st.data_editor(
        st.session_state[f"{kept}_start"],
        hide_index=True,
        disabled=["name", "kind", "district"],
        column_order=["name", "stalls", "traders", "kind", "district"],
        height=260,
        key=widget,
        placeholder="",
        column_config={
            "name": tr("Pasar"),
            "kind": tr("Jenis"),
            "district": tr("Kecamatan"),
            "stalls": st.column_config.NumberColumn(tr("Kios/los"), min_value=0),
            "traders": st.column_config.NumberColumn(tr("Pedagang"), min_value=0),
        },
    )
    st.session_state[kept] = edited
    return edited


def _amount(label: str, key: str, hint: str, *, least: float = 0.0) -> float | None:
    """Draw a number that may be left empty."""
    return st.number_input(
        label, min_value=least, value=None, placeholder=hint, key=key, persist_state=KEEP
    )


def _price() -> tuple[Price | None, float | None]:
    """Draw the user's prices; without them nothing is priced."""
    st.caption(tr("Harga dari Anda; kosong berarti biaya tidak dihitung. Pergi dan pulang."))
    way = st.radio(
        tr("Dihitung dari"),
        ["fuel", "fare"],
        format_func={
            "fuel": tr("bahan bakar kendaraan sendiri"),
            "fare": tr("ongkos per km"),
        }.__getitem__,
        key="reach_price_way",
        persist_state=KEEP,
        horizontal=True,
    )
    if way == "fuel":
        litre = _amount(tr("Harga bahan bakar (Rp per liter)"), "reach_rp_litre", tr("kosong"))
        reach = _amount(tr("Jarak per liter (km)"), "reach_km_litre", tr("kosong"), least=0.1)
    else:
        fare = _amount(tr("Ongkos (Rp per km)"), "reach_rp_km", tr("kosong"))
    fixed = (
        _amount(tr("Biaya tetap per perjalanan (Rp)"), "reach_rp_fixed", tr("kosong: 0")) or 0.0
    )
    load = _amount(tr("Muatan (kg), untuk biaya per kg"), "reach_load", tr("kosong"), least=0.1)
    price: Price | None = None
    if way != "fuel":
        price = None if fare is None else Fare(fare, fixed)
    elif litre is not None and reach is not None:
        price = OwnVehicle(litre, reach, fixed_rp=fixed)
    return price, load


def _product() -> Product | None:
    """Draw the time limit of a product that spoils; without it none is set."""
    st.caption(
        tr("Pasar yang lebih jauh dari batas waktu produk tidak ikut dalam semua hitungan.")
    )
    name = st.text_input(
        tr("Produk"),
        key="reach_product",
        placeholder=tr("mis. ikan segar"),
        persist_state=KEEP,
    )
    limit = _amount(tr("Tahan paling lama (menit)"), "reach_lasts", tr("kosong: tanpa batas"))
    loading = (
        _amount(tr("Bongkar muat sebelum jalan (menit)"), "reach_loading", tr("kosong: 0")) or 0.0
    )
    return None if limit is None else Product(name.strip() or tr("produk"), limit, loading)


def _decay(trips: MarketTrips) -> Decay:
    """Draw how the pull of a market fades; for Hansen and Huff."""
    unit = tr("menit") if trips.cost == "time" else "km"
    st.caption(
        tr(
            "Untuk Hansen dan Huff. Nilai awal tidak diukur di sini; ganti bila "
            "ada survei pembeli."
        )
    )
    name = st.radio(
        tr("Bentuk"),
        DECAYS,
        format_func=DECAY_LABELS.__getitem__,
        key="reach_decay",
        persist_state=KEEP,
        horizontal=True,
    )
    if name == "power":
        begin_with("reach_beta", POWER_BETA)
        beta = st.number_input(
            tr("Besar pangkat"),
            0.0,
            6.0,
            step=0.1,
            key="reach_beta",
            persist_state=KEEP,
            help=tr(
                "Daya tarik = {unit} pangkat minus angka ini; di bawah 1 {unit} dihitung 1."
            ).format(unit=unit),
        )
        return half_life_decay(name, beta=beta)
    key = f"reach_half_{trips.cost}"
    begin_with(key, HALF_AT[trips.cost])
    half = st.number_input(
        tr("Daya tarik tinggal separuh pada ({unit})").format(unit=unit),
        0.5,
        500.0,
        step=1.0,
        key=key,
        persist_state=KEEP,
    )
    decay = half_life_decay(name, half)
    shown = decay.to_dict()
    parameter = "beta" if name == "exponential" else "sigma"
    st.caption(f"{parameter} = {number(float(str(shown[parameter])), 4)}")
    return decay


def basis(found: ReachAnswer) -> str:
    """Say in one line what the figures stand on."""
    asked = found.question
    parts = [
        tr("bobot pasar: {weight}").format(weight=asked.weights_of)
        if asked.weights is not None
        else tr("semua pasar sama"),
        asked.people_of or tr("semua desa sama"),
        tr("biaya tidak dihitung") if asked.price is None else tr("biaya menurut harga Anda"),
    ]
    if asked.product is not None:
        lasts = number(asked.product.travel_minutes)
        parts.append(
            tr("{name} tahan {minutes} menit perjalanan").format(
                name=asked.product.name, minutes=lasts
            )
        )
    return "; ".join([*parts, tr("hari pasaran tidak diketahui")])
