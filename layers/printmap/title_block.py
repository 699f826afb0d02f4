"""What stands around a figure of a study area: kabupaten, dates, sources, who publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from layers.area.study_area import AREA_LAYERS, StudyArea
from layers.printmap.paper import Frame
from layers.text.formats import day
from spatial.wording import N_, NC_, Labels, _

GROUND = ("boundaries", "villages", "roads")
"""Layers that every map shows."""

LAYER_WORDS = Labels(
    {
        "boundaries": NC_("layer", "boundaries"),
        "villages": N_("villages"),
        "offices": N_("offices"),
        "markets": N_("markets"),
        "services": N_("other services"),
        "roads": N_("roads"),
    },
)


@dataclass(frozen=True)
class Publisher:
    """Who publishes figures, as people type it.

    Attributes
    ----------
    agency, author
        Agency, and who made the figure; may be empty.
    logo
        As `layers.printmap.logo.checked_logo` gives it, or None.
    """

    agency: str = ""
    author: str = ""
    logo: bytes | None = field(default=None, repr=False)


def area_frame(
    area: StudyArea,
    when: date,
    publisher: Publisher | None = None,
    title: str = "",
    layers: Sequence[str] = AREA_LAYERS,
) -> Frame:
    """Fill in what is known of an area.

    Parameters
    ----------
    area : StudyArea
        The area.
    when : date
        Day of the figure.
    publisher : Publisher, optional
        Who publishes it.
    title : str, optional
        Title instead of the figure's own.
    layers : sequence of str, optional
        Layers whose sources are named; all by default.

    Returns
    -------
    Frame
        With the sources of the layers in the order of `AREA_LAYERS`.
    """
    who = publisher or Publisher()
    date_text = day(when)
    if area.data_date:
        date_text = _("{day}; data of {data_date}").format(day=date_text, data_date=area.data_date)
    return Frame(
        title=title,
        regency=area.regency or area.title,
        date=date_text,
        agency=who.agency,
        sources=sources_line(area, layers),
        author=who.author,
        logo=who.logo,
    )


def sources_line(area: StudyArea, layers: Sequence[str] = AREA_LAYERS) -> str:
    """Name the sources of an area in one line, each once.

    Parameters
    ----------
    area : StudyArea
        The area.
    layers : sequence of str, optional
        Layers whose sources are named.

    Returns
    -------
    str
        Such as ``jalan: OpenStreetMap; desa, batas: …``; empty where nothing is known.
    """
    by_source: dict[str, list[str]] = {}
    for layer in AREA_LAYERS:
        facts = area.sources.get(layer) if layer in layers else None
        words = "" if facts is None else str(facts.get("description", "")).strip(" .")
        if words:
            by_source.setdefault(words, []).append(LAYER_WORDS[layer])
    return "; ".join(f"{', '.join(of)}: {words}" for words, of in by_source.items())
