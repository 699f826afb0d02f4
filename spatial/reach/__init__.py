"""Reach of markets: opportunities, gravity, floating catchments, competition, costs."""
