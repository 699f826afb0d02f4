"""Options that several commands share, and the decorator that spreads a dataclass of options.

A command of Typer is a function with one parameter per option. Options that belong together are
the fields of a dataclass here, so that the functions stay short and pass one object on::

    @with_options
    def access(source: TripSource, travel: MeasuredTravel, output: TableOutput) -> None: ...
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    TypeGuard,
    TypeVar,
    get_args,
    get_type_hints,
)

import typer
from typer.models import OptionInfo

from commands.choices import DEFAULT_MODE, MAX_SNAP_M, TOLERANCE_M, Cost, Mode

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from spatial.routing.travel import Travel as RoutingTravel

DATA, TRAVEL, QUESTION, OUTPUT = "Data", "Travel", "Question", "Output"
"""Titles of the panels that group options in the help."""

Result = TypeVar("Result")
Hints = dict[str, Any]


def with_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Spread the parameters of a command that are dataclasses into one option per field.

    Parameters
    ----------
    command : callable
        A function whose parameters are dataclasses, or options of Typer as usual. The fields of a
        dataclass are `Annotated` with `typer.Option` or `typer.Argument`; a field without a
        default is a required option. Its class attribute `panel` names the panel of the help.

    Returns
    -------
    callable
        The command with the signature that Typer reads; it takes its options as keywords.

    Raises
    ------
    TypeError
        If two parameters have a field of the same name.
    """
    hints = get_type_hints(command, include_extras=True)
    groups = {name: hint for name, hint in hints.items() if _is_group(hint)}
    spread = list(_spread(command, hints))
    names = [parameter.name for parameter in spread]
    if len(set(names)) < len(names):
        raise TypeError(f"{command.__name__}: two options have the same name in {names}")

    @wraps(command)
    def call(**values: object) -> Result:
        given = {
            name: group(**{field.name: values.pop(field.name) for field in fields(group)})
            for name, group in groups.items()
        }
        return command(**given, **values)

    call.__signature__ = inspect.Signature(spread)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in spread}
    return call


def _spread(command: Callable[..., object], hints: Hints) -> Iterator[inspect.Parameter]:
    for parameter in inspect.signature(command).parameters.values():
        hint = hints[parameter.name]
        if _is_group(hint):
            yield from _options_of(hint)
        else:
            yield parameter.replace(annotation=hint, kind=inspect.Parameter.KEYWORD_ONLY)


def _is_group(hint: object) -> TypeGuard[type[DataclassInstance]]:
    return isinstance(hint, type) and is_dataclass(hint)


def _options_of(group: type[DataclassInstance]) -> Iterator[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    panel = getattr(group, "panel", None)
    for field in fields(group):
        yield inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(field),
            annotation=_in_panel(hints[field.name], panel),
        )


def _default(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return inspect.Parameter.empty if field.default is MISSING else field.default


def _in_panel(hint: object, panel: str | None) -> object:
    """Put an option into the panel of its group, unless it names one itself."""
    kind, option = get_args(hint)
    if panel is None or not isinstance(option, OptionInfo) or option.rich_help_panel:
        return hint
    placed = copy(option)
    placed.rich_help_panel = panel
    return Annotated[kind, placed]


AreaName = Annotated[str, typer.Option(help="a study area, e.g. demak", rich_help_panel=DATA)]
"""Option `--area` where it is required."""

PointFile = Annotated[
    Path | None, typer.Option(help="points or polygons: a table, workbook or map layer")
]
LogoFile = Annotated[Path | None, typer.Option(help="PNG or JPEG")]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is not a date such as 2026-08-05") from error


DateOption = Annotated[
    date | None, typer.Option(parser=_day, metavar="YYYY-MM-DD", help="default: today")
]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A study area, or files of one's own; a subclass adds a field for each of its two roles.

    Attributes
    ----------
    roles
        Names of the two point layers, as the command calls them.
    """

    panel: ClassVar[str] = "A study area, or your own files"
    roles: ClassVar[tuple[str, str]]

    area: Annotated[str | None, typer.Option(help="a study area, e.g. demak")] = None
    roads: Annotated[
        Path | None, typer.Option(help="osmnx GraphML, or any line layer (is cleaned first)")
    ] = None
    tolerance: Annotated[
        float, typer.Option(metavar="M", help="gaps of drawn roads that are closed, metres")
    ] = TOLERANCE_M


@dataclass(frozen=True, kw_only=True)
class ServiceSource(Source):
    """Villages and the facilities that serve them."""

    roles: ClassVar[tuple[str, str]] = ("villages", "facilities")

    villages: PointFile = None
    facilities: PointFile = None
    to: Annotated[
        str,
        typer.Option(help="facilities of the area: disnaker, market, offices, services:<kind>"),
    ] = "disnaker"


@dataclass(frozen=True, kw_only=True)
class Travel:
    """How people travel."""

    panel: ClassVar[str] = TRAVEL

    mode: Annotated[Mode, typer.Option(help="who travels")] = DEFAULT_MODE
    max_snap: Annotated[float, typer.Option(metavar="M", help="longest access leg, metres")] = (
        MAX_SNAP_M
    )


@dataclass(frozen=True, kw_only=True)
class MeasuredTravel(Travel):
    """How people travel, and what they save."""

    cost: Annotated[Cost, typer.Option(help="what people save")] = "distance"

    def as_travel(self) -> RoutingTravel:
        """Return the choice as the analyses take it."""
        from spatial.routing.modes import MODES
        from spatial.routing.travel import Travel as RoutingTravel

        return RoutingTravel(MODES[self.mode], self.cost, self.max_snap)


@dataclass(frozen=True, kw_only=True)
class TableOutput:
    """Where a table goes."""

    panel: ClassVar[str] = OUTPUT

    out: Annotated[
        Path | None,
        typer.Option(help="CSV, XLSX, GPKG or GeoJSON; without it CSV goes to standard output"),
    ] = None
