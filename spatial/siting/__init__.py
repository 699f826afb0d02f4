"""Location models: p-median, p-center, covering, with bounds and heuristics."""
