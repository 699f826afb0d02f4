"""One village, one market, one seller's day: the details beside and below the map of reach."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.reach.answer import ReachAnswer
from layers.reach.focus_map import day_layer, day_map
from layers.reach.seller_day import DayQuestion, MarketDay
from layers.reach.tables import TOO_LATE
from layers.text.formats import MISSING, km, minutes, number, percent
from layers.webmap.area_map import focus
from pages.shared.answers import market_day
from pages.shared.labels import STATUS_LABELS
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.sidebar import current_area, current_mode
from pages.shared.widgets import localized_table, show_map
from spatial.wording import mark, tr


def show_day(found: ReachAnswer, village: str) -> None:
    """Draw the round of a seller from the chosen village."""
    if found.trips.cost != "time":
        st.info(tr("Keliling pasar memerlukan waktu: pilih *Waktu (menit)* di atas."))
        return
    inputs, result = st.columns([1, 2.6], gap="medium")
    with inputs:
        name = found.trips.villages["name"].get(village, "")
        st.markdown(tr("**Berangkat dari {name}**").format(name=name))
        day = DayQuestion(
            village,
            _setting(tr("Jam dalam sehari"), "reach_hours", DayQuestion.hours, 24.0, step=0.5),
            _setting(tr("Menit di tiap pasar"), "reach_stay", DayQuestion.market_minutes, 600.0),
            int(_setting(tr("Paling banyak pasar"), "reach_most", DayQuestion.most_markets, 12.0)),
            home=st.checkbox(tr("Pulang ke desa"), value=True, key="reach_home"),
        )
        st.caption(tr("Nilai awal; ganti dengan kebiasaan penjual. Hari pasaran tidak diketahui."))
    found_day = market_day(current_area(), current_mode(), found.question, day)
    with result:
        _show_round(found, found_day)


def _setting(label: str, key: str, start: float, most: float, *, step: float = 1.0) -> float:
    begin_with(key, float(start))
    return st.number_input(
        label, step, most, step=step, format="%.1f" if step < 1 else "%.0f", key=key,
        persist_state=KEEP,
    )  # fmt: skip


def _show_round(found: ReachAnswer, day: MarketDay) -> None:
    if day.stops.empty:
        st.warning(tr("Tidak ada pasar yang dapat dikunjungi dalam waktu itu."))
        return
    tour = day.tour
    st.markdown(
        tr("**{count} pasar**, {total} seluruhnya, {travel} di jalan.").format(
            count=number(len(day.stops)), total=minutes(tour.total), travel=minutes(tour.travel)
        )
    )
    table, drawn = st.columns([1.35, 1])
    shown = pd.DataFrame(
        {
            tr("Pasar"): day.stops["name"],
            tr("Perjalanan"): day.stops["leg"].map(minutes),
            tr("Tiba setelah"): day.stops["arrive"].map(minutes),
        }
    )
    with table:
        st.dataframe(shown, hide_index=True)
        back = tr("Pulang: {home}. ").format(home=minutes(tour.home)) if day.question.home else ""
        sure = (
            tr("Terbukti terbaik")
            if tour.proven
            else tr("Hasil pencarian, mungkin bukan yang terbaik")
        )
        st.caption(
            tr("{back}{sure} di antara {count} pasar terdekat.").format(
                back=back, sure=sure, count=number(day.considered)
            )
        )
    with drawn:
        show_map(
            day_map(current_area()),
            "reach_day_map",
            day_layer(found, day),
            focus(tuple(day.route.total_bounds), width=360, height=300, legend_px=0),
            height=340,
        )


LATE = mark("produk tidak tahan sampai pasar")
SHOWN_MARKETS = 8
READING = (
    mark(
        "**Yang ditunjukkan peta.** Warna desa: angka dari pilihan di atas; makin biru tua makin "
        "baik. Segitiga: pasar; makin besar makin besar pangsanya menurut model Huff. Desa tanpa "
        "angka punya simbol sendiri dan dihitung di luar ambang."
    ),
    mark("**Yang tidak ditunjukkan.**"),
    mark(
        "- Peluang, pangsa dan wilayah tangkapan adalah **hitungan model** dari jarak dan bobot, "
        "**bukan survei**: tidak seorang pun ditanya ke mana ia menjual atau membeli."
    ),
    mark("- **Hari pasaran dan jam buka tidak diketahui** dan tidak diperhitungkan."),
    mark(
        "- Harga, permintaan per produk, tengkulak, dan pasar di luar wilayah kajian tidak "
        "diperhitungkan. Desa di pinggir wilayah mungkin punya pasar yang lebih dekat di "
        "kabupaten tetangga."
    ),
    mark("- Waktu adalah arus bebas: tanpa macet dan tanpa menunggu."),
    mark(
        "- Daftar pasar Demak bawaan berasal dari SIG mahasiswa yang terbit; sebagian besar "
        "belum punya sumber kedua, dan jumlah kios atau pedagangnya tidak diketahui."
    ),
    mark(
        '- Penduduk per desa hanya dipakai bila Anda memilihnya; "kecamatan dibagi rata" adalah '
        "perkiraan."
    ),
    mark("Rumus dan sumbernya ada di `docs/methods.md`."),
)
"""Paragraphs, and items of a list that follows the second."""


def status_words() -> dict[str, str]:
    """Name what becomes of trips to markets, in the reader's language."""
    return {**STATUS_LABELS, TOO_LATE: tr(LATE)}


def reading_help() -> str:
    """Write how to read the map, in the reader's language, as Markdown."""
    return "\n\n".join(map(tr, READING))


def choose_village(found: ReachAnswer) -> str:
    """Draw the choice of a village; return its id."""
    villages = found.trips.villages
    stars = villages["desmigratif"].map({True: " ★", False: ""})
    labels: dict[str, str] = dict(
        zip(
            villages.index,
            villages["name"] + ", " + villages["district"].fillna("") + stars,
            strict=True,
        )
    )
    special = villages.index[villages["desmigratif"].astype(bool)]
    if st.session_state.get("village") not in labels:
        st.session_state["village"] = (special if len(special) else villages.index)[0]
    return st.selectbox(
        tr("Desa terpilih (★ desmigratif)"),
        sorted(labels, key=labels.__getitem__),
        format_func=labels.__getitem__,
        key="village",
        persist_state=KEEP,
        help=tr("Ketik untuk mencari, atau klik desa di peta."),
    )


def choose_market(found: ReachAnswer) -> str:
    """Draw the choice of a market; return its id."""
    table = found.market_table()
    names: dict[str, str] = dict(zip(table["market_id"], table["name"], strict=True))
    if st.session_state.get("reach_market") not in names:
        st.session_state["reach_market"] = next(iter(names))
    return st.selectbox(
        tr("Pasar terpilih"),
        list(names),
        format_func=names.__getitem__,
        key="reach_market",
        persist_state=KEEP,
        help=tr("Ketik untuk mencari, atau klik pasar di peta."),
    )


def show_village(found: ReachAnswer, village: str) -> None:
    """Draw one village's markets, main market, journey cost and rivals."""
    row = found.villages.loc[[village]].iloc[0]
    if row["status"] != "ok":
        st.warning(
            tr("{status}; tidak ada angka yang dapat dihitung.").format(
                status=status_words()[row["status"]].capitalize()
            )
        )
        return
    names = found.trips.markets["name"]
    st.markdown(
        tr(
            "### {count} pasar dalam {limit}  \nTerdekat: **{name}**, {time}, {length}.  \n{main}"
        ).format(
            count=number(row["markets_within"]),
            limit=limit_text(found),
            name=names[row["nearest_id"]],
            time=minutes(row["nearest_minutes"]),
            length=km(1000 * row["nearest_km"]),
            main=main_text(found, village),
        )
    )
    if "main_rp" in row:
        per = tr(" per kg") if found.question.load_kg is not None else ""
        st.markdown(
            tr(
                "Biaya pergi-pulang ke pasar utama: **Rp {main}{per}**, ke "
                "terdekat Rp {nearest}{per}."
            ).format(main=number(row["main_rp"]), per=per, nearest=number(row["nearest_rp"]))
        )
    if "people_within" in row:
        st.markdown(
            tr("Penduduk dalam {limit}: {people}.").format(
                limit=limit_text(found), people=number(row["people_within"])
            )
        )
    show_markets(found.markets_of(village))
    show_rivals(found, village)


def main_text(found: ReachAnswer, village: str) -> str:
    """Tell the main market of a village and how many share it."""
    row = found.villages.loc[[village]].iloc[0]
    if row["main_id"] is None:
        return tr("Semua pasar berbobot 0: tidak ada pasar utama.")
    several = (
        tr(" ({count} pasar sama kuat)").format(count=number(row["main_equal"]))
        if row["main_equal"] > 1
        else ""
    )
    return tr(
        "Pasar utama menurut model: **{name}**, peluang "
        "{probability}{several}.  \n"
        "{rivals} desa lain berpasar utama sama."
    ).format(
        name=found.trips.markets["name"][row["main_id"]],
        probability=percent(row["main_probability"]),
        several=several,
        rivals=number(row["rivals"]),
    )


def limit_text(found: ReachAnswer) -> str:
    """Write the threshold with its unit."""
    by_time = found.trips.cost == "time"
    limit = found.question.threshold
    return minutes(limit) if by_time else km(1000 * limit)


def show_markets(markets: pd.DataFrame) -> None:
    """Draw the markets of a village, nearest first."""
    shown = pd.DataFrame(
        {
            tr("Pasar"): markets["name"],
            tr("Menit"): markets["minutes"].round(),
            tr("Km"): markets["km"].round(1),
            tr("Peluang (%)"): (100 * markets["probability"]).round(1),
            tr("Jenis"): markets["kind"],
        }
    )
    if "rp" in markets:
        shown["Rp"] = markets["rp"].round()
    if "lasts" in markets:
        shown[tr("Tahan")] = markets["lasts"].map({True: tr("ya"), False: tr("tidak")})
    formats = {
        str(column): st.column_config.NumberColumn(width=60)
        for column in shown.select_dtypes("number")
    }
    name = {tr("Pasar"): st.column_config.TextColumn(width=130)}
    st.dataframe(
        localized_table(shown),
        hide_index=True,
        height=215,
        column_config={**formats, **name},
    )


def show_rivals(found: ReachAnswer, village: str) -> None:
    """Draw the villages that compete for the same markets."""
    with st.expander(tr("Desa yang bersaing di pasar yang sama")):
        rivals = found.rivals_of(village).head(SHOWN_MARKETS)
        shown = pd.DataFrame(
            {
                tr("Desa"): rivals["name"],
                tr("Pasar bersama"): rivals["shared"],
                tr("Tumpang tindih (%)"): (100 * rivals["overlap"]).round(),
                tr("Pasar utama sama"): rivals["same_main"].map(
                    {True: tr("ya"), False: tr("tidak")}
                ),
            }
        )
        st.dataframe(localized_table(shown), hide_index=True, placeholder=MISSING)
        st.caption(tr("Tumpang tindih: pasar dalam ambang keduanya dibagi pasar salah satunya."))
    with st.expander(tr("Terdekat menurut jenis pasar")):
        near = found.nearest_kinds(village)
        unit = tr("Menit") if found.trips.cost == "time" else tr("Km")
        names = near["destination_id"].map(found.trips.markets["name"])
        shown = pd.DataFrame(
            {tr("Jenis"): near["kind"], tr("Pasar"): names, unit: near["cost"].round(1)}
        )
        st.dataframe(localized_table(shown), hide_index=True, placeholder=MISSING)


def show_market(found: ReachAnswer, market: str) -> None:
    """Draw one market's share and catchment."""
    row = found.markets.loc[[market]].iloc[0]
    place = found.trips.markets.loc[market]
    st.markdown(
        tr(
            "### Pangsa {share} (model)  \n"
            "**{villages} desa** memilih pasar ini sebagai pasar utama menurut "
            "model; dari {within} desa pasar ini dicapai dalam {limit}."
        ).format(
            share=percent(row["share"]),
            villages=number(row["catchment"]),
            within=number(row["villages_within"]),
            limit=limit_text(found),
        )
    )
    if "people_within" in row:
        st.markdown(
            tr("Penduduk desa-desa dalam ambang: {people}.").format(
                people=number(row["people_within"])
            )
        )
    if isinstance(place.get("note"), str):
        st.caption(tr("Catatan data: {note}.").format(note=place["note"]))
    chosen = found.village_table().set_index("village_id").loc[found.catchment(market)]
    shown = pd.DataFrame(
        {
            tr("Desa"): chosen["name"],
            tr("Menit"): chosen["main_minutes"].round(),
            tr("Peluang (%)"): (100 * chosen["main_probability"]).round(1),
        }
    ).sort_values(tr("Peluang (%)"), ascending=False)
    st.dataframe(localized_table(shown), hide_index=True, height=300)
