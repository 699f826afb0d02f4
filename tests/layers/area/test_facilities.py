"""The sets of facilities of an area."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from layers.area.facilities import facilities_of, facility_sets
from layers.workspace.catalog import load_area
from spatial.errors import InputError

pytestmark = pytest.mark.usefixtures("indonesian")


@pytest.fixture(scope="module")
def demak():
    return load_area("demak")


@pytest.fixture(scope="module")
def richer(demak):
    office = demak.offices[demak.offices["kind"] == "disnaker"].iloc[[0]]
    more = pd.concat([demak.offices, office.assign(id="blk-1", kind="blk")], ignore_index=True)
    banks = demak.markets.iloc[:3].assign(kind=["bank", "koperasi", "bank"])
    return replace(demak, offices=gpd.GeoDataFrame(more, crs=4326), services=banks)


def test_offices_and_markets_are_always_offered(demak):
    none = {layer: getattr(demak, layer).iloc[:0] for layer in ("offices", "markets", "services")}
    bare = replace(demak, **none)
    assert facility_sets(bare) == {"disnaker": "Disnaker", "market": "Pasar"}
    with pytest.raises(InputError, match="tidak punya fasilitas jenis 'market'"):
        facilities_of(bare, "market")


def test_kinds_that_the_area_has(richer):
    assert facility_sets(richer) == {
        "disnaker": "Disnaker", "market": "Pasar", "offices:blk": "balai latihan kerja",
        "offices": "Semua kantor ketenagakerjaan", "services:bank": "Bank",
        "services:koperasi": "Koperasi",
    }  # fmt: skip
    assert facilities_of(richer, "offices:blk")["id"].tolist() == ["off-33.21-blk", "blk-1"]
    assert len(facilities_of(richer, "services:bank")) == 2
    assert len(facilities_of(richer, "offices")) == len(richer.offices)


def test_services_have_words_of_their_own(demak):
    kinds = demak.markets.iloc[:2].assign(kind=["atm", "lainnya"])
    labels = facility_sets(replace(demak, services=kinds))
    assert labels["services:atm"] == "ATM"
    assert labels["services:lainnya"] == "Layanan lain"


def test_some_of_them(richer):
    banks = facilities_of(richer, "services:bank")["id"].tolist()
    assert facilities_of(richer, "services:bank", (banks[1],))["id"].tolist() == [banks[1]]
    with pytest.raises(InputError, match="tidak punya fasilitas 'x' di 'services:bank'"):
        facilities_of(richer, "services:bank", ("x",))
    with pytest.raises(InputError, match="Fasilitas 'services:pos' tidak dikenal"):
        facilities_of(richer, "services:pos")
