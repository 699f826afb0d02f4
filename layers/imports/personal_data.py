"""Personal data in users' tables: recognised, left out at the entry, and said so.

The program needs places and counts, never persons. NIK and KK are the 16-digit numbers of
residents and family cards; digits 7 to 12 of a NIK are the day of birth (women + 40), month and
year (Permendagri 72/2022 and its predecessors). UU 27/2022 protects them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from layers.imports.headings import fold_heading
from layers.imports.report import Problem
from spatial.wording import LazyText, lazy_gettext

KIND_WORDS: Mapping[str, LazyText] = MappingProxyType(
    {
        "nik": lazy_gettext("identity or family card numbers (NIK, KK)"),
        "name": lazy_gettext("names of persons"),
        "passport": lazy_gettext("passport numbers"),
        "birth": lazy_gettext("dates or places of birth"),
        "contact": lazy_gettext("addresses or phone numbers of persons"),
    }
)

HEADINGS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "nik": re.compile(
            r"(?:(?:no|nomor|nmr|number)_)?(?:nik|ktp|e_ktp|nkk|kartu_keluarga|kartu_tanda_penduduk)"
            r"(?:_\w+)?|(?:no|nomor)_kk(?:_\w+)?|nomor_induk_kependudukan|nik\w{0,3}|id_number"
        ),
        "passport": re.compile(r"(?:(?:no|nomor)_)?(?:paspor|passport)(?:_(?:no|number))?"),
        "birth": re.compile(
            r"(?:(?:tempat|tmpt|tgl|tanggal)_)+(?:tgl_|tanggal_|dan_)*lahir|ttl|tempat_tanggal_lahir"
            r"|date_of_birth|birth_?date|dob"
        ),
        "name": re.compile(
            r"nama_(?:lengkap_)?(?:c?pmi|c?tki|tkw|buruh_migran|pekerja\w*|ibu\w*|ayah|bapak|suami"
            r"|istri|pasangan|anak|kk|kepala_keluarga|orang_?tua|wali|peserta|pemohon|penerima\w*"
            r"|responden|warga|penduduk|siswa|murid|ahli_waris|majikan|keluarga|korban|pelapor"
            r"|pencari_kerja|purna\w*|mantan\w*|migran|tenaga_kerja)(?:_\w+)?"
            r"|nama_lengkap|full_?name|first_?name|last_?name|nama_depan|nama_belakang"
        ),
    }
)
"""Headings, small letters and underscores, that say personal data by themselves."""

CONTACT = re.compile(
    r"alamat(?:_(?:rumah|asal|ktp|lengkap|domisili|pmi|tki))?|(?:no_|nomor_)?(?:hp|telp|telepon|tlp"
    r"|handphone|wa|whatsapp|ponsel)|e_?mail|surel"
)
PERSON_NAME = re.compile(r"nama|name|nama_orang|nama_jelas")
TRAITS = re.compile(
    r"(?:jenis_)?kelamin|jk|l_p|gender|sex|umur|usia|age|agama|pendidikan(?:_terakhir)?|status_kawin"
    r"|status_perkawinan|negara(?:_\w+)?|pptkis|p3mi|pjtki|majikan|pekerjaan|jabatan|job|sektor"
    r"|tgl_berangkat|tanggal_berangkat|tanggal_keberangkatan|hubungan_keluarga"
)
"""Headings of what tables say of persons; several beside `nama` make a list of persons."""

CODES = re.compile(r"kode|code|sls|_id$|^id")
NUMBER_16 = re.compile(
    r"'?(?:1[1-9]|2[1-9]|[3-9]\d)\d{4}(?:[0246][1-9]|[1357]0|[1256][0-9]|[37][01]|[4][1-9])"
    r"(?:0[1-9]|1[0-2])\d{6}"
)
SCIENTIFIC = re.compile(r"[1-9][.,]\d{3,}E\+?15", re.IGNORECASE)
"""What a spreadsheet makes of 16 digits."""

MOST = 0.8
SAMPLE = 2000
PERSONS = 2
"""This number of traits of persons beside a column `nama` make a list of persons."""


def personal_columns(table: pd.DataFrame) -> dict[str, str]:
    """Find the columns with personal data.

    Parameters
    ----------
    table
        Texts.

    Returns
    -------
    dict
        Column to a key of `KIND_WORDS`.
    """
    names = {str(column): fold_heading(column) for column in table.columns}
    found: dict[str, str] = {}
    for position, (column, name) in enumerate(names.items()):
        kind = next((k for k, pattern in HEADINGS.items() if pattern.fullmatch(name)), None)
        if (
            kind is None
            and not CODES.search(name)
            and _numbers_of_persons(table.iloc[:, position])
        ):
            kind = "nik"
        if kind is not None:
            found[column] = kind
    if _lists_persons(names, found):
        for column, name in names.items():
            if PERSON_NAME.fullmatch(name):
                found.setdefault(column, "name")
            elif CONTACT.fullmatch(name):
                found.setdefault(column, "contact")
    return found


def _numbers_of_persons(values: pd.Series) -> bool:
    """Tell whether most cells are 16 digits that begin like a province and hold a date."""
    values = values.head(SAMPLE)
    texts = values.astype(str).str.replace(r"[\s.-]", "", regex=True)
    texts = texts[texts != ""]
    if not len(texts):
        return False
    scientific = values.astype(str).str.strip().str.fullmatch(SCIENTIFIC).mean()
    return bool(texts.str.fullmatch(NUMBER_16).mean() >= MOST or scientific >= MOST)


def _lists_persons(names: Mapping[str, str], found: Mapping[str, str]) -> bool:
    """Tell whether each row is a person: its own number, passport, birth, or several traits."""
    own = {"nik", "no_nik", "nomor_nik", "no_ktp", "ktp", "nomor_ktp", "nik_ktp", "nik_pmi"}
    plain = any(names[c] in own or "pmi" in names[c] or "tki" in names[c] for c in found)
    certain = plain or any(kind in {"passport", "birth"} for kind in found.values())
    traits = sum(TRAITS.fullmatch(name) is not None for name in names.values())
    return certain or traits >= PERSONS


def personal_problems(found: Mapping[str, str]) -> list[Problem]:
    """Report the columns that were left out, without a word of what stands in them."""
    return [
        Problem(
            None,
            column,
            "",
            lazy_gettext("personal data: {kind}; the column was not read", kind=KIND_WORDS[kind]),
            lazy_gettext(
                "Delete the column before you pass the file on; count people per village"
            ),
            "warning",
        )
        for column, kind in found.items()
    ]
