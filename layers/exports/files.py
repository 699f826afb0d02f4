"""Results as files: CSV, XLSX, GeoPackage, GeoJSON, each with its provenance."""

from __future__ import annotations

import io
import json
import math
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from layers.text.error_texts import os_words
from spatial.errors import InputError
from spatial.wording import _

Provenance = Mapping[str, Any]
RESULT_LAYER, PROVENANCE_LAYER = "access", "provenance"


def csv_bytes(table: pd.DataFrame, provenance: Provenance) -> bytes:  # noqa: ARG001
    """CSV, UTF-8, comma, decimal point; the provenance goes beside it (`provenance_bytes`)."""
    return _plain(table).to_csv(index=False).encode("utf-8")


def xlsx_bytes(table: pd.DataFrame, provenance: Provenance) -> bytes:
    """Excel workbook: sheet `Data`, and sheet `Metode` with the provenance.

    Texts stay texts, also those that begin with an equals sign.
    """
    return workbook_bytes({_("Data"): table}, provenance)


def workbook_bytes(sheets: Mapping[str, pd.DataFrame], provenance: Provenance) -> bytes:
    """Excel workbook with several sheets, and behind them sheet `Metode` with the provenance.

    Parameters
    ----------
    sheets
        Tables by the name of their sheet, 31 characters at most.
    provenance
        As `layers.area.provenance` collects it.
    """
    facts = facts_table(provenance)
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for name, table in sheets.items():
            shown = printable_cells(_plain(table))
            shown.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
        headings = [_("Parameters"), _("Value")]
        facts.to_excel(writer, sheet_name=_("Methods"), index=False, header=headings)
        for sheet in writer.book.worksheets:
            _fit_columns(sheet)
    return buffer.getvalue()


def _fit_columns(sheet: Worksheet) -> None:
    """Widen columns to their texts, and keep texts from being taken for formulas."""
    for column in sheet.iter_cols():
        width = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(column[0].column)].width = min(width + 2, 60)
        for cell in column:
            if cell.data_type == "f":
                cell.data_type = "s"


def geojson_bytes(table: gpd.GeoDataFrame, provenance: Provenance) -> bytes:
    """GeoJSON (RFC 7946), with the provenance as a further member of the collection."""
    degrees = without_lists(table).to_crs(4326)
    collection = json.loads(degrees.to_json(drop_id=True, na="null"))
    collection.pop("crs", None)
    whole = {**collection, "provenance": _plain_value(provenance)}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False).encode("utf-8")


def gpkg_bytes(table: gpd.GeoDataFrame, provenance: Provenance) -> bytes:
    """GeoPackage: layer `access`, and table `provenance`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.gpkg"
        pyogrio.write_dataframe(without_lists(table), path, layer=RESULT_LAYER)
        facts = facts_table(provenance)
        pyogrio.write_dataframe(facts, path, layer=PROVENANCE_LAYER, append=True)
        return path.read_bytes()


def provenance_bytes(provenance: Provenance) -> bytes:
    """Return the provenance as readable JSON."""
    text = json.dumps(_plain_value(provenance), indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


Writer = Callable[[Any, Provenance], bytes]
WRITERS: Mapping[str, Writer] = MappingProxyType(
    {".csv": csv_bytes, ".xlsx": xlsx_bytes, ".gpkg": gpkg_bytes, ".geojson": geojson_bytes}
)
SPATIAL_SUFFIXES = frozenset({".gpkg", ".geojson"})


def write_result(path: Path, table: pd.DataFrame, provenance: Provenance) -> Path:
    """Write a result and, beside it, its provenance as `<name>.json`.

    Parameters
    ----------
    path
        Target; the suffix chooses the format.
    table
        The result; a GeoDataFrame for GeoPackage and GeoJSON.
    provenance
        As `layers.area.provenance` collects it.

    Returns
    -------
    pathlib.Path
        The provenance file.

    Raises
    ------
    InputError
        If the format is unknown, needs geometry that the table does not have, or the file cannot
        be written.
    """
    check_format(path)
    suffix = path.suffix.lower()
    if suffix in SPATIAL_SUFFIXES and not isinstance(table, gpd.GeoDataFrame):
        problem = _(
            "Cannot write '{file}': this result has no geometry. Choose .csv or .xlsx."
        ).format(file=path.name)
        raise InputError([problem])
    beside = path.with_name(path.name + ".json")
    result, facts = WRITERS[suffix](table, provenance), provenance_bytes(provenance)
    write_atomically(path, result)
    write_atomically(beside, facts)
    return beside


def check_format(path: Path) -> None:
    """Raise if results cannot be written under this name.

    Raises
    ------
    InputError
        If the suffix is none of `WRITERS`.
    """
    if path.suffix.lower() not in WRITERS:
        problem = _("Cannot write '{file}': choose one of {writers}.").format(
            file=path.name, writers=", ".join(WRITERS)
        )
        raise InputError([problem])


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    InputError
        If the folder does not exist or cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        problem = _("Cannot write to {folder}: {error}.").format(
            folder=path.parent, error=os_words(error)
        )
        raise InputError([problem]) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise InputError(
            [_("Cannot write {path}: {error}.").format(path=path, error=os_words(error))]
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Drop the geometry and write lists as text."""
    plain = (
        pd.DataFrame(table.drop(columns=table.geometry.name))
        if isinstance(table, gpd.GeoDataFrame)
        else table
    )
    listed = [
        c for c in plain.columns if plain[c].map(lambda value: isinstance(value, list)).any()
    ]
    return plain.assign(**{str(c): plain[c].map(_cell) for c in listed})


def printable_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Take out the control characters that a workbook cannot hold (XML 1.0, section 2.2)."""

    def clean(value: object) -> object:
        return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value

    return table.map(clean)


def _plain_value(value: object) -> object:
    """Turn mappings, NumPy numbers and NaN into what JSON knows (RFC 8259 has no NaN)."""
    if isinstance(value, Mapping):
        return {str(key): _plain_value(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(part) for part in value]
    if isinstance(value, np.generic):
        return _plain_value(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def without_lists(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer whose lists are texts, as files of geodata want them."""
    return gpd.GeoDataFrame(_plain(table), geometry=table.geometry, crs=table.crs)


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def facts_table(provenance: Provenance) -> pd.DataFrame:
    """Return the provenance as a table: the path of each parameter, and its value as text."""
    return pd.DataFrame(_flat(provenance), columns=["parameter", "value"])


def _flat(facts: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Flatten nested facts to rows of a parameter's path and its value."""
    rows: list[tuple[str, str]] = []
    for key, value in facts.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", str(value)))
    return rows
