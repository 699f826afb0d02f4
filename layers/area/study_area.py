"""`StudyArea`: a named area with its layers and its road network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

import geopandas as gpd

from layers.area import schema
from layers.area.road_source import RoadSource
from spatial.errors import InputError
from spatial.network.road_network import RoadNetwork
from spatial.population.grid import PopulationGrid
from spatial.wording import _

FACILITIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"disnaker": ("offices", "disnaker"), "market": ("markets", "")}
)
"""Facilities that can be asked for: the layer, and the kind within it (all kinds if empty)."""

AREA_LAYERS = ("boundaries", "villages", "offices", "markets", "services", "roads")
"""The layers of a study area, in the order in which they are written and listed."""


@dataclass(frozen=True, eq=False)
class StudyArea:
    """A named area with its boundaries, point layers and road network.

    Attributes
    ----------
    name, title
        Short name for commands, and the name that people read.
    boundaries, villages, offices, markets
        Validated layers, EPSG:4326.
    services
        Facilities of the other pillars, such as schools, banks and cooperatives; see
        `layers.area.schema.SERVICE_KINDS`.
    roads
        The road lines as their source drew them, EPSG:4326.
    roads_source
        The network made from `roads`, and how.
    sources
        Per layer its files (with SHA-256) and where they come from.
    network_note
        What the user of a distance must know about the network (Indonesian).
    digest
        Changes whenever a file of the area changes.
    regency
        Kabupaten or kota that the area is about; empty where it is not one.
    data_date
        Date or year of the data, in words.
    settings
        What the network was made with, such as `tolerance_m`; plain values.
    population
        People per cell; None where the area has no population raster.
    village_areas
        Polygons of the villages where their file has them, level `village`, and where no
        boundaries came the kabupaten around them, level `regency`; no rows otherwise.
    """

    name: str
    title: str
    boundaries: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    offices: gpd.GeoDataFrame
    markets: gpd.GeoDataFrame
    services: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    roads_source: RoadSource
    sources: Mapping[str, Any]
    network_note: str
    digest: str
    regency: str = ""
    data_date: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    population: PopulationGrid | None = None
    village_areas: gpd.GeoDataFrame = field(default_factory=partial(schema.empty, "village_areas"))

    @property
    def network(self) -> RoadNetwork:
        """The road network."""
        return self.roads_source.network

    @property
    def key(self) -> str:
        """A text that changes with the contents; see `digest`."""
        return self.digest

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return one of the layers by its name.

        Parameters
        ----------
        name
            One of `AREA_LAYERS`.

        Raises
        ------
        KeyError
            For any other name.
        """
        if name not in AREA_LAYERS:
            raise KeyError(name)
        layer: gpd.GeoDataFrame = getattr(self, name)
        return layer

    def lacks(self, which: str) -> bool:
        """Tell whether the area has no facility of a kind in `FACILITIES`."""
        layer, kind = FACILITIES[which]
        points = self.layer(layer)
        return not (points["kind"] == kind).any() if kind else points.empty

    def facilities(self, which: str) -> gpd.GeoDataFrame:
        """Return the facilities of a kind in `FACILITIES`.

        Raises
        ------
        InputError
            If the area has none, or the kind is unknown.
        """
        if which not in FACILITIES:
            problem = _("Unknown facility '{which}'; choose one of {facilities}.").format(
                which=which, facilities=", ".join(FACILITIES)
            )
            raise InputError([problem])
        if self.lacks(which):
            problem = _("{area} has no facility of the kind '{which}' in its data.").format(
                area=self.title, which=which
            )
            raise InputError([problem])
        layer, kind = FACILITIES[which]
        points = self.layer(layer)
        return points[points["kind"] == kind] if kind else points
