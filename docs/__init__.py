"""The documents, and what makes the parts of them that are taken from the program."""
