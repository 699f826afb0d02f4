"""Cards of the files of a new area: what was read, what can be changed, what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import streamlit as st

from layers import area_draft
from layers.archives import layer_members
from layers.area_draft import FileInput
from layers.area_parts import Part, RoadPart
from layers.boundaries import BoundaryImport
from layers.formats import MISSING, km, number
from layers.headings import POINT_HEADINGS
from layers.points import PointImport, PointPreview, preview_points
from layers.report import ImportReport
from layers.road_classes import class_choices
from layers.road_files import RoadImport
from spatial.errors import DesmigratifError
from spatial.travel import ROAD_CLASSES

Change = Callable[[FileInput, FileInput], None]
Remove = Callable[[FileInput], None]

LABELS = {
    "roads": "Jalan",
    "villages": "Desa",
    "offices": "Kantor layanan ketenagakerjaan",
    "markets": "Pasar",
    "services": "Layanan lain (sekolah, bank, koperasi, …)",
    "boundaries": "Batas wilayah",
    "population": "Penduduk",
}
ROLE_LABELS = {
    "id": "Nomor",
    "code": "Kode desa",
    "name": "Nama",
    "lon": "Bujur",
    "lat": "Lintang",
    "kind": "Jenis",
    "regency": "Kabupaten/kota",
    "district": "Kecamatan",
    "province": "Provinsi",
    "coordinates": "Koordinat (satu kolom)",
    "desmigratif": "Desmigratif (ya/tidak)",
}
NONE = "(tidak ada)"


@st.cache_resource(max_entries=16, show_spinner="Membaca jalan dan membuat jaringan …")
def roads_read(file: FileInput) -> tuple[RoadPart, RoadImport | None]:
    """Read a file of roads once per set of statements."""
    return area_draft.read_roads_input(file)


@st.cache_resource(max_entries=16, show_spinner="Membaca batas wilayah …")
def boundaries_read(file: FileInput) -> tuple[Part, BoundaryImport]:
    """Read a file of boundaries once per set of statements."""
    return area_draft.read_boundaries_input(file)


@st.cache_resource(max_entries=32, show_spinner="Membaca dan memeriksa titik …")
def points_read(
    file: FileInput,
    boundaries: str,  # noqa: ARG001 - key of the cache for `_areas`
    _areas: gpd.GeoDataFrame | None,
) -> tuple[Part, PointImport]:
    """Read a file of points once per set of statements and boundaries."""
    return area_draft.read_points_input(file, _areas)


@st.cache_resource(max_entries=32, show_spinner=False)
def _preview(file: FileInput) -> PointPreview:
    return preview_points(file.path, file.point_options())


def roads_card(file: FileInput, change: Change, remove: Remove) -> RoadPart | None:
    """Draw a file of roads; return its network, or None if it cannot be used."""
    drop = _headline(file)
    part: RoadPart | None = None
    try:
        part, read = roads_read(file)
    except DesmigratifError as error:
        _refused(error)
        _technical(file, change)
    else:
        _road_words(part)
        if read is not None:
            _road_options(file, read, change)
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
        part, read = points_read(file, key, areas)
    except DesmigratifError as error:
        _refused(error)
        _columns(file, change)
    else:
        st.caption(part.report.summary())
        _columns(file, change)
        _questions(file, read, change)
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
        part, read = boundaries_read(file)
    except DesmigratifError as error:
        _refused(error)
        _technical(file, change)
    else:
        st.caption(part.report.summary())
        _pick(file, read, change)
        if part.report.problems:
            findings(part.report, f"{file.layer}_{file.path}")
    if drop:
        remove(file)
        st.rerun()


def findings(report: ImportReport, key: str) -> None:
    """Draw the problems of an import as a table with its downloads."""
    counts = report.counts()
    worst = "galat" if counts["error"] else "peringatan"
    with st.expander(
        f"Temuan di {report.source}: {counts['error']} galat, {counts['warning']} peringatan, "
        f"{counts['repaired']} diperbaiki",
        icon=":material/error:" if worst == "galat" else ":material/info:",
    ):
        st.dataframe(
            report.to_frame(),
            hide_index=True,
            placeholder=MISSING,
            height=220,
            column_config={
                "baris": "Baris",
                "kolom": "Kolom",
                "nilai": "Nilai",
                "masalah": "Masalah",
                "perbaikan": "Perbaikan",
                "tingkat": "Tingkat",
            },
        )
        for column, (label, suffix, data) in zip(
            st.columns(2),
            (("CSV", ".csv", report.csv_bytes), ("Excel", ".xlsx", report.xlsx_bytes)),
            strict=True,
        ):
            column.download_button(
                f"Unduh laporan ({label})",
                data=data,
                file_name=f"temuan_{report.source}{suffix}",
                key=f"findings_{key}{suffix}",
                icon=":material/download:",
                on_click="ignore",
                width="stretch",
            )


def _headline(file: FileInput) -> bool:
    """Name a file; return whether it is to be taken out."""
    words, button = st.columns([6, 1], vertical_alignment="center")
    words.markdown(f"**{LABELS[file.layer]}** · {file.path.name}")
    return button.button(
        ":material/close:", key=f"drop_{file.layer}_{file.path}", help="Lepaskan", type="tertiary"
    )


def _refused(error: DesmigratifError) -> None:
    st.error("\n".join(f"- {line}" for line in str(error).splitlines()))


def _road_words(part: RoadPart) -> None:
    network, cleaning = part.source.network, part.source.cleaning
    made = "" if cleaning is None else f", {number(len(cleaning.joins))} celah disambung"
    st.caption(
        f"{km(network.total_km * 1000, 0)}, {number(network.n_edges)} ruas, "
        f"{number(network.n_components)} bagian{made}"
    )


def _road_options(file: FileInput, read: RoadImport, change: Change) -> None:
    """Draw the class column, the class of each word, and the tolerance."""
    known = int(read.mapping["guessed"].sum())
    words = (
        f"{known} dari {len(read.mapping)} kata dikenali" if len(read.mapping) else "tanpa kelas"
    )
    with st.expander(f"Kelas jalan ({words}) dan toleransi sambungan"):
        columns = [c for c in read.lines.columns if c != read.lines.geometry.name]
        column = st.selectbox(
            "Kolom kelas jalan",
            columns,
            index=columns.index(read.column) if read.column in columns else None,
            placeholder=NONE,
            key=f"class_{file.path}",
        )
        chosen = dict(file.classes)
        words = zip(read.mapping["value"], read.mapping["class"], strict=True)
        shown = read.mapping.assign(**{"class": [chosen.get(w, c) for w, c in words]})
        table = st.data_editor(
            shown[["value", "count", "class"]],
            hide_index=True,
            key=f"classes_{file.path}_{column}",
            disabled=["value", "count"],
            column_config={
                "value": "Kata di berkas",
                "count": "Garis",
                "class": st.column_config.SelectboxColumn(
                    "Kelas", options=["", *ROAD_CLASSES], help="Kosong: jalan biasa (road)."
                ),
            },
        )
        tolerance = st.number_input(
            "Toleransi sambungan (m)",
            min_value=0.0,
            max_value=200.0,
            value=file.tolerance_m,
            step=1.0,
            key=f"tolerance_{file.path}",
            help="Ujung buntu yang lebih dekat dari ini ke jalan lain disambungkan.",
        )
        if st.button("Terapkan", key=f"apply_{file.path}", icon=":material/refresh:"):
            same = column == read.column
            classes = tuple(class_choices(table).items()) if same else ()
            change(
                file,
                replace(
                    file,
                    class_column=str(column or ""),
                    classes=tuple((w, c) for w, c in classes if c),
                    tolerance_m=float(tolerance),
                ),
            )
            st.rerun()
        _technical(file, change)


def _columns(file: FileInput, change: Change) -> None:
    """Draw the preview of a table and the choice of its columns."""
    try:
        preview = _preview(file)
    except DesmigratifError:
        _technical(file, change)
        return
    with st.expander("Kolom dan pratinjau"):
        if len(preview.sheets) > 1:
            sheet = st.selectbox(
                "Lembar atau layer",
                preview.sheets,
                key=f"sheet_{file.path}",
                index=preview.sheets.index(file.sheet or file.member or preview.sheets[0]),
            )
            if sheet != (file.sheet or file.member or preview.sheets[0]):
                fresh = replace(file, roles=())
                workbook = file.path.suffix.lower().startswith(".xls")
                change(file, replace(fresh, **{"sheet" if workbook else "member": str(sheet)}))
                st.rerun()
        st.dataframe(preview.head, placeholder=MISSING, height=150)
        roles = {
            role: column
            for role, column in _role_inputs(file, preview).items()
            if column != (preview.roles[role] or "")
        }
        if roles and st.button("Terapkan kolom", key=f"roles_{file.path}"):
            change(file, replace(file, roles=tuple({**dict(file.roles), **roles}.items())))
            st.rerun()
        _technical(file, change)


def _role_inputs(file: FileInput, preview: PointPreview) -> dict[str, str]:
    """Draw a choice of the column for each role."""
    places = {"lon", "lat", "coordinates"} if preview.mapped else set()
    options = ["", *preview.columns]
    chosen = {}
    shown = [role for role in POINT_HEADINGS if role not in places]
    columns = st.columns(3)
    for place, role in enumerate(shown):
        chosen[role] = columns[place % 3].selectbox(
            ROLE_LABELS[role],
            options,
            index=options.index(preview.roles[role] or ""),
            format_func=lambda name: name or NONE,
            key=f"role_{role}_{file.path}",
        )
    return chosen


def _questions(file: FileInput, read: PointImport, change: Change) -> None:
    """Ask for the places that fit several villages."""
    if read.questions.empty:
        return
    rows = read.questions.groupby("row", sort=False)
    with st.expander(f"{len(rows)} tempat perlu dipilih", icon=":material/help:", expanded=True):
        answers = dict(file.choices)
        for row, options in list(rows):
            labels = {
                place["code"]: f"{place['candidate']}, {place['district']}, {place['regency']}"
                for place in options.to_dict("records")
            }
            answer = st.selectbox(
                f"Baris {row}: {options['name'].iloc[0]}",
                list(labels),
                index=None,
                format_func=labels.__getitem__,
                placeholder="Pilih desa",
                key=f"question_{file.path}_{row}",
            )
            if answer is not None:
                answers[int(row)] = str(answer)
        if answers != dict(file.choices) and st.button(
            "Pakai pilihan ini", key=f"ask_{file.path}"
        ):
            change(file, replace(file, choices=tuple(sorted(answers.items()))))
            st.rerun()


def _pick(file: FileInput, read: BoundaryImport, change: Change) -> None:
    """Draw the choice of the kabupaten where the layer has several."""
    names = area_draft.regencies_of(read.areas)
    if len(names) < 2:
        return
    options = ["", *names]
    chosen = st.selectbox(
        "Kabupaten/kota",
        options,
        index=options.index(file.regency) if file.regency in options else 0,
        format_func=lambda code: f"{names[code]} ({code})" if code else "Semua",
        key=f"pick_{file.path}",
    )
    if chosen != file.regency:
        change(file, replace(file, regency=str(chosen)))
        st.rerun()


def _technical(file: FileInput, change: Change) -> None:
    """Draw what is rarely needed: layer, coordinate system, encoding."""
    if st.toggle("Sistem koordinat, layer dan pengodean", key=f"technical_on_{file.path}"):
        members = _members(file)
        member = file.member
        if len(members) > 1:
            options = ["", *members]
            member = st.selectbox(
                "Layer",
                options,
                index=options.index(file.member) if file.member in options else 0,
                format_func=lambda name: name or "(otomatis)",
                key=f"member_{file.path}",
            )
        elif file.path.suffix.lower() in {".gpkg", ".kml"}:
            member = st.text_input(
                "Layer",
                value=file.member,
                placeholder="bila berkas berisi beberapa layer",
                key=f"member_{file.path}",
            ).strip()
        crs = st.text_input(
            "Sistem koordinat",
            value=file.crs,
            placeholder="dari berkas; mis. EPSG:32749",
            key=f"crs_{file.path}",
        )
        encoding = st.text_input(
            "Pengodean teks",
            value=file.encoding,
            placeholder="dari berkas; mis. cp1252",
            key=f"encoding_{file.path}",
        )
        if st.button("Terapkan", key=f"technical_{file.path}"):
            stated = replace(
                file, crs=crs.strip(), encoding=encoding.strip(), member=str(member or "")
            )
            change(file, stated)
            st.rerun()


def _members(file: FileInput) -> tuple[str, ...]:
    try:
        return layer_members(file.path)
    except DesmigratifError:
        return ()
