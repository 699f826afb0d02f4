"""What the cells of a raster hold: which values mean "no data", flagged or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import MaskFlags
from rasterio.windows import Window

from layers.imports.report import Problem
from layers.text.formats import number
from spatial.wording import LazyText, lazy_gettext, lazy_ngettext

IMPOSSIBLE = 1e10
"""More people than live on the earth: 3.4e38, 9.97e36 and their like are fill values."""

FILLS = (
    9999.0, 32767.0, 65535.0, 99999.0, 999999.0, 9999999.0, 2147483647.0, 4294967295.0,
)  # fmt: skip
"""Largest numbers of the integer types, and rows of nines: fill values where nothing near."""

BYTE_FILL = 255.0
"""The same for bytes; in wider types 255 people are 255 people."""

GAP = 2.0
"""A fill value must be more than this many times the largest other value to be taken for one."""

SHOWN = 5
MANY = 1000
CLASS_CELLS = 1000
FEW = 20
"""Up to so many different whole numbers look like classes, not like counts."""


@dataclass
class ValueSurvey:
    """What the cells of a window hold, counted strip by strip.

    Attributes
    ----------
    cells
        All cells.
    flagged
        Cells that the file itself, or the user, marks as no data.
    not_numbers
        NaN and infinite cells that no flag marks.
    negative, fills
        Cells by value that nothing marks.
    other_negative
        Negative cells whose value occurs too seldom to be listed.
    impossible
        Cells with at least `IMPOSSIBLE` people.
    largest
        Largest value that is neither marked nor in `fills`.
    distinct
        Different values as long as they are few.
    whole
        Whether all values are whole numbers.
    """

    cells: int = 0
    flagged: int = 0
    not_numbers: int = 0
    negative: Counter[float] = field(default_factory=Counter)
    other_negative: int = 0
    fills: Counter[float] = field(default_factory=Counter)
    impossible: int = 0
    largest: float = 0.0
    distinct: set[float] = field(default_factory=set)
    whole: bool = True

    def fill_values(self) -> tuple[float, ...]:
        """Return the unmarked positive values that mean no data."""
        largest, found = self.largest, []
        for value in sorted(self.fills):
            if value > GAP * largest:
                found.append(value)
            else:
                largest = value
        return tuple(found)

    def dropped(self) -> int:
        """Count the cells that are not people."""
        fills = sum(self.fills[value] for value in self.fill_values())
        negative = self.negative.total() + self.other_negative
        return self.flagged + self.not_numbers + negative + self.impossible + fills

    def add(
        self, values: NDArray[np.float64], marked: NDArray[np.bool_], fills: set[float]
    ) -> None:
        """Count the cells of a strip; `fills` are the values to count on their own."""
        self.cells += values.size
        self.flagged += int(marked.sum())
        rest = values[~marked]
        finite = rest[np.isfinite(rest)]
        self.not_numbers += len(rest) - len(finite)
        self._add_negative(finite[finite < 0])
        people = finite[finite >= 0]
        self.impossible += int((people >= IMPOSSIBLE).sum())
        people = people[people < IMPOSSIBLE]
        suspect = np.isin(people, list(fills))
        _count(self.fills, people[suspect])
        self._add_people(people[~suspect])

    def _add_negative(self, values: NDArray[np.float64]) -> None:
        _count(self.negative, values)
        if len(self.negative) > MANY:
            kept = Counter(dict(self.negative.most_common(MANY // 2)))
            self.other_negative += self.negative.total() - kept.total()
            self.negative = kept

    def _add_people(self, values: NDArray[np.float64]) -> None:
        if not len(values):
            return
        self.largest = max(self.largest, float(values.max()))
        self.whole = self.whole and bool((values == np.floor(values)).all())
        if self.whole and len(self.distinct) <= FEW:
            self.distinct.update(np.unique(values)[: FEW + 1].tolist())

    def looks_like_classes(self) -> bool:
        """Tell whether many cells hold few different whole numbers, as land cover does."""
        known = self.cells - self.dropped()
        return self.whole and known > CLASS_CELLS and 1 < len(self.distinct) <= FEW


def _count(counter: Counter[float], values: NDArray[np.float64]) -> None:
    found, counts = np.unique(values, return_counts=True)
    counter.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))


@dataclass(frozen=True, eq=False)
class RasterBand:
    """One band of an open raster, read as real numbers by window.

    Attributes
    ----------
    dataset, band
        The file and the number of the band, from 1.
    nodata
        Values that the user says mean no data, beside the file's own.
    """

    dataset: rasterio.DatasetReader
    band: int
    nodata: tuple[float, ...] = ()

    def read(self, window: Window) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Read a window: the values, scaled as the file says, and which are marked as no data."""
        raw = self.dataset.read(self.band, window=window)
        marked = np.zeros(raw.shape, dtype=np.bool_)
        for value in (self.dataset.nodatavals[self.band - 1], *self.nodata):
            if value is not None:
                marked |= np.isnan(raw) if np.isnan(value) else raw == _as_stored(value, raw.dtype)
        if MaskFlags.per_dataset in self.dataset.mask_flag_enums[self.band - 1]:
            marked |= self.dataset.read_masks(self.band, window=window) == 0
        scale = self.dataset.scales[self.band - 1]
        return raw.astype(np.float64) * scale + self.dataset.offsets[self.band - 1], marked

    def fill_candidates(self) -> set[float]:
        """Return the values that may be an unmarked fill."""
        byte = self.dataset.dtypes[self.band - 1] == "uint8"
        return {*FILLS, *((BYTE_FILL,) if byte else ())}

    def survey(self, windows: Iterator[Window]) -> ValueSurvey:
        """Look at every cell of some windows."""
        found, fills = ValueSurvey(), self.fill_candidates()
        for window in windows:
            found.add(*self.read(window), fills)
        return found

    def people(self, window: Window, fills: tuple[float, ...]) -> NDArray[np.float64]:
        """Read a window; NaN where a cell is marked or cannot hold people."""
        values, marked = self.read(window)
        people = (values >= 0) & (values < IMPOSSIBLE) & ~np.isin(values, fills)
        return np.where(people & ~marked, values, np.nan)


def _as_stored(value: float, dtype: np.dtype[np.generic]) -> float:
    """Round a value as the file's type does: -3.4028234663852886e+38 is no float32 exactly."""
    return float(np.float32(value)) if dtype == np.float32 else value


def _negative(count: int) -> LazyText:
    return lazy_ngettext(
        "{count} cell is negative without being marked nodata",
        "{count} cells are negative without being marked nodata",
        count,
        count=partial(number, count),
    )


def _otherwise_negative(count: int) -> LazyText:
    return lazy_ngettext(
        "{count} cell is negative otherwise",
        "{count} cells are negative otherwise",
        count,
        count=partial(number, count),
    )


def _filled(count: int) -> LazyText:
    return lazy_ngettext(
        "{count} cell holds a fill value without being marked nodata",
        "{count} cells hold a fill value without being marked nodata",
        count,
        count=partial(number, count),
    )


def _no_numbers(count: int) -> LazyText:
    return lazy_ngettext(
        "{count} cell is no number",
        "{count} cells are no numbers",
        count,
        count=partial(number, count),
    )


def value_problems(survey: ValueSurvey) -> list[Problem]:
    """Report the cells that mean no data without saying so."""
    fix = lazy_gettext("These cells are not counted")
    lines = [
        (number_text(value), count, _negative(count))
        for value, count in survey.negative.most_common(SHOWN)
    ]
    rest = survey.negative.total() + survey.other_negative - sum(line[1] for line in lines)
    lines += [("< 0", rest, _otherwise_negative(rest))] if rest else []
    lines += [
        (number_text(value), survey.fills[value], _filled(survey.fills[value]))
        for value in survey.fill_values()
    ]
    if survey.impossible:
        lines.append(("> 1e10", survey.impossible, _filled(survey.impossible)))
    if survey.not_numbers:
        lines.append(("NaN/inf", survey.not_numbers, _no_numbers(survey.not_numbers)))
    return [
        Problem(None, lazy_gettext("value"), value, reason, fix, "repaired")
        for value, _count, reason in lines
    ]


def number_text(value: float) -> str:
    """Write a raw value as it stands in the file, short."""
    return f"{value:.10g}"
