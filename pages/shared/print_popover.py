"""Peta cetak: the map of a page as a picture or a PDF on A4 or A3, in the agency's layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from layers.printmap.logo import FORMATS, checked_logo
from layers.printmap.page import Suffix, draw
from layers.printmap.paper import PAPERS
from layers.printmap.sheet import MapSheet
from layers.printmap.title_block import GROUND, Publisher, area_frame
from pages.shared.persistent_choices import KEEP
from pages.shared.sidebar import current_area
from pages.shared.widgets import show_problems
from spatial.errors import DesmigratifError
from spatial.wording import _, current_language, use_language

PRINTED = ("A4", "A3")
SUFFIXES: dict[Suffix, str] = {".pdf": "PDF", ".png": "PNG (200 dpi)"}
MIME: dict[Suffix, str] = {".pdf": "application/pdf", ".png": "image/png"}
LOGO, EDITION = "print_logo", "print_logo_edition"


def print_popover(sheet: Callable[[], MapSheet], stem: str, layers: Sequence[str]) -> None:
    """Offer a map for print; it is drawn on the click.

    `stem` is the page's word in the file's name; the sources of `layers` are named on the map,
    beside those of `GROUND`.
    """
    with st.popover(_("Map for print"), icon=":material/print:", key=f"print_{stem}"):
        paper, suffix = _paper()
        button = st.container()
        title = st.text_input(
            _("Title (empty: that of this map)"), key=f"print_title_{stem}",
            persist_state=KEEP,
        )  # fmt: skip
        who = publisher(stem)
        area = current_area()

        def made() -> bytes:
            today = datetime.now(tz=UTC).astimezone().date()
            frame = area_frame(area, today, who, title.strip(), (*GROUND, *layers))
            return draw(sheet(), PAPERS[paper], frame, suffix=suffix)

        button.download_button(
            _("Download map {paper}").format(paper=paper),
            data=in_page_language(made),
            file_name=f"peta_{stem}_{area.name}_{paper}{suffix}",
            mime=MIME[suffix],
            key=f"print_file_{stem}",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            width="stretch",
        )


def in_page_language(make: Callable[..., bytes]) -> Callable[..., bytes]:
    """Make a file on a click, when no page runs, in the language that the page is read in."""
    spoken = current_language() or "id"

    def made(*given: object) -> bytes:
        with use_language(spoken):
            return make(*given)

    return made


def publisher(stem: str) -> Publisher:
    """Draw who publishes: agency, author, logo; remembered for the whole session."""
    agency = st.text_input(
        _("Agency"), key="print_agency", persist_state=KEEP,
        placeholder=_("such as Bappeda Kabupaten Demak"),
    )  # fmt: skip
    author = st.text_input(_("Made by"), key="print_author", persist_state=KEEP)
    return Publisher(agency.strip(), author.strip(), _logo(stem))


def _paper() -> tuple[str, Suffix]:
    paper = st.segmented_control(
        _("Paper"), PRINTED, default=PRINTED[0], required=True, key="print_paper",
        persist_state=KEEP,
    )  # fmt: skip
    suffix: Suffix = st.segmented_control(
        _("Format"), list(SUFFIXES), format_func=SUFFIXES.__getitem__, default=".pdf",
        required=True, key="print_suffix", persist_state=KEEP,
    )  # fmt: skip
    return paper, suffix


def _logo(stem: str) -> bytes | None:
    """Draw the choice of a logo; return the one that was chosen on this or another page."""
    edition = st.session_state.get(EDITION, 0)
    file = st.file_uploader(
        _("Logo (PNG or JPEG)"), type=[kind.lower() for kind in (*FORMATS, "jpg")],
        key=f"print_logo_{stem}_{edition}",
    )  # fmt: skip
    if file is not None:
        try:
            st.session_state[LOGO] = checked_logo(file.getvalue())
        except DesmigratifError as error:
            show_problems(str(error).splitlines())
    logo: bytes | None = st.session_state.get(LOGO)
    if logo is not None:
        shown, removed = st.columns([1, 2], vertical_alignment="center")
        shown.image(logo, width=64)
        removed.button(
            _("Remove logo"), key=f"print_logo_off_{stem}", on_click=_forget_logo,
            icon=":material/delete:",
        )  # fmt: skip
    return logo


def _forget_logo() -> None:
    """Forget the logo, and the file in the uploader with it."""
    st.session_state.pop(LOGO, None)
    st.session_state[EDITION] = st.session_state.get(EDITION, 0) + 1
