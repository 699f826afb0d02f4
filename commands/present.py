"""Command `present`: a story for a meeting as slides, a page, maps or tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from commands.choices import MEETING_ENDINGS, STATEMENTS, THRESHOLDS, Cost, Language
from commands.console import progress, say, steps_line
from commands.inputs import read_logo
from commands.options import OUTPUT, QUESTION, AreaName, DateOption, LogoFile, Travel, with_options
from commands.thresholds import cost_and_threshold
from spatial.errors import InputError
from spatial.wording import _, current_language, ngettext, use_language

if TYPE_CHECKING:
    from layers.area.study_area import StudyArea
    from layers.meeting.build import MeetingQuestion
    from layers.slides.story import Cover, Story

ALL_STATEMENTS = ",".join(STATEMENTS)
ENDINGS = ", ".join(
    ending if ending.startswith(".") else f"*{ending}" for ending in MEETING_ENDINGS
)


@dataclass(frozen=True, kw_only=True)
class MeetingOptions:
    """What the statements are asked with."""

    panel: ClassVar[str] = QUESTION

    statements: Annotated[
        str,
        typer.Option(metavar="A,B", help=f"in the order of the slides, of {ALL_STATEMENTS}"),
    ] = ALL_STATEMENTS
    cost: Annotated[
        Cost | None, typer.Option(help="what people save", show_default="distance")
    ] = None
    threshold: Annotated[
        str | None,
        typer.Option(
            "--threshold",
            "--limit",
            metavar="LIMIT",
            help="to Disnaker, inclusive, such as 10km or 30min; a number alone is km, or "
            "minutes with --cost time",
            show_default=f"{THRESHOLDS['distance']:g}km or {THRESHOLDS['time']:g}min",
        ),
    ] = None
    reach: Annotated[float, typer.Option(metavar="MIN", help="to markets, minutes")] = THRESHOLDS[
        "time"
    ]
    scenario: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="kept with the area (default: mobile services in the two worst kecamatan)",
        ),
    ] = ""
    sites: Annotated[int, typer.Option(help="new sites to look for")] = 2

    def kinds(self) -> list[str]:
        """Return the statements in the order of the slides."""
        kinds = [kind.strip() for kind in self.statements.split(",") if kind.strip()]
        unknown = [kind for kind in kinds if kind not in STATEMENTS]
        if unknown:
            raise InputError(
                [
                    _("--statements: no statement '{kind}'; there is {known}.").format(
                        kind=kind, known=", ".join(STATEMENTS)
                    )
                    for kind in unknown
                ]
            )
        return kinds

    def question(self, travel: Travel) -> MeetingQuestion:
        """Return what the statements are asked with."""
        from layers.meeting.build import MeetingQuestion
        from spatial.access.measure import TIME
        from spatial.routing.modes import MODES

        limit = cost_and_threshold(self.cost, self.threshold, "distance")
        if not (0 < self.reach < inf and self.sites > 0):
            raise InputError([_("--reach and --sites must be above 0.")])
        return MeetingQuestion(
            MODES[travel.mode],
            limit.cost,
            limit.measured,
            TIME.threshold(self.reach),
            self.scenario,
            self.sites,
        )


@dataclass(frozen=True, kw_only=True)
class SlideTexts:
    """What the slides say."""

    panel: ClassVar[str] = "What the slides say"

    title: Annotated[str | None, typer.Option(help="of the first slide")] = None
    subtitle: Annotated[str | None, typer.Option(help="below the title")] = None
    agency: Annotated[str, typer.Option(help="who presents")] = ""
    date: DateOption = None
    logo: LogoFile = None
    lang: Annotated[
        Language | None,
        typer.Option(help="language of the slides", show_default="that of --language, or id"),
    ] = None
    message: Annotated[
        list[str],
        typer.Option(
            metavar="STATEMENT=TEXT",
            help="your own sentence for a slide; may be given several times",
        ),
    ] = field(default_factory=list)

    def cover(self, area: StudyArea, logo: bytes | None) -> Cover:
        """Return the first slide."""
        from layers.meeting.build import first_cover
        from layers.slides.story import Cover

        day = self.date or date.today()  # noqa: DTZ011 - the presenter's own day
        first = first_cover(area, day, self.agency, logo)
        return Cover(
            self.title or first.title,
            first.place,
            first.date,
            self.agency,
            first.subtitle if self.subtitle is None else self.subtitle,
            logo,
        )

    def messages(self, kinds: list[str]) -> dict[str, str]:
        """Return the presenter's sentences by statement."""
        messages: dict[str, str] = {}
        problems = []
        for text in self.message:
            kind, equals, sentence = text.partition("=")
            if not equals or kind.strip() not in kinds:
                problems.append(
                    _(
                        "--message {text}: write STATEMENT=TEXT, the statement one of {known}."
                    ).format(text=text, known=", ".join(kinds))
                )
            messages[kind.strip()] = sentence
        if problems:
            raise InputError(problems)
        return messages


@with_options
def present(
    area: AreaName,
    travel: Travel,
    asked: MeetingOptions,
    texts: SlideTexts,
    out: Annotated[
        list[Path],
        typer.Option(help=f"may be given several times; {ENDINGS}", rich_help_panel=OUTPUT),
    ],
) -> None:
    """Make a story for a meeting: slides, a web page, maps, tables."""
    from layers.workspace.catalog import load_area

    wanted = {path: _format(path) for path in out}
    kinds = asked.kinds()
    question, messages, logo = asked.question(travel), texts.messages(kinds), read_logo(texts.logo)
    with use_language(texts.lang or current_language() or "id"):
        place = load_area(area)
        story = _story(place, kinds, question, texts.cover(place, logo))
        story = story.ordered(kinds).saying(messages)
        _write(story, wanted)
    for path in wanted:
        say(
            ngettext(
                "{count} statement in {path}", "{count} statements in {path}", len(story.slides)
            ).format(count=len(story.slides), path=path)
        )
    for slide in story.slides:
        say(f"{slide.kind}: {slide.message}")


def _story(area: StudyArea, kinds: list[str], question: MeetingQuestion, cover: Cover) -> Story:
    from layers.meeting.build import build_story

    chosen = [kind for kind in STATEMENTS if kind in kinds]
    with progress(_("Answering the questions")):
        return build_story(area, chosen, question, cover)


def _write(story: Story, wanted: dict[Path, str]) -> None:
    from layers.exports.files import write_atomically
    from layers.meeting.formats import FILES, make_file
    from layers.slides.pictures import slide_pictures

    with progress(_("Drawing the slides"), steps_line) as report:
        pictures = None
        if any(FILES[which].needs_pictures for which in wanted.values()):
            pictures = slide_pictures(story, report)
        for path, which in wanted.items():
            write_atomically(path, make_file(which, story, report, pictures))


def _format(path: Path) -> str:
    """Return the format that a file's name asks for.

    Raises
    ------
    InputError
        For another ending.
    """
    from layers.meeting.formats import FILES

    for which, file in FILES.items():
        if path.name.lower().endswith(file.ending.lower()):
            return which
    raise InputError(
        [
            _("Cannot write '{name}'. Choose one of: {endings}.").format(
                name=path.name, endings=ENDINGS
            )
        ]
    )
