"""What a PostgreSQL server or its driver says, in the words of the user."""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd
import sqlalchemy as sa

from spatial.wording import Phrase, mark, phrase

SECRET = "***"  # noqa: S105  (it is what stands in place of one)
MAX_LENGTH = 200

BY_STATE = MappingProxyType(
    {
        "57014": mark(
            "tidak selesai menjawab dalam {limit:g} detik. Batasi dengan wilayah, atau minta "
            "pengelola membuat indeks spasial"
        ),
        "42P01": mark("tabelnya tidak ada lagi. Muat ulang daftar tabel"),
        "42703": mark("susunan kolom tabelnya berubah. Muat ulang daftar tabel"),
        "42501": mark(
            "pengguna ini tidak boleh membaca tabel itu. Minta hak SELECT kepada pengelola"
        ),
        "42883": mark(
            "tidak memberi pengguna ini fungsi PostGIS. Minta hak USAGE pada skema PostGIS"
        ),
        "25006": mark("menolak penulisan: program ini hanya membaca"),
        "53300": mark("sedang penuh. Coba lagi sebentar lagi"),
        "57P01": mark("sedang dimatikan. Coba lagi nanti"),
    }
)
"""SQLSTATE (PostgreSQL 15 documentation, appendix A) and what it means here."""

BY_WORDS = (
    ("password authentication failed", mark("menolak nama pengguna atau sandi. Periksa keduanya")),
    ("no password supplied", mark("meminta sandi, tetapi alamatnya tidak memuat sandi")),
    (
        "no pg_hba.conf entry",
        mark(
            "tidak menerima sambungan dari komputer ini. Minta pengelola "
            "mengizinkannya (pg_hba.conf), atau tambahkan ?sslmode=require"
        ),
    ),
    ("is not permitted to log in", mark("tidak mengizinkan pengguna ini masuk")),
    ("too many", mark("sedang penuh. Coba lagi sebentar lagi")),
    ("starting up", mark("baru dinyalakan. Coba lagi sebentar lagi")),
    ("does not support ssl", mark("tidak mendukung SSL. Hapus sslmode=require dari alamatnya")),
    (
        "invalid connection option",
        mark("tidak dapat disambung: pilihan setelah tanda ? pada alamat tidak dikenal"),
    ),
    (
        "connection refused",
        mark(
            "tidak menjawab di port itu. Periksa nama server dan port, dan apakah "
            "servernya menyala"
        ),
    ),
    ("timeout expired", mark("tidak menjawab. Periksa jaringan, VPN dan port")),
    ("resolve host", mark("tidak ditemukan. Periksa nama servernya")),
    ("translate host name", mark("tidak ditemukan. Periksa nama servernya")),
    ("could not receive data", mark("memutus sambungan. Coba lagi")),
    ("server closed the connection", mark("memutus sambungan. Coba lagi")),
    ("connection is lost", mark("memutus sambungan. Coba lagi")),
)
"""Words of the server or of libpq, for faults that carry no SQLSTATE, and what they mean here."""


def translated(
    error: sa.exc.SQLAlchemyError | pd.errors.DatabaseError,
    label: str,
    secrets: tuple[str, ...],
    limit_s: float,
) -> Phrase:
    """Say in one sentence what went wrong.

    Parameters
    ----------
    error
        As SQLAlchemy or pandas raised it.
    label
        Server and database.
    secrets
        Texts that must not be repeated.
    limit_s
        Seconds that the database had for its answer.
    """
    cause = error.__cause__ if isinstance(error, pd.errors.DatabaseError) else error
    origin = getattr(cause, "orig", None) or cause or error
    text = " ".join(str(origin).split())
    meaning = BY_STATE.get(getattr(origin, "sqlstate", None) or "") or _by_words(text)
    if meaning:
        told = phrase(meaning, limit=limit_s)
        return phrase("Basis data {label} {meaning}.", label=label, meaning=told)
    words = _without(text, secrets)[:MAX_LENGTH]
    return phrase("Basis data {label} tidak dapat dibaca: {words}.", label=label, words=words)


def _by_words(text: str) -> str:
    lower = text.lower()
    if "does not exist" in lower and "database" in lower:
        return mark("tidak ada di server itu. Periksa nama basis datanya")
    return next((meaning for words, meaning in BY_WORDS if words in lower), "")


def _without(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, SECRET)
    return text
