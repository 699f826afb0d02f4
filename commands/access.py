"""Command `access`: the nearest destinations of every origin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from commands.choices import AccessTarget
from commands.console import destinations_line, progress, say
from commands.file_options import PointReading
from commands.inputs import (
    Inputs,
    check_targets,
    read_inputs,
    say_network,
    say_passed_over,
    write_table,
)
from commands.options import (
    QUESTION,
    MeasuredTravel,
    PointFile,
    Source,
    TableOutput,
    with_options,
)
from layers.text.formats import number
from spatial.wording import _, ngettext

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from layers.area.road_source import RoadSource
    from layers.exports.files import Provenance


@dataclass(frozen=True, kw_only=True)
class TripSource(Source):
    """Where trips begin and end."""

    roles: ClassVar[tuple[str, str]] = ("origins", "destinations")

    origins: PointFile = None
    destinations: PointFile = None
    to: Annotated[AccessTarget, typer.Option(help="facilities of the area")] = "disnaker"


@dataclass(frozen=True, kw_only=True)
class AccessOutput(TableOutput):
    """Where the results go."""

    routes: Annotated[Path | None, typer.Option(help="the routes as GeoJSON or GPKG")] = None


Count = Annotated[int, typer.Option(help="destinations per origin", rich_help_panel=QUESTION)]


@with_options
def access(
    source: TripSource,
    reading: PointReading,
    travel: MeasuredTravel,
    output: AccessOutput,
    k: Count = 1,
) -> None:
    """Measure the way to the nearest destinations of every origin."""
    from spatial.access.nearest import nearest

    check_targets({"--out": output.out, "--routes": output.routes})
    given = read_inputs(source, source.to, reading)
    with progress(_("Measuring"), destinations_line) as report:
        table = nearest(
            given.roads.network,
            given.first,
            given.second,
            travel.as_travel(),
            k=k,
            progress=report,
        )
    notes = _provenance(given, travel, table, k)
    _write(output.out, table, given.first, notes)
    if output.routes is not None:
        _write_routes(output.routes, given, travel, table, notes)
    _summarise(table, given.roads)
    _say_facilities(given, travel)


def _provenance(
    given: Inputs, travel: MeasuredTravel, table: pd.DataFrame, k: int
) -> dict[str, object]:
    from layers.area.provenance import access_provenance

    return access_provenance(
        question=f"{k} nearest destination(s) of every origin",
        sources=given.facts,
        network=given.roads.to_dict(),
        travel=travel.as_travel(),
        extra={"k": k, "status": table["status"].value_counts().to_dict()},
    )


def _write(
    out: Path | None, table: pd.DataFrame, origins: gpd.GeoDataFrame, notes: Provenance
) -> None:
    import geopandas as gpd

    if out is None:
        write_table(None, table, notes)
        return
    places = origins.geometry.loc[table.index].to_numpy()
    write_table(out, gpd.GeoDataFrame(table, geometry=places, crs=origins.crs), notes)


def _write_routes(
    path: Path, given: Inputs, travel: MeasuredTravel, table: pd.DataFrame, notes: Provenance
) -> None:
    from layers.exports.files import write_result
    from spatial.access.routes import routes

    traced = routes(
        given.roads.network,
        given.first,
        given.second,
        table,
        travel.as_travel(),
    )
    write_result(path, traced, notes)
    say(
        ngettext("{count} route in {path}", "{count} routes in {path}", len(traced)).format(
            count=len(traced), path=path
        )
    )


def _say_facilities(given: Inputs, travel: MeasuredTravel) -> None:
    """Report the destinations that were tied past a piece of road."""
    from spatial.routing.od_solver import facility_solver

    solver = facility_solver(given.roads.network, given.second, travel.as_travel(), outward=False)
    ends = solver.destinations
    say_passed_over(ends.names, ends.snap.nearest_m, ends.snap.leg_m)


def _summarise(table: pd.DataFrame, roads: RoadSource) -> None:
    from spatial.access.measure import DISTANCE
    from spatial.access.summary import summarise

    say_network(roads)
    first = table[table["rank"].fillna(1) == 1]
    say_passed_over(first["origin_name"], first["nearest_road_m"], first["access_m"])
    found = summarise(first, DISTANCE)
    say(
        ngettext(
            "{origins} origin: {ok} ok, {unreachable} unreachable, {off_network} off the network",
            "{origins} origins: {ok} ok, {unreachable} unreachable, {off_network} off the network",
            found.origins,
        ).format(
            origins=found.origins,
            ok=found.ok,
            unreachable=found.unreachable,
            off_network=found.off_network,
        )
    )
    if found.ok:
        say(
            _("median {median} km, 90th percentile {p90} km").format(
                median=number(found.median / 1000, 2), p90=number(found.p90 / 1000, 2)
            )
        )
