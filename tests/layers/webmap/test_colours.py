"""Classes can be distinguished by the colour-blind, and in grey.

Colour vision deficiencies are simulated in linear RGB with the matrices of severity 1.0 of
Machado, Oliveira & Fernandes (2009), A physiologically-based model for simulation of color vision
deficiency, IEEE Transactions on Visualization and Computer Graphics 15 (6), table 1. Differences
are those of CIE 1976 L*a*b* (D65): about 2.3 is just noticeable (Mahy et al. 1994).
"""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from layers.coverage.map import BLUES, INSIDE, OUTSIDE
from layers.pillars.map import GAP_COLOURS
from layers.scenarios.map import BETTER, FAR_BETTER, FAR_WORSE, SAME, WORSE
from layers.siting.map import CLASSES
from layers.webmap.symbols import YELLOW_TO_BLUE, YELLOW_TO_RED, class_colours

VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # IEC 61966-2-1
WHITE = np.array([0.9505, 1.0, 1.089])


def seen(colour, vision):
    """Return L*, a*, b* of a colour as it is seen."""
    coded = np.array(to_rgb(colour))
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear, 0, 1) / WHITE
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, other, vision):
    return float(np.linalg.norm(seen(one, vision) - seen(other, vision)))


def test_the_simulation_confuses_what_the_colour_blind_confuse():
    """Red and green of one lightness look alike to deuteranopes; yellow and blue do not."""
    assert difference("#c86432", "#828228", "deuteranopia") < 12
    assert difference("#c86432", "#828228", "normal") > 40
    assert difference("#ffff00", "#0000ff", "deuteranopia") > 100


@pytest.mark.parametrize("vision", list(VISION))
@pytest.mark.parametrize("palette", [YELLOW_TO_RED, YELLOW_TO_BLUE], ids=["far", "reach"])
@pytest.mark.parametrize("count", [3, 5, 8])
def test_neighbouring_classes_differ_and_get_darker(vision, palette, count):
    colours = class_colours(count, palette)
    steps = [difference(*pair, vision) for pair in pairwise(colours)]
    assert min(steps) > 5
    lightness = [seen(colour, vision)[0] for colour in colours]
    assert (np.diff(lightness) < 0).all()


@pytest.mark.parametrize("vision", list(VISION))
def test_gaps_of_the_pillars_get_darker(vision):
    lightness = [seen(colour, vision)[0] for colour in GAP_COLOURS]
    assert (np.diff(lightness) < -4).all()


@pytest.mark.parametrize("vision", list(VISION))
def test_outside_is_told_from_inside_and_from_the_bands(vision):
    for other in (INSIDE.stroke, INSIDE.fill, *BLUES[1], *BLUES[2], *BLUES[3]):
        assert difference(OUTSIDE.fill, other, vision) > 25


@pytest.mark.parametrize("vision", list(VISION))
def test_better_is_told_from_worse_and_both_from_the_same(vision):
    for better in (FAR_BETTER, BETTER):
        for worse in (FAR_WORSE, WORSE):
            assert difference(better.fill, worse.fill, vision) > 25
    for change in (FAR_BETTER, BETTER, FAR_WORSE, WORSE):
        assert difference(change.fill, SAME.fill, vision) > 15


@pytest.mark.parametrize("vision", list(VISION))
def test_new_sites_leave_no_doubt_who_is_within(vision):
    for near in CLASSES[:2]:
        for far in CLASSES[2:]:
            assert difference(near, far, vision) > 25
