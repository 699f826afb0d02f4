"""Sheets of a meeting's workbook for statements that have none of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from layers.area.labels import STATUS
from layers.exports.workbook import Column, Kind, Sheet
from layers.pillars.kinds import PILLARS
from layers.reach.answer import ReachAnswer
from layers.scenarios.answer import ScenarioAnswer
from layers.scenarios.texts import EFFECT_LABELS
from layers.siting.answer import SitingAnswer
from layers.siting.tables import site_table
from layers.siting.tables import village_table as siting_villages
from spatial.wording import tr

METRES = 1000.0


@dataclass(frozen=True)
class Taken:
    """A column of a table that goes into a sheet: divided by `scale`, under a heading."""

    name: str
    heading: str
    kind: Kind = "text"
    scale: float = 1.0


def sheet_of(name: str, table: pd.DataFrame, taken: Sequence[Taken], kept: int = 2) -> Sheet:
    """Make a sheet of some columns of a table; those that it lacks are passed over."""
    columns = tuple(
        Column(one.heading, _cells(table[one.name], one), one.kind)
        for one in taken
        if one.name in table
    )
    return Sheet(name, columns, kept=kept)


def _cells(values: pd.Series, one: Taken) -> pd.Series:
    if one.kind == "text":
        return values
    return values.astype("Float64").astype(float) / one.scale


def reach_sheets(found: ReachAnswer) -> list[Sheet]:
    """List villages and markets with their reach."""
    villages = found.village_table()
    told = villages.assign(status=villages["status"].map(_status))
    return [
        sheet_of(
            tr("Jangkauan desa"),
            told,
            (
                Taken("village_id", tr("Kode")), Taken("name", tr("Desa")),
                Taken("district", tr("Kecamatan")), Taken("status", tr("Status")),
                Taken("markets_within", tr("Pasar dalam ambang"), "count"),
                Taken("nearest_name", tr("Pasar terdekat")),
                Taken("nearest_minutes", tr("Waktu (menit)"), "minutes"),
                Taken("nearest_km", tr("Jarak (km)"), "km"),
            ),
        ),
        sheet_of(
            tr("Jangkauan pasar"),
            found.market_table(),
            (
                Taken("market_id", tr("Kode")), Taken("name", tr("Pasar")),
                Taken("district", tr("Kecamatan")),
                Taken("villages_within", tr("Desa dalam ambang"), "count"),
                Taken("share", tr("Pangsa (model Huff)"), "share"),
            ),
        ),
    ]  # fmt: skip


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


def scenario_sheets(answer: ScenarioAnswer) -> list[Sheet]:
    """List every village before and after a scenario."""
    table = answer.villages
    told = table.assign(effect=table["effect"].map(lambda key: EFFECT_LABELS[key]))
    return [sheet_of(tr("Skenario"), told, (*_head(), Taken("effect", tr("Akibat")), *_sides()))]


def siting_sheets(answer: SitingAnswer) -> list[Sheet]:
    """List the new sites, and every village before and after."""
    sites = sheet_of(
        tr("Titik baru"),
        site_table(answer),
        (
            Taken("rank", tr("Urutan"), "count"), Taken("name", tr("Titik baru")),
            Taken("district", tr("Kecamatan")),
            Taken("villages", tr("Desa yang dilayani"), "count"),
            Taken("mean_m", tr("Rata-rata (km)"), "km", METRES),
            Taken("lon", tr("Bujur"), "ratio"), Taken("lat", tr("Lintang"), "ratio"),
        ),
    )  # fmt: skip
    villages = (*_head(), Taken("site_before", tr("Tujuan sebelum")),
                Taken("site_after", tr("Tujuan sesudah")), *_sides())  # fmt: skip
    return [sites, sheet_of(tr("Titik baru per desa"), siting_villages(answer), villages)]


def _head() -> tuple[Taken, ...]:
    return (
        Taken("id", tr("Kode")),
        Taken("name", tr("Desa")),
        Taken("district", tr("Kecamatan")),
    )


def _sides() -> tuple[Taken, ...]:
    return (
        Taken("total_m_before", tr("Sebelum (km)"), "km", METRES),
        Taken("total_m_after", tr("Sesudah (km)"), "km", METRES),
        Taken("minutes_before", tr("Sebelum (menit)"), "minutes"),
        Taken("minutes_after", tr("Sesudah (menit)"), "minutes"),
    )


def _status(key: str) -> str:
    return tr(STATUS[key]) if key in STATUS else key
