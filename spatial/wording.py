"""The language of the program's texts: translation by gettext catalogues.

The idea is that of GNU gettext: the text in the source is the key, and a catalogue per language
gives its translation. Here no file is read; `layers.text.catalogues` reads the catalogues and
hands them over. A text that a catalogue does not know is shown as it stands in the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import Literal, TypeVar

Language = Literal["id", "en"]
SEPARATOR = "\x04"
"""Between the context of a text and the text, as in the catalogues of GNU gettext."""
LANGUAGES: tuple[Language, ...] = ("id", "en")
Key = TypeVar("Key")

_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)
_loaded: dict[Language, NullTranslations] = {}
_load: list[Callable[[Language], NullTranslations]] = []
_choose: list[Callable[[], Language | None]] = []


def _(text: str) -> str:
    """Translate a text into the current language.

    Parameters
    ----------
    text : str
        The text as the source has it; numbers and names go in afterwards with ``.format()``, so
        that the catalogue sees one text and not one per number.

    Returns
    -------
    str
        The translation; the text itself where there is none, or where no language is chosen.
    """
    return _plain(text if (words := _catalogue()) is None else words.gettext(text))


def ngettext(one: str, many: str, count: float) -> str:
    """Translate a text that depends on a number of things.

    Parameters
    ----------
    one, many : str
        The text for one thing, and for more; Indonesian uses the same words for both.
    count : float
        How many things there are; a fraction takes the text for more than one ("1.5 years").

    Returns
    -------
    str
        The translation for this number; `one` or `many` where there is none.
    """
    words = _catalogue() or NullTranslations()
    return words.ngettext(one, many, int(count) if float(count).is_integer() else 2)


def pgettext(context: str, text: str) -> str:
    """Translate a text that means one thing here and another elsewhere.

    Parameters
    ----------
    context : str
        Where it stands, which tells the two apart in the catalogues.
    text : str
        The text as the source has it.

    Returns
    -------
    str
        The translation; the text itself where there is none.
    """
    return _(NC_(context, text))


def npgettext(context: str, one: str, many: str, count: float) -> str:
    """Translate a text that depends on a number of things and on its context.

    Parameters
    ----------
    context : str
        As for `pgettext`.
    one, many : str
        The text for one thing, and for more.
    count : int
        How many things there are.

    Returns
    -------
    str
        The translation for this number; `one` or `many` where there is none.
    """
    return _plain(ngettext(NC_(context, one), NC_(context, many), count))


def N_(text: str) -> str:  # noqa: N802 - the name that gettext users know
    """Mark a text of a constant for the catalogues; `_` translates it where it is shown.

    Parameters
    ----------
    text : str
        The text as the source has it.

    Returns
    -------
    str
        The same text.
    """
    return text


def NC_(context: str, text: str) -> str:  # noqa: N802 - the name that gettext users know
    """Mark a text of a constant for the catalogues, with a context.

    Parameters
    ----------
    context : str
        As for `pgettext`.
    text : str
        The text as the source has it.

    Returns
    -------
    str
        Both, joined as the catalogues join them; `_` gives the text.
    """
    return f"{context}{SEPARATOR}{text}"


class Labels(Mapping[Key, str]):
    """Texts by key, translated when they are read; a constant may hold them.

    Parameters
    ----------
    texts : mapping
        The texts as the source has them, each in `N_`.
    """

    def __init__(self, texts: Mapping[Key, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, key: Key) -> str:
        return _(self._texts[key])

    def __iter__(self) -> Iterator[Key]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class LazyText(str):  # noqa: SLOT000 - slots would forbid pickling by the caches
    """A text that is translated when it is shown, not when it is made.

    What is shown later (the findings of an import, how far a download is) follows the language of
    whoever looks at it. The characters of the `str` are the text in the language that it was made
    in, which is what goes to disk; `str()`, `format()` and f-strings translate.

    Attributes
    ----------
    template
        The text for the catalogues.
    values
        What goes into its placeholders: lazy texts are translated too, functions without arguments
        are called (`functools.partial(number, 1234)`), so that numbers follow the language.
    many
        The text for more than one thing, where the text depends on a number; else None.
    amount
        That number.
    """

    template: str
    values: Mapping[str, object]
    many: str | None = None
    amount: float = 1

    def __str__(self) -> str:
        return render(self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def lazy_gettext(template: str, **values: object) -> LazyText:
    """Make a text that `render` translates.

    Parameters
    ----------
    template : str
        The text as the source has it, with placeholders.
    **values
        As `LazyText.values`.

    Returns
    -------
    LazyText
        The text in the current language.
    """
    kept = {name: _kept(value) for name, value in values.items()}
    made = LazyText(_filled(_(template), kept))
    made.template, made.values = template, kept
    return made


def lazy_ngettext(one: str, many: str, count: float, /, **values: object) -> LazyText:
    """Make a text that depends on a number of things and that `render` translates.

    Parameters
    ----------
    one, many : str
        The text for one thing, and for more, with placeholders.
    count : float
        How many things there are; ``{count}`` shows it, unless `values` has another text for it.
    **values
        As `LazyText.values`.

    Returns
    -------
    LazyText
        The text in the present language.
    """
    kept = {name: _kept(value) for name, value in {"count": count, **values}.items()}
    made = LazyText(_filled(ngettext(one, many, count), kept))
    made.template, made.values, made.many, made.amount = one, kept, many, count
    return made


def render(text: str) -> str:
    """Translate a lazy text into the current language; any other text stays as it is.

    Parameters
    ----------
    text : str
        A lazy text, or a text that is data or translated already.

    Returns
    -------
    str
        The text to show.
    """
    if not isinstance(text, LazyText):
        return text
    if text.many is None:
        return _filled(_(text.template), text.values)
    return _filled(ngettext(text.template, text.many, text.amount), text.values)


def _filled(text: str, values: Mapping[str, object]) -> str:
    words = {name: _in_words(value) for name, value in values.items()}
    return text.format(**words) if words else text


def _kept(value: object) -> object:
    """Return the message of an error, for the error itself refers to its whole traceback."""
    if not isinstance(value, BaseException):
        return value
    message = value.args[0] if value.args else None
    return message if isinstance(message, LazyText) else str(value)


def _in_words(value: object) -> object:
    if isinstance(value, str):
        return render(value)
    return value() if callable(value) else value


def current_language() -> Language | None:
    """Return the current language.

    Returns
    -------
    {"id", "en"} or None
        That of `use_language`, else what the user interface says; None for texts as in the source.
    """
    if (spoken := _spoken.get()) is not None:
        return spoken
    return _choose[-1]() if _choose else None


@contextmanager
def use_language(wanted: Language) -> Iterator[None]:
    """Use a language within a block, whatever the user interface says.

    Parameters
    ----------
    wanted : {"id", "en"}
        The language, for this thread or task only.
    """
    before = _spoken.set(wanted)
    try:
        yield
    finally:
        _spoken.reset(before)


def set_catalogue_reader(load: Callable[[Language], NullTranslations]) -> None:
    """Set how a language's catalogue is read; it is called once per language, when first needed.

    Parameters
    ----------
    load : callable
        Takes a language, gives its translations.
    """
    _load[:] = [load]
    _loaded.clear()


def set_language_source(choose: Callable[[], Language | None]) -> None:
    """Set how the language is known, such as by a switch of the user interface.

    Parameters
    ----------
    choose : callable
        Returns the language, or None where there is no user to ask.
    """
    _choose[:] = [choose]


def _plain(text: str) -> str:
    """Leave the context out of a text that no catalogue knows."""
    return text.rpartition(SEPARATOR)[2]


def _catalogue() -> NullTranslations | None:
    wanted = current_language()
    if wanted is None or not _load:
        return None
    if wanted not in _loaded:
        _loaded[wanted] = _load[-1](wanted)
    return _loaded[wanted]
