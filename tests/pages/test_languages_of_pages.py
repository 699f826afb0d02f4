"""Every page speaks English once it is asked to, and a switch keeps every choice."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from layers.imports.national_villages import load_national_villages
from layers.imports.regencies import known_regencies
from layers.pillars.owners import EMBEDDED, read_owners
from layers.workspace.catalog import load_area
from spatial.routing.speed_classes import ROAD_CLASSES
from spatial.wording import use_language
from tests.pages.rendered import numbers_of, texts_of, without_data

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.parent.name for path in (ROOT / "pages").glob("*/page.py"))
"""What the navigation leads to."""

BRANCHES = {
    "data": tuple({"data_section": name} for name in ("osm", "postgis", "edit", "manage")),
    "peta": ({"show_parts": True}, {"map_view": "Indonesia"}),
    "jarak_akses": ({"target": "both", "cost": "time"}, {"village": "33.21.14.2001"}),
    "kesenjangan": tuple(
        {"coverage_tab": tab, "cost": cost}
        for tab, cost in (
            ("By district", "distance"),
            ("Curve and equity", "time"),
            ("If one office closes", "distance"),
            ("Travel time surface", "distance"),
            ("Download", "distance"),
        )
    ),
    "jangkauan": (
        {"reach_tab": "Table of markets", "reach_kind": "pasar:"},
        {"reach_tab": "A day's round of markets", "reach_model": "huff"},
        {"reach_tab": "How to read it", "reach_model": "e2sfca", "reach_cost": "distance"},
        {"reach_people": "district", "reach_weight": "around", "reach_model": "hansen"},
    ),
    "pilar": ({"pillar_cost": "time", "pillar_view": "common", "pillar_kinds_IV": []},),
}
"""What else to choose on a page, for its further texts."""

INDONESIAN = re.compile(
    r"\b(dan|yang|desa|jalan|dalam|dari|belum|tidak|terdekat|ambang|waktu|jarak|pasar|dengan|atau"
    r"|untuk|adalah|bila|titik|wilayah|layanan|kantor|sumber|lebih|semua|tanpa|menit|pilih|unduh"
    r"|tabel|lapisan|berkas|bobot|penduduk|ke|di|ini|itu|pada|sebagai|perkiraan|halaman|kosong)\b",
    re.IGNORECASE,
)
DECIMAL_COMMA = re.compile(r"\b\d+,\d{1,2} ?(?:km|m|%|min|h)\b")
DECIMAL_POINT = re.compile(r"\b\d+\.\d{1,2} ?(?:km|m|%|menit|jam)\b")
NAMES = (
    "Indeks Desa Membangun",
    "Desa Migran Produktif",
    "Kementerian Desa",
    *(row.rbi for row in ROAD_CLASSES.values() if row.rbi),
)


@pytest.fixture(scope="module")
def names():
    owners = read_owners(EMBEDDED)
    regencies = {regency.label() for regency in known_regencies().values()}
    return {*NAMES, *owners["ministry"], *owners["agency"], *regencies}


@pytest.fixture(scope="module")
def area():
    return load_area("demak")


def run(page, spoken, **choices):
    """Run a page; outside of the script, AppTest itself must speak the same language."""
    with use_language(spoken):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
        app.session_state["language"] = spoken
        app.run()
        for key, value in {"language": spoken, **choices}.items():
            app.session_state[key] = value
        app.switch_page(f"pages/{page}/page.py").run()
        app.run()  # only now AppTest hands the kept thresholds over
    assert not app.exception
    return app


def hits(pattern, texts):
    """Give what a pattern finds, with some words around it."""
    return [
        text[max(0, hit.start() - 60) : hit.end() + 40]
        for text in texts
        for hit in pattern.finditer(text)
    ]


def cases():
    for page in PAGES:
        for choices in ({}, *BRANCHES.get(page, ())):
            label = "-".join([page, *map(str, choices.values())])
            yield pytest.param(page, choices, id=label)


@pytest.mark.parametrize(("page", "choices"), list(cases()))
def test_a_page_speaks_english(page, choices, area, names):
    texts = texts_of(run(page, "en", **choices))
    assert sum(map(len, texts)) > 500  # the walk through the page found it
    owned = set(read_owners(EMBEDDED)["facility"])  # keys of a table that the user keeps
    texts = [text.replace('"desa"', "") for text in texts if text not in {*owned, "desa"}]
    texts = without_data(texts, area, [load_national_villages()], names)
    strange = [*hits(INDONESIAN, texts), *hits(DECIMAL_COMMA, texts)]
    assert not strange, "\n".join(dict.fromkeys(strange))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_writes_numbers_the_indonesian_way(page, area, names):
    texts = without_data(texts_of(run(page, "id")), area, [load_national_villages()], names)
    assert not hits(DECIMAL_POINT, texts)


@pytest.mark.parametrize(
    ("page", "column", "indonesian", "english"),
    [
        ("jarak_akses", "total_km", "32,78", "32.78"),
        ("kesenjangan", "beyond", "22,8", "22.8"),
        ("beranda", "worst", "24,0", "24.0"),
        ("jangkauan", "nearest_km", "6,4", "6.4"),
    ],
)
def test_tables_write_numbers_as_the_text_beside_them(page, column, indonesian, english):
    assert indonesian in numbers_of(run(page, "id"))[column]
    assert english in numbers_of(run(page, "en"))[column]


def test_no_table_leaves_its_numbers_to_the_browser():
    assert not [
        path.name
        for path in (ROOT / "pages").rglob("*.py")
        if 'format="localized"' in path.read_text(encoding="utf-8")
    ]


def test_the_check_finds_what_is_not_translated(area, names):
    """The Indonesian page itself is full of what the English one must not have."""
    texts = without_data(texts_of(run("kesenjangan", "id")), area, names=names)
    found = {hit.group().lower() for text in texts for hit in INDONESIAN.finditer(text)}
    assert {"desa", "ambang", "dari", "tanpa", "jalan", "di"} <= found
    assert any(DECIMAL_COMMA.search(text) for text in texts)


def test_a_switch_of_the_language_keeps_every_choice():
    chosen = {
        "mode": "car",
        "target": "both",
        "cost": "time",
        "threshold_time": 45.0,
        "village": "33.21.14.2014",
        "preset_time": "30 minutes (Village Development Index, IDM)",
    }
    app = run("jarak_akses", "id", **chosen)
    before = [(m.label, m.value) for m in app.metric]
    with use_language("id"):  # AppTest sends what was on the screen before the switch
        app.session_state["language"] = "en"
        app.run()
    assert not app.exception
    assert {key: app.session_state[key] for key in chosen} == chosen
    after = [(m.label, m.value) for m in app.metric]
    assert before[0] == ("Dalam ambang", after[0][1].replace(".", ","))
    assert after[0][0] == "Within the threshold"


def test_a_switch_of_the_language_keeps_the_open_tab():
    app = run("kesenjangan", "id", coverage_tab="Per kecamatan")
    with use_language("id"):
        app.session_state["language"] = "en"
        app.run()
    assert not app.exception
    assert app.session_state["coverage_tab"] == "By district"
