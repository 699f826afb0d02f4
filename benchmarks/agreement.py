"""Do two tools give the same answer?"""

from __future__ import annotations

import numpy as np

EXACT_M = 0.001
TOLERANCE_M = {"pandana": 2.0}
"""Metres. pandana keeps whole millimetres per arc (a trip has up to thousands) and float32."""

EXACT_SHARE = 1e-9

LEG_SHARE = 0.025
"""Snapping: peers measure in the plane, whose scale differs from 1: UTM 0.04 to 0.1 %, a Mercator
over all of eastern Indonesia up to 2 %. Ours are geodesic."""


def agreement(folder, task, ours, peer):
    """Say how far two answers lie apart, and whether that is within the tolerance."""
    first, second = (np.load(folder / f"{task}-{tool}.npy") for tool in (ours, peer))
    if task in {"nearest", "matrix"}:
        return _metres(first, second, TOLERANCE_M.get(peer, EXACT_M))
    return COMPARE[task](first, second) if task in COMPARE else ""


def _metres(first, second, tolerance):
    both = ~np.isnan(first) & ~np.isnan(second)
    gap = float(np.abs(first - second)[both].max())
    ours_only = int((~np.isnan(first) & np.isnan(second)).sum())
    peer_only = int((np.isnan(first) & ~np.isnan(second)).sum())
    said = f"max {gap:.2g} m of {tolerance:g} m"
    if ours_only or peer_only:
        return f"DIFFERS: {ours_only:,} trips only ours has, {peer_only:,} only the peer; {said}"
    return f"{'agrees' if gap <= tolerance else 'DIFFERS'}: {said}; {int(both.sum()):,} trips"


def _models(first, second):
    """(models, villages): the scores of all models, NaN for villages without a trip."""
    if (np.isnan(first) != np.isnan(second)).any():
        return "DIFFERS: not the same villages have a trip"
    gap = float(np.nanmax(np.abs(first - second) / np.maximum(np.abs(second), 1e-300)))
    word = "agrees" if gap <= EXACT_SHARE else "DIFFERS"
    return f"{word}: max {gap:.2g} of the value; {first.shape[1]:,} villages"


def _legs(first, second):
    share = np.abs(first - second) / np.maximum(first, 1.0)
    word = "agrees" if share.max() <= LEG_SHARE else "DIFFERS"
    return f"{word}: plane and geodesic legs differ up to {share.max():.2%}"


def _share(first, second):
    return abs(second[1] / first[1] - 1)


def _areas(first, second):
    return f"{second[0] / first[0]:.0%} of our km², {second[1] / first[1]:.0%} of our road km"


def _pieces(first, second):
    return f"{second[0]:,.0f} pieces, ours {first[0]:,.0f}; km differ {_share(first, second):.3%}"


def _clipped(first, second):
    return f"{second[1]:,.1f} km inside, ours {first[1]:,.1f}: {_share(first, second):.3%} apart"


COMPARE = {
    "areas": _areas,
    "reach": _models,
    "full reach": _models,
    "snap": _legs,
    "cleaning": _pieces,
    "clip": _clipped,
}
