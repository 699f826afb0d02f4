"""Charts on paper and on slides: the coverage curve, bars per kecamatan, gaps by agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

from layers.coverage.answer import CoverageAnswer
from layers.coverage.charts import COLOURS, WORDS
from layers.coverage.tables import place_table, threshold_text
from layers.printmap.page import DPI, Suffix, foot, save, title_band
from layers.printmap.paper import INK, QUIET, RULE, Frame, Page, Paper, font, printable
from layers.text.formats import limit_text, number, percent
from layers.text.measures import unit_text
from spatial.wording import tr

WITHIN, OUTSIDE, NO_TRIP = "#4292c6", "#e66101", "#222222"
"""As on the map of coverage: told apart by the colour-blind, and by the hatch of the last."""

ACCENT: Final = "#c2007a"
DASHES: Final = ("solid", (0, (5, 2)), (0, (1.5, 1.5)))
MOST_BARS: Final = 30
"""Bars more than these cannot be read; the rest is said to be left out."""


def chart_curve(
    answer: CoverageAnswer, paper: Paper, frame: Frame, dpi: float = DPI, suffix: Suffix = ".png"
) -> bytes:
    """Draw which share lies within each threshold, and the thresholds that were asked for.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer.
    paper, frame, dpi, suffix
        As in `layers.printmap.page.draw`.

    Returns
    -------
    bytes
        The file.
    """
    page, axes = _chart(paper, frame, dpi, tr("Berapa yang terjangkau pada tiap ambang?"), "")
    curves = {"villages": answer.curve()}
    people = answer.people_curve()
    if people is not None:
        curves["people"] = people
    measure = answer.base.question.measure
    scale, unit = measure.per_display_unit, unit_text(measure)
    for dash, (key, curve) in zip(DASHES, curves.items(), strict=False):
        axes.step(
            curve["threshold"] / scale, curve["share_within"], where="post", color=COLOURS[key],
            linewidth=paper.heading_pt * 0.25, linestyle=dash, label=tr(WORDS[key]),
        )  # fmt: skip
    axes.set_ylim(0, 1.02)
    axes.set_xlim(left=0)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: percent(share, 0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: limit_text(value)))
    for threshold in answer.thresholds:
        row = answer.of("villages", threshold)
        share = float(row["share_within"])
        text = f"{threshold_text(answer, threshold)}: {percent(share)}"
        _limit(axes, (threshold / scale, share), text, paper)
    _axis_words(axes, tr("Ambang ({unit})").format(unit=unit), tr("Bagian dalam ambang"), paper)
    if len(curves) > 1:
        axes.legend(prop=font(paper.heading_pt), frameon=False, loc="lower right")
    return save(page, suffix)


def chart_districts(
    answer: CoverageAnswer, paper: Paper, frame: Frame, dpi: float = DPI, suffix: Suffix = ".png"
) -> bytes:
    """Draw per kecamatan how many villages lie within and outside, the worst served first.

    Parameters
    ----------
    answer : CoverageAnswer
        The answer, whose villages tell their kecamatan.
    paper, frame, dpi, suffix
        As in `layers.printmap.page.draw`.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    InputError
        If the villages do not tell their kecamatan.
    """
    table = place_table(answer)
    names = table["district"].fillna("").astype(str).tolist()
    parts = {
        tr("dalam ambang"): (table["within"], WITHIN, ""),
        tr("di luar ambang"): (table["outside"] - table["no_trip"], OUTSIDE, ""),
        tr("tanpa jalan ke sana"): (table["no_trip"], "#ffffff", "/////"),
    }
    limit = threshold_text(answer, answer.threshold)
    return _bars(
        names, parts, [percent(share, 0) for share in table["share_within"]], (paper, frame, dpi),
        (
            tr("Kecamatan mana yang tertinggal?"),
            tr("Desa menurut ambang {limit}; angka: bagian dalam ambang.").format(limit=limit),
        ),
        suffix,
    )  # fmt: skip


def chart_agencies(
    summary: pd.DataFrame, paper: Paper, frame: Frame, dpi: float = DPI, suffix: Suffix = ".png"
) -> bytes:
    """Draw how many villages wait for each agency.

    Parameters
    ----------
    summary : pandas.DataFrame
        As `layers.pillars.agencies.agency_summary` makes it: `agency`, `facility`, `villages`;
        facilities without data are left out, they have no number.
    paper, frame, dpi, suffix
        As in `layers.printmap.page.draw`.

    Returns
    -------
    bytes
        The file.
    """
    known = summary[summary["villages"].notna()].sort_values("villages", ascending=False)
    names = (known["agency"].astype(str) + ": " + known["facility"].astype(str)).tolist()
    counts = known["villages"].astype(int)
    return _bars(
        names, {"": (counts, OUTSIDE, "")}, [number(n) for n in counts], (paper, frame, dpi),
        (
            tr("Celah siapa yang harus ditutup?"),
            tr("Desa yang fasilitasnya di luar ambang, per perangkat daerah."),
        ),
        suffix,
    )  # fmt: skip


Part = tuple[pd.Series, str, str]
"""Lengths, colour, hatch."""


def _bars(  # noqa: PLR0913 - what, its words and the paper
    names: Sequence[str],
    parts: Mapping[str, Part],
    ends: Sequence[str],
    on: tuple[Paper, Frame, float],
    words: tuple[str, str],
    suffix: Suffix,
) -> bytes:
    """Draw stacked bars from top to bottom, with a text at the end of each."""
    paper, frame, dpi = on
    left_out = len(names) - MOST_BARS
    subtitle = words[1]
    if left_out > 0:
        subtitle += " " + tr("{count} baris terbawah tidak digambar.").format(count=left_out)
    page, axes = _chart(paper, frame, dpi, words[0], subtitle)
    shown = [printable(name) for name in names[:MOST_BARS]]
    places, start = np.arange(len(shown)), np.zeros(len(shown))
    for label, (lengths, colour, hatch) in parts.items():
        values = lengths.to_numpy(dtype=float)[:MOST_BARS]
        axes.barh(
            places, values, left=start, color=colour, hatch=hatch, label=label,
            edgecolor=NO_TRIP if hatch else "white", linewidth=0.6, height=0.74,
        )  # fmt: skip
        start = start + values
    size = _bar_size(paper, len(shown), axes)
    for place, end, text in zip(places, start, ends, strict=False):
        axes.text(end, float(place), f" {text}", va="center", fontproperties=font(size), color=INK,
                  parse_math=False)  # fmt: skip
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(0, max(float(start.max(initial=1.0)) * 1.08, 1.0))
    _axis_words(axes, tr("Jumlah desa"), "", paper)
    widest = axes.get_position().width * paper.width_mm
    labels = [page.cut(name, widest * 0.45, font(size)) for name in shown]
    axes.set_yticks(places, labels, fontproperties=font(size), parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    _make_room(page, axes, max((page.width_of(label, font(size)) for label in labels), default=0))
    if len(parts) > 1:
        axes.legend(
            prop=font(paper.heading_pt), frameon=False, loc="lower center", ncols=len(parts),
            bbox_to_anchor=(0.5, 1.0),
        )  # fmt: skip
    return save(page, suffix)


def _bar_size(paper: Paper, count: int, axes: Axes) -> float:
    """Return a size of type at which the names of bars do not touch, points."""
    per_bar = axes.get_position().height * paper.height_mm / max(count, 1) / 25.4 * 72
    return min(paper.heading_pt, per_bar * 0.72)


def _chart(paper: Paper, frame: Frame, dpi: float, title: str, subtitle: str) -> tuple[Page, Axes]:
    """Start a page with axes between title and foot."""
    page = Page(paper, dpi)
    top = paper.margin_mm
    if paper.is_framed:
        top = title_band(page, frame, title, subtitle)
    low = foot(page, frame)
    around = paper.heading_pt * 1.7
    axes = page.box(
        paper.margin_mm + around, top + around * 0.45,
        paper.width_mm - 2 * paper.margin_mm - 1.6 * around, low - top - 1.35 * around,
    )  # fmt: skip
    axes.set_label("chart")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(RULE)
    axes.grid(visible=True, color="#e2e8e5", linewidth=0.7)
    axes.set_axisbelow(True)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font(paper.heading_pt))
    axes.tick_params(colors=QUIET, labelsize=paper.heading_pt)
    return page, axes


def _make_room(page: Page, axes: Axes, wide: float) -> None:
    """Move the left edge of axes so that names of a width in millimetres stand beside it."""
    place, total = axes.get_position(), page.paper.width_mm
    left = (page.paper.margin_mm + wide + 2.5) / total
    axes.set_position((left, place.y0, place.x1 - left, place.height))


def _axis_words(axes: Axes, across: str, up: str, paper: Paper) -> None:
    face = font(paper.heading_pt)
    axes.set_xlabel(across, fontproperties=face, color=QUIET, parse_math=False)
    axes.set_ylabel(up, fontproperties=face, color=QUIET, parse_math=False)


def _limit(axes: Axes, at: tuple[float, float], text: str, paper: Paper) -> None:
    """Mark a threshold, and on the curve its share in words."""
    size = paper.heading_pt
    axes.axvline(at[0], color=ACCENT, linewidth=size * 0.11)
    axes.plot(*at, marker="o", markersize=size * 0.6, color=ACCENT, markeredgecolor="white")
    is_right = at[0] > sum(axes.get_xlim()) / 2
    side, align = (-1, "right") if is_right else (1, "left")
    axes.annotate(
        text, at, xytext=(side * size * 0.7, -side * size * 0.9), textcoords="offset points",
        color=ACCENT, fontproperties=font(size, bold=True), parse_math=False, va="center",
        ha=align,
        path_effects=[withStroke(linewidth=size * 0.3, foreground="white")],
    )  # fmt: skip
