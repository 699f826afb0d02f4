import math

import numpy as np
import pytest

from layers.text.formats import limit_text
from layers.webmap.symbols import (
    Entry,
    Symbol,
    class_breaks,
    class_colours,
    class_labels,
    class_of,
)


@pytest.mark.parametrize(
    ("values", "threshold", "breaks"),
    [
        # 32.4 / 7 = 4.6, so steps of 5; 35 is beyond the highest value
        ([0.6, 32.4], None, (5, 10, 15, 20, 25, 30)),
        ([0.6, 32.4], 10, (5, 10, 15, 20, 25, 30)),
        # 12 is nearer than 2.5 to 10: it takes its place
        ([0.6, 32.4], 12, (5, 12, 15, 20, 25, 30)),
        # 12.5 is half a step from both neighbours: all three stay
        ([0.6, 32.4], 12.5, (5, 10, 12.5, 15, 20, 25, 30)),
        # a threshold beyond all values still is a limit, and the open class is empty
        ([3.0, 6.5], 100, (1, 2, 3, 4, 5, 6, 100)),
        ([math.nan, 14], None, (2, 4, 6, 8, 10, 12)),
        ([], 10, (10,)),
        ([0, 0], None, ()),
        ([0.3], None, (0.05, 0.1, 0.15, 0.2, 0.25)),
    ],
)
def test_class_breaks(values, threshold, breaks):
    assert class_breaks(values, threshold) == pytest.approx(breaks)


def test_a_value_on_a_limit_is_inside():
    classes = class_of([0, 5, 5.001, 10, 10.1], [5, 10])
    assert classes.tolist() == [0, 0, 1, 1, 2]


@pytest.mark.usefixtures("indonesian")
def test_labels_say_what_is_inside():
    assert class_labels([2.5, 10], "km") == ["s.d. 2,5 km", "> 2,5 s.d. 10 km", "> 10 km"]
    assert class_labels([], "km") == ["semua (km)"]


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("limit", "text"),
    [(10, "10"), (2.5, "2,5"), (0.25, "0,25"), (1 / 3, "0,333"), (1500, "1.500")],
)
def test_limit_text(limit, text):
    assert limit_text(limit) == text


def _luminance(colour):
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


@pytest.mark.parametrize("count", range(1, 9))
def test_colours_get_darker_class_by_class(count):
    luminance = [_luminance(colour) for colour in class_colours(count)]
    assert len(luminance) == count
    assert (np.diff(luminance) < 0).all()


def test_an_imprecise_symbol_is_hollow():
    hollow = Symbol("square", "#112233", "#ffffff").imprecise()
    assert (hollow.fill, hollow.stroke) == ("#ffffff", "#112233")


@pytest.mark.usefixtures("indonesian")
def test_legend_text_is_escaped():
    row = Entry("<img src=x onerror=alert(1)>", Symbol("star", "#112233", "#ffffff"), 1234).html()
    assert "<img" not in row
    assert "&lt;img" in row
    assert "1.234" in row
