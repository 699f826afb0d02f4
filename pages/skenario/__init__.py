"""Page Skenario (scenarios)."""
