"""Gaps by owner, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.pillars.agencies import NO_DATA, agency_summary, by_owner, facility_trips, owner_gaps
from layers.pillars.owners import COLUMNS
from tests.layers.pillar_cases import SETTINGS, STEP_M

OWNERS = pd.DataFrame(
    [
        ("II", "pasar", "Kemendes", "Dinas Perdagangan"),
        ("II", "balai latihan", "Kemnaker", "Dinas Tenaga Kerja"),
        ("I", "disnaker", "Kemnaker", "Dinas Tenaga Kerja"),
        ("III", "kesehatan", "Kemenkes", "Dinas Kesehatan"),
        ("I", "internet desa", "Kominfo", "Dinas Kominfo"),
    ],
    columns=list(COLUMNS),
)


@pytest.fixture
def trips(answer):
    return facility_trips(answer)


@pytest.fixture
def listed(answer, trips):
    return owner_gaps(answer, SETTINGS, OWNERS, trips)


def test_each_kind_is_measured_by_itself(trips):
    assert set(trips) == {
        ("I", "disnaker"), ("II", "pasar"), ("II", "balai latihan"), ("III", "sekolah"),
        ("III", "kesehatan"), ("IV", "bank"),
    }  # fmt: skip
    training = trips["II", "balai latihan"].set_index("origin_name")["total_m"]
    assert training["Tengah"] == pytest.approx(9 * STEP_M, abs=1)


def test_gaps_of_a_facility_and_of_its_pillar(listed):
    """All villages are beyond 1 km of every market and training centre, so of pillar II, too."""
    market = listed[listed["facility"] == "pasar"].set_index("name")
    assert sorted(market.index) == ["Barat", "Jauh", "Pulau", "Tengah"]
    assert market.loc["Barat", "total_m"] == pytest.approx(2 * STEP_M, abs=1)
    assert market.loc["Jauh", "status"] == "off_network"
    health = listed[listed["facility"] == "kesehatan"].set_index("name")
    # Barat: the clinic is 11 km away, but a school is near, so pillar III has no gap there.
    assert health.loc["Barat", ["facility_gap", "pillar_gap"]].tolist() == [True, False]
    # Tengah: the clinic is there, but the pillar counts schools only, and the school is far.
    assert health.loc["Tengah", ["facility_gap", "pillar_gap"]].tolist() == [False, True]


@pytest.mark.usefixtures("indonesian")
def test_a_facility_without_data_has_no_numbers(listed):
    net = listed[listed["facility"] == "internet desa"]
    assert sorted(net["name"]) == ["Barat", "Jauh", "Pulau"]
    assert net["status"].unique().tolist() == [NO_DATA]
    assert net[["nearest", "total_m", "facility_gap"]].isna().all(axis=None)


@pytest.mark.usefixtures("indonesian")
def test_summary(listed, trips):
    table = agency_summary(listed, OWNERS, trips).set_index("facility")
    assert table["villages"].astype(object).where(table["villages"].notna(), None).to_dict() == {
        "kesehatan": 3, "internet desa": None, "pasar": 4, "balai latihan": 4, "disnaker": 3,
    }  # fmt: skip
    assert table["pillar_villages"].to_dict() == {
        "kesehatan": 3, "internet desa": 3, "pasar": 4, "balai latihan": 4, "disnaker": 3,
    }  # fmt: skip
    assert table.loc["internet desa", "data"] == NO_DATA
    assert list(table["agency"]) == sorted(table["agency"])


def test_by_agency_counts_villages_once(listed):
    table = by_owner(listed, "agency").set_index("agency")
    labour = table.loc["Dinas Tenaga Kerja"]
    assert (labour["pillars"], labour["villages"], labour["facility_villages"]) == ("I, II", 4, 4)
    assert labour["names"] == "Barat, Jauh, Pulau, Tengah"
    assert pd.isna(table.loc["Dinas Kominfo", "facility_villages"])
    assert table.index[-1] == "Dinas Kominfo"
    assert by_owner(listed, "ministry")["villages"].tolist() == [4, 4, 3, 3]


def test_nobody_has_a_gap(answer, trips):
    far = type(SETTINGS)(dict.fromkeys(SETTINGS.limits, 1e9))
    some = OWNERS[OWNERS["facility"] == "pasar"]
    listed = owner_gaps(answer, far, some, trips)
    # Only those without any way are left.
    assert sorted(listed["name"]) == ["Jauh", "Pulau"]
    none = listed.iloc[:0]
    assert agency_summary(none, some, trips)["villages"].tolist() == [0]
    assert by_owner(none, "agency").empty
