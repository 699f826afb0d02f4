"""Fixtures shared by the tests of the layers."""

from tests.layers.map_cases import access, area, route

__all__ = ["access", "area", "route"]
