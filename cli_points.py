"""The commands `cli.py area add|move|remove`: single points of a stored area."""

from __future__ import annotations

import argparse
import sys

from layers import catalog, edit_saving
from layers.coordinates import parse_coordinate
from layers.edit_session import LAYERS, EditSession, NewPoint
from layers.kinds import office_kind, service_kind, village_kind
from layers.schema import PRECISIONS
from layers.store import default_store
from spatial.errors import InputError
from spatial.wording import mark, tr

SOURCE = mark("typed on the command line")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the steps; each sets `run`."""
    adding = commands.add_parser("add", help="add a point to an area")
    adding.set_defaults(run=_add)
    adding.add_argument("name", help="the area")
    adding.add_argument("layer", choices=list(LAYERS))
    adding.add_argument("point", help="name of the point, e.g. 'Disnaker Kudus'")
    _place_arguments(adding)
    adding.add_argument("--kind", default="", help="default: told from the name")
    adding.add_argument("--code", default="", help="its id, e.g. a Kemendagri code")
    moving = commands.add_parser("move", help="move a point of an area")
    moving.set_defaults(run=_move)
    moving.add_argument("name", help="the area")
    moving.add_argument("layer", choices=list(LAYERS))
    moving.add_argument("id", help="id of the point")
    _place_arguments(moving)
    removing = commands.add_parser("remove", help="remove a point of an area")
    removing.set_defaults(run=_remove)
    removing.add_argument("name", help="the area")
    removing.add_argument("layer", choices=list(LAYERS))
    removing.add_argument("id", help="id of the point")


def _place_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lat", required=True, help="latitude; write --lat=-6,8048 for one that begins with -"
    )
    parser.add_argument("--lon", required=True, help="longitude")
    parser.add_argument("--precision", choices=PRECISIONS, default="published")
    parser.add_argument("--source", default=None, help="where the place is known from")


def _add(options: argparse.Namespace) -> None:
    session, (lon, lat) = _session(options), _place(options)
    kind = options.kind or _kind(options.layer, options.point, options.code)
    new = NewPoint(
        options.point, kind, lon, lat, options.precision, _source(options), options.code
    )
    session, code = session.add(options.layer, new)
    _save(session)
    _say(
        tr("{layer}: {code} ({point}) is in {name}").format(
            layer=tr(options.layer), code=code, point=options.point, name=options.name
        )
    )


def _move(options: argparse.Namespace) -> None:
    lon, lat = _place(options)
    session = _session(options).move(
        options.layer, options.id, lon, lat, options.precision, _source(options)
    )
    _save(session)
    _say(
        tr("{layer}: {id} was moved; 'area rollback {name}' undoes it").format(
            layer=tr(options.layer), id=options.id, name=options.name
        )
    )


def _remove(options: argparse.Namespace) -> None:
    _save(_session(options).remove(options.layer, options.id))
    _say(
        tr("{layer}: {id} was removed; 'area rollback {name}' undoes it").format(
            layer=tr(options.layer), id=options.id, name=options.name
        )
    )


def _source(options: argparse.Namespace) -> str:
    return tr(SOURCE) if options.source is None else options.source


def _kind(layer: str, name: str, code: str) -> str:
    """Tell the kind of a point from its name or code."""
    if layer == "offices":
        return office_kind(name)
    if layer == "services":
        return service_kind("", name)
    return village_kind("", code) if layer == "villages" else "pasar"


def _session(options: argparse.Namespace) -> EditSession:
    return edit_saving.start(catalog.load_area(options.name), default_store())


def _save(session: EditSession) -> None:
    edit_saving.save(session, default_store())


def _place(options: argparse.Namespace) -> tuple[float, float]:
    """Return longitude and latitude; all that cannot be read is told at once."""
    found = {name: parse_coordinate(getattr(options, name)) for name in ("lon", "lat")}
    faults = [
        tr("--{name} '{text}' is no coordinate; write it like 110,8405 or -6.8048.").format(
            name=name, text=getattr(options, name)
        )
        for name, angle in found.items()
        if angle is None
    ]
    lon, lat = found["lon"], found["lat"]
    if lon is None or lat is None:
        raise InputError(faults)
    return lon.value, lat.value


def _say(line: str) -> None:
    print(line, file=sys.stderr)
