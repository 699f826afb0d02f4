"""Reads the gettext catalogues: `locale/<language>/LC_MESSAGES/desmigratif.po`.

Texts are English in the source, so that English needs no catalogue. Babel reads the catalogue as
it is; nothing has to be compiled before the program runs.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from layers.resources.folders import resource_folder
from spatial.wording import Language, set_catalogue_reader

LOCALE = resource_folder("locale")
DOMAIN = "desmigratif"


def read_catalogue(language: Language) -> NullTranslations:
    """Read the catalogue of a language.

    Parameters
    ----------
    language : {"id", "en"}
        The language.

    Returns
    -------
    gettext.NullTranslations
        The translations; none where the language has no catalogue, such as that of the source.
    """
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def source_text(text: str) -> str:
    """Find the text of the source for one that was stored in Indonesian.

    Areas that earlier versions stored say in Indonesian how good their roads are.

    Parameters
    ----------
    text : str
        A text of the source, or its Indonesian translation.

    Returns
    -------
    str
        The text of the source; `text` itself where the catalogue does not have it.
    """
    return _stored_texts().get(text, text)


@cache
def _stored_texts() -> dict[str, str]:
    with (LOCALE / "id" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file, locale="id", abort_invalid=True)
    return {
        m.string: m.id
        for m in catalogue
        if m.id and isinstance(m.id, str) and isinstance(m.string, str) and m.context is None
    }


set_catalogue_reader(read_catalogue)
