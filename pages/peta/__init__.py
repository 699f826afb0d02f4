"""Page Peta (map)."""
