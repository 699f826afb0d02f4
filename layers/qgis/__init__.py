"""Kit: GeoPackages with QGIS styles."""
