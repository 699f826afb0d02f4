"""Question: which pillar lacks which facility in which village, and who is in charge."""
