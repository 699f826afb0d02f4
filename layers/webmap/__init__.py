"""Kit: interactive maps."""
