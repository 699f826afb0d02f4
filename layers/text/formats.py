"""Numbers and units as the reader expects them: 12.345,6 in Indonesian, 12,345.6 in English."""

import math
from datetime import date, datetime

from spatial.wording import language, tr, trn

MISSING = "–"  # noqa: RUF001 - a dash for the reader, not a minus
INDONESIAN = str.maketrans(",.", ".,")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
ENGLISH_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def number(value: float | None, digits: int = 0) -> str:
    """Write a number with the separators of the reader's language.

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
    '12.345,6'
    """
    if value is None or not math.isfinite(value):
        return MISSING
    rounded = round(value, digits) + 0.0  # + 0.0 turns -0.0 into 0.0
    text = f"{rounded:,.{digits}f}"
    return text if language() == "en" else text.translate(INDONESIAN)


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
    return _with_unit(number(None if metres is None else metres / 1000, digits), "km")


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
    parts = [tr("{count} jam").format(count=number(hours))] if hours else []
    if rest or not hours:
        parts.append(tr("{count} menit").format(count=rest))
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
    return trn("{count} desa", "{count} desa", count).format(count=number(count))


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
    return _with_unit(number(None if share is None else share * 100, digits), "%")


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
    '5 Agu 2026 09.07'
    """
    if when is None:
        return MISSING
    if language() == "en":
        return f"{when.day} {ENGLISH_MONTHS[when.month - 1]} {when.year} {when:%H:%M}"
    return f"{when.day} {MONTHS[when.month - 1]} {when.year} {when:%H.%M}"


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
    months = ENGLISH_MONTHS if language() == "en" else MONTHS
    return f"{when.day} {months[when.month - 1]} {when.year}"


def _with_unit(text: str, unit: str) -> str:
    return text if text == MISSING else f"{text} {unit}"
