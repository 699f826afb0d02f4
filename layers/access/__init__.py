"""Question: how far is every village from a service."""
