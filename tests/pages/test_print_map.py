"""Peta cetak on the pages: what is typed once stays, and a logo is looked at."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.pages.test_pages import app, open_page

__all__ = ["app"]

pytestmark = pytest.mark.slow

PAGES = {
    "jarak_akses": "akses", "kesenjangan": "kesenjangan", "jangkauan": "jangkauan",
    "pilar": "pilar",
}  # fmt: skip


def file_of(app, stem):
    return next(b for b in app.get("download_button") if b.key == f"print_file_{stem}")


def logo(size=(40, 20), kind="PNG"):
    buffer = BytesIO()
    Image.new("RGB", size, (10, 110, 79)).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(("page", "stem"), PAGES.items())
def test_every_page_offers_its_map(app, page, stem):
    open_page(app, page)
    assert file_of(app, stem).label == "Unduh peta A4"


def test_the_agency_is_typed_once_for_all_pages(app):
    open_page(app, "jarak_akses")
    app.text_input(key="print_agency").input("Bappeda Demak").run()
    open_page(app, "pilar")
    assert app.text_input(key="print_agency").value == "Bappeda Demak"


def test_the_title_belongs_to_its_page(app):
    open_page(app, "jarak_akses")
    app.text_input(key="print_title_akses").input("Judul saya").run()
    open_page(app, "pilar")
    assert app.text_input(key="print_title_pilar").value == ""


def test_a_logo_stays_for_all_pages_until_it_is_removed(app):
    open_page(app, "jarak_akses")
    uploader = app.get("file_uploader")[0]
    uploader.upload("logo.png", logo(), "image/png").run()
    assert not app.exception
    assert app.session_state["print_logo"].startswith(b"\x89PNG")
    open_page(app, "pilar")
    app.button(key="print_logo_off_pilar").click().run()
    assert "print_logo" not in app.session_state


def test_what_is_no_picture_is_refused_in_words(app):
    open_page(app, "jarak_akses")
    app.get("file_uploader")[0].upload("logo.png", b"<svg/>", "image/png").run()
    assert not app.exception
    assert "PNG atau JPEG" in app.error[0].value
    assert "print_logo" not in app.session_state


def test_paper_and_format_are_chosen(app):
    open_page(app, "jarak_akses")
    app.segmented_control(key="print_paper").set_value("A3").run()
    assert file_of(app, "akses").label == "Unduh peta A3"
