"""Values and thresholds with their units, in both languages."""

import pytest

import layers.text.catalogues  # noqa: F401 - says how the catalogues are read
from layers.text.measures import (
    long_threshold_text,
    threshold_text,
    unit_text,
    value_text,
)
from spatial.access.measure import DISTANCE, TIME
from spatial.wording import use_language


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("id", ["2,5 km", "30 menit", "2,5 km", "30 menit", "12,3 km", "1 jam 5 menit"]),
        ("en", ["2.5 km", "30 min", "2.5 km", "30 minutes", "12.3 km", "1 h 5 min"]),
    ],
)
def test_texts(language, texts):
    with use_language(language):
        assert [
            threshold_text(DISTANCE, 2500.0),
            threshold_text(TIME, TIME.threshold(30)),
            long_threshold_text(DISTANCE, 2500.0),
            long_threshold_text(TIME, TIME.threshold(30)),
            value_text(DISTANCE, 12_345.0),
            value_text(TIME, 65.0 * 60),
        ] == texts


def test_a_threshold_in_the_displayed_unit():
    with use_language("id"):
        assert threshold_text(DISTANCE, 10_000.0) == "10 km"
        assert threshold_text(TIME, 2_700.0) == "45 menit"
        assert (unit_text(DISTANCE), unit_text(TIME)) == ("km", "menit")
