"""Settings for questions to OpenStreetMap servers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from spatial import __version__
from spatial.errors import InputError
from spatial.wording import lazy_gettext


@dataclass(frozen=True)
class OsmSettings:
    """How OpenStreetMap servers are asked.

    Attributes
    ----------
    cache
        Folder of the replies.
    endpoint
        Overpass interpreter.
    geocoder
        Nominatim search, for areas by name.
    user_agent
        Names this program, as the usage policies of both servers ask.
    query_timeout_s
        Seconds that Overpass may work on one query (its setting `timeout`).
    connect_timeout_s, timeout_s
        Seconds until a connection stands, and until a reply must be complete.
    max_tries
        Tries per query.
    pause_s, max_pause_s
        First pause after an error, seconds; it doubles up to the longest, which also bounds what a
        server may ask for with Retry-After.
    cache_days
        Age in days after which a reply is asked for again; infinity: never.
    keep_days, max_cache_mb
        Replies older than this, and the least lately used above this size, are cleared away.
    max_reply_mb
        Largest reply that is read, megabytes unpacked.
    tile_km
        Edge of a tile, kilometres.
    """

    cache: Path
    endpoint: str = "https://overpass-api.de/api/interpreter"
    geocoder: str = "https://nominatim.openstreetmap.org/search"
    user_agent: str = f"Desmigratif-Spasial/{__version__} (planning tool; low volume; cached)"
    query_timeout_s: int = 180
    connect_timeout_s: float = 10.0
    timeout_s: float = 300.0
    max_tries: int = 5
    pause_s: float = 5.0
    max_pause_s: float = 120.0
    cache_days: float = 30.0
    keep_days: float = 365.0
    max_cache_mb: float = 2000.0
    max_reply_mb: float = 300.0
    tile_km: float = 25.0

    def __post_init__(self) -> None:
        """Refuse settings that cannot work.

        Raises
        ------
        InputError
            Listing every setting that is out of range.
        """
        positive = ("query_timeout_s", "connect_timeout_s", "timeout_s", "max_tries", "tile_km",
                    "max_reply_mb")  # fmt: skip
        problems = [
            lazy_gettext("{name} must be above 0.", name=name)
            for name in positive
            if not getattr(self, name) > 0
        ]
        problems += [
            lazy_gettext("{name} must not be negative.", name=name)
            for name in ("pause_s", "max_pause_s", "cache_days")
            if not getattr(self, name) >= 0
        ]
        problems += [
            lazy_gettext(
                "{name} must be an address that begins with https:// or http://.", name=name
            )
            for name in ("endpoint", "geocoder")
            if not re.match(r"https?://[^/]", getattr(self, name))
        ]
        if problems:
            raise InputError(problems)
