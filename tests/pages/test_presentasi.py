"""The page Presentasi: a finished story at once; words, order and files are the presenter's."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from layers.area import schema
from layers.store.area_store import default_store
from layers.workspace.catalog import load_area
from tests.pages.test_pages import APP, TIMEOUT, app, open_page

__all__ = ["app"]

pytestmark = pytest.mark.slow

COVERAGE = "75,9 % desa (189 dari 249) berada lebih dari 10 km dari Disnaker"


def opened(app):
    """AppTest hands a number over to the next page one run late; a browser does at once."""
    return open_page(app, "presentasi").run()


@pytest.fixture
def page(app):
    return opened(app)


def deck(page):
    (frame,) = page.get("iframe")
    return frame.proto.srcdoc


def message(page, label):
    return next(area for area in page.text_area if label in area.label)


def test_a_finished_story_is_shown_at_once(page):
    assert page.title[0].value == "Apa yang kita sampaikan di rapat?"
    shown = deck(page)
    assert COVERAGE in shown
    assert shown.count('<section class="slide"') == 6
    assert len(page.text_area) == 6
    assert not page.error


def test_own_words_are_kept_and_warned_about_when_the_number_changes(page):
    message(page, "Cakupan").set_value("Tiga perempat desa terlalu jauh (75,9 %)").run()
    assert "Tiga perempat desa terlalu jauh (75,9 %)" in deck(page)
    assert COVERAGE not in deck(page)
    assert not page.warning
    page.number_input(key="threshold_distance").set_value(20.0).run()
    assert "Tiga perempat desa terlalu jauh (75,9 %)" in deck(page)
    assert "23,3 % desa (58 dari 249) berada lebih dari 20 km" in page.warning[0].value
    message(page, "Cakupan").set_value("").run()
    assert "23,3 % desa (58 dari 249) berada lebih dari 20 km" in deck(page)
    assert not page.warning


def test_slides_are_moved_and_left_out(page):
    page.button(key="meeting_:material/arrow_upward:_coverage").click().run()
    assert page.multiselect[0].value[:2] == ["coverage", "worst"]
    shown = deck(page)
    assert shown.index(COVERAGE) < shown.index("Sumberejo (Mranggen) paling jauh")
    page.multiselect[0].set_value(["reach"]).run()
    assert COVERAGE not in deck(page)
    page.multiselect[0].set_value([]).run()
    assert not page.get("iframe")
    assert "sedikitnya satu" in page.info[0].value
    assert not page.exception


def test_the_cover_follows_its_fields(page):
    page.text_input(key="meeting_agency").set_value("Bappeda <b>Demak</b>").run()
    assert "Bappeda &lt;b&gt;Demak&lt;/b&gt;" in deck(page)


def test_a_logo_is_looked_at_without_trust(page):
    page.file_uploader[0].upload("logo.png", b"<svg onload=alert(1)>", "image/png").run()
    assert "Logo tidak dapat dibaca" in page.error[0].value
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "#aa0000").save(buffer, "PNG")
    page.file_uploader[0].upload("logo.png", buffer.getvalue(), "image/png").run()
    assert 'class="logo"' in deck(page)
    next(b for b in page.button if b.label == "Hapus logo").click().run()
    assert 'class="logo"' not in deck(page)
    assert page.file_uploader[0].value is None


def test_slides_are_made_with_a_click(page):
    page.multiselect[0].set_value(["coverage"]).run()
    page.button(key="make_pptx").click().run(timeout=300)
    assert not page.exception
    kept = page.session_state["meeting_files"].files
    titles = [
        s.shapes.title.text_frame.text for s in Presentation(io.BytesIO(kept["pptx"])).slides
    ]
    assert titles[1] == COVERAGE
    assert "save_pptx" in [button.key for button in page.get("download_button")]
    page.number_input(key="threshold_distance").set_value(12.0).run()
    assert "make_pptx" in [button.key for button in page.button]


def test_in_english(app):
    app.session_state["language"] = "en"
    page = open_page(app, "presentasi")
    assert page.title[0].value == "What does the meeting need to know?"
    assert " km from Disnaker</h2>" in deck(page)
    assert "Full screen" in deck(page)


def test_statements_without_data_are_told():
    area = load_area("demak")
    bare = replace(area, name="tanpa-pasar", title="Tanpa pasar", markets=schema.empty("markets"))
    default_store().save(bare)
    test = AppTest.from_file(str(APP), default_timeout=TIMEOUT)
    test.session_state["area"] = "tanpa-pasar"
    page = opened(test.run())
    assert page.multiselect[0].value == ["worst", "coverage", "agencies", "scenario", "siting"]
    assert any("belum ada titik pasar" in caption.value for caption in page.caption)
