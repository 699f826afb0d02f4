"""Kit: the files that come with the program."""
