"""What the pages show in the same way: problems, maps, downloads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal, TypedDict

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.mutable_tab_container import TabContainer
from streamlit_folium import st_folium

from layers.exports import files as export
from layers.text.formats import MISSING, number
from layers.webmap.area_map import clicked_id
from layers.webmap.assets import OfflineMap
from spatial.errors import DesmigratifError
from spatial.wording import LANGUAGES, _, use_language

FORMATS = {".csv": "CSV", ".xlsx": "Excel", ".gpkg": "GeoPackage", ".geojson": "GeoJSON"}
MAP_HEIGHT = 520
MOST_STYLED = 200_000
"""Cells; pandas styles no more than 262,144."""


class QuietDelta(TypedDict):
    """Keyword arguments of `st.metric` for a second line that is no change."""

    delta_color: Literal["off"]
    delta_arrow: Literal["off"]


QUIET: QuietDelta = {"delta_color": "off", "delta_arrow": "off"}


def show_problems(problems: Iterable[str]) -> None:
    """Show what is wrong, one line each."""
    st.error("\n".join(f"- {line}" for line in problems))


@contextmanager
def reported() -> Iterator[None]:
    """Show the program's own errors as a message instead of a trace, and stop the page there."""
    try:
        yield
    except DesmigratifError as error:
        show_problems(str(error).splitlines())
        st.stop()


def show_map(
    paper: OfflineMap,
    key: str,
    layer: folium.FeatureGroup | list[folium.FeatureGroup] | None = None,
    view: tuple[tuple[float, float], float] | None = None,
    height: int = MAP_HEIGHT,
) -> str | None:
    """Show a map; return the id of a point that was clicked just now, else None.

    `layer` and `view` (centre and zoom) change without building the map again. A view moves the
    map when it is new; else the map stays where the user left it (`FirstView`).
    """
    state = st_folium(
        paper,
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip", "last_object_clicked_count"],
        feature_group_to_add=layer,
        center=view[0] if view else None,
        zoom=view[1] if view else None,
    )
    click = (clicked_id(state), state.get("last_object_clicked_count"))
    is_new = click[0] is not None and click != st.session_state.get(f"{key}_click")
    st.session_state[f"{key}_click"] = click
    return click[0] if is_new else None


def localized_table(
    table: pd.DataFrame, style: Styler | None = None, counts: Iterable[str] = ()
) -> pd.DataFrame | Styler:
    """Write a table's decimals, and some counts, with the separators of the session's language.

    Streamlit by itself writes them as the browser is set. The values stay numbers, and sort so.
    Very large tables, which pandas does not style, stay as they are. `style` is that of the table,
    where it has colours.
    """
    styled = table if style is None else style
    digits: dict[Hashable, int] = {
        column: _decimals(table[column]) for column in table.select_dtypes("float64")
    }
    digits |= dict.fromkeys(counts, 0)
    if not digits or table.size > MOST_STYLED or not table.index.is_unique:
        return styled
    texts: dict[Any, str | Callable[[object], str] | None] = {
        name: partial(_number_text, most) for name, most in digits.items()
    }
    styler = table.style if style is None else style
    return styler.format(texts, subset=list(texts), na_rep=MISSING)


def _number_text(digits: int, value: Any) -> str:  # noqa: ANN401 - a cell of a table
    return number(value, digits)


def _decimals(values: pd.Series) -> int:
    """Tell how many decimals a column has, two at most."""
    return next((n for n in (0, 1) if np.allclose(values.round(n), values, equal_nan=True)), 2)


def lazy_tabs(texts: Sequence[str], key: str) -> Sequence[TabContainer]:
    """Draw tabs of which only the open one is worth filling; `texts` are marked for translation.

    Streamlit knows the open tab by its words; a switch of the language keeps it open.
    """
    names = [_(text) for text in texts]
    was = st.session_state.get(key)
    for spoken in LANGUAGES:
        with use_language(spoken):
            called = [_(text) for text in texts]
        if was in called:
            st.session_state[key] = names[called.index(was)]
    return st.tabs(names, key=key, on_change="rerun")


def download_buttons(
    table: pd.DataFrame,
    notes: dict[str, Any],
    stem: str,
    writers: Mapping[str, export.Writer] = export.WRITERS,
) -> None:
    """Offer a result in the formats it fits and its provenance; files are made on the click."""
    fitting = {
        suffix: label
        for suffix, label in FORMATS.items()
        if isinstance(table, gpd.GeoDataFrame) or suffix not in export.SPATIAL_SUFFIXES
    }
    columns = st.columns(len(fitting) + 1)
    for column, (suffix, label) in zip(columns, fitting.items(), strict=False):
        writer = writers[suffix]
        column.download_button(
            label,
            data=partial(writer, table, notes),
            file_name=f"{stem}{suffix}",
            key=f"{stem}{suffix}",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
    columns[-1].download_button(
        _("Provenance (JSON)"),
        data=export.provenance_bytes(notes),
        file_name=f"{stem}.json",
        key=f"{stem}.json",
        icon=":material/fact_check:",
        on_click="ignore",
        width="stretch",
        help=_("Data sources, speeds, threshold and versions: enough to repeat this calculation."),
    )
