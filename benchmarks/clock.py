"""Seconds and peak memory."""

from __future__ import annotations

import resource
import time
from pathlib import Path

LONG_S = 2.0
"""What takes longer than this is run once, anything else three times; the fastest run counts."""


def best_of(job, repeat=3):
    """Return the seconds of the fastest run, and the last result."""
    seconds, result = [], None
    for _ in range(repeat):
        start = time.perf_counter()
        result = job()
        seconds.append(time.perf_counter() - start)
        if seconds[-1] > LONG_S:
            break
    return min(seconds), result


def peak_mb():
    """Return the largest resident size of this process so far, in megabytes.

    Linux keeps `ru_maxrss` of the parent over a fork, so its own high-water mark comes first.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
