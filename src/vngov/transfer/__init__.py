"""A graph on a server: put there, looked at, linked there, read back."""
