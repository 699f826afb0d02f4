"""Every text marked for the reader is in a catalogue, with the same placeholders."""

import ast
import pickle
import re
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from layers.text import catalogues as languages
from layers.text.formats import number
from spatial import wording
from tests.language_words import foreign_words

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"tr": None, "trn": (1, 2), "mark": None, "phrase": None}
FOLDERS = ("spatial", "layers", "pages", "commands")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def _first(text):
    return text if isinstance(text, str) else text[0]


def _source():
    """Every marked text, with the place where it stands."""
    places = {}
    for folder in FOLDERS:
        for name, line, message, *_ in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            places.setdefault(_first(message), f"{folder}/{name}:{line}")
    for path in [ROOT / "app.py", ROOT / "cli.py"]:
        for name, line, message, *_ in extract_from_dir(
            path.parent, method_map=[(path.name, "python")], keywords=KEYWORDS
        ):
            places.setdefault(_first(message), f"{name}:{line}")
    return places


def _plurals():
    return {
        tuple(message)
        for folder in FOLDERS
        for _, _, message, *_ in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        )
        if not isinstance(message, str)
    }


def _files():
    return sorted((ROOT / "locale").glob("*/*.po"))


def _messages(path):
    return [m for m in read_po(BytesIO(path.read_bytes()), abort_invalid=True) if m.id]


def _texts_of(folder):
    return {_first(m.id) for path in folder.glob("*.po") for m in _messages(path)}


@pytest.fixture(scope="module")
def source():
    return _source()


@pytest.mark.slow
def test_every_marked_text_is_translated(source):
    known = {
        _first(m.id)
        for path in _files()
        for m in _messages(path)
        if m.string and not m.fuzzy and all([m.string] if isinstance(m.string, str) else m.string)
    }
    missing = [f"{place}: {text}" for text, place in source.items() if text not in known]
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.slow
def test_every_text_is_translated_into_the_other_language_only(source):
    """A text is Indonesian and stands in `locale/en`, or English and stands in `locale/id`."""
    known = {folder.name: _texts_of(folder) for folder in (ROOT / "locale").iterdir()}
    both = sorted(known["en"] & known["id"])
    assert not both
    wrong = [
        f"{source.get(text)}: locale/{to} translates {text!r}, which is {to} already"
        for to, texts in known.items()
        for text in texts
        if foreign_words(text, "id" if to == "en" else "en") and not foreign_words(text, to)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_translations_are_in_the_language_of_their_catalogue(path):
    texts = [
        t for m in _messages(path) for t in ([m.string] if isinstance(m.string, str) else m.string)
    ]
    found = {text: foreign_words(text, path.parent.name) for text in texts}
    assert not {text: words for text, words in found.items() if words}


@pytest.mark.slow
def test_texts_that_depend_on_a_number_are_so_in_the_catalogues():
    words = languages.read_catalogue("en")
    for one, many in _plurals():
        if one != many:
            continue  # an English text of the source
        assert words.ngettext(one, many, 1) != one
        assert words.ngettext(one, many, 2) != many


def test_a_text_is_translated_one_way_only():
    """The words of one page are those of the next; a plural may know the singular's words."""
    told = {}
    for path in _files():
        for m in _messages(path):
            words = {m.string} if isinstance(m.string, str) else set(m.string)
            told.setdefault((path.parent.name, _first(m.id)), []).append((path.name, words))
    differing = {
        key[1]: known
        for key, known in told.items()
        if not all(a <= b or b <= a for _, a in known for _, b in known)
    }
    assert not differing


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_catalogue_keeps_what_the_source_has_lost(path, source):
    lost = [m.id for m in _messages(path) if _first(m.id) not in source]
    assert not lost


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_placeholders_are_those_of_the_source(path):
    for message in _messages(path):
        wanted = sorted(set(PLACEHOLDER.findall(_first(message.id))))
        texts = [message.string] if isinstance(message.string, str) else message.string
        for text in texts:
            assert sorted(set(PLACEHOLDER.findall(text))) == wanted, message.id


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_texts_can_be_found_by_the_extraction(folder):
    """Babel does not look into f-strings (before Python 3.12), nor at names."""
    hidden = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path.name == "wording.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(n) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for n in ast.walk(f)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            literal = bool(node.args) and isinstance(node.args[0], ast.Constant)
            if node.func.id in KEYWORDS and literal and id(node) in inside:
                hidden.append(f"{path.name}:{node.lineno} stands in an f-string")
            if node.func.id in {"mark", "trn"} and not literal:
                hidden.append(f"{path.name}:{node.lineno} is no literal")
    assert not hidden


def test_without_a_language_the_source_is_shown():
    assert wording.language() is None
    assert wording.tr("Language") == "Bahasa"


def test_a_language_is_spoken_for_a_while():
    with wording.speaking("en"):
        assert wording.tr("Language") == "Language"
        with wording.speaking("id"):
            assert wording.tr("Language") == "Bahasa"
        assert wording.tr("Language") == "Language"
    assert wording.tr("Language") == "Bahasa"


def test_labels_are_read_in_the_readers_language():
    labels = wording.Labels({"language": wording.mark("Language")})
    assert labels["language"] == "Bahasa"
    with wording.speaking("en"):
        assert labels["language"] == "Language"
        assert dict(labels) == {"language": "Language"}
    assert len(labels) == 1


def test_a_text_that_no_catalogue_knows_stays():
    with wording.speaking("en"):
        assert wording.tr("tidak ada di katalog") == "tidak ada di katalog"
        assert wording.trn("satu", "banyak", 2) == "banyak"


def test_files_of_a_language_count_together(tmp_path, monkeypatch):
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "a.po").write_text(head + 'msgid "satu"\nmsgstr "one"\n', encoding="utf-8")
    (folder / "b.po").write_text(head + 'msgid "dua"\nmsgstr "two"\n', encoding="utf-8")
    monkeypatch.setattr(languages, "LOCALE", tmp_path)
    words = languages.read_catalogue("en")
    assert (words.gettext("satu"), words.gettext("dua")) == ("one", "two")


def test_a_phrase_is_translated_when_it_is_shown():
    with wording.speaking("id"):
        inner = wording.phrase("code")
        made = wording.phrase(
            "{word} is used already in row {first}", word=inner, first=partial(number, 1234.5, 1)
        )
    assert made == "kode sudah dipakai di baris 1.234,5"
    for text in (made, pickle.loads(pickle.dumps(made))):  # noqa: S301 - of the line before
        with wording.speaking("en"):
            assert wording.shown(text) == "code is used already in row 1,234.5"
        with wording.speaking("id"):
            assert wording.shown(text) == "kode sudah dipakai di baris 1.234,5"
        with wording.speaking("id"):
            assert wording.shown(text) == made
    with wording.speaking("en"):
        assert wording.shown("kode") == "kode", "data is no phrase"


def test_a_phrase_keeps_no_error_alive():
    error = ValueError("x")
    made = wording.phrase("{file} cannot be read: {error}.", file="a", error=error)
    assert made.values["error"] == "x"
    assert made == "a tidak dapat dibaca: x."
