"""How the things of an area look, and what their popups say, in the language of the user."""

from collections.abc import Hashable, Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.area.labels import KINDS, PRECISION, ROUGH
from layers.area.schema import OFFICE_KINDS
from layers.webmap.symbols import Symbol
from spatial.wording import N_, Labels

GRATICULE: Final = Symbol("line", "none", "#cfd8d4", 22, 1)
KECAMATAN: Final = Symbol("area", "#fcfcfa", "#8d9a94", 18, 1, "5 3")
ROADS: Final = {
    "nasional": (N_("National road"), Symbol("line", "none", "#b3412f", 22, 3.2)),
    "provinsi": (N_("Provincial road"), Symbol("line", "none", "#d9822b", 22, 2.4)),
    "kabupaten": (N_("Regency road"), Symbol("line", "none", "#c3b8aa", 22, 1.3)),
    "utama": (N_("Other main road"), Symbol("line", "none", "#b59a78", 22, 2)),
    "lainnya": (N_("Other road"), Symbol("line", "none", "#d3ccc3", 22, 0.9)),
}
GREATER: Final = ("nasional", "provinsi", "utama")
ROAD: Final = Symbol("line", "none", "#b9c0bc", 22, 1.1)
MAIN_ROAD: Final = Symbol("line", "none", "#98a29d", 22, 2.4)
MAIN_HIGHWAYS: Final = ("motorway", "trunk", "primary")
VILLAGE: Final = Symbol("circle", "#5b7c99", "#ffffff", 8, 0.8)
DESMIGRATIF: Final = Symbol("star", "#0b6e4f", "#ffffff", 20, 1)
OFFICE: Final = Symbol("square", "#26348b", "#ffffff", 15, 1.2)
MARKET: Final = Symbol("triangle", "#8a4b08", "#ffffff", 13, 1)
SERVICES: Final[Mapping[str, tuple[tuple[str, ...], Symbol]]] = {
    N_("Training centre"): (("balai latihan",), Symbol("pentagon", "#a0522d", "#ffffff", 14, 1)),
    N_("School or place of learning"): (
        ("sekolah", "perpustakaan", "rumah baca"),
        Symbol("diamond", "#0072b2", "#ffffff", 13, 1),
    ),
    N_("Health"): (("kesehatan",), Symbol("plus", "#c4161c", "#ffffff", 14, 1)),
    N_("Finance and cooperatives"): (
        ("koperasi", "bmt", "bpr", "bank", "atm", "pos"),
        Symbol("pentagon", "#7b3294", "#ffffff", 14, 1),
    ),
    N_("Other public place"): (("lainnya",), Symbol("circle", "#6b6b6b", "#ffffff", 10, 1)),
}
"""Groups of the kinds of services: their kinds, and the symbol; shapes distinguish them, too."""
SERVICES_HEADING: Final = N_("Other services (switch on with the layer button)")
MEMBER: Final = Symbol("circle", "#0b6e4f", "#ffffff", 16, 1.2)
CANDIDATE: Final = Symbol("circle", "#ffffff", "#0b6e4f", 14, 2)
WITHIN: Final = Symbol("circle", "#ffffff", "#777777", 12, 0.8)
BEYOND: Final = Symbol("circle", "#ffffff", "#111111", 12, 1.8)
NO_WAY: Final = {
    "unreachable": (N_("Not connected by road"), Symbol("cross", "none", "#222222", 11, 2.6)),
    "off_network": (
        N_("Too far from any road"),
        Symbol("circle", "#c9c9c9", "#222222", 13, 1.8),
    ),
}
ROUTE: Final = Symbol("line", "none", "#1257c9", 22, 4.5)
ROUTE_EDGE: Final = Symbol("line", "none", "#ffffff", 22, 8)
ROUTE_LEG: Final = Symbol("line", "none", "#1257c9", 22, 3, "4 5")
PART: Final = {
    "main": (N_("Main part"), Symbol("line", "none", "#0072b2", 22, 1.2)),
    "used": (
        N_("Separate part with a village or facility"),
        Symbol("line", "none", "#d55e00", 22, 4),
    ),
    "other": (N_("Other separate part"), Symbol("line", "none", "#e69f00", 22, 2.6)),
}
"""Parts of a network, in colours that the colour-blind can distinguish, also by their width
(M. Okabe and K. Ito, Color universal design, 2008)."""
DESA: Final = Symbol("area", "none", "#a07850", 18, 0.8)
REGENCY: Final = Symbol("area", "none", "#4a4a4a", 18, 2, "8 4")
CROSSING: Final = Symbol("cross", "none", "#b3005e", 11, 2.2)
HALO: Final = Symbol("circle", "none", "#c2007a", 30, 3)
PIN: Final = Symbol("cross", "none", "#c2007a", 15, 3.2)
EDITED_POINTS: Final = {
    "villages": Symbol("circle", VILLAGE.fill, "#ffffff", 12, 1),
    "offices": Symbol("circle", OFFICE.fill, "#ffffff", 18, 1),
    "markets": Symbol("circle", MARKET.fill, "#ffffff", 17, 1),
    "services": Symbol("circle", "#6a3d9a", "#ffffff", 17, 1),
}
"""Points that are to be clicked: all circles, larger than on other maps."""

FACTS: Final = Labels(
    {
        "kind": N_("Kind"),
        "district": N_("District"),
        "regency": N_("Regency/city"),
        "id": N_("Code"),
        "status": N_("Programme status"),
        "year": N_("Year"),
        "products": N_("Products"),
        "address": N_("Address"),
        "confirmed": N_("Certainty"),
        "precision": N_("Precision"),
        "note": N_("Note"),
        "source": N_("Source"),
    }
)
WORDS: Final[Mapping[str, Mapping[Hashable, str]]] = {
    "precision": PRECISION,
    "kind": KINDS,
    "confirmed": Labels({True: N_("confirmed"), False: N_("not confirmed")}),
}
CREDIT: Final = N_("Data sources: see the popup of each point")
ROUGH_NOTE: Final = N_("Hollow symbol: the location is only approximate.")
VILLAGE_NOTE: Final = N_(
    "Village points lie inside the village, not in the middle of its settlements."
)


def facts(frame: pd.DataFrame) -> pd.DataFrame:
    """Tell what is known about points.

    Parameters
    ----------
    frame : pandas.DataFrame
        n points; the columns of `FACTS` that it has are shown.

    Returns
    -------
    pandas.DataFrame
        n rows of text on the index of `frame`, columns named in Indonesian; empty where
        nothing is known.
    """
    popup_facts = {
        label: [_text(value, WORDS.get(column, {})) for value in frame[column]]
        for column, label in FACTS.items()
        if column in frame
    }
    return pd.DataFrame(popup_facts, index=frame.index)


def _text(value: Hashable, words: Mapping[Hashable, str]) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return words.get(value, str(value))


def shown(frame: gpd.GeoDataFrame, symbol: Symbol) -> list[Symbol]:
    """Choose the symbols of points: `symbol`, hollow where the place is rough.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        n points with ``precision``.
    symbol : Symbol
        The symbol of a point whose place is known.

    Returns
    -------
    list of Symbol
        n symbols.
    """
    hollow = symbol.imprecise()
    return [hollow if rough else symbol for rough in frame["precision"].isin(ROUGH)]


def road_class(roads: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Sort roads into the classes of `ROADS`.

    Parameters
    ----------
    roads : geopandas.GeoDataFrame
        n lines with ``highway`` and, where it is known, the legal ``status``.

    Returns
    -------
    ndarray of str, shape (n,)
        Keys of `ROADS`: the legal status, or for want of one what the road is for.
    """
    by_use = np.where(roads["highway"].isin(MAIN_HIGHWAYS), "utama", "lainnya").astype(object)
    if "status" not in roads:
        return by_use
    return np.where(roads["status"].isin(list(ROADS)), roads["status"].astype(object), by_use)


def is_office(frame: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Tell labour offices from other facilities.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        n facilities with ``kind``.

    Returns
    -------
    ndarray of bool, shape (n,)
        True for offices.
    """
    return np.isin(frame["kind"].astype(str), OFFICE_KINDS)
