"""Provenance: what a result was made from, enough to make it again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from spatial import __version__
from spatial.routing.modes import TravelMode
from spatial.routing.travel import Travel

LIBRARIES = ("geopandas", "numpy", "pandas", "pyproj", "scipy", "shapely")
FREE_FLOW_NOTE = (
    "Times are free-flow: length divided by the speed of the road class, no traffic, no waiting. "
    "Access and egress legs are walked in a straight line."
)


def file_facts(path: Path) -> dict[str, str | int]:
    """Name, size, time and SHA-256 of a file that a result was made from."""
    state = path.stat()
    changed = datetime.fromtimestamp(state.st_mtime, tz=UTC)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": path.name,
        "bytes": state.st_size,
        "modified": changed.isoformat(timespec="seconds"),
        "sha256": digest,
    }


def access_provenance(
    *,
    question: str,
    sources: Mapping[str, Any],
    network: Mapping[str, Any],
    travel: Travel,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Collect everything that an access table depends on.

    Parameters
    ----------
    question
        What was asked, in words.
    sources
        Per role (roads, origins, destinations) the facts of its file or layer.
    network
        Facts of the network, as `RoadSource.to_dict` gives them.
    travel
        As the analysis was called with.
    extra
        Further parameters, such as `k` or the threshold.

    Returns
    -------
    dict
        Plain values that `json.dumps` takes.
    """
    return {
        "program": "Desmigratif Spasial",
        "version": __version__,
        "created": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "question": question,
        "sources": dict(sources),
        "network": dict(network),
        "mode": travel.mode.to_dict(),
        "cost": travel.cost,
        "max_snap_m": travel.max_snap_m,
        **(extra or {}),
        "units": "*_m in metres, minutes in minutes, detour = total_m / straight_m",
        "note": FREE_FLOW_NOTE,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def check_provenance(
    *,
    sources: Mapping[str, Any],
    network: Mapping[str, Any],
    mode: TravelMode,
    max_snap_m: float,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Collect what the findings about an area's data depend on; see `access_provenance`."""
    return {
        "program": "Desmigratif Spasial",
        "version": __version__,
        "created": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "question": "what to fix first in the data of the area",
        "sources": dict(sources),
        "network": dict(network),
        "mode": mode.to_dict(),
        "max_snap_m": max_snap_m,
        **(extra or {}),
    }
