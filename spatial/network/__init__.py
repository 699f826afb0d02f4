"""The road network: cleaning and noding of drawn lines, the directed graph and its archive."""
