"""Scenarios side by side, and as files, on the page Skenario."""

from __future__ import annotations

import streamlit as st

from layers.area.study_area import StudyArea
from layers.coverage.search import CoverageQuestion
from layers.exports import files as export
from layers.scenarios import export as scenario_export
from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.file import SUFFIX, read_scenario, scenario_bytes
from layers.scenarios.scenario import area_differences
from layers.scenarios.store import default_scenarios
from layers.scenarios.views import comparison_view
from layers.text.formats import MISSING, moment
from pages.shared import messages
from pages.shared.widgets import download_buttons
from pages.skenario import state
from pages.skenario.answers import scenario_answer
from pages.skenario.state import CHOICE, Work
from spatial.errors import DesmigratifError
from spatial.wording import _, ngettext

UPLOAD = "scenario_upload"


def show_comparison(
    area: StudyArea, work: Work, question: CoverageQuestion, limits: tuple[float, ...]
) -> None:
    """Draw all kept scenarios of the area in one table, and the one under work."""
    store = default_scenarios()
    scenarios = []
    for name in store.names(area.name):
        try:
            scenarios.append(store.load(area.name, name))
        except DesmigratifError as error:
            st.warning(str(error))
    if work.unsaved:
        title = _("{title} (not saved)").format(title=work.scenario.title)
        scenarios.append(work.scenario.model_copy(update={"title": title}))
    answers = []
    for scenario in scenarios:
        try:
            answers.append(scenario_answer(area, scenario, question, limits))
        except DesmigratifError as error:
            st.warning(f"{scenario.title}: {error}")
    if not answers:
        st.info(_("Save one scenario or more to compare them here."))
        return
    table, facts = scenario_export.comparison(answers)
    st.dataframe(comparison_view(answers, table), hide_index=True, placeholder=MISSING)
    download_buttons(table, dict(facts), "banding_skenario")


def show_files(area: StudyArea, work: Work, answer: ScenarioAnswer | None) -> None:
    """Draw the downloads of the scenario and its result, the upload, and the kept scenarios."""
    if answer is not None:
        _results(answer)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(_("**Send this scenario**: one small file that can be run again"))
        st.download_button(
            _("Download scenario"),
            data=scenario_bytes(work.scenario),
            file_name=f"{work.scenario.name}{SUFFIX}",
            key="scenario_download",
            icon=":material/download:",
            on_click="ignore",
            help=_("On the command line: scenario run --area … --file …"),
        )
        _kept(area)
    with right:
        _upload(area)


def _results(answer: ScenarioAnswer) -> None:
    """Draw the downloads of the result; the workbook has all tables."""
    st.markdown(_("**Result**: Excel holds all tables; the others the table of villages"))
    writers = {
        **export.WRITERS,
        ".xlsx": lambda _table, _notes: scenario_export.scenario_workbook([answer]),
    }
    download_buttons(answer.villages, answer.provenance(), answer.scenario.name, writers)


def _upload(area: StudyArea) -> None:
    st.markdown(_("**Use a scenario that was sent**"))
    turn = st.session_state.get(f"{UPLOAD}_turn", 0)
    key = f"{UPLOAD}_{turn}"
    st.file_uploader(
        _("Scenario file"), type="json", key=key, label_visibility="collapsed",
        on_change=_take, args=(area, key),
    )  # fmt: skip


def _take(area: StudyArea, key: str) -> None:
    """Keep a scenario that was sent, and go over to it; warn where its area differs."""
    sent = st.session_state.get(key)
    if sent is None:
        return
    with messages.caught():
        found = read_scenario(sent.getvalue(), sent.name)
        kept = default_scenarios().add(found, area.name)
        state.open_kept(area, kept.name)
        st.session_state[f"{CHOICE}_{area.name}"] = kept.name
        differs = " ".join(area_differences(area, found))
        done = _("Scenario '{title}' is kept with this area.").format(title=kept.title)
        messages.leave("warning" if differs else "success", f"{done} {differs}".strip())
    st.session_state[f"{UPLOAD}_turn"] = st.session_state.get(f"{UPLOAD}_turn", 0) + 1


def _kept(area: StudyArea) -> None:
    """Draw the kept scenarios, each with roll back and delete."""
    entries = default_scenarios().entries(area.name)
    if entries:
        st.markdown(_("**Kept with the area**"))
    for entry in entries:
        text, back, gone = st.columns([3, 1.1, 1], vertical_alignment="center")
        text.markdown(
            ngettext(
                "{title} · {count} change · {when}",
                "{title} · {count} changes · {when}",
                entry.changes,
            ).format(title=entry.title, count=entry.changes, when=moment(entry.saved))
        )
        back.button(_("Version before"), key=f"scenario_back_{entry.name}", width="stretch",
                    disabled=entry.versions < 2, on_click=_roll_back,
                    args=(area, entry.name))  # fmt: skip
        with gone.popover(_("Delete"), width="stretch"):
            st.markdown(_("Delete **{title}** with all its versions?").format(title=entry.title))
            st.button(_("Delete scenario"), key=f"scenario_gone_{entry.name}",
                      on_click=state.remove, args=(area, entry.name))  # fmt: skip


def _roll_back(area: StudyArea, name: str) -> None:
    def do() -> None:
        default_scenarios().roll_back(area.name, name)
        if (kept := state.work_of(area).kept) is not None and kept.name == name:
            state.open_kept(area, name)

    messages.attempt(do, _("The version before counts again; press once more to go back."))
