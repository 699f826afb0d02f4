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
from spatial.wording import N_, LazyText, _, lazy_gettext

SECRET = "***"  # noqa: S105  (it is what stands in place of one)
MAX_LENGTH = 200

BY_STATE = MappingProxyType(
    {
        "57014": N_(
            "did not finish answering within {limit:g} seconds. Limit it to an area, or ask "
            "its keeper to make a spatial index"
        ),
        "42P01": N_("says that the table no longer exists. Reload the list of tables"),
        "42703": N_("says that the columns of the table have changed. Reload the list of tables"),
        "42501": N_(
            "does not allow this user to read the table. Ask its keeper for the SELECT right"
        ),
        "42883": N_(
            "does not give this user the functions of PostGIS. Ask for the USAGE right on the "
            "schema of PostGIS"
        ),
        "25006": N_("refuses to be written to: this program only reads"),
        "53300": N_("is full at the moment. Try again in a moment"),
        "57P01": N_("is being shut down. Try again later"),
    }
)
"""SQLSTATE (PostgreSQL 15 documentation, appendix A) and what it means here."""

BY_WORDS = (
    ("password authentication failed", N_("refuses the user name or the password. Check both")),
    ("no password supplied", N_("asks for a password, but the address holds none")),
    (
        "no pg_hba.conf entry",
        N_(
            "does not accept connections from this computer. Ask its keeper to allow them "
            "(pg_hba.conf), or add ?sslmode=require"
        ),
    ),
    ("is not permitted to log in", N_("does not let this user log in")),
    ("too many", N_("is full at the moment. Try again in a moment")),
    ("starting up", N_("has just been started. Try again in a moment")),
    (
        "does not support ssl",
        N_("does not support SSL. Remove sslmode=require from the address"),
    ),
    (
        "invalid connection option",
        N_(
            "cannot be connected to: an option after the question mark of the address is not known"
        ),
    ),
    (
        "connection refused",
        N_(
            "does not answer at that port. Check the names of server and port, and whether "
            "the server is running"
        ),
    ),
    ("timeout expired", N_("does not answer. Check the network, the VPN and the port")),
    ("resolve host", N_("was not found. Check the name of the server")),
    ("translate host name", N_("was not found. Check the name of the server")),
    ("could not receive data", N_("closed the connection. Try again")),
    ("server closed the connection", N_("closed the connection. Try again")),
    ("connection is lost", N_("closed the connection. Try again")),
)
"""Words of the server or of libpq, for errors that carry no SQLSTATE, and what they mean here."""


def translated(
    error: sa.exc.SQLAlchemyError | pd.errors.DatabaseError,
    label: str,
    secrets: tuple[str, ...],
    limit_s: float,
) -> LazyText:
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
        described = lazy_gettext(meaning, limit=limit_s)
        return lazy_gettext("The database {label} {meaning}.", label=label, meaning=described)
    words = _without(text, secrets)[:MAX_LENGTH]
    return lazy_gettext("The database {label} cannot be read: {words}.", label=label, words=words)


def _by_words(text: str) -> str:
    lower = text.lower()
    if "does not exist" in lower and "database" in lower:
        return N_("does not exist on that server. Check the name of the database")
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
        host = self.url.host or self.url.query.get("host") or _("local socket")
        port = f":{self.url.port}" if self.url.port else ""
        return f"{host}{port}/{self.url.database or ''}"

    @property
    def key(self) -> str:
        """Digest of the whole address, to distinguish databases and users in a cache."""
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
        problem = lazy_gettext(
            "{variable} is not set. Fill in the address of the database, such as {form}.",
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
        problem = lazy_gettext("cannot be read as an address")
    else:
        if url.drivername not in DRIVERS:
            problem = lazy_gettext("does not begin with postgresql://")
        elif not url.database:
            problem = lazy_gettext("does not name the database after the slash")
    if text.count("@") > 1:
        problem = lazy_gettext("holds more than one @")
    if problem:
        problem = lazy_gettext(
            "{variable} {problem}. Its form is {form}; special characters in the password are "
            "written with a percent sign, such as @ as %40 and / as %2F.",
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
