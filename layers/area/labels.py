"""Labels of the values that columns of an area hold, in the language of the user."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

from spatial.wording import Labels, mark

PRECISION: Final[Labels[Hashable]] = Labels(
    {
        "surveyed": mark("disurvei"),
        "published": mark("koordinat terbit"),
        "map view": mark("perkiraan: pusat tampilan peta"),
        "village point": mark("perkiraan: titik di dalam wilayah desa"),
        "town point": mark("perkiraan: titik ibu kota"),
    }
)
ROUGH: Final = ("map view", "village point", "town point")
KINDS: Final[Mapping[Hashable, str]] = Labels(
    {
        "disnaker": mark("dinas tenaga kerja"),
        "blk": mark("balai latihan kerja"),
        "bp3mi": mark("BP3MI"),
        "bbpvp": mark("BBPVP"),
        "ltsa": mark("LTSA"),
        "balai latihan": mark("balai latihan"),
        "sekolah": mark("sekolah"),
        "perpustakaan": mark("perpustakaan"),
        "rumah baca": mark("rumah baca"),
        "kesehatan": mark("kesehatan"),
        "koperasi": mark("koperasi"),
        "bmt": mark("BMT"),
        "bpr": mark("BPR"),
        "bank": mark("bank"),
        "atm": mark("ATM"),
        "pos": mark("pos"),
        "lainnya": mark("lainnya"),
    }
)
STATUS: Final = Labels(
    {
        "ok": mark("terhubung"),
        "unreachable": mark("tidak terhubung jaringan jalan"),
        "off_network": mark("terlalu jauh dari jalan"),
    }
)
