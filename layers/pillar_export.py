"""The four pillars as a workbook for a coordination meeting, with Indonesian headings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from layers.export import workbook_bytes
from layers.map_style import STATUS
from layers.pillar_agencies import NO_DATA
from layers.pillar_kinds import PILLARS, present_kinds
from layers.pillar_owners import PROPOSAL_NOTE
from layers.pillar_words import doubt_words, missing_words
from layers.pillars import BASE, LIMIT_NOTE, PillarAnswer, PillarSettings
from spatial import priority

YES_NO = {True: "ya", False: "tidak"}
METHODS = (
    "Jarak = kaki awal + jalan + kaki akhir ke fasilitas terdekat pilar itu. Waktu adalah waktu "
    "arus bebas, tanpa macet dan tanpa menunggu.",
    "Di luar ambang: lebih dari ambang, atau tidak ada jalan ke sana. Sama dengan ambang berarti "
    "di dalam.",
    "Kekurangan pilar = min(1, max(0, (nilai/ambang - 1)/(batas penuh - 1))): 0 di dalam ambang, "
    "1 mulai dari batas penuh (kelipatan ambang). Desa tanpa jalan mendapat kekurangan 1 menurut "
    "aturan ini; jaraknya tetap kosong.",
    "Skor = 100 x jumlah (bobot pilar x kekurangan pilar); bobot dijadikan berjumlah 1. Kolom "
    "poin per pilar berjumlah skor.",
    f"Bertahan di {priority.TOP} besar: bagian dari {priority.DRAWS} susunan bobot acak "
    f"(Dirichlet rata, benih {priority.SEED}) di mana desa termasuk {priority.TOP} skor "
    "tertinggi; pilar berbobot 0 tidak ikut. Nilai sama dapat membuat jumlahnya lebih dari itu.",
    f"Jalan sama dengan pilar {BASE}: bagian panjang rute di jalan yang juga dilalui rute ke "
    f"pilar {BASE}; kaki awal dan akhir tidak dihitung.",
    "Kelemahan: jumlah berbobot dapat menutupi kekurangan satu pilar dengan pilar lain; batas "
    "penuh adalah pilihan; titik yang tidak ada dalam data tidak berarti fasilitasnya tidak ada.",
    "Acuan: OECD/JRC Handbook on Constructing Composite Indicators (2008).",
    LIMIT_NOTE,
    PROPOSAL_NOTE,
)
AGENCY_LABELS = {
    "agency": "Perangkat daerah",
    "ministry": "Kementerian/lembaga",
    "pillar": "Pilar",
    "facility": "Fasilitas",
    "data": "Data fasilitas",
    "villages": "Desa: fasilitas ini di luar ambang",
    "pillar_villages": "Desa: pilar ini di luar ambang",
}
LISTED_LABELS = {
    "agency": "Perangkat daerah",
    "ministry": "Kementerian/lembaga",
    "pillar": "Pilar",
    "facility": "Fasilitas",
    "id": "Kode",
    "name": "Desa",
    "district": "Kecamatan",
    "status": "Status",
    "nearest": "Terdekat",
    "km": "Jarak (km)",
    "minutes": "Waktu (menit)",
    "facility_gap": "Fasilitas ini di luar ambang",
    "pillar_gap": "Pilar ini di luar ambang",
}


def pillars_workbook(
    answer: PillarAnswer,
    settings: PillarSettings,
    table: pd.DataFrame,
    summary: pd.DataFrame,
    listed: pd.DataFrame,
) -> bytes:
    """Write the workbook: matrix, agencies, villages of each agency, parameters, methods.

    Parameters
    ----------
    answer, settings
        What was measured and how it was judged.
    table
        As `PillarAnswer.table` gives it.
    summary, listed
        As `layers.pillar_agencies` makes them.
    """
    sheets = {
        "Matriks": matrix_sheet(table),
        "Perangkat daerah": summary.rename(columns=AGENCY_LABELS),
        "Desa per perangkat": listed_sheet(listed),
        "Parameter": parameter_sheet(answer, settings),
        "Cara hitung": pd.DataFrame({"Cara hitung dan batasnya": METHODS}),
    }
    return workbook_bytes(sheets, answer.provenance(settings))


def matrix_sheet(table: pd.DataFrame) -> pd.DataFrame:
    """Return the matrix with Indonesian headings, kilometres and percent, rounded to show."""
    head: dict[str, Any] = {
        "Peringkat": table["rank"],
        "Kode": table["id"],
        "Desa": table["name"],
        "Kecamatan": table["district"],
        "Desmigratif": table["desmigratif"].map(YES_NO),
        "Pilar di luar ambang": table["gaps"],
        "Pilar tanpa jalan": table["no_way"],
        "Skor": table["score"].round(1),
        f"Bertahan di {priority.TOP} besar (%)": (100 * table["top_share"]).round(1),
        "Alasan": table["reasons"],
    }
    for pillar in (key for key in PILLARS if f"{key}_status" in table):
        head |= _pillar_columns(table, pillar)
    return pd.DataFrame(head)


def listed_sheet(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the villages of each owner with Indonesian headings."""
    shown = listed.assign(
        status=listed["status"].map({**STATUS, NO_DATA: NO_DATA}),
        km=(listed["total_m"] / 1000).round(2),
        minutes=listed["minutes"].round(1),
        facility_gap=listed["facility_gap"].map(YES_NO),
        pillar_gap=listed["pillar_gap"].map(YES_NO),
    )
    return shown[list(LISTED_LABELS)].rename(columns=LISTED_LABELS)


def parameter_sheet(answer: PillarAnswer, settings: PillarSettings) -> pd.DataFrame:
    """Return thresholds, weights and the facilities that were counted, a row per pillar."""
    unit = "km" if answer.question.cost == "distance" else "menit"
    measured = pd.Index(list(answer.trips))
    share = priority.shares(settings.weights, measured)
    counts = present_kinds(answer.area)
    kinds = dict(answer.question.choice)
    rows = [
        {
            "Pilar": f"{key} {pillar.title}",
            f"Ambang ({unit})": settings.limits[key],
            "Kekurangan penuh mulai (x ambang)": settings.full_at,
            "Bobot": settings.weights[key],
            "Bobot (bagian)": share.get(key, np.nan),
            "Fasilitas yang dihitung": _counted(key, kinds.get(key, ()), counts[key]),
            "Catatan": missing_words(answer.area, key) if key in answer.missing else "",
        }
        for key, pillar in PILLARS.items()
    ]
    return pd.DataFrame(rows)


def _pillar_columns(table: pd.DataFrame, pillar: str) -> dict[str, Any]:
    """Return the columns of one pillar with Indonesian headings."""
    facilities = PILLARS[pillar].facilities
    kind = table[f"{pillar}_kind"].map({key: f.label for key, f in facilities.items()})
    return {
        f"{pillar} km": (table[f"{pillar}_total_m"] / 1000).round(2),
        f"{pillar} menit": table[f"{pillar}_minutes"].round(1),
        f"{pillar} di luar ambang": table[f"{pillar}_gap"].map(YES_NO),
        f"{pillar} status": table[f"{pillar}_status"].map(STATUS),
        f"{pillar} jenis": kind,
        f"{pillar} fasilitas terdekat": table[f"{pillar}_facility"],
        f"{pillar} ketelitian titik": table.apply(doubt_words, axis=1, pillar=pillar),
        f"{pillar} jalan sama dengan pilar {BASE} (%)": (100 * table[f"{pillar}_common"]).round(0),
        f"{pillar} poin": table[f"{pillar}_points"].round(2),
    }


def _counted(pillar: str, kinds: tuple[str, ...], counts: dict[str, int]) -> str:
    """Name the kinds that count with their numbers."""
    facilities = PILLARS[pillar].facilities
    return ", ".join(f"{facilities[kind].label} ({counts[kind]})" for kind in kinds)
