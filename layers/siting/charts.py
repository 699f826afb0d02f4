"""The chart of what each further site gains."""

from __future__ import annotations

import altair as alt
import pandas as pd

from layers.siting.answer import SitingAnswer
from layers.text.measures import unit_text
from layers.webmap.chart_style import GREEN, HEIGHT, number_locale
from spatial.wording import _


def gain_chart(curve: pd.DataFrame, answer: SitingAnswer) -> alt.LayerChart:
    """Draw the value of the answer against the number of sites.

    Parameters
    ----------
    curve
        As `layers.siting.answer.gain_curve`.
    answer
        The answer; kilometres or minutes, a mean for the p-median.
    """
    table = curve.assign(value=_values(curve, answer))
    base = alt.Chart(table).encode(
        alt.X("sites:O", title=_("New point"), axis=alt.Axis(labelAngle=0)),
        alt.Y("value:Q", title=_title(answer)),
        tooltip=[
            alt.Tooltip("sites", title=_("New point")),
            alt.Tooltip("value", format=",.1f", title=_title(answer)),
        ],
    )
    drawn = base.mark_line(color=GREEN) + base.mark_circle(color=GREEN, size=80, opacity=1)
    done: alt.LayerChart = drawn.configure(locale={"number": number_locale()})
    return done.properties(height=HEIGHT)


def _values(curve: pd.DataFrame, answer: SitingAnswer) -> pd.Series:
    value: pd.Series = curve["objective"]
    if answer.question.model == "mclp":
        return value
    scale = answer.measured.question.measure.per_display_unit
    if answer.question.model == "p-median":
        scale *= float(answer.numbers[answer.after["site"] >= 0].sum())
    return value / scale


def _title(answer: SitingAnswer) -> str:
    unit = unit_text(answer.measured.question.measure)
    if answer.question.model == "mclp":
        return (
            _("Within the threshold")
            if answer.weight is None
            else _("Weight within the threshold")
        )
    if answer.question.model == "p-center":
        return _("Longest trip ({unit})").format(unit=unit)
    return _("Mean trip ({unit})").format(unit=unit)
