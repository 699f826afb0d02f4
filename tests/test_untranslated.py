"""No shown text bypasses the catalogues: it is in `_` or `ngettext`."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "pages").rglob("*.py"))
LAYERS = sorted((ROOT / "layers").rglob("*.py"))

SHOWN = {
    "title", "header", "subheader", "markdown", "write", "caption", "text", "html", "info",
    "warning", "error", "success", "metric", "button", "download_button", "form_submit_button",
    "selectbox", "multiselect", "radio", "checkbox", "toggle", "number_input", "text_input",
    "text_area", "slider", "select_slider", "file_uploader", "expander", "popover", "tabs",
    "segmented_control", "pills", "spinner", "toast", "page_link", "link_button", "status",
    "progress", "date_input", "time_input", "image", "dataframe", "data_editor", "Column",
    "TextColumn", "NumberColumn", "SelectboxColumn", "CheckboxColumn", "ProgressColumn",
    "DateColumn", "LinkColumn", "Page", "dialog", "leave", "attempt",
}  # fmt: skip
"""Calls of Streamlit, of the pages' own notices too, whose words the user sees."""

DRAWN = {
    "Entry", "FeatureGroup", "group", "add_points", "Legend", "LegendContent", "X", "Y", "Tooltip",
    "Color", "properties", "Figure",
}  # fmt: skip
"""Calls that put words on a map or a chart."""

KEYWORDS = {
    "label", "help", "placeholder", "title", "caption", "text", "body", "delta", "column_config",
    "name", "note",
}  # fmt: skip
FIRST_ONLY = {
    "selectbox", "multiselect", "radio", "segmented_control", "pills", "select_slider",
    "dataframe", "data_editor", "Page", "page_link", "X", "Y", "Color", "Tooltip", "image",
    "popover", "Legend",
}  # fmt: skip
"""Calls whose further arguments are keys and data, not words."""

KEYS_FIRST = {
    "dataframe",
    "data_editor",
    "Page",
    "page_link",
    "X",
    "Y",
    "Color",
    "Tooltip",
    "image",
}
"""Those of them whose first argument is data, too."""

TRANSLATED = {"_", "ngettext", "pgettext", "npgettext", "N_", "NC_"}
SAME = re.compile(
    r":material/\w*:?|Desmigratif Spasial|EPSG|OpenStreetMap|km²?|\bRp\b|<[^>]*>|&\w+;"
    r"|:\w+\[|^(?:info|success|warning|error)$|Kabupaten Lembata, Nusa Tenggara Timur, Indonesia"
)
"""What reads the same in every language, and markup."""

WORD = re.compile(r"[^\W\d_]{2,}")


def words_of(node):
    """Give the literal words in what is shown; calls answer for themselves."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node
        return
    for part in parts_of(node):
        yield from words_of(part)


def parts_of(node):
    """Give the parts of an expression that its text is made of."""
    match node:
        case ast.JoinedStr():
            return [p.value if isinstance(p, ast.FormattedValue) else p for p in node.values]
        case ast.BinOp() | ast.IfExp() | ast.BoolOp() | ast.List() | ast.Tuple():
            return list(ast.iter_child_nodes(node))
        case ast.Dict():
            return node.values
        case ast.Call(func=ast.Attribute(attr="format" | "join", value=text)):
            return [text]
    return []


def shown_by(call, named):
    """Give the arguments of a call that the user sees."""
    places = [*call.args[:1]] if named in FIRST_ONLY else list(call.args)
    if named in KEYS_FIRST:
        places = []
    return [*places, *(k.value for k in call.keywords if k.arg in KEYWORDS)]


def untranslated(tree, calls):
    """List the words that a module shows without asking the catalogues."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        named = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if named not in calls or named in TRANSLATED:
            continue
        for argument in shown_by(node, named):
            for constant in words_of(argument):
                if WORD.search(SAME.sub("", constant.value)):
                    yield f"{constant.lineno}: {constant.value}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_show_no_words_past_the_catalogues(path):
    found = list(untranslated(ast.parse(path.read_text(encoding="utf-8")), SHOWN))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.stem)
def test_maps_and_charts_show_no_words_past_the_catalogues(path):
    found = list(untranslated(ast.parse(path.read_text(encoding="utf-8")), DRAWN))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("st.caption('Belum ada data')", 1),
        ("st.caption(f'{n} desa')", 1),
        ("column.metric(_('Desa'), f'{n} desa')", 1),
        ("st.selectbox('Layanan', ['key'])", 1),
        ("st.dataframe(t, column_config={'a': 'Nama'})", 1),
        ("st.caption('ya' if good else 'tidak')", 2),
        ("st.page_link('pages/data/page.py', label='Buka')", 1),
        ("st.caption(_('Belum ada data'))", 0),
        ("st.caption(_('{n} desa').format(n=n))", 0),
        ("st.markdown(f'**{name}**')", 0),
        ("st.selectbox(_('Layanan'), ['key'], key='name', format_func=_)", 0),
        ("st.page_link('pages/data/page.py', label=_('Buka'))", 0),
    ],
)
def test_the_search_sees_what_is_shown(line, words):
    assert len(list(untranslated(ast.parse(line), SHOWN))) == words
