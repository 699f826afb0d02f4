"""The numbers behind a story: one workbook for all slides, and a GeoPackage for each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from layers.exports.methods import methods_sheet, parameter_sheet
from layers.exports.workbook import Column, Sheet, sheets_bytes
from layers.jobs.progress import Report, no_report
from layers.slides.story import Slide, Story
from spatial.wording import _, use_language

LONGEST_NAME = 31
"""Characters that Excel allows for the name of a sheet."""


def story_workbook(story: Story, progress: Report = no_report) -> bytes:
    """Write the numbers of a story as one workbook.

    Parameters
    ----------
    story
        The story.
    progress
        Told before the sheets of every slide.

    Returns
    -------
    bytes
        XLSX: what the slides say; results, legs and kecamatan behind it; every parameter; methods.
    """
    total = len(story.slides) + 1
    with use_language(story.language):
        sheets = [_statements_sheet(story)]
        for done, slide in enumerate(story.slides):
            progress(done, total, slide.message)
            sheets += slide.data.sheets()
        notes = {slide.message: slide.provenance for slide in story.slides}
        sheets += [parameter_sheet(notes), methods_sheet()]
        progress(len(story.slides), total, "XLSX")
        written = sheets_bytes(list(_named(sheets)))
    progress(total, total, "XLSX")
    return written


def story_packages(story: Story, progress: Report = no_report) -> bytes:
    """Write a GeoPackage with styles for QGIS for every slide, in one zip.

    Parameters
    ----------
    story
        The story.
    progress
        Told before every slide.

    Returns
    -------
    bytes
        The zip.
    """
    packed = io.BytesIO()
    with (
        use_language(story.language),
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for done, slide in enumerate(story.slides):
            progress(done, len(story.slides), slide.message)
            archive.writestr(f"{done + 1}_{slide.kind}.gpkg", slide.data.package())
    progress(len(story.slides), len(story.slides), "GPKG")
    return packed.getvalue()


def _statements_sheet(story: Story) -> Sheet:
    """Write what the slides say."""

    def column(heading: str, cells: list[str]) -> Column:
        return Column(heading, pd.Series(cells, dtype=object))

    def of(part: str) -> list[str]:
        return [str(getattr(slide, part)) for slide in story.slides]

    return Sheet(
        _("Slides"),
        (
            column(_("Statement"), of("message")),
            column(_("Figure"), [slide.figure.text for slide in story.slides]),
            column(_("Meaning"), [slide.figure.explanation for slide in story.slides]),
            column(_("Note"), of("caveat")),
            column(_("Source"), of("sources")),
            column(_("Method"), of("method")),
            column(_("Original sentence"), [_first(slide) for slide in story.slides]),
        ),
        kept=1,
    )


def _first(slide: Slide) -> str:
    """Return the message as the program wrote it."""
    return slide.first_message or slide.message


def _named(sheets: list[Sheet]) -> Iterator[Sheet]:
    """Give sheets whose name is taken a number."""
    taken: dict[str, int] = {}
    for sheet in sheets:
        name = sheet.name[:LONGEST_NAME]
        taken[name] = taken.get(name, 0) + 1
        mark = f" {taken[name]}" if taken[name] > 1 else ""
        yield replace(sheet, name=name[: LONGEST_NAME - len(mark)] + mark)
