"""Which column plays which part: guessed from headings, changed by the user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from spatial.errors import InputError
from spatial.wording import lazy_gettext

POINT_HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "no_id", "fid", "objectid", "gid", "ogc_fid"),
        "code": (
            *("kode_desa", "kode_kemendagri", "kode_wilayah", "kode", "kd_desa", "kdesa"),
            *("kdepum", "kode_bps", "iddesa", "code", "village_code"),
        ),
        "name": (
            *("nama_desa", "nama_kelurahan", "nama_desa_kelurahan", "desa_kelurahan"),
            *("nama", "desa", "kelurahan", "nmdesa", "wadmkd", "namobj", "nama_objek"),
            *("nama_pasar", "nama_kantor", "name", "village", "village_name"),
        ),
        "lon": ("lon", "lng", "long", "longitude", "bujur", "bujur_timur", "bt", "x", "easting",
                "koordinat_bujur", "koordinat_x"),
        "lat": ("lat", "latitude", "lintang", "lintang_selatan", "ls", "y", "northing",
                "koordinat_lintang", "koordinat_y"),
        "kind": ("jenis", "kategori", "tipe", "kind", "type", "category"),
        "regency": (
            *("kabupaten", "kabupaten_kota", "kab_kota", "nama_kabupaten", "nama_kab", "kab"),
            *("nmkab", "wadmkk", "kota", "regency", "city"),
        ),
        "district": (
            *("kecamatan", "nama_kecamatan", "nama_kec", "kec", "nmkec", "wadmkc", "distrik"),
            *("district", "subdistrict"),
        ),
        "province": ("provinsi", "propinsi", "nama_provinsi", "prov", "nmprov", "wadmpr",
                     "province"),
        "coordinates": ("koordinat", "coordinate", "coordinates", "titik_koordinat", "latlong",
                        "lat_long"),
        "desmigratif": ("desmigratif", "desa_desmigratif", "status_desmigratif"),
        "village": (),
    }
)  # fmt: skip
"""Headings of point tables, Indonesian and English, in order of preference.

What stands here is a first guess; names, codes, identifiers and places are decided by heading and
content in `layers.imports.point_columns`, those of boundaries in `layers.imports.area_columns`.
"""

AREA_ROLES = ("code", "name", "district", "regency", "province")
"""Roles of the columns of a boundary layer; see `layers.imports.area_columns`."""


def fold_heading(heading: object) -> str:
    """Reduce a heading to small letters and underscores: `Nama Desa/Kel.` to `nama_desa_kel`."""
    return re.sub(r"[^a-z0-9]+", "_", str(heading).lower()).strip("_")


def guess_roles(
    columns: Iterable[object], headings: Mapping[str, tuple[str, ...]]
) -> dict[str, str | None]:
    """Guess the column of each role.

    Parameters
    ----------
    columns
        Headings of the table.
    headings
        For each role the headings that are understood, in order of preference.

    Returns
    -------
    dict
        Role to column; None where no heading fits. No column gets two roles.
    """
    present: dict[str, str] = {}
    for column in columns:
        present.setdefault(fold_heading(column), str(column))
    roles: dict[str, str | None] = {}
    for role, names in headings.items():
        found = next((name for name in names if name in present), None)
        roles[role] = None if found is None else present.pop(found)
    return roles


def with_roles(
    guessed: Mapping[str, str | None],
    stated: Mapping[str, str | None],
    columns: Iterable[object],
) -> dict[str, str | None]:
    """Put the user's choice of columns over the guess.

    Raises
    ------
    InputError
        If a role or a column does not exist; all such faults at once.
    """
    present = [str(column) for column in columns]
    faults = [
        lazy_gettext(
            "The role '{role}' is not known; choose one of {guessed}.",
            role=role,
            guessed=", ".join(f"'{name}'" for name in guessed),
        )
        for role in stated
        if role not in guessed
    ] + [
        lazy_gettext(
            "There is no column '{column}'; there are: {present}.",
            column=column,
            present=", ".join(present),
        )
        for column in stated.values()
        if column is not None and column not in present
    ]
    if faults:
        raise InputError(faults)
    taken = {column for column in stated.values() if column is not None}
    rest = {role: None if column in taken else column for role, column in guessed.items()}
    return {**rest, **stated}
