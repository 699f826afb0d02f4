"""What a user changes about a file of a new area: columns, classes, places, coordinate system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from layers.imports.boundaries import BoundaryImport
from layers.imports.headings import AREA_ROLES, POINT_HEADINGS
from layers.imports.map_layers import layer_names
from layers.imports.points import PointImport, PointPreview, is_workbook, preview_points
from layers.imports.road_classes import class_choices
from layers.imports.road_lines import RoadImport
from layers.imports.tables import is_table
from layers.new_area import draft as area_draft
from layers.new_area.draft import FileInput
from layers.text.formats import MISSING
from spatial.errors import DesmigratifError
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import N_, Labels, _, ngettext

Change = Callable[[FileInput, FileInput], None]
Roles = Mapping[str, str | None]

ROLE_LABELS = Labels(
    {
        "id": N_("Number"),
        "code": N_("Village code"),
        "name": N_("Name"),
        "lon": N_("Longitude"),
        "lat": N_("Latitude"),
        "kind": N_("Kind"),
        "regency": N_("Regency/city"),
        "district": N_("District"),
        "province": N_("Province"),
        "coordinates": N_("Coordinates (one column)"),
        "desmigratif": N_("Desmigratif (yes/no)"),
        "village": N_("Village where it lies"),
    }
)
NONE = N_("(none)")


@st.cache_resource(max_entries=32, show_spinner=False)
def _preview(file: FileInput) -> PointPreview:
    return preview_points(file.path, file.point_options())


def road_options(file: FileInput, read: RoadImport, change: Change) -> None:
    """Draw the class column, the class of each word, and the tolerance."""
    known = int(read.mapping["guessed"].sum())
    choice = (
        ngettext(
            "{known} of {count} word recognised",
            "{known} of {count} words recognised",
            len(read.mapping),
        ).format(known=known, count=len(read.mapping))
        if len(read.mapping)
        else _("no classes")
    )
    with st.expander(_("Road classes ({choice}) and joining tolerance").format(choice=choice)):
        names = [c for c in read.lines.columns if c != read.lines.geometry.name]
        column = st.selectbox(
            _("Column of road classes"),
            names,
            index=names.index(read.column) if read.column in names else None,
            placeholder=_(NONE),
            key=f"class_{file.path}",
        )
        chosen = dict(file.classes)
        pairs = zip(read.mapping["value"], read.mapping["class"], strict=True)
        shown = read.mapping.assign(**{"class": [chosen.get(w, c) for w, c in pairs]})
        table = st.data_editor(
            shown[["value", "count", "class"]],
            hide_index=True,
            key=f"classes_{file.path}_{column}",
            disabled=["value", "count"],
            column_config={
                "value": _("Word in the file"),
                "count": _("Lines"),
                "class": st.column_config.SelectboxColumn(
                    _("Class"),
                    options=["", *ROAD_CLASSES],
                    help=_("Empty: an ordinary road (road)."),
                ),
            },
        )
        tolerance = st.number_input(
            _("Joining tolerance (m)"),
            min_value=0.0,
            max_value=200.0,
            value=file.tolerance_m,
            step=1.0,
            key=f"tolerance_{file.path}",
            help=_("Dead ends that are closer than this to another road are joined to it."),
        )
        join_crossings = st.toggle(
            _("Join roads that cross without a shared vertex"),
            value=file.join_crossings,
            key=f"join_crossings_{file.path}",
            help=_("Such crossings may be flyovers. Toll roads are never joined there."),
        )
        if st.button(
            _("Apply"),
            key=f"apply_{file.path}",
            icon=":material/refresh:",
        ):
            same = column == read.column
            classes = tuple(class_choices(table).items()) if same else ()
            change(
                file,
                replace(
                    file,
                    class_column=str(column or ""),
                    classes=tuple((w, c) for w, c in classes if c),
                    tolerance_m=float(tolerance),
                    join_crossings=join_crossings,
                ),
            )
            st.rerun()
        technical(file, change)


def columns(file: FileInput, change: Change) -> None:
    """Draw the preview of a table and the choice of its columns."""
    try:
        preview = _preview(file)
    except DesmigratifError:
        technical(file, change)
        return
    with st.expander(_("Columns and preview")):
        if len(preview.sheets) > 1:
            stated = file.sheet or file.member
            options = preview.sheets if stated in preview.sheets else ("", *preview.sheets)
            sheet = st.selectbox(
                _("Sheet or layer"),
                options,
                key=f"sheet_{file.path}",
                index=options.index(stated) if stated in options else 0,
                format_func=lambda name: name or _("(choose)"),
            )
            if sheet and sheet != stated:
                fresh = replace(file, roles=())
                workbook = is_workbook(file.path)
                chosen = replace(fresh, sheet=sheet) if workbook else replace(fresh, member=sheet)
                change(file, chosen)
                st.rerun()
        if preview.years:
            year = st.selectbox(
                _("Year"),
                ["", *preview.years],
                index=["", *preview.years].index(file.year if file.year in preview.years else ""),
                format_func=lambda text: text or _("(choose a year)"),
                key=f"year_{file.path}",
            )
            if year != file.year:
                change(file, replace(file, year=str(year)))
                st.rerun()
        st.dataframe(preview.head, placeholder=MISSING, height=150)
        roles = {
            role: column
            for role, column in _role_inputs(file, preview).items()
            if column != (preview.roles[role] or "")
        }
        if roles and st.button(_("Apply columns"), key=f"roles_{file.path}"):
            change(file, replace(file, roles=tuple({**dict(file.roles), **roles}.items())))
            st.rerun()
        technical(file, change)


def _role_inputs(file: FileInput, preview: PointPreview) -> dict[str, str]:
    """Draw a choice of the column for each role."""
    places = {"lon", "lat", "coordinates"} if preview.mapped else set()
    options = ["", *preview.columns]
    chosen = {}
    shown = [role for role in POINT_HEADINGS if role not in places]
    boxes = st.columns(3)
    for place, role in enumerate(shown):
        chosen[role] = boxes[place % 3].selectbox(
            ROLE_LABELS[role],
            options,
            index=options.index(preview.roles[role] or ""),
            format_func=lambda name: name or _(NONE),
            key=f"role_{role}_{file.path}",
        )
    return chosen


def questions(file: FileInput, read: PointImport, change: Change) -> None:
    """Ask for the places that fit several villages."""
    if read.questions.empty:
        return
    rows = read.questions.groupby("row", sort=False)
    with st.expander(
        ngettext("{count} place needs a choice", "{count} places need a choice", len(rows)).format(
            count=len(rows)
        ),
        icon=":material/help:",
        expanded=True,
    ):
        answers = dict(file.choices)
        for row, options in list(rows):
            labels = {
                place["code"]: f"{place['candidate']}, {place['district']}, {place['regency']}"
                for place in options.to_dict("records")
            }
            answer = st.selectbox(
                _("Row {row}: {name}").format(row=row, name=options["name"].iloc[0]),
                list(labels),
                index=None,
                format_func=labels.__getitem__,
                placeholder=_("Choose a village"),
                key=f"question_{file.path}_{row}",
            )
            if answer is not None:
                answers[int(str(row))] = str(answer)
        if answers != dict(file.choices) and st.button(
            _("Use this choice"), key=f"ask_{file.path}"
        ):
            change(file, replace(file, choices=tuple(sorted(answers.items()))))
            st.rerun()


def area_columns(file: FileInput, columns: tuple[str, ...], roles: Roles, change: Change) -> None:
    """Draw the columns of a boundary layer, to be changed.

    Parameters
    ----------
    file, change
        The file, and what is called with the changed one.
    columns
        Headings of the layer.
    roles
        Role to column, as they were taken.
    """
    if not columns:
        return
    options = ["", *columns]
    with st.expander(_("Columns")):
        boxes = st.columns(3)
        chosen = {
            role: boxes[place % 3].selectbox(
                ROLE_LABELS[role],
                options,
                index=options.index(roles[role] or ""),
                format_func=lambda name: name or _(NONE),
                key=f"role_{role}_{file.path}",
            )
            for place, role in enumerate(AREA_ROLES)
        }
        changed = {role: name for role, name in chosen.items() if name != (roles[role] or "")}
        if changed and st.button(_("Apply columns"), key=f"roles_{file.path}"):
            change(file, replace(file, roles=tuple({**dict(file.roles), **changed}.items())))
            st.rerun()


def pick(file: FileInput, read: BoundaryImport, change: Change) -> None:
    """Draw the choice of the kabupaten where the layer has several."""
    names = area_draft.regencies_of(read.areas)
    if len(names) < 2:
        return
    options = ["", *names]
    chosen = st.selectbox(
        _("Regency/city"),
        options,
        index=options.index(file.regency) if file.regency in options else 0,
        format_func=lambda code: f"{names[code]} ({code})" if code else _("All"),
        key=f"pick_{file.path}",
    )
    if chosen != file.regency:
        change(file, replace(file, regency=str(chosen)))
        st.rerun()


def technical(file: FileInput, change: Change) -> None:
    """Draw what is rarely needed: layer, coordinate system, encoding."""
    if st.toggle(
        _("Coordinate system, layer and encoding"),
        key=f"technical_on_{file.path}",
    ):
        members = _members(file)
        member = file.member
        if len(members) > 1:
            options = ["", *members]
            member = st.selectbox(
                _("Map layer"),
                options,
                index=options.index(file.member) if file.member in options else 0,
                format_func=lambda name: name or _("(automatic)"),
                key=f"member_{file.path}",
            )
        elif file.path.suffix.lower() in {".gpkg", ".kml"}:
            member = st.text_input(
                _("Map layer"),
                value=file.member,
                placeholder=_("if the file has several layers"),
                key=f"member_{file.path}",
            ).strip()
        crs = st.text_input(
            _("Coordinate system"),
            value=file.crs,
            placeholder=_("from the file; e.g. EPSG:32749"),
            key=f"crs_{file.path}",
        )
        encoding = st.text_input(
            _("Text encoding"),
            value=file.encoding,
            placeholder=_("from the file; e.g. cp1252"),
            key=f"encoding_{file.path}",
        )
        row = file.header_row
        if is_table(file.path):
            row = int(
                st.number_input(
                    _("Row of the headings (0: found)"),
                    min_value=0,
                    value=file.header_row,
                    step=1,
                    key=f"header_row_{file.path}",
                )
            )
        if st.button(_("Apply"), key=f"technical_{file.path}"):
            stated = replace(
                file,
                crs=crs.strip(),
                encoding=encoding.strip(),
                member=str(member or ""),
                header_row=row,
            )
            change(file, stated)
            st.rerun()


def _members(file: FileInput) -> tuple[str, ...]:
    try:
        return layer_names(file.path)
    except DesmigratifError:
        return ()
