"""Places by code or name: one fit is taken, several are asked, resemblance is never taken."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.imports.boundaries import import_boundaries
from layers.imports.matching import match_places
from tests.layers.import_cases import villages


@pytest.fixture
def match(tmp_path):
    villages().to_file(tmp_path / "batas.gpkg")
    areas = import_boundaries(tmp_path / "batas.gpkg").areas

    def one(code="", name="", district="", regency="", choice=None):
        place = {"code": code, "name": name, "district": district, "regency": regency}
        choices = None if choice is None else {7: choice}
        return match_places(pd.DataFrame([place], index=[7]), areas, choices)

    return one


@pytest.mark.parametrize(
    ("place", "label", "how"),
    [
        ({"code": "33.19.01.2001"}, 1, "code"),
        ({"code": "3319022001", "name": "Karang Anyar"}, 3, "code"),
        ({"name": "Mlonggo"}, 5, "name"),
        ({"name": "DESA KARANG ANYAR", "district": "Kec. Jati"}, 3, "name"),
        ({"name": "Sukarejo 2", "regency": "kudus"}, 2, "name"),
        ({"name": "Soekaredjo II"}, 2, "spelling"),
        ({"name": "Achmad Katib"}, None, ""),
        ({"name": "Ahmad Katib"}, 4, "spelling"),
        ({"name": "Karanganyar"}, None, ""),
        ({"name": "Mlonggo", "regency": "Kudus"}, None, ""),
        ({"name": "Sukareja II"}, None, ""),
        ({"name": "Entah"}, None, ""),
        ({"code": "33.19.01.2001", "name": "Mlonggo"}, None, ""),
        ({"code": "99.99.99.2001", "name": "Mlonggo"}, 5, "name"),
        ({"code": "99.99.99.2001"}, None, ""),
        ({"name": "Karanganyar", "choice": "33.19.02.2001"}, 3, "choice"),
        ({"name": "Karanganyar", "choice": "99.99.99.2001"}, None, ""),
    ],
)
def test_matches(match, place, label, how):
    found = match(**place)
    assert found.areas == ({} if label is None else {7: label})
    assert found.how == ({} if label is None else {7: how})
    assert len(found.problems) == (label is None)


def test_questions_name_the_candidates(match):
    asked = match(name="Karanganyar", regency="Kabupaten Kudus").questions
    assert asked["code"].tolist() == ["33.19.01.2001", "33.19.02.2001"]
    assert asked["district"].tolist() == ["Kaliwungu", "Jati"]
    assert asked["row"].tolist() == [7, 7]


@pytest.mark.usefixtures("indonesian")
def test_a_code_of_another_place_is_asked(match):
    """BPS and Kemendagri number alike: a code is not believed against the name."""
    found = match(code="33.19.01.2001", name="Mlonggo")
    assert found.questions["code"].tolist() == ["33.19.01.2001", "33.20.01.2001"]
    assert "milik Karanganyar" in found.problems[0].reason


@pytest.mark.usefixtures("indonesian")
def test_resemblance_is_offered(match):
    found = match(name="Sukareja II")
    assert found.questions["candidate"].tolist() == ["Sukarejo II"]
    assert "mirip" in found.problems[0].reason
    assert "33.19.01.2002" in found.problems[0].fix


def test_a_name_in_another_kabupaten_is_offered(match):
    found = match(name="Mlonggo", regency="Kudus")
    assert found.questions["regency"].tolist() == ["Kabupaten Jepara"]
