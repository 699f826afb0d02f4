"""Kit: population rasters and people of villages."""
