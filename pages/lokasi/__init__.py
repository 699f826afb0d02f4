"""Page Lokasi berikutnya (siting)."""
