"""One grammar of ``--threshold`` in all commands: ``10km,30min``, or a number alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commands.choices import THRESHOLDS, Cost
from spatial.errors import InputError
from spatial.wording import _

UNITS: dict[str, tuple[Cost, float]] = {
    "min": ("time", 60.0), "menit": ("time", 60.0), "km": ("distance", 1000.0),
    "m": ("distance", 1.0),
}  # fmt: skip
"""Units: the cost that they measure, and their size in metres or seconds."""

DECIMALS = 6
"""Decimals of metres and seconds, as in `spatial.access.measure.Measure.threshold`, which is not
imported here: parsing needs no scipy."""

BARE: dict[Cost, str] = {"distance": "km", "time": "min"}
"""The unit of a number that has none."""


@dataclass(frozen=True)
class Threshold:
    """A limit of reach, inclusive.

    Attributes
    ----------
    cost : {"distance", "time"}
        What it limits.
    measured : float
        Metres or seconds.
    """

    cost: Cost
    measured: float


def parse_thresholds(text: str) -> dict[Cost, list[float]]:
    """Read thresholds such as ``30min,10km``.

    Parameters
    ----------
    text : str
        Numbers with the unit `min`, `menit`, `km` or `m`, separated by commas.

    Returns
    -------
    dict
        Per cost the limits in metres or seconds, ascending, each once.

    Raises
    ------
    InputError
        Listing every part that is no threshold.
    """
    found: dict[Cost, list[float]] = {}
    for threshold in _parsed(text, None):
        found.setdefault(threshold.cost, []).append(threshold.measured)
    return {cost: sorted(set(limits)) for cost, limits in found.items()}


def one_threshold(text: str, bare: Cost | None = None) -> Threshold:
    """Read the one threshold of a question, such as ``10km``.

    Parameters
    ----------
    text : str
        As `parse_thresholds` reads it.
    bare : {"distance", "time"}, optional
        What a number without a unit limits: kilometres or minutes. By default it is refused.

    Raises
    ------
    InputError
        If it is none, or there are several.
    """
    first, *more = _parsed(text, bare)
    if any(other.measured != first.measured or other.cost != first.cost for other in more):
        raise InputError(
            [_("'{text}' are several thresholds; this command asks about one.").format(text=text)]
        )
    return first


def cost_and_threshold(cost: Cost | None, text: str | None, usual: Cost) -> Threshold:
    """Settle what is measured and its limit from ``--cost`` and ``--threshold``.

    Parameters
    ----------
    cost : {"distance", "time"} or None
        What ``--cost`` says; without it the unit of the threshold counts, then `usual`.
    text : str or None
        What ``--threshold`` says; without it the program's starting value is taken.
    usual : {"distance", "time"}
        What the command measures where neither says so.

    Raises
    ------
    InputError
        If the text is no threshold, or has the unit of the other cost.
    """
    if text is None:
        measured = cost or usual
        return one_threshold(f"{THRESHOLDS[measured]:g}", bare=measured)
    threshold = one_threshold(text, bare=cost or usual)
    if cost is not None and threshold.cost != cost:
        raise InputError(
            [_("--threshold {text} does not measure --cost {cost}.").format(text=text, cost=cost)]
        )
    return threshold


def _parsed(text: str, bare: Cost | None) -> list[Threshold]:
    """Read every part, or list all that are no threshold."""
    parts = [part.strip() for part in text.split(",")]
    found = [_threshold(part.lower(), bare) for part in parts]
    problems = [
        _(
            "Threshold '{part}' is not a number above 0 with a unit: write 30min, 10km or 500m."
        ).format(part=part)
        for part, threshold in zip(parts, found, strict=True)
        if threshold is None
    ]
    if problems:
        raise InputError(problems)
    return [threshold for threshold in found if threshold is not None]


def _threshold(part: str, bare: Cost | None) -> Threshold | None:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", part)
    if match is None or float(match[1]) == 0:
        return None
    unit = match[2] or ("" if bare is None else BARE[bare])
    if unit not in UNITS:
        return None
    cost, size = UNITS[unit]
    return Threshold(cost, round(float(match[1]) * size, DECIMALS))
