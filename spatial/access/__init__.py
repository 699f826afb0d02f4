"""Distance and time to facilities: nearest, routes, coverage, gaps, equity and priority."""
