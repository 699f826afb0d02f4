"""What should be fixed first in the embedded area, and in areas that are worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.imports.roads import roads_from_lines
from layers.quality import findings as quality
from layers.workspace import catalog
from spatial.routing.modes import CAR

pytestmark = pytest.mark.usefixtures("indonesian")


@pytest.fixture(scope="module")
def demak():
    return catalog.load_area("demak")


def by_title(findings):
    return {finding.title: finding for finding in findings}


def test_demak_the_unconfirmed_office_comes_first(demak):
    findings = quality.check(demak, CAR)
    assert findings[0].title == "Letak Disnaker hanya perkiraan atau belum dipastikan"
    assert findings[0].villages == 249
    far = by_title(findings)["Desa jauh dari semua jalan"]
    assert far.rows["name"].tolist() == ["Pilangwetan"]
    assert far.rows["value"].iloc[0].endswith("m dari jalan")


def test_findings_are_ranked_and_never_empty(demak):
    findings = quality.check(demak, CAR)
    touched = [finding.villages for finding in findings]
    assert touched == sorted(touched, reverse=True)
    assert all(len(finding.rows) for finding in findings)


def test_findings_as_one_layer(demak):
    findings = quality.check(demak, CAR)
    table = quality.findings_table(findings)
    assert len(table) == sum(len(finding.rows) for finding in findings)
    assert table.crs.to_epsg() == 4326
    assert quality.findings_table([]).empty
    assert table["rank"].tolist() == sorted(table["rank"])
    assert table["rank"].max() == len(findings)
    assert table.loc[table["rank"] == 1, "villages"].tolist() == [249]


def test_old_roads_are_a_finding_that_comes_after_those_with_villages(demak):
    """The roads of Demak are of 2023: three years old until the end of 2026."""
    title = "Data jalan lebih tua dari 3 tahun"
    assert title not in by_title(quality.check(demak, CAR, today=date(2026, 12, 30)))
    findings = quality.check(demak, CAR, today=date(2029, 12, 31))
    old = by_title(findings)[title]
    assert old.rows["value"].tolist() == ["data 2023, 6,0 tahun"]
    assert old.villages == 0
    assert quality.findings_table([old]).geometry.isna().all()


def test_roads_without_a_date_are_said_to_have_none(demak):
    made = replace(demak, data_date="2026-11-24")
    unknown = by_title(quality.check(made, CAR))["Umur data jalan tidak diketahui"]
    assert unknown.rows["value"].tolist() == ["tanpa tanggal"]


@pytest.mark.slow
def test_an_island_of_roads_is_told(demak):
    """A village whose nearest road hangs together with nothing else."""
    pilangwetan = demak.villages.set_index("id").geometry["33.21.14.2001"]
    x, y = pilangwetan.x, pilangwetan.y
    lane = shapely.LineString([(x, y + 0.0005), (x + 0.001, y + 0.0005)])
    extra = gpd.GeoDataFrame(
        {"name": ["Jalan Pulau"], "highway": ["weg"], "maxspeed": ["300"]},
        geometry=[lane],
        crs=4326,
    )
    roads = pd.concat([demak.roads, extra], ignore_index=True)
    worse = replace(demak, roads=roads, roads_source=roads_from_lines(roads, 60))
    found = by_title(quality.check(worse, CAR))
    apart = found["Desa di bagian jaringan yang terpisah"]
    assert apart.rows["name"].tolist() == ["Pilangwetan"]
    assert "Desa jauh dari semua jalan" not in found
    assert found["Ruas tanpa kelas jalan: kecepatannya ditebak"].rows["name"].tolist() == [
        "Jalan Pulau"
    ]
