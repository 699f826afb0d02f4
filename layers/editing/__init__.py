"""Kit: editing of points in an area, with undo and saving."""
