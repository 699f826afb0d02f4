"""Reads the gettext catalogues: `locale/<language>/*.po`, all files of a language together.

Texts stand in the source in Indonesian where a planner reads them, and in English where an error
comes from the depths of the program. So `locale/en` translates the former, `locale/id` the
latter, and neither needs what is already in its language. Babel reads the catalogues as they
are; nothing has to be compiled before the program runs.
"""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from layers.resources.folders import resource_folder
from spatial.wording import Language, read_catalogues_with

LOCALE = resource_folder("locale")


def read_catalogue(language: Language) -> NullTranslations:
    """Read all catalogues of a language.

    Parameters
    ----------
    language : {"id", "en"}
        The language.

    Returns
    -------
    gettext.NullTranslations
        Translations of all files together; of a text that two files know, the first counts.
    """
    words = NullTranslations()
    for path in sorted((LOCALE / language).glob("*.po")):
        words.add_fallback(_compiled(path, language))
    return words


def _compiled(path: Path, language: Language) -> GNUTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


read_catalogues_with(read_catalogue)
