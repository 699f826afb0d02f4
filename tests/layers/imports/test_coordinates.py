"""Coordinates as people write them."""

from __future__ import annotations

import numpy as np
import pytest

from layers.imports.coordinates import parse_coordinate, stated_crs, to_degrees
from layers.imports.metre_systems import metre_crs_hint
from spatial.errors import InputError


@pytest.mark.parametrize(
    ("text", "value", "sexagesimal"),
    [
        ("-6.9", -6.9, False),
        (" 110,5 ", 110.5, False),
        ("+110.5", 110.5, False),
        ("\N{MINUS SIGN}6,9", -6.9, False),
        ("473000", 473000, False),
        ("9.236.000,5", 9236000.5, False),
        ("9,236,000.5", 9236000.5, False),
        ("1e2", 100, False),
        ("6°54'30\" LS", -(6 + 54 / 60 + 30 / 3600), True),
        ("6° 54\u2032 30,5\u2033 S", -(6 + 54 / 60 + 30.5 / 3600), True),
        ("110 30 15 BT", 110 + 30 / 60 + 15 / 3600, True),
        ("S 6 54.5", -(6 + 54.5 / 60), True),
        ("-6:54:30", -(6 + 54 / 60 + 30 / 3600), True),
        ("110-30-15", 110 + 30 / 60 + 15 / 3600, True),
        ("6 derajat 54 menit lintang selatan", -6.9, True),
        ("1°30' LU", 1.5, True),
        ("6.9 S", -6.9, False),
        ("110.5° BT", 110.5, False),
    ],
)
def test_readable(text, value, sexagesimal):
    angle = parse_coordinate(text)
    assert angle is not None
    assert angle.value == pytest.approx(value, abs=1e-9)
    assert angle.sexagesimal is sexagesimal


@pytest.mark.parametrize(
    "text",
    ["", "utara", "nan", "inf", "1e400", "0x6e", "1_0", "6°75'", "6°54'99\"", "-6°54' LS",
     "6 N S", "1 2 3 4", "110,5,30", "=1+1", "<b>110</b>", "6°54'LS 110°30'BT", "--6"],
)  # fmt: skip
def test_unreadable(text):
    assert parse_coordinate(text) is None


@pytest.mark.parametrize("text", ["6°60'", "6 60 LS", "6°54'60\"", "110 30 60,0 BT", "6°60'00\""])
def test_sixty_minutes_or_seconds_are_a_typing_error(text):
    """60 is the first number that is refused."""
    assert parse_coordinate(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6°59'", 6 + 59 / 60),
        ("6°59.999'", 6 + 59.999 / 60),
        ("6°0'59\"", 6 + 59 / 3600),
        ("6°59'59,9\"", 6 + 59 / 60 + 59.9 / 3600),
        ("60 30", 60.5),  # degrees may be 60 and more
    ],
)
def test_just_below_sixty(text, value):
    assert parse_coordinate(text).value == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([473000.0], [9236000.0], "EPSG:32746"),
        ([9236000.0], [473000.0], "EPSG:32746"),
        ([473000.0], [236000.0], "EPSG:32646"),
        ([12300000.0], [-770000.0], "EPSG:3857"),
        ([473000.0, np.nan], [9236000.0, np.nan], "EPSG:32746"),
        ([110.5], [-6.9], None),
        ([np.nan], [np.nan], None),
        ([], [], None),
        ([473000.0, 110.5, 111.0], [9236000.0, -6.9, -7.0], None),
    ],
)
def test_metres_are_recognised(x, y, words):
    hint = metre_crs_hint(np.array(x, dtype=float), np.array(y, dtype=float))
    assert hint is None if words is None else words in hint


@pytest.mark.parametrize("text", ["", "UTM", "EPSG:", "EPSG:0", "+proj=longlat", "999999", "49S"])
def test_only_codes_of_the_register_are_taken(text):
    with pytest.raises(InputError, match="EPSG"):
        stated_crs(text)


def test_metres_become_degrees():
    # The central meridian of zone 49 is 111 E, at 500 000 m; the equator has 10 000 000 m.
    lon, lat = to_degrees(np.array([5e5, np.nan]), np.array([1e7, 1.0]), stated_crs("epsg:32749"))
    assert (lon[0], lat[0]) == pytest.approx((111, 0))
    assert np.isnan([lon[1], lat[1]]).all()
