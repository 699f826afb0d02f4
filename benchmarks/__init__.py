"""Side by side with peers, on real road networks: `python -m benchmarks`."""
