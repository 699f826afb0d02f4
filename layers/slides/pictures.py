"""The maps of a story as pictures: for its slides, and for print on A4 and A3."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Final

from layers.jobs.progress import Report, no_report
from layers.printmap.page import draw
from layers.printmap.paper import PAPERS, Frame, Paper
from layers.slides.layout import MAP_BOX
from layers.slides.story import Slide, Story
from spatial.wording import _, use_language

DPI: Final = 200
MM: Final = 25.4

SLIDE_PAPER: Final = Paper(
    "slide", MAP_BOX.width * MM, MAP_BOX.height * MM, 0.5, 62.0, 16.0, 11.5, 10.5, 8.5, 0.62,
    is_framed=False,
)  # fmt: skip
"""As large as its place on the slide: letters keep their size."""


def slide_pictures(story: Story, progress: Report = no_report) -> dict[str, bytes]:
    """Draw the map of every slide, 200 dots per inch.

    Parameters
    ----------
    story
        The story.
    progress
        Told before every map.

    Returns
    -------
    dict
        PNG by kind of slide.
    """
    drawn = {}
    with use_language(story.language):
        for done, slide in enumerate(story.slides):
            progress(done, len(story.slides), _what(done))
            frame = Frame(date=story.cover.date, sources=slide.sources)
            sheet = replace(slide.map.sheet(), caveat="")  # the slide says it in larger letters
            drawn[str(slide.kind)] = draw(sheet, SLIDE_PAPER, frame, DPI)
    return drawn


def print_maps(story: Story, paper: str, progress: Report = no_report) -> bytes:
    """Draw the maps of a story for print, in one zip.

    Parameters
    ----------
    story
        The story.
    paper
        `A4` or `A3`.
    progress
        Told before every map.

    Returns
    -------
    bytes
        A zip with a PNG per slide, 200 dots per inch, named by its place and kind.
    """
    packed = io.BytesIO()
    with use_language(story.language), zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for done, slide in enumerate(story.slides):
            progress(done, len(story.slides), _what(done))
            picture = draw(slide.map.sheet(), PAPERS[paper], _frame(story, slide), DPI)
            archive.writestr(f"{done + 1}_{slide.kind}_{paper}.png", picture)
    progress(len(story.slides), len(story.slides), "PNG")
    return packed.getvalue()


def _frame(story: Story, slide: Slide) -> Frame:
    cover = story.cover
    return Frame(
        title=slide.message,
        subtitle=cover.title,
        regency=cover.place,
        date=cover.date,
        agency=cover.agency,
        sources=slide.sources,
        logo=cover.logo,
    )


def _what(done: int) -> str:
    return _("map {number}").format(number=done + 1)
