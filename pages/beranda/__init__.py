"""Page Beranda (home)."""
