"""Text that fits its box: measured, wrapped, made smaller, and only then shortened.

Measured with DejaVu Sans, which is wider than the fonts that presentations use (Arial, and
Liberation Sans with the same widths), so that what fits here fits there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import matplotlib as mpl
from PIL import ImageFont

FONTS: Final = Path(mpl.get_data_path()) / "fonts" / "ttf"
REGULAR, BOLD = FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf"
LINE: Final = 1.2
"""Height of a line in font sizes: that of Arial (1.15) and of DejaVu Sans (1.16) with a margin."""

POINTS: Final = 72.0
"""Points in an inch."""

_MEASURED_AT = 200
ELLIPSIS = "…"


@dataclass(frozen=True)
class Fitted:
    """Text with the size at which it fits.

    Attributes
    ----------
    text
        The whole text, perhaps shortened; paragraphs are parted by line breaks.
    lines
        The same, wrapped.
    size
        Points.
    """

    text: str
    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """Inches."""
        return len(self.lines) * self.size * LINE / POINTS


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text, inches.

    Examples
    --------
    >>> width_of("Demak", 36) == 2 * width_of("Demak", 18)
    True
    """
    return float(_font(bold=bold).getlength(text)) / _MEASURED_AT * size / POINTS


@lru_cache(maxsize=2)
def _font(*, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BOLD if bold else REGULAR, _MEASURED_AT)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break text into lines that fit a width; a word that is too long is broken, too.

    Parameters
    ----------
    text
        Paragraphs are parted by line breaks.
    width
        Inches.
    size
        Points.
    bold
        Whether it is set in bold.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if width_of(longer, size, bold=bold) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = _pieces(word, width, size, bold=bold)
            lines += full
        lines.append(line)
    return tuple(lines)


def fit(
    text: str, width: float, height: float, sizes: tuple[float, float], *, bold: bool = False
) -> Fitted:
    """Find the largest size at which a text fits a box; at the smallest, shorten it.

    Parameters
    ----------
    text
        Paragraphs are parted by line breaks.
    width, height
        Inches.
    sizes
        Largest and smallest size, points; tried in steps of one.
    bold
        Whether it is set in bold.

    Returns
    -------
    Fitted
        Shortened texts end in an ellipsis.
    """
    largest, smallest = sizes
    size = largest
    while size >= smallest:
        lines = wrap(text, width, size, bold=bold)
        if len(lines) <= _room(height, size):
            return Fitted(text, lines, size)
        size -= 1
    return _shortened(text, width, _room(height, smallest), smallest, bold=bold)


def _room(height: float, size: float) -> int:
    """Return how many lines a height has room for."""
    return max(int(height * POINTS / (size * LINE) + 1e-6), 1)


def _shortened(text: str, width: float, room: int, size: float, *, bold: bool) -> Fitted:
    """Cut at the last word that leaves room for the ellipsis."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if len(wrap(_cut(text, middle), width, size, bold=bold)) <= room:
            low = middle
        else:
            high = middle - 1
    kept = _cut(text, low)
    return Fitted(kept, wrap(kept, width, size, bold=bold), size)


def _cut(text: str, length: int) -> str:
    """Keep whole words of the beginning where there are any, and mark the cut."""
    if length >= len(text):
        return text
    words = text[:length] if text[length].isspace() else text[:length].rpartition(" ")[0]
    return (words or text[:length]).rstrip(" ,;:.") + ELLIPSIS


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Break a word where it no longer fits; every piece has a letter at least."""
    pieces, piece = [], ""
    for letter in word:
        if piece and width_of(piece + letter, size, bold=bold) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]
