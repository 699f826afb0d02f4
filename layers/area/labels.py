"""Labels of the values that columns of an area hold, in the language of the user."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

from spatial.wording import NC_, Labels, mark

PRECISION: Final[Labels[Hashable]] = Labels(
    {
        "surveyed": mark("surveyed"),
        "published": mark("published coordinates"),
        "map view": mark("approximate: centre of a map view"),
        "village point": mark("approximate: point inside the village"),
        "town point": mark("approximate: point of the capital town"),
    }
)
ROUGH: Final = ("map view", "village point", "town point")
KINDS: Final[Mapping[Hashable, str]] = Labels(
    {
        "disnaker": mark("labour office (Disnaker)"),
        "blk": mark("vocational training centre (BLK)"),
        "bp3mi": mark("BP3MI (migrant worker protection office)"),
        "bbpvp": mark("BBPVP (national training centre)"),
        "ltsa": mark("LTSA (one-stop migrant service)"),
        "balai latihan": mark("training centre"),
        "sekolah": mark("school"),
        "perpustakaan": mark("library"),
        "rumah baca": mark("reading house"),
        "kesehatan": NC_("kind of point", "health service"),
        "koperasi": mark("cooperative"),
        "bmt": mark("BMT (sharia savings cooperative)"),
        "bpr": mark("BPR (rural bank)"),
        "bank": mark("bank"),
        "atm": mark("ATM"),
        "pos": NC_("kind of point", "post office"),
        "lainnya": mark("other"),
    }
)
STATUS: Final = Labels(
    {
        "ok": mark("connected"),
        "unreachable": mark("not connected to the road network"),
        "off_network": mark("too far from any road"),
    }
)
