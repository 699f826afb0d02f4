"""The round of markets of a seller in one day, on the page Jangkauan pemasaran."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.reach.answer import ReachAnswer
from layers.reach.focus_map import day_layer, day_map
from layers.reach.seller_day import DayQuestion, MarketDay
from layers.text.formats import minutes, number
from layers.webmap.area_map import focus
from pages.shared import sidebar as common
from pages.shared.persistent_choices import begin_with
from spatial.wording import tr


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
    found_day = common.market_day(
        common.current_area(), common.current_mode(), found.question, day
    )
    with result:
        _show_round(found, found_day)


def _setting(label: str, key: str, start: float, most: float, *, step: float = 1.0) -> float:
    begin_with(key, float(start))
    return st.number_input(
        label, step, most, step=step, format="%.1f" if step < 1 else "%.0f", key=key,
        persist_state=common.KEEP,
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
        common.show_map(
            day_map(common.current_area()),
            "reach_day_map",
            day_layer(found, day),
            focus(tuple(day.route.total_bounds), width=360, height=300, legend_px=0),
            height=340,
        )
