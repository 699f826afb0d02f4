"""The program of the shell: the tree of its commands, its languages and its exit codes.

Exit codes: 0 done, 1 an unexpected error, 2 input that cannot be used (the messages say why),
3 findings that ``area check --fail-on`` asks for, 130 stopped with Ctrl-C (128 + SIGINT, as shells
count).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from commands.choices import Language
from commands.console import say
from commands.lazy import LazyCommand
from spatial import __version__
from spatial.errors import DesmigratifError
from spatial.wording import N_, _, use_language

if TYPE_CHECKING:
    from typer._click import Context

INTERRUPTED = N_(
    "Stopped with Ctrl-C; what had been downloaded is kept, and the same command goes on from "
    "there."
)
INTERRUPTED_CODE = 130
UNUSABLE_CODE = 2

MEETING, ANALYSIS, AREAS = "Dashboard, maps and slides", "Analysis", "Areas and data"
"""Titles of the panels that group the commands in the help."""

COMMANDS = {
    MEETING: (
        ("run", "dashboard:run", "Open the dashboard in the browser; Ctrl-C ends it."),
        ("print", "print_maps:print_map",
         "Write an answer as a map (PNG, PDF), for QGIS (GPKG) or as a workbook (XLSX)."),
        ("present", "present:present",
         "Make a story for a meeting: slides, a web page, maps, tables."),
    ),
    ANALYSIS: (
        ("access", "access:access",
         "Measure the way to the nearest destinations of every origin."),
        ("coverage", "coverage:coverage",
         "Count villages and people within and outside the reach of a service."),
        ("reach", "reach:reach",
         "Show which markets the products of every village can reach."),
        ("pillars", "pillars:pillars", "Show the gaps of the four pillars."),
        ("siting", "siting:siting",
         "Find where the next facilities help most: p-median, mclp, lscp or p-center."),
    ),
    AREAS: (("areas", "area:areas", "List the study areas."),),
}  # fmt: skip
"""Commands by the panel that lists them: name, function, and first line of the help."""

GROUPS = {
    ("scenario", ANALYSIS, "Compare an area without and with offices, services or roads."): (
        ("new", "scenario:new", "Make a scenario."),
        ("list", "scenario:list_scenarios",
         "List the scenarios that are kept with their areas."),
        ("run", "scenario:run", "Compare an area without and with a scenario."),
        ("compare", "scenario:compare", "Put scenarios in one table."),
        ("export", "scenario:export_scenario", "Write a kept scenario as one file."),
        ("import", "scenario:import_scenario", "Keep a scenario that somebody sent."),
        ("delete", "scenario:delete", "Delete a kept scenario with all its versions."),
        ("rollback", "scenario:roll_back", "Make the version before count again."),
    ),
    ("area", AREAS, "Make, change and store your study areas."): (
        ("list", "area:list_areas", "List your stored areas."),
        ("create", "area:create", "Make and store an area from your files."),
        ("fetch", "area_osm:fetch", "Fetch roads and facilities from OpenStreetMap."),
        ("clip", "area_osm:clip",
         "Take roads and facilities out of an OpenStreetMap extract; offline."),
        ("check", "area_check:check", "Show what to fix first in an area's data."),
        ("population", "population:give",
         "Give one of your stored areas the people of a GeoTIFF."),
        ("add", "area:add", "Add a point to an area."),
        ("move", "area:move", "Move a point of an area."),
        ("remove", "area:remove", "Remove a point of an area."),
        ("rename", "area:rename", "Give an area another name."),
        ("rollback", "area:roll_back", "Go back to the version before; twice undoes it."),
        ("delete", "area:delete", "Delete an area with all its versions."),
        ("export", "area:export_area", "Write an area as one zip file."),
        ("import", "area:import_area", "Store an area from a zip file."),
    ),
    ("check", AREAS, "Check your own data."): (
        ("points", "check:points", "Check villages, offices, markets or other points."),
        ("boundaries", "check:boundaries", "Check polygons with Kemendagri or BPS codes."),
        ("roads", "check:roads", "Check drawn road lines."),
        ("postgis", "check:postgis",
         "List or check the tables of the database that DESMIGRATIF_POSTGIS names."),
        ("population", "population:check", "Check a GeoTIFF with people per cell."),
    ),
}  # fmt: skip
"""Groups (name, panel, help) with their commands, as in `COMMANDS`."""


class Program(TyperGroup):
    """The root of the tree: what goes wrong becomes messages and an exit code."""

    def invoke(self, ctx: Context) -> int | None:
        """Run the command that was chosen; return its exit code, or None."""
        try:
            code: int | None = super().invoke(ctx)
        except DesmigratifError as error:
            for line in str(error).splitlines():
                say(f"error: {line}")
            return UNUSABLE_CODE
        except BrokenPipeError:
            return 0
        except KeyboardInterrupt:
            say(_(INTERRUPTED))
            return INTERRUPTED_CODE
        return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after the name of the program; by default what the shell gave.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    SystemExit
        With code 2, for a command or option that does not exist.
    """
    try:
        code: int | None = program().main(arguments, standalone_mode=False)
    except TyperException as error:
        _show_usage(error)
        raise SystemExit(error.exit_code) from None
    return code or 0


@cache
def program() -> Program:
    """Build the tree of commands; none of them is imported before it is used."""
    app = typer.Typer(cls=Program)
    app.callback()(_options)
    root = typer.main.get_command(app)
    if not isinstance(root, Program):
        raise TypeError("Typer built another class of group")
    for panel, commands in COMMANDS.items():
        for name, function, text in commands:
            root.add_command(LazyCommand(name, f"commands.{function}", text, panel))
    for (group_name, panel, text), commands in GROUPS.items():
        group = TyperGroup(name=group_name, help=text, rich_help_panel=panel)
        for name, function, line in commands:
            group.add_command(LazyCommand(name, f"commands.{function}", line))
        root.add_command(group)
    return root


def _show_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


def _options(
    context: typer.Context,
    language: Annotated[
        Language,
        typer.Option(
            envvar="DESMIGRATIF_LANGUAGE", help="of findings, results and errors; not of the help"
        ),
    ] = "id",
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="show the version"),
    ] = False,
) -> None:
    """Desmigratif Spasial from a shell."""
    import layers.text.catalogues  # noqa: F401 - registers how the catalogues are read

    context.with_resource(use_language(language))


def _show_usage(error: TyperException) -> None:
    """Write what is wrong with a command line, and where its help is."""
    context: typer.Context | None = getattr(error, "ctx", None)
    if context is not None:
        say(context.get_usage())
        say(f"Try '{context.command_path} --help' for help.")
    say(f"error: {error.format_message()}")
