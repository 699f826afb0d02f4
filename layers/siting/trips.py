"""Every trip that a question about the next service needs, measured once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.facilities import facilities_of
from layers.area.inputs import Ground
from layers.area.study_area import FACILITIES, StudyArea
from layers.jobs.progress import Report
from layers.siting.candidates import candidate_points, seat_candidates
from layers.siting.question import SitesQuestion
from spatial.access import nearest as access
from spatial.access.nearest import OFF_NETWORK, OK, UNREACHABLE, AccessMatrix
from spatial.arrays import Floats, Ints
from spatial.errors import InputError
from spatial.wording import _


@dataclass(frozen=True, eq=False)
class SitesMeasured:
    """All trips from villages to what is there and what may come, measured once.

    Attributes
    ----------
    ground, question
        What was measured.
    sites
        `id`, `name`, `kind`, `district`, points, `existing`: what is there first, then the
        candidates.
    trips
        Every village to every site.
    """

    ground: Ground
    question: SitesQuestion
    sites: gpd.GeoDataFrame
    trips: AccessMatrix

    @cached_property
    def metres(self) -> Floats:
        """(villages, sites) metres, legs included; NaN without a trip."""
        return self.trips.total_m().to_numpy(dtype=np.float64)

    @cached_property
    def minutes(self) -> Floats:
        """(villages, sites) minutes, legs included; NaN without a trip."""
        return self.trips.minutes().to_numpy(dtype=np.float64)

    @cached_property
    def cost(self) -> Floats:
        """(villages, sites) metres or seconds, whichever decides; NaN without a trip."""
        return self.question.measure.of(self.trips).to_numpy(dtype=np.float64)

    @property
    def existing(self) -> Ints:
        """Rows of the sites that are there already."""
        return np.flatnonzero(self.sites["existing"].to_numpy())


def measure_sites(
    ground: Ground,
    question: SitesQuestion,
    parts: Mapping[str, gpd.GeoDataFrame],
    progress: Report | None = None,
) -> SitesMeasured:
    """Measure every village to every site.

    Parameters
    ----------
    ground
        Villages, facilities that are there (perhaps none), and roads.
    question
        What is asked.
    parts
        Candidates by key of `layers.siting.candidates.CANDIDATES`.
    progress
        Called as the search goes on.

    Raises
    ------
    InputError
        If there is no candidate, or the mode may use none of the roads.
    """
    candidates = candidate_points(parts).assign(existing=False)
    there = ground.facilities.to_crs(4326)
    there = there.assign(
        id="existing:" + there["id"].astype(str), kind="existing", existing=True,
        district=there.get("district"),
    )  # fmt: skip
    sites = pd.concat([there[candidates.columns], candidates], ignore_index=True)
    placed = gpd.GeoDataFrame(sites, geometry="geometry", crs=4326)
    trips = access.matrix(
        ground.roads.network, ground.villages, placed, question.travel, progress=progress
    )
    return SitesMeasured(ground, question, placed, trips)


def area_sites(
    area: StudyArea,
    question: SitesQuestion,
    own: gpd.GeoDataFrame | None = None,
    progress: Report | None = None,
) -> SitesMeasured:
    """Measure a study area.

    Parameters
    ----------
    area
        The area.
    question
        What is asked.
    own
        The user's points, for the candidates `own`.
    progress
        Called as the search goes on.

    Raises
    ------
    InputError
        If a kind of candidates is unknown, or the area has none.
    """
    ground = Ground(
        title=area.title, roads=area.roads_source, villages=area.villages,
        facilities=existing_facilities(area, question.facility), boundaries=area.boundaries,
        population=area.population, sources=area.sources,
    )  # fmt: skip
    return measure_sites(ground, question, candidate_parts(ground, area.markets, question, own),
                         progress)  # fmt: skip


def existing_facilities(area: StudyArea, facility: str) -> gpd.GeoDataFrame:
    """Return the facilities of a set; none where the area has none yet, as a first one may come.

    Raises
    ------
    InputError
        If the set is unknown.
    """
    try:
        return facilities_of(area, facility)
    except InputError:
        if facility not in FACILITIES:
            raise
        points = area.layer(FACILITIES[facility][0])
        return points.iloc[:0]


def candidate_parts(
    ground: Ground,
    markets: gpd.GeoDataFrame,
    question: SitesQuestion,
    own: gpd.GeoDataFrame | None = None,
) -> dict[str, gpd.GeoDataFrame]:
    """Collect the candidates that a question names.

    Raises
    ------
    InputError
        For a kind that is unknown.
    """
    found: dict[str, gpd.GeoDataFrame] = {}
    for key in question.candidates:
        if key == "villages":
            found[key] = ground.villages
        elif key == "seats":
            found[key] = seat_candidates(ground.roads, ground.villages, question.travel)
        elif key == "markets":
            found[key] = markets
        elif key == "own":
            found[key] = markets.iloc[:0] if own is None else own
        else:
            raise InputError([_("There is no kind of candidates '{key}'.").format(key=key)])
    return found


def trips_to(measured: SitesMeasured, open_: Ints) -> pd.DataFrame:
    """Give every village its best open site.

    Parameters
    ----------
    measured
        All trips.
    open_
        Rows of the sites that are open.

    Returns
    -------
    pandas.DataFrame
        On the villages' index: `site` (row of the sites, -1 for none), `status` as in
        `spatial.access.nearest`, `total_m` and `minutes` (NaN without a trip).
    """
    villages = measured.ground.villages
    snapped = measured.trips.solver.origins.snap.on_network
    none = np.where(snapped, UNREACHABLE, OFF_NETWORK)
    rows = np.arange(len(villages))
    if not len(open_):
        return pd.DataFrame(
            {"site": -1, "status": none, "total_m": np.nan, "minutes": np.nan}, villages.index
        )
    order = np.sort(open_)
    own = measured.cost[:, order]
    own = np.where(np.isnan(own), np.inf, own)
    best = order[own.argmin(axis=1)]
    ok = np.isfinite(own.min(axis=1))
    return pd.DataFrame(
        {
            "site": np.where(ok, best, -1),
            "status": np.where(ok, OK, none),
            "total_m": np.where(ok, measured.metres[rows, best], np.nan),
            "minutes": np.where(ok, measured.minutes[rows, best], np.nan),
        },
        villages.index,
    )
