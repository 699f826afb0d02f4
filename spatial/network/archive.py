"""Networks as bytes: NumPy's npz, no pickle, checked on reading."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spatial.errors import NetworkError
from spatial.wording import tr

FORMAT_VERSION = 1
Arrays = dict[str, NDArray[Any]]


def write_arrays(arrays: Arrays) -> bytes:
    """Serialise arrays with the format's version."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, version=np.array([FORMAT_VERSION]), **arrays)
    return buffer.getvalue()


def pack_words(name: str, words: NDArray[np.object_]) -> Arrays:
    """Return texts as codes and a vocabulary: `<name>_code` and `<name>_words`."""
    codes, vocabulary = pd.factorize(words)
    return {
        f"{name}_code": codes.astype(np.int32),
        f"{name}_words": np.array(vocabulary, dtype=np.str_),
    }


def unpack_words(name: str, arrays: Arrays) -> NDArray[np.object_]:
    """Return the texts that `pack_words` packed."""
    return np.asarray(arrays[f"{name}_words"].astype(object)[arrays[f"{name}_code"]])


def plain_ids(node_id: NDArray[Any]) -> NDArray[Any]:
    """Return node ids in a type that needs no pickle.

    Raises
    ------
    NetworkError
        If they are neither integers nor text.
    """
    if np.issubdtype(node_id.dtype, np.integer):
        return node_id
    if all(isinstance(value, str) for value in node_id):
        return node_id.astype(np.str_)
    raise NetworkError(tr("Node ids must be integers or text to be stored."))


def read_arrays(data: bytes) -> Arrays:
    """Read the arrays of `RoadNetwork.to_bytes`.

    Raises
    ------
    NetworkError
        If they are of another version or do not belong together. Damaged bytes raise whatever
        zip and NumPy raise.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        a = {key: archive[key] for key in archive.files}
    found = int(a["version"][0])
    if found != FORMAT_VERSION:
        problem = tr(
            "The stored network has format {found}, this program reads {format_version}. "
            "Prepare the network again from its road lines."
        ).format(found=found, format_version=FORMAT_VERSION)
        raise NetworkError(problem)
    per_edge = (
        "u",
        "v",
        "length_m",
        "oneway",
        "maxspeed_kmh",
        "n_xy",
        "highway_code",
        "name_code",
    )
    n, m = len(a["node_id"]), len(a["u"])
    whole = (
        all(a[key].shape == (m,) for key in per_edge)
        and a["node_xy"].shape == (n, 2)
        and a["xy"].shape == (a["n_xy"].sum(), 2)
        and all((a[key] >= 0).all() and (a[key] < n).all() for key in ("u", "v"))
        and (a["n_xy"] > 1).all()
    )
    if not whole:
        raise NetworkError(tr("The stored network is damaged: its parts do not fit together."))
    return a
