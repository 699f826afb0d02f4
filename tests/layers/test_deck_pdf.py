"""PDF: as many pages as slides, text that can be searched, bookmarks, embedded fonts."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from layers.slides.pdf_deck import pdf_bytes
from tests.layers.meeting_cases import AGENCY, odd_story, pictures_of, story

pytestmark = pytest.mark.usefixtures("indonesian")

__all__ = ["odd_story", "story"]


@pytest.fixture
def poppler():
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed (apt-get install poppler-utils)")


def run(command, data, tmp_path):
    path = tmp_path / "rapat.pdf"
    path.write_bytes(data)
    done = subprocess.run([*command, str(path), "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def text_of(story, tmp_path):
    return run(["pdftotext", "-layout"], pdf_bytes(story, pictures_of(story)), tmp_path)


def test_page_per_slide_and_text_that_can_be_searched(story, tmp_path, poppler):
    pages = text_of(story, tmp_path).split("\f")[:-1]
    assert len(pages) == len(story.slides) + 2
    assert AGENCY in pages[0]
    for page, slide in zip(pages[1:-1], story.slides, strict=True):
        assert slide.figure.text in page
        assert all(row[0].split()[0] in page for row in slide.table.rows)
    assert "≤" in pages[-1]


def test_odd_names_are_shown_as_they_are(odd_story, tmp_path, poppler):
    shown = "".join(text_of(odd_story, tmp_path).split())
    start = "".join(odd_story.slides[0].table.rows[0][0].split())[:12]
    assert start in shown


def test_title_language_bookmarks_and_fonts(story):
    data = pdf_bytes(story, pictures_of(story))
    assert data.startswith(b"%PDF-1.")
    assert b"/Lang (id)" in data
    assert data.count(b"/FontFile2") >= 2
    assert b"/Outlines" in data
    assert b"/MediaBox [ 0 0 959.976 540 ]" in data


def test_the_same_story_gives_the_same_file(story):
    assert pdf_bytes(story, pictures_of(story)) == pdf_bytes(story, pictures_of(story))
