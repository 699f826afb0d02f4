"""Which tables of a PostGIS database hold places and may be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from layers.postgis.connection import Database, reading
from spatial.errors import InputError
from spatial.wording import lazy_gettext

_EXTENSION = sa.text(
    "SELECT set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), "
    "quote_ident(n.nspname)), true) "
    "FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'"
)

_TABLES = sa.text(
    """
    SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, t.typname AS family,
           postgis_typmod_type(a.atttypmod) AS kind, postgis_typmod_srid(a.atttypmod) AS srid,
           CASE WHEN c.relkind IN ('r', 'm', 'p') AND c.reltuples >= 0
                THEN c.reltuples::bigint END AS rows,
           c.relkind IN ('v', 'm') AS view,
           ARRAY(SELECT o.attname::text FROM pg_attribute o
                 WHERE o.attrelid = c.oid AND o.attnum > 0 AND NOT o.attisdropped
                   AND o.atttypid <> ALL (s.types)
                   AND has_column_privilege(c.oid, o.attnum, 'SELECT')
                 ORDER BY o.attnum) AS columns,
           ARRAY(SELECT k.attname::text
                 FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid
                  AND k.attnum = ANY (i.indkey)
                 WHERE i.indrelid = c.oid AND i.indisprimary
                 ORDER BY array_position(i.indkey::int2[], k.attnum)) AS key
    FROM (SELECT array_agg(p.oid) AS types FROM pg_type p
          JOIN pg_extension e ON e.extnamespace = p.typnamespace AND e.extname = 'postgis'
          WHERE p.typname IN ('geometry', 'geography')) s
    JOIN pg_attribute a ON a.atttypid = ANY (s.types)
    JOIN pg_type t ON t.oid = a.atttypid
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped
      AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition
      AND NOT pg_is_other_temp_schema(n.oid)
      AND has_schema_privilege(n.oid, 'USAGE')
      AND has_column_privilege(c.oid, a.attnum, 'SELECT')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                      AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1, 2, a.attnum
    """
)
"""Unlike PostGIS's `geometry_columns` it knows rights on single columns; what belongs to an
extension (PostGIS, tiger, topology) is left out."""


@dataclass(frozen=True)
class SpatialTable:
    """A table or view with a column of places that the user may read.

    Attributes
    ----------
    schema, name, column
        Where the places are.
    family
        `geometry` or `geography`.
    kind
        Such as `Point` or `MultiPolygon`; `Geometry` where the column does not say.
    srid
        Of the column; 0 where it does not say.
    rows
        As the database last estimated them; None where it does not know.
    view
        Whether it is a view.
    columns
        The other columns that the user may read.
    key
        Columns of the primary key.
    """

    schema: str
    name: str
    column: str
    family: str
    kind: str
    srid: int
    rows: int | None
    view: bool
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def title(self) -> str:
        """Schema and name, as messages say them."""
        return f"{self.schema}.{self.name}"

    @property
    def order(self) -> tuple[str, ...]:
        """Columns that give the rows a fixed order: the key, if the user may read all of it."""
        return self.key if set(self.key) <= set(self.columns) else ()

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells this column from every other of the database."""
        return (self.schema, self.name, self.column)


def spatial_tables(database: Database) -> tuple[SpatialTable, ...]:
    """List the tables and views with places that the user may read.

    Raises
    ------
    InputError
        If the database cannot be read, has no PostGIS, or shows the user no such table.
    """
    with reading(database) as opened:
        return listed(opened, database)


def find_table(
    tables: Sequence[SpatialTable], title: str, column: str | None = None
) -> SpatialTable:
    """Return the listed table of that name.

    Parameters
    ----------
    tables
        As `spatial_tables` lists them.
    title
        `schema.table`.
    column
        The column of places, where the table has several.

    Raises
    ------
    InputError
        If none, or more than one, fits.
    """
    named = [table for table in tables if table.title == title]
    fitting = [table for table in named if column in {None, table.column}]
    if len(fitting) == 1:
        return fitting[0]
    if named:
        columns = ", ".join(table.column for table in named)
        problem = lazy_gettext(
            "{title} has the geometry columns {columns}; name one of them.",
            title=title,
            columns=columns,
        )
        raise InputError([problem])
    known = ", ".join(table.title for table in tables)
    problem = lazy_gettext(
        "The table '{title}' is not in the list. There are: {known}.",
        title=title,
        known=known,
    )
    raise InputError([problem])


def listed(opened: sa.Connection, database: Database) -> tuple[SpatialTable, ...]:
    """List the tables over a connection, and make PostGIS's functions known to it.

    Raises
    ------
    InputError
        As `spatial_tables`.
    """
    if opened.execute(_EXTENSION).first() is None:
        problem = lazy_gettext(
            "The database {label} has no PostGIS. Ask its keeper to run CREATE EXTENSION "
            "postgis, or check the name of the database.",
            label=database.label,
        )
        raise InputError([problem])
    found = tuple(
        SpatialTable(**{**row, "columns": tuple(row["columns"]), "key": tuple(row["key"])})
        for row in opened.execute(_TABLES).mappings()
    )
    if not found:
        user = opened.execute(sa.text("SELECT current_user")).scalar_one()
        problem = lazy_gettext(
            "The user '{user}' may not read a single table with geometry in {label}. Ask for "
            "the USAGE right on the schema and SELECT on its tables.",
            user=user,
            label=database.label,
        )
        raise InputError([problem])
    return found
