"""Kit: languages, formats and texts of errors."""
