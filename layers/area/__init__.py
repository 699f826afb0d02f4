"""Kit: the study area, its schema, facilities, labels and provenance."""
