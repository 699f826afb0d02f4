"""The age of roads, from what their source tells and nothing else."""

from datetime import date
from types import SimpleNamespace

import pytest

from layers.quality.findings import last_day, road_age

TODAY = date(2026, 11, 24)


def area(data_date="", **facts):
    return SimpleNamespace(sources={"roads": facts}, data_date=data_date)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023", date(2023, 12, 31)),
        ("2023-11", date(2023, 11, 30)),
        ("2023-12", date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2024-08-03", date(2024, 8, 3)),
        ("2024-08-03T20:21:00Z", date(2024, 8, 3)),
        ("2024-13", None),
        ("2024-02-30", None),
        ("sekitar 2020", None),
        ("", None),
    ],
)
def test_the_last_day_that_a_date_can_mean(text, day):
    assert last_day(text) == day


def test_openstreetmap_says_its_moment():
    """From 24 November 2022 to 2026 it is 1461 days, four years of 365.25."""
    age = road_age(area(description="OSM", data_from="2022-11-24T20:00:00Z"), TODAY)
    assert (age.source, age.stated, age.years, age.is_old) == ("OSM", "2022-11-24", 4.0, True)


def test_the_oldest_of_several_files_counts():
    files = [{"data_from": "2024-01-01"}, {"data_from": "2020-01-01"}, {"file": "a"}]
    assert road_age(area(files=files), TODAY).stated == "2020-01-01"


def test_a_year_counts_from_its_last_day():
    """366 days of 2024, 365 of 2025 and 328 of 2026."""
    age = road_age(area("2023"), TODAY)
    assert age.years == pytest.approx(1059 / 365.25)
    assert not age.is_old
    assert road_age(area("2022"), TODAY).is_old


def test_the_day_an_area_was_made_is_not_the_age_of_its_data():
    files = [{"file": "jalan.gpkg", "modified": "2015-01-01T00:00:00+00:00"}]
    age = road_age(area("2026-11-24", description="jalan.gpkg", files=files), TODAY)
    assert (age.source, age.stated, age.years, age.is_old) == ("jalan.gpkg", "", None, False)


@pytest.mark.usefixtures("indonesian")
def test_dates_that_make_no_sense_are_unknown_or_now():
    assert road_age(area(data_from="kemarin"), TODAY).years is None
    assert road_age(area(data_from="2030-01-01"), TODAY).years == 0
    assert road_age(SimpleNamespace(sources={}, data_date=""), TODAY).source == "sumber jalan"
