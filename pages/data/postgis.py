"""The part of the data page that takes point layers from an agency's PostGIS database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from layers.area.labels import PRECISION
from layers.area.schema import PRECISIONS, Precision
from layers.imports.coordinates import stated_crs
from layers.imports.points import (
    PointImport,
    PointOptions,
    PointSource,
    import_source,
    preview_source,
)
from layers.imports.report import ImportReport
from layers.imports.validation import check_import
from layers.postgis.connection import VARIABLE, Database, connection, is_configured
from layers.postgis.points import Box, area_box, table_source
from layers.postgis.settings import (
    Layer,
    LayerMapping,
    PostgisSettings,
    load_settings,
    remember,
)
from layers.postgis.tables import SpatialTable, spatial_tables
from layers.text.formats import MISSING, number
from pages.data.file_cards import finding_columns
from pages.shared.sidebar import current_area
from spatial.errors import DesmigratifError, InputError
from spatial.wording import N_, NC_, Labels, _, ngettext, render

LAYERS: Mapping[Layer, str] = Labels(
    {
        "villages": NC_("desa or kelurahan", "Villages"),
        "offices": N_("Labour offices (Disnaker)"),
        "markets": N_("Markets"),
        "services": N_("Other facilities"),
    },
)
ROLES = Labels(
    {
        "name": N_("Name"),
        "code": N_("Code"),
        "id": N_("Number"),
        "kind": N_("Kind"),
        "district": N_("District"),
        "regency": N_("Regency/city"),
        "province": N_("Province"),
    }
)
KEEP_S = 600
"""Seconds after which the database is asked again of its own accord."""

EXPLANATION = N_(
    "Point layers can be taken straight from a PostGIS database that your agency has, without "
    "writing anything to it. Set the environment variable `{variable}` to the address of that "
    "database as shown below, then open a new command window and start the program again."
)
COMMANDS = """\
# Windows
setx {variable} "postgresql://{address}"

# Linux, macOS
export {variable}='postgresql://{address}'
"""


@dataclass(frozen=True)
class Asked:
    """What is asked of the database."""

    table: SpatialTable
    crs: str
    box: Box | None


def section(take: Callable[[str, PointImport], None]) -> None:
    """Draw the choice of a table and its columns, with preview and report.

    Parameters
    ----------
    take
        Called with the layer (`villages`, `offices`, `markets` or `services`) and the points when
        the user decides to use them: as `layers.imports.points.import_points` returns them, not
        checked by `layers.imports.validation.check_import` yet (what is shown here is), faulty
        rows included.
    """
    if not is_configured():
        st.info(_(EXPLANATION).format(variable=VARIABLE))
        address = _("user:password@server:5432/database")
        st.code(COMMANDS.format(variable=VARIABLE, address=address), language="bash")
        return
    try:
        _choose(connection(), take)
    except DesmigratifError as error:
        _show_error(error)


def _choose(database: Database, take: Callable[[str, PointImport], None]) -> None:
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    left.caption(_("Database {label}; read only.").format(label=database.label))
    if right.button(_("Reload"), icon=":material/refresh:", key="postgis_reload"):
        for cached in (_tables, _source, _imported):
            cached.clear()
    with st.spinner(_("Reading the list of tables …")):
        tables = {table.place: table for table in _tables(database, database.key)}
    layer, table, known = _layer_and_table(database, tables)
    if table is None:
        return
    asked, precision = _statements(layer, table, known)
    with st.spinner(_("Reading the table …")):
        guess = preview_source(_source(database, database.key, asked), PointOptions())
    st.dataframe(guess.head, height=210, placeholder=MISSING)
    roles = _roles(layer, table, {**guess.roles, **(known.roles if known else {})})
    options = PointOptions(roles, precision=precision)
    with st.spinner(_("Checking points …")):
        read, report = _imported(database, database.key, asked, options)
    _report(report)
    if st.button(
        _("Use as the layer {layer}").format(layer=LAYERS[layer]),
        type="primary",
        disabled=report.kept == 0,
        key="postgis_use",
    ):
        _remember(
            layer,
            LayerMapping(
                database=database.label,
                place=table.place,
                roles=roles,
                crs=asked.crs,
                precision=precision,
            ),
        )
        take(layer, read)


@st.cache_data(ttl=KEEP_S, max_entries=8, show_spinner=False)
def _tables(_database: Database, key: str) -> tuple[SpatialTable, ...]:  # noqa: ARG001
    return spatial_tables(_database)


@st.cache_data(ttl=KEEP_S, max_entries=8, show_spinner=False)
def _source(_database: Database, key: str, asked: Asked) -> PointSource:  # noqa: ARG001
    crs = stated_crs(asked.crs) if asked.crs else None
    return table_source(_database, asked.table, crs=crs, box=asked.box)


@st.cache_data(ttl=KEEP_S, max_entries=8, show_spinner=False)
def _imported(
    _database: Database, key: str, asked: Asked, options: PointOptions
) -> tuple[PointImport, ImportReport]:
    """Import the points; return them as they are, and the report with the checks."""
    read = import_source(_source(_database, key, asked), options)
    return read, check_import(read).report


def _layer_and_table(
    database: Database, tables: Mapping[tuple[str, str, str], SpatialTable]
) -> tuple[Layer, SpatialTable | None, LayerMapping | None]:
    """Draw the choice of layer and table; only what was used last is chosen beforehand."""
    left, right = st.columns(2)
    layer = left.selectbox(
        _("Layer"), get_args(Layer), format_func=LAYERS.__getitem__, key="postgis_layer"
    )
    known = _settings().of(layer, database.label)
    places = list(tables)
    first = places.index(known.place) if known is not None and known.place in tables else None
    place = right.selectbox(
        _("Table"),
        places,
        index=first,
        format_func=lambda place: _label(tables[place]),
        placeholder=_("Choose a table or view"),
        key=f"postgis_table_{layer}",
    )
    if place is None:
        return layer, None, None
    return layer, tables[place], known if known is not None and known.place == place else None


def _label(table: SpatialTable) -> str:
    rows = (
        ""
        if table.rows is None
        else ngettext(", ±{rows} row", ", ±{rows} rows", table.rows).format(
            rows=number(table.rows)
        )
    )
    srid = _("SRID {srid}").format(srid=table.srid) if table.srid else _("no SRID")
    kind = "view, " if table.view else ""
    return f"{table.title} ({kind}{table.column}: {table.kind}, {srid}{rows})"


def _statements(
    layer: Layer, table: SpatialTable, known: LayerMapping | None
) -> tuple[Asked, Precision]:
    """Draw what the user states about a table: coordinate system, precision, and the box."""
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    key = "_".join((layer, *table.place))
    crs = left.text_input(
        _("Coordinate system"),
        known.crs if known else "",
        placeholder=f"EPSG:{table.srid or 32749}",
        help=_("Only if the SRID of the table is missing or wrong."),
        key=f"postgis_crs_{key}",
    ).strip()
    usual: Precision = "village point" if layer == "villages" else "published"
    precision = middle.selectbox(
        _("Precision of the point"),
        PRECISIONS,
        index=PRECISIONS.index(known.precision if known else usual),
        format_func=PRECISION.__getitem__,
        key=f"postgis_precision_{key}",
    )
    if "area" not in st.session_state:
        return Asked(table, crs, None), precision
    area = current_area()
    only = right.checkbox(
        _("Only around {area}").format(area=area.title),
        key=f"postgis_box_{key}",
    )
    return Asked(table, crs, area_box(area) if only else None), precision


def _roles(
    layer: Layer, table: SpatialTable, start: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Draw the choice of columns; the user may change what is remembered or guessed."""
    options = [None, *table.columns]
    roles: dict[str, str | None] = {}
    for place, (role, label) in zip(st.columns(len(ROLES)), ROLES.items(), strict=True):
        first = start[role] if start[role] in options else None
        roles[role] = place.selectbox(
            label,
            options,
            index=options.index(first),
            format_func=lambda column: _("(none)") if column is None else column,
            key="_".join(("postgis_role", layer, *table.place, role)),
        )
    return roles


def _report(report: ImportReport) -> None:
    """Show what was read and what is wrong with it; names are no Markdown."""
    for line in (report.summary(), *map(render, report.notes)):
        st.text(line)
    if not report.problems:
        return
    st.dataframe(
        report.to_frame(),
        hide_index=True,
        height=210,
        placeholder=MISSING,
        column_config=finding_columns(),
    )
    st.download_button(
        _("Download the report (CSV)"),
        data=report.csv_bytes,
        file_name="laporan_postgis.csv",
        on_click="ignore",
        key="postgis_report",
    )


def _settings() -> PostgisSettings:
    """Load what is remembered; a damaged file is reported and does not stop the work."""
    try:
        return load_settings()
    except InputError as error:
        st.warning("\n".join(f"- {line}" for line in error.problems))
        return PostgisSettings()


def _remember(layer: Layer, mapping: LayerMapping) -> None:
    """Remember a mapping; that it cannot be kept does not stop the work."""
    try:
        remember(layer, mapping)
    except InputError as error:
        st.warning("\n".join(f"- {line}" for line in error.problems))


def _show_error(error: DesmigratifError) -> None:
    st.error("\n".join(f"- {line}" for line in str(error).splitlines()))
