"""Inputs that several pages draw: the measure, the threshold, and what they need of the area."""

from __future__ import annotations

import streamlit as st

from layers.access import answer as access
from layers.access.thresholds import DEFAULTS
from layers.text.measures import unit_text
from pages.shared.labels import COST_LABELS, TARGET_LABELS
from pages.shared.persistent_choices import KEEP, begin_with
from pages.shared.sidebar import current_area
from spatial.access.measure import MEASURES
from spatial.routing.travel import Cost
from spatial.wording import _


def require_facilities(target: str) -> None:
    """Say what the area lacks for a question and where to add it, and stop the page there."""
    of = current_area()
    missing = [TARGET_LABELS[kind] for kind in access.TARGETS[target] if of.lacks(kind)]
    if missing:
        st.info(
            _(
                "{area} has no points yet for: {missing}. Add them on the page Data; the "
                "layers that exist are shown on the page Map."
            ).format(area=of.title, missing=_(" and ").join(missing))
        )
        st.page_link(
            "pages/data/page.py", label=_("Open the page Data"), icon=":material/upload_file:"
        )
        st.stop()


def cost_input() -> Cost:
    """Draw the choice between distance and time; return it."""
    cost: Cost = st.segmented_control(
        _("Measured by"),
        list(COST_LABELS),
        format_func=COST_LABELS.__getitem__,
        default="distance",
        required=True,
        key="cost",
        persist_state=KEEP,
        help=_("The nearest destination and its route are chosen by this measure."),
    )
    return cost


def threshold_input(cost: Cost) -> float:
    """Draw the threshold in km or minutes; return it in metres or seconds."""
    measure = MEASURES[cost]
    unit = unit_text(measure)
    key = f"threshold_{cost}"
    begin_with(key, measure.displayed_threshold(DEFAULTS[cost]))
    return measure.threshold(
        st.number_input(
            _("Threshold ({unit})").format(unit=unit),
            min_value=0.5,
            max_value=500.0,
            step=1.0,
            format="%.1f",
            key=key,
            persist_state=KEEP,
            help=_("Within means at or below the threshold (≤)."),
        )
    )
