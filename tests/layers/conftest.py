"""Fixtures shared by the tests of the layers."""

from tests.layers.map_cases import access, area, route
from tests.layers.osm_cases import listener, server, settings
from tests.layers.pillar_cases import answer, village_area, without_services

__all__ = [
    "access",
    "answer",
    "area",
    "listener",
    "route",
    "server",
    "settings",
    "village_area",
    "without_services",
]
