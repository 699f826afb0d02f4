import math
from datetime import UTC, date, datetime

import pytest

import layers.text.catalogues  # noqa: F401 - reads the catalogues
from layers.text.formats import MISSING, day, km, minutes, moment, number, percent
from spatial.wording import use_language

pytestmark = pytest.mark.usefixtures("indonesian")


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (12345.6, 1, "12.345,6"),
        (1234567, 0, "1.234.567"),
        (0.25, 2, "0,25"),
        (-1234.5, 1, "-1.234,5"),
        (-0.01, 1, "0,0"),
        (999.96, 1, "1.000,0"),
        (None, 1, MISSING),
        (math.nan, 1, MISSING),
        (math.inf, 1, MISSING),
    ],
)
def test_number(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("metres", "digits", "text"),
    [
        (12345, 1, "12,3 km"),
        (1_234_000, 0, "1.234 km"),
        (40, 2, "0,04 km"),
        (math.nan, 1, MISSING),
    ],
)
def test_km(metres, digits, text):
    assert km(metres, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 menit"),
        (36.6, "37 menit"),
        (59.4, "59 menit"),
        (59.6, "1 jam"),
        (72, "1 jam 12 menit"),
        (120, "2 jam"),
        (60 * 1234 + 5, "1.234 jam 5 menit"),
        (None, MISSING),
        (math.nan, MISSING),
    ],
)
def test_minutes(value, text):
    assert minutes(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.452, "45,2 %"), (1, "100,0 %"), (None, MISSING), (math.nan, MISSING)]
)
def test_percent(share, text):
    assert percent(share) == text


def test_english_readers_get_english_numbers():
    with use_language("en"):
        assert number(12345.6, 1) == "12,345.6"
        assert km(12345) == "12.3 km"
        assert minutes(72) == "1 h 12 min"
        assert moment(datetime(2026, 8, 5, 9, 7)) == "5 Aug 2026 09:07"  # noqa: DTZ001 - as shown


def test_dates_have_the_months_of_the_language():
    months = [day(date(2026, month, 5)).split()[1] for month in range(1, 13)]
    assert months == [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "Mei",
        "Jun",
        "Jul",
        "Agu",
        "Sep",
        "Okt",
        "Nov",
        "Des",
    ]
    assert moment(datetime(2026, 8, 5, 9, 7, tzinfo=UTC)) == "5 Agu 2026 09.07"
    assert moment(None) == MISSING
    with use_language("en"):
        assert day(date(2026, 9, 5)) == "5 Sep 2026"


@pytest.mark.parametrize("value", [0.5, 1.5, 2.675, 0.125, 1e15 + 0.5, -2.5, 0.05, 123.45])
@pytest.mark.parametrize("digits", [0, 1, 2])
def test_numbers_are_rounded_as_python_rounds(value, digits):
    with use_language("en"):
        assert number(value, digits) == f"{round(value, digits) + 0.0:,.{digits}f}"
