"""Choices and defaults of the options, written out so that ``--help`` loads no analysis.

Each stands for a table of `layers` or `spatial`; ``tests/test_commands.py`` compares them.
"""

from __future__ import annotations

from typing import Literal

Mode = Literal["car", "motorcycle", "walk"]
Cost = Literal["distance", "time"]
Language = Literal["id", "en"]
Keep = Literal["good", "none"]
AccessTarget = Literal["disnaker", "market"]
EditLayer = Literal["villages", "offices", "markets", "services"]
Precision = Literal["surveyed", "published", "map view", "village point", "town point"]
RasterUnit = Literal["count", "per_km2", "per_ha"]
ReachModel = Literal["cumulative", "hansen", "huff", "2sfca", "e2sfca"]
Decay = Literal["power", "exponential", "gaussian"]
SitingModel = Literal["p-median", "mclp", "lscp", "p-center"]
Pillar = Literal["I", "II", "III", "IV"]
Paper = Literal["A4", "A3", "slide"]
Statement = Literal["worst", "coverage", "agencies", "reach", "scenario", "siting"]

DEFAULT_MODE: Mode = "motorcycle"
"""The mode of every command and of the dashboard."""

MAX_SNAP_M = 2000.0
TOLERANCE_M = 5.0
OSM_MARGIN_M = 1000.0
THRESHOLDS: dict[Cost, float] = {"distance": 10.0, "time": 30.0}
"""Thresholds where none is given, kilometres and minutes."""

HALF_AT: dict[Cost, float] = {"time": 15.0, "distance": 5.0}
POWER_BETA = 2.0
FULL_AT = 3.0
MOBILE_DAYS = 4.0
STAY_MIN = 120.0
WORKDAY_MIN = 480.0
DPI = 200.0
CANDIDATES = ("villages", "seats", "markets", "own")
STATEMENTS: tuple[Statement, ...] = (
    "worst",
    "coverage",
    "agencies",
    "reach",
    "scenario",
    "siting",
)
MEETING_ENDINGS = (".pptx", ".pdf", ".html", "_A4.zip", "_A3.zip", ".xlsx", "_gpkg.zip")
