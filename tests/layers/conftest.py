"""Fixtures shared by the tests of the layers."""

from tests.layers.map_cases import access, area, route
from tests.layers.osm_cases import listener, server, settings

__all__ = ["access", "area", "listener", "route", "server", "settings"]
