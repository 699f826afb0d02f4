"""The chosen sites kept as a scenario, from the page Lokasi berikutnya."""

from __future__ import annotations

import streamlit as st

from layers.scenarios.proposals import MOBILE_DAYS
from layers.scenarios.store import default_scenarios
from layers.siting.answer import SitingAnswer
from layers.siting.to_scenario import siting_scenario
from pages.shared import messages as notices
from pages.shared import sidebar as common
from pages.skenario import state as skenario_state
from spatial.wording import tr

DAYS_OF_MONTH = 22.0


def show(answer: SitingAnswer) -> None:
    """Draw a title and days, and keep the sites as a scenario on the click."""
    st.caption(
        tr(
            "Sebagai skenario, titik baru ini dapat dibandingkan sebelum dan sesudah di halaman "
            "Skenario, digabung dengan perubahan jalan, dan dikirim sebagai satu berkas."
        )
    )
    if not len(answer.result.chosen):
        st.info(tr("Tidak ada titik baru yang dapat disimpan."))
        return
    columns = st.columns([2, 1, 1], vertical_alignment="bottom")
    title = columns[0].text_input(
        tr("Judul skenario"), value=tr("Lokasi berikutnya"), max_chars=200, key="siting_title"
    )
    mobile = columns[1].checkbox(tr("Layanan keliling"), key="siting_mobile")
    days = columns[1].number_input(
        tr("Hari per bulan"), 0.5, DAYS_OF_MONTH, MOBILE_DAYS, 0.5, format="%.1f",
        key="siting_days", disabled=not mobile,
    )  # fmt: skip
    columns[2].button(
        tr("Simpan sebagai skenario"), type="primary", key="siting_save", width="stretch",
        on_click=_save, args=(answer, title, days if mobile else None),
    )  # fmt: skip
    notices.show()
    if st.session_state.get("siting_saved") == (common.current_area().name, title):
        st.page_link("pages/skenario/page.py", label=tr("Buka halaman Skenario"))


def _save(answer: SitingAnswer, title: str, days: float | None) -> None:
    """Keep it under a free name, and let the page Skenario open with it and its question."""
    area = common.current_area()

    def do() -> None:
        kept = default_scenarios().add(siting_scenario(area, answer, title, days), area.name)
        skenario_state.work_of(area)
        skenario_state.open_kept(area, kept.name)
        st.session_state[f"{skenario_state.CHOICE}_{area.name}"] = kept.name
        st.session_state["coverage_facility"] = answer.measured.question.facility
        st.session_state["siting_saved"] = (area.name, title)

    notices.attempt(do, tr("Tersimpan bersama wilayah: {title}.").format(title=title.strip()))
