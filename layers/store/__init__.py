"""Kit: the store of areas on disk."""
