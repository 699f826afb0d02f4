"""Changes of the road network: added, closed and upgraded roads."""
