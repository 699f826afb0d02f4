"""Question: what changes if points or roads change."""
