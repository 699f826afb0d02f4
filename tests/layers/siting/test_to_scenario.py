"""Sites kept as a scenario: page Skenario counts what siting promised."""

from __future__ import annotations

import numpy as np
import pytest

from layers.coverage.search import CoverageQuestion
from layers.scenarios.answer import ask_scenario
from layers.siting.answer import ask_siting
from layers.siting.question import SitesQuestion, SitingQuestion
from layers.siting.tables import key_figures
from layers.siting.to_scenario import siting_scenario
from layers.siting.trips import area_sites
from layers.workspace.catalog import load_area
from spatial.errors import InputError
from spatial.routing.modes import MODES

MOTORCYCLE = MODES["motorcycle"]


@pytest.fixture(scope="module")
def demak():
    return load_area("demak")


@pytest.fixture(scope="module")
def measured(demak):
    return area_sites(demak, SitesQuestion("disnaker", MOTORCYCLE))


@pytest.mark.slow
@pytest.mark.parametrize("keep", [True, False])
def test_skenario_has_the_numbers_of_siting(demak, measured, keep):
    found = ask_siting(measured, SitingQuestion("p-median", 2, 10_000.0, keep))
    scenario = siting_scenario(demak, found, "Dua kantor baru")
    assert scenario.name == "dua-kantor-baru"
    assert len(scenario.changes) == (2 if keep else 3)
    answer = ask_scenario(demak, scenario, CoverageQuestion("disnaker", MOTORCYCLE), (10_000.0,))
    after = answer.after.trips
    assert after["status"].tolist() == found.after["status"].tolist()
    for column in ("total_m", "minutes"):
        assert np.allclose(after[column], found.after[column], rtol=1e-9, equal_nan=True)
        assert np.allclose(
            answer.before.trips[column], found.before[column], rtol=1e-9, equal_nan=True
        )
    rows = answer.coverage
    villages = rows[(rows["quantity"] == "villages") & (rows["threshold"] == 10_000.0)].iloc[0]
    figures = key_figures(found)
    assert villages["within_before"] == figures.before.within_villages
    assert villages["within_after"] == figures.after.within_villages
    assert figures.after.within_villages == 144 or not keep


def test_mobile_points_have_their_days(demak, measured):
    found = ask_siting(measured, SitingQuestion("mclp", 1, 10_000.0))
    scenario = siting_scenario(demak, found, "Keliling", days=4)
    (change,) = scenario.changes
    assert change.days_per_month == 4
    assert change.precision == "village point"
    site = found.chosen.iloc[0]
    assert (change.lon, change.lat) == (site.geometry.x, site.geometry.y)
    assert site["name"] in change.name


@pytest.mark.usefixtures("indonesian")
def test_nothing_to_keep(demak, measured):
    found = ask_siting(measured, SitingQuestion("lscp", 1, 10_000_000.0))
    with pytest.raises(InputError, match="Tidak ada titik baru"):
        siting_scenario(demak, found, "Kosong")
