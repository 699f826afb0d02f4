"""The files of a meeting: which there are, and how each is made from the same story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from layers.jobs.progress import Report, no_report
from layers.meeting.data_files import story_packages, story_workbook
from layers.slides.html_deck import html_bytes
from layers.slides.pdf_deck import pdf_bytes
from layers.slides.pictures import print_maps, slide_pictures
from layers.slides.pptx_deck import pptx_bytes
from layers.slides.story import Story
from spatial.wording import N_

Pictures = Mapping[str, bytes]
Writer = Callable[[Story, Pictures, Report], bytes]


@dataclass(frozen=True)
class MeetingFile:
    """A format.

    Attributes
    ----------
    label
        What people read.
    ending
        Of the file's name.
    mime
        Media type.
    needs_pictures
        Whether the maps of the slides have to be drawn first.
    write
        Makes the file from the story and these pictures.
    """

    label: str
    ending: str
    mime: str
    needs_pictures: bool
    write: Writer


def _plain(write: Callable[[Story, Report], bytes]) -> Writer:
    return lambda story, _, progress: write(story, progress)


def _maps(paper: str) -> Writer:
    return lambda story, _, progress: print_maps(story, paper, progress)


OFFICE = "application/vnd.openxmlformats-officedocument"
FILES: Mapping[str, MeetingFile] = MappingProxyType(
    {
        "pptx": MeetingFile(
            "PPTX", ".pptx", f"{OFFICE}.presentationml.presentation", True, pptx_bytes
        ),
        "pdf": MeetingFile("PDF", ".pdf", "application/pdf", True, pdf_bytes),
        "html": MeetingFile("HTML", ".html", "text/html", True, html_bytes),
        "a4": MeetingFile(N_("Maps A4"), "_A4.zip", "application/zip", False, _maps("A4")),
        "a3": MeetingFile(N_("Maps A3"), "_A3.zip", "application/zip", False, _maps("A3")),
        "xlsx": MeetingFile(
            "XLSX", ".xlsx", f"{OFFICE}.spreadsheetml.sheet", False, _plain(story_workbook)
        ),
        "gpkg": MeetingFile(
            "GeoPackage", "_gpkg.zip", "application/zip", False, _plain(story_packages)
        ),
    }
)
"""Formats by their key."""


def make_file(
    which: str, story: Story, progress: Report = no_report, pictures: Pictures | None = None
) -> bytes:
    """Make one file of a meeting.

    Parameters
    ----------
    which
        A key of `FILES`.
    story
        The story.
    progress
        Told while maps are drawn, and while the file is written.
    pictures
        The maps of the slides, where they are drawn already.

    Returns
    -------
    bytes
        The file.
    """
    wanted = FILES[which]
    drawn = pictures
    if drawn is None:
        drawn = slide_pictures(story, progress) if wanted.needs_pictures else {}
    return wanted.write(story, drawn, progress)
