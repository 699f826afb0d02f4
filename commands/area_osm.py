"""Commands `area fetch` and `area clip`: roads and facilities from OpenStreetMap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from commands.choices import OSM_MARGIN_M
from commands.console import doing_line, progress, say
from commands.inputs import network_text
from commands.options import DATA, OUTPUT, with_options
from commands.regencies import complete_regency, stated_regency
from layers.osm.settings import OsmSettings
from layers.text.formats import counted
from spatial.errors import InputError
from spatial.wording import _, render

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon, Polygon

    from layers.jobs.progress import Monitor, Progress, Report
    from layers.osm.area import OsmArea
    from layers.osm.queries import RoadOptions


@dataclass(frozen=True, kw_only=True)
class RoadKinds:
    """Which roads are taken beside those for cars."""

    panel: ClassVar[str] = "Roads"

    tracks: Annotated[bool, typer.Option("--tracks", help="with tracks roads")] = False
    paths: Annotated[bool, typer.Option("--paths", help="with paths roads")] = False
    service: Annotated[bool, typer.Option("--service", help="with service roads")] = False

    def choice(self) -> RoadOptions:
        """Return the options of the query."""
        from layers.osm.queries import RoadOptions

        return RoadOptions(tracks=self.tracks, paths=self.paths, service=self.service)


@dataclass(frozen=True, kw_only=True)
class FetchPlace:
    """Which area is fetched: by its name or from a file."""

    panel: ClassVar[str] = "Place"

    name: Annotated[
        str | None,
        typer.Option(help="e.g. 'Kabupaten Lembata, Nusa Tenggara Timur, Indonesia'"),
    ] = None
    polygon: Annotated[Path | None, typer.Option(help="a vector file with the area")] = None
    pick: Annotated[
        int | None, typer.Option(help="which of several places of that name, from 1")
    ] = None


@dataclass(frozen=True, kw_only=True)
class FetchOutput:
    """Where the layers go, and what names their points."""

    panel: ClassVar[str] = OUTPUT

    out: Annotated[Path, typer.Option(help="folder for the layers")]
    boundaries: Annotated[
        Path | None, typer.Option(help="kecamatan that name those of the points")
    ] = None
    regency: Annotated[
        str,
        typer.Option(
            help="kabupaten of points without a boundary, by name or code",
            autocompletion=complete_regency,
        ),
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Servers:
    """How the servers of OpenStreetMap are asked; see `layers.osm.settings.OsmSettings`."""

    panel: ClassVar[str] = "Servers"

    endpoint: Annotated[str, typer.Option(metavar="URL", help="Overpass server")] = (
        OsmSettings.endpoint
    )
    geocoder: Annotated[str, typer.Option(metavar="URL", help="Nominatim server")] = (
        OsmSettings.geocoder
    )
    timeout_s: Annotated[
        float, typer.Option(metavar="S", help="seconds until a reply must be complete")
    ] = OsmSettings.timeout_s
    max_tries: Annotated[int, typer.Option(metavar="N", help="tries per request")] = (
        OsmSettings.max_tries
    )
    pause_s: Annotated[
        float, typer.Option(metavar="S", help="first pause after an error, seconds; it doubles")
    ] = OsmSettings.pause_s
    tile_km: Annotated[float, typer.Option(metavar="KM", help="edge of a tile")] = (
        OsmSettings.tile_km
    )
    cache_days: Annotated[
        float, typer.Option(metavar="DAYS", help="age after which replies are asked for again")
    ] = OsmSettings.cache_days
    cache: Annotated[
        Path | None, typer.Option(help="folder of replies (default: the dashboard's)")
    ] = None

    def settings(self) -> OsmSettings:
        """Return the settings of the downloads."""
        from layers.osm.download_job import default_folder
        from layers.osm.download_request import FetchMemory

        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        values["cache"] = self.cache or FetchMemory(default_folder()).replies
        return OsmSettings(**values)


@dataclass(frozen=True, kw_only=True)
class ClipPlace:
    """Which part of an extract is taken."""

    panel: ClassVar[str] = "Place"

    polygon: Annotated[
        Path | None,
        typer.Option(help="a vector file with the area (default: all of a small file)"),
    ] = None
    boundaries: Annotated[
        Path | None, typer.Option(help="a boundary layer, to pick areas from")
    ] = None
    province: Annotated[
        str | None, typer.Option(help="pick from --boundaries, by name or code")
    ] = None
    regency: Annotated[
        str | None,
        typer.Option(
            help="pick from --boundaries, by name or code", autocompletion=complete_regency
        ),
    ] = None
    district: Annotated[
        str | None, typer.Option(help="pick from --boundaries, by name or code")
    ] = None
    margin: Annotated[float, typer.Option(metavar="M", help="how far beyond the area, metres")] = (
        OSM_MARGIN_M
    )

    def picks(self) -> dict[str, str | None]:
        """Return what is picked from the boundaries, by level."""
        return {
            "province": self.province,
            "regency": self.regency,
            "district": self.district,
        }


Extract = Annotated[
    Path,
    typer.Option(metavar="FILE", help=".osm.pbf, .osm, .osm.gz, .osm.bz2", rich_help_panel=DATA),
]
Folder = Annotated[Path, typer.Option(help="folder for the layers", rich_help_panel=OUTPUT)]


@with_options
def fetch(
    place: FetchPlace,
    roads: RoadKinds,
    output: FetchOutput,
    servers: Servers,
) -> None:
    """Fetch roads and facilities from OpenStreetMap."""
    from layers.imports.boundaries import import_boundaries
    from layers.osm.area import fetch_area

    if (place.name is None) == (place.polygon is None):
        raise InputError([_("Give one of --name and --polygon.")])
    settings = servers.settings()
    polygon, asked = _fetched_place(place, settings)
    known = None if output.boundaries is None else import_boundaries(output.boundaries).areas
    with progress(_("Asking OpenStreetMap"), doing_line) as report:
        fetched = fetch_area(polygon, settings, roads.choice(), _monitor(report, _download_text))
    area = fetched.placed(known, stated_regency(output.regency))
    _write(area, output.out, asked)
    for line in area.broken:
        say(_("left out: {problem}").format(problem=render(line)))
    _say_counts(area)


@with_options
def clip(pbf: Extract, place: ClipPlace, roads: RoadKinds, out_dir: Folder) -> None:
    """Take roads and facilities out of an OpenStreetMap extract; offline."""
    from layers.osm.extract import read_pbf

    polygon, asked = _clipped_place(place)
    with progress(_("Reading the extract"), doing_line) as report:
        area = read_pbf(
            pbf, polygon, roads.choice(), place.margin, _monitor(report, _extract_text)
        )
    _write(area, out_dir, asked)
    _say_counts(area)
    say(
        _("data from: {moment} ({basis})").format(
            moment=area.facts["data_from"] or _("unknown"),
            basis=_(str(area.facts.get("data_from_basis"))),
        )
    )


def _fetched_place(place: FetchPlace, settings: OsmSettings) -> tuple[Polygon | MultiPolygon, str]:
    """Return the area that is fetched, and its name for the provenance."""
    from layers.osm.area import read_area
    from layers.osm.nominatim import pick_place

    if place.polygon is not None:
        return read_area(place.polygon), place.polygon.name
    found = pick_place(place.name or "", place.pick, settings)
    return found.area, f"{found.name} ({found.osm_id})"


def _clipped_place(place: ClipPlace) -> tuple[Polygon | MultiPolygon | None, str]:
    """Return the area that is clipped, and its name for the provenance."""
    import shapely

    from layers.imports.boundaries import import_boundaries, pick_areas
    from layers.osm.area import read_area
    from layers.osm.queries import checked_area

    named = ", ".join(value for value in place.picks().values() if value)
    _check_clip(place, named)
    if place.polygon is not None:
        return read_area(place.polygon), place.polygon.name
    if place.boundaries is None:
        return None, "the whole file"
    picked = pick_areas(import_boundaries(place.boundaries).areas, **place.picks())
    whole = shapely.union_all(shapely.make_valid(picked.to_crs(4326).geometry.to_numpy()))
    return checked_area(whole), f"{place.boundaries.name}: {named or 'all areas'}"


def _check_clip(place: ClipPlace, named: str) -> None:
    if place.polygon is not None and place.boundaries is not None:
        raise InputError([_("--polygon and --boundaries exclude each other.")])
    if not place.margin >= 0:
        raise InputError([_("--margin must not be negative.")])
    if named and place.boundaries is None:
        raise InputError([_("--province, --regency and --district need --boundaries.")])


def _monitor(report: Report, text: Callable[[Progress], str]) -> Monitor:
    """Return what a download or an extract reports to."""
    from layers.jobs.progress import Monitor

    return Monitor(progress=lambda now: report(now.done, now.total, text(now)))


def _download_text(now: Progress) -> str:
    from layers.jobs.background import JobView
    from layers.osm.download_job import download_text

    return download_text(JobView("running", now))


def _extract_text(now: Progress) -> str:
    return _("{done} of {planned} steps, {objects}{doing}").format(
        done=now.done,
        planned=now.total,
        objects=counted(now.objects, "objects"),
        doing=f": {render(now.waiting_for)}" if now.waiting_for else "",
    )


def _write(area: OsmArea, folder: Path, asked: str) -> None:
    from layers.osm.area import write_area

    for path in write_area(area, folder, {"asked": asked}):
        say(_("written: {path}").format(path=path))


def _say_counts(area: OsmArea) -> None:
    say(
        "; ".join(
            (
                network_text(area.roads.network),
                counted(area.table.ferries, "ferries"),
                ", ".join(counted(rows, layer) for layer, rows in area.facts["points"].items()),
            )
        )
    )
