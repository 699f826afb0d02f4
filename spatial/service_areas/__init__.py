"""Service areas along the network: cost fields, reachable edges, polygons, rasters."""
