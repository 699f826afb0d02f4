"""Charts of an access table, with Indonesian numbers (Vega-Lite through Altair)."""

from __future__ import annotations

import altair as alt
import pandas as pd

from layers.text.measures import unit_text
from layers.webmap.chart_style import ACCENT, GREEN, GREY, HEIGHT, number_locale
from spatial.access.measure import MEASURES
from spatial.access.nearest import OK
from spatial.routing.travel import Cost
from spatial.wording import _


def distribution_chart(trips: pd.DataFrame, cost: Cost, limit: float) -> alt.LayerChart:
    """Draw how many villages have which total, and where the threshold lies.

    Parameters
    ----------
    trips
        Access table with one row per village.
    cost
        `distance` draws kilometres, `time` minutes.
    limit
        The threshold in metres or seconds.
    """
    measure = MEASURES[cost]
    there = trips[trips["status"] == OK]
    value = measure.displayed(measure.values(there))
    title = _("Total ({unit})").format(unit=unit_text(measure))
    bars = (
        alt.Chart(pd.DataFrame({"value": value}))
        .mark_bar(color=GREEN)
        .encode(
            alt.X("value:Q", bin=alt.Bin(maxbins=30), title=title),
            alt.Y("count()", title=_("Number of villages")),
        )
    )
    edge = pd.DataFrame({"edge": [measure.displayed_threshold(limit)]})
    rule = alt.Chart(edge).mark_rule(color=ACCENT, strokeWidth=2).encode(x="edge:Q")
    return _finished(bars + rule, _("Distribution of villages; line: threshold"))


def detour_chart(trips: pd.DataFrame) -> alt.LayerChart:
    """Draw the road distance of every village against its straight line, both in kilometres.

    Parameters
    ----------
    trips
        Access table with one row per village.
    """
    there = trips[trips["status"] == OK]
    values = pd.DataFrame(
        {
            "name": there["origin_name"],
            "straight": there["straight_m"] / 1000,
            "total": there["total_m"] / 1000,
        }
    )
    top = float(values["total"].max()) if len(values) else 1.0
    same = (
        alt.Chart(pd.DataFrame({"km": [0, top]}))
        .mark_line(color=GREY, strokeDash=[4, 4])
        .encode(x="km:Q", y="km:Q")
    )
    dots = (
        alt.Chart(values)
        .mark_circle(color=GREEN, opacity=0.6)
        .encode(
            alt.X("straight:Q", title=_("Straight line (km)")),
            alt.Y("total:Q", title=_("By road (km)")),
            tooltip=[
                alt.Tooltip("name", title=_("Village")),
                alt.Tooltip("straight", format=".1f", title=_("Straight line (km)")),
                alt.Tooltip("total", format=".1f", title=_("By road (km)")),
            ],
        )
    )
    return _finished(
        same + dots, _("Road and straight line; above the dashed line the road is longer")
    )


def _finished(chart: alt.LayerChart, title: str) -> alt.LayerChart:
    done: alt.LayerChart = chart.configure(locale={"number": number_locale()})
    return done.properties(height=HEIGHT, title=title, description=title)
