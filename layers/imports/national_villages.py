"""The known desmigratif villages of Indonesia, which come with the program."""

from __future__ import annotations

import geopandas as gpd

from layers.area import schema
from layers.imports.vector_files import read_vector
from layers.resources.folders import resource_folder

NATIONAL_VILLAGES = resource_folder("data") / "villages" / "desmigratif.geojson"


def load_national_villages() -> gpd.GeoDataFrame:
    """Load the known desmigratif villages of Indonesia."""
    return schema.validate(read_vector(NATIONAL_VILLAGES), "villages")
