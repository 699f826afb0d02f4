"""Kit: maps on paper."""
