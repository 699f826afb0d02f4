"""People on a grid: sums per polygon, shares of cells."""
