"""Labels of the values that columns of an area hold, in the language of the user."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

from spatial.wording import N_, NC_, Labels

PRECISION: Final[Labels[Hashable]] = Labels(
    {
        "surveyed": N_("surveyed"),
        "published": N_("published coordinates"),
        "map view": N_("approximate: centre of a map view"),
        "village point": N_("approximate: point inside the village"),
        "town point": N_("approximate: point of the capital town"),
    }
)
ROUGH: Final = ("map view", "village point", "town point")
KINDS: Final[Mapping[Hashable, str]] = Labels(
    {
        "disnaker": N_("labour office (Disnaker)"),
        "blk": N_("vocational training centre (BLK)"),
        "bp3mi": N_("BP3MI (migrant worker protection office)"),
        "bbpvp": N_("BBPVP (national training centre)"),
        "ltsa": N_("LTSA (one-stop migrant service)"),
        "balai latihan": N_("training centre"),
        "sekolah": N_("school"),
        "perpustakaan": N_("library"),
        "rumah baca": N_("reading house"),
        "kesehatan": NC_("kind of point", "health service"),
        "koperasi": N_("cooperative"),
        "bmt": N_("BMT (sharia savings cooperative)"),
        "bpr": N_("BPR (rural bank)"),
        "bank": N_("bank"),
        "atm": N_("ATM"),
        "pos": NC_("kind of point", "post office"),
        "lainnya": N_("other"),
    }
)
STATUS: Final = Labels(
    {
        "ok": N_("connected"),
        "unreachable": N_("not connected to the road network"),
        "off_network": N_("too far from any road"),
    }
)
