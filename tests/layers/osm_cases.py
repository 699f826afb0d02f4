"""A hand-made OpenStreetMap: two roads that meet, a bridge, a roundabout, a ferry, points.

On the equator one thousandth of a degree is 111.3 m east and 110.6 m north.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from shapely.geometry import box

from layers.jobs.progress import Monitor
from layers.osm.settings import OsmSettings
from tests.layers import overpass_server

AREA = box(120.0, 0.0, 120.01, 0.01)


def node(number, x, y, **tags):
    """x, y: thousandths of a degree from 120 E, 0 N."""
    found = {"type": "node", "id": number, "lon": 120 + x / 1000, "lat": y / 1000}
    return found | ({"tags": tags} if tags else {})


def way(number, nodes, **tags):
    return {"type": "way", "id": number, "nodes": nodes, "tags": tags}


CROSS = [node(k, k, 5) for k in range(1, 6)] + [node(11, 3, 3), node(12, 3, 7)]

POINTS = [
    node(1, 1, 1, amenity="marketplace", name="Pasar Bawah"),
    node(2, 2, 1, amenity="marketplace"),
    node(3, 3, 1, office="government", name="Dinas Tenaga Kerja dan Transmigrasi"),
    node(4, 4, 1, office="government", name="BP3MI Nusa Tenggara Timur"),
    node(5, 5, 1, amenity="training", name="UPT BLK Larantuka"),
    node(6, 6, 1, office="government", name="Dinas Kesehatan"),
    node(7, 7, 1, amenity="bank", name="BPR Bina Usaha"),
    node(8, 8, 1, amenity="bank", name="Bank NTT"),
    node(9, 9, 1, office="company", name="KSP Kopdit Ankara"),
    node(10, 1, 2, amenity="school", name="SDN Kudus"),
    node(11, 2, 2, amenity="library", name="Perpustakaan Daerah"),
    node(12, 3, 2, place="village", name="Desa Baru"),
    node(13, 4, 2, place="hamlet"),
    node(14, 50, 2, place="town", name="Jauh"),
    node(15, 5, 2, shop="yes", name="Toko Tenaga Kerja"),
    node(16, 6, 2, amenity="social_centre", name="Taman Baca Pelangi"),
    node(17, 7, 2, amenity="bank", name="BMT Amanah"),
    node(18, 8, 2, amenity="marketplace", name="Pasar Disnaker"),
    {"type": "way", "id": 19, "center": {"lat": 0.003, "lon": 120.003}, "nodes": [1, 2],
     "tags": {"building": "yes", "name": "Kantor Disnaker", "addr:street": "Jalan A",
              "addr:housenumber": "3"}},
    {"type": "relation", "id": 20, "tags": {"amenity": "marketplace", "name": "Tanpa letak"}},
]  # fmt: skip


@dataclass
class Listener:
    """Records the progress, does not sleep, cancels on request."""

    heard: list = field(default_factory=list)
    slept: float = 0.0
    cancel_when: object = None

    def sleep(self, seconds):
        self.slept += seconds

    def cancelled(self):
        return bool(self.cancel_when and self.cancel_when())

    @property
    def caller(self):
        return Monitor(self.heard.append, self.cancelled, self.sleep)

    @property
    def words(self):
        return " | ".join(p.waiting_for for p in self.heard)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with overpass_server.running() as running:
        yield running


@pytest.fixture
def settings(server, tmp_path):
    return OsmSettings(
        tmp_path / "cache", endpoint=server.url, geocoder=server.url.replace("api", "search"),
        timeout_s=10, max_tries=3, pause_s=4, max_pause_s=60,
    )  # fmt: skip


@pytest.fixture
def listener():
    return Listener()
