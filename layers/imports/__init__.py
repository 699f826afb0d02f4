"""Kit: reading of files that people bring, with findings."""
