"""What a user orders from OpenStreetMap, and its memory: it outlives the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import geopandas as gpd
import shapely
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from shapely.geometry import MultiPolygon, Polygon

from layers.exports.files import write_atomically
from layers.jobs.progress import Monitor, Progress
from layers.osm.area import OsmArea, fetch_area, plan
from layers.osm.nominatim import Place, find_places
from layers.osm.overpass import on_disk
from layers.osm.queries import RoadOptions, checked_area
from layers.osm.settings import OsmSettings
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import lazy_gettext

CONNECT_TIMEOUT_S = 5.0
"""Without internet a page must say so at once, seconds."""
SERVER_SHARE = 0.6
"""Of the time until an answer must be there, the server may use so much; the rest is the way."""

M = TypeVar("M", bound=BaseModel)
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class FetchChoices(BaseModel):
    """What the user sets, with the defaults of `layers.osm.settings.OsmSettings`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    endpoint: str = OsmSettings.endpoint
    geocoder: str = OsmSettings.geocoder
    timeout_s: Positive = OsmSettings.timeout_s
    tile_km: Positive = OsmSettings.tile_km
    cache_days: Annotated[float, Field(ge=0)] = OsmSettings.cache_days
    tracks: bool = False
    paths: bool = False

    @property
    def options(self) -> RoadOptions:
        """Which roads are taken."""
        return RoadOptions(tracks=self.tracks, paths=self.paths)

    def settings(self, cache: Path) -> OsmSettings:
        """Return the settings of a download that keeps its replies in `cache`.

        Raises
        ------
        InputError
            If a setting cannot work.
        """
        return OsmSettings(
            cache,
            endpoint=self.endpoint,
            geocoder=self.geocoder,
            query_timeout_s=max(1, round(self.timeout_s * SERVER_SHARE)),
            connect_timeout_s=CONNECT_TIMEOUT_S,
            timeout_s=self.timeout_s,
            cache_days=self.cache_days,
            tile_km=self.tile_km,
        )


@dataclass(frozen=True, eq=False)
class FetchOrder:
    """One area to be fetched.

    Attributes
    ----------
    title
        What the area is called.
    area
        Degrees.
    choices
        Servers and roads.
    regency
        Kabupaten or kota of points that no boundary places; may be empty.
    places
        The user's boundaries, which name the kecamatan of points; None: those of OpenStreetMap.
    """

    title: str
    area: Polygon | MultiPolygon
    choices: FetchChoices
    regency: str = ""
    places: gpd.GeoDataFrame | None = None

    def run(self, cache: Path, monitor: Monitor) -> OsmArea:
        """Fetch the area; see `layers.osm.area.fetch_area`."""
        settings = self.choices.settings(cache)
        found = fetch_area(self.area, settings, self.choices.options, monitor)
        return found.placed(self.places, self.regency)

    def on_disk(self, cache: Path) -> tuple[int, int]:
        """Count the queries that need no server, and all; see `layers.osm.overpass.on_disk`."""
        settings = self.choices.settings(cache)
        return on_disk(plan(self.area, settings, self.choices.options), settings)


class _StoredOrder(BaseModel):
    """An order as JSON; shapes as well-known text, boundaries as GeoJSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    area: str
    choices: FetchChoices
    regency: str
    places: str | None


def search(name: str, settings: OsmSettings, monitor: Monitor) -> list[Place]:
    """Find the areas of a name as a job; see `layers.osm.nominatim.find_places`."""
    return find_places(name, settings, monitor.part(Progress(0, 1)))


@dataclass(frozen=True)
class FetchMemory:
    """The last choices and the order that is not finished, in a folder of the user.

    Attributes
    ----------
    folder
        Is made when something is stored.
    """

    folder: Path

    @property
    def replies(self) -> Path:
        """Folder of the replies of servers."""
        return self.folder / "replies"

    def choices(self) -> FetchChoices:
        """Return the choices that were stored last; the defaults if none can be read."""
        return _read(self.folder / "choices.json", FetchChoices) or FetchChoices()

    def keep_choices(self, choices: FetchChoices) -> None:
        """Store choices.

        Raises
        ------
        InputError
            If the folder cannot be written.
        """
        _write(self.folder / "choices.json", choices)

    def order(self) -> FetchOrder | None:
        """Return the order that was stored last; None if there is none that can be read."""
        found = _read(self.folder / "order.json", _StoredOrder)
        try:
            return None if found is None else _order(found)
        except (InputError, ValueError, shapely.GEOSException):
            return None

    def keep_order(self, order: FetchOrder) -> None:
        """Store an order, with those of its boundaries that touch its area.

        Raises
        ------
        InputError
            If the folder cannot be written.
        """
        near = None
        if order.places is not None:
            near = order.places[order.places.intersects(order.area)].to_json()
        stored = _StoredOrder(
            title=order.title,
            area=shapely.to_wkt(order.area, rounding_precision=-1),
            choices=order.choices,
            regency=order.regency,
            places=near,
        )
        _write(self.folder / "order.json", stored)

    def forget_order(self) -> None:
        """Forget the order; nothing happens if there is none."""
        (self.folder / "order.json").unlink(missing_ok=True)


def _order(found: _StoredOrder) -> FetchOrder:
    area = checked_area(shapely.from_wkt(found.area))
    places = None
    if found.places is not None:
        places = gpd.read_file(found.places, engine="pyogrio")
    return FetchOrder(found.title, area, found.choices, found.regency, places)


def _read(path: Path, model: type[M]) -> M | None:
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _write(path: Path, facts: BaseModel) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = lazy_gettext(
            "The folder {folder} cannot be made: {error}.",
            folder=path.parent,
            error=os_words(error),
        )
        raise InputError([problem]) from error
    write_atomically(path, facts.model_dump_json().encode())
