"""Question: which markets does a village reach."""
