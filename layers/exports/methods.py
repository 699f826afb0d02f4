"""How the numbers are made, in words, with sources and limits: a sheet of every workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from layers.exports.files import Provenance, facts_table
from layers.exports.workbook import Column, Sheet, sheets_bytes
from layers.jobs.progress import Report
from spatial.wording import mark, tr


@dataclass(frozen=True)
class Method:
    """How a number is made.

    Attributes
    ----------
    what, how, source, limit
        The number, its formula in words, where the formula comes from, and what it does not say
        (Indonesian).
    """

    what: str
    how: str
    source: str
    limit: str


METHODS: Final = (
    Method(
        mark("Total jarak"),
        mark(
            "Total = ke jalan + di jalan + dari jalan ke tujuan. Titik dikaitkan ke ruas jalan "
            "terdekat yang boleh dilalui moda, bukan ke simpul; di jalan dihitung mulai dari "
            "tempat kaitan itu."
        ),
        mark("Dijkstra (1959); panjang geodesik WGS 84, Karney (2013)"),
        mark("Sebaik jaringan jalannya: jalan yang tidak ada dalam data tidak dapat dilalui."),
    ),
    Method(
        mark("Terdekat"),
        mark("Fasilitas dengan total paling kecil menurut ukuran yang dipilih, km atau menit."),
        mark("Dijkstra (1959)"),
        mark("Bukan selalu fasilitas yang melayani desa itu menurut wilayah kerjanya."),
    ),
    Method(
        mark("Waktu"),
        mark(
            "Panjang tiap ruas dibagi kecepatan kelas jalannya untuk moda itu; kaki di luar jalan "
            "ditempuh jalan kaki. Semua kecepatan ada di lembar Parameter."
        ),
        mark("Manual Kapasitas Jalan Indonesia 1997; PP 79/2013 pasal 23; profil OSRM"),
        mark("Arus bebas: tanpa macet, tanpa menunggu, tanpa cuaca."),
    ),
    Method(
        mark("Status"),
        mark(
            "Terhubung; tidak terhubung jaringan jalan (bagian jaringan lain, misalnya pulau "
            "lain); terlalu jauh dari jalan (tidak ada jalan dalam batas kaitan)."
        ),
        "",
        mark("Tanpa perjalanan tidak ada angka; desa itu dihitung di luar setiap ambang."),
    ),
    Method(
        mark("Dalam ambang"),
        mark("Total kurang dari atau sama dengan ambang. Bagian dihitung dari semua desa."),
        mark("Pilihan pengguna"),
        mark("Tidak ada peraturan yang menetapkan jarak desa ke Disnaker."),
    ),
    Method(
        mark("Garis lurus dan indeks kelokan"),
        mark("Garis lurus = geodesik antara kedua titik. Indeks kelokan = total / garis lurus."),
        mark("Karney (2013)"),
        mark("Kosong bila kedua titik sama."),
    ),
    Method(
        mark("Median dan persentil"),
        mark("Dari desa yang terhubung saja; interpolasi linear."),
        mark("Hyndman dan Fan (1996), jenis 7"),
        mark("Desa tanpa perjalanan tidak ikut: lihat jumlahnya di samping."),
    ),
    Method(
        mark("Celah layanan"),
        mark(
            "Desa di luar ambang; peringkat = bobot desa kali kelebihan di atas ambang. "
            "Desa tanpa perjalanan didahulukan. Gugus: celah yang berdekatan."
        ),
        "",
        mark("Jarak gugus adalah anggapan; ada di lembar Parameter."),
    ),
    Method(
        mark("Titik desa"),
        mark("Satu titik di dalam wilayah desa mewakili seluruh desa."),
        mark("Daftar kode desa Kemendagri dan batas desa"),
        mark("Bukan pusat permukiman; rumah di tepi desa dapat jauh lebih dekat atau lebih jauh."),
    ),
)
"""The longer text with all formulas is `docs/methods.md`."""


def methods_sheet() -> Sheet:
    """Write the sheet in the reader's language."""
    table = pd.DataFrame(
        [(tr(m.what), tr(m.how), tr(m.source) if m.source else "", tr(m.limit)) for m in METHODS],
        columns=["what", "how", "source", "limit"],
    )
    columns = (
        Column(tr("Angka"), table["what"]),
        Column(tr("Cara hitung"), table["how"]),
        Column(tr("Sumber"), table["source"]),
        Column(tr("Batas"), table["limit"]),
    )
    return Sheet(tr("Metode"), columns, kept=1)


def documented_workbook(
    sheets: list[Sheet], notes: Mapping[str, Provenance], progress: Report | None = None
) -> bytes:
    """Write sheets of results, and behind them every parameter and how the numbers are made.

    Parameters
    ----------
    sheets : list of Sheet
        The results.
    notes : mapping
        Provenance by the name of the result; empty where there is only one.
    progress : callable, optional
        As in `layers.exports.workbook.sheets_bytes`.

    Returns
    -------
    bytes
        XLSX.
    """
    return sheets_bytes([*sheets, parameter_sheet(notes), methods_sheet()], progress)


def parameter_sheet(notes: Mapping[str, Provenance]) -> Sheet:
    """Write every parameter: speeds, thresholds, versions, and the SHA-256 of every file.

    Parameters
    ----------
    notes : mapping
        As in `documented_workbook`.

    Returns
    -------
    Sheet
        The sheet; the paths of parameters are those of the provenance file (JSON).
    """
    parts = [facts_table(facts).assign(of=name) for name, facts in notes.items()]
    table = pd.concat(parts, ignore_index=True)
    columns = [Column(tr("Parameter"), table["parameter"]), Column(tr("Nilai"), table["value"])]
    if len(notes) > 1:
        columns.insert(0, Column(tr("Hasil"), table["of"]))
    return Sheet(tr("Parameter"), tuple(columns), kept=len(columns) - 1)
