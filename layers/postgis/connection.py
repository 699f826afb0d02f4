"""A connection to the PostGIS database of an agency: only reading, never waiting for long."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd
import sqlalchemy as sa

from spatial.errors import InputError
from spatial.wording import Phrase, mark, phrase, tr

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


VARIABLE = "DESMIGRATIF_POSTGIS"
"""Environment variable with the address of the database."""

DRIVERS = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
FORM = "postgresql://pengguna:sandi@server:5432/basisdata"
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_S = 60


@dataclass(frozen=True)
class Database:
    """Where a database is and how long it may take; its texts never show the password.

    Attributes
    ----------
    url
        Address with user and password.
    connect_timeout_s
        Seconds until a connection must stand.
    statement_timeout_s
        Seconds that the database may work on one question.
    """

    url: sa.URL = field(repr=False)
    connect_timeout_s: int = CONNECT_TIMEOUT_S
    statement_timeout_s: float = STATEMENT_TIMEOUT_S

    @property
    def label(self) -> str:
        """Server and database, for messages and provenance: neither user nor password."""
        host = self.url.host or self.url.query.get("host") or tr("soket lokal")
        port = f":{self.url.port}" if self.url.port else ""
        return f"{host}{port}/{self.url.database or ''}"

    @property
    def key(self) -> str:
        """Digest of the whole address, to tell databases and users apart in a cache."""
        text = self.url.render_as_string(hide_password=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def secrets(self) -> tuple[str, ...]:
        """Return what must never be shown."""
        values = [value for name, value in self.url.query.items() if "password" in name.lower()]
        return tuple(str(value) for value in (self.url.password, *values) if value)


def connection() -> Database:
    """Return the database that the environment variable names; nothing is opened yet.

    Raises
    ------
    InputError
        If the variable is missing or no address of a PostgreSQL database.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        problem = phrase(
            "{variable} belum diatur. Isi dengan alamat basis data, misalnya {form}.",
            variable=VARIABLE,
            form=FORM,
        )
        raise InputError([problem])
    return Database(_parsed(text))


def is_configured() -> bool:
    """Tell whether the environment variable is set."""
    return bool(os.environ.get(VARIABLE, "").strip())


def _parsed(text: str) -> sa.URL:
    """Read an address; no message repeats any part of it, since any part may be the password."""
    problem = ""
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        problem = phrase("tidak dapat dibaca sebagai alamat")
    else:
        if url.drivername not in DRIVERS:
            problem = phrase("tidak diawali postgresql://")
        elif not url.database:
            problem = phrase("tidak menyebut nama basis data setelah garis miring")
    if text.count("@") > 1:
        problem = phrase("berisi lebih dari satu tanda @")
    if problem:
        problem = phrase(
            "{variable} {problem}. Bentuknya {form}; tanda khusus dalam sandi ditulis "
            "dengan persen, misalnya @ sebagai %40 dan / sebagai %2F.",
            variable=VARIABLE,
            problem=problem,
            form=FORM,
        )
        raise InputError([problem])
    return url.set(drivername="postgresql+psycopg")


@contextmanager
def reading(database: Database) -> Iterator[sa.Connection]:
    """Open a connection with one read-only transaction, which is rolled back at the end.

    The transaction itself refuses to write, whatever the user may do otherwise; all its questions
    see the database as it was at the first one. Nothing is set for the session, so that a pooler
    such as PgBouncer may stand between.

    Raises
    ------
    InputError
        If the database cannot be reached, refuses, or takes too long.
    """
    engine = sa.create_engine(
        database.url,
        poolclass=sa.NullPool,
        hide_parameters=True,
        connect_args={
            "connect_timeout": database.connect_timeout_s,
            "prepare_threshold": None,
            "client_encoding": "UTF8",
        },
    )
    try:
        with engine.connect() as opened:
            ready = opened.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            limit = f"{round(database.statement_timeout_s * 1000)}ms"
            ready.execute(sa.select(sa.func.set_config("statement_timeout", limit, True)))
            yield ready
            ready.rollback()
    except (sa.exc.SQLAlchemyError, pd.errors.DatabaseError) as error:
        problem = translated(
            error, database.label, database.secrets(), database.statement_timeout_s
        )
        raise InputError([problem]) from None
    finally:
        engine.dispose()
