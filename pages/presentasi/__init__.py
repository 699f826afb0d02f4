"""Page Presentasi (slides)."""
