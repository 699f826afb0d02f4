"""Words that several statements of a story share: places, sources, doubts, and how it was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import pandas as pd

from layers.area.facilities import unconfirmed
from layers.area.labels import ROUGH
from layers.area.study_area import StudyArea
from layers.printmap.base_map import MODE_WORDS
from layers.printmap.title_block import LAYER_WORDS
from layers.slides.story import MOST_ROWS, SlideTable
from layers.text.formats import number
from spatial.access.nearest import OFF_NETWORK, UNREACHABLE
from spatial.wording import N_, _, ngettext

NAMED = 3
"""So many villages without a way are named; the rest is counted."""


def mode_words(name: str) -> str:
    """Name a mode inside a sentence."""
    return _(MODE_WORDS[name])


def source_line(area: StudyArea, layers: Sequence[str]) -> str:
    """Say where layers come from, in one line; what an area does not say is left out.

    Parameters
    ----------
    area
        The area.
    layers
        Names of its layers.

    Returns
    -------
    str
        The first part of each description, up to its first semicolon; the date of the data.
    """
    known = {name: _first_clause(area, name) for name in layers}
    labels = {name: LAYER_WORDS[name] for name in layers}
    pieces = [f"{labels[name]}: {text}" for name, text in known.items() if text]
    line = ("; ".join(pieces) or area.title) + "."
    dated = _("Data of {date}.").format(date=area.data_date) if area.data_date else ""
    return sentences(line, dated)


def _first_clause(area: StudyArea, layer: str) -> str:
    facts = area.sources.get(layer)
    if not isinstance(facts, dict):
        return ""
    return str(facts.get("description", "")).partition(";")[0].strip(" .")


def no_way_words(trips: pd.DataFrame) -> str:
    """Say which villages have no number, and why; empty where all have one."""
    reasons = {
        UNREACHABLE: N_("{villages} connected by no road: no number."),
        OFF_NETWORK: N_("{villages} far from any road: no number."),
    }
    pieces = []
    for status, words in reasons.items():
        names = trips.loc[trips["status"] == status, "origin_name"].astype(str).tolist()
        if names:
            pieces.append(_(words).format(villages=_some(names)))
    return " ".join(pieces)


def _some(names: list[str]) -> str:
    count = _("{count} village").format(count=number(len(names)))
    shown = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    return f"{count} ({shown})"


def doubt_words(villages: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> str:
    """Say how well the places are known; empty where nothing is in doubt."""
    pieces = []
    rough, total = _rough(villages), len(villages)
    if rough:
        words = (
            _("all village points") if rough == total else _("{rough} of {total} village points")
        )
        pieces.append(words.format(rough=number(rough), total=number(total)))
    doubtful = unconfirmed(facilities) | facilities.get(
        "precision", pd.Series("", index=facilities.index)
    ).isin(ROUGH)
    if doubtful.any():
        pieces.append(
            ngettext(
                "{count} of {total} destination",
                "{count} of {total} destinations",
                len(facilities),
            ).format(count=number(int(doubtful.sum())), total=number(len(facilities)))
        )
    return _("Only approximate: {doubts}.").format(doubts="; ".join(pieces)) if pieces else ""


def _rough(points: gpd.GeoDataFrame) -> int:
    return int(points["precision"].isin(ROUGH).sum()) if "precision" in points else 0


def method_words(area: StudyArea, mode: str) -> str:
    """Say how trips are measured, for the speaker's notes."""
    words = _(
        "Method: distance and time along roads by {mode}: access leg, network, egress leg. "
        "Times without traffic jams. Within means at most the threshold (≤)."
    ).format(mode=mode_words(mode))
    return sentences(words, _(area.network_note) if area.network_note else "")


def short_table(heads: Iterable[str], rows: Sequence[tuple[str, ...]]) -> SlideTable:
    """Keep the first rows of a table, and count the rest."""
    return SlideTable(tuple(heads), tuple(rows[:MOST_ROWS]), max(len(rows) - MOST_ROWS, 0))


def villages_unit(count: int) -> str:
    """Return the word for a number of villages."""
    return ngettext("{count} village", "{count} villages", count).format(count="").strip()


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does."""
    *first, last = names
    return _(" and ").join([", ".join(first), last]) if first else last


def sentences(*parts: str) -> str:
    """Join sentences, passing over empty ones."""
    return " ".join(part for part in parts if part)
