"""Kit: files that people take away (CSV, Excel, GeoPackage, GeoJSON)."""
