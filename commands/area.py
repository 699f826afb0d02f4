"""Commands `areas` and `area …`: the user's stored study areas and their single points."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from commands.choices import TOLERANCE_M, EditLayer, Keep, Precision
from commands.console import progress, say
from commands.file_options import TableReading
from commands.inputs import network_text, say_classes, say_crossings
from commands.options import DATA, OUTPUT, with_options
from commands.regencies import complete_regency, stated_regency
from layers.text.formats import counted, number
from spatial.errors import DesmigratifError, InputError
from spatial.wording import N_, _, ngettext

if TYPE_CHECKING:
    from layers.editing.session import EditSession
    from layers.new_area.build import NewArea
    from layers.store.area_store import StoredArea

SOURCE = N_("typed on the command line")

Name = Annotated[str, typer.Argument(help="name of the area")]
Layer = Annotated[EditLayer, typer.Argument(help="layer of the point")]
PointId = Annotated[str, typer.Argument(metavar="ID", help="id of the point")]
LayerFile = Annotated[Path | None, typer.Option(metavar="FILE", help="a file of this layer")]
Replace = Annotated[
    bool,
    typer.Option("--replace", help="an area of that name becomes the version before"),
]


@dataclass(frozen=True, kw_only=True)
class AreaSources:
    """What an area is made of."""

    panel: ClassVar[str] = DATA

    roads: LayerFile = None
    villages: LayerFile = None
    offices: LayerFile = None
    markets: LayerFile = None
    services: LayerFile = None
    boundaries: LayerFile = None
    osm: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="what 'area fetch' wrote; files go before it"),
    ] = None
    tolerance: Annotated[
        float, typer.Option(metavar="M", help="gaps of roads that are closed, metres")
    ] = TOLERANCE_M
    join_crossings: Annotated[
        bool,
        typer.Option(
            "--join-crossings/--no-join-crossings",
            help="roads that cross without a shared vertex are joined there; toll roads never are",
        ),
    ] = True
    keep: Annotated[Keep, typer.Option(help="rows with errors")] = "none"


@dataclass(frozen=True, kw_only=True)
class AreaTarget:
    """How an area is stored."""

    panel: ClassVar[str] = OUTPUT

    name: Annotated[str, typer.Option(help="short name (default: from the title)")] = ""
    regency: Annotated[
        str,
        typer.Option(
            help="kabupaten or kota, by name or code (default: the title)",
            autocompletion=complete_regency,
        ),
    ] = ""
    replace: Replace = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a point lies, and how that is known."""

    panel: ClassVar[str] = "Place"

    lat: Annotated[
        str, typer.Option(help="latitude; write --lat=-6,8048 for one that begins with -")
    ]
    lon: Annotated[str, typer.Option(help="longitude")]
    precision: Annotated[Precision, typer.Option(help="how good the place is")] = "published"
    source: Annotated[str, typer.Option(help="where the place is known from")] = SOURCE


@dataclass(frozen=True, kw_only=True)
class NewPlace(Place):
    """A place, and what is there."""

    kind: Annotated[str, typer.Option(help="default: from the name")] = ""
    code: Annotated[str, typer.Option(help="id of the point, e.g. a Kemendagri code")] = ""


def areas() -> None:
    """List the study areas."""
    from layers.workspace import catalog

    problems: list[str] = []
    for name in catalog.area_names():
        try:
            found = catalog.load_area(name)
        except DesmigratifError as error:
            problems += [f"{name}: {line}" for line in str(error).splitlines()]
            continue
        print(
            "\t".join(
                (
                    name,
                    found.title,
                    counted(len(found.villages), "villages"),
                    _("{km} km of road").format(km=number(found.network.total_km)),
                )
            )
        )
    if problems:
        raise InputError(problems)


def list_areas() -> None:
    """List your stored areas."""
    from layers.store.area_store import default_store

    entries = default_store().entries()
    for entry in entries:
        print("\t".join((entry.name, entry.title, _saved(entry), _counts(entry))))
    problems = [f"{entry.name}: {entry.problem}" for entry in entries if entry.problem]
    if problems:
        raise InputError(problems)


def _saved(entry: StoredArea) -> str:
    return _("damaged") if entry.saved is None else f"{entry.saved:%Y-%m-%d %H:%M} UTC"


def _counts(entry: StoredArea) -> str:
    counts = ", ".join(counted(rows, layer) for layer, rows in entry.counts.items())
    return _("{counts}, can roll back").format(counts=counts) if entry.can_roll_back else counts


@with_options
def create(
    title: Annotated[str, typer.Argument(help="name that people read, e.g. 'Kabupaten Kudus'")],
    sources: AreaSources,
    reading: TableReading,
    target: AreaTarget,
) -> None:
    """Make and store an area from your files."""
    from layers.store.area_store import NEW, default_store

    with progress(_("Reading the files and making the road network")):
        make = _from_files if sources.osm is None else _from_osm
        made = make(title, sources, target, reading)
    for reports in made.reports.values():
        for report in reports:
            say(report.summary())
            for problem in report.problems:
                if problem.row is None:
                    say(problem.sentence())
    say_classes(made.area.roads_source)
    say_crossings(made.area.roads_source)
    default_store().save(made.area, based_on=None if target.replace else NEW)
    say(
        _("stored {name} ({title}): {network}").format(
            name=made.area.name, title=made.area.title, network=network_text(made.area.network)
        )
    )


def _regency(title: str, target: AreaTarget) -> str:
    """Return the stated kabupaten; without one, the title is compared with the list, too."""
    from layers.imports.area_names import fold_regency

    if not target.regency and fold_regency(title)[0]:
        stated_regency(title)
    return stated_regency(target.regency)


def _from_files(
    title: str, sources: AreaSources, target: AreaTarget, reading: TableReading
) -> NewArea:
    from layers.new_area.build import AreaFiles, make_area

    if sources.roads is None or sources.villages is None:
        missing = [f"--{name}" for name in ("roads", "villages") if not getattr(sources, name)]
        raise InputError(
            [
                _("{missing} missing: give the file, or a folder --osm.").format(
                    missing=_(" and ").join(missing)
                )
            ]
        )
    files = AreaFiles(
        sources.roads,
        sources.villages,
        sources.offices,
        sources.markets,
        sources.boundaries,
        sources.services,
    )
    return make_area(
        title,
        files,
        name=target.name,
        regency=_regency(title, target),
        tolerance_m=sources.tolerance,
        join_crossings=sources.join_crossings,
        keep=sources.keep,
        stated={
            layer: reading.file_input(layer, path, files.given())
            for layer, path in files.given().items()
        },
    )


def _from_osm(
    title: str, sources: AreaSources, target: AreaTarget, reading: TableReading
) -> NewArea:
    """Make an area from what was fetched; a file that is given stands in for its layer."""
    from dataclasses import replace

    from layers.new_area.build import (
        PART_LAYERS,
        READING_ORDER,
        build_area,
        file_part,
        file_roads,
    )
    from layers.new_area.osm_folder import osm_parts, read_folder
    from layers.new_area.parts import osm_roads

    if sources.osm is None:
        raise TypeError("no folder of OpenStreetMap")
    regency = _regency(title, target)
    fetched = read_folder(sources.osm).placed(regency=regency or title)
    parts = osm_parts(fetched)
    areas = None
    for layer in READING_ORDER:
        path: Path | None = getattr(sources, layer)
        if path is not None:
            part = file_part(reading.file_input(layer, path, PART_LAYERS), areas)
            parts[layer] = [part]
            areas = part.rows if layer == "boundaries" else areas
    own = sources.roads
    if own is None:
        roads = osm_roads(fetched)
    else:
        stated = reading.file_input("roads", own, PART_LAYERS)
        roads = file_roads(
            replace(
                stated,
                tolerance_m=sources.tolerance,
                join_crossings=sources.join_crossings,
            )
        )
    return build_area(
        title,
        roads,
        parts,
        name=target.name,
        regency=regency,
        keep=sources.keep,
    )


def delete(
    name: Name,
    confirm: Annotated[str, typer.Option(metavar="NAME", help="the name once more")] = "",
) -> None:
    """Delete an area with all its versions."""
    from layers.store.area_store import default_store

    if confirm != name:
        raise InputError(
            [_("Nothing was deleted. To delete '{name}', add --confirm {name}.").format(name=name)]
        )
    default_store().delete(name, confirm=confirm)
    say(_("deleted {name}").format(name=name))


def rename(name: Name, new: Annotated[str, typer.Argument(help="its new name")]) -> None:
    """Give an area another name."""
    from layers.store.area_store import default_store

    default_store().rename(name, new)
    say(_("{name} is now {new}").format(name=name, new=new))


def roll_back(name: Name) -> None:
    """Go back to the version before; twice undoes it."""
    from layers.store.area_store import default_store

    store = default_store()
    store.roll_back(name)
    entry = next(entry for entry in store.entries() if entry.name == name)
    say(
        _("{name} is the version of {saved}; rollback again to undo this").format(
            name=name, saved=_saved(entry)
        )
    )


def export_area(name: Name, file: Annotated[Path, typer.Argument(help="the zip file")]) -> None:
    """Write an area as one zip file."""
    from layers.scenarios.store import default_scenarios
    from layers.workspace import catalog
    from layers.workspace.bundle import write_bundle

    scenarios = default_scenarios().load_all(name)
    write_bundle(catalog.load_area(name), file, scenarios)
    say(_("{name} in {file}").format(name=name, file=file))


def import_area(
    file: Annotated[Path, typer.Argument(help="the zip file")],
    name: Annotated[str, typer.Option(help="store it under this name")] = "",
    replace: Replace = False,
) -> None:
    """Store an area from a zip file."""
    from layers.scenarios.store import default_scenarios
    from layers.store.area_store import NEW, default_store
    from layers.workspace.bundle import read_bundle, read_bundle_scenarios

    area = read_bundle(file, name)
    scenarios = read_bundle_scenarios(file)
    default_store().save(area, based_on=None if replace else NEW)
    for scenario in scenarios:
        stored = default_scenarios().add(scenario, area.name)
        say(_("kept scenario {name} ({title})").format(name=stored.name, title=stored.title))
    say(
        ngettext(
            "stored {name} ({title}): {villages} village",
            "stored {name} ({title}): {villages} villages",
            len(area.villages),
        ).format(name=area.name, title=area.title, villages=len(area.villages))
    )


@with_options
def add(
    name: Name,
    layer: Layer,
    point: Annotated[str, typer.Argument(help="name of the point, e.g. 'Disnaker Kudus'")],
    place: NewPlace,
) -> None:
    """Add a point to an area."""
    from layers.editing.session import NewPoint

    session, (lon, lat) = _session(name), _coordinates(place)
    kind = place.kind or _kind(layer, point, place.code)
    new = NewPoint(point, kind, lon, lat, place.precision, place.source, place.code)
    session, added = session.add(layer, new)
    _save(session)
    say(
        _("{layer}: {id} ({point}) is in {name}").format(
            layer=layer, id=added, point=point, name=name
        )
    )


@with_options
def move(name: Name, layer: Layer, point: PointId, place: Place) -> None:
    """Move a point of an area."""
    lon, lat = _coordinates(place)
    _save(_session(name).move(layer, point, lon, lat, place.precision, place.source))
    say(
        _("{layer}: {id} was moved; 'area rollback {name}' undoes it").format(
            layer=layer, id=point, name=name
        )
    )


def remove(name: Name, layer: Layer, point: PointId) -> None:
    """Remove a point of an area."""
    _save(_session(name).remove(layer, point))
    say(
        _("{layer}: {id} was removed; 'area rollback {name}' undoes it").format(
            layer=layer, id=point, name=name
        )
    )


def _kind(layer: EditLayer, name: str, code: str) -> str:
    """Guess the kind of a point from its name or code."""
    from layers.imports.facility_kinds import office_kind, service_kind, village_kind

    if layer == "offices":
        return office_kind(name)
    if layer == "services":
        return service_kind("", name)
    return village_kind("", code) if layer == "villages" else "pasar"


def _session(name: str) -> EditSession:
    from layers.editing import saving
    from layers.store.area_store import default_store
    from layers.workspace import catalog

    return saving.start(catalog.load_area(name), default_store())


def _save(session: EditSession) -> None:
    from layers.editing import saving
    from layers.store.area_store import default_store

    saving.save(session, default_store())


def _coordinates(place: Place) -> tuple[float, float]:
    """Return longitude and latitude; all that cannot be read is reported at once."""
    from layers.imports.coordinates import parse_coordinate

    texts = {"lon": place.lon, "lat": place.lat}
    found = {name: parse_coordinate(text) for name, text in texts.items()}
    problems = [
        _("--{name} '{text}' is no coordinate; write it like 110,8405 or -6.8048.").format(
            name=name, text=texts[name]
        )
        for name, angle in found.items()
        if angle is None
    ]
    lon, lat = found["lon"], found["lat"]
    if lon is None or lat is None:
        raise InputError(problems)
    return lon.value, lat.value
