"""The end of a new area: the decision about faulty rows, the button, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from layers.new_area import draft as area_draft
from layers.new_area.build import NewArea, build_area
from layers.new_area.draft import Draft, FileInput
from layers.new_area.parts import Part, RoadPart
from layers.population.import_raster import RasterOptions
from layers.store.area_name import slug
from layers.store.area_store import NEW, default_store
from layers.text.formats import counted, km, number
from layers.webmap.area_map import overview_map
from pages.data import file_cards, other_sources
from pages.shared.widgets import show_map
from spatial.wording import _, ngettext


@dataclass(frozen=True, eq=False)
class Collected:
    """All that a new area can be made of.

    Attributes
    ----------
    draft, roads
        What was taken; the network, if it can be used.
    parts, typed
        The files that could be read, and the typed rows by layer.
    people
        The population raster and what is stated of it.
    """

    draft: Draft
    roads: RoadPart | None
    parts: Mapping[FileInput, Part]
    typed: Mapping[str, Part]
    people: tuple[Path, RasterOptions] | None


def create(title: str, found: Collected, regency: str = "") -> None:
    """Draw the decision about faulty rows and the button that makes and stores the area.

    Parameters
    ----------
    title
        Name of the area.
    found
        What it is made of.
    regency
        Kabupaten or kota of points that do not name theirs; the title if empty.
    """
    bad = sum(
        part.report.counts()["error"] for part in (*found.parts.values(), *found.typed.values())
    )
    keep = "none"
    if bad:
        good = st.radio(
            ngettext(
                "{bad} error was found. What to do with its row?",
                "{bad} errors were found. What to do with their rows?",
                bad,
            ).format(bad=number(bad)),
            ["good", "none"],
            format_func={
                "good": _("Use the good rows only"),
                "none": _("Save nothing until all are corrected"),
            }.__getitem__,
            key="draft_keep",
            horizontal=True,
        )
        keep = str(good)
    missing = area_draft.lacking(found.draft, found.typed)
    if not title.strip():
        missing.insert(0, _("the name of the area"))
    taken = title.strip() and slug(title) in default_store().names()
    if taken:
        st.warning(
            _(
                "'{title}' is saved already. Saving again replaces it; the present version "
                "stays as its previous version."
            ).format(title=title)
        )
    pressed = st.button(
        _("Make and save the area"),
        type="primary",
        icon=":material/add_location_alt:",
        disabled=bool(missing),
        width="stretch",
        help=_("Still missing: {missing}.").format(missing=", ".join(missing))
        if missing
        else None,
    )
    if missing:
        st.caption(_("Still missing: {missing}.").format(missing=", ".join(missing)))
    if pressed and found.roads is not None:
        with st.spinner(_("Making and saving the area …")):
            made = build_area(
                title,
                found.roads,
                area_draft.all_parts(found.draft, found.parts, found.typed),
                regency=regency,
                keep="good" if keep == "good" else "none",
            )
            area, report = other_sources.add_population(made.area, found.people)
            default_store().save(area, based_on=None if taken else NEW)
        reports = dict(made.reports) | ({} if report is None else {"population": (report,)})
        _finish(NewArea(area, reports))


def _finish(made: NewArea) -> None:
    """Empty the draft, keep the reports, and start over with the new area in the sidebar."""
    st.session_state["draft_done"] = made
    st.session_state["area_wanted"] = made.area.name
    for key in [k for k in st.session_state if str(k).startswith("draft") and k != "draft_done"]:
        del st.session_state[key]
    st.rerun()


def show_done(made: NewArea) -> None:
    """Say what was made, what was left out, and where to go on."""
    area = made.area
    st.success(
        _(
            "**{area}** is saved and chosen in the sidebar: {villages}, {offices}, {markets}, "
            "{length} of roads."
        ).format(
            area=area.title,
            villages=counted(len(area.villages), "villages"),
            offices=counted(len(area.offices), "offices"),
            markets=counted(len(area.markets), "markets"),
            length=km(area.network.total_km * 1000, 0),
        )
    )
    show_map(overview_map(area), "done_map", height=360)
    places = (
        ("pages/peta/page.py", _("See the map and what should be corrected first")),
        ("pages/jarak_akses/page.py", _("Measure access distances")),
    )
    for column, (page, label) in zip(st.columns(2), places, strict=True):
        column.page_link(page, label=label, icon=":material/arrow_forward:")
    for layer, reports in made.reports.items():
        for place, report in enumerate(reports):
            st.markdown(f"**{file_cards.LABELS[layer]}** · {report.summary()}")
            if report.problems:
                file_cards.findings(report, f"done_{layer}_{place}")
    if st.button(_("Make another area"), icon=":material/add:"):
        del st.session_state["draft_done"]
        st.rerun()
