"""The workbook of the pillars, read back."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from layers.pillars.agencies import agency_summary, facility_trips, owner_gaps
from layers.pillars.answer import PillarQuestion, ask
from layers.pillars.owners import load_owners
from layers.pillars.workbook import pillars_workbook
from spatial.routing.modes import CAR
from tests.layers.pillar_cases import SETTINGS

pytestmark = pytest.mark.usefixtures("indonesian")


def sheets_of(answer):
    trips, owners = facility_trips(answer), load_owners().table
    listed = owner_gaps(answer, SETTINGS, owners, trips)
    book = pillars_workbook(
        answer,
        SETTINGS,
        answer.table(SETTINGS),
        agency_summary(listed, owners, trips),
        listed,
    )
    return pd.read_excel(io.BytesIO(book), sheet_name=None, engine="openpyxl")


@pytest.mark.slow
def test_sheets(answer):
    sheets = sheets_of(answer)
    assert list(sheets) == [
        "Matriks", "Perangkat daerah", "Desa per perangkat", "Parameter", "Cara hitung", "Metode",
    ]  # fmt: skip
    matrix = sheets["Matriks"].set_index("Desa")
    assert matrix.loc["Barat", "I km"] == pytest.approx(13.26)
    assert matrix.loc["Barat", "IV status"] == "tidak terhubung jaringan jalan"
    assert pd.isna(matrix.loc["Barat", "IV km"])
    assert matrix.loc["Tengah", "III ketelitian titik"].startswith("perkiraan")
    points = matrix[[f"{pillar} poin" for pillar in ("I", "II", "III", "IV")]]
    assert points.sum(axis=1).tolist() == pytest.approx(matrix["Skor"].tolist(), abs=0.1)
    assert len(sheets["Perangkat daerah"]) == 23
    words = " ".join(sheets["Cara hitung"].iloc[:, 0])
    assert "usulan proyek ini" in words
    assert "OECD/JRC" in words


@pytest.mark.slow
def test_parameters(answer):
    sheet = sheets_of(answer)["Parameter"].set_index("Pilar")
    assert sheet["Ambang (km)"].tolist() == [5, 1, 6, 10]
    assert sheet["Bobot (bagian)"].tolist() == [0.25] * 4
    assert sheet["Fasilitas yang dihitung"].iloc[0] == "Disnaker (1), LTSA (0), BP3MI (0)"
    assert sheet["Catatan"].isna().all()


def test_a_pillar_without_data_says_so(without_services):
    sheet = sheets_of(ask(without_services, PillarQuestion(CAR)))["Parameter"]
    assert sheet["Catatan"].notna().tolist() == [False, False, True, True]
    assert sheet["Bobot (bagian)"].iloc[:2].tolist() == [0.5, 0.5]


def test_names_like_formulas_stay_text(village_area):
    village_area.villages.loc[5, "name"] = "=1+1"
    sheets = sheets_of(ask(village_area, PillarQuestion(CAR)))
    assert "=1+1" in set(sheets["Matriks"]["Desa"])
