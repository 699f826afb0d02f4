"""Commands `check population` and `area population`: a raster checked, or stored with an area."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from commands.check import CrsText, ReportFile, crs_option, say_report
from commands.choices import RasterUnit
from commands.console import progress, say
from commands.options import with_options
from spatial.errors import InputError
from spatial.wording import _, ngettext

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.imports.report import ImportReport
    from layers.population.import_raster import RasterOptions
    from spatial.population.grid import PopulationGrid

RasterFile = Annotated[Path, typer.Argument(help="a GeoTIFF with people per cell")]


@dataclass(frozen=True, kw_only=True)
class Raster:
    """How a raster is read."""

    panel: ClassVar[str] = "Raster"

    unit: Annotated[RasterUnit, typer.Option(help="of the values")] = "count"
    band: Annotated[int, typer.Option(help="which band has the people")] = 1
    crs: CrsText = None
    nodata: Annotated[list[float], typer.Option(help="a value that is no count")] = field(
        default_factory=list
    )
    margin: Annotated[float, typer.Option(metavar="M", help="metres around the area to keep")] = (
        0.0
    )
    mask: Annotated[bool, typer.Option("--mask", help="only people within the polygons")] = False
    known: Annotated[
        float | None, typer.Option(metavar="N", help="people of the area, to compare")
    ] = None
    people: Annotated[
        bool, typer.Option("--people", help="it does hold people, although it looks otherwise")
    ] = False
    report: ReportFile = None

    def settings(self) -> RasterOptions:
        """Return the options of the importer."""
        from layers.population.import_raster import RasterOptions

        return RasterOptions(
            band=self.band,
            unit=self.unit,
            crs=crs_option(self.crs),
            nodata=tuple(self.nodata),
            margin_m=self.margin,
            mask=self.mask,
            known_people=self.known,
            confirmed=self.people,
        )


@dataclass(frozen=True, kw_only=True)
class RasterPlace:
    """The polygons that a raster is read for: one of the two."""

    panel: ClassVar[str] = "Place"

    area: Annotated[str | None, typer.Option(help="a study area, e.g. demak")] = None
    area_file: Annotated[Path | None, typer.Option(help="polygons")] = None


@with_options
def check(
    file: RasterFile,
    place: RasterPlace,
    raster: Raster,
    out: Annotated[
        Path | None,
        typer.Option(help="people of each polygon, as CSV, XLSX, GPKG or GeoJSON"),
    ] = None,
) -> None:
    """Check a GeoTIFF with people per cell."""
    from layers.exports.files import check_format, write_result
    from layers.population.area import people_table

    if (place.area is None) == (place.area_file is None):
        raise InputError([_("Give one of --area and --area-file.")])
    if out is not None:
        check_format(out)
    with progress(_("Reading the raster")):
        polygons, grid, report = _read(file, place, raster.settings())
    say_report(report, raster.report)
    if out is not None:
        named = polygons[[c for c in ("code", "name", "geometry") if c in polygons]]
        write_result(out, people_table(grid, named), report.facts())
        say(
            ngettext("{count} polygon in {out}", "{count} polygons in {out}", len(named)).format(
                count=len(named), out=out
            )
        )


def _read(
    file: Path, place: RasterPlace, settings: RasterOptions
) -> tuple[gpd.GeoDataFrame, PopulationGrid, ImportReport]:
    from layers.imports.boundaries import import_boundaries
    from layers.population.area import area_polygons, read_population
    from layers.population.import_raster import import_population
    from layers.workspace import catalog

    if place.area_file is not None:
        areas = import_boundaries(place.area_file).areas
        polygons = areas[areas.geometry.notna()]
        return polygons, *import_population(file, polygons, settings)
    area = catalog.load_area(place.area or "")
    polygons = area.boundaries
    if polygons.empty:
        polygons = area_polygons(area).to_frame("geometry")
    return polygons, *read_population(file, area, settings)


@with_options
def give(
    name: Annotated[str, typer.Argument(help="name of the area")],
    file: RasterFile,
    raster: Raster,
) -> None:
    """Give one of your stored areas the people of a GeoTIFF."""
    from layers.population.area import with_population
    from layers.store.area_store import default_store

    store = default_store()
    if name not in store.names():
        problem = _(
            "'{name}' is not a stored area; make it first (area create), or store the "
            "built-in area with area export and area import."
        ).format(name=name)
        raise InputError([problem])
    area = store.load(name)
    with progress(_("Reading the raster")):
        richer, report = with_population(area, file, raster.settings())
    say_report(report, raster.report)
    store.save(richer, based_on=area.digest)
    say(_("the people are stored with {name}; area rollback undoes it").format(name=area.name))
