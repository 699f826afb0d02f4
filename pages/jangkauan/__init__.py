"""Page Jangkauan pemasaran (market reach)."""
