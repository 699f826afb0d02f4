"""The kabupaten or kota that an option names: offered, by code too, and compared with the list."""

from __future__ import annotations

from commands.console import say


def complete_regency(incomplete: str) -> list[tuple[str, str]]:
    """Offer the names that contain what was typed, with their provinces, to the shell."""
    from layers.imports.regencies import known_regencies

    typed = incomplete.strip().lower()
    return [
        (regency.name, f"{regency.code}, {regency.province}")
        for regency in known_regencies().values()
        if typed in regency.name.lower() or regency.code.startswith(typed)
    ]


def stated_regency(text: str) -> str:
    """Return the kabupaten or kota that an option names, a code as its name.

    A name that is not in the list is taken as it is, and said with those that may be meant.
    """
    from layers.imports.regencies import regency_name, unknown_regency

    name = regency_name(text.strip())
    unknown = unknown_regency(name) if name else None
    if unknown is not None:
        _, value, reason, fix = unknown.words()
        say(f"{value}: {reason}. {fix}.")
    return name
