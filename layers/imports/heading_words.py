"""What the words of a heading say: a name, a code, a count, a person, and of which level.

Agencies write the same heading in many ways (`Nama Desa/Kel.`, `NMDESA`, `WADMKD`, `NAME_4`,
`NamaKantor`). A heading is taken apart into words, and the words decide, not the heading as a
whole; a long word may be misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from rapidfuzz import fuzz, process

Part = Literal["name", "thing", "place", "code", "id", "kind", "count", "other"]

LEVELS = ("village", "district", "regency", "province")
"""Administrative levels, the lowest first: desa, kecamatan, kabupaten, provinsi."""

_LEVEL_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "village": (
            *("desa", "ds", "kel", "kelurahan", "deskel", "desakel", "keldesa", "keldes"),
            *("village", "nagari", "gampong", "pekon", "kampung", "pum"),
        ),
        "district": ("kecamatan", "kec", "distrik", "district", "subdistrict", "kecmatan"),
        "regency": (
            *("kabupaten", "kab", "kota", "kabkot", "kabkota", "kotkab", "kotakab", "regency"),
            *("city", "municipality", "dati2", "kabko", "kotamadya"),
        ),
        "province": ("provinsi", "propinsi", "prov", "prop", "province"),
    }
)
LEVEL_OF: Mapping[str, str] = MappingProxyType(
    {word: level for level, words in _LEVEL_WORDS.items() for word in words}
)
"""Level of a word in a heading."""

LONG_LEVELS = ("kelurahan", "kecamatan", "kabupaten", "provinsi", "propinsi")
"""Words of levels that shapefiles cut: `DESA_KELUR`, `NAMA_KECAM`."""

_NUMBERED = {"1": "province", "2": "regency", "3": "district", "4": "village"}
"""Levels of GADM (`NAME_1` to `NAME_4`) and of OCHA (`ADM1_EN` to `ADM4_EN`)."""

_WHOLE: Mapping[str, str] = MappingProxyType(
    {
        "wadmkd": "nama desa", "wadmkc": "nama kecamatan", "wadmkk": "nama kabupaten",
        "wadmpr": "nama provinsi", "kdepum": "kode desa", "kdcpum": "kode kecamatan",
        "kdpkab": "kode kabupaten", "kdppum": "kode provinsi", "kdebps": "kode bps desa",
        "kdcbps": "kode bps kecamatan", "kdbbps": "kode bps kabupaten",
        "kdpbps": "kode bps provinsi", "namobj": "nama", "nmobj": "nama", "shapename": "nama",
        "namaobjek": "nama", "namaobyek": "nama", "localname": "nama", "kodepos": "pos",
        "zipcode": "pos", "kodedagri": "kode dagri", "kodewil": "kode wilayah",
        "kdwil": "kode wilayah", "kodewilayah": "kode wilayah", "pcode": "kode",
        "idn": "", "ina": "", "en": "",
    }
)  # fmt: skip
"""Run-together headings of BIG (RBI), BPS, Kemendagri and geoBoundaries."""

_NAMES = frozenset({"nama", "nm", "nam", "name", "names", "toponim", "toponimi", "toponym"})
_CODES = frozenset({"kode", "kd", "code", "kodefikasi", "pcode"})
_LISTS = frozenset({"dagri", "kemendagri", "bps"})
"""Whose codes or names they are; without a word of names, codes."""

_FILLERS = frozenset(
    {"wilayah", "wil", "administrasi", "adm", "di", "dan", "atau", "lengkap", "resmi", "the", "of",
     "objek", "obyek", "unsur", "lokasi", "letak", "asal", "tempat", "sub", "area", "ke",
     "official", "text", "ttd", "label", "judul", "title", "full"}
)  # fmt: skip
"""Words that say nothing of what is named."""

_COUNTS = frozenset(
    {"luas", "area", "shape", "leng", "length", "len", "panjang", "keliling", "perimeter",
     "jumlah", "jml", "jlh", "total", "penduduk", "pop", "population", "jiwa", "kk", "laki",
     "perempuan", "kepadatan", "tahun", "year", "harga", "km", "km2", "ha", "hektar", "jarak",
     "telp", "telepon", "hp", "wa", "fax", "phone", "rt", "rw", "pos", "nik", "npwp", "x",
     "y", "z", "lat", "lon", "long", "lng", "lintang", "bujur", "banyak", "rata", "persen",
     "nilai", "skor", "indeks", "usia", "sqkm", "m2", "hectares", "hektare", "acres",
     "luaswh", "umur", "kapasitas", "count", "sum", "elevasi", "elevation"}
)  # fmt: skip
SERIALS = frozenset(
    {"gid", "fid", "objectid", "oid", "no", "nomor", "nomer", "number", "urut", "urutan",
     "serial", "index", "rowid", "uid"}
)  # fmt: skip
"""Words of headings that number rows: never the code of an area."""

_PERSONS = frozenset(
    {"kepala", "kades", "lurah", "camat", "bupati", "walikota", "pemilik", "owner", "pengelola",
     "penanggung", "pj", "petugas", "ketua", "pimpinan", "direktur", "kontak", "cp", "contact",
     "operator", "pendamping", "pic", "ibu", "ayah", "guru", "surveyor", "enumerator",
     "pembina", "pendata", "user", "creator", "author", "editor", "manajer", "manager",
     "anggota", "pmi", "tki", "orang", "suami", "istri", "keluarga", "responden", "bendahara",
     "sekretaris", "panggilan", "pedagang"}
)  # fmt: skip
_ASIDE = frozenset(
    {"jalan", "jl", "jln", "alamat", "address", "dusun", "dukuh", "lingkungan", "lain", "alias",
     "pendek", "singkat", "singkatan", "latin", "file", "berkas", "layer", "peta", "sumber",
     "program", "kegiatan", "foto", "photo", "gambar", "url", "link", "status", "kelas",
     "kondisi", "tanggal", "jam", "hari", "keterangan", "ket", "catatan", "negara", "country",
     "lama", "sebelumnya", "var", "varname", "nl", "alt", "old", "bangsa", "suku", "ibukota",
     "produk", "komoditas", "barang", "akreditasi", "kurikulum"}
)  # fmt: skip
"""Words of headings that name something, but not the thing of the row."""

_KINDS = frozenset({"jenis", "kategori", "tipe", "kind", "type", "category", "bentuk", "jenjang",
                    "klasifikasi", "remark", "remarks", "golongan"})  # fmt: skip
_OF_PERSONS = frozenset({"kelamin", "pekerjaan", "darah", "pmi", "tki"})
"""What `jenis` may say of persons: sex, work, blood group."""

THINGS = frozenset(
    {"pasar", "sekolah", "kantor", "instansi", "puskesmas", "faskes", "fasilitas",
     "fasyankes", "toko", "koperasi", "bank", "satuan", "pendidikan", "lembaga", "unit",
     "gedung", "bangunan", "usaha", "umkm", "perusahaan", "klinik", "rs", "rumahsakit",
     "apotek", "market", "office", "school", "facility", "place", "poi", "site", "madrasah",
     "kampus", "pustu", "posyandu", "upt", "uptd", "blk", "lpk", "satker", "dinas", "opd",
     "skpd", "badan", "balai", "atm", "agen", "gerai", "terminal", "masjid", "gereja",
     "wisata", "bumdes", "layanan", "pelayanan", "hospital", "clinic", "shop", "sp",
     "perpustakaan", "pkbm", "tbm"}
)  # fmt: skip
"""Words of what stands in a table of facilities."""

_OWN_NUMBERS = frozenset({"npsn", "nss", "nsm", "nspp", "nib", "noreg", "registrasi", "uuid",
                          "globalid", "siup", "kodefaskes"})  # fmt: skip
"""Numbers that a register gives to one facility."""

_MISSPELT = tuple(
    word
    for word in (*LEVEL_OF, *THINGS, *_PERSONS, *_COUNTS, *_KINDS)
    if len(word) >= 6
)  # fmt: skip
_LEAST_ALIKE = 85.0
"""Least `rapidfuzz.fuzz.ratio` of a misspelt word: one letter of seven may differ."""

_PREFIX = re.compile(r"(nama|nam|nm|kode|kd|id|no)([a-z]{2,}\d?)")
_SUFFIX = re.compile(r"(prov|prop|kabkot|kab|kec|desa|kel)(no|code|kode|id)")
_GADM = re.compile(r"(name|cc)_?([1-4])")
_OCHA = re.compile(r"adm_?([1-4])_?(en|id|ina|idn|name|pcode|code)?")


@dataclass(frozen=True)
class Heading:
    """What a heading says.

    Attributes
    ----------
    part
        `thing`: the name of the thing of the row (`Nama Pasar`); `name`: a name without more
        (`Nama`, `NAMOBJ`); `place`: the name of an administrative area; `code`: the code of one;
        `id`: an identifier of the row; `kind`: its kind; `count`: a number; `other`.
    level
        One of `LEVELS`; empty where no level is named.
    words
        Its words.
    """

    part: Part
    level: str
    words: frozenset[str]


@lru_cache(maxsize=4096)
def read_heading(heading: str) -> Heading:
    """Say what a heading stands for.

    Examples
    --------
    >>> read_heading("NamaKantor").part, read_heading("WADMKC").level
    ('thing', 'district')
    >>> read_heading("Nama Kepala Desa").part, read_heading("NAME_4").level
    ('other', 'village')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", heading.strip().lower()).strip("_")
    numbered = _numbered(plain)
    if numbered is not None:
        return numbered
    words = frozenset(_words(heading))
    level = next((level for level in LEVELS if _levels(words) & {level}), "")
    return Heading(_part(words), level, words)


def _numbered(plain: str) -> Heading | None:
    """Read the numbered headings of GADM and OCHA."""
    if found := _GADM.fullmatch(plain):
        part: Part = "place" if found[1] == "name" else "code"
        return Heading(part, _NUMBERED[found[2]], frozenset({plain}))
    if found := _OCHA.fullmatch(plain):
        part = "code" if found[2] in {"pcode", "code"} else "place"
        return Heading(part, _NUMBERED[found[1]], frozenset({plain}))
    return None


def _words(heading: str) -> list[str]:
    """Take a heading apart: at signs, at capitals, and where a known word ends."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", heading)
    whole = re.sub(r"[^a-z0-9]+", "", heading.lower())
    if whole in _WHOLE:
        return _WHOLE[whole].split()
    if whole in LEVEL_OF or whole in _OWN_NUMBERS or whole in SERIALS:
        return [whole]
    pieces = [piece for piece in re.split(r"[^a-z0-9]+", spaced.lower()) if piece]
    return [word for piece in pieces for word in _taken_apart(piece)]


def _taken_apart(piece: str) -> list[str]:
    if piece in _WHOLE:
        return _WHOLE[piece].split()
    if _is_known(piece):
        return [piece]
    if found := _SUFFIX.fullmatch(piece):
        return [found[2], found[1]]
    if found := _PREFIX.fullmatch(piece):
        rest = found[2]
        if _is_known(rest) or rest in _OWN_NUMBERS or found[1] in {"nama", "kode"}:
            return [found[1], rest]
    bare = piece.rstrip("0123456789")
    if len(bare) > 2 and bare != piece and _is_known(bare):
        return [bare]
    return [_corrected(piece)]


def _is_known(word: str) -> bool:
    sets = (
        _NAMES,
        _CODES,
        _LISTS,
        _COUNTS,
        SERIALS,
        _PERSONS,
        _ASIDE,
        _KINDS,
        THINGS,
        _OWN_NUMBERS,
    )
    return word in LEVEL_OF or word in _FILLERS or any(word in known for known in sets)


def _corrected(word: str) -> str:
    """Return the known word that a long one resembles or, cut to ten letters, begins; else it."""
    cut = next((full for full in LONG_LEVELS if len(word) >= 4 and full.startswith(word)), None)
    if cut is not None or len(word) < 6:
        return cut or word
    found = process.extractOne(word, _MISSPELT, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE)
    return word if found is None else str(found[0])


def _levels(words: frozenset[str]) -> set[str]:
    return {LEVEL_OF[word] for word in words if word in LEVEL_OF}


def _part(words: frozenset[str]) -> Part:  # noqa: C901, PLR0911 - one rule per line
    levels = _levels(words)
    coded = words & _CODES or (words & _LISTS and not words & _NAMES)
    ignored = _FILLERS | _LISTS
    rest = {w for w in words if w not in LEVEL_OF and w not in ignored and not w.isdigit()}
    if words & _KINDS and not words & _OF_PERSONS:
        return "kind"
    if "pos" in words or words & _PERSONS or (words & _ASIDE and not words & THINGS):
        return "count" if "pos" in words else "other"
    if words & _OWN_NUMBERS or (words & (_CODES | {"id"}) and words & THINGS):
        return "id"
    if coded or (levels and words & {"id", "no"} and not rest - {"id", "no"}):
        return "other" if rest - _CODES - {"id", "no"} - _NAMES and not levels else "code"
    if words & _NAMES:
        named = rest - _NAMES
        if not named:
            return "place" if levels else "name"
        return "other" if words & _ASIDE else "thing"
    if words & (_COUNTS | SERIALS):
        return "id" if words & SERIALS and not words & _COUNTS and not levels else "count"
    if words and words <= {"id", "no", "osm", "ogc", "full"} | SERIALS:
        return "id"
    if words & (_ASIDE | _OF_PERSONS):
        return "other"
    if levels and not rest:
        return "place"
    return "thing" if words & (THINGS | {"objek", "obyek", "label", "judul", "title"}) else "other"


def counts(heading: str) -> bool:
    """Tell whether a heading counts, measures or numbers, so that nothing below it is a code."""
    said = read_heading(heading)
    return said.part == "count" or (said.part == "id" and said.words != {"id"})


def speaks_of_codes(heading: str) -> bool:
    """Tell whether a heading promises codes of areas (`kode_desa`), not numbers (`id_desa`)."""
    said = read_heading(heading)
    return said.part == "code" and not said.words <= {"id", "no", *LEVEL_OF}


def ranks(heading: str) -> int:
    """Rank a heading of the name of a thing: `Nama Pasar` before `Nama` before `Pasar`."""
    said = read_heading(heading)
    named = bool(said.words & _NAMES)
    if said.part == "thing":
        known = bool(said.words & THINGS)
        return (0 if known else 2) if named else (3 if known else 4)
    return 1
