"""What a planner should fix first in a study area's data; worst findings on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.quality.data_age import OLD_YEARS, road_age
from layers.text.formats import number
from layers.webmap.style import ROUGH
from layers.workspace.catalog import FACILITIES, StudyArea
from spatial.access import snap_quality as quality
from spatial.access.snap_quality import Fit
from spatial.errors import InputError
from spatial.routing.modes import TravelMode
from spatial.routing.snapping import MAX_SNAP_M
from spatial.wording import tr

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
    villages = quality.fit(area.network, area.villages, mode, max_snap_m)
    found = _village_findings(area, villages)
    for kind in FACILITIES:
        found += _facility_findings(area, kind, villages, mode, max_snap_m)
    found += _road_findings(area)
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
    return [
        Finding(
            tr("Desa jauh dari semua jalan"),
            tr(
                "Muat jalan yang lebih lengkap (OSM atau RBI), atau pindahkan titik ke permukiman."
            ),
            int(off.sum()),
            _points(area.villages[off], villages.leg_m[off]),
        ),
        Finding(
            tr("Desa di bagian jaringan yang terpisah"),
            tr("Periksa apakah jembatan, penyeberangan atau sambungan jalan hilang dari data."),
            int(apart.sum()),
            _points(area.villages[apart], villages.leg_m[apart]),
        ),
        Finding(
            tr("Kaki awal lebih dari {limit} km").format(limit=number(FAR_LEG_M / 1000)),
            tr("Periksa letak titik desa; jalan desa mungkin belum ada dalam jaringan."),
            int(far.sum()),
            _points(area.villages[far], villages.leg_m[far]),
        ),
    ]


def _facility_findings(
    area: StudyArea, kind: str, villages: Fit, mode: TravelMode, max_snap_m: float
) -> list[Finding]:
    label = {"disnaker": tr("Disnaker"), "market": tr("Pasar")}[kind]
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
    doubtful = points["precision"].isin(ROUGH).to_numpy()
    if "confirmed" in points:
        doubtful = doubtful | ~points["confirmed"].astype(bool).to_numpy()
    share = len(area.villages) if kind == "disnaker" else 0
    return [
        Finding(
            tr("{label} jauh dari semua jalan: tidak dihitung sebagai tujuan").format(label=label),
            tr("Perbaiki titiknya, atau muat jalan yang lebih lengkap."),
            share if off.any() else 0,
            _points(points[off], at.leg_m[off]),
        ),
        Finding(
            tr("{label} di bagian jaringan lain daripada kebanyakan desa").format(label=label),
            tr("Periksa titiknya dan sambungan jalan di sekitarnya."),
            share if apart.any() else 0,
            _points(points[apart], at.leg_m[apart]),
        ),
        Finding(
            tr("Letak {label} hanya perkiraan atau belum dipastikan").format(label=label),
            tr("Pastikan titiknya di lapangan; semua jarak ke sana ikut berubah."),
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
            tr("Ruas tanpa kelas jalan: kecepatannya ditebak"),
            tr("Pilih kolom kelas jalan, atau lengkapi kelasnya."),
            0,
            _roads(unknown, _told(tr("panjang {value} m"), unknown["length_m"])),
        ),
        Finding(
            tr("Batas kecepatan yang meragukan"),
            tr("Periksa nilai batas kecepatan pada sumber jalan."),
            0,
            _roads(limits, _told(tr("batas {value} km/jam"), limits["maxspeed"])),
        ),
    ]


def _age_finding(area: StudyArea, today: date) -> Finding:
    """Tell roads that are old, and roads whose date nobody states."""
    age = road_age(area, today)
    if age.years is None:
        title = tr("Umur data jalan tidak diketahui")
        remedy = tr("Tanyakan tanggal data pada sumbernya; tanggal berkas bukan tanggal data.")
        value = tr("tanpa tanggal")
    else:
        title = tr("Data jalan lebih tua dari {years} tahun").format(years=number(OLD_YEARS))
        remedy = tr("Muat jalan yang lebih baru; jalan dan jembatan baru belum ada di dalamnya.")
        value = tr("data {date}, {years} tahun").format(
            date=age.stated, years=number(age.years, 1)
        )
    rows = gpd.GeoDataFrame({"name": [age.source], "value": [value]}, geometry=[None], crs=4326)
    return Finding(title, remedy, 0, rows if age.is_old or age.years is None else rows.iloc[:0])


def _points(points: gpd.GeoDataFrame, leg_m: np.ndarray) -> gpd.GeoDataFrame:
    value = [tr("{metres} m dari jalan").format(metres=number(leg)) for leg in leg_m]
    facts = {"name": points["name"].to_numpy(), "value": value}
    return gpd.GeoDataFrame(facts, geometry=points.geometry.to_numpy(), crs=points.crs)


def _told(template: str, values: pd.Series) -> pd.Series:
    return values.map(lambda value: template.format(value=number(value)))


def _roads(rows: gpd.GeoDataFrame, value: pd.Series) -> gpd.GeoDataFrame:
    return rows.assign(value=value)[["name", "value", "geometry"]]
