"""The HTML deck: one file, no request, names as text, a map as data per slide."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from layers.slides.html_deck import POLICY, html_bytes
from layers.webmap.assets import SCRIPT_MARK, STYLE_MARK
from tests.layers.meeting_cases import MARKUP, pictures_of, renamed, story_of

pytestmark = pytest.mark.usefixtures("indonesian")


class Read(HTMLParser):
    """What the page loads, what it says, and its data."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.words, self.data, self.tags, self._now = [], [], {}, [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self.loads += [found[name] for name in ("src", "href", "data", "srcset") if name in found]
        self._now = found.get("id") if tag == "script" else None

    def handle_data(self, data):
        if self.lasttag == "script" and self._now:
            self.data[self._now] = data
        elif self.lasttag not in {"script", "style"}:
            self.words.append(data)

    def handle_endtag(self, tag):
        if tag == "script":
            self._now = None


def read(story, pictures=None):
    return Read(html_bytes(story, pictures).decode("utf-8"))


@pytest.mark.slow
def test_nothing_is_loaded_but_what_is_inside(story):
    page = read(story, pictures_of(story))
    assert page.loads
    assert all(load.startswith("data:image/png;base64,") for load in page.loads)
    assert "default-src 'none'" in POLICY
    assert "connect-src 'none'" in POLICY


def test_maps_are_data_without_anything_from_outside(story):
    page = read(story)
    parts = json.loads(page.data["leaflet"])
    assert set(parts) == {SCRIPT_MARK, STYLE_MARK}
    for slide in story.slides:
        whole = json.loads(page.data[f"map-{slide.kind}"])
        assert SCRIPT_MARK in whole
        assert STYLE_MARK in whole
        assert "tile.openstreetmap.org" not in whole
        assert not Read(whole).loads
        assert '<script type="text/plain" id="draw">' in whole


def test_every_slide_says_its_message_number_table_and_source(story):
    words = read(story).words
    for slide in story.slides:
        assert slide.message in words
        assert slide.figure.text in words
        assert slide.caveat in words
        assert slide.source in words
        assert all(cell in words for row in slide.table.rows for cell in row)
    assert story.cover.agency in words


@pytest.mark.slow
def test_names_are_text(village_area):
    deck = story_of(renamed(village_area, MARKUP))
    text = html_bytes(deck).decode("utf-8")
    assert "<script>alert(1)" not in text
    assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|\b49\b", text)
    page = Read(text)
    assert any(MARKUP in word for word in page.words)
    assert page.tags.count("script") == 2 + len(deck.slides)


def test_language_of_the_page(village_area):
    text = html_bytes(story_of(village_area, ["worst"], "en")).decode("utf-8")
    assert '<html lang="en">' in text
    assert "Full screen" in text
