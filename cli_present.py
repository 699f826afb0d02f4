"""Command `present`: a story for a meeting as slides, a page, maps or tables, from a shell."""

from __future__ import annotations

import argparse
from datetime import date
from math import inf
from pathlib import Path

import cli_inputs
from layers import catalog, export
from layers.deck_progress import Progress
from layers.logo import MAX_BYTES, checked_logo
from layers.meeting_files import FILES, make_file
from layers.os_faults import os_words
from layers.story import Cover, Story
from layers.story_build import LABELS, MeetingQuestion, build_story, first_cover
from layers.story_pictures import slide_pictures
from layers.study_area import StudyArea
from layers.thresholds import DEFAULTS
from spatial.errors import InputError
from spatial.travel import MODES
from spatial.wording import LANGUAGES, speaking, tr, trn

DEFAULT = ",".join(LABELS)


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `present`; it sets `run`."""
    text = "a story for a meeting: slides, a web page, maps, tables"
    parser = commands.add_parser("present", help=text, description=text)
    parser.set_defaults(run=_present)
    parser.add_argument("--area", required=True, help="a study area, e.g. demak")
    parser.add_argument(
        "--statements",
        default=DEFAULT,
        metavar="A,B",
        help=f"in the order of the slides, of {', '.join(LABELS)} (default: {DEFAULT})",
    )
    cli_inputs.travel_arguments(parser, mode="motorcycle", cost="distance")
    parser.add_argument(
        "--limit",
        type=float,
        help=f"threshold to Disnaker, inclusive: km ({DEFAULTS['distance']:g}), or minutes with "
        f"--cost time ({DEFAULTS['time']:g})",
    )
    parser.add_argument(
        "--reach", type=float, default=DEFAULTS["time"], metavar="MIN", help="to markets, minutes"
    )
    parser.add_argument(
        "--scenario",
        default="",
        metavar="NAME",
        help="kept with the area (default: mobile services in the two worst kecamatan)",
    )
    parser.add_argument("--sites", type=int, default=2, help="new sites to look for (default: 2)")
    _cover_arguments(parser.add_argument_group("what the slides say"))
    parser.add_argument(
        "--out",
        type=Path,
        action="append",
        required=True,
        help=f"may be given several times; {', '.join(_endings())}",
    )


def _cover_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--title")
    group.add_argument("--subtitle")
    group.add_argument("--agency", default="")
    group.add_argument("--date", type=date.fromisoformat, help="YYYY-MM-DD (default: today)")
    group.add_argument("--logo", type=Path, help="PNG or JPEG")
    group.add_argument("--lang", choices=LANGUAGES, default="id")
    group.add_argument(
        "--message",
        action="append",
        default=[],
        metavar="STATEMENT=TEXT",
        help="your own sentence for a slide; may be given several times",
    )


def _present(options: argparse.Namespace) -> None:
    wanted = [_format(path) for path in options.out]
    with speaking(options.lang):
        area = catalog.load_area(options.area)
        story = _story(options, area)
        pictures = None
        if any(FILES[which].needs_pictures for which in wanted):
            pictures = slide_pictures(story, _told())
        for path, which in zip(options.out, wanted, strict=True):
            export.write_atomically(path, make_file(which, story, _told(), pictures))
            count = len(story.slides)
            line = trn("{count} statement in {path}", "{count} statements in {path}", count)
            cli_inputs.say(line.format(count=count, path=path))
    for slide in story.slides:
        cli_inputs.say(f"{slide.kind}: {slide.message}")


def _story(options: argparse.Namespace, area: StudyArea) -> Story:
    kinds = [kind.strip() for kind in options.statements.split(",") if kind.strip()]
    unknown = [kind for kind in kinds if kind not in LABELS]
    if unknown:
        raise InputError(
            [
                tr("--statements: no statement '{kind}'; there is {known}.").format(
                    kind=kind, known=", ".join(LABELS)
                )
                for kind in unknown
            ]
        )
    limit = DEFAULTS[options.cost] if options.limit is None else options.limit
    if not (0 < limit < inf and 0 < options.reach < inf and options.sites > 0):
        raise InputError([tr("--limit, --reach and --sites must be above 0.")])
    question = MeetingQuestion(
        MODES[options.mode], options.cost, limit, options.reach, options.scenario, options.sites
    )
    chosen = [kind for kind in LABELS if kind in kinds]
    story = build_story(area, chosen, question, _cover(options, area))
    return story.ordered(kinds).saying(_messages(options.message, kinds))


def _cover(options: argparse.Namespace, area: StudyArea) -> Cover:
    logo = None if options.logo is None else _logo(options.logo)
    day = options.date or date.today()  # noqa: DTZ011 - the presenter's own day
    first = first_cover(area, day, options.agency, logo)
    return Cover(
        options.title or first.title,
        first.place,
        first.date,
        options.agency,
        first.subtitle if options.subtitle is None else options.subtitle,
        logo,
    )


def _logo(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        problem = tr("Cannot read {path}: {error}.").format(path=path, error=os_words(error))
        raise InputError([problem]) from error
    return checked_logo(data)


def _messages(texts: list[str], kinds: list[str]) -> dict[str, str]:
    messages: dict[str, str] = {}
    problems = []
    for text in texts:
        kind, equals, words = text.partition("=")
        if not equals or kind.strip() not in kinds:
            problems.append(
                tr("--message {text}: write STATEMENT=TEXT, the statement one of {kinds}.").format(
                    text=text, kinds=", ".join(kinds)
                )
            )
        messages[kind.strip()] = words
    if problems:
        raise InputError(problems)
    return messages


def _endings() -> list[str]:
    return [file.ending if file.ending.startswith(".") else f"*{file.ending}"
            for file in FILES.values()]  # fmt: skip


def _format(path: Path) -> str:
    """Tell the format that a file's name asks for.

    Raises
    ------
    InputError
        For another ending.
    """
    for which, file in FILES.items():
        if path.name.lower().endswith(file.ending.lower()):
            return which
    raise InputError(
        [
            tr("Cannot write '{name}'. Choose one of: {endings}.").format(
                name=path.name, endings=", ".join(_endings())
            )
        ]
    )


def _told() -> Progress:
    """Say each step once."""

    def tell(done: int, total: int, what: str) -> None:
        cli_inputs.say(tr("{done} of {total}: {what}").format(done=done, total=total, what=what))

    return tell
