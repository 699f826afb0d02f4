"""Where a next service may stand: villages, kecamatan seats, markets, the user's own points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.road_source import RoadSource
from layers.editing.place import typed_place
from layers.imports.checked_points import PointFile, read_points
from layers.imports.uploads import keep_uploads
from spatial.access import nearest as access
from spatial.access.measure import MEASURES
from spatial.errors import InputError
from spatial.routing.travel import Travel
from spatial.wording import N_, _

CANDIDATES: Mapping[str, str] = MappingProxyType(
    {
        "villages": N_("All villages"),
        "seats": N_("The most central village of each kecamatan"),
        "markets": N_("All markets"),
        "own": N_("My own points"),
    }
)
"""What people read for each kind of candidate; through `_`."""

SEAT_NOTE = N_(
    "These data hold no point of the kecamatan seats. In their place stands the village with "
    "the smallest sum of trips by road to all villages of its kecamatan."
)
"""What stands for a kecamatan seat; through `_`."""

OWN_COLUMNS = ("name", "lat", "lon")
COLUMNS = ["id", "name", "kind", "district", "geometry"]


def seat_candidates(
    roads: RoadSource, villages: gpd.GeoDataFrame, travel: Travel
) -> gpd.GeoDataFrame:
    """Return for each kecamatan the village that is most central by road.

    Parameters
    ----------
    roads
        The network.
    villages
        With `district`; villages without one are passed over.
    travel
        How people travel, and what is least.

    Returns
    -------
    geopandas.GeoDataFrame
        The village from which the fewest villages of its kecamatan have no trip and then the sum
        of trips from all of them is least (1-median: Hakimi 1964); of equal ones the first by id.
        It stands for the seat, whose place the data do not give.

    Raises
    ------
    InputError
        If the villages do not state their kecamatan.
    """
    if "district" not in villages or villages["district"].isna().all():
        raise InputError(
            [
                _(
                    "The villages of these data do not state their kecamatan: choose other "
                    "candidates, such as all villages."
                )
            ]
        )
    keys = [name for name in ("regency", "district") if name in villages]
    known = villages[villages["district"].notna()]
    chosen = []
    for _unused, own in known.groupby(keys, dropna=False, sort=True):
        trips = access.matrix(roads.network, own, own, travel)
        total = MEASURES[travel.cost].of(trips).to_numpy()
        order = pd.DataFrame(
            {
                "lost": np.isnan(total).sum(axis=0),
                "sum": np.nansum(total, axis=0).round(3),
                "id": own["id"].astype(str).to_numpy(),
                "row": own.index,
            }
        )
        chosen.append(order.sort_values(["lost", "sum", "id"])["row"].iloc[0])
    return _as_candidates(villages.loc[chosen], "seats")


def typed_points(rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Read candidates that a user typed.

    Parameters
    ----------
    rows
        Each with `name`, `lat` and `lon` as text; rows without any of them are left out.

    Returns
    -------
    geopandas.GeoDataFrame
        `id` (`1`, `2`, … by row), `name` and the points, EPSG:4326.

    Raises
    ------
    InputError
        Listing every row that is no place, with its number.
    """
    found, problems = [], []
    for number, row in enumerate(rows, 1):
        name, lat, lon = (str(row.get(key) or "").strip() for key in OWN_COLUMNS)
        if not (name or lat or lon):
            continue
        try:
            place = typed_place(lon, lat)
        except InputError as error:
            problems += [
                _("Row {row}: {problem}").format(row=number, problem=problem)
                for problem in error.problems
            ]
            continue
        found.append((str(number), name or _("Point {row}").format(row=number), *place))
    if problems:
        raise InputError(problems)
    table = pd.DataFrame(found, columns=["id", "name", "lon", "lat"])
    shapes = gpd.points_from_xy(table["lon"], table["lat"], crs=4326)
    return gpd.GeoDataFrame(table[["id", "name"]], geometry=shapes)


def uploaded_points(name: str, data: bytes, folder: Path) -> gpd.GeoDataFrame:
    """Read candidates that a user uploaded.

    Parameters
    ----------
    name, data
        Name and content of a CSV file or a map layer.
    folder
        Where to put it, as readers want a path.

    Raises
    ------
    InputError
        Listing every row that cannot be used.
    """
    return read_points(PointFile(keep_uploads([(name, data)], folder))).points


def candidate_points(parts: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Join the kinds of candidates.

    Parameters
    ----------
    parts
        Points with `id` and `name` by key of `CANDIDATES`.

    Returns
    -------
    geopandas.GeoDataFrame
        `id` (`<kind>:<id>`), `name`, `kind`, `district` (None where unknown) and the points. A
        seat that is a village among the candidates comes once, as a village.

    Raises
    ------
    InputError
        If there is none.
    """
    if "villages" in parts:
        parts = {key: frame for key, frame in parts.items() if key != "seats"}
    frames = [_as_candidates(frame, key) for key, frame in parts.items() if len(frame)]
    if not frames:
        raise InputError(
            [_("There are no candidate sites; add villages, markets or points of your own.")]
        )
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=4326)


def _as_candidates(frame: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    if "kind" in frame and (frame["kind"] == kind).all():
        return frame[COLUMNS].reset_index(drop=True)
    ids = kind + ":" + frame["id"].astype(str)
    table = frame.to_crs(4326).assign(id=ids, kind=kind, district=frame.get("district"))
    found: gpd.GeoDataFrame = table[COLUMNS].reset_index(drop=True)
    return found
