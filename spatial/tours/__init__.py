"""Tours over markets: orienteering within a day, several days."""
