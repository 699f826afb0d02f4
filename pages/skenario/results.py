"""What a scenario brings, on the page Skenario: key figures before and after, and the tabs."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from layers.area.study_area import StudyArea
from layers.coverage.search import CoverageQuestion
from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.views import (
    coverage_view,
    district_view,
    gain_rows,
    limit_words,
    short_words,
    value_words,
    village_view,
)
from layers.text.formats import MISSING, number, percent
from pages.shared.widgets import QUIET, lazy_tabs
from pages.skenario.files import show_comparison, show_files
from pages.skenario.state import Work
from spatial.wording import N_, _, ngettext

TABS = (
    N_("Village"),
    N_("District"),
    N_("Coverage"),
    N_("Compare scenarios"),
    N_("Files"),
)


def show_key_figures(answer: ScenarioAnswer) -> None:
    """Draw the key figures, before and after beside each other."""
    columns = st.columns([1.2, 1.4, 1.6, 1, 0.9, 1.4])
    rows = answer.coverage[answer.coverage["threshold"] == answer.thresholds[0]]
    limit = limit_words(answer, answer.thresholds[0])
    villages = rows[rows["quantity"] == "villages"].iloc[0]
    columns[0].metric(
        _("Villages within {limit}").format(limit=limit),
        f"{number(villages['within_before'])} → {number(villages['within_after'])}",
        _signed(villages["change"]),
        help=ngettext(
            "Before → after, of {total} village.",
            "Before → after, of {total} villages.",
            villages["total"],
        ).format(total=number(villages["total"])),
    )
    only = villages["mobile_only_after"]
    columns[1].metric(
        _("Share of villages within"),
        f"{percent(villages['share_within_before'], 0)} → "
        f"{percent(villages['share_within_after'], 0)}",
        ngettext("{count} village by mobile only", "{count} villages by mobile only", only).format(
            count=number(only)
        ),
        **QUIET,
        help=_(
            "A mobile service is not there every day: its days are in the tab Villages. A "
            "permanent point is taken to be open on 22 working days a month."
        ),
    )
    with columns[2]:
        _people(answer, rows)
    _effects(answer, columns[3:5])
    was, now = answer.before.value.median(), answer.after.value.median()
    columns[5].metric(
        _("Median village"),
        f"{short_words(answer, was)} → {value_words(answer, now)}",
        _("farthest {before} → {after}").format(
            before=short_words(answer, answer.before.value.max()),
            after=value_words(answer, answer.after.value.max()),
        ),
        **QUIET,
        help=_("Of villages with a trip; a village without a road has no number."),
    )


def _effects(answer: ScenarioAnswer, columns: list[st.delta_generator.DeltaGenerator]) -> None:
    count = answer.effect.value_counts()
    better, worse = (int(count.get(name, 0)) for name in ("better", "worse"))
    gained, lost = (int(count.get(n, 0)) for n in ("newly_reachable", "newly_unreachable"))
    columns[0].metric(
        _("Villages gaining"), number(better + gained),
        _("{count} newly reachable").format(count=number(gained)), **QUIET,
    )  # fmt: skip
    columns[1].metric(
        _("Villages losing"), number(worse + lost),
        _("{count} cut off").format(count=number(lost)), **QUIET,
        help=_(
            "Even a new road can lengthen the trip of a village: a village is joined to the "
            "road nearest to its point, also where that is a new road that leads round."
        ),
    )  # fmt: skip


def _people(answer: ScenarioAnswer, rows: pd.DataFrame) -> None:
    """Draw the people within the threshold, or that nobody knows."""
    known = [name for name in ("people", "weight") if (rows["quantity"] == name).any()]
    if not known:
        st.metric(
            _("People within the threshold"), MISSING, _("villages without figures"), **QUIET
        )
        return
    row = rows[rows["quantity"] == known[0]].iloc[0]
    estimated = known[0] == "weight" and answer.people is not None and answer.people.estimated
    st.metric(
        _("People (estimate)") if estimated else _("People within the threshold"),
        f"{_thousands(row['within_before'])} → {_thousands(row['within_after'])}",
        _signed(row["change"]),
        help=None if answer.people is None or known[0] == "people" else answer.people.label,
    )


def _thousands(people: float) -> str:
    return _("{count} k").format(count=number(people / 1000)) if people >= 1e4 else number(people)


def _signed(change: float) -> str:
    text = number(abs(change))
    if round(change) == 0:
        return "0"
    return f"+{text}" if change > 0 else f"-{text}"


def show_tabs(
    area: StudyArea,
    work: Work,
    answer: ScenarioAnswer | None,
    question: CoverageQuestion,
    limits: tuple[float, ...],
) -> None:
    """Draw the tabs."""
    villages, districts, coverage, compared, files = lazy_tabs(TABS, "scenario_tab")
    if answer is not None:
        with villages:
            if villages.open:
                _villages(answer)
        with districts:
            if districts.open:
                _table(district_view(answer))
        with coverage:
            if coverage.open:
                _coverage(answer)
    with compared:
        if compared.open:
            show_comparison(area, work, question, limits)
    with files:
        if files.open:
            show_files(area, work, answer)


def _coverage(answer: ScenarioAnswer) -> None:
    _table(coverage_view(answer))
    st.caption(
        _(
            "Within means ≤ the threshold; villages without a trip count as outside. Days of "
            "several mobile points are added up: they are taken to fall on different days."
        )
    )


def _villages(answer: ScenarioAnswer) -> None:
    """Draw who gains and who loses beside each other, and all villages."""
    first, second = st.columns(2)
    for column, title, gains in (
        (first, _("Gain most"), True),
        (second, _("Lose most"), False),
    ):
        column.markdown(f"**{title}**")
        with column:
            found = gain_rows(answer, gains=gains)
            if found.empty:
                st.caption(_("None."))
            else:
                _table(found)
    with st.expander(_("All villages")):
        _table(village_view(answer))


def _table(frame: pd.DataFrame) -> None:
    st.dataframe(frame, hide_index=True, placeholder=MISSING)
