"""Colours, height and numbers that the charts beside the maps share."""

from __future__ import annotations

from spatial.wording import current_language

GREEN, GREY, ACCENT = "#0b6e4f", "#888888", "#c2007a"
HEIGHT = 300


def number_locale() -> dict[str, object]:
    """Return the separators of the user's language, as the charts' library wants them."""
    decimal, thousands = (".", ",") if current_language() == "en" else (",", ".")
    return {
        "decimal": decimal,
        "thousands": thousands,
        "grouping": [3],
        "currency": ["Rp", ""],
    }
