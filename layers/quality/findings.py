"""What a planner should fix first in a study area's data; worst findings on top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.area.labels import ROUGH
from layers.area.study_area import FACILITIES, StudyArea
from layers.imports.roads import crossings_table, near_lines_table
from layers.text.formats import number
from spatial.access import snap_quality as quality
from spatial.access.snap_quality import Fit
from spatial.errors import InputError
from spatial.routing.modes import TravelMode
from spatial.routing.snapping import MAX_SNAP_M
from spatial.wording import _, ngettext

OLD_YEARS = 3
"""Roads older than this are worth a look (assumption: new and widened roads change the way)."""
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class DataAge:
    """The date of an area's roads.

    Attributes
    ----------
    source
        What the source is called, for the user.
    stated
        The date as the source writes it, a day, a month or a year; empty if it does not say.
    years
        Years from the last day that `stated` can mean until today; None if there is none.
    """

    source: str
    stated: str
    years: float | None

    @property
    def is_old(self) -> bool:
        """Whether the roads are older than `OLD_YEARS`; False where the date is unknown."""
        return self.years is not None and self.years > OLD_YEARS


def road_age(area: StudyArea, today: date) -> DataAge:
    """Tell how old the roads of an area are.

    Parameters
    ----------
    area
        The study area. What counts is `data_from` of its roads or of one of their files (areas
        from OpenStreetMap have it; the oldest counts), else a year or month in `data_date`. A
        full day there is only when the area was put together, and the date of a file is only
        when it was copied: neither tells the age of the data.
    today
        The day from which years are counted.

    Returns
    -------
    DataAge
        In doubt as young as the source allows: a mere year counts from its last day.
    """
    facts: Mapping[str, Any] = area.sources.get("roads", {})
    known = sorted(text for text in _stated(facts) if last_day(text) is not None)
    if not known and re.fullmatch(r"\d{4}(-\d{2})?", area.data_date.strip()):
        known = [area.data_date.strip()]
    source = str(facts.get("description") or _("road source"))
    last = last_day(known[0]) if known else None
    if last is None:
        return DataAge(source, "", None)
    return DataAge(source, known[0][:10], max((today - last).days, 0) / DAYS_PER_YEAR)


def _stated(facts: Mapping[str, Any]) -> Iterator[str]:
    for some in (facts, *facts.get("files", ())):
        if isinstance(some, Mapping) and some.get("data_from"):
            yield str(some["data_from"])


def last_day(text: str) -> date | None:
    """Return the last day that a date can mean.

    Parameters
    ----------
    text
        ISO 8601: a year, a month, a day or a moment.

    Returns
    -------
    datetime.date or None
        None where it is no date.

    Examples
    --------
    >>> last_day("2023"), last_day("2024-02"), last_day("2024-08-03T20:21:00Z")
    (datetime.date(2023, 12, 31), datetime.date(2024, 2, 29), datetime.date(2024, 8, 3))
    """
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", text.strip())
    if parts is None:
        return None
    year, month, day = (int(part) if part else None for part in parts.groups())
    try:
        if year is not None and month and day:
            return date(year, month, day)
        return _end_of_month(year or 0, month or 12)
    except ValueError:
        return None


def _end_of_month(year: int, month: int) -> date:
    first = date(year, month, 1)
    following = date(year + 1, 1, 1) if month == 12 else first.replace(month=month + 1)
    return following - timedelta(days=1)


FAR_LEG_M = 1000.0
"""A leg longer than this, though allowed, is worth a look (assumption)."""


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing to doubt.

    Attributes
    ----------
    title, remedy
        What was found and what to do (Indonesian, read on the page and in the shell).
    villages
        How many villages' numbers it touches; findings are ranked by it.
    rows
        What was found, a row each: `name`, `value` with its unit in words, geometry, EPSG:4326.
    """

    title: str
    remedy: str
    villages: int
    rows: gpd.GeoDataFrame


def check(
    area: StudyArea,
    mode: TravelMode,
    max_snap_m: float = MAX_SNAP_M,
    today: date | None = None,
) -> list[Finding]:
    """List what is doubtful about an area's points and network, worst first.

    Parameters
    ----------
    area
        The study area.
    mode
        Decides which roads count.
    max_snap_m
        Longest access or egress leg, metres, inclusive.
    today
        The day from which the age of the roads is counted.

    Returns
    -------
    list of Finding
        Only findings with rows; ranked by villages touched, then by rows.
    """
    villages = quality.fit(area.network, area.villages, mode, max_snap_m, area.offices)
    found = _village_findings(area, villages)
    for kind in FACILITIES:
        found += _facility_findings(area, kind, villages, mode, max_snap_m)
    found += _road_findings(area)
    found += _crossing_findings(area)
    found.append(_age_finding(area, today or datetime.now(tz=UTC).date()))
    listed = [finding for finding in found if len(finding.rows)]
    return sorted(listed, key=lambda finding: (-finding.villages, -len(finding.rows)))


def findings_table(findings: list[Finding]) -> gpd.GeoDataFrame:
    """Return all rows of all findings as one layer.

    Returns
    -------
    geopandas.GeoDataFrame
        `rank` (1 is what to fix first), `finding`, `villages` that it touches, `name`, `value`,
        `remedy`; geometry in EPSG:4326, None where a finding has no place.
    """
    columns = ["rank", "finding", "villages", "name", "value", "remedy", "geometry"]
    parts = [
        finding.rows.assign(
            rank=rank, finding=finding.title, villages=finding.villages, remedy=finding.remedy
        )
        for rank, finding in enumerate(findings, start=1)
    ]
    if not parts:
        return gpd.GeoDataFrame({c: [] for c in columns[:-1]}, geometry=[], crs=4326)
    joined = pd.concat(parts, ignore_index=True)[columns]
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=4326)


def _village_findings(area: StudyArea, villages: Fit) -> list[Finding]:
    off = ~villages.on_network
    far = villages.on_network & (villages.leg_m > FAR_LEG_M)
    apart = villages.on_network & (villages.component > 0)
    past = villages.nearest_m < villages.leg_m
    return [
        Finding(
            _("Villages far from all roads"),
            _("Load more complete roads (OSM or RBI), or move the point to the settlement."),
            int(off.sum()),
            _points(area.villages[off], villages.leg_m[off]),
        ),
        Finding(
            _("Villages on a separate part of the network"),
            _("Check whether a bridge, a ferry or a road link is missing from the data."),
            int(apart.sum()),
            _points(area.villages[apart], villages.leg_m[apart]),
        ),
        Finding(
            _("First leg longer than {limit} km").format(limit=number(FAR_LEG_M / 1000)),
            _(
                "Check the location of the village point; the village road may be missing "
                "from the network."
            ),
            int(far.sum()),
            _points(area.villages[far], villages.leg_m[far]),
        ),
        Finding(
            _("Villages tied past a loose piece of road"),
            _("Join the piece to the network in the road source; a link may be missing."),
            int(past.sum()),
            _past(area.villages[past], villages.nearest_m[past], villages.leg_m[past]),
        ),
    ]


def _facility_findings(
    area: StudyArea, kind: str, villages: Fit, mode: TravelMode, max_snap_m: float
) -> list[Finding]:
    label = {"disnaker": _("Labour office"), "market": _("Market")}[kind]
    try:
        points = area.facilities(kind)
    except InputError:
        return []
    at = quality.fit(area.network, points, mode, max_snap_m)
    off = ~at.on_network
    home = (
        np.bincount(villages.component[villages.on_network]).argmax()
        if villages.on_network.any()
        else 0
    )
    apart = at.on_network & (at.component != home)
    past = at.nearest_m < at.leg_m
    doubtful = points["precision"].isin(ROUGH).to_numpy()
    if "confirmed" in points:
        doubtful = doubtful | ~points["confirmed"].astype(bool).to_numpy()
    share = len(area.villages) if kind == "disnaker" else 0
    return [
        Finding(
            _("{label} far from all roads: not counted as a destination").format(label=label),
            _("Correct the point, or load more complete roads."),
            share if off.any() else 0,
            _points(points[off], at.leg_m[off]),
        ),
        Finding(
            _("{label} on another part of the network than most villages").format(label=label),
            _("Check the point and the road links around it."),
            share if apart.any() else 0,
            _points(points[apart], at.leg_m[apart]),
        ),
        Finding(
            _("{label} tied past a loose piece of road").format(label=label),
            _("Join the piece to the network in the road source; a link may be missing."),
            share if past.any() else 0,
            _past(points[past], at.nearest_m[past], at.leg_m[past]),
        ),
        Finding(
            _("{label}: location only approximate, or not confirmed").format(label=label),
            _("Confirm the point in the field; all distances to it change with it."),
            share if doubtful.any() else 0,
            _points(points[doubtful], at.leg_m[doubtful]),
        ),
    ]


def _road_findings(area: StudyArea) -> list[Finding]:
    network = area.network
    unknown = quality.edge_rows(network, quality.unknown_class(network))
    limits = quality.edge_rows(network, quality.doubtful_limit(network))
    return [
        Finding(
            _("Roads without a class: their speed is a guess"),
            _("Choose the column with the road class, or complete the classes."),
            0,
            _roads(unknown, _formatted(_("length {value} m"), unknown["length_m"])),
        ),
        Finding(
            _("Doubtful speed limits"),
            _("Check the speed limits in the road source."),
            0,
            _roads(limits, _formatted(_("limit {value} km/h"), limits["maxspeed"])),
        ),
    ]


def _crossing_findings(area: StudyArea) -> list[Finding]:
    """List where drawn roads cross without a shared vertex."""
    found = crossings_table(area.roads_source, area.roads)
    toll = found["toll"].astype(bool)
    return [
        Finding(
            _("Doubtful crossings: roads cross without a shared vertex"),
            _(
                "Look whether it is a junction or a flyover; give both lines a vertex there, or "
                "tag the bridge. The area can also be made without joining such crossings."
            ),
            0,
            _crossings(found[~toll]),
        ),
        Finding(
            _("Toll roads that meet other roads without a shared vertex: not joined"),
            _("If there is a toll gate, give both lines a vertex there."),
            0,
            _crossings(found[toll]),
        ),
        Finding(
            _("Roads that run close to each other and do not meet"),
            _(
                "Look whether they are one junction; if so, let the lines share a vertex there. A "
                "gap that is closed connects two parts of the network, or is at most 1 m wide."
            ),
            0,
            _near(near_lines_table(area.roads_source, area.roads)),
        ),
    ]


def _near(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name both roads with their rows, their distance, the place, and whether it is closed."""
    value = [
        (
            _("{metres} m, closed, at {lat}, {lon}")
            if row.closed
            else _("{metres} m, not closed, at {lat}, {lon}")
        ).format(metres=number(row.gap_m, 1), lat=f"{row.lat:.6f}", lon=f"{row.lon:.6f}")
        for row in found.itertuples(index=False)
    ]
    facts = {"name": _both_roads(found), "value": value}
    return gpd.GeoDataFrame(facts, geometry=found.geometry.to_numpy(), crs=4326)


def _both_roads(found: gpd.GeoDataFrame) -> list[str]:
    return [
        _("{road} (row {row}) and {other} (row {other_row})").format(
            road=row.name or _("no name"), row=row.row,
            other=row.other_name or _("no name"), other_row=row.other_row,
        )
        for row in found.itertuples(index=False)
    ]  # fmt: skip


def _crossings(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name both roads with their rows, the place, and whether they are joined."""
    value = [
        (_("joined at {lat}, {lon}") if row.joined else _("not joined at {lat}, {lon}")).format(
            lat=f"{row.lat:.6f}", lon=f"{row.lon:.6f}"
        )
        for row in found.itertuples(index=False)
    ]
    facts = {"name": _both_roads(found), "value": value}
    return gpd.GeoDataFrame(facts, geometry=found.geometry.to_numpy(), crs=4326)


def _age_finding(area: StudyArea, today: date) -> Finding:
    """Tell roads that are old, and roads whose date nobody states."""
    age = road_age(area, today)
    if age.years is None:
        title = _("Age of the road data not known")
        remedy = _(
            "Ask the source for the date of the data; the date of the file is not the date of "
            "the data."
        )
        value = _("no date")
    else:
        title = _("Road data older than {years} years").format(years=number(OLD_YEARS))
        remedy = _("Load newer roads; new roads and bridges are not in them yet.")
        value = ngettext(
            "data of {date}, {years} year", "data of {date}, {years} years", age.years
        ).format(date=age.stated, years=number(age.years, 1))
    rows = gpd.GeoDataFrame({"name": [age.source], "value": [value]}, geometry=[None], crs=4326)
    return Finding(title, remedy, 0, rows if age.is_old or age.years is None else rows.iloc[:0])


def _points(points: gpd.GeoDataFrame, leg_m: np.ndarray) -> gpd.GeoDataFrame:
    value = [_("{metres} m from the road").format(metres=number(leg)) for leg in leg_m]
    facts = {"name": points["name"].to_numpy(), "value": value}
    return gpd.GeoDataFrame(facts, geometry=points.geometry.to_numpy(), crs=points.crs)


def _past(points: gpd.GeoDataFrame, nearest_m: np.ndarray, leg_m: np.ndarray) -> gpd.GeoDataFrame:
    """List villages with the distance to the piece passed over and to the road taken."""
    text = _("loose piece {near} m away, road taken {far} m away")
    value = [
        text.format(near=number(near), far=number(far))
        for near, far in zip(nearest_m, leg_m, strict=True)
    ]
    facts = {"name": points["name"].to_numpy(), "value": value}
    return gpd.GeoDataFrame(facts, geometry=points.geometry.to_numpy(), crs=points.crs)


def _formatted(template: str, values: pd.Series) -> pd.Series:
    return values.map(lambda value: template.format(value=number(value)))


def _roads(rows: gpd.GeoDataFrame, value: pd.Series) -> gpd.GeoDataFrame:
    return rows.assign(value=value)[["name", "value", "geometry"]]
