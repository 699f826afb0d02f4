"""What the pages share: sidebar, widgets, cached answers and maps."""
