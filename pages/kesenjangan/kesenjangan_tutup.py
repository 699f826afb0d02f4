"""The tab of the page Kesenjangan layanan on what happens if one facility shuts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.coverage.answer import CoverageAnswer
from layers.coverage.tables import threshold_text, value_text
from layers.text.formats import MISSING, number
from pages.kesenjangan import cache as kesenjangan_hasil
from pages.shared import sidebar as common
from spatial.wording import tr

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
    trips = kesenjangan_hasil.trips(common.current_area(), answer.base.question)
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
            common.written(shown),
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
    trips = kesenjangan_hasil.trips(common.current_area(), answer.base.question)
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
