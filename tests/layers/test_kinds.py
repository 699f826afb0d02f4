"""The kind of a facility, told from its words."""

import pytest

from layers.area.schema import SERVICE_KINDS
from layers.imports.facility_kinds import SERVICE_WORDS, office_kind, service_kind, village_kind


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("SMP", "SMP NEGERI 1 MRANGGEN", "sekolah"),
        ("", "MTs Negeri 2 Demak", "sekolah"),
        ("puskesmas", "Puskesmas Bank Sampah", "kesehatan"),
        ("", "RSUD Sunan Kalijaga", "kesehatan"),
        ("ATM", "Bank BTN ATM", "atm"),
        ("", "Bank Jateng", "bank"),
        ("", "PD BPR BKK Demak", "bpr"),
        ("", "KSPPS BMT Taruna", "bmt"),
        ("", "KUD Sendari", "koperasi"),
        ("", "TBM Cahaya", "rumah baca"),
        ("", "Perpustakaan Desa Megonten", "perpustakaan"),
        ("", "Taman Menjangan", "lainnya"),
        ("", "Kabupaten Semarang", "lainnya"),
        ("koperasi", "Sekolah Kopi", "koperasi"),
        ("Kantor Pos", "Demak 59500", "pos"),
        ("", "Balai Latihan Kerja Demak", "balai latihan"),
    ],
)
def test_words_of_services(kind, name, expected):
    assert service_kind(kind, name) == expected


def test_every_kind_of_the_schema_is_reached():
    assert {*SERVICE_WORDS, "lainnya"} == set(SERVICE_KINDS)
    assert [service_kind(kind, "") for kind in SERVICE_KINDS] == list(SERVICE_KINDS)


def test_offices_and_villages():
    assert office_kind("UPTD Balai Latihan Kerja Kudus") == "blk"
    assert office_kind("Dinas Tenaga Kerja") == "disnaker"
    assert village_kind("", "33.21.14.2014") == "desa"
    assert village_kind("", "33.21.11.1005") == "kelurahan"
    assert village_kind("dusun", "33.21.11.1005") == "dusun"
