"""What the pages share: the sidebar, cached answers, maps and downloads on the screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit_folium import st_folium

import layers.languages  # noqa: F401 - says how the catalogues are read
from layers import answers, catalog, export
from layers.answers import AccessAnswer, AccessQuestion
from layers.assets import OfflineMap
from layers.catalog import StudyArea
from layers.maps import clicked_id
from layers.market_day import DayQuestion, MarketDay, plan_day
from layers.market_trips import MarketTrips, area_trips
from layers.reach_answers import ReachAnswer, ask_reach
from layers.reach_question import ReachQuestion
from layers.thresholds import DEFAULTS
from pages import edit_state
from spatial.errors import DesmigratifError
from spatial.solver import Cost
from spatial.travel import MODES, TravelMode
from spatial.wording import LANGUAGES, Language, choose_language_with, tr

MODE_LABELS = {"motorcycle": "Sepeda motor", "car": "Mobil", "walk": "Jalan kaki"}
TARGET_LABELS = {"disnaker": "Disnaker", "market": "Pasar", "both": "Keduanya"}
COST_LABELS: dict[Cost, str] = {"distance": "Jarak (km)", "time": "Waktu (menit)"}
STATUS_LABELS = {
    "ok": "terhubung",
    "unreachable": "tidak terhubung jalan",
    "off_network": "terlalu jauh dari jalan",
}
LANGUAGE_LABELS: dict[Language, str] = {"id": "Indonesia", "en": "English"}
FORMATS = {".csv": "CSV", ".xlsx": "Excel", ".gpkg": "GeoPackage", ".geojson": "GeoJSON"}
MAP_HEIGHT = 520
KEEP = "session"
ICON = Path(__file__).resolve().parent.parent / "static" / "icon.svg"


STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 2.6rem 1.6rem 2rem; max-width: 1500px; }
[data-testid="stSidebar"] { width: 246px !important; min-width: 246px !important; }
[data-testid="stSidebarContent"], [data-testid="stSidebarUserContent"] { padding: 0 0.6rem 1rem; }
[data-testid="stSidebarHeader"] { height: 2.4rem; margin-bottom: 0; }
[data-testid="stHeader"] { height: 2.4rem; }
h1 { font-size: 1.9rem !important; padding: 0 0 0.3rem !important; }
[data-testid="stMetricValue"] { font-size: 1.7rem; }
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] { gap: 0.7rem; }
[data-testid="stSkillsNudge"], [data-testid="stSkillsNudgeAnchor"] { display: none; }
[data-testid="stFileUploaderDropzone"] { min-height: 0; padding: 0.4rem 0.8rem; }
[data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button p::after {
  content: "Pilih berkas"; font-size: 0.9rem; }
[data-testid="stFileUploaderDropzoneInstructions"] span { font-size: 0; }
[data-testid="stFileUploaderDropzoneInstructions"] span::after {
  content: "atau seret ke sini"; font-size: 0.85rem; }
</style>
"""
"""Tighter spacing than Streamlit's own: map and key figures fit one screen of 768 lines; and
Indonesian words on the uploader, whose texts are fixed. Streamlit's advertisement for developers
does not cover the figures in a meeting."""


def chosen_language() -> Language | None:
    """Give the language of the session that is being served; None outside of one."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    chosen: Language = st.session_state.get("language", "id")
    return chosen


choose_language_with(chosen_language)


def configure() -> None:
    """Set the page's title, icon, width and spacing."""
    st.set_page_config(
        page_title="Desmigratif Spasial",
        page_icon=str(ICON),
        layout="wide",
        initial_sidebar_state="expanded",
    )
    st.html(STYLE)


def navigation() -> st.Page:
    """Draw the navigation; return the page that was asked for."""
    return st.navigation(
        [
            st.Page("pages/beranda.py", title="Beranda", icon=":material/home:", default=True),
            st.Page("pages/peta.py", title="Peta", icon=":material/layers:"),
            st.Page("pages/jarak_akses.py", title="Jarak akses", icon=":material/route:"),
            st.Page("pages/kesenjangan.py", title="Kesenjangan layanan", icon=":material/rule:"),
            st.Page(
                "pages/jangkauan.py", title="Jangkauan pemasaran", icon=":material/storefront:"
            ),
            st.Page("pages/pilar.py", title="Pilar", icon=":material/view_module:"),
            st.Page("pages/data.py", title="Data", icon=":material/upload_file:"),
        ]
    )


def require_entry() -> None:
    """Start over from `app.py` if Streamlit ran a page by itself.

    Until a server has called `st.navigation` once, Streamlit takes a folder named `pages` for a
    multipage app of its old kind, and runs the page of a deep link without the entry script.
    """
    if "area" not in st.session_state:
        configure()
        navigation()
        st.rerun()


def sidebar() -> None:
    """Draw the choices that every page shares: the area and the mode."""
    with st.sidebar:
        st.markdown("**Desmigratif Spasial**")
        titles = catalog.area_titles()
        wanted = st.session_state.pop("area_wanted", None)
        if wanted in titles:
            st.session_state["area"] = wanted
        st.selectbox(
            "Wilayah kajian",
            list(titles),
            format_func=lambda name: titles.get(name, name),
            key="area",
            persist_state=KEEP,
        )
        st.radio(
            "Moda perjalanan",
            list(MODE_LABELS),
            format_func=MODE_LABELS.__getitem__,
            key="mode",
            persist_state=KEEP,
        )
        _area_note()
        st.segmented_control(
            tr("Bahasa"),
            LANGUAGES,
            format_func=LANGUAGE_LABELS.__getitem__,
            key="language",
            default="id",
            required=True,
            persist_state=KEEP,
        )


def _area_note() -> None:
    """Tell what to know of the area; where it cannot be loaded, the pages stay usable."""
    try:
        st.caption(current_area().network_note)
    except DesmigratifError:
        st.error(
            "Wilayah ini tidak dapat dibuka. Pilih wilayah lain, atau pulihkan di halaman Data."
        )
    for name, count in edit_state.unsaved().items():
        st.caption(
            f":orange[**{count} perubahan** pada '{name}' belum disimpan] (Data, Sunting titik)"
        )


def area(name: str) -> StudyArea:
    """Load a study area once for all sessions and each time that it was saved anew."""
    return _loaded_area(name, catalog.area_stamp(name))


@st.cache_resource(max_entries=8, show_spinner="Memuat wilayah kajian …")
def _loaded_area(name: str, stamp: str) -> StudyArea:  # noqa: ARG001  (stamp: key of the cache)
    return catalog.load_area(name)


@st.cache_resource(show_spinner=False)
def national_villages() -> gpd.GeoDataFrame:
    """Load the known desmigratif villages of Indonesia once."""
    return catalog.load_national_villages()


def current_area() -> StudyArea:
    """Return the area chosen in the sidebar."""
    return area(st.session_state["area"])


def current_mode() -> TravelMode:
    """Return the mode chosen in the sidebar, with the speeds that the user changed."""
    name = st.session_state["mode"]
    changed: dict[str, float] = st.session_state.get("speeds", {}).get(name, {})
    return MODES[name].with_speeds(changed)


def _question_key(question: AccessQuestion) -> str:
    facts = [question.target, question.cost, question.max_snap_m, question.mode.to_dict()]
    return json.dumps(facts, sort_keys=True)


@st.cache_resource(
    max_entries=64,
    show_spinner="Menghitung jarak …",
    hash_funcs={StudyArea: lambda a: a.digest, AccessQuestion: _question_key},
)
def answer(of: StudyArea, question: AccessQuestion) -> AccessAnswer:
    """Answer a question once; keyed on the area's files and everything in the question."""
    return answers.ask(of, question)


_REACH_KEYS: dict[str | type, Callable[[Any], object]] = {
    StudyArea: lambda a: a.digest,
    TravelMode: lambda mode: json.dumps(mode.to_dict(), sort_keys=True),
    ReachQuestion: repr,
    DayQuestion: repr,
}


@st.cache_resource(
    max_entries=16, show_spinner="Menghitung perjalanan ke pasar …", hash_funcs=_REACH_KEYS
)
def market_trips(of: StudyArea, mode: TravelMode, cost: Cost) -> MarketTrips:
    """Measure the trips to markets once; every model and threshold works on them."""
    return area_trips(of, mode, cost=cost)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=_REACH_KEYS)
def reach_answer(
    of: StudyArea, mode: TravelMode, cost: Cost, question: ReachQuestion
) -> ReachAnswer:
    """Answer a question about market reach once."""
    return ask_reach(market_trips(of, mode, cost), question)


@st.cache_resource(max_entries=64, show_spinner="Mencari keliling pasar …", hash_funcs=_REACH_KEYS)
def market_day(
    of: StudyArea, mode: TravelMode, question: ReachQuestion, day: DayQuestion
) -> MarketDay:
    """Plan a seller's day once."""
    return plan_day(reach_answer(of, mode, "time", question), day)


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


def require_facilities(target: str) -> None:
    """Say what the area lacks for a question and where to add it, and stop the page there."""
    of = current_area()
    missing = [TARGET_LABELS[kind] for kind in answers.TARGETS[target] if of.lacks(kind)]
    if missing:
        st.info(
            f"{of.title} belum punya titik {' dan '.join(missing)}. Tambahkan di halaman Data; "
            "lapisan yang sudah ada dapat dilihat di halaman Peta."
        )
        st.page_link("pages/data.py", label="Buka halaman Data", icon=":material/upload_file:")
        st.stop()


def cost_input() -> Cost:
    """Draw the choice between distance and time; return it."""
    cost: Cost = st.segmented_control(
        "Diukur menurut",
        list(COST_LABELS),
        format_func=COST_LABELS.__getitem__,
        default="distance",
        required=True,
        key="cost",
        persist_state=KEEP,
        help="Tujuan terdekat dan rutenya dipilih menurut ukuran ini.",
    )
    return cost


def threshold_input(cost: Cost) -> float:
    """Draw the threshold in km or minutes; return it."""
    unit = "km" if cost == "distance" else "menit"
    key = f"threshold_{cost}"
    st.session_state.setdefault(key, DEFAULTS[cost])
    return float(
        st.number_input(
            f"Ambang ({unit})",
            min_value=0.5,
            max_value=500.0,
            step=1.0,
            format="%.1f",
            key=key,
            persist_state=KEEP,
            help="Di dalam berarti kurang dari atau sama dengan ambang (≤).",
        )
    )


def show_map(
    paper: OfflineMap,
    key: str,
    layer: folium.FeatureGroup | list[folium.FeatureGroup] | None = None,
    view: tuple[tuple[float, float], float] | None = None,
    height: int = MAP_HEIGHT,
) -> str | None:
    """Show a map; return the id of a point that was clicked just now, else None.

    `layer` and `view` (centre and zoom) change without building the map again.
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


def downloads(
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
            data=lambda writer=writer: writer(table, notes),
            file_name=f"{stem}{suffix}",
            key=f"{stem}{suffix}",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
    columns[-1].download_button(
        "Asal-usul (JSON)",
        data=export.provenance_bytes(notes),
        file_name=f"{stem}.json",
        key=f"{stem}.json",
        icon=":material/fact_check:",
        on_click="ignore",
        width="stretch",
        help="Sumber data, kecepatan, ambang dan versi: cukup untuk mengulang hitungan ini.",
    )
