"""What a reader sees of a page: every text of its elements, without the names from the data."""

from __future__ import annotations

import json
import re

import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

QUIET = {
    "id", "element_id", "form_id", "icon", "key", "url", "page_script_hash", "page",
    "component_name", "color", "default", "value", "set_value", "user_key", "page_name",
    "section_header", "data", "styler", "query_param_key", "url_path", "spec", "vega_lite_spec",
}  # fmt: skip
"""Fields of Streamlit's messages that are not shown as they are, or are looked at elsewhere."""
IDS = re.compile(r'"id": "[^"]*"')
SCRIPTED = re.compile(r"<script.*?</script>|<style.*?</style>", re.DOTALL)


def texts_of(app):
    """List the texts of a page that was run, those of tables, charts and maps included."""
    found = []
    for element in _elements(app._tree):
        proto = getattr(element, "proto", None)
        if proto is None:
            continue
        if type(proto).__name__ == "ComponentInstance":
            strings = _strings(json.loads(proto.json_args or "{}"))
            found += [IDS.sub("", text) for text in strings]
        elif element.type in {"dataframe", "arrow_data_frame", "data_editor"}:
            found += _table(element, proto)
        else:
            found += _fields(proto)
            found += _chart(proto)
    return [text for text in found if text.strip()]


def without_data(texts, area, others=(), names=()):
    """Take out what comes from the data of an area, and names, the longest texts first."""
    frames = [
        area.boundaries, area.villages, area.offices, area.markets, area.services, area.roads,
        *others,
    ]  # fmt: skip
    words = {
        value
        for frame in frames
        for column in frame.columns
        if column not in {"geometry", "highway", "status", "precision"}
        for value in frame[column].dropna()
        if isinstance(value, str) and len(value) > 3 and not (value.isalpha() and value.islower())
    }
    sources = _strings([dict(source) for source in area.sources.values()])
    words |= {part.strip(" .") for text in sources for part in (text, text.partition(";")[0])}
    words |= {area.title, *names}
    ordered = sorted(words | {word.capitalize() for word in words}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, ordered)))
    return [pattern.sub("§", text) for text in texts]


def numbers_of(app):
    """List the numbers of the tables as they are written, a set per column."""
    found = {}
    for element in _elements(app._tree):
        table = getattr(getattr(element, "proto", None), "arrow_data", None)
        styled = getattr(table, "styler", None)
        if styled is not None and styled.display_values:
            shown = convert_arrow_bytes_to_pandas_df(styled.display_values)
            names = element.value.select_dtypes("float64").columns
            found |= {name: set(shown[name]) for name in names}
    return found


def _elements(block):
    yield block
    for child in getattr(block, "children", {}).values():
        yield from _elements(child)


def _fields(message):
    for field, value in message.ListFields():
        if field.name in QUIET:
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield SCRIPTED.sub("", one)
            elif hasattr(one, "ListFields"):
                yield from _fields(one)


def _table(element, proto):
    table = element.value
    if isinstance(table, pd.DataFrame):
        shown = json.loads(getattr(proto, "columns", "") or "{}")
        headings = [shown.get(str(name), {}).get("label") or str(name) for name in table.columns]
        yield from headings
        for name in table.columns:
            yield from {value for value in table[name].dropna() if isinstance(value, str)}


def _chart(proto):
    spec = getattr(proto, "spec", "")
    if isinstance(spec, str) and spec.startswith("{"):
        parts = json.loads(spec)
        parts.pop("datasets", None)
        yield from _strings(parts)


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
