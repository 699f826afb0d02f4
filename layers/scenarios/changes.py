"""The changes that a scenario is made of: plain values for a JSON file, located by coordinates."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from layers.area.schema import OFFICE_KINDS, SERVICE_KINDS
from spatial.limits import LATITUDE, LONGITUDE
from spatial.road_changes.changes import (
    TOLERANCE_M,
    BrokenBridge,
    ClosedRoad,
    NewFerry,
    NewRoad,
    RoadChange,
    UpgradedRoad,
)
from spatial.routing.modes import FERRY
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import N_, Labels, _

Lon = Annotated[float, Field(ge=LONGITUDE[0], le=LONGITUDE[1])]
Lat = Annotated[float, Field(ge=LATITUDE[0], le=LATITUDE[1])]
Place = tuple[Lon, Lat]
Positive = Annotated[float, Field(gt=0)]
LONGEST_NAME: Final = 200
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Tolerance = Annotated[float, Field(ge=0, le=20_000)]
FacilityLayer = Literal["offices", "markets", "services"]

FACILITY_PREFIX: Final = "skenario-"
"""Before the id of a change: the id of the facility that it adds."""

LABELS: Final[Labels[str]] = Labels(
    {
        "add_facility": N_("new service point"),
        "move_facility": N_("service point moved"),
        "close_facility": N_("service point closed"),
        "add_road": N_("new road"),
        "add_ferry": N_("new ferry"),
        "close_road": N_("road closed"),
        "break_bridge": N_("broken bridge"),
        "upgrade_road": N_("road upgraded"),
    }
)
"""What people read for each kind of change, in their language."""


class _Part(BaseModel):
    """A change; `id` is its own within the scenario and stays whatever happens to the others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    note: Annotated[str, Field(max_length=500)] = ""


class AddFacility(_Part):
    """A new service point; `days_per_month` only for one that comes and goes."""

    kind: Literal["add_facility"] = "add_facility"
    layer: FacilityLayer
    facility_kind: Name
    name: Name
    lon: Lon
    lat: Lat
    days_per_month: Annotated[float, Field(gt=0, le=31)] | None = None
    precision: Literal["surveyed", "published", "map view", "village point", "town point"] = (
        "map view"
    )

    @property
    def facility(self) -> str:
        """The id of the point that it adds."""
        return f"{FACILITY_PREFIX}{self.id}"

    @model_validator(mode="after")
    def _known_kind(self) -> AddFacility:
        known = {"offices": OFFICE_KINDS, "services": SERVICE_KINDS}.get(self.layer)
        if known is not None and self.facility_kind not in known:
            text = _("kind '{word}' is unknown; choose one of {known}")
            raise ValueError(text.format(word=self.facility_kind, known=", ".join(known)))
        return self


class MoveFacility(_Part):
    """A service point that moves."""

    kind: Literal["move_facility"] = "move_facility"
    layer: FacilityLayer
    facility: Name
    lon: Lon
    lat: Lat


class CloseFacility(_Part):
    """A service point that shuts."""

    kind: Literal["close_facility"] = "close_facility"
    layer: FacilityLayer
    facility: Name


class AddRoad(_Part):
    """A new road; see `spatial.road_changes.changes.NewRoad`."""

    kind: Literal["add_road"] = "add_road"
    line: Annotated[tuple[Place, ...], Field(min_length=2)]
    highway: str
    speed_kmh: Positive | None = None
    length_m: Positive | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    oneway: bool = False
    open_end: bool = False
    tolerance_m: Tolerance = TOLERANCE_M

    @model_validator(mode="after")
    def _known_class(self) -> AddRoad:
        _check_class(self.highway)
        return self

    def road_change(self) -> RoadChange:
        """Return what it means for the network."""
        return NewRoad(**_values(self))


class AddFerry(_Part):
    """A new ferry; see `spatial.road_changes.changes.NewFerry`."""

    kind: Literal["add_ferry"] = "add_ferry"
    line: Annotated[tuple[Place, ...], Field(min_length=2)]
    minutes: Positive | None = None
    speed_kmh: Positive | None = None
    name: Annotated[str, Field(max_length=200)] = ""
    tolerance_m: Tolerance = TOLERANCE_M

    @model_validator(mode="after")
    def _one_of_two(self) -> AddFerry:
        if (self.minutes is None) == (self.speed_kmh is None):
            raise ValueError(
                _("give one of the two: time of the crossing (minutes) or speed (km/h)")
            )
        return self

    def road_change(self) -> RoadChange:
        """Return what it means for the network."""
        return NewFerry(**_values(self))


class CloseRoad(_Part):
    """Stretches from junction to junction that nobody may use."""

    kind: Literal["close_road"] = "close_road"
    places: Annotated[tuple[Place, ...], Field(min_length=1)]
    tolerance_m: Tolerance = TOLERANCE_M

    def road_change(self) -> RoadChange:
        """Return what it means for the network."""
        return ClosedRoad(**_values(self))


class BreakBridge(_Part):
    """A place where the road is broken; both sides stay usable."""

    kind: Literal["break_bridge"] = "break_bridge"
    place: Place
    tolerance_m: Tolerance = TOLERANCE_M

    def road_change(self) -> RoadChange:
        """Return what it means for the network."""
        return BrokenBridge(**_values(self))


class UpgradeRoad(_Part):
    """Stretches that get another class, speed or both."""

    kind: Literal["upgrade_road"] = "upgrade_road"
    places: Annotated[tuple[Place, ...], Field(min_length=1)]
    highway: str | None = None
    speed_kmh: Positive | None = None
    tolerance_m: Tolerance = TOLERANCE_M

    @model_validator(mode="after")
    def _something_new(self) -> UpgradeRoad:
        if self.highway is None and self.speed_kmh is None:
            raise ValueError(_("give a new road class, a speed, or both"))
        if self.highway is not None:
            _check_class(self.highway)
        return self

    def road_change(self) -> RoadChange:
        """Return what it means for the network."""
        return UpgradedRoad(**_values(self))


FacilityChange: TypeAlias = AddFacility | MoveFacility | CloseFacility
NetworkChange: TypeAlias = AddRoad | AddFerry | CloseRoad | BreakBridge | UpgradeRoad
Change: TypeAlias = FacilityChange | NetworkChange


def change_label(number: int, change: Change) -> str:
    """Name a change for messages and tables: its number in the scenario, and its kind."""
    return _("Change {number} ({kind})").format(number=number, kind=LABELS[change.kind])


def _values(change: NetworkChange) -> dict[str, Any]:
    return change.model_dump(exclude={"id", "note", "kind"})


def _check_class(highway: str) -> None:
    if highway not in ROAD_CLASSES or highway == FERRY:
        raise ValueError(_("road class '{word}' is unknown").format(word=f"{highway:.40}"))
