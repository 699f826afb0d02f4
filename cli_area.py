"""The commands `cli.py area ...`: the user's stored study areas."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from layers import catalog
from layers.area_parts import boundaries_from_file, osm_roads, points_from_file, roads_from_file
from layers.bundle import read_bundle, read_bundle_scenarios, write_bundle
from layers.new_area import PART_LAYERS, AreaFiles, NewArea, build_area, make_area
from layers.osm_folder import osm_parts, read_folder
from layers.scenario_store import default_scenarios
from layers.store import NEW, default_store
from layers.store_versions import StoredArea
from spatial.errors import InputError
from spatial.wording import tr, trn

Command = Callable[[argparse.Namespace], None]


def add_commands(
    parser: argparse.ArgumentParser,
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """Give a parser the subcommands of `area`, which each set `run`; return where more may go."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Command, text: str, *places: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        for place in places:
            added.add_argument(place)
        return added

    command("list", _list, "list your stored areas")
    _create_arguments(
        command("create", _create, "make and store an area from your files", "title")
    )
    deleting = command("delete", _delete, "delete an area with all its versions", "name")
    deleting.add_argument("--confirm", default="", metavar="NAME", help="the name once more")
    command("rename", _rename, "give an area another name", "name", "new")
    command("rollback", _roll_back, "go back to the version before; twice undoes it", "name")
    exporting = command("export", _export, "write an area as one zip file", "name")
    exporting.add_argument("file", type=Path)
    importing = command("import", _import, "store an area from a zip file")
    importing.add_argument("file", type=Path)
    importing.add_argument("--name", default="", help="store it under this name")
    importing.add_argument(
        "--replace", action="store_true", help="an area of that name becomes the version before"
    )
    return commands


def _create_arguments(parser: argparse.ArgumentParser) -> None:
    for layer in ("roads", "villages", "offices", "markets", "services", "boundaries"):
        parser.add_argument(f"--{layer}", type=Path, metavar="FILE")
    parser.add_argument(
        "--osm", type=Path, metavar="FOLDER", help="what 'area fetch' wrote; files go before it"
    )
    parser.add_argument("--name", default="", help="short name (default: from the title)")
    parser.add_argument("--regency", default="", help="kabupaten or kota (default: the title)")
    parser.add_argument(
        "--tolerance", type=float, default=5.0, metavar="M", help="gaps closed, metres"
    )
    parser.add_argument(
        "--keep", choices=["good", "none"], default="none", help="rows with errors"
    )
    parser.add_argument(
        "--replace", action="store_true", help="keep an area of that name as the version before"
    )


def _create(options: argparse.Namespace) -> None:
    made = _from_files(options) if options.osm is None else _from_osm(options)
    for reports in made.reports.values():
        for report in reports:
            _say(report.summary())
    default_store().save(made.area, based_on=None if options.replace else NEW)
    _say(f"stored {made.area.name} ({made.area.title}): {made.area.network}")


def _from_files(options: argparse.Namespace) -> NewArea:
    missing = [f"--{name}" for name in ("roads", "villages") if getattr(options, name) is None]
    if missing:
        raise InputError(
            [
                tr("{missing} missing: give the file, or a folder --osm.").format(
                    missing=tr(" and ").join(missing)
                )
            ]
        )
    files = AreaFiles(
        options.roads,
        options.villages,
        options.offices,
        options.markets,
        options.boundaries,
        options.services,
    )
    return make_area(
        options.title,
        files,
        name=options.name,
        regency=options.regency,
        tolerance_m=options.tolerance,
        keep=options.keep,
    )


def _from_osm(options: argparse.Namespace) -> NewArea:
    """Make an area from what was fetched; a file that is given stands in for its layer."""
    fetched = read_folder(options.osm).placed(regency=options.regency or options.title)
    parts = osm_parts(fetched)
    for layer in PART_LAYERS:
        path = getattr(options, layer)
        if path is not None and layer == "boundaries":
            parts[layer] = [boundaries_from_file(path)]
        elif path is not None:
            parts[layer] = [points_from_file(layer, path)]
    own = options.roads
    roads = osm_roads(fetched) if own is None else roads_from_file(own, options.tolerance)
    return build_area(
        options.title,
        roads,
        parts,
        name=options.name,
        regency=options.regency,
        keep=options.keep,
    )


def _list(_: argparse.Namespace) -> None:
    entries = default_store().entries()
    for entry in entries:
        print("\t".join((entry.name, entry.title, _when(entry), _counts(entry))))
    problems = [f"{entry.name}: {entry.problem}" for entry in entries if entry.problem]
    if problems:
        raise InputError(problems)


def _when(entry: StoredArea) -> str:
    return tr("damaged") if entry.saved is None else f"{entry.saved:%Y-%m-%d %H:%M} UTC"


def _counts(entry: StoredArea) -> str:
    counts = ", ".join(f"{rows} {tr(layer)}" for layer, rows in entry.counts.items())
    return tr("{counts}, can roll back").format(counts=counts) if entry.can_roll_back else counts


def _delete(options: argparse.Namespace) -> None:
    if options.confirm != options.name:
        raise InputError(
            [
                tr("Nothing was deleted. To delete '{name}', add --confirm {name}.").format(
                    name=options.name
                )
            ]
        )
    default_store().delete(options.name, confirm=options.confirm)
    _say(tr("deleted {name}").format(name=options.name))


def _rename(options: argparse.Namespace) -> None:
    default_store().rename(options.name, options.new)
    _say(tr("{name} is now {new}").format(name=options.name, new=options.new))


def _roll_back(options: argparse.Namespace) -> None:
    store = default_store()
    store.roll_back(options.name)
    saved = next(entry for entry in store.entries() if entry.name == options.name)
    _say(
        tr("{name} is the version of {when}; rollback again to undo this").format(
            name=options.name, when=_when(saved)
        )
    )


def _export(options: argparse.Namespace) -> None:
    scenarios = default_scenarios().load_all(options.name)
    write_bundle(catalog.load_area(options.name), options.file, scenarios)
    _say(tr("{name} in {file}").format(name=options.name, file=options.file))


def _import(options: argparse.Namespace) -> None:
    area = read_bundle(options.file, options.name)
    scenarios = read_bundle_scenarios(options.file)
    default_store().save(area, based_on=None if options.replace else NEW)
    for scenario in scenarios:
        kept = default_scenarios().add(scenario, area.name)
        _say(tr("kept scenario {name} ({title})").format(name=kept.name, title=kept.title))
    count = len(area.villages)
    _say(
        trn(
            "stored {name} ({title}): {count} village",
            "stored {name} ({title}): {count} villages",
            count,
        ).format(name=area.name, title=area.title, count=count)
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr)
