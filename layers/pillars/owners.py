"""Who owns which facility of the pillars: an editable table of ministries and agencies.

The table that comes with the program is this project's proposal; a copy of the user's own in the
data folder stands before it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from layers.exports.files import write_atomically
from layers.pillars.kinds import PILLARS
from layers.resources.folders import resource_folder
from layers.store.user_folder import data_home
from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import N_, _

COLUMNS: Final = ("pillar", "facility", "ministry", "agency")
EMBEDDED: Final = resource_folder("data") / "pillar_owners.csv"
MOST_ROWS: Final = 1000
MOST_CHARACTERS: Final = 200
MOST_BYTES: Final = 1_000_000
PROPOSAL_NOTE: Final = N_(
    "Which ministry and which local agency looks after which facility is a proposal of this "
    "project: the original chart does not write it down. The ministries are named as in the "
    "desmigratif agreement; some have new names by now. Change it to fit your region."
)


@dataclass(frozen=True, eq=False)
class Owners:
    """The table of owners.

    Attributes
    ----------
    table
        Columns `COLUMNS`, all text: pillar, kind of facility (or a thing that no layer has),
        ministry, agency at kabupaten level. One row per pillar, facility, ministry and agency.
    own
        True for the user's own copy.
    """

    table: pd.DataFrame
    own: bool


def own_path() -> Path:
    """Where the user's own copy lies."""
    return data_home() / EMBEDDED.name


def load_owners() -> Owners:
    """Load the user's own table, else the one that comes with the program.

    Raises
    ------
    InputError
        If the user's table cannot be read or breaks the rules; every problem is listed.
    """
    path = own_path()
    if not path.is_file():
        return Owners(read_owners(EMBEDDED), own=False)
    return Owners(read_owners(path), own=True)


def read_owners(path: Path) -> pd.DataFrame:
    """Read a table of owners: CSV, UTF-8, comma.

    Raises
    ------
    InputError
        If it cannot be read or breaks the rules of `checked`.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            problem = _("{file}: more than 1 MB; this is no table of owners.")
            raise InputError([problem.format(file=path.name)])
        text = path.read_text(encoding="utf-8-sig")
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(
            [
                _("{file}: the table cannot be read. Save it as CSV in UTF-8.").format(
                    file=path.name
                )
            ]
        ) from error
    return checked(table, path.name)


def save_owners(table: pd.DataFrame) -> Owners:
    """Keep a table as the user's own, whole or not at all.

    Raises
    ------
    InputError
        If it breaks the rules, or the data folder cannot be written; what was kept before stays.
    """
    good = checked(table, _("table"))
    path = own_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = _("Cannot write to {folder}: {error}.").format(
            folder=path.parent, error=os_words(error)
        )
        raise InputError([problem]) from error
    write_atomically(path, good.to_csv(index=False).encode("utf-8"))
    return Owners(good, own=True)


def forget_own() -> None:
    """Go back to the table that comes with the program; the own copy is kept as `.bak`."""
    path = own_path()
    if path.is_file():
        path.replace(path.with_suffix(".csv.bak"))


def checked(table: pd.DataFrame, label: str) -> pd.DataFrame:
    """Check a table of owners.

    Parameters
    ----------
    table
        Any frame; texts are stripped, rows that are all empty are left out.
    label
        What the messages call it.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, as text.

    Raises
    ------
    InputError
        Listing every problem with its row: missing columns, unknown pillars, empty or overlong
        cells, repeated rows, no rows, too many rows.
    """
    lacking = [column for column in COLUMNS if column not in table]
    if lacking:
        raise InputError(
            [
                _("{table}: columns {lacking} are missing; {needed} are needed.").format(
                    table=label, lacking=", ".join(lacking), needed=", ".join(COLUMNS)
                )
            ]
        )
    clean = table[list(COLUMNS)].fillna("").astype(str)
    for column in COLUMNS:
        clean[column] = clean[column].str.split().str.join(" ")
    clean = clean.loc[(clean != "").any(axis=1)].reset_index(drop=True)
    problems = [f"{label}: {problem}" for problem in _problems(clean)]
    if problems:
        raise InputError(problems)
    return clean


def _problems(table: pd.DataFrame) -> Iterator[str]:
    if table.empty:
        yield _("there is no row; fill in at least one.")
    if len(table) > MOST_ROWS:
        yield _("there are {count} rows; {most} at most.").format(count=len(table), most=MOST_ROWS)
        return
    repeated = table.duplicated()
    for place, row in enumerate(table.to_dict("records")):
        where = _("row {row}").format(row=place + 1)
        for column in COLUMNS:
            if not row[column]:
                yield _("{where}: {column} is empty; fill it in or delete the row.").format(
                    where=where, column=column
                )
            elif len(row[column]) > MOST_CHARACTERS:
                yield _("{where}: {column} has more than {most} letters; shorten it.").format(
                    where=where, column=column, most=MOST_CHARACTERS
                )
        if row["pillar"] and row["pillar"] not in PILLARS:
            known = ", ".join(PILLARS)
            yield _("{where}: unknown pillar '{pillar:.40}'; choose {known}.").format(
                where=where, pillar=row["pillar"], known=known
            )
        if repeated[place]:
            yield _("{where}: the same as a row before; delete one of them.").format(where=where)
