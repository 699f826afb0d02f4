"""Every text is English in the source and Indonesian in the catalogue, with its placeholders."""

import ast
import pickle
import re
from functools import partial
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from layers.text.catalogues import DOMAIN, LOCALE, read_catalogue
from layers.text.formats import number
from spatial.wording import (
    LANGUAGES,
    N_,
    NC_,
    Labels,
    _,
    current_language,
    lazy_gettext,
    lazy_ngettext,
    ngettext,
    npgettext,
    pgettext,
    render,
    use_language,
)
from tests.language_words import foreign_words

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "ngettext": (1, 2),
    "N_": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "NC_": ((1, "c"), 2),
}
"""As in `babel.cfg` and the command of CONTRIBUTING.md."""

PROGRAM = (
    "app.py",
    "cli.py",
    "cli*.py",
    "spatial/**.py",
    "layers/**.py",
    "pages/**.py",
    "commands/**.py",
)
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def _singular(message):
    return message if isinstance(message, str) else message[0]


def _forms(message):
    return (message,) if isinstance(message, str) else tuple(message)


@pytest.fixture(scope="module")
def source():
    """Every text of the program by context and singular, with the place where it stands."""
    found = {}
    for name, line, message, _comments, context in extract_from_dir(
        ROOT, method_map=[(pattern, "python") for pattern in PROGRAM], keywords=KEYWORDS,
        directory_filter=lambda folder: not Path(folder).name.startswith((".", "tests")),
    ):  # fmt: skip
        key = context, _singular(message)
        place, forms = found.get(key, (f"{name}:{line}", ()))
        found[key] = place, max(forms, _forms(message), key=len)
    return found


@pytest.fixture(scope="module")
def catalogue():
    with (LOCALE / "id" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale="id", abort_invalid=True)


@pytest.fixture(scope="module")
def messages(catalogue):
    return {(m.context, _singular(m.id)): m for m in catalogue if m.id}


def test_every_text_has_an_indonesian_translation(source, messages):
    missing = [
        f"{place}: {forms[0]!r}"
        for key, (place, forms) in source.items()
        if key not in messages
        or messages[key].fuzzy
        or not all(_forms(messages[key].string))
        or _forms(messages[key].id)[-1] != forms[-1]
    ]
    assert not missing, "\n".join(sorted(missing))


def test_the_catalogue_has_nothing_that_the_source_has_lost(source, catalogue, messages):
    assert not catalogue.obsolete
    assert not [text for text in messages if text not in source]


def test_only_indonesian_needs_a_catalogue():
    assert [path.parent.parent.name for path in LOCALE.glob("*/*/*.po")] == ["id"]


def test_texts_of_the_source_are_english(source):
    found = {
        f"{place}: {form}": words
        for place, forms in source.values()
        for form in forms
        if (words := foreign_words(form, "en"))
    }
    assert not found


def test_translations_are_indonesian(messages):
    found = {
        text: words
        for m in messages.values()
        for text in _forms(m.string)
        if (words := foreign_words(text, "id"))
    }
    assert not found


def test_translations_have_the_placeholders_of_the_source(messages):
    for message in messages.values():
        wanted = {hole for form in _forms(message.id) for hole in PLACEHOLDER.findall(form)}
        for text in _forms(message.string):
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id


def test_plural_forms_are_english(source):
    same = [forms for _place, forms in source.values() if len(forms) == 2 and len({*forms}) == 1]
    assert not same


def _modules():
    for pattern in ("spatial", "layers", "pages", "commands"):
        yield from sorted((ROOT / pattern).rglob("*.py"))


def test_texts_can_be_found_by_the_extraction():
    """Babel does not look into f-strings (before Python 3.12), nor at names."""
    hidden = []
    for path in _modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(getattr(node, "name", "") == "npgettext" for node in tree.body):
            continue  # the module that defines the functions
        inside = {
            id(n) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for n in ast.walk(f)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            literal = bool(node.args) and isinstance(node.args[0], ast.Constant)
            if node.func.id in KEYWORDS and literal and id(node) in inside:
                hidden.append(f"{path.name}:{node.lineno} stands in an f-string")
            if (
                node.func.id in {"N_", "ngettext", "lazy_ngettext", "pgettext", "npgettext", "NC_"}
                and not literal
            ):
                hidden.append(f"{path.name}:{node.lineno} is no literal")
    assert not hidden


def test_without_a_language_the_source_is_shown():
    assert current_language() is None
    assert _("Language") == "Language"
    assert pgettext("latitude", "N") == "N"
    assert number(1234.5, 1) == "1,234.5"


def test_a_language_is_used_for_a_while():
    with use_language("id"):
        assert _("Language") == "Bahasa"
        with use_language("en"):
            assert _("Language") == "Language"
        assert _("Language") == "Bahasa"
    assert _("Language") == "Language"


def test_a_context_tells_equal_texts_apart():
    with use_language("id"):
        assert pgettext("latitude", "N") == "LU"
        assert pgettext("compass", "N") == "U"
        assert _(NC_("compass", "N")) == "U"
        assert npgettext("desa or kelurahan", "Village", "Villages", 2) == "Desa/kelurahan"
        assert ngettext("Market", "Markets", 2) == "Pasar"
    assert npgettext("desa or kelurahan", "Village", "Villages", 1) == "Village"
    assert npgettext("desa or kelurahan", "Village", "Villages", 2) == "Villages"


def test_labels_follow_the_language():
    labels = Labels({"language": N_("Language")})
    assert labels["language"] == "Language"
    with use_language("id"):
        assert labels["language"] == "Bahasa"
        assert dict(labels) == {"language": "Bahasa"}
    assert len(labels) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_no_catalogue_knows_stays(language):
    with use_language(language):
        assert _("absent of all " + "catalogues") == "absent of all catalogues"
        assert pgettext("nowhere", "absent") == "absent"
        assert ngettext("one", "several", 2) == "several"


def test_english_needs_no_catalogue():
    assert read_catalogue("en").gettext("Language") == "Language"


def test_a_lazy_text_is_translated_when_it_is_shown():
    inner = lazy_gettext("code")
    made = lazy_gettext(
        "{word} is used already in row {first}", word=inner, first=partial(number, 1234.5, 1)
    )
    assert made == "code is used already in row 1,234.5"
    for text in (made, pickle.loads(pickle.dumps(made))):  # noqa: S301 - of the line before
        with use_language("en"):
            assert render(text) == "code is used already in row 1,234.5"
        with use_language("id"):
            assert render(text) == "kode sudah dipakai di baris 1.234,5"
        assert render(text) == made
    with use_language("id"):
        assert render("code") == "code", "data is no lazy text"


def test_a_lazy_text_is_translated_wherever_it_is_formatted():
    made = lazy_gettext("code")
    with use_language("id"):
        assert f"III {made}" == "III kode"
        assert format(made, ">6") == "  kode"
        assert str(made) == "kode"
    assert f"III {made}" == "III code"


@pytest.mark.parametrize(
    ("count", "english", "indonesian"),
    [(1, "1 row", "1 baris"), (1234, "1,234 rows", "1.234 baris")],
)
def test_a_lazy_text_of_a_number_is_translated_when_it_is_shown(count, english, indonesian):
    made = lazy_ngettext("{count} row", "{count} rows", count, count=partial(number, count))
    assert made == english
    for text in (made, pickle.loads(pickle.dumps(made))):  # noqa: S301 - of the line before
        with use_language("id"):
            assert render(text) == indonesian
        with use_language("en"):
            assert render(text) == english


def test_a_lazy_text_shows_its_number():
    assert lazy_ngettext("{count} row of {n}", "{count} rows of {n}", 1, n=2) == "1 row of 2"


def test_a_lazy_text_keeps_no_error_alive():
    error = ValueError("x")
    made = lazy_gettext("{file} cannot be read: {error}.", file="a", error=error)
    assert made.values["error"] == "x"
    assert made == "a cannot be read: x."
