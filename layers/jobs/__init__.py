"""Long work: how it reports its progress, is cancelled, and runs in the background."""
