"""Use: making a study area from files or OpenStreetMap."""
