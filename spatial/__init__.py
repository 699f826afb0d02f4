"""Access, coverage, reach and siting on road networks: pure functions on frames and arrays."""

__version__ = "0.1.0"
