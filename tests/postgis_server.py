"""A throw-away PostgreSQL server with PostGIS on a free port of this machine.

Where PostgreSQL is not installed the tests that need it skip; `DESMIGRATIF_REQUIRE_POSTGIS=1`
turns that into a failure, so that no run of the CI leaves them out unseen.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

REQUIRE = "DESMIGRATIF_REQUIRE_POSTGIS"
ADMIN, OWNER, READER = "pengelola", "pemilik", "pembaca"
PASSWORD = "rah:asia/7#"
IN_ADDRESS = "rah%3Aasia%2F7%23"
ATTEMPTS = 5


@dataclass(frozen=True)
class Server:
    """A running server with the databases `desa` (PostGIS in `public`) and `polos` (without)."""

    port: int

    def url(self, user=READER, database="desa", password=IN_ADDRESS):
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements, user=OWNER, database="desa"):
        """Execute statements as the owner of the tables, or another user."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=user, password=PASSWORD, dbname=database,
            autocommit=True,
        ) as opened:  # fmt: skip
            for statement in statements:
                opened.execute(statement)

    def ask(self, question):
        """Return the first value that the administrator gets."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=ADMIN, password=PASSWORD, dbname="desa"
        ) as opened:
            return opened.execute(question).fetchone()[0]


@pytest.fixture(scope="session")
def postgis():
    """Start a server for all tests that ask for one, and throw it away after them."""
    programs = find_programs() or give_up()
    folder = Path(tempfile.mkdtemp(prefix="desmigratif-postgis-"))
    try:
        _make(programs, folder)
        server = _start(programs, folder)
        try:
            _fill(server)
            yield server
        finally:
            _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give_up():
    """Skip the test, or fail it where PostGIS is demanded."""
    reason = "PostgreSQL with PostGIS is not installed (Debian: postgresql-15-postgis-3)"
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{reason}, but {REQUIRE}=1 demands it")
    pytest.skip(reason)


def find_programs():
    """Return the folder of PostgreSQL's programs, 15 first; None where PostGIS is missing."""
    if sys.platform == "win32":
        return None
    root = Path("/usr/lib/postgresql")
    versions = sorted((p.name for p in root.glob("*")), key=lambda name: (name != "15", name))
    for version in versions:
        control = Path(f"/usr/share/postgresql/{version}/extension/postgis.control")
        if (root / version / "bin" / "initdb").is_file() and control.is_file():
            return root / version / "bin"
    return None


def _run(program, *words):
    """Run a program of PostgreSQL, which refuses to be run by root."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_user, str(program), *map(str, words)], cwd="/", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout.decode(errors="replace")


def _make(programs, folder):
    secret = folder / "sandi"
    secret.write_text(PASSWORD)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        shutil.chown(secret, "postgres")
    code, words = _run(
        programs / "initdb", "-D", folder / "data", "-U", ADMIN, f"--pwfile={secret}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync",
    )  # fmt: skip
    assert code == 0, words


def _start(programs, folder):
    """Start the server; another program may take the free port first, so try a few."""
    for _ in range(ATTEMPTS):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
            "-c fsync=off -c synchronous_commit=off -c jit=off"
        )
        code, _ = _run(
            programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-t", 60,
            "-o", settings, "start",
        )  # fmt: skip
        if code == 0:
            return Server(port)
    pytest.fail(f"the server does not start:\n{(folder / 'log').read_text()}")


def _fill(server):
    def admin(*statements, database="postgres"):
        server.run(*statements, user=ADMIN, database=database)

    for role in (OWNER, READER):
        admin(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(PASSWORD)))  # fmt: skip
    for database in ("desa", "polos", "lain"):
        admin(f"CREATE DATABASE {database} OWNER {OWNER}")
    admin("CREATE EXTENSION postgis", database="desa")
    admin("CREATE SCHEMA gis", "GRANT USAGE ON SCHEMA gis TO PUBLIC",
          "CREATE EXTENSION postgis SCHEMA gis", database="lain")  # fmt: skip
