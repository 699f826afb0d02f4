"""The kind of a facility from the words of its kind or name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

SERVICE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "balai latihan": r"blk|balai latihan|latihan kerja|lpk|pelatihan",
        "perpustakaan": r"perpustakaan|library",
        "rumah baca": r"tbm|taman baca\w*|(?:rumah|pojok|sudut) (?:baca|belajar|pintar)|pkbm",
        "sekolah": (
            r"sekolah|school|kindergarten|universitas|college|paud|tk|sd[nit]?|mi[ns]?|smp[nit]?|"
            r"mts[ns]?|sma[n]?|smk[n]?|ma[ns]|pesantren|madrasah"
        ),
        "kesehatan": (
            r"kesehatan|puskesmas|pustu|poskesdes|polindes|posyandu|rumah sakit|rs[ui]?d?|klinik|"
            r"hospital|clinic|bidan"
        ),
        "atm": r"atm",
        "bmt": r"bmt|baitul maal",
        "bpr": r"bprs?|bank perkreditan rakyat",
        "koperasi": r"koperasi|kud|ksp|kopwan|kopdes|cooperative",
        "bank": r"bank|bri|bni|btn|mandiri|brilink",
        "pos": r"kantor pos|pos|post office",
    }
)
"""Words (regular expressions, whole words, any case) of each kind of `schema.SERVICE_KINDS`."""

OFFICE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ltsa": r"ltsa|layanan terpadu satu",
        "bp3mi": r"bp3mi|bp2mi|bp3tki|bnp2tki",
        "bbpvp": r"bbpvp|pelatihan vokasi",
        "blk": r"blk|latihan kerja",
    }
)
"""Kinds of `layers.area.schema.OFFICE_KINDS` by words of the name, as `SERVICE_WORDS`; any other
labour office counts as `disnaker`."""

OTHER = "lainnya"
KELURAHAN_DIGIT = "1"
"""First digit of the last group in the Kemendagri code of a kelurahan; that of a desa is 2
(Permendagri 58/2021, appendix)."""

_PATTERNS = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in SERVICE_WORDS.items()
}


_OFFICE_PATTERNS = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in OFFICE_WORDS.items()
}


def office_kind(name: str) -> str:
    """Return the kind of a labour office from its name; see `OFFICE_WORDS`."""
    return next((kind for kind, word in _OFFICE_PATTERNS.items() if word.search(name)), "disnaker")


def service_kind(kind: str, name: str) -> str:
    """Return the kind of a facility: what the file calls it counts before its name.

    Parameters
    ----------
    kind, name
        As in the file; may be empty.

    Returns
    -------
    str
        One of `layers.area.schema.SERVICE_KINDS`; `lainnya` if no word is understood.

    Examples
    --------
    >>> service_kind("SMP", "SMP Negeri 1 Mranggen"), service_kind("", "Koperasi Sendari")
    ('sekolah', 'koperasi')
    """
    words = kind.strip().lower()
    if words in _PATTERNS or words == OTHER:
        return words
    for text in (kind, name):
        found = next((key for key, pattern in _PATTERNS.items() if pattern.search(text)), None)
        if found is not None:
            return found
    return OTHER


def village_kind(kind: str, code: str) -> str:
    """Return what the file says, else `desa` or `kelurahan` by the code."""
    if kind:
        return kind
    return "kelurahan" if code.rpartition(".")[2].startswith(KELURAHAN_DIGIT) else "desa"
