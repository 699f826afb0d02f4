"""A story for a meeting: a cover and at most six slides, whatever the format they end up in.

Every slide says one thing: one sentence with its number, one figure, one map, a short table, and
where the numbers come from. The writers of slides, pages and files all read this.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from layers.exports.workbook import Sheet
from layers.printmap.sheet import MapSheet
from layers.webmap.assets import OfflineMap
from spatial.errors import InputError
from spatial.wording import Language, _

Kind = Literal["worst", "coverage", "agencies", "reach", "scenario", "siting"]
KINDS: tuple[Kind, ...] = get_args(Kind)

MOST_SLIDES = 6
MOST_ROWS = 8
MOST_CHARACTERS = 120
"""Of a presenter's own message: three lines of 28 points on a slide, with room for long words."""


@dataclass(frozen=True)
class Cover:
    """What the first slide says, and the foot of every slide.

    Attributes
    ----------
    title, subtitle
        What the meeting is about.
    place
        Kabupaten or area.
    date
        Day of the meeting, in words.
    agency
        Who presents.
    logo
        A checked PNG or JPEG, or None.
    """

    title: str
    place: str
    date: str
    agency: str = ""
    subtitle: str = ""
    logo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class BigNumber:
    """The one figure of a slide.

    Attributes
    ----------
    value, unit
        The number as written, and what it counts.
    explanation
        What it says, in a sentence or less.
    """

    value: str
    unit: str
    explanation: str

    @property
    def text(self) -> str:
        """Number and unit together."""
        return f"{self.value} {self.unit}".strip()


@dataclass(frozen=True)
class SlideTable:
    """A short table, all cells as texts.

    Attributes
    ----------
    heads
        Headings.
    rows
        At most `MOST_ROWS` rows.
    left_out
        Rows of the whole table that are not shown.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0


@dataclass(frozen=True, eq=False)
class SlideMap:
    """The one map of a slide, made when a writer needs it.

    Attributes
    ----------
    interactive
        Makes the folium map.
    sheet
        Makes what the map for paper shows.
    alt
        What the map shows, for those who do not see it.
    """

    interactive: Callable[[], OfflineMap]
    sheet: Callable[[], MapSheet]
    alt: str


@dataclass(frozen=True, eq=False)
class SlideData:
    """All the numbers behind a slide, made when a writer needs them.

    Attributes
    ----------
    sheets
        Makes its sheets of a workbook.
    package
        Makes its GeoPackage with styles for QGIS.
    """

    sheets: Callable[[], Sequence[Sheet]]
    package: Callable[[], bytes]


@dataclass(frozen=True, eq=False)
class Slide:
    """One statement.

    Attributes
    ----------
    kind
        Which statement.
    message
        One sentence with its number.
    figure, map, table
        What supports it.
    sources
        Where the numbers come from, one line.
    caveat
        What the user must know before believing the number: estimates, imprecise points,
        villages without a way.
    method
        How the number was made, for the speaker's notes.
    provenance
        Enough to make the number again.
    data
        All the numbers behind it.
    first_message
        The message as the program wrote it, where the presenter changed it; else empty.
    """

    kind: Kind
    message: str
    figure: BigNumber
    map: SlideMap
    table: SlideTable
    sources: str
    caveat: str
    method: str
    provenance: Mapping[str, Any]
    data: SlideData
    first_message: str = ""

    def saying(self, text: str) -> Slide:
        """Return the slide with the presenter's own message; an empty one changes nothing.

        Raises
        ------
        InputError
            If the message is longer than `MOST_CHARACTERS`.
        """
        words = " ".join(text.split())
        if not words or words == self.message:
            return self
        if len(words) > MOST_CHARACTERS:
            raise InputError(
                [
                    _(
                        "The sentence of a slide is too long: {length} characters, {most} at "
                        "most. Shorten it: '{start} …'"
                    ).format(length=len(words), most=MOST_CHARACTERS, start=words[:40])
                ]
            )
        return replace(self, message=words, first_message=self.first_message or self.message)

    @property
    def source(self) -> str:
        """The sources as a sentence of their own."""
        return _("Source: {sources}").format(sources=self.sources)

    @property
    def notes(self) -> str:
        """What the speaker's notes say: caveat, method, source, and the first message."""
        parts = [self.caveat, self.method, self.source]
        if self.first_message:
            parts.append(_("Original sentence: {text}").format(text=self.first_message))
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, eq=False)
class Story:
    """What is shown in a meeting.

    Attributes
    ----------
    language
        Of all texts in it.
    cover
        The first slide.
    slides
        One to `MOST_SLIDES`, each of another kind.
    closing
        Paragraphs of the last slide: sources, method, limits.

    Raises
    ------
    InputError
        For no slides, too many, or two of the same kind.
    """

    language: Language
    cover: Cover
    slides: tuple[Slide, ...]
    closing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        kinds = [slide.kind for slide in self.slides]
        if not kinds:
            raise InputError([_("Choose at least one statement.")])
        if len(kinds) > MOST_SLIDES:
            raise InputError([_("{most} statements at most.").format(most=MOST_SLIDES)])
        if len(set(kinds)) < len(kinds):
            raise InputError([_("Each statement only once.")])

    def ordered(self, kinds: Sequence[str]) -> Story:
        """Return the story with its slides in another order; kinds not named are left out."""
        by_kind = {str(slide.kind): slide for slide in self.slides}
        return replace(self, slides=tuple(by_kind[kind] for kind in kinds if kind in by_kind))

    def saying(self, messages: Mapping[str, str]) -> Story:
        """Return the story with the presenter's own messages, by kind.

        Raises
        ------
        InputError
            If a message is too long.
        """
        slides = tuple(slide.saying(messages.get(slide.kind, "")) for slide in self.slides)
        return replace(self, slides=slides)

    @property
    def key(self) -> str:
        """A digest of everything that the writers write, but the moment of computing."""
        cover = self.cover
        logo = hashlib.sha256(cover.logo or b"").hexdigest()
        facts = [
            self.language,
            [cover.title, cover.subtitle, cover.place, cover.date, cover.agency, logo],
            [_facts_of(slide) for slide in self.slides],
            self.closing,
        ]
        return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


def _facts_of(slide: Slide) -> list[Any]:
    provenance = {name: value for name, value in slide.provenance.items() if name != "created"}
    return [
        slide.kind, slide.message, slide.figure.text, slide.figure.explanation, slide.table.heads,
        slide.table.rows, slide.sources, slide.caveat, slide.method, provenance,
    ]  # fmt: skip
