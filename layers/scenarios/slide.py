"""Statement: what a scenario gains."""

from __future__ import annotations

import pandas as pd

from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.map import scenario_layers, scenario_paper
from layers.scenarios.print_map import scenario_sheet
from layers.scenarios.qgis import scenario_gpkg
from layers.scenarios.views import limit_words
from layers.scenarios.workbook import scenario_sheets
from layers.slides.maps import with_layer
from layers.slides.story import BigNumber, Slide, SlideData, SlideMap
from layers.slides.texts import (
    doubt_words,
    method_words,
    mode_words,
    no_way_words,
    sentences,
    short_table,
    source_line,
    villages_unit,
)
from layers.text.formats import counted, km, number, percent
from layers.webmap.assets import OfflineMap
from spatial.access.coverage import VILLAGES
from spatial.access.measure import DISTANCE
from spatial.wording import _, ngettext, pgettext

GAINS = ("newly_reachable", "better")


def scenario_slide(answer: ScenarioAnswer) -> Slide:
    """Say how many more villages are within the first threshold, and which gain most.

    Parameters
    ----------
    answer
        Before and after; the scenario's title is part of the message.
    """
    area, row = answer.area, _row(answer)
    return Slide(
        kind="scenario",
        message=_message(answer, row),
        figure=_figure(answer, row),
        map=_map(answer),
        table=short_table(
            (
                _("Village"),
                _("District"),
                pgettext("scenario", "Now"),
                pgettext("scenario", "Then"),
            ),
            _rows(answer),
        ),
        sources=source_line(area, ("villages", "offices", "roads")),
        caveat=sentences(
            _mobile_words(row),
            no_way_words(answer.after.trips),
            doubt_words(area.villages, answer.after.facilities),
        ),
        method=sentences(method_words(area, answer.question.mode.name), answer.scenario.note),
        provenance=answer.provenance(),
        data=SlideData(lambda: scenario_sheets(answer), lambda: scenario_gpkg(answer)),
    )


def _row(answer: ScenarioAnswer) -> pd.Series:
    """Return the counts of villages at the first threshold."""
    table = answer.coverage
    rows = table[(table["quantity"] == VILLAGES) & (table["threshold"] == answer.thresholds[0])]
    row: pd.Series = rows.iloc[0]
    return row


def _message(answer: ScenarioAnswer, row: pd.Series) -> str:
    return _("{scenario}: villages within {limit} from {before} to {after}").format(
        scenario=answer.scenario.title,
        limit=limit_words(answer, answer.thresholds[0]),
        before=number(row["within_before"]),
        after=number(row["within_after"]),
    )


def _figure(answer: ScenarioAnswer, row: pd.Series) -> BigNumber:
    effects = answer.effect.value_counts()
    words = _(
        "within {limit}: {before} to {after} ({mode}); {better} nearer, {worse} farther"
    ).format(
        limit=limit_words(answer, answer.thresholds[0]),
        before=percent(row["share_within_before"]),
        after=percent(row["share_within_after"]),
        mode=mode_words(answer.question.mode.name),
        better=counted(sum(int(effects.get(key, 0)) for key in GAINS), "villages"),
        worse=number(int(effects.get("worse", 0)) + int(effects.get("newly_unreachable", 0))),
    )
    change = int(row["change"])
    sign = "+" if change > 0 else ""
    return BigNumber(f"{sign}{number(change)}", villages_unit(abs(change)), words)


def _rows(answer: ScenarioAnswer) -> list[tuple[str, ...]]:
    """List the villages that gain, those that gain most first."""
    table = answer.villages[answer.villages["effect"].isin(GAINS)]
    return [
        (
            str(row["name"]),
            row["district"] if isinstance(row["district"], str) else "",
            _trip(answer, row, "before"),
            _trip(answer, row, "after"),
        )
        for _, row in table.iterrows()
    ]


def _trip(answer: ScenarioAnswer, row: pd.Series, side: str) -> str:
    """Write a trip in km or in minutes: short, so that names beside it have room."""
    if answer.question.measure == DISTANCE:
        return km(row[f"total_m_{side}"])
    return _("{count} min").format(count=number(row[f"minutes_{side}"]))


def _mobile_words(row: pd.Series) -> str:
    """Say how many villages are within the threshold on days of service only."""
    only = row["mobile_only_after"]
    if not only > 0:
        return _("A scenario: not there in reality yet.")
    return ngettext(
        "A scenario: not there in reality yet; {count} village is reached on "
        "days of the mobile service only.",
        "A scenario: not there in reality yet; {count} villages are reached on "
        "days of the mobile service only.",
        only,
    ).format(count=number(only))


def _map(answer: ScenarioAnswer) -> SlideMap:
    def interactive() -> OfflineMap:
        paper = scenario_paper(answer.area)
        for layer in scenario_layers(answer, "change"):
            with_layer(paper, layer)
        return paper

    return SlideMap(
        interactive,
        lambda: scenario_sheet(answer, "change"),
        _("Map of the villages that get nearer or farther in the scenario."),
    )
