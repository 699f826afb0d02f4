"""Page Jarak akses (access distance)."""
