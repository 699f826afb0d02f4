"""Words by which a text gives its language away."""

import re


def _words(text):
    return frozenset(text.split())


TELLTALES = {
    "en": _words(
        """
        the is are was were not with and of its there has have cannot be been it this that
        these from for by an as at no one must should which than into give state choose check
        file files row rows column columns value road roads village villages missing empty
        read known used such only
        """
    ),
    "id": _words(
        """
        yang dan tidak dengan untuk dari adalah atau belum sudah ini itu pada ke oleh bukan
        juga dalam lebih tanpa harus dapat agar lalu bila hanya semua beberapa kosong berkas
        wilayah titik desa jalan kolom baris nilai batas layanan kantor betulkan periksa
        pilih tulis beri muat isi sampai rusak dipakai dibaca
        """
    ),
}
"""Common words of a language that the other does not have. Left out are those that both have or
that stand in names of files and columns (`di`, `data`, `layer`, `format`)."""

QUOTED = re.compile(
    r"'[^']*'|\"[^\"]*\"|`[^`]*`|\{[^{}]*\}|\((?:PBF|runtime) error: [^)]*\)|\(road\)"
    r"|Pangkajene dan Kepulauan"
    r"|Indeks Desa Membangun|Kementerian Desa|Manual Kapasitas Jalan Indonesia"
)
"""Data, placeholders, and what another program said word for word, proper names."""
NO_WORDS = re.compile(r"\S*[/\\_@=]\S*|\S+\.\w{2,7}\b|--[\w-]+|:material\S*")


def foreign_words(text, language):
    """Words of the other language in a text; quoted data, paths and options are left aside."""
    other = "en" if language == "id" else "id"
    plain = NO_WORDS.sub(" ", QUOTED.sub(" ", text))
    return set(re.findall(r"[a-zA-Z]+", plain.lower())) & TELLTALES[other]
