"""Page Pilar (pillars)."""
