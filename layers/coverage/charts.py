"""Charts of coverage: the curve against the threshold, and the Lorenz curve."""

from __future__ import annotations

import altair as alt
import pandas as pd

from layers.text.measures import unit_text
from layers.webmap.chart_style import ACCENT, GREEN, GREY, HEIGHT, number_locale
from spatial.access.equity import Equity
from spatial.access.measure import MEASURES
from spatial.routing.travel import Cost
from spatial.wording import N_, Labels, _

WORDS = Labels(
    {
        "villages": N_("Number of villages"),
        "weight": N_("Villages, weighted"),
        "people": N_("People (raster)"),
    }
)
COLOURS = {"villages": GREEN, "weight": "#d55e00", "people": "#0072b2"}
"""Told apart by the colour-blind (Okabe & Ito 2008)."""


def curve_chart(
    curves: dict[str, pd.DataFrame], cost: Cost, thresholds: list[float]
) -> alt.LayerChart:
    """Draw which share lies within each threshold, and the thresholds that were asked for.

    Parameters
    ----------
    curves
        As `spatial.access.coverage.coverage_curve`, by a key of `WORDS`.
    cost
        `distance` draws kilometres, `time` minutes.
    thresholds
        Metres or seconds.
    """
    measure = MEASURES[cost]
    per_unit, unit = measure.per_display_unit, unit_text(measure)
    parts = [
        curve.assign(what=WORDS[key], threshold=curve["threshold"] / per_unit)
        for key, curve in curves.items()
    ]
    colour = alt.Scale(
        domain=[WORDS[key] for key in curves], range=[COLOURS[key] for key in curves]
    )
    steps = (
        alt.Chart(pd.concat(parts, ignore_index=True))
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(
            alt.X("threshold:Q", title=_("Threshold ({unit})").format(unit=unit)),
            alt.Y(
                "share_within:Q",
                title=_("Share within the threshold"),
                axis=alt.Axis(format=".0%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            alt.Color("what:N", title=None, scale=colour, legend=alt.Legend(orient="bottom")),
            tooltip=[
                alt.Tooltip("what:N", title=_("What is counted")),
                alt.Tooltip(
                    "threshold:Q", format=".1f", title=_("Threshold ({unit})").format(unit=unit)
                ),
                alt.Tooltip("share_within:Q", format=".1%", title=_("Within the threshold")),
            ],
        )
    )
    edges = pd.DataFrame({"edge": list(map(measure.displayed_threshold, thresholds))})
    rules = alt.Chart(edges).mark_rule(color=ACCENT, strokeWidth=1.5).encode(x="edge:Q")
    return _finished(steps + rules, _("Coverage by threshold; upright line: your threshold"))


def lorenz_chart(found: Equity) -> alt.LayerChart:
    """Draw the Lorenz curve beside the line of equality."""
    equal = pd.DataFrame({"share_people": [0.0, 1.0], "share_burden": [0.0, 1.0]})
    axes = {
        "x": alt.X(
            "share_people:Q", title=_("Share of villages, the nearest first"), axis=_percent()
        ),
        "y": alt.Y("share_burden:Q", title=_("Share of distance or time"), axis=_percent()),
    }
    line = alt.Chart(equal).mark_line(color=GREY, strokeDash=[4, 4]).encode(**axes)
    curve = alt.Chart(found.lorenz).mark_line(color=GREEN, strokeWidth=2.5).encode(**axes)
    return _finished(line + curve, _("Lorenz curve; dashed line: all equally far"))


def _percent() -> alt.Axis:
    return alt.Axis(format=".0%")


def _finished(chart: alt.LayerChart, title: str) -> alt.LayerChart:
    done: alt.LayerChart = chart.configure(locale={"number": number_locale()})
    return done.properties(height=HEIGHT, title=title, description=title)
