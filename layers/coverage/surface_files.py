"""A surface as a GeoTIFF that QGIS opens, with what it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import rasterio
from rasterio.io import MemoryFile

from layers.exports.frame_files import provenance_bytes
from spatial.service_areas.cost_raster import OUTSIDE, Surface

PROVENANCE_TAG = "DESMIGRATIF_PROVENANCE"
UNIT_WORDS = {"m": "metres", "min": "minutes"}
NODATA = -1.0
"""No distance or time is negative, and every program understands it, unlike NaN."""


def surface_bytes(surface: Surface, provenance: Mapping[str, Any]) -> bytes:
    """Write a surface as a GeoTIFF with two bands of float32.

    Parameters
    ----------
    surface
        The surface.
    provenance
        As `layers.area.provenance` collects it; goes into the tags as JSON.

    Returns
    -------
    bytes
        Band 1: metres or minutes to the nearest facility, `NODATA` without a trip. Band 2: what
        the cell is (1 with a trip, 2 not connected, 3 no road near), `NODATA` outside the area.
    """
    rows, columns = surface.values.shape
    values = np.where(np.isfinite(surface.values), surface.values, NODATA).astype(np.float32)
    status = np.where(surface.status == OUTSIDE, NODATA, surface.status).astype(np.float32)
    facts = json.loads(provenance_bytes(provenance))
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", width=columns, height=rows, count=2, dtype="float32",
            crs=rasterio.CRS.from_wkt(surface.crs.to_wkt()), transform=surface.transform,
            nodata=NODATA, compress="deflate", predictor=3,
        ) as file:  # fmt: skip
            file.write(values, 1)
            file.write(status, 2)
            file.set_band_description(1, f"{UNIT_WORDS[surface.unit]} to the nearest facility")
            file.set_band_description(2, "1 trip, 2 not connected, 3 no road near")
            file.units = (UNIT_WORDS[surface.unit], "")
            file.update_tags(
                **{PROVENANCE_TAG: json.dumps(facts, ensure_ascii=False)},
                TIFFTAG_SOFTWARE=f"Desmigratif Spasial {facts.get('version', '')}".strip(),
            )
        return bytes(memory.getbuffer())
