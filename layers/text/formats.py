"""Numbers, units and dates as the language has them, by Babel's data of Unicode CLDR.

Indonesian writes 12.345,6 and 5 Agu 2026 09.07, English 12,345.6 and 5 Aug 2026 09:07.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from functools import cache
from typing import Final

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import NumberPattern, parse_pattern
from babel.units import format_unit

from spatial.wording import Language, _, current_language, ngettext

MISSING = "–"  # noqa: RUF001 - a dash for the user, not a minus
DATE: Final = "d MMM y"
TIME: Final[dict[Language, str]] = {"id": "HH.mm", "en": "HH:mm"}
"""Both languages write day, month and year, and 24 hours, in this program."""


def number(value: float | None, digits: int = 0) -> str:
    """Write a number with the separators of the user's language.

    Parameters
    ----------
    value : float or None
        The number; None, NaN and infinities are missing.
    digits : int, default 0
        Decimals to show.

    Returns
    -------
    str
        The text, or a dash for a missing value.

    Examples
    --------
    >>> number(12345.6, 1)
    '12,345.6'
    """
    if value is None or not math.isfinite(value):
        return MISSING
    return str(_pattern(digits).apply(_rounded(value, digits), _locale(_language())))


def limit_text(limit: float) -> str:
    """Write a limit with no more decimals than it has.

    Parameters
    ----------
    limit : float
        The limit; decimals after the third are dropped.

    Returns
    -------
    str
        Such as ``"10"`` or ``"2,5"``.
    """
    return number(limit, next((n for n in range(3) if math.isclose(limit, round(limit, n))), 3))


def km(metres: float | None, digits: int = 1) -> str:
    """Write a length in kilometres.

    Parameters
    ----------
    metres : float or None
        Length in metres.
    digits : int, default 1
        Decimals to show.

    Returns
    -------
    str
        Such as ``"12,3 km"``; a dash for a missing value.
    """
    if metres is None or not math.isfinite(metres):
        return MISSING
    return format_unit(
        _rounded(metres / 1000, digits),
        "length-kilometer",
        "short",
        format=_pattern(digits).pattern,
        locale=_locale(_language()),
    )


def minutes(value: float | None) -> str:
    """Write a duration.

    Parameters
    ----------
    value : float or None
        Duration in minutes.

    Returns
    -------
    str
        Such as ``"37 menit"``, from 60 minutes up ``"1 jam 12 menit"``; a dash for a missing
        value.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    hours, rest = divmod(round(value), 60)
    parts = [_("{count} h").format(count=number(hours))] if hours else []
    if rest or not hours:
        parts.append(_("{count} min").format(count=rest))
    return " ".join(parts)


def villages(count: int) -> str:
    """Write a number of villages.

    Parameters
    ----------
    count : int
        How many.

    Returns
    -------
    str
        Such as ``"249 desa"``.
    """
    return ngettext("{count} village", "{count} villages", count).format(count=number(count))


def counted(count: int, what: str) -> str:
    """Write how many of something there are, in the right form of the noun.

    Parameters
    ----------
    count : int
        How many.
    what : str
        A layer of a study area or of OpenStreetMap, or a plural of the table below.

    Returns
    -------
    str
        Such as ``"249 villages"``; something unknown is written as `what` says.
    """
    forms = {
        "points": ngettext("{count} point", "{count} points", count),
        "villages": ngettext("{count} village", "{count} villages", count),
        "offices": ngettext("{count} office", "{count} offices", count),
        "markets": ngettext("{count} market", "{count} markets", count),
        "services": ngettext("{count} service", "{count} services", count),
        "facilities": ngettext("{count} facility", "{count} facilities", count),
        "boundaries": ngettext("{count} boundary", "{count} boundaries", count),
        "roads": ngettext("{count} road", "{count} roads", count),
        "places": ngettext("{count} place name", "{count} place names", count),
        "ferries": ngettext("{count} ferry", "{count} ferries", count),
        "changes": ngettext("{count} change", "{count} changes", count),
        "versions": ngettext("{count} version", "{count} versions", count),
        "nodes": ngettext("{count} node", "{count} nodes", count),
        "edges": ngettext("{count} edge", "{count} edges", count),
        "segments": ngettext("{count} segment", "{count} segments", count),
        "components": ngettext("{count} component", "{count} components", count),
        "parts": ngettext("{count} part", "{count} parts", count),
        "objects": ngettext("{count} object", "{count} objects", count),
        "days": ngettext("{count} day", "{count} days", count),
        "stops": ngettext("{count} stop", "{count} stops", count),
        "labour offices": ngettext("{count} labour office", "{count} labour offices", count),
        "other services": ngettext("{count} other service", "{count} other services", count),
        "rows": ngettext("{count} row", "{count} rows", count),
        "cells": ngettext("{count} cell", "{count} cells", count),
    }
    return forms.get(what, f"{{count}} {what}").format(count=number(count))


def percent(share: float | None, digits: int = 1) -> str:
    """Write a share as a percentage.

    Parameters
    ----------
    share : float or None
        The share, 1 being all.
    digits : int, default 1
        Decimals to show.

    Returns
    -------
    str
        Such as ``"45,2 %"``; a dash for a missing value.
    """
    text = number(None if share is None else share * 100, digits)
    return text if text == MISSING else f"{text} %"


def moment(when: datetime | None) -> str:
    """Write a date and a time.

    Parameters
    ----------
    when : datetime or None
        The moment; it is written in its own time zone.

    Returns
    -------
    str
        The text, or a dash for a missing value.

    Examples
    --------
    >>> moment(datetime(2026, 8, 5, 9, 7))
    '5 Aug 2026 09:07'
    """
    if when is None:
        return MISSING
    clock = when.replace(tzinfo=None)  # Babel would bring it to another time zone
    return f"{day(when)} {format_time(clock, TIME[_language()], locale=_locale(_language()))}"


def day(when: date) -> str:
    """Write a date.

    Parameters
    ----------
    when : date
        The date.

    Returns
    -------
    str
        Such as ``"5 Agu 2026"``.
    """
    return format_date(when, DATE, locale=_locale(_language()))


def _language() -> Language:
    return current_language() or "en"


@cache
def _locale(wanted: Language) -> Locale:
    return Locale(wanted)


@cache
def _pattern(digits: int) -> NumberPattern:
    return parse_pattern(f"#,##0.{'0' * digits}" if digits else "#,##0")


def _rounded(value: float, digits: int) -> float:
    return round(float(value), digits) + 0.0  # + 0.0 turns -0.0 into 0.0
