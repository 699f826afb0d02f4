"""Map symbols, the same drawing in the map and in its legend, and classes of values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from layers.text.formats import limit_text, number
from spatial.wording import _

# Drawings on a square of 20 by 20.
SHAPES: Final = {
    "circle": "M10 2a8 8 0 1 0 .01 0Z",
    "square": "M3 3H17V17H3Z",
    "triangle": "M10 2L19 17H1Z",
    "star": "M10 0L12.9 6.6L20 7.4L14.7 12.2L16.2 19.2L10 15.6L3.8 19.2L5.3 12.2L0 7.4L7.1 6.6Z",
    "diamond": "M10 0L20 10L10 20L0 10Z",
    "pentagon": "M10 1L19.5 8L16 19H4L.5 8Z",
    "plus": "M7 1H13V7H19V13H13V19H7V13H1V7H7Z",
    "cross": "M3 3L17 17M17 3L3 17",
    "line": "M0 10H20",
    "area": "M0 3H20V17H0Z",
}
FLAT: Final = ("line", "area")  # drawn low, to keep the legend short

# ColorBrewer YlOrRd, its palest colour left out: safe for the colour-blind, ordered in grey too.
YELLOW_TO_RED: Final = (
    "#ffeda0", "#fed976", "#feb24c", "#fd8d3c", "#fc4e2a", "#e31a1c", "#bd0026", "#800026",
)  # fmt: skip

# ColorBrewer YlGnBu, its palest colour left out: dark is much, where much is good.
YELLOW_TO_BLUE: Final = (
    "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58",
)  # fmt: skip

PAPER: Final = "#ffffff"


@dataclass(frozen=True)
class Symbol:
    """How a thing looks on the map.

    Attributes
    ----------
    shape : str
        A key of `SHAPES`.
    fill, stroke : str
        Colours of the inside and of the line.
    size : float
        Width of the drawing in pixels.
    width : float
        Width of the line in pixels.
    dash : str
        Dash pattern of the line, as in SVG; empty for a solid line.
    """

    shape: str
    fill: str
    stroke: str
    size: float = 12
    width: float = 1.2
    dash: str = ""

    def imprecise(self) -> Self:
        """Return the hollow symbol of a thing whose place is only roughly known."""
        return replace(self, fill=PAPER, stroke=self.fill, width=1.8)

    def svg(self) -> str:
        """Draw the symbol as inline SVG."""
        height = 10 if self.shape in FLAT else self.size
        return (
            f'<svg width="{self.size:g}" height="{height:g}" viewBox="0 0 20 20" '
            f'preserveAspectRatio="none" overflow="visible">'
            f'<path d="{SHAPES[self.shape]}" fill="{self.fill}" '
            f'stroke="{self.stroke}" stroke-width="{self.width:g}" '
            f'stroke-dasharray="{self.dash}" vector-effect="non-scaling-stroke"/></svg>'
        )

    def path_style(self) -> dict[str, str | float | bool]:
        """Give the options of a Leaflet path: a circle, a line or an area."""
        return {
            "radius": self.size * 0.4,
            "fill": self.fill != "none",
            "fillColor": self.fill,
            "fillOpacity": 1,
            "color": self.stroke,
            "weight": self.width,
            "dashArray": self.dash,
        }

    def icon_style(self) -> dict[str, str | list[float]]:
        """Give the options of a Leaflet `DivIcon`."""
        return {"html": self.svg(), "iconSize": [self.size, self.size]}


@dataclass(frozen=True)
class Entry:
    """A line of the legend.

    Attributes
    ----------
    label : str
        Text beside the symbol; escaped when written.
    symbol : Symbol or None
        None for a heading.
    count : int or None
        How many there are.
    """

    label: str
    symbol: Symbol | None = None
    count: int | None = None

    def html(self) -> str:
        """Write the line as an item of a list, a heading as a paragraph."""
        if self.symbol is None:
            return f"<p><b>{escape(self.label)}</b></p>"
        count = "" if self.count is None else number(self.count)
        return (
            f'<li><span aria-hidden="true">{self.symbol.svg()}</span>'
            f"<span>{escape(self.label)}</span><span>{count}</span></li>"
        )


def class_breaks(
    values: npt.ArrayLike,
    threshold: float | None = None,
    most: int = 7,
    *,
    whole: bool = False,
) -> tuple[float, ...]:
    """Choose round limits between classes of values.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values, 0 or more; NaN is ignored.
    threshold : float, optional
        A limit that must be among the breaks; it replaces those nearer than half a class.
    most : int, default 7
        Regular classes at most; the threshold may add one.
    whole : bool, default False
        Whole numbers only, for counts.

    Returns
    -------
    tuple of float
        Rising upper limits, inclusive; the last class, above them all, is open.

    Examples
    --------
    >>> class_breaks([1, 9, 23], threshold=7)
    (7.0, 10.0, 15.0, 20.0)
    """
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    highest = float(finite.max()) if finite.size else 0.0
    step = _round_step(highest / most, (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10))
    step = max(step, 1.0) if whole else step
    regular = [round(step * i, 6) for i in range(1, math.ceil(highest / step))]
    if threshold is None:
        return tuple(regular)
    apart = [limit for limit in regular if abs(limit - threshold) >= step / 2]
    return tuple(sorted([*apart, float(threshold)]))


def _round_step(rough: float, steps: Sequence[float]) -> float:
    if rough <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * n for n in steps if power * n >= rough * 0.999)


def class_of(values: npt.ArrayLike, breaks: Sequence[float]) -> npt.NDArray[np.intp]:
    """Find the class of each value.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; NaN gets no sensible class, sort it out before.
    breaks : sequence of float
        Rising upper limits; a value equal to a limit is inside it.

    Returns
    -------
    ndarray of int, shape (n,)
        0 for the lowest class, ``len(breaks)`` for the open one.
    """
    return np.searchsorted(np.asarray(breaks, dtype=float), np.asarray(values), side="left")


def class_labels(breaks: Sequence[float], unit: str) -> list[str]:
    """Name the classes.

    Parameters
    ----------
    breaks : sequence of float
        Rising upper limits, inclusive.
    unit : str
        Unit, written with each class.

    Returns
    -------
    list of str
        One label more than there are breaks.
    """
    texts = [limit_text(limit) for limit in breaks]
    if not texts:
        return [_("all ({unit})").format(unit=unit)]
    first = _("up to {high} {unit}").format(high=texts[0], unit=unit)
    template = _("> {low} to {high} {unit}")
    between = [template.format(low=low, high=high, unit=unit) for low, high in pairwise(texts)]
    return [first, *between, f"> {texts[-1]} {unit}"]


def class_colours(count: int, palette: Sequence[str] = YELLOW_TO_RED) -> list[str]:
    """Choose colours from light to dark for a number of classes.

    Parameters
    ----------
    count : int
        Number of classes, 1 or more.
    palette : sequence of str, optional
        Colours from light to dark.

    Returns
    -------
    list of str
        `count` colours; they repeat only beyond the length of the palette.
    """
    places = np.linspace(0, len(palette) - 1, count).round().astype(int)
    return [palette[place] for place in places]
