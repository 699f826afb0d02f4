"""Question: where does the next facility help most."""
