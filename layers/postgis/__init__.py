"""Kit: point layers from a PostGIS database."""
