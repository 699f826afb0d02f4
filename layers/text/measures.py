"""Distances, times and thresholds as texts with their units."""

from __future__ import annotations

from layers.text.formats import km, limit_text, minutes
from spatial.access.measure import DISTANCE, Measure
from spatial.wording import _


def unit_text(measure: Measure) -> str:
    """Return the unit that is shown, such as ``km`` or ``menit``."""
    return "km" if measure == DISTANCE else _("minutes")


def measure_name(measure: Measure) -> str:
    """Name the measure inside a sentence."""
    return _("distance") if measure == DISTANCE else _("travel time")


def value_text(measure: Measure, value: float | None) -> str:
    """Write a distance in metres or a time in seconds; a dash for a missing value."""
    if measure == DISTANCE or value is None:
        return km(value)
    return minutes(measure.displayed(value))


def threshold_text(measure: Measure, threshold: float) -> str:
    """Write a threshold in the unit of the measure.

    Parameters
    ----------
    measure : Measure
        Distance or time.
    threshold : float
        Metres or seconds.

    Returns
    -------
    str
        Such as ``"10 km"`` or ``"30 menit"``.
    """
    text = limit_text(measure.displayed_threshold(threshold))
    return f"{text} km" if measure == DISTANCE else _("{count} min").format(count=text)


def long_threshold_text(measure: Measure, threshold: float) -> str:
    """Write a threshold as `threshold_text`, with its unit in full."""
    return f"{limit_text(measure.displayed_threshold(threshold))} {unit_text(measure)}"
