"""A hand-made OpenStreetMap: two roads that meet, a bridge, a roundabout, a ferry, points.

On the equator one thousandth of a degree is 111.3 m east and 110.6 m north.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from shapely.geometry import box

from layers.osm_settings import OsmSettings
from layers.overpass import Caller
from tests.layers import overpass_server

AREA = box(120.0, 0.0, 120.01, 0.01)


def node(number, x, y, **tags):
    """x, y: thousandths of a degree from 120 E, 0 N."""
    found = {"type": "node", "id": number, "lon": 120 + x / 1000, "lat": y / 1000}
    return found | ({"tags": tags} if tags else {})


def way(number, nodes, **tags):
    return {"type": "way", "id": number, "nodes": nodes, "tags": tags}


@dataclass
class Listener:
    """Hears the progress, does not sleep, cancels when told."""

    heard: list = field(default_factory=list)
    slept: float = 0.0
    cancel_when: object = None

    def sleep(self, seconds):
        self.slept += seconds

    def cancelled(self):
        return bool(self.cancel_when and self.cancel_when())

    @property
    def caller(self):
        return Caller(self.heard.append, self.cancelled, self.sleep)

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
