"""Cards of the files of a new area: what was read, what can be changed, what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import streamlit as st

from layers.imports.boundaries import BoundaryImport
from layers.imports.headings import AREA_ROLES
from layers.imports.points import PointImport
from layers.imports.report import ImportReport
from layers.imports.road_lines import RoadImport
from layers.new_area import draft as area_draft
from layers.new_area.draft import FileInput
from layers.new_area.parts import Part, RoadPart
from layers.text.formats import MISSING, counted, km, number
from pages.data.file_options import (
    Change,
    area_columns,
    columns,
    pick,
    questions,
    road_options,
    technical,
)
from spatial.errors import DesmigratifError
from spatial.wording import N_, Labels, _, ngettext, render

Remove = Callable[[FileInput], None]

LABELS = Labels(
    {
        "roads": N_("Roads"),
        "villages": N_("Villages"),
        "offices": N_("Labour offices (Disnaker)"),
        "markets": N_("Markets"),
        "services": N_("Other services (school, bank, cooperative, …)"),
        "boundaries": N_("Boundaries"),
        "population": N_("Population"),
    },
)


@st.cache_resource(max_entries=16, show_spinner=False)
def roads_read(file: FileInput) -> tuple[RoadPart, RoadImport | None]:
    """Read a file of roads once per set of statements."""
    return area_draft.read_roads_input(file)


@st.cache_resource(max_entries=16, show_spinner=False)
def boundaries_read(file: FileInput) -> tuple[Part, BoundaryImport]:
    """Read a file of boundaries once per set of statements."""
    return area_draft.read_boundaries_input(file)


@st.cache_resource(max_entries=32, show_spinner=False)
def points_read(
    file: FileInput,
    boundaries: str,  # noqa: ARG001 - key of the cache for `_areas`
    _areas: gpd.GeoDataFrame | None,
) -> tuple[Part, PointImport]:
    """Read a file of points once per set of statements and boundaries."""
    return area_draft.read_points_input(file, _areas)


def roads_card(file: FileInput, change: Change, remove: Remove) -> RoadPart | None:
    """Draw a file of roads; return its network, or None if it cannot be used."""
    drop = _headline(file)
    part: RoadPart | None = None
    try:
        with st.spinner(_("Reading roads and building the network …")):
            part, read = roads_read(file)
    except DesmigratifError as error:
        _refused(error)
        technical(file, change)
    else:
        _road_words(part)
        if read is not None:
            road_options(file, read, change)
            if read.report.problems:
                findings(read.report, f"{file.layer}_{file.path}")
    if drop:
        remove(file)
        st.rerun()
    return part


def points_card(
    file: FileInput, areas: gpd.GeoDataFrame | None, change: Change, remove: Remove
) -> Part | None:
    """Draw a file of points; return its rows, or None if it cannot be used."""
    drop = _headline(file)
    part: Part | None = None
    key = "" if areas is None else f"{len(areas)} {areas.total_bounds.tolist()}"
    try:
        with st.spinner(_("Reading and checking points …")):
            part, read = points_read(file, key, areas)
    except DesmigratifError as error:
        _refused(error)
        columns(file, change)
    else:
        st.caption(part.report.summary())
        for note in part.report.notes:
            st.caption(render(note))
        columns(file, change)
        questions(file, read, change)
        if part.report.problems:
            findings(part.report, f"{file.layer}_{file.path}")
    if drop:
        remove(file)
        st.rerun()
    return part


def boundaries_card(file: FileInput, change: Change, remove: Remove) -> None:
    """Draw a file of boundaries, with the choice of the kabupaten."""
    drop = _headline(file)
    try:
        with st.spinner(_("Reading boundaries …")):
            part, read = boundaries_read(file)
    except DesmigratifError as error:
        _refused(error)
        _unrecognised(file, change)
        technical(file, change)
    else:
        st.caption(part.report.summary())
        area_columns(file, read.columns, read.roles, change)
        pick(file, read, change)
        if part.report.problems:
            findings(part.report, f"{file.layer}_{file.path}")
    if drop:
        remove(file)
        st.rerun()


def _unrecognised(file: FileInput, change: Change) -> None:
    """Offer the columns of a layer whose names were not recognised, if it can be read at all."""
    try:
        headings = area_draft.headings_of(file)
    except DesmigratifError:
        return
    stated = dict(file.roles)
    known = {role: stated.get(role, "") for role in AREA_ROLES}
    roles = {role: name if name in headings else None for role, name in known.items()}
    area_columns(file, headings, roles, change)


def findings(report: ImportReport, key: str) -> None:
    """Draw the problems of an import as a table with its downloads."""
    counts = report.counts()
    with st.expander(
        _("Findings in {source}: errors {error}, warnings {warning}, repaired {repaired}").format(
            source=render(report.source), **counts
        ),
        icon=":material/error:" if counts["error"] else ":material/info:",
    ):
        st.dataframe(
            report.to_frame(),
            hide_index=True,
            placeholder=MISSING,
            height=220,
            column_config=finding_columns(),
        )
        for column, (label, suffix, data) in zip(
            st.columns(2),
            (("CSV", ".csv", report.csv_bytes), ("Excel", ".xlsx", report.xlsx_bytes)),
            strict=True,
        ):
            column.download_button(
                _("{label} report").format(label=label),
                data=data,
                file_name=f"temuan_{report.source}{suffix}",
                key=f"findings_{key}{suffix}",
                icon=":material/download:",
                on_click="ignore",
                width="stretch",
            )


def finding_columns() -> dict[str, str]:
    """Name the columns of a report in the user's language; files keep the columns' own names."""
    return {
        "baris": _("Row"),
        "kolom": _("Column"),
        "nilai": _("Value"),
        "masalah": _("Problem"),
        "perbaikan": _("What to do"),
        "tingkat": _("Severity"),
    }


def _headline(file: FileInput) -> bool:
    """Name a file; return whether it is to be taken out."""
    words, button = st.columns([6, 1], vertical_alignment="center")
    words.markdown(f"**{LABELS[file.layer]}** · {file.path.name}")
    return button.button(
        ":material/close:",
        key=f"drop_{file.layer}_{file.path}",
        help=_("Remove"),
        type="tertiary",
    )


def _refused(error: DesmigratifError) -> None:
    st.error("\n".join(f"- {line}" for line in str(error).splitlines()))


def _road_words(part: RoadPart) -> None:
    network, cleaning = part.source.network, part.source.cleaning
    made = (
        ""
        if cleaning is None
        else ngettext(", {count} gap joined", ", {count} gaps joined", len(cleaning.joins)).format(
            count=number(len(cleaning.joins))
        )
    )
    if cleaning is not None and len(cleaning.doubtful):
        made += ngettext(
            ", {count} doubtful crossing", ", {count} doubtful crossings", len(cleaning.doubtful)
        ).format(count=number(len(cleaning.doubtful)))
    st.caption(
        _("{length}, {edges}, {components}{made}").format(
            length=km(network.total_km * 1000, 0),
            edges=counted(network.n_edges, "segments"),
            components=counted(network.n_components, "parts"),
            made=made,
        )
    )
