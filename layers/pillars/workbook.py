"""The four pillars as a workbook for a coordination meeting, with Indonesian headings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from layers.area.labels import STATUS
from layers.exports.files import workbook_bytes
from layers.exports.workbook import METRES, Sheet, Taken, sheet_of
from layers.pillars.agencies import NO_DATA
from layers.pillars.answer import BASE, LIMIT_NOTE, PillarAnswer, PillarSettings
from layers.pillars.kinds import PILLARS, facility_label, present_kinds
from layers.pillars.owners import PROPOSAL_NOTE
from layers.pillars.reasons import doubt_words, missing_words
from layers.text.formats import number
from layers.text.measures import unit_text
from spatial.access import priority
from spatial.wording import Labels, mark, tr, trn

YES_NO = Labels({True: mark("ya"), False: mark("tidak")})
METHODS = (
    mark(
        "Jarak = kaki awal + jalan + kaki akhir ke fasilitas terdekat pilar itu. "
        "Waktu adalah waktu arus bebas, tanpa macet dan tanpa menunggu."
    ),
    mark(
        "Di luar ambang: lebih dari ambang, atau tidak ada jalan ke sana. Sama "
        "dengan ambang berarti di dalam."
    ),
    mark(
        "Kekurangan pilar = min(1, max(0, (nilai/ambang - 1)/(batas penuh - "
        "1))): 0 di dalam ambang, 1 mulai dari batas penuh (kelipatan ambang). "
        "Desa tanpa jalan mendapat kekurangan 1 menurut aturan ini; jaraknya "
        "tetap kosong."
    ),
    mark(
        "Skor = 100 x jumlah (bobot pilar x kekurangan pilar); bobot dijadikan "
        "berjumlah 1. Kolom poin per pilar berjumlah skor."
    ),
    mark(
        "Bertahan di {top} besar: bagian dari {draws} susunan bobot acak "
        "(Dirichlet rata, benih {seed}) di mana desa termasuk {top} skor "
        "tertinggi; pilar berbobot 0 tidak ikut. Nilai sama dapat membuat "
        "jumlahnya lebih dari itu."
    ),
    mark(
        "Jalan sama dengan pilar {pillar}: bagian panjang rute di jalan yang "
        "juga dilalui rute ke pilar {pillar}; kaki awal dan akhir tidak dihitung."
    ),
    mark(
        "Kelemahan: jumlah berbobot dapat menutupi kekurangan satu pilar dengan "
        "pilar lain; batas penuh adalah pilihan; titik yang tidak ada dalam data "
        "tidak berarti fasilitasnya tidak ada."
    ),
    mark("Acuan: OECD/JRC Handbook on Constructing Composite Indicators (2008)."),
    LIMIT_NOTE,
    PROPOSAL_NOTE,
)
AGENCY_LABELS = Labels(
    {
        "agency": mark("Perangkat daerah"),
        "ministry": mark("Kementerian/lembaga"),
        "pillar": mark("Pilar"),
        "facility": mark("Fasilitas"),
        "data": mark("Data fasilitas"),
        "villages": mark("Desa: fasilitas ini di luar ambang"),
        "pillar_villages": mark("Desa: pilar ini di luar ambang"),
    }
)
LISTED_LABELS = Labels(
    {
        "agency": mark("Perangkat daerah"),
        "ministry": mark("Kementerian/lembaga"),
        "pillar": mark("Pilar"),
        "facility": mark("Fasilitas"),
        "id": mark("Kode"),
        "name": mark("Desa"),
        "district": mark("Kecamatan"),
        "status": mark("Status"),
        "nearest": mark("Terdekat"),
        "km": mark("Jarak (km)"),
        "minutes": mark("Waktu (menit)"),
        "facility_gap": mark("Fasilitas ini di luar ambang"),
        "pillar_gap": mark("Pilar ini di luar ambang"),
    }
)


def methods() -> list[str]:
    """Tell how the numbers come about, a sentence or two each, in the reader's language."""
    facts = {
        "top": number(priority.TOP),
        "draws": number(priority.DRAWS),
        "seed": str(priority.SEED),
        "pillar": BASE,
    }
    return [tr(text).format(**facts) for text in METHODS]


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
        As `layers.pillars.agencies` makes them.
    """
    agencies = trn("Perangkat daerah", "Perangkat daerah", 2)
    sheets = {
        tr("Matriks"): matrix_sheet(table),
        agencies: worded_summary(summary).rename(columns=dict(AGENCY_LABELS)),
        tr("Desa per perangkat"): listed_sheet(listed),
        tr("Parameter"): parameter_sheet(answer, settings),
        tr("Cara hitung"): pd.DataFrame({tr("Cara hitung dan batasnya"): methods()}),
    }
    return workbook_bytes(sheets, answer.provenance(settings))


def matrix_sheet(table: pd.DataFrame) -> pd.DataFrame:
    """Return the matrix with Indonesian headings, kilometres and percent, rounded to show."""
    head: dict[str, Any] = {
        tr("Peringkat"): table["rank"],
        tr("Kode"): table["id"],
        tr("Desa"): table["name"],
        tr("Kecamatan"): table["district"],
        tr("Desmigratif"): table["desmigratif"].map(YES_NO),
        tr("Pilar di luar ambang"): table["gaps"],
        tr("Pilar tanpa jalan"): table["no_way"],
        tr("Skor"): table["score"].round(1),
        tr("Bertahan di {top} besar (%)").format(top=priority.TOP): (
            100 * table["top_share"]
        ).round(1),
        tr("Alasan"): table["reasons"],
    }
    for pillar in (key for key in PILLARS if f"{key}_status" in table):
        head |= _pillar_columns(table, pillar)
    return pd.DataFrame(head)


def worded_summary(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the agencies with facilities and data in the reader's words."""
    return summary.assign(data=summary["data"].map(tr), facility=facility_words(summary))


def facility_words(table: pd.DataFrame) -> list[str]:
    """Name the facilities of a table of owners; what is no kind of a pillar stays as it is."""
    return [
        facility_label(pillar, kind)
        if pillar in PILLARS and kind in PILLARS[pillar].facilities
        else kind
        for pillar, kind in zip(table["pillar"], table["facility"], strict=True)
    ]


def listed_sheet(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the villages of each owner with Indonesian headings."""
    shown = listed.assign(
        facility=facility_words(listed),
        status=listed["status"].map({**STATUS, NO_DATA: tr(NO_DATA)}),
        km=(listed["total_m"] / 1000).round(2),
        minutes=listed["minutes"].round(1),
        facility_gap=listed["facility_gap"].map(YES_NO),
        pillar_gap=listed["pillar_gap"].map(YES_NO),
    )
    return shown[list(LISTED_LABELS)].rename(columns=dict(LISTED_LABELS))


def parameter_sheet(answer: PillarAnswer, settings: PillarSettings) -> pd.DataFrame:
    """Return thresholds, weights and the facilities that were counted, a row per pillar."""
    unit = unit_text(answer.question.measure)
    measured = pd.Index(list(answer.trips))
    share = priority.shares(settings.weights, measured)
    counts = present_kinds(answer.area)
    kinds = dict(answer.question.choice)
    rows = [
        {
            tr("Pilar"): f"{key} {tr(pillar.title)}",
            tr("Ambang ({unit})").format(unit=unit): settings.limits[key],
            tr("Kekurangan penuh mulai (x ambang)"): settings.full_at,
            tr("Bobot"): settings.weights[key],
            tr("Bobot (bagian)"): share.get(key, np.nan),
            tr("Fasilitas yang dihitung"): _counted(key, kinds.get(key, ()), counts[key]),
            tr("Catatan"): missing_words(answer.area, key) if key in answer.missing else "",
        }
        for key, pillar in PILLARS.items()
    ]
    return pd.DataFrame(rows)


def _pillar_columns(table: pd.DataFrame, pillar: str) -> dict[str, Any]:
    """Return the columns of one pillar with Indonesian headings."""
    facilities = PILLARS[pillar].facilities
    kind = table[f"{pillar}_kind"].map({key: tr(f.label) for key, f in facilities.items()})
    return {
        f"{pillar} km": (table[f"{pillar}_total_m"] / 1000).round(2),
        tr("{pillar} menit").format(pillar=pillar): table[f"{pillar}_minutes"].round(1),
        tr("{pillar} di luar ambang").format(pillar=pillar): table[f"{pillar}_gap"].map(YES_NO),
        tr("{pillar} status").format(pillar=pillar): table[f"{pillar}_status"].map(STATUS),
        tr("{pillar} jenis").format(pillar=pillar): kind,
        tr("{pillar} fasilitas terdekat").format(pillar=pillar): table[f"{pillar}_facility"],
        tr("{pillar} ketelitian titik").format(pillar=pillar): table.apply(
            doubt_words, axis=1, pillar=pillar
        ),
        tr("{pillar} jalan sama dengan pilar {base} (%)").format(pillar=pillar, base=BASE): (
            100 * table[f"{pillar}_common"]
        ).round(0),
        tr("{pillar} poin").format(pillar=pillar): table[f"{pillar}_points"].round(2),
    }


def _counted(pillar: str, kinds: tuple[str, ...], counts: dict[str, int]) -> str:
    """Name the kinds that count with their numbers."""
    return ", ".join(f"{facility_label(pillar, kind)} ({counts[kind]})" for kind in kinds)


def pillar_sheets(table: pd.DataFrame, agencies: pd.DataFrame) -> list[Sheet]:
    """List agencies with their villages, and villages with their pillars."""
    measured = [pillar for pillar in PILLARS if f"{pillar}_status" in table]
    return [
        sheet_of(
            tr("Perangkat daerah"),
            agencies,
            (
                Taken("agency", tr("Perangkat daerah")), Taken("pillars", tr("Pilar")),
                Taken("villages", tr("Desa"), "count"), Taken("names", tr("Nama desa")),
            ),
            kept=1,
        ),
        sheet_of(
            tr("Pilar"),
            table,
            (
                Taken("rank", tr("Peringkat"), "count"), Taken("id", tr("Kode")),
                Taken("name", tr("Desa")), Taken("district", tr("Kecamatan")),
                Taken("gaps", tr("Pilar di luar ambang"), "count"),
                *(Taken(f"{key}_total_m", f"{key} (km)", "km", METRES) for key in measured),
                Taken("reasons", tr("Alasan")),
            ),
            kept=3,
        ),
    ]  # fmt: skip
