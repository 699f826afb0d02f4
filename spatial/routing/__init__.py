"""Shortest paths: travel modes, speeds, snapping, origin-destination searches."""
