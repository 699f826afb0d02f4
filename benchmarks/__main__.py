"""Run all benchmarks and print one table per area: `python -m benchmarks [AREA ...]`."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.agreement import agreement
from benchmarks.areas import AREAS, DRAWN, EMBEDDED, REACH_M, REAL
from benchmarks.extracts import EXTRACTS
from benchmarks.job import OURS
from benchmarks.redraw import REDRAW, measured
from benchmarks.siting_bound import BOUND
from benchmarks.siting_bound import measured as bounded
from benchmarks.siting_peers import SITING
from benchmarks.siting_peers import measured as sited
from benchmarks.table import Line, table

POPULATION = "population"
ROOT = Path(__file__).resolve().parents[1]
GRAPH_PEERS = ("networkx", "igraph", "pandana")


def main(chosen):
    if not REAL.is_dir():
        sys.exit(f"The real data are not at {REAL}; set DESMIGRATIF_REAL_DATA to their folder.")
    today = datetime.now(tz=UTC)
    print(f"{today:%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for area in chosen or (
        *AREAS,
        EMBEDDED,
        *DRAWN,
        "store",
        POPULATION,
        *EXTRACTS,
        SITING,
        REDRAW,
    ):
        if area == REDRAW:
            measured()
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if area in {SITING, BOUND}:
                (sited if area == SITING else bounded)(folder)
                continue
            if area in (*AREAS, EMBEDDED):
                lines = _network(area, folder)
            elif area in DRAWN:
                print(f"\n{area}: cleaning of drawn lines")
                lines = _compare(area, "cleaning", (OURS, "shapely.node"), folder)
            elif area == POPULATION:
                print("\npopulation: people in the polygons of Java")
                lines = _compare(area, "people", (OURS,), folder)
            elif area in EXTRACTS:
                lines = _extract(area, folder)
            else:
                print("\nstorage")
                lines = _compare("archipelago", "store", (OURS,), folder)
            print(table(lines), flush=True)


def _network(area, folder):
    prepared = _job(area, "prepare", "-", folder)
    if "error" in prepared:
        sys.exit(f"{area}: {prepared['error']}")
    facts = prepared["facts"]
    shown = ", ".join(f"{value:,} {name}" for name, value in facts.items())
    print(f"\n{area}: {shown}; villages within {REACH_M:g} m of a road")
    areas = [
        *_compare(area, "areas", (OURS, "networkx"), folder),
        *_compare(area, "surface", (OURS,), folder),
    ]
    if area == EMBEDDED:
        return areas
    graph = area != "archipelago"
    return [
        *_compare(area, "load", (OURS, "osmnx") if graph else (OURS,), folder),
        *_compare(area, "build", (OURS,), folder),
        *_compare(area, "snap", (OURS, "geopandas", *(["osmnx"] if graph else [])), folder),
        *_compare(area, "nearest", (OURS, *GRAPH_PEERS), folder),
        *_compare(area, "matrix", (OURS, *GRAPH_PEERS), folder),
        *areas,
        *_compare(area, "reach", (OURS, "access"), folder),
        *([] if graph else _compare(area, "full reach", (OURS, "access"), folder)),
    ]


def _extract(area, folder):
    prepared = _job(area, "prepare", "-", folder)
    if "error" in prepared:
        sys.exit(f"{area}: {prepared['error']}")
    print(f"\n{area}: a .osm.pbf of {prepared['facts']['MB']} MB, clipped to a polygon")
    return _compare(area, "clip", (OURS, "pyrosm", "pyogrio"), folder)


def _compare(area, task, tools, folder):
    """Run one task with all tools, ours first; return the lines of the table."""
    lines, ours = [], {}
    for tool in tools:
        result = _job(area, tool, task, folder)
        if "missing" in result or "error" in result:
            lines.append(Line(task, tool, note=result.get("missing") or result["error"]))
            continue
        if tool == OURS:
            ours = result["seconds"]
        note = "" if tool == OURS or not ours else agreement(folder, task, OURS, tool)
        for step, seconds in result["seconds"].items():
            peer = tool != OURS
            ratio = seconds / ours[step] if peer and step in ours else None
            kept = ours.get(f"{step} (graph kept)")
            ratio_kept = seconds / kept if peer and kept else None
            said = note if step.startswith(task) else ""
            lines.append(Line(step, tool, seconds, result["peak_mb"], ratio, ratio_kept, said))
    return lines


def _job(area, tool, task, folder):
    module = [sys.executable, "-W", "ignore", "-m", "benchmarks.job"]
    command = [*module, area, tool, task, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"error": f"failed: {done.stderr.strip().splitlines()[-1][:120]}"}
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(sys.argv[1:])
