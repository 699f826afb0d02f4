"""One job in a process of its own: `python -m benchmarks.job AREA TOOL TASK FOLDER`.

Seconds per step and peak memory in megabytes go to `FOLDER/result.json` (pandana prints to the
standard output), the answer to `FOLDER/TASK-TOOL.npy`, so that answers can be compared.
"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.clock import peak_mb
from benchmarks.extracts import EXTRACTS

OURS = "desmigratif"


def main(area, tool, task, folder):
    if tool == "prepare" and area in EXTRACTS:
        from benchmarks.extracts import prepare_extract

        return {"facts": prepare_extract(area, folder)}
    if tool == "prepare":
        from benchmarks.prepare import prepare

        return {"facts": prepare(area, folder)}
    if tool != OURS and find_spec(tool.partition(".")[0]) is None:
        return {"missing": f"{tool} is not installed"}
    seconds, answer = _run(area, tool, task, folder)
    np.save(folder / f"{task}-{tool}.npy", answer)
    return {"seconds": seconds, "peak_mb": peak_mb()}


def _run(area, tool, task, folder):
    if tool == OURS:
        from benchmarks import ours

        return ours.JOBS[task](area, folder)
    if task in {"reach", "full reach"}:
        from benchmarks import reach_models

        return reach_models.PEERS[tool](task, folder)
    if task in {"nearest", "matrix"}:
        from benchmarks import graph_peers

        return graph_peers.run(tool, task, folder)
    if task == "areas":
        from benchmarks import area_peers

        return area_peers.networkx_areas(folder)
    from benchmarks import layer_peers

    return layer_peers.PEERS[tool, task](area, folder)


if __name__ == "__main__":
    words, place = sys.argv[1:4], Path(sys.argv[4])
    (place / "result.json").write_text(json.dumps(main(*words, place)), encoding="utf-8")
