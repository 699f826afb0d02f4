"""Kit: findings about the data of an area."""
