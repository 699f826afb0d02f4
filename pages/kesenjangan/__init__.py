"""Page Kesenjangan layanan (service gaps)."""
