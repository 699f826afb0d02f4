"""Kit: a story as slides (PPTX, PDF, HTML)."""
