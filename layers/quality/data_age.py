"""How old the roads of an area are, as far as their source tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from layers.area.study_area import StudyArea
from spatial.wording import tr

OLD_YEARS = 3
"""Roads older than this are worth a look (assumption: new and widened roads change the way)."""
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class DataAge:
    """The date of an area's roads.

    Attributes
    ----------
    source
        What the source is called, for the reader.
    stated
        The date as the source writes it, a day, a month or a year; empty if it does not say.
    years
        Years from the last day that `stated` can mean until today; None if there is none.
    """

    source: str
    stated: str
    years: float | None

    @property
    def is_old(self) -> bool:
        """Whether the roads are older than `OLD_YEARS`; False where the date is unknown."""
        return self.years is not None and self.years > OLD_YEARS


def road_age(area: StudyArea, today: date) -> DataAge:
    """Tell how old the roads of an area are.

    Parameters
    ----------
    area
        The study area. What counts is `data_from` of its roads or of one of their files (areas
        from OpenStreetMap have it; the oldest counts), else a year or month in `data_date`. A
        full day there is only when the area was put together, and the date of a file is only
        when it was copied: neither tells the age of the data.
    today
        The day from which years are counted.

    Returns
    -------
    DataAge
        In doubt as young as the source allows: a mere year counts from its last day.
    """
    facts: Mapping[str, Any] = area.sources.get("roads", {})
    known = sorted(text for text in _stated(facts) if last_day(text) is not None)
    if not known and re.fullmatch(r"\d{4}(-\d{2})?", area.data_date.strip()):
        known = [area.data_date.strip()]
    source = str(facts.get("description") or tr("sumber jalan"))
    last = last_day(known[0]) if known else None
    if last is None:
        return DataAge(source, "", None)
    return DataAge(source, known[0][:10], max((today - last).days, 0) / DAYS_PER_YEAR)


def _stated(facts: Mapping[str, Any]) -> Iterator[str]:
    for some in (facts, *facts.get("files", ())):
        if isinstance(some, Mapping) and some.get("data_from"):
            yield str(some["data_from"])


def last_day(text: str) -> date | None:
    """Return the last day that a date can mean.

    Parameters
    ----------
    text
        ISO 8601: a year, a month, a day or a moment.

    Returns
    -------
    datetime.date or None
        None where it is no date.

    Examples
    --------
    >>> last_day("2023"), last_day("2024-02"), last_day("2024-08-03T20:21:00Z")
    (datetime.date(2023, 12, 31), datetime.date(2024, 2, 29), datetime.date(2024, 8, 3))
    """
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", text.strip())
    if parts is None:
        return None
    year, month, day = (int(part) if part else None for part in parts.groups())
    try:
        if year is not None and month and day:
            return date(year, month, day)
        return _end_of_month(year or 0, month or 12)
    except ValueError:
        return None


def _end_of_month(year: int, month: int) -> date:
    first = date(year, month, 1)
    following = date(year + 1, 1, 1) if month == 12 else first.replace(month=month + 1)
    return following - timedelta(days=1)
