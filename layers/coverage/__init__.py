"""Question: who is within reach of a service, and where are the gaps."""
