"""Kit: OpenStreetMap data, downloaded or from an extract."""
